"""What a person sees who starts owlet in a terminal: what is on, a hint, colours of -d, and --open, which shows it in a browser."""

import contextlib
import json
import os
import pty
import re
import select
import signal
import stat
import subprocess
import time

from cases.options import brief, expect_one_line
from support.documents import TINY, write
from support.outcome import Failure, Skip, expect, expect_equal
from support.passwords import Guarded
from support.processes import Processes, children, wait_until
from support.registry import case, cases
from support.server import START_TIME
from support.sites import Site

HINT = "owlet: nothing answers {}: there is no index.html in {}; --list shows what is there"
SEQUENCE = re.compile(r"\x1b\[[0-9]+m")
NOBODY = 65534
# Says how it was started, at one stroke, and stays.
BROWSER = """#!/bin/sh
{
  echo "arguments $*"
  echo "pid $$"
  echo "parent $PPID"
  echo "session $(ps -o sid= -p $$)"
  readlink /proc/$$/fd/*
  while read -r line; do case $line in Sig*) echo "$line" ;; esac; done </proc/$$/status
} >"@.part"
mv "@.part" "@"
exec sleep 60
"""


# -- What is on ----------------------------------------------------------------------------------

def lines_of(server):
    """What was said at the start: the ready line, and what stands behind it."""
    server.stop()
    return server.lines


@cases("owlet", "without options, the start is one line where there is a front page, and a hint where there is none: {0!r}", [
    ("index.html", None), ("a.txt", "/"), ("index.txt", "/")])
def hint(web, name, missing):
    with Site(web, {name: "x"}) as site:
        lines = lines_of(site.owlet)
        host, port = site.owlet.address
        wanted = [f"owlet: serving {os.path.realpath(site.path)} at http://{host}:{port}/"]
        expect_equal("lines", lines, wanted + ([HINT.format(missing, os.path.realpath(site.path))] if missing else []))


@cases("owlet", "whatever else answers the front page, there is no hint: {0!r} {1!r}", [
    (("--respond=*=x",), None), (("--respond=/ 404=x",), None), (("--fallback=a.txt",), None), ((), "/ /a.txt 302\n"), ((), "/* /a.txt 200\n"),
    (("--prefix=/app", "--respond=/app=x"), None)])
def no_hint(web, options, redirects):
    with Site(web, {"a.txt": "x", **({"_redirects": redirects} if redirects else {})}, *options) as site:
        expect("nothing answers" not in "\n".join(lines_of(site.owlet)), "no hint", site.owlet.stderr)


@case("owlet", "with a prefix, the URL at the start leads to the site, and the hint names it")
def prefixed(web):
    with Site(web, {"a.txt": "x"}, "--prefix=/my app") as site:
        host, port = site.owlet.address
        root = os.path.realpath(site.path)
        expect_equal("lines", lines_of(site.owlet), [f"owlet: serving {root} at http://{host}:{port}/my%20app/", HINT.format("/my app/", root)])


@case("owlet", "what is on is one line, with nothing in it that could be a secret")
def what_is_on(web):
    files = {"index.html": "x", "_redirects": "/a /b\n/c /d 301\n", "_headers": "/*\n  X-A: 1\n"}
    with Site(web, files, "--clean-urls", "--cors", "--header=X-Token: secret", "--respond=/secret=secret", "-w", "2", "--fallback=index.html") as site:
        lines = lines_of(site.owlet)
        expect_equal("the line", [line for line in lines if line.startswith("owlet: with ")],
                     ["owlet: with fallback index.html, clean URLs, CORS, 1 fixed answer, 2 rules of _redirects, 1 rule of _headers, 2 workers"])
        expect("secret" not in site.owlet.stderr, "no secret", site.owlet.stderr)


@case("owlet", "that passwords are wanted, and that directories are listed, is told at the start")
def guarded_and_listed(web):
    with Guarded(web, {"index.html": "x"}, "--list") as site:
        told = [line for line in lines_of(site.owlet) if line.startswith("owlet: with ")]
        expect("password" in told[0] and "listing" in told[0] and site.passwords not in told[0], "both, and no path", told)


@cases("owlet", "who listens at every address is told one that others can reach: {0}", ["0.0.0.0", "::"])
def others(web, host):
    with web.start("-a", host) as server:
        told = [line.removeprefix("owlet: others reach it at ") for line in server.lines if "others reach it" in line]
        server.stop()
        told = told or [line.removeprefix("owlet: others reach it at ") for line in server.lines if "others reach it" in line]
        if not told:
            raise Skip("this machine has no way to others")
        match = re.fullmatch(r"http://(\[[0-9a-f:]+\]|[0-9.]+):(\d+)/", told[0])
        expect(match and int(match[2]) == server.address[1], "a URL with the port", told[0])
        expect(not match[1].startswith("127.") and match[1] not in ("0.0.0.0", "[::]", "[::1]"), "an address that others can reach", match[1])


@case("owlet", "with --message-format json, each line is an object, what is on among them")
def as_json(web):
    web.need_owlet()
    process = subprocess.Popen([web.setting.binary, "-r", web.root, "-p", "0", "--cors", "--message-format=json"], stdin=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True)
    lines = [json.loads(process.stderr.readline()) for _ in range(2)]
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    expect_equal("messages", [(line["level"], line["message"].startswith("serving ") or line["message"]) for line in lines],
                 [("notice", True), ("notice", "with CORS")])


@case("owlet", "a reload and an upgrade say nothing of this again")
def once(web):
    with Processes(web, "-p", "0", "--cors") as owlet:
        owlet.order(signal.SIGHUP, "the settings were read again")
        owlet.upgrade()
        expect_equal("lines", sum("with CORS" in line for line in owlet.lines), 1)


# -- Colours -------------------------------------------------------------------------------------

@contextlib.contextmanager
def on_terminal(web, *options, **environment):
    """owlet with a terminal for its standard error; yields what reads that until it has a text."""
    web.need_owlet()
    terminal, other = pty.openpty()
    around = {name: value for name, value in os.environ.items() if not name.startswith("OWLET_") and name not in ("NO_COLOR", "TERM")}
    process = subprocess.Popen([web.setting.binary, "-r", web.root, "-p", "0", *options], stdin=subprocess.DEVNULL, stderr=other,
                               env={**around, "TERM": "xterm-256color", **environment})
    os.close(other)
    seen = bytearray()

    def read_until(text):
        end = time.monotonic() + START_TIME
        while text not in seen.decode("utf-8", "replace"):
            left = max(0, end - time.monotonic())
            if not select.select([terminal], [], [], left)[0]:
                raise Failure(f"expected {text!r} on the terminal; came {bytes(seen)!r}")
            seen.extend(os.read(terminal, 65536))
        return seen.decode("utf-8", "replace").replace("\r\n", "\n")

    try:
        ready = read_until("\r\n")
        web.address = ("127.0.0.1", int(re.search(r"http://127\.0\.0\.1:(\d+)/", ready)[1]))
        yield read_until
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        os.close(terminal)


@case("owlet", "-d on a terminal: a line for each answer, the status in the colour of its class, and no escape sequence of a client")
def colours(web):
    with on_terminal(web, "-d") as read_until:
        web.get("/tiny.txt")
        web.get("/\x1b[31mred\x1b]0;title\x07")
        web.get("/none")
        web.get("/", method="BREW")
        web.get("/", method="DELETE")
        text = read_until("\x1b[1mDELETE\x1b[0m /\x1b[2m HTTP/1.1, ")
        expect(re.search(rf"^owlet: \x1b\[32m200\x1b\[0m \x1b\[1mGET\x1b\[0m /tiny\.txt\x1b\[2m HTTP/1\.1, {len(TINY)} bytes in \d+\.\d ms to 127\.0\.0\.1\x1b\[0m$",
                         text, re.MULTILINE), "a line with colours", text)
        expect("\x1b[33m404\x1b[0m" in text and "\x1b[31m501\x1b[0m" in text, "colours of 404 and 501", text)
        rest = SEQUENCE.sub("", text)
        expect("\x1b" not in rest and "\x07" not in rest, "no other escape sequence", rest)
        expect("\x1b[31mred" not in text, "none of the client's", text)


@cases("owlet", "-d without colours: {0}", [
    ("NO_COLOR is set", {"NO_COLOR": "1"}, ()), ("the terminal is dumb", {"TERM": "dumb"}, ()), ("there is no TERM", {"TERM": ""}, ()),
    ("messages are JSON", {}, ("--message-format=json",))])
def no_colours(web, _, environment, options):
    with on_terminal(web, "-d", *options, **environment) as read_until:
        web.get("/tiny.txt")
        expect("\x1b" not in read_until("200 GET /tiny.txt"), "no escape sequence", "one")


@case("owlet", "an empty NO_COLOR says nothing, and a pipe has no colours whatever the terminal has")
def other_colours(web):
    with on_terminal(web, "-d", NO_COLOR="") as read_until:
        web.get("/tiny.txt")
        expect("\x1b[32m200" in read_until("/tiny.txt"), "colours", "none")
    with web.start("-d", prefix=("env", "TERM=xterm-256color")) as server:
        web.at(server).get("/tiny.txt")
        wait_until(lambda: any("200 GET /tiny.txt" in line for line in server.lines), "the line")
        expect("\x1b" not in server.stderr, "no colours", server.stderr)


# -- --open --------------------------------------------------------------------------------------

class Browser:
    """A folder with a program of some name that takes the place of a browser."""

    def __init__(self, web, name="xdg-open"):
        path, _ = web.file(BROWSER.encode(), f"bin/{name}")
        self.folder, self.path, self.report = os.path.dirname(path), path, f"{path}.report"
        write(path, BROWSER.replace("@", self.report).encode())
        os.chmod(path, stat.S_IRWXU | stat.S_IRGRP | stat.S_IXGRP | stat.S_IROTH | stat.S_IXOTH)
        os.chmod(self.folder, 0o777)

    def environment(self, **more):
        """Words for env(1)."""
        variables = {"PATH": f"{self.folder}:{os.environ['PATH']}", "DISPLAY": ":0", "BROWSER": "", "WAYLAND_DISPLAY": "", "WSL_DISTRO_NAME": "", **more}
        return ("env", *(f"{name}={value}" for name, value in variables.items()))

    def seen(self):
        """What it says of itself, once it has been run; it is ended."""
        wait_until(lambda: os.path.exists(self.report), "a browser")
        with open(self.report, encoding="utf-8") as file:
            lines = file.read().replace(":\t", " ").splitlines()
        os.unlink(self.report)
        links = [line for line in lines if re.match(r"/|\w+:\[", line)]
        found = dict(line.split(" ", 1) for line in lines if line not in links)
        os.kill(int(found["pid"]), signal.SIGKILL)
        return {**found, "fds": set(links)}


@cases("owlet", "--open runs xdg-open with the URL once it listens, detached from all that owlet has: {0}", [
    ((), "http://127.0.0.1:{}/"), (("-a", "0.0.0.0"), "http://127.0.0.1:{}/"), (("-a", "::"), "http://[::1]:{}/"), (("-w", "2"), "http://127.0.0.1:{}/"),
    (("--prefix=/my app",), "http://127.0.0.1:{}/my%20app/")])
def opens(web, options, url):
    browser = Browser(web)
    with web.start("--open", *options, prefix=browser.environment()) as server:
        found = browser.seen()
        expect_equal("arguments", found["arguments"], url.format(server.address[1]))
        expect(int(found["parent"]) != server.pid, "a process that is no child of owlet", found["parent"])
        expect(int(found["session"]) not in (os.getsid(0), os.getsid(server.pid)), "a session of its own", found["session"])
        expect_equal("descriptors", found["fds"], {"/dev/null", browser.path, browser.report + ".part"})
        expect_equal("signals blocked and ignored", (int(found["SigBlk"], 16), int(found["SigIgn"], 16)), (0, 0))
        expect_equal("children of owlet", len(children(server.pid)), 2 if "-w" in options else 0)
        expect("warning" not in server.stderr, "no warning", server.stderr)


@case("owlet", "BROWSER is commands between colons, of which the first that can be run is, with the URL for %s")
def browser_variable(web):
    browser = Browser(web, "my-browser")
    command = f"/nonexistent/browser:{browser.path} --new=%s -x:false"
    with web.start("--open", prefix=browser.environment(BROWSER=command, DISPLAY="")) as server:
        expect_equal("arguments", browser.seen()["arguments"], f"--new=http://127.0.0.1:{server.address[1]}/ -x")


@cases("owlet", "where no browser can be opened, a warning says so, and clients are served: {0}", [
    ("no opener", {"PATH": "/nonexistent"}, "xdg-open cannot be run: install xdg-utils, or set BROWSER"),
    ("BROWSER is wrong", {"BROWSER": "/nonexistent/browser"}, "/nonexistent/browser cannot be run: install xdg-utils, or set BROWSER"),
    ("no desktop", {"DISPLAY": ""}, "there is no desktop here (neither DISPLAY nor WAYLAND_DISPLAY nor BROWSER is set)")])
def no_browser(web, _, environment, trouble):
    browser = Browser(web)
    binary = os.path.abspath(web.setting.binary)
    with web.start("--open", prefix=(*browser.environment(), "sh", "-c", " ".join(f"{name}={value}" for name, value in environment.items())
                                     + ' exec "$@"', "sh") if binary else ()) as server:
        line = f"owlet: warning: --open: {trouble}; open http://127.0.0.1:{server.address[1]}/ yourself"
        wait_until(lambda: line in server.lines, line)
        expect_equal("a file", web.at(server).get("/tiny.txt").body, TINY)
        expect_equal("children", children(server.pid), [])


@case("owlet", "--open as another user opens nothing, and says so")
def other_user(web):
    if os.geteuid() != 0:
        raise Skip("only root can become another user")
    browser = Browser(web)
    with web.start("--open", "--user", str(NOBODY), "--group", str(NOBODY), prefix=browser.environment()) as server:
        expect_equal("a file", web.at(server).get("/tiny.txt").body, TINY)
        expect_equal("warnings", [line for line in server.lines if "warning" in line],
                     [f"owlet: warning: --open: another user (--user) has no desktop here; open http://127.0.0.1:{server.address[1]}/ yourself"])
        server.stop()
        expect(not os.path.exists(browser.report), "no browser", "one")


@case("owlet", "--open beside unix sockets alone is refused; beside them, it is the first TCP listener")
def unix(web):
    expect_one_line(brief(web, "--open", "--listen", "unix:/nonexistent/s"), 2,
                    "--open true: a browser cannot speak with unix:/nonexistent/s: listen at a TCP address, too")
    browser = Browser(web)
    path, _ = web.file(b"", "s")
    os.unlink(path)
    with web.start("--open", "--listen", f"unix:{path}", "--listen", "127.0.0.1:0", port=None, prefix=browser.environment()) as server:
        expect_equal("arguments", browser.seen()["arguments"], f"http://127.0.0.1:{server.addresses[1][1]}/")


@case("owlet", "neither a reload nor an upgrade opens the browser again")
def opens_once(web):
    browser = Browser(web)
    wrapper, _ = web.file(f"#!/bin/sh\nexec {' '.join(browser.environment())} {os.path.abspath(web.setting.binary or 'owlet')} \"$@\"\n".encode(), "wrapper")
    os.chmod(wrapper, 0o755)
    with Processes(web, "-p", "0", "--open", binary=wrapper) as owlet:
        browser.seen()
        owlet.order(signal.SIGHUP, "the settings were read again")
        owlet.upgrade()
        owlet.order(signal.SIGHUP, "the settings were read again")
        expect(not os.path.exists(browser.report) and not os.path.exists(browser.report + ".part"), "no other browser", "one")


@case("owlet", "a daemon opens the browser, too")
def daemon(web):
    web.need_owlet()
    browser = Browser(web)
    pid_file, _ = web.file(b"", "pid")
    os.unlink(pid_file)
    done = subprocess.run([*browser.environment(), web.setting.binary, "-r", web.root, "-p", "0", "-D", "--pidfile", pid_file, "--open"], timeout=START_TIME,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    try:
        expect_equal("status", done.returncode, 0)
        port = re.search(r"http://127\.0\.0\.1:(\d+)/", done.stderr)[1]
        expect_equal("arguments", browser.seen()["arguments"], f"http://127.0.0.1:{port}/")
    finally:
        expect_equal("stop", brief(web, "stop", pid_file)[0], 0)
