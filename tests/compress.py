#!/usr/bin/env python3
"""owlet compress: the sidecars that it makes, what it leaves alone, and how it ends.

    python3 tests/compress.py [--owlet FILE] [-k SUBSTRING]
"""

import argparse
import contextlib
import fcntl
import gzip
import os
import pty
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import urllib.request

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
sys.path.insert(0, f"{TOP}/tests")

from support.compressing import LIMIT, OLD, SUFFIXES, Site, expect_sidecar, noise, words  # noqa: E402
from support.in_turn import Suite  # noqa: E402
from support.outcome import Skip, expect, expect_equal  # noqa: E402
from support.server import Server  # noqa: E402

SUITE = Suite()
NOBODY = 65534
MAX_WINDOW = 8 * 1024 * 1024  # RFC 9659
TEMPORARY = ".owlet-compress-"
FUTURE = 4_102_444_800 * 10**9  # 2100-01-01 in nanoseconds
PAGES = 300


# -- What it makes -------------------------------------------------------------------------------------------------------
@SUITE.case("text gets three sidecars with its bytes, time and permissions; what is compressed already gets none")
def round_trip(site):
    text = ["index.html", "a/b/style.css", "app.MJS", "data.json", "logo.svg", "feed.rss", "site.webmanifest", "font.ttf", "x.wasm",
            "favicon.ico", "robots.txt", "main.js.map", "app.3f9a2c1b.js", "caf\u00e9.html", "-dash.css", "two words.txt"]
    others = ["photo.jpg", "photo.png", "font.woff2", "font.woff", "logo.svgz", "film.ts", "film.mp4", "page.pdf", "archive.zip", "archive.tar.gz",
              "unknown", "unknown.xyz", "no.css.gz"]
    for name in text + others:
        site.write(name, mode=0o640 if name.startswith("a") else 0o644)
    site.write("empty.html", b"")
    site.run()
    expect_equal("files", site.files(), site.with_sidecars(*text) | {*others, "empty.html"})
    for name in text:
        for suffix in SUFFIXES:
            expect_sidecar(f"{site.root}/{name}{suffix}")


@SUITE.case("a file of more than 8 MiB has a window of 8 MiB in zstd, and all of its bytes")
def large(site):
    path = site.write("large.txt", words(1_000_000) * 11)
    site.run("--format", "zst")
    expect(os.path.getsize(path) > MAX_WINDOW, "a large file", os.path.getsize(path))
    expect_sidecar(f"{path}.zst")
    with open(f"{path}.zst", "rb") as file:
        head = file.read(6)
    expect(not head[4] & 0x20, "a frame with a window (RFC 8878 section 3.1.1.1.1)", head)
    window = 1 << (10 + (head[5] >> 3))
    expect(window + window // 8 * (head[5] & 7) <= MAX_WINDOW, "a window of 8 MiB at the most", window)


@SUITE.case("what does not become smaller by 5 % gets no sidecar, and loses an old one")
def no_gain(site):
    path = site.write("page.html")
    site.write("noise.txt", noise(20_000))
    site.write("tiny.txt", b"tiny")
    out, _ = site.run()
    expect_equal("files", site.files(), site.with_sidecars("page.html") | {"noise.txt", "tiny.txt"})
    expect("2 would be hardly smaller" in out, "a word on them", out)
    site.write("page.html", noise(5000), OLD + 1)
    site.run()
    expect(not os.path.exists(f"{path}.gz") and not os.path.exists(f"{path}.br"), "no old sidecars", site.files())


@SUITE.case("a second run writes nothing; then only what has changed, also in its permissions")
def again(site):
    for name in ("a.html", "b.html", "c.html"):
        site.write(name)
    site.run()

    def stamps():
        return {name: (found.st_ino, found.st_mtime_ns) for name in site.files() for found in [os.stat(f"{site.root}/{name}")]}
    before = stamps()
    out, err = site.run()
    expect_equal("files after a second run", stamps(), before)
    expect("9 sidecars up to date" in out and ".br: 0 written" in out and not err, "nothing done", (out, err))
    site.write("a.html", words(4000), OLD + 1)
    os.chmod(f"{site.root}/b.html", 0o600)
    os.truncate(f"{site.root}/c.html.br", 0)
    os.utime(f"{site.root}/c.html.br", ns=(OLD, OLD))
    site.run()
    changed = {name for name, stamp in stamps().items() if stamp != before[name]}
    expect_equal("what changed", changed, site.with_sidecars("a.html", "b.html") - {"b.html"} | {"c.html.br"})
    for name in changed - {"a.html"}:
        expect_sidecar(f"{site.root}/{name}")


@SUITE.case("--format and --extensions choose; a sidecar of another format stays")
def chosen(site):
    site.write("a.html")
    site.write("a.xyz")
    site.run("--format=gz")
    site.run("-f", "br", "-e", "XYZ,.css")
    expect_equal("files", site.files(), {"a.html", "a.html.gz", "a.xyz", "a.xyz.br"})


@SUITE.case("dotfiles are left alone, but for /.well-known; of links those that stay inside count, and none that leads out")
def links(site):
    for name in (".htaccess.txt", ".git/a.txt", "d/.well-known/a.txt", ".well-known/a.txt", "d/real.css"):
        site.write(name)
    os.mkdir(f"{site.home}/outside")
    shutil.copy(f"{site.root}/d/real.css", f"{site.home}/outside/secret.css")
    os.symlink("../outside", f"{site.root}/out")
    os.symlink("../outside/secret.css", f"{site.root}/out.css")
    os.symlink("/etc/passwd", f"{site.root}/passwd.txt")
    os.symlink("d", f"{site.root}/in")
    os.symlink("d/real.css", f"{site.root}/in.css")
    os.symlink("nothing.css", f"{site.root}/dangling.css")
    os.mkfifo(f"{site.root}/fifo.txt")
    before = site.files()
    site.run()
    expect_equal("made", site.files() - before, site.with_sidecars(".well-known/a.txt", "d/real.css", "in.css") - before)
    expect_equal("outside", os.listdir(f"{site.home}/outside"), ["secret.css"])
    expect_sidecar(f"{site.root}/in.css.gz")


@SUITE.case("where a sidecar belongs and a link or a directory lies, that is named, and nothing is written through it")
def blocked(site):
    site.write("a.css")
    target = site.write("target", b"as it was", OLD + 1)
    os.symlink("target", f"{site.root}/a.css.br")
    os.mkdir(f"{site.root}/a.css.gz")
    _, err = site.run(status=1)
    expect("a.css.br: is a link" in err and "a.css.gz: is a link or no file" in err and "2 could not be done" in err, "both", err)
    with open(target, "rb") as file:
        expect_equal("target", file.read(), b"as it was")
    expect(os.path.exists(f"{site.root}/a.css.zst"), "the third", site.files())


@SUITE.case("names of any bytes, and names that leave no room for a suffix")
def names(site):
    strange = [b"new\nline.txt", b"\xff\xfe.txt", b"\x1b[31m.html", "\u202ertl.css".encode()]
    for name in strange:
        with open(os.fsencode(site.root) + b"/" + name, "wb") as file:
            file.write(words(3000))
    long = "x" * 250 + ".txt"
    site.write(long)
    out, err = site.run("--dry-run")
    site.run("--format", "gz")
    found = os.listdir(os.fsencode(site.root))
    expect_equal("sidecars", sorted(name for name in found if name.endswith(b".gz")), sorted(name + b".gz" for name in strange))
    expect("too long" in site.run("--format", "gz")[1], "a word on the long name", err)
    expect("\x1b" not in out + err and r"new\x0aline.txt" in out, "names that are escaped", out)


@SUITE.case("what it makes is served: curl has the bytes back in each coding, and so has Python; after a change nothing old is sent")
def served(site):
    if not shutil.which("curl"):
        raise Skip("curl is not installed")
    text = words(30_000)
    path = site.write("page.html", text)
    site.run()
    with Server(site.owlet, root=site.root) as server:
        url = "http://{}:{}/page.html".format(*server.address)

        def ask(coding):
            done = subprocess.run(["curl", "-sS", "-D", "-", "-H", f"Accept-Encoding: {coding}", url], capture_output=True, timeout=LIMIT, check=True)
            head, _, body = done.stdout.partition(b"\r\n\r\n")
            return head.decode().lower(), body
        for coding, suffix in (("br", ".br"), ("zstd", ".zst"), ("gzip", ".gz")):
            head, body = ask(coding)
            with open(path + suffix, "rb") as file:
                expect(f"content-encoding: {coding}\r\n" in head + "\r\n", coding, head)
                expect_equal(f"content in {coding}", body, file.read())
        expect_equal("what curl decodes", subprocess.run(["curl", "-sS", "--compressed", url], capture_output=True, check=True).stdout, text)
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept-Encoding": "gzip"}), timeout=LIMIT) as answer:
            expect_equal("what Python decodes", gzip.decompress(answer.read()), text)
        changed = words(20_000, 2)
        site.write("page.html", changed, OLD + 10**9)
        expect_equal("after a change", ask("br")[1], changed)
        site.run()
        expect("content-encoding: br" in ask("br")[0], "the new sidecar", ask("br")[0])


# -- What goes wrong -----------------------------------------------------------------------------------------------------
@SUITE.case("files and directories that cannot be read or written are named at the end, and the rest is done")
def unreadable(site):
    for name in ("good.html", "closed.html", "locked/a.html", "frozen/a.html"):
        site.write(name)
    if os.geteuid() == 0:
        for at, folders, files in os.walk(site.root):
            for name in (*folders, *files, "."):
                os.chown(os.path.join(at, name), NOBODY, NOBODY)
    os.chmod(f"{site.root}/closed.html", 0)
    os.chmod(f"{site.root}/frozen", 0o555)
    os.chmod(f"{site.root}/locked", 0)
    binary = f"{site.home}/owlet"
    for name in ("owlet", "owlet-compress"):
        shutil.copy(f"{os.path.dirname(site.owlet)}/{name}", f"{site.home}/{name}")
    site.owlet = binary
    as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    _, err = site.run(status=1, **as_nobody)
    os.chmod(f"{site.root}/locked", 0o755)
    for name in ("closed.html.gz", "locked/", "frozen/a.html.br"):
        expect(f"owlet: {name}: Permission denied" in err, name, err)
    expect("good.html" not in err, "no word on the good one", err)
    expect_equal("files", site.files(), site.with_sidecars("good.html") | {"closed.html", "locked/a.html", "frozen/a.html"})


WRITER = """\
import contextlib, os, sys, time
os.sched_setaffinity(0, {int(sys.argv[2])})
with contextlib.suppress(PermissionError):
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
file = os.open(sys.argv[1], os.O_WRONLY)
os.pwrite(file, b"more", 0)
print(flush=True)
while True:
    time.sleep(0.001)
    os.pwrite(file, b"more", 0)
"""


@contextlib.contextmanager
def writers(path):
    """One on each core, for a core of a virtual machine may stand still while the others go on; before all others, where that is allowed."""
    commands = [[sys.executable, "-c", WRITER, path, str(core)] for core in os.sched_getaffinity(0)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE) for command in commands]
    try:
        for process in started:
            process.stdout.readline()           # it writes
        yield
    finally:
        for process in started:
            process.kill()
            process.communicate()


@SUITE.case("a file that is written to all the time is left alone, with a word")
def changing(site):
    path = site.write("busy.html")
    site.write("quiet.html")
    with writers(path):
        _, err = site.run()
    expect("busy.html.br: changed while it was compressed" in err, "a word on it", err)
    expect_equal("files", site.files(), site.with_sidecars("quiet.html") | {"busy.html"})


@SUITE.case("a file that is dated in the future is not waited for, and gets its sidecars")
def future(site):
    path = site.write("page.html", mtime=FUTURE)
    process = site.start()
    try:
        process.communicate(timeout=LIMIT)
    finally:
        process.kill()
    expect_equal("files", (process.returncode, site.files()), (0, site.with_sidecars("page.html")))
    for suffix in SUFFIXES:
        expect_sidecar(path + suffix)


@SUITE.case("a file that changes while it is compressed keeps no sidecar that is taken for done")
def replaced(site):
    path = site.write("page.html", words(1_000_000))
    process = site.start("--format", "br")
    while read_by(process.pid) < os.path.getsize(path) and process.poll() is None:
        time.sleep(0.001)
    site.write("page.html", words(5000), OLD)  # of another size, though of the same time
    err = process.communicate(timeout=LIMIT)[1].decode()
    expect_equal("status", process.returncode, 0)
    expect("changed while" in err and site.files() == {"page.html"}, "no sidecar", (err, site.files()))


def read_by(pid):
    """How many bytes the process has read so far."""
    try:
        with open(f"/proc/{pid}/io", encoding="ascii") as file:
            return int(file.readline().removeprefix("rchar: "))
    except ProcessLookupError:
        return 0


def opened_by(pid):
    """The files that the process holds open, line by line."""
    try:
        return "".join(os.readlink(f"/proc/{pid}/fd/{number}") + "\n" for number in os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return ""


@SUITE.case("what cannot be written leaves nothing behind, and is named")
def full(site):
    site.write("a.html", words(50_000))
    _, err = site.run(status=1, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)))
    expect("a.html.br: File too large" in err, "the reason", err)
    expect_equal("files", site.files(), {"a.html"})


# -- How it ends ---------------------------------------------------------------------------------------------------------
def sidecars_of(site):
    """The sidecars that are there: whole, for those under way have other names."""
    return {name for name in site.files() if name.endswith(SUFFIXES) and TEMPORARY not in name}


def stopping_case(number, status):
    """A signal in the middle of some seconds of work."""
    @SUITE.case(f"{signal.Signals(number).name} ends it at once with status {status}, nothing half-written; the next run goes on")
    def _stopping(site):
        text = words(20_000)
        for index in range(PAGES):
            site.write(f"{index}.html", b"%d\n" % index + text)
        process = site.start()
        while len(sidecars_of(site)) < 5 and process.poll() is None:
            time.sleep(0.001)
        process.send_signal(number)
        begin = time.monotonic()
        _, err = process.communicate(timeout=LIMIT)
        expect(time.monotonic() - begin < 20, "an end at once", time.monotonic() - begin)
        expect_equal("status", process.returncode, status)
        expect(b"stopped" in err, "a word on it", err)
        made = sidecars_of(site)
        expect(5 <= len(made) < 3 * PAGES and len(site.files()) == PAGES + len(made), "some sidecars and nothing else", sorted(site.files()))
        for name in made:
            expect_sidecar(f"{site.root}/{name}")
        stamps = {name: os.stat(f"{site.root}/{name}").st_ino for name in made}
        site.run("--format", "gz")
        expect_equal("what was done", {name: os.stat(f"{site.root}/{name}").st_ino for name in made}, stamps)
        expect(sum(name.endswith(".gz") for name in site.files()) == PAGES, "the rest", len(site.files()))


for each_signal, each_status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
    stopping_case(each_signal, each_status)


@SUITE.case("a signal that was ignored when it began, as by nohup, stays ignored")
def ignored(site):
    site.write("a.html", words(100_000))
    process = site.start(preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    while "a.html" not in opened_by(process.pid) and process.poll() is None:
        time.sleep(0.001)
    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=LIMIT)
    expect_equal("status", process.returncode, 0)
    expect_equal("files", site.files(), site.with_sidecars("a.html"))


@SUITE.case("on a terminal there is a bar with files, bytes and time; elsewhere no escape sequence")
def progress(site):
    site.write("a.html", words(1_000_000))      # more than a second of work: what is left is not known before
    reader, writer = pty.openpty()
    process = subprocess.Popen([site.owlet, "compress", site.root], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=writer,
                               env={**os.environ, "TERM": "xterm"})
    os.close(writer)
    text = b""
    try:
        while data := os.read(reader, 4096):
            text += data
    except OSError:  # the other end is gone
        pass
    os.close(reader)
    expect_equal("status", process.wait(timeout=LIMIT), 0)
    shown = text.decode()
    expect(re.search(r"\r\x1b\[K\[=*> *\] 0 of 1 files, [\d.]+ \w+ saved, \d+:\d\d left", shown), "a bar", shown[-400:])
    expect(shown.endswith("\r\x1b[K"), "an empty line at the end", shown[-100:])
    os.utime(f"{site.root}/a.html")
    out, err = site.run()
    expect(not re.search(r"[\r\x1b]", out + err), "plain lines", (out, err))


# -- Cleaning ------------------------------------------------------------------------------------------------------------
@SUITE.case("--clean removes orphans, and nothing that may be an original; --dry-run only says so")
def clean(site):
    orphans = ["gone.css.gz", "gone.html.br", "gone.html.zst", "d/data.json.br", "d/data.json.gz", "lone.json.br", f"{TEMPORARY}1-1"]
    originals = ["data.gz", "backup.tar.gz", "photo.jpg.gz", "dump.sql.gz", "sitemap.xml.gz", "logs.txt.zst", ".hidden.css.gz", "d/.gz"]
    for name in orphans + originals:
        site.write(name, b"x")
    site.write("apart.csv.gz", b"x", OLD)
    site.write("apart.csv.zst", b"x", OLD + 1)
    site.write("kept.css", noise(2000))
    site.write("folder.css.br", b"x")
    os.mkdir(f"{site.root}/folder.css")
    site.write("page.html")
    before = site.files()
    out, err = site.run("--dry-run", "--clean")
    expect_equal("files after a dry run", site.files(), before)
    expect_equal("said", set(re.findall(r"^remove (.*)$", out, re.MULTILINE)), set(orphans))
    expect_equal("said", set(re.findall(r"^write (.*)$", out, re.MULTILINE)), site.with_sidecars("page.html") - {"page.html"})
    for name in ("sitemap.xml.gz", "logs.txt.zst", "apart.csv.gz", "apart.csv.zst"):
        expect(f"{name}: has no original, but may be one" in err, f"a word on {name}", err)
    site.run()
    expect(set(orphans) <= site.files(), "orphans without --clean", site.files())
    out, _ = site.run("--clean")
    expect(f"{len(orphans)} orphans removed" in out, "a count", out)
    expect_equal("files", site.files(), before - set(orphans) | site.with_sidecars("page.html"))
    os.unlink(f"{site.root}/page.html")
    site.run("--clean")
    expect_equal("files", site.files(), before - set(orphans) - {"page.html"})


# -- The command line ----------------------------------------------------------------------------------------------------
@SUITE.case("what is wrong on the command line is one line with the remedy and status 2")
def usage(site):
    for arguments, said in ((["compress"], "give a directory"), (["compress", "a", "b"], "argument b"), (["compress", ""], "give a directory"),
                            (["compress", "--formt", "."], "--formt: no such option"), (["compress", "-x", "."], "-x: no such option"),
                            (["compress", "-j0", "."], "--jobs 0"), (["compress", "-j", "2x", "."], "--jobs 2x"), (["compress", "-j"], "-j: give"),
                            (["compress", "-f", "br,lz", "."], "--format lz"), (["compress", "-f,", "."], "--format: give"),
                            (["compress", "-e", "*.js", "."], "--extensions *.js"), (["compress", "--clean=yes", "."], "without a value"),
                            (["-d", "compress", "."], "comes first"), (["compress", "--extensions"], "--extensions: give")):
        done = subprocess.run([site.owlet, *arguments], capture_output=True, text=True, timeout=LIMIT, check=False)
        expect(done.returncode == 2 and said in done.stderr and done.stderr.count("\n") == 1, f"{said!r} of {arguments}", done)
    done = subprocess.run([site.owlet, "compress", f"{site.root}/nothing"], capture_output=True, text=True, timeout=LIMIT, check=False)
    expect(done.returncode == 1 and "nothing: No such file" in done.stderr, "no such directory", done)
    done = subprocess.run([site.owlet, "compress", "--help"], capture_output=True, text=True, timeout=LIMIT, check=False)
    expect(done.returncode == 0 and max(map(len, done.stdout.splitlines())) <= 80, "a help text for a terminal", done)


@SUITE.case("two at a time in one directory: the second one says so and does nothing")
def locked(site):
    site.write("a.html")
    held = os.open(site.root, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    _, err = site.run(status=1)
    expect("another owlet compress" in err and site.files() == {"a.html"}, "nothing done", (err, site.files()))
    site.run("--dry-run")
    os.close(held)


@SUITE.case("an owlet without owlet-compress says so, and what helps")
def alone(site):
    shutil.copy(site.owlet, f"{site.home}/owlet")
    site.owlet = f"{site.home}/owlet"
    _, err = site.run(status=1)
    expect("comes without owlet-compress" in err and err.count("\n") == 1, "a message", err)


def main():
    """Runs the cases one after the other, and sums them up."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--owlet", metavar="FILE", default=f"{TOP}/.build/release/owlet", help="default .build/release/owlet")
    parser.add_argument("-k", metavar="SUBSTRING", dest="only", default="", help="only cases whose sentence contains it")
    options = parser.parse_args()
    owlet = os.path.abspath(options.owlet)

    def site_in(home):
        if not os.path.exists(f"{os.path.dirname(owlet)}/owlet-compress"):
            raise Skip("this build has none of the libraries")
        return Site(owlet, home)

    return SUITE.run(options.only, site_in)


if __name__ == "__main__":
    sys.exit(main())
