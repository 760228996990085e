"""--auth: the file of passwords that changes, and the process that compares them."""

import os
import signal

from cases.options import brief, expect_one_line
from support.outcome import expect, expect_equal
from support.passwords import OTHER, SLOW, USERS, Guarded, basic, new_file, table
from support.processes import Processes, children, wait_until
from support.registry import case, cases

GOOD = USERS["sha512"][1]


def helpers(pid):
    """The ids of the helpers of a process; none when it has gone meanwhile."""
    def name_of(child):
        with open(f"/proc/{child}/comm", encoding="ascii") as file:
            return file.read().strip()
    try:
        return [child for child in children(pid) if name_of(child) == "owlet-auth"]
    except (FileNotFoundError, ProcessLookupError):
        return []


def wait_for(web, wanted, *fields):
    """Asks until the status is the one that is wanted: the file is looked at when somebody asks, once in a second."""
    wait_until(lambda: web.get("/a.txt", *fields).status == wanted, f"status {wanted}")


@case("owlet", "--auth: a changed file is in force within seconds, a broken one is told once and the last good one stays", heavy=True)
def changes(web):
    with Guarded(web, {"a.txt": "a"}, passwords=table(me=GOOD)) as site:
        expect_equal("at first", web.get("/a.txt", basic("me")).status, 200)
        site.allow(table(me=OTHER, you=GOOD))
        wait_for(web, 401, basic("me"))
        expect_equal("new ones", [web.get("/a.txt", basic(*who)).status for who in (("me", "other"), ("you", "wonder"))], [200, 200])
        site.allow("me:geheim\nyou:" + GOOD + "\nyou:" + GOOD + "\n")
        wait_until(lambda: web.get("/a.txt").status and "stay in force" in site.owlet.stderr, "a line")
        lines = [line.rpartition("/")[2] for line in site.owlet.lines if "/passwords-" in line]
        name = site.passwords.rpartition("/")[2]
        expect_equal("lines", lines, [
            f"{name}: read again, users: 2",
            f"{name}:1:4: me: this is no hash that is known, but plain text or DES: make one with htpasswd -B or mkpasswd -m yescrypt",
            f"{name}:3:1: you: line 2 has this name already: remove one of them",
            f"{name}: the passwords before it stay in force"])
        expect_equal("no password in a line", "geheim" in site.owlet.stderr, False)
        expect_equal("the last good ones", [web.get("/a.txt", basic(*who)).status for who in (("me", "other"), ("you", "wonder"))], [200, 200])
        site.allow(table(you=GOOD))
        wait_for(web, 401, basic("me", "other"))


@cases("owlet", "--auth: {0} stops the start with status 1 and its line", [
    ("a line without a colon", "alice\n", "{file}:1:1: there is no colon: write USER:HASH, as htpasswd -B does"),
    ("MD5", "# x\na:$apr1$abc$def\n", "{file}:2:3: a: this is MD5, which is guessed too fast: make a hash with htpasswd -B"),
    ("no file", None, "{file}: No such file or directory: give a file with --auth")])
def bad_start(web, _, text, line):
    path = new_file(web)
    if text is not None:
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
    root = f"{web.root}/own/empty-root"
    os.makedirs(root, exist_ok=True)
    for more in ((), ("--check",), ("-w", "2")):
        code, _, err = brief(web, "-r", root, "-p", "0", "--auth", path, *more)
        expect_equal("status", code, 1)
        expect(f"owlet: {line.format(file=path)}\n" in err, "the line", err)
    if text is not None:
        os.unlink(path)


@cases("owlet", "--auth: an option that cannot be meant is status 2 and one line with the remedy: {0}", [
    (("--auth-path", "/x"), "nobody is asked for a password without --auth FILE"),
    (("--auth", "/x", "--auth-path", "x"), "begin the path with a slash, as in /private"),
    (("--auth", "/x", "--auth-path", "/*/x"), "behind the last slash only"),
    (("--auth", "/x", "--auth-path", "/x?y"), "no query and no fragment"),
    (("--auth", "/x", "--auth-realm", "a\nb"), "printable ASCII"),
    (("--auth", "/x", "--auth-realm", "ä"), "printable ASCII"),
    (("--auth", ""), "give a path that is not empty")])
def bad_options(web, options, remedy):
    expect_one_line(brief(web, *options), 2, remedy)


@case("owlet", "--auth: passwords that lie where they could be served stop the start, and a reload keeps the settings")
def within_root(web):
    root = f"{web.root}/own/with-passwords"
    os.makedirs(f"{root}/sub", exist_ok=True)
    with open(f"{root}/sub/pw", "w", encoding="ascii") as file:
        file.write(table(me=GOOD))
    for options in (("-r", root), ("-r", web.root + "/own", "--previous-root", f"{root}/sub")):
        expect_one_line(brief(web, *options, "-p", "0", "--auth", f"{root}/sub/pw"), 1, "which is served: keep passwords outside of it")


@case("owlet", "--auth: the helper that is killed in the middle of a check is replaced, and who waits gets in", heavy=True)
def killed(web):
    with Guarded(web, {"a.txt": "a"}, passwords=table(me=SLOW)) as site:
        first = wait_until(lambda: helpers(site.owlet.pid), "a helper")
        with web.connect() as connection:
            connection.send(web.request("/a.txt", basic("me")))
            wait_until(lambda: _is_busy(first[0]), "work")
            os.kill(first[0], signal.SIGKILL)
            expect_equal("who waits", connection.response().status, 200)
        wait_until(lambda: helpers(site.owlet.pid) not in ([], first), "another helper")
        expect_equal("lines", ["owlet-auth ended; starting another" in line for line in site.owlet.lines if "owlet-auth" in line], [True])
        expect_equal("no zombie", len(children(site.owlet.pid)), 1)


def _is_busy(pid):
    """Whether a process has used some time of the CPU."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        return int(file.read().rpartition(")")[2].split()[11]) > 2


@case("owlet", "--auth: who waits for a check that has no end is told 503, the helper is replaced, and a stop does not wait for it", limit=40, heavy=True)
def endless(web):
    with Guarded(web, {"a.txt": "a"}, "--auth-path", "/a.txt", passwords=table(me=SLOW.replace("300000", "900000000"))) as site:
        first = wait_until(lambda: helpers(site.owlet.pid), "a helper")
        with web.connect(timeout=20) as connection:
            connection.send(web.request("/a.txt", basic("me")))
            answer = connection.response()
        expect_equal("too late", (answer.status, answer["retry-after"], answer["cache-control"]), (503, "1", "no-store"))
        wait_until(lambda: helpers(site.owlet.pid) not in ([], first), "another helper")
        with web.connect() as connection:
            connection.send(web.request("/a.txt", basic("me", "other")))
            wait_until(lambda: any(_is_busy(each) for each in helpers(site.owlet.pid)), "work")
            second = helpers(site.owlet.pid)
            site.owlet.signal(signal.SIGTERM)
            wait_until(lambda: not web.is_let_in(), "the end of listening")
            site.owlet.signal(signal.SIGTERM)
            site.owlet.check_end(site.owlet.wait(), 3)
        expect_equal("left behind", [each for each in second if os.path.exists(f"/proc/{each}")], [])


@case("owlet", "--auth: a reload that turns it off lets in who waits for a check", heavy=True)
def turned_off(web):
    path = new_file(web)
    with open(path, "w", encoding="ascii") as file:
        file.write(table(me=SLOW.replace("300000", "900000000")))
    with open(path + ".conf", "w", encoding="ascii") as file:
        file.write(f"auth = {path}\n")
    with Processes(web, "-p", "0", "--config", path + ".conf") as owlet:
        web.address = owlet.address
        with web.connect() as connection:
            connection.send(web.request("/tiny.txt", basic("me")))
            wait_until(lambda: any(_is_busy(each) for each in helpers(owlet.pid)), "work")
            os.truncate(path + ".conf", 0)
            owlet.order(signal.SIGHUP, "read again")
            expect_equal("who waits", connection.response().status, 200)
        wait_until(lambda: helpers(owlet.pid) == [], "no helper")


@case("owlet", "--auth: a reload that turns it on and fails, for its file is broken or gone, leaves no helper")
def not_turned_on(web):
    path = new_file(web)
    with open(path + ".conf", "w", encoding="ascii"):
        pass
    with Processes(web, "-p", "0", "--config", path + ".conf") as owlet:
        web.address = owlet.address
        with open(path + ".conf", "w", encoding="ascii") as file:
            file.write(f"auth = {path}\n")
        for content in ("no colon", None):
            if content:
                with open(path, "w", encoding="ascii") as file:
                    file.write(content)
            else:
                os.unlink(path)
            owlet.order(signal.SIGHUP, "stay as they were")
            expect_equal("processes", children(owlet.pid), [])
            expect_equal("status", web.get("/tiny.txt").status, 200)
        with open(path, "w", encoding="ascii") as file:
            file.write(table(me=GOOD))
        owlet.order(signal.SIGHUP, "read again")
        wait_until(lambda: len(helpers(owlet.pid)) == 1, "a helper")
        expect_equal("status", web.get("/tiny.txt").status, 401)


@case("owlet", "--auth: its helper has nothing of owlet's open but the channel between them")
def descriptors(web):
    with Guarded(web, {"a.txt": "a"}) as site, web.connect() as client:
        client.send(web.request("/a.txt", basic("sha512"), close=False))
        expect_equal("status", client.response().status, 200)
        helper = helpers(site.owlet.pid)[0]
        opened = {int(fd): os.readlink(f"/proc/{helper}/fd/{fd}") for fd in os.listdir(f"/proc/{helper}/fd")}
        expect_equal("descriptors", sorted(opened), [0, 1, 2])
        expect_equal("sockets", len({name for name in opened.values() if name.startswith("socket:")}), 1)


@cases("owlet", "--auth: each worker has a helper, reloads and a stop leave none behind: -w {0}", ["1", "2"], heavy=True)
def processes(web, workers):
    path = new_file(web)
    with open(path, "w", encoding="ascii") as file:
        file.write(table(me=GOOD))
    config = path + ".conf"

    def write(text):
        with open(config, "w", encoding="ascii") as file:
            file.write(text)

    def serving(pid):
        return children(pid) if workers != "1" else [pid]

    write(f"auth = {path}\n")
    with Processes(web, "-p", "0", "-w", workers, "--config", config) as owlet:
        web.address = owlet.address
        wait_until(lambda: all(len(helpers(each)) == 1 for each in serving(owlet.pid)), "a helper each")
        expect_equal("answers", [web.get("/tiny.txt", *fields).status for fields in ((), (basic("me"),))][0], 401)
        write(f"auth = {path}\nauth-path = /nowhere\n")
        owlet.order(signal.SIGHUP, "read again")
        wait_until(lambda: web.get("/none").status == 404, "other paths")
        wait_until(lambda: all(len(helpers(each)) == 1 for each in serving(owlet.pid)), "a helper each")
        write("auth = /nonexistent/file\n")
        owlet.order(signal.SIGHUP, "the settings stay as they were")
        write("")
        owlet.order(signal.SIGHUP, "read again")
        wait_until(lambda: all(helpers(each) == [] for each in serving(owlet.pid)), "no helper")
        write(f"auth = {path}\n")
        owlet.order(signal.SIGHUP, "read again")
        wait_until(lambda: web.get("/none").status == 401, "all paths")
        all_helpers = [one for each in serving(owlet.pid) for one in helpers(each)]
        expect_equal("helpers", len(all_helpers), int(workers))
        owlet.stop()
        expect_equal("left behind", [each for each in all_helpers if os.path.exists(f"/proc/{each}")], [])


@case("owlet", "--auth: an upgrade brings a helper of its own, and owlet that is killed takes its helper along", heavy=True)
def upgraded(web):
    path = new_file(web)
    with open(path, "w", encoding="ascii") as file:
        file.write(table(me=GOOD))
    with Processes(web, "-p", "0", "--auth", path) as owlet:
        web.address = owlet.address
        first = wait_until(lambda: helpers(owlet.pid), "a helper")
        owlet.upgrade()
        second = wait_until(lambda: helpers(owlet.pid), "a helper of the new process")
        expect(second != first, "another helper", second)
        wait_until(lambda: not _is_there(first[0]), "the end of the first helper")
        expect_equal("answers", [web.get("/tiny.txt", *fields).status for fields in ((), (basic("me"),), (basic("me", "x"),))][0::2], [401, 401])
        owlet.signal(signal.SIGKILL)
        wait_until(lambda: not _is_there(second[0]), "the end of the second helper")
        owlet.is_judged = True


def _is_there(pid):
    """Whether a process runs; one that nobody has buried yet does not."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@case("owlet", "--auth: the log has the name of who was let in, and of nobody else; no password is in any line")
def logged(web):
    with Guarded(web, {"a.txt": "a"}, "-l", "-", "-d", passwords=table(**{"a b\\": GOOD, "me": GOOD})) as site:
        for user, password in (("me", "wonder"), ("a b\\", "wonder"), ("me", "geheim"), ("eve", "geheim")):
            web.get("/a.txt", basic(user, password))
        web.get("/a.txt")
        site.owlet.stop()
        names = [line.split(" [")[0] for line in site.owlet.stdout.decode().splitlines()]
        expect_equal("names", names, [f"127.0.0.1 - {name}" for name in ("me", "a\\x20b\\x5c", "-", "-", "-")])
        everything = site.owlet.stdout.decode() + site.owlet.stderr
        expect_equal("secrets", [word for word in ("geheim", "wonder", "Basic", "$6$") if word in everything], [])


@case("owlet", "--auth: explain says that a path is guarded, and goes on as for a right password; neither is printed")
def explained(web):
    path = new_file(web)
    with open(path, "w", encoding="ascii") as file:
        file.write(table(me=GOOD))
    options = ("-r", f"{web.root}/own/explained", "--auth", path)
    os.makedirs(f"{web.root}/own/explained", exist_ok=True)
    with open(f"{web.root}/own/explained/a.txt", "w", encoding="ascii") as file:
        file.write("a")
    code, out, _ = brief(web, "explain", "/a.txt", *options)
    expect("401 Unauthorized" in out and "password  wanted" in out and code == 1, "what is asked", out)
    code, out, _ = brief(web, "explain", "/a.txt", *options, "-H", basic("me", "geheim"))
    expect("200 OK" in out and "taken for right here" in out and "private" in out and code == 0, "what a right one leads to", out)
    expect(basic("me", "geheim").split()[-1] not in out, "no password", out)
