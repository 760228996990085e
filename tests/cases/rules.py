"""`_redirects`: which requests lead elsewhere, end to end; and how files of rules are judged at the start."""

import os

from cases.options import brief
from support.outcome import expect, expect_equal
from support.registry import case, cases
from support.sites import Site

NAVIGATION = "Accept: text/html"


def reached(web, target, *fields, **settings):
    """What a client makes of an answer: the status, and where it leads or what it holds."""
    response = web.get(target, *fields, **settings)
    if response["location"] is not None:
        return response.status, response["location"]
    return response.status, response.body.decode() if len(response.body) < 40 else "(built in)"


MISSING = (404, "(built in)")

RULES = """# what this site leads elsewhere
/s301 /to 301
/s302 /to 302
/s303 /to 303
/s307 /to 307
/s308 /to 308
/plain /to
/host https://other.example/x 301
/blog/:year/:month/:name /news/:name?from=:year-:month 302
/docs/* /manual/:splat 301
/api/*/end /ended/:splat 302
/old.txt /never 301
/forced.txt /instead 301!
/app/* /shell.html 200
/hidden/* /_redirects 200
/dotted/* /.env 200
/nowhere/* /absent.html 200
/into/* /pages/ 200
/both/:name /pages/:name.txt 200
/gone /bye.html 410
/lost /bye.html 404
/force404.txt /bye.html 404!
/q id=:id /item/:id 302
/q /list 302
/indexed/* /never 301
/bare/* /from-bare 302
/trail /trail/ 301
https://www.example.com/host* https://example.com/:splat 301
"""
FILES = {"_redirects": RULES, "old.txt": "old", "forced.txt": "forced", "force404.txt": "here", "shell.html": "shell", ".env": "secret",
         "pages/index.html": "index of pages", "pages/a.txt": "page a", "bye.html": "bye", "indexed/index.html": "indexed",
         "bare/file.txt": "file of bare", "to": "arrived"}


@case("owlet", "each status, placeholder, splat, rewrite and condition of _redirects leads where it should")
def leads(web):
    with Site(web, FILES):
        for target, wanted in (
                ("/s301", (301, "/to")), ("/s302", (302, "/to")), ("/s303", (303, "/to")), ("/s307", (307, "/to")), ("/s308", (308, "/to")),
                ("/plain", (302, "/to")), ("/plain/", (302, "/to")), ("/s301?a=1&b", (301, "/to?a=1&b")), ("/%731", MISSING), ("/S301", MISSING),
                ("/%73301", (301, "/to")), ("//s301", (301, "/to")), ("/x/../s301", (301, "/to")), ("/host", (301, "https://other.example/x")),
                ("/blog/2026/11/a%20b", (302, "/news/a%20b?from=2026-11")), ("/blog/2026/11", MISSING), ("/docs/a/b.html?x", (301, "/manual/a/b.html?x")),
                ("/docs", (301, "/manual/")), ("/api/1/2/end", (302, "/ended/1/2")), ("/old.txt", (200, "old")), ("/forced.txt", (301, "/instead")),
                ("/app/deep/link", (200, "shell")), ("/app", (200, "shell")), ("/nowhere/x", MISSING), ("/into/x", (200, "index of pages")),
                ("/both/a", (200, "page a")), ("/both/b", MISSING), ("/gone", (410, "bye")), ("/lost", (404, "bye")), ("/force404.txt", (404, "bye")),
                ("/q?id=7", (302, "/item/7")), ("/q", (302, "/list")), ("/q?other=7", (302, "/list?other=7")), ("/q?id=a%2Fb", (302, "/item/a%2Fb"))):
            for form in (target, f"http://test{target}") if not target.startswith("//") else (target,):
                expect_equal(form, reached(web, form), wanted)


@case("owlet", "a file and an index go ahead of a rule, a directory without an index does not")
def shadowed(web):
    with Site(web, FILES):
        for target, wanted in (
                ("/indexed/", (200, "indexed")), ("/indexed", (301, "/indexed/")), ("/indexed/x", (301, "/never")),
                ("/bare", (302, "/from-bare")), ("/bare/", (302, "/from-bare")), ("/bare/file.txt", (200, "file of bare")),
                ("/trail", (301, "/trail/")), ("/trail/", MISSING), ("/to", (200, "arrived"))):
            expect_equal(target, reached(web, target), wanted)


@case("owlet", "a rule for a host is for that host only, with any port and case, whether Host or the target says it")
def hosts(web):
    with Site(web, FILES):
        for host, wanted in (("www.example.com", (301, "https://example.com/ed")), ("WWW.Example.COM:8080", (301, "https://example.com/ed")),
                             ("example.com", MISSING), ("www.example.com.evil", MISSING), ("xwww.example.com", MISSING)):
            expect_equal(host, reached(web, "/hosted", host=host), wanted)
        expect_equal("absolute form", reached(web, "http://www.example.com/hosted", host="example.com"), (301, "https://example.com/ed"))
        expect_equal("absolute form of another", reached(web, "http://example.com/hosted", host="www.example.com"), MISSING)


@case("owlet", "a value from the request stays in its place in Location: it names no other host and begins no other line")
def no_way_out(web):
    rules = "/go/* /:splat 302\n/to/:name https://good.example/:name 302\n/sub/* https://good.example/:splat 302\n"
    with Site(web, {"_redirects": rules}):
        for target in ("/go//evil.example", "/go/%2f%2fevil.example", "/go/%5c%5cevil.example", "/go/%2fevil.example", "/go/\\evil.example", "/go/%0d%0aX:1",
                       "/go/%09/evil.example", "/go/https://evil.example", "/go/;//evil.example"):
            status, location = reached(web, target)
            expect(status in (400, 404) or location[:1] == "/" and location[:2] not in ("//", "/\\", "/\t") and "\n" not in location,
                   f"a path of this site for {target}", (status, location))
        for target in ("/to/@evil.example", "/to/..%2f..%2f", "/sub/@evil.example/", "/sub/%23", "/to/%3f"):
            status, location = reached(web, target)
            expect(status in (400, 404) or location.startswith("https://good.example/") and "#" not in location and "?" not in location,
                   f"a path of the host for {target}", (status, location))


@case("owlet", "files of rules are never served: by other spellings, as a target, as an error page's neighbour, as a sidecar, by a range")
def not_served(web):
    names = ("_redirects", "_headers")
    files = {name + suffix: "/x /y\n" if name == "_redirects" else "/*\n  X-A: 1\n" for name in names for suffix in ("", ".gz", ".br", ".zst")}
    rules = "/one /_redirects 200\n/two /_headers 200\n/three /_headers 404\n/four/* /:splat 200\n/x /y 301\n"
    with Site(web, {**files, "_redirects": rules, "sub/_redirects": "below", "_redirects_": "another"}) as site:
        body = web.get("/nothing").body
        for name in names:
            targets = [f"/{name}", f"/%5f{name[1:]}", f"//{name}", f"/./{name}", f"/sub/../{name}", f"/{name}?x", f"/{name}/", f"http://test/{name}",
                       f"/{name.replace('e', '%65')}", f"/{name}.gz", f"/{name}.br", f"/{name}.zst", f"/four/{name}", f"/four//{name}", f"/four/%5F{name[1:]}",
                       f"/four/{name}.gz"]
            for target in targets + ["/one", "/two", "/three"]:
                for fields in ((), ("Accept-Encoding: gzip, br",), ("Range: bytes=0-3",), ("If-None-Match: *",)):
                    response = web.get(target, *fields)
                    expect_equal(target, (response.status, response.body == body, response["etag"]), (404, True, None))
                expect_equal(f"HEAD {target}", web.head(target).status, 404)
        expect_equal("a file of that name below", reached(web, "/sub/_redirects"), (200, "below"))
        expect_equal("a file of a similar name", reached(web, "/_redirects_"), (200, "another"))
        expect_equal("the rule", reached(web, "/x"), (301, "/y"))
        site.remove("_headers")
        expect_equal("the coding of rules that are gone", web.get("/_headers.gz").status, 404)


@cases("owlet", "files of rules are not served by way of {0}", [
    ("--fallback", ("--fallback", "_redirects"), "/deep/link"), ("--clean-urls", ("--clean-urls",), "/_redirects"),
    ("--prefix", ("--prefix", "/app"), "/app/_redirects"), ("--dotfiles", ("--dotfiles",), "/_redirects")])
def not_served_by(web, _, options, target):
    with Site(web, {"_redirects": "/secret /place\n", "_redirects.html": "x"}, *options):
        expect("secret" not in reached(web, target, NAVIGATION)[1], "no rules", web.get(target, NAVIGATION).head)


@case("owlet", "a rewrite has the fields of the file that it serves: type, tag, range, 304; a page of a rule has none of them")
def rewritten(web):
    with Site(web, {"_redirects": "/app/* /shell.html 200\n/lost /bye.html 404\n", "shell.html": "shell", "shell.html.gz": "gz", "bye.html": "bye"}):
        direct, served = web.get("/shell.html"), web.get("/app/x.js")
        for name in ("content-type", "etag", "last-modified", "cache-control", "vary"):
            expect_equal(name, served[name], direct[name])
        expect_equal("304", web.get("/app/x.js", f"If-None-Match: {direct['etag']}").status, 304)
        expect_equal("range", web.get("/app/x.js", "Range: bytes=1-2").body, b"he")
        expect_equal("sidecar", web.get("/app/x.js", "Accept-Encoding: gzip").body, b"gz")
        page = web.get("/lost", "If-None-Match: *", "Range: bytes=0-0", 'If-Match: "x"')
        came = page.status, page.body, page["etag"], page["last-modified"], page["cache-control"], page["content-type"]
        expect_equal("page", came, (404, b"bye", None, None, "no-store", "text/html"))
        expect_equal("HEAD of it", int(web.head("/lost")["content-length"]), 3)


@cases("owlet", "a method other than GET and HEAD is not led anywhere: {0}", [("POST", 405), ("DELETE", 405), ("OPTIONS", 204)])
def methods(web, method, status):
    with Site(web, FILES):
        response = web.get("/s301", method=method)
        expect_equal("status and Location", (response.status, response["location"]), (status, None))
        expect_equal("HEAD", (web.head("/s301").status, web.head("/s301")["location"]), (301, "/to"))


BROKEN = {
    "_redirects": ("# fine\r\n/a /b 301\n/c\n  /d /e 999\n/api/* https://x.example/:splat 200\n/f /g Country=de\n/h/:i /:j\n",
                   ["_redirects:3:1: /c: there is no target", "_redirects:4:9: 999: a status is ", "_redirects:5:8: https://x.example/:splat: owlet is no proxy",
                    "_redirects:6:7: Country=de: ", "_redirects:7:8: :j: "]),
    "_headers": ("  X-A: 1\n/*\n  X A: b\n  Content-Length: 5\n  X-B:\n/empty\n/x y\n  X-A: 1\n",
                 ["_headers:1:3: X-A: 1: there is no path", "_headers:3:3: X A: ", "_headers:4:3: Content-Length: ", "_headers:5:6: X-B: there is no value",
                  "_headers:6:1: /empty: no field follows", "_headers:7:3: "]),
}


@cases("owlet", "owlet does not start with mistakes in {0}: each is told with line, column and remedy ({1})", [
    (name, options) for name in BROKEN for options in ("as it starts", "--check")])
def mistakes(web, name, how):
    text, wanted = BROKEN[name]
    site = Site(web, {name: text})
    status, out, err = brief(web, "-r", site.path, "-p", "0", *(("--check",) if how == "--check" else ()))
    expect(status in (1, 2), "a status that is not 0", (status, out[-200:], err))
    lines = err.splitlines()
    expect_equal("lines", len(lines), len(wanted) + 1)
    for line, start in zip(lines, wanted):
        expect(line.startswith(f"owlet: {start}"), start, line)


@case("owlet", "of many mistakes ten are told, and how many more there are; a file that is no file is named")
def many_mistakes(web):
    site = Site(web, {"_redirects": "/a\n" * 400})
    status, _, err = brief(web, "-r", site.path, "-p", "0")
    expect_equal("status and lines", (status, err.count("\n")), (1, 12))
    expect("owlet: _redirects: and 390 more mistakes\n" in err, "how many more", err)
    site.remove("_redirects")
    site.write("large", b"")
    os.truncate(site / "large", (4 << 20) + 1)
    os.mkdir(site / "folder")
    os.mkfifo(site / "pipe")
    for target in ("folder", "pipe", "large", "/etc/passwd", "/dev/null"):
        os.symlink(target, site / "_redirects")
        status, _, err = brief(web, "-r", site.path, "-p", "0")
        expect_equal(f"status with a link to {target}", status, 1)
        expect(err.startswith("owlet: _redirects: "), "the name", err)
        site.remove("_redirects")
