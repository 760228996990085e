"""A daemon: -D, --pidfile, --user, and owlet stop, status, reload and upgrade, which speak to whoever holds the pid file."""

import contextlib
import datetime
import os
import re
import select
import signal
import subprocess
import threading

from cases.transfers import open_window
from support.documents import TINY, pattern
from support.outcome import Failure, Skip, expect, expect_equal
from support.processes import wait_until
from support.registry import case, cases
from support.server import READY, URL, run_briefly

NOBODY = 65534
NULL = "/dev/null"


def own_path(web, name="owlet.pid"):
    """A path in a directory of this case's own, where nothing is yet."""
    path, _ = web.file(b"", name)
    os.unlink(path)
    return path


def command(web, *words, status=0, **settings):
    """Runs an owlet that ends by itself with this status; returns (standard output, standard error)."""
    web.need_owlet()
    came, out, err = run_briefly(web.setting.binary, *words, **settings)
    expect(came == status, f"status {status} of owlet {' '.join(words)}", (came, out, err))
    return out, err


def written_id(path):
    """The process id in a pid file."""
    with open(path, encoding="ascii") as file:
        text = file.read()
    expect(re.fullmatch(r"[1-9][0-9]*\n", text), "a process id and a line end in the pid file", text)
    return int(text)


def wait_for_end(handle, seconds=10):
    """Waits until the process of a pidfd has ended."""
    expect(select.select([handle], [], [], seconds)[0], f"the end of the daemon within {seconds} s", "nothing")


class Daemon:
    """What is known of a daemon: its id, a handle of its process, and its address."""

    def __init__(self, pid, address):
        self.pid, self.address, self.handle = pid, address, os.pidfd_open(pid)

    def kill(self):
        """Ends it at once, if it has not ended yet."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        wait_for_end(self.handle)
        os.close(self.handle)


@contextlib.contextmanager
def daemon(web, path, *options, root=None, cwd=None):
    """owlet -D with a pid file, which is ended with the block; the case talks to it."""
    _, err = command(web, "-D", "--pidfile", path, "-r", root or web.root, "-p", "0", *options, cwd=cwd)
    ready = [READY.fullmatch(line) for line in err.splitlines() if READY.fullmatch(line)]
    expect(len(ready) == 1, "one ready line before the command returns", err)
    host, port = URL.fullmatch(ready[0][2].split(" ")[0]).groups()
    started = Daemon(written_id(path), (host.strip("[]"), int(port)))
    web.address = started.address
    try:
        yield started
    finally:
        started.kill()


def status_fields(pid):
    """/proc/PID/status as a dictionary."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)


@contextlib.contextmanager
def stranger():
    """A process that has nothing to do with owlet."""
    with subprocess.Popen(["sleep", "60"], stdin=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


@case("owlet", "-D returns with status 0 when the daemon serves, and leaves nothing of it in the terminal")
def leaves(web):
    path = own_path(web)
    with daemon(web, path) as started:
        web.expect_file("/tiny.txt", TINY)
        expect(started.pid != os.getpid() and os.getsid(started.pid) not in (os.getsid(0), started.pid),
               "a session of another", os.getsid(started.pid))
        expect_equal("standard descriptors", [os.readlink(f"/proc/{started.pid}/fd/{fd}") for fd in range(3)], [NULL] * 3)


@case("owlet", "a daemon serves a root that was given relative to where it was started")
def relative_root(web):
    path = own_path(web)
    directory, name = os.path.split(os.path.realpath(web.root))
    with daemon(web, path, root=name, cwd=directory):
        web.expect_file("/tiny.txt", TINY)


@case("owlet", "owlet status, reload and stop speak to the daemon of the pid file; stop returns when it has ended")
def commands(web):
    path = own_path(web)
    with daemon(web, path) as started:
        out, _ = command(web, "status", path, environment={"TZ": "IST-5:30"})       # Asia/Kolkata, known without tables
        told = re.fullmatch(rf"owlet: process {started.pid} is running since (\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d)Z\n", out)
        expect(told, "a line with the process and the time", out)
        age = datetime.datetime.now(datetime.timezone.utc) - datetime.datetime.fromisoformat(told[1] + "+00:00")
        expect(abs(age.total_seconds()) < 600, "the time of the start in UTC", told[1])
        out, _ = command(web, "reload", path)
        expect_equal("answer", out, f"owlet: process {started.pid} was told to reload\n")
        web.expect_file("/tiny.txt", TINY)
        expect_equal("process after the reload", written_id(path), started.pid)
        out, _ = command(web, "stop", path)
        expect_equal("answer", out, f"owlet: process {started.pid} has ended\n")
        wait_for_end(started.handle, 0)
        expect(not os.path.exists(path), "no pid file any more", "one")
    out, _ = command(web, "status", path, status=3)
    expect_equal("answer", out, f"owlet: not running: nobody holds pid file {path}\n")
    command(web, "stop", path)


@case("owlet", "owlet stop waits for a download that is under way", heavy=True)
def stop_waits(web):
    path = own_path(web)
    with daemon(web, path, "-t", "60", "--drain-timeout", "60"):
        connection = web.connect(rcvbuf=4096)
        connection.send(web.request("/big.bin", close=False))
        connection.response_head()
        results = []
        stop = threading.Thread(target=lambda: results.append(command(web, "stop", path)))
        stop.start()
        wait_until(lambda: not web.is_let_in(), "the signal to come")
        expect(not results, "stop to wait", results)
        open_window(connection)
        expect(connection.read_body(8 << 20) == pattern(8 << 20), "the whole file", "something else")
        stop.join(10)
        expect(results, "the end of owlet stop", "nothing")


@case("owlet", "a second daemon of the same pid file is refused, told of the first, and that one goes on")
def second(web):
    path = own_path(web)
    with daemon(web, path) as started:
        for words in (("-D",), ()):
            out, err = command(web, *words, "--pidfile", path, "-r", web.root, "-p", "0", status=1)
            expect_equal("standard output", out, "")
            expect(err.startswith(f"owlet: pid file {path}: process {started.pid} holds it: ") and err.count("\n") == 1,
                   "one line that names the process", err)
        expect_equal("process", written_id(path), started.pid)
        web.expect_file("/tiny.txt", TINY)


@case("owlet", "a pid file whose process was killed is taken over; until then status says so, and stop signals nobody")
def stale(web):
    path = own_path(web)
    with daemon(web, path) as started:
        os.kill(started.pid, signal.SIGKILL)
        wait_for_end(started.handle)
    with stranger() as other:
        with open(path, "w", encoding="ascii") as file:
            file.write(f"{other.pid}\n")
        line = f"owlet: not running: process {other.pid} has died and left {path}\n"
        expect_equal("status", command(web, "status", path, status=1), (line, ""))
        expect_equal("stop", command(web, "stop", path), (line, ""))
        expect_equal("reload", command(web, "reload", path, status=7), ("", line))
        expect_equal("upgrade", command(web, "upgrade", path, status=7), ("", line))
        with daemon(web, path) as started:
            expect(started.pid != other.pid, "another process in the file", other.pid)
            web.expect_file("/tiny.txt", TINY)
        expect_equal("the stranger's end", other.poll(), None)


@cases("owlet", "what keeps a daemon from starting is said where it was started, with status 1: {0}", [
    ("no root", ("-r", "/nothing/here"), "open root /nothing/here"),
    ("a user that nobody knows", ("--user", "no-such-user"), "--user no-such-user"),
    ("a group that nobody knows", ("--group", "no-such-group"), "--group no-such-group"),
])
def fails(web, _, options, mentioned):
    path = own_path(web)
    out, err = command(web, "-D", "--pidfile", path, "-r", web.root, "-p", "0", *options, status=1)
    expect_equal("standard output", out, "")
    expect(err.startswith("owlet: ") and mentioned in err and err.count("\n") == 1, f"one line with {mentioned!r}", err)
    expect(not os.path.exists(path), "no pid file", "one")


@case("owlet", "a pid file that cannot be made, or is something else, is an error that names it")
def no_pid_file(web):
    for path in (own_path(web) + "/nothing/owlet.pid", web.file(b"precious\n")[0]):
        _, err = command(web, "-D", "--pidfile", path, "-r", web.root, "-p", "0", status=1)
        expect(f"pid file {path}" in err and err.count("\n") == 1, "one line that names it", err)
    with open(path, "rb") as file:
        expect_equal("the file", file.read(), b"precious\n")


@case("owlet", "--pidfile works in the foreground as well, and the file goes with the process")
def foreground(web):
    path = own_path(web)
    with web.start("--pidfile", path) as server:
        expect_equal("process", written_id(path), server.pid)
        out, _ = command(web, "status", path)
        expect(f"process {server.pid} is running" in out, "the process", out)
    expect(not os.path.exists(path), "no pid file any more", "one")


@case("owlet", "--user and --group give root up when the sockets are open: ids, groups, capabilities, and the way back")
def drops(web):
    if os.geteuid() != 0:
        raise Skip("only root can become somebody else")
    path = own_path(web)
    with daemon(web, path, "--user", str(NOBODY), "--group", "12346") as started:
        web.expect_file("/tiny.txt", TINY)
        fields = status_fields(started.pid)
        expect_equal("users", fields["Uid"].split(), [str(NOBODY)] * 4)
        expect_equal("groups", fields["Gid"].split(), ["12346"] * 4)
        expect("0" not in fields["Groups"].split(), "no group of root", fields["Groups"])
        for name in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
            expect_equal(name, int(fields[name], 16), 0)
        expect_equal("NoNewPrivs", fields["NoNewPrivs"], "1")
        secret, target = web.file(b"secret")
        os.chmod(secret, 0o600)
        web.expect_status(target, 403)
        command(web, "stop", path)
    expect(not os.path.exists(path) or os.path.getsize(path) == 0, "no id in the pid file any more", "one")
    command(web, "status", path, status=3)


@case("owlet", "whoever is not root cannot become somebody else, but may say who he is")
def not_root(web):
    if os.geteuid() != 0:
        raise Skip("needs root in order to be somebody else")
    _, err = command(web, "-r", web.root, "-p", "0", "--user", "1", "--group", "1", status=1, user=NOBODY)
    expect(err.startswith("owlet: --user 1 --group 1: ") and "root" in err, "a line that says who could", err)
    with web.start("--user", str(NOBODY), "--group", str(NOBODY), user=NOBODY) as server:
        web.at(server).expect_file("/tiny.txt", TINY)


@case("owlet", "owlet upgrade returns when another process serves in place of the old one, which the pid file then names", heavy=True)
def upgrade(web):
    path = own_path(web)
    with daemon(web, path) as old:
        out, _ = command(web, "upgrade", path)
        pid = written_id(path)
        new = Daemon(pid, old.address)
        try:
            expect_equal("answer", out, f"owlet: process {pid} serves in place of process {old.pid}\n")
            expect(pid != old.pid, "another process", pid)
            web.expect_file("/tiny.txt", TINY)
            wait_for_end(old.handle)
            web.expect_file("/tiny.txt", TINY)
            expect_equal("process when the old one has ended", written_id(path), pid)
            command(web, "stop", path)
            expect(not os.path.exists(path), "no pid file any more", "one")
        finally:
            new.kill()


@cases("owlet", "owlet {0} of a pid file that cannot be read as one has status 4", [("stop",), ("status",), ("reload",), ("upgrade",)])
def unclear(web, action):
    path, _ = web.file(b"precious\n")
    out, err = command(web, action, path, status=4)
    expect_equal("standard output", out, "")
    expect(err.startswith(f"owlet: pid file {path}: ") and err.count("\n") == 1, "one line that names the file", err)


@case("owlet", "owlet status without a pid file's name is bad usage")
def no_name(web):
    _, err = command(web, "status", status=2)
    if "status" not in err:
        raise Failure(f"expected a line that names the command; came {err!r}")
