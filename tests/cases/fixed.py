"""Fixed answers (--respond): for which requests, with which fields, and that the disk has no part in it."""

import os
import shutil
import signal
import subprocess

from cases.options import brief, expect_one_line
from support.documents import TINY
from support.outcome import Skip, expect, expect_equal
from support.processes import wait_until
from support.registry import case, cases
from support.sites import Site

HELLO = "Hello World!"
DISK = ("open", "stat", "read", "access", "getdents")
LEAST = ("epoll_wait", "recvfrom", "sendto")


@case("owlet", "the Hello World! of every benchmark, without a file: all that a file of these bytes would have, but no time")
def hello(web):
    with web.start(f"--respond=*={HELLO}") as server:
        web.at(server)
        for target in ("/", "/tiny.txt", "/a/b/?q", "/a%2Fb", "/.env"):
            response = web.get(target)
            expect_equal(target, (response.status, response.body, response["content-type"]), (200, HELLO.encode(), "text/plain; charset=utf-8"))
        for name, wanted in (("cache-control", "no-cache"), ("accept-ranges", "bytes"), ("last-modified", None), ("vary", None)):
            expect_equal(name, response[name], wanted)
        head = web.head("/")
        expect_equal("HEAD", (head.status, head["content-length"], head.body), (200, str(len(HELLO)), b""))


@case("owlet", "conditions and ranges of a fixed answer are judged as those of a file")
def conditions(web):
    with web.start("--respond=/a=0123456789") as server:
        web.at(server)
        etag = web.get("/a")["etag"]
        for fields, status, body in ((("If-None-Match: " + etag,), 304, b""), (("If-None-Match: \"x\"",), 200, b"0123456789"),
                                     (("If-Match: \"x\"",), 412, None), (("Range: bytes=2-4",), 206, b"234"), (("Range: bytes=99-",), 416, None),
                                     (("Range: bytes=2-4", "If-Range: " + etag), 206, b"234"), (("Range: bytes=0-0", "If-Range: \"x\""), 200, b"0123456789")):
            response = web.get("/a", *fields)
            expect_equal(f"{fields}: status", response.status, status)
            if body is not None:
                expect_equal(f"{fields}: body", response.body, body)
        expect_equal("Content-Range", web.get("/a", "Range: bytes=99-")["content-range"], "bytes */10")


@cases("owlet", "a fixed answer of status {0} is {1!r}, not kept by caches if it is an error, and the connection goes on", [
    (503, "<h1>Back soon</h1>", "text/html", "text/html; charset=utf-8", "no-store"), (404, "none", "text/plain", "text/plain; charset=utf-8", "no-store"),
    (202, "{}", "application/json", "application/json", "no-cache"), (410, "", "text/plain", "text/plain; charset=utf-8", "no-store"),
    (429, "slow down", "text/plain", "text/plain; charset=utf-8", "no-store"), (205, "", "text/plain", "text/plain; charset=utf-8", "no-cache")])
def other_statuses(web, status, text, kind, shown, caching):
    with web.start(f"--respond=/x {status} {kind}={text}") as server:
        web.at(server)
        first, second = web.answers(web.request("/x", close=False) + web.request("/x"))
        for response in (first, second):
            expect_equal("answer", (response.status, response.body.decode(), response["content-type"]), (status, text, shown))
            for name, wanted in (("cache-control", caching), ("etag", None), ("retry-after", None), ("allow", None)):
                expect_equal(name, response[name], wanted)
        expect_equal("with a condition", web.get("/x", "If-None-Match: *", "Range: bytes=0-0").status, status)


@case("owlet", "a fixed answer of status 204 has no content, no type and no length")
def no_content(web):
    with web.start("--respond=/healthz 204=") as server:
        web.at(server)
        response = web.get("/healthz")
        expect_equal("answer", (response.status, response.body, response["content-type"], response["content-length"], response["allow"]),
                     (204, b"", None, None, None))


@case("owlet", "without any, GET and HEAD have the answer and other methods what they always have; with it, all of them have it")
def methods(web):
    with web.start("--respond=/a=fixed", "--respond=/b any=fixed", "--respond=/c 503 any=later") as server:
        web.at(server)
        for method, status in (("POST", 405), ("PUT", 405), ("DELETE", 405), ("OPTIONS", 204)):
            expect_equal(f"{method} /a", web.get("/a", "Content-Length: 0", method=method).status, status)
            for target, wanted in (("/b", (200, b"fixed")), ("/c", (503, b"later"))):
                response = web.get(target, "Content-Length: 0", method=method)
                expect_equal(f"{method} {target}", (response.status, response.body), wanted)
        expect_equal("an unknown method", web.get("/b", method="BREW").status, 501)
        expect(web.get("example.com:80", method="CONNECT").status >= 400, "no tunnel", "one")
        both = web.answers(web.request("/b", "Content-Length: 5", method="POST", close=False) + b"hello" + web.request("/a"))
        expect_equal("content is read, and the connection goes on", [each.body for each in both], [b"fixed"] * 2)


@case("owlet", "what is malformed or expects too much is refused, whatever --respond says")
def malformed(web):
    with web.start("--respond=* any=x") as server:
        web.at(server)
        expect_equal("a bad escape", web.get("/%zz").status, 400)
        expect_equal("above the root", web.get("/../../x").status, 400)
        expect_equal("an expectation", web.get("/", "Expect: tea").status, 417)
        expect_equal("no host", web.get("/", host=None).status, 400)
        expect_equal("OPTIONS *", web.get("*", method="OPTIONS").status, 204)


@case("owlet", "the first rule for a path and method wins; what no rule is for comes from the disk; paths are decoded, and patterns those of _headers")
def order(web):
    rules = ("/a/*=below", "/a/b=never", "/sp%20ace=space", "/user/:id=user", "/%C3%BC=u")
    with Site(web, {"a.txt": "file", "a/c.txt": "hidden by a rule", "404.html": "lost"}, *(f"--respond={each}" for each in rules)):
        for target, status, body in (("/a/b", 200, "below"), ("/a", 200, "below"), ("/a/c.txt", 200, "below"), ("/a.txt", 200, "file"),
                                     ("/sp%20ace", 200, "space"), ("/user/7", 200, "user"), ("/user/7/", 200, "user"), ("/user/7/x", 404, "lost"),
                                     ("/%c3%bc", 200, "u"), ("/x/../user/%37?q=1", 200, "user"), ("/A/b", 404, "lost")):
            response = web.get(target)
            expect_equal(target, (response.status, response.body.decode()), (status, body))


@case("owlet", "fields of _headers, --header, --cors and --security-headers, and --cache-control and --charset, hold for fixed answers as for files")
def fields(web):
    options = ("--respond=/a any=x", "--respond=/b 404=x", "--header=X-All: 1", "--cors", "--security-headers", "--cache-control=max-age=5",
               "--charset=iso-8859-1")
    with Site(web, {"_headers": "/a\n  X-Rule: a\n/b\n  X-Rule: b\n"}, *options):
        for target, rule, caching in (("/a", "a", "max-age=5"), ("/b", "b", "no-store")):
            response = web.get(target)
            for name, wanted in (("x-rule", rule), ("x-all", "1"), ("access-control-allow-origin", "*"), ("x-content-type-options", "nosniff"),
                                 ("cache-control", caching), ("content-type", "text/plain; charset=iso-8859-1")):
                expect_equal(f"{target}: {name}", response[name], wanted)
        asked = web.get("/a", "Origin: http://x", "Access-Control-Request-Method: GET", method="OPTIONS")
        expect_equal("a preflight that has a fixed answer", (asked.status, asked["access-control-allow-headers"]), (200, "*"))


@case("owlet", "pipelined requests for a fixed answer are answered one by one, in any cut")
def pipelined(web):
    with web.start(f"--respond=*={HELLO}", "--respond=/b=never") as server:
        web.at(server)
        one = web.request("/", close=False)
        answers = web.answers(one * 49 + web.request("/b"))
        expect_equal("answers", [(each.status, each.body) for each in answers], [(200, HELLO.encode())] * 50)
        with web.connect() as connection:
            for byte in one:
                connection.send(bytes([byte]))
            expect_equal("by bytes", connection.response().body, HELLO.encode())


def traced(server, web, work):
    """The names of owlet's system calls while work runs; on some architectures, the C library waits by epoll_pwait."""
    path, _ = web.file(b"", "strace")
    tracer = subprocess.Popen(["strace", "-p", str(server.pid), "-o", path], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        said = tracer.stderr.readline()
        if "attached" not in said:
            raise Skip(f"strace may not look at another process here: {said.strip()}")
        work()
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.communicate()
    with open(path, encoding="utf-8", errors="replace") as file:
        return [line.partition("(")[0].replace("epoll_pwait", "epoll_wait") for line in file if "(" in line]


@case("owlet", "a fixed answer is three system calls, none of which is for the disk, second after second")
def no_disk(web):
    if shutil.which("strace") is None:
        raise Skip("strace is not installed")
    with Site(web, {"_headers": "/a\n  X-A: 1\n", "404.html": "lost", "412.html": "changed", "a.txt": "a"}, "--respond=/a any=x", "--respond=/b 404=x") as site:
        with web.connect() as connection:
            def ask():
                connection.send(web.request("/a", close=False))
                expect_equal("X-A", connection.response()["x-a"], "1")
                connection.send(web.request("/b", close=False))
                expect_equal("status", connection.response().status, 404)
                connection.send(web.request("/a", "If-Match: \"x\"", close=False))
                expect_equal("status", connection.response().status, 412)
                connection.send(web.request("/a", "Content-Length: 0", method="POST", close=False))
                expect_equal("status", connection.response("POST").status, 200)

            def seconds():
                dates = {web.get("/a")["date"]}
                while len(dates) < 4:                # whatever is done once in a second has been done
                    connection.send(web.request("/a", close=False))
                    dates.add(connection.response()["date"])
                ask()

            def file():
                connection.send(web.request("/a.txt", close=False))
                expect_equal("a file", connection.response().body, b"a")

            ask()
            few = traced(site.owlet, web, ask)
            expect_equal("calls for four answers", {name: few.count(name) for name in set(few) & set(LEAST)}, {name: 4 for name in LEAST} | (
                {"epoll_wait": few.count("epoll_wait")} if few.count("epoll_wait") in (3, 4, 5) else {}))
            many = traced(site.owlet, web, seconds)
            expect_equal("calls for the disk", [name for name in few + many if any(word in name for word in DISK)], [])
            expect(any(any(word in name for word in DISK) for name in traced(site.owlet, web, file)), "calls for the disk when a file is asked for", "none")


@case("owlet", "a fixed answer is there while the root is gone, and while its link leads nowhere; files are not")
def without_root(web):
    path, _ = web.file(TINY, "site/tiny.txt")
    root = os.path.dirname(path)
    os.symlink(root, f"{root}-link")
    with web.start("--respond=/readyz=ready", root=f"{root}-link") as server:
        web.at(server)
        expect_equal("a file", web.get("/tiny.txt").body, TINY)
        shutil.rmtree(root)
        expect_equal("a file that is gone", web.get("/tiny.txt").status, 404)
        expect_equal("the fixed answer", web.get("/readyz").body, b"ready")


@case("owlet", "a reload has other fixed answers, and one that is wrong leaves them as they were")
def reloaded(web):
    path, _ = web.file(b"respond = /a=one\n", "config")
    with web.start("--config", path) as server:
        web.at(server)
        expect_equal("before", web.get("/a").body, b"one")
        for text, line, body in ((b"respond = /a=two\n", "the settings were read again", b"two"), (b"respond = a=three\n", "stay as they were", b"two"),
                                 (b'respond = "/a=a\\nb # c"\n', "the settings were read again", b"a\nb # c")):
            seen = len(server.lines)
            with open(path, "wb") as file:
                file.write(text)
            server.signal(signal.SIGHUP)
            wait_until(lambda: any(line in each for each in server.lines[seen:]), line)
            expect_equal(text.decode(), web.get("/a").body, body)


@case("owlet", "workers give the same fixed answers")
def workers(web):
    with web.start("-w", "2", f"--respond=*={HELLO}") as server:
        web.at(server)
        expect_equal("bodies and tags", {(response.body, response["etag"]) for response in (web.get("/") for _ in range(20))},
                     {(HELLO.encode(), web.get("/")["etag"])})


@cases("owlet", "a fixed answer that means nothing is status 2 and one line with the remedy: {0!r}", [
    ("/healthz", "write PATH=TEXT, as in /healthz=ok"), ("healthz=ok", "begin with a path such as /healthz, or * for every path"),
    ("/a 304=", "status 304: it is about a part or a version of a file: give another status"),
    ("/a 302=/b", "status 302: it needs to say where to: write a line of the file _redirects"),
    ("/a 204=x", "status 204: it has no content: end with the ="), ("/a 101=", "status 101: give a final one, from 200 to 599"),
    ("/a 299=", "status 299: HTTP has none of this number: give another"), ("/a b=x", "b: behind the path there can be a status as 503"),
    ("/a%zz=x", "%zz: this is no escape: a % itself is written %25"), ("/a?b=x", "/a?b: a path has no ? or #")])
def bad_rule(web, rule, remedy):
    for options in (("-p", "0"), ("-p", "0", "--check")):
        expect_one_line(brief(web, *options, "--respond", rule), 2, f"--respond {rule}: {remedy}")


@case("owlet", "a text that is too long is named by its beginning")
def too_long(web):
    status, out, err = brief(web, "-p", "0", "--respond", "/a=" + "x" * 8193)
    expect_equal("status and output", (status, out), (2, ""))
    expect(len(err) < 300 and err.endswith("xxx...: the text is longer than 8192 bytes: put it into a file of the root\n"), "a short line", err)


@case("owlet", "fixed answers of the environment are a line each, and --check prints all so that they can be given back")
def sources(web):
    good = {"OWLET_PORT": "0", "OWLET_RESPOND": "/healthz=ok\n* 503 text/html any=<h1>a # b</h1>\n"}
    status, out, err = brief(web, "--check", environment=good)
    expect_equal("status and standard error", (status, err), (0, ""))
    for line in ("respond = /healthz=ok ", 'respond = "* 503 text/html any=<h1>a # b</h1>" '):
        expect(f"\n{line}" in out, line, out)
    path, _ = web.file(out.encode(), "config")
    again = brief(web, "--check", "--config", path)[1]
    expect_equal("given back", [line for line in again.splitlines() if line.startswith("respond")],
                 [line.replace("OWLET_RESPOND", f"{path}:{number}") for number, line in enumerate(out.splitlines(), 1) if line.startswith("respond")])
    bad = {"OWLET_PORT": "0", "OWLET_RESPOND": "/healthz=ok\nx"}
    expect_one_line(brief(web, environment=bad), 2, "OWLET_RESPOND x: write PATH=TEXT, as in /healthz=ok")


@case("owlet", "owlet explain says which fixed answer answers, and shows the head that a server sends")
def explained(web):
    rules = ("--respond=/healthz=ok", "--respond=* 503 any=later")
    with Site(web, {"_headers": "/healthz\n  X-A: 1\n"}, *rules) as site:
        for words, first, path in ((("/healthz",), "200 OK", "/healthz"), (("-X", "POST", "/healthz"), "503 Service Unavailable", "*")):
            status, out, err = brief(web, "explain", "-r", site.path, *rules, *words)
            expect_equal("status and standard error", (status, err), (0 if first == "200 OK" else 1, ""))
            for line in (f"  status    {first}\n", f"  by        fixed answer: --respond {path} is the first that is for this path and method"):
                expect(line in out, line, out)
            method = words[1] if len(words) > 1 else "GET"
            sent = web.get(words[-1], method=method, host="localhost")
            head = [line for line in sent.head.decode().splitlines() if line and not line.startswith(("Date:", "Connection:"))]
            told = [line for line in out.splitlines()[out.splitlines().index(head[0]):] if not line.startswith("Connection:")]
            expect_equal("head", told, head)
