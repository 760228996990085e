"""Error pages of the root, clean URLs, the fallback of single-page applications, and --prefix."""

import os

from cases.rules import NAVIGATION, reached
from support.outcome import expect, expect_equal
from support.processes import wait_until
from support.registry import case, cases
from support.sites import Site

PAGES = {f"{status}.html": f"page {status}" for status in (400, 403, 404, 405, 410, 412, 416, 417, 500, 501)}


@cases("owlet", "the root's page for an error has the right status, no validators, and is not kept: {0} {1} {2}", [
    (404, "/none", ()), (404, "/none/", ()), (404, "/.env", ()), (404, "/a%2fb", ()), (400, "/%zz", ()), (412, "/a.txt", ('If-Match: "x"',)),
    (416, "/a.txt", ("Range: bytes=99-",)), (417, "/a.txt", ("Expect: what",)), (404, "/none", ("If-None-Match: *",)), (404, "/none", ("Range: bytes=0-0",)),
    (404, "/none", ('If-Match: "x"',)), (404, "/dir/", ()), (404, "/a.txt/", ())])
def error_pages(web, status, target, fields):
    with Site(web, {**PAGES, "a.txt": "0123456789", "dir/b.txt": "b"}):
        got, said = web.get(target, *fields), web.get(target, *fields, method="HEAD")
        status_of_head = 200 if status == 416 else status
        expect_equal("status and page", (got.status, got.body.decode()), (status, f"page {status}"))
        expect_equal("HEAD", (said.status, said["content-type"]), (status_of_head, "text/plain" if status == 416 else "text/html"))
        for name, wanted in (("etag", None), ("last-modified", None), ("accept-ranges", None), ("cache-control", "no-store"), ("content-type", "text/html")):
            expect_equal(name, got[name], wanted)
        if status == 416:
            expect_equal("Content-Range", got["content-range"], "bytes */10")


@cases("owlet", "the root's page for the status {1} of {0} names the methods", [("POST", 405), ("DELETE", 405), ("PUT", 405)])
def wrong_method(web, method, status):
    with Site(web, PAGES):
        response = web.get("/", method=method)
        expect_equal("answer", (response.status, response.body.decode(), response["allow"]), (status, f"page {status}", "GET, HEAD, OPTIONS"))


@case("owlet", "a file that may not be read is 403 with its page, and 50x.html is for errors of the server that have none of their own")
def forbidden(web):
    with Site(web, {"403.html": "page 403", "50x.html": "page 50x", "closed": "x"}) as site:
        os.mkfifo(site / "pipe")
        expect_equal("403", reached(web, "/pipe"), (403, "page 403"))
        response = web.ask(b"FROB / HTTP/1.1\r\nHost: test\r\n\r\n")
        expect_equal("501", (response.status, response.body, response["cache-control"]), (501, b"page 50x", "no-store"))
        version = web.ask(b"GET / HTTP/2.0\r\nHost: test\r\n\r\n")
        expect_equal("505", (version.status, version.body), (505, b"page 50x"))
        site.write("501.html", "page 501")
        wait_until(lambda: web.get("/none").status and web.ask(b"FROB / HTTP/1.1\r\nHost: test\r\n\r\n").body == b"page 501", "its own page")


@case("owlet", "an error page has sidecars, may be large, is a file under its own name, and comes and goes")
def page_files(web):
    large = "404 " * 40_000
    with Site(web, {"404.html": "plain", "404.html.gz": "gzip"}) as site:
        response = web.get("/none", "Accept-Encoding: gzip")
        expect_equal("sidecar", (response.status, response["content-encoding"], response.body, response["vary"]), (404, "gzip", b"gzip", "Accept-Encoding"))
        response = web.get("/none")
        expect_equal("plain", (response["content-encoding"], response.body, response["vary"]), (None, b"plain", "Accept-Encoding"))
        direct = web.get("/404.html")
        expect_equal("by its name", (direct.status, direct.body, direct["cache-control"]), (200, b"plain", "no-cache"))
        site.write("404.html", large)
        for _ in range(2):
            expect_equal("large", web.get("/none").body, large.encode())
        expect_equal("HEAD", (web.head("/none").status, web.head("/none")["content-length"]), (404, str(len(large))))
        site.remove("404.html")
        expect_equal("gone", reached(web, "/none", "Accept-Encoding: gzip"), (404, "(built in)"))
        site.write("404.html", "again")
        wait_until(lambda: reached(web, "/none") == (404, "again"), "the new page")
        with web.connect() as connection:
            connection.send(web.request("/none", close=False))
            expect_equal("on a connection that goes on", (connection.response().status), 404)
            connection.send(web.request("/none", close=False) * 3 + web.request("/404.html", close=False))
            expect_equal("pipelined", [connection.response().status for _ in range(4)], [404, 404, 404, 200])


@case("owlet", "a page that leads out of the root, is a directory or a pipe is none: the built-in one comes")
def no_pages(web):
    secret, _ = web.file(b"secret", "secret.html")
    site = Site(web, {"403.html/x": "x"})
    os.symlink(secret, site / "404.html")
    os.mkfifo(site / "405.html")
    os.mkfifo(site / "pipe")
    with site:
        for target, method, status in (("/none", "GET", 404), ("/", "POST", 405), ("/pipe", "GET", 403)):
            expect_equal(target, reached(web, target, method=method), (status, "(built in)"))


# -- Clean URLs

TREE = {"index.html": "home", "about.html": "about", "both.html": "both page", "both/index.html": "both index", "dir/index.html": "dir",
        "dir/sub.html": "sub", "file.html": "file page", "file": "file itself", "bare/x.txt": "x", "bare.html": "bare page", "a b.html": "blank",
        "data.json": "{}", "page.htm": "htm", "deep/er/index.html": "deeper", "x.html.html": "twice"}


def follow(web, target, *fields):
    """Follows every redirect; returns the last target and what came of it."""
    seen = [target]
    while True:
        response = web.get(target, *fields)
        if response["location"] is None:
            return len(seen) - 1, target, response.status, response.body.decode()
        target = response["location"]
        expect(target not in seen and len(seen) < 4, "no loop", [*seen, target])
        seen.append(target)


CLEAN = [  # the target, how many redirects, where they end, what is there
    ("/", 0, "/", "home"), ("/index.html", 1, "/", "home"), ("/index", 1, "/", "home"), ("/about", 0, "/about", "about"), ("/about.html", 1, "/about", "about"),
    ("/about/", 1, "/about", "about"), ("/both", 0, "/both", "both page"), ("/both/", 0, "/both/", "both index"), ("/both.html", 1, "/both", "both page"),
    ("/both/index.html", 1, "/both/", "both index"), ("/both/index", 1, "/both/", "both index"), ("/dir", 1, "/dir/", "dir"), ("/dir/", 0, "/dir/", "dir"),
    ("/dir/sub", 0, "/dir/sub", "sub"), ("/dir/sub.html", 1, "/dir/sub", "sub"), ("/dir/sub/", 1, "/dir/sub", "sub"), ("/file", 0, "/file", "file itself"),
    ("/file.html", 0, "/file.html", "file page"), ("/bare", 0, "/bare", "bare page"), ("/bare.html", 1, "/bare", "bare page"), ("/bare/x.txt", 0, "/bare/x.txt", "x"),
    ("/a%20b.html", 1, "/a%20b", "blank"), ("/a%20b", 0, "/a%20b", "blank"), ("/data.json", 0, "/data.json", "{}"), ("/page.htm", 0, "/page.htm", "htm"),
    ("/deep/er", 1, "/deep/er/", "deeper"), ("//about.html", 1, "/about", "about"), ("/x/../about.html", 1, "/about", "about"), ("/%61bout", 0, "/%61bout", "about"),
    ("/x.html", 0, "/x.html", "twice"), ("/x.html.html", 1, "/x.html", "twice"), ("/deep/er/index", 1, "/deep/er/", "deeper")]


@cases("owlet", "--clean-urls{0}: each page has one right URL, to which the others redirect once, with their query", [
    ("", ()), (" with rules", ("rules",)), (" and --fallback", ("--fallback", "about.html")), (" and --prefix", ("--prefix", "/app"))])
def clean_urls(web, _, more):
    prefix = "/app" if "--prefix" in more else ""
    files = {**TREE, "_redirects": "/elsewhere /about 301\n"} if "rules" in more else TREE
    with Site(web, files, "--clean-urls", *(() if "rules" in more else more)):
        for target, count, end, body in CLEAN:
            for query in ("", "?a=1&b=%2F"):
                expect_equal(target, follow(web, f"{prefix}{target}{query}"), (count, f"{prefix}{end}{query}", 200, body))
        for target in ("/none", "/none.html", "/about.html/", "/file.html/", "/file/", "/data", "/.html", "/dir/.html", "/about.htm"):
            expect_equal(target, follow(web, prefix + target)[2], 404)


@case("owlet", "a clean URL has what its file has: type, tag, 304, range, sidecar; a redirect is 301 and names no other host")
def clean_fields(web):
    with Site(web, {"about.html": "about", "about.html.gz": "gz", "x/evil.example.html": "e"}, "--clean-urls"):
        response = web.get("/about")
        expect_equal("answer", (response.status, response["content-type"], response["vary"]), (200, "text/html", "Accept-Encoding"))
        expect_equal("304", web.get("/about", f"If-None-Match: {response['etag']}").status, 304)
        expect_equal("range", web.get("/about", "Range: bytes=0-1").body, b"ab")
        expect_equal("sidecar", web.get("/about", "Accept-Encoding: gzip").body, b"gz")
        expect_equal("redirect", reached(web, "/about.html?"), (301, "/about?"))
        for target in ("//evil.example.html", "/x/..//evil.example.html", "/%2f%2fevil.example.html", "//x/evil.example.html"):
            location = web.get(target)["location"] or "/"
            expect(location[0] == "/" and location[:2] != "//", "a path", location)


@case("owlet", "without --clean-urls, nothing is taken for a page without its extension")
def no_clean_urls(web):
    with Site(web, TREE):
        for target, wanted in (("/about", 404), ("/about.html", 200), ("/index.html", 200), ("/about/", 404), ("/index", 404)):
            expect_equal(target, web.get(target).status, wanted)


# -- Fallback

@case("owlet", "--fallback: navigations to nowhere get the file with 200 and Vary, all else 404 that is not kept")
def fallback(web):
    files = {"index.html": "home", "app/shell.html": "shell", "app/shell.html.gz": "gz", "real.txt": "real", "dir/x.txt": "x", ".env": "e", "_headers": "/x/*\n  X-A: 1\n"}
    with Site(web, files, "--fallback", "app/shell.html"):
        wants = ((NAVIGATION,), ("Accept: text/html,application/xhtml+xml,*/*;q=0.8",), ("Sec-Fetch-Mode: navigate",), ("Accept: */*", "Sec-Fetch-Mode: navigate"))
        others = ((), ("Accept: */*",), ("Accept: text/*",), ("Accept: application/json",), ("Accept: text/html;q=0",), ("Sec-Fetch-Mode: cors",))
        for target in ("/deep/link", "/deep/link/", "/x/a/b/c/d?q=1", "/@jane.doe", "/v1.2", "/none.html", "/dir/none", "/%C3%A9"):
            for fields in wants:
                response = web.get(target, *fields)
                expect_equal(f"{target} {fields}", (response.status, response.body, response["content-type"]), (200, b"shell", "text/html"))
                names = {name.strip().lower() for value in response.all("vary") for name in value.split(",")}
                expect_equal("Vary", names, {"accept", "accept-encoding", "sec-fetch-mode"})
                expect_equal("Cache-Control", response["cache-control"], "no-cache")
            for fields in others:
                response = web.get(target, *fields)
                expect_equal(f"{target} {fields}", (response.status, response["cache-control"]), (404, "no-store"))
        for target in ("/none.js", "/a/app.3f9a2c1b.js", "/none.css", "/none.png", "/x.json", "/none.JS", "/x.wasm", "/none.txt", "/.env", "/.git/config", "/_headers", "/x%2fy"):
            for fields in wants:
                response = web.get(target, *fields)
                expect_equal(target, (response.status, response["cache-control"]), (404, "no-store"))
        shell = web.get("/deep", NAVIGATION)
        expect_equal("304", web.get("/deep", NAVIGATION, f"If-None-Match: {shell['etag']}").status, 304)
        expect_equal("HEAD", (web.get("/deep", NAVIGATION, method="HEAD").status, web.get("/deep", NAVIGATION, method="POST").status), (200, 405))
        expect_equal("sidecar", web.get("/deep", NAVIGATION, "Accept-Encoding: gzip").body, b"gz")
        expect_equal("the rules of the path", web.get("/x/y", NAVIGATION)["x-a"], "1")
        expect_equal("a file", reached(web, "/real.txt", NAVIGATION), (200, "real"))
        expect_equal("the index", reached(web, "/", NAVIGATION), (200, "home"))


@case("owlet", "--fallback with a 404.html: the page is for those who do not navigate; rules go ahead of it; a fallback that is gone is 404")
def fallback_and_pages(web):
    with Site(web, {"shell.html": "shell", "404.html": "lost", "_redirects": "/ruled/* /to 302\n"}, "--fallback", "shell.html") as site:
        expect_equal("navigation", reached(web, "/x", NAVIGATION), (200, "shell"))
        expect_equal("none", reached(web, "/x"), (404, "lost"))
        expect_equal("asset", reached(web, "/x.js", NAVIGATION), (404, "lost"))
        expect_equal("rule", reached(web, "/ruled/x", NAVIGATION), (302, "/to"))
        site.remove("shell.html")
        expect_equal("gone", reached(web, "/x", NAVIGATION), (404, "lost"))


# -- Prefix

@case("owlet", "--prefix: the root is beneath it, its redirects keep it, and outside there is nothing")
def prefix(web):
    with Site(web, {"index.html": "home", "a.txt": "a", "dir/index.html": "dir", "app/a.txt": "inner", "404.html": "lost"}, "--prefix", "/my app/v1"):
        base = "/my%20app/v1"
        for target, wanted in (
                (f"{base}/", (200, "home")), (f"{base}", (301, f"{base}/")), (f"{base}?q", (301, f"{base}/?q")), (f"{base}/a.txt", (200, "a")),
                (f"{base}/dir", (301, f"{base}/dir/")), (f"{base}/dir/", (200, "dir")), (f"{base}/app/a.txt", (200, "inner")), ("/", (404, "lost")),
                ("/a.txt", (404, "lost")), (f"{base}x/a.txt", (404, "lost")), ("/my%20app/", (404, "lost")), (f"{base}/../a.txt", (404, "lost")),
                (f"{base}//a.txt", (200, "a")), (f"/{base}/a.txt", (200, "a")), (f"{base}/%2e%2e/v1/a.txt", (200, "a")), ("/MY%20app/v1/a.txt", (404, "lost")),
                (f"{base}{base}/a.txt", (404, "lost")), (f"{base}%2fa.txt", (404, "lost"))):
            expect_equal(target, reached(web, target), wanted)


@case("owlet", "--prefix with rules, which have whole paths, and with --fallback, which is for what is beneath it")
def prefix_and_more(web):
    rules = "/old /app/new 301\n/app/old/* /app/:splat 302\n/app/page/* /app/a.txt 200\n/app/out/* /a.txt 200\n/ /app/ 302\n"
    headers = "/app/*\n  X-App: 1\n/a.txt\n  X-File: 1\n"
    with Site(web, {"index.html": "home", "a.txt": "a", "_redirects": rules, "_headers": headers}, "--prefix", "/app/", "--fallback", "index.html"):
        for target, wanted in (("/old", (301, "/app/new")), ("/app/old/a.txt", (302, "/app/a.txt")), ("/app/page/1", (200, "a")), ("/", (302, "/app/")),
                               ("/app/deep", (200, "home")), ("/app/deep.js", (404, "(built in)")), ("/deep", (404, "(built in)")), ("/app", (301, "/app/")),
                               ("/app/out/x", (404, "(built in)")), ("/app/_redirects", (404, "(built in)")), ("/_redirects", (404, "(built in)"))):
            expect_equal(target, reached(web, target, NAVIGATION), wanted)
        response = web.get("/app/a.txt")
        expect_equal("fields", (response["x-app"], response["x-file"]), ("1", "1"))
        expect_equal("outside", web.get("/a.txt")["x-app"], None)
