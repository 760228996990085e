"""`_headers`, --header, --cors and --security-headers: which fields answers of every status get."""

from support.outcome import expect, expect_equal
from support.registry import case, cases
from support.response import parse_multipart
from support.sites import Site

TEXT = "0123456789"
FILES = {"_headers": "/*\n  X-All: yes\n/a.txt\n  X-All: again\n/docs/*\n  X-Splat: :splat\n/:first/b.txt\n  X-First: :first\n/index.html\n  X-Index: 1\n"
                     "/docs/*.html\n  X-Html: 1\n",
         "a.txt": TEXT, "index.html": "index", "docs/index.html": "docs", "docs/b.txt": "b", "docs/c d.txt": "c"}


def values(response, *names):
    """All values of some fields."""
    return tuple(", ".join(response.all(name)) or None for name in names)


@case("owlet", "each rule of _headers whose path matches applies, also for the file that answers, and names that come again add up")
def matching(web):
    with Site(web, FILES):
        for target, *wanted in (("/a.txt", "yes, again", None, None, None, None), ("/%61.txt?x", "yes, again", None, None, None, None),
                                ("/", "yes", None, None, "1", None), ("/index.html", "yes", None, None, "1", None),
                                ("/docs/", "yes", "", None, None, "1"), ("/docs/b.txt", "yes", "b.txt", "docs", None, None),
                                ("/docs/c%20d.txt", "yes", "c%20d.txt", None, None, None), ("/x/b.txt", "yes", None, "x", None, None),
                                ("/A.txt", "yes", None, None, None, None), ("/docs", "yes", "", None, None, None)):
            for method in ("GET", "HEAD"):
                came = values(web.get(target, method=method), "X-All", "X-Splat", "X-First", "X-Index", "X-Html")
                expect_equal(f"{method} {target}", tuple(value or None for value in came), tuple(value or None for value in wanted))


@cases("owlet", "a field of _headers is on every status: {0} {1} {2}", [
    (200, "/a.txt", ()), (206, "/a.txt", ("Range: bytes=0-1",)), (206, "/a.txt", ("Range: bytes=0-0, 5-5",)), (304, "/a.txt", ("If-None-Match: *",)),
    (301, "/sub", ()), (302, "/go", ()), (404, "/none", ()), (410, "/bye", ()), (412, "/a.txt", ('If-Match: "x"',)), (416, "/a.txt", ("Range: bytes=99-",)),
    (404, "/.env", ()), (417, "/a.txt", ("Expect: what",)), (404, "/_headers", ())])
def statuses(web, status, target, fields):
    with Site(web, {"_headers": "/*\n  X-A: 1\n", "_redirects": "/go /x\n/bye /bye.html 410\n", "a.txt": TEXT, "sub/index.html": "x", "bye.html": "b"}):
        response = web.get(target, *fields)
        expect_equal("status and field", (response.status, response["x-a"]), (status, "1"))
        expect_equal("HEAD", web.get(target, *fields, method="HEAD")["x-a"], "1")


@cases("owlet", "a field of _headers is on answers to other methods: {0}", [("OPTIONS", 204), ("POST", 405), ("DELETE", 405)])
def other_methods(web, method, status):
    with Site(web, {"_headers": "/a.txt\n  X-A: 1\n", "a.txt": TEXT}):
        response = web.get("/a.txt", method=method)
        expect_equal("status, field, Allow", (response.status, response["x-a"], response["allow"]), (status, "1", "GET, HEAD, OPTIONS"))
        expect_equal("another path", web.get("/b.txt", method=method)["x-a"], None)


CONTENT = "/*\n  Cache-Control: max-age=60\n  Content-Language: de\n  Content-Type: text/x-rule\n  Content-Disposition: attachment\n  Expires: 0\n"


@case("owlet", "what describes content and how long it lasts is on files, not on built-in pages and errors")
def content_fields(web):
    names = ("Content-Type", "Content-Language", "Content-Disposition", "Cache-Control", "Expires")
    rule = ("text/x-rule", "de", "attachment", "max-age=60", "0")
    error = ("text/html", None, None, "no-store", None)
    files = {"_headers": CONTENT, "_redirects": "/go /x\n", "a.txt": TEXT, "long.txt": TEXT * 1000}
    with Site(web, files) as site:
        for status, target, fields, wanted in (
                (200, "/a.txt", (), rule), (206, "/a.txt", ("Range: bytes=0-1",), rule), (302, "/go", (), ("text/html", None, None, "max-age=60", "0")),
                (404, "/none", (), error), (412, "/a.txt", ('If-Match: "x"',), error), (416, "/a.txt", ("Range: bytes=99-",), error),
                (400, "/%zz", (), error)):
            response = web.get(target, *fields)
            expect_equal(f"status of {target}", response.status, status)
            expect_equal(f"fields of {status}", values(response, *names), wanted)
        parts = web.get("/long.txt", "Range: bytes=0-0, 9005-9005")
        expect_equal("several ranges", [body for _, body in parse_multipart(parts)], [b"0", b"5"])
        unchanged = web.get("/a.txt", "If-None-Match: *")
        expect_equal("304", (unchanged.status, unchanged["cache-control"]), (304, "max-age=60"))
        site.write("404.html", "<p>")
        web.get("/none")
        expect_equal("405", values(web.get("/a.txt", method="POST"), *names), error)


@case("owlet", "! takes away what a rule, --header or owlet has set, and a later rule may set it again")
def removal(web):
    rules = ("/*\n  X-A: 1\n  X-B: 1\n/bare*\n  ! X-A\n  ! x-global\n  ! Cache-Control\n  ! ETag\n  ! Last-Modified\n  ! Accept-Ranges\n"
             "/bare-again\n  X-A: 2\n")
    with Site(web, {"_headers": rules, "a": "a", "bare": "b", "bare-again": "c"}, "--header", "X-Global: 1"):
        names = ("X-A", "X-B", "X-Global", "Cache-Control", "ETag", "Last-Modified", "Accept-Ranges")
        a = web.get("/a")
        expect_equal("untouched", values(a, *names), ("1", "1", "1", "no-cache", a["etag"], a["last-modified"], "bytes"))
        expect(a["etag"] and a["last-modified"], "validators", a.head)
        expect_equal("bare", values(web.get("/bare"), *names), (None, "1", None, None, None, None, None))
        expect_equal("set again", values(web.get("/bare-again"), *names), ("2", "1", None, None, None, None, None))
        expect_equal("an error's Cache-Control stays", values(web.get("/bare-none"), "Cache-Control", "X-A"), ("no-store", None))


@case("owlet", "Vary of rules is joined to owlet's own, in one line, on 200, 304 and 404; cookies stay lines of their own")
def vary(web):
    with Site(web, {"_headers": "/*\n  Vary: Origin\n  Set-Cookie: a=1\n  Set-Cookie: b=2\n", "a.js": "a", "a.js.gz": "g", "a.png": "p"}, "--header", "Vary: X"):
        for target, fields, wanted in (("/a.js", (), "Accept-Encoding, Origin"), ("/a.js", ("Accept-Encoding: gzip",), "Accept-Encoding, Origin"),
                                       ("/a.js", ("If-None-Match: *",), "Accept-Encoding, Origin"), ("/a.png", (), "Origin"), ("/none", (), "Origin")):
            response = web.get(target, *fields)
            expect_equal(f"Vary of {target}", response.all("vary"), [wanted])
            expect_equal("cookies", response.all("set-cookie"), ["a=1", "b=2"])


@case("owlet", "rules win over --header, and that over the presets, name by name; --header alone is on every answer")
def order(web):
    rules = "/ruled*\n  X-A: rule\n  X-Frame-Options: DENY\n"
    options = ("--header", "X-A: option", "--header", "X-B: one", "--header", "x-b: two", "--header", "referrer-policy: no-referrer", "--security-headers")
    with Site(web, {"_headers": rules, "ruled": "r", "a": "a"}, *options):
        names = ("X-A", "X-B", "X-Frame-Options", "Referrer-Policy", "X-Content-Type-Options")
        expect_equal("ruled", values(web.get("/ruled"), *names), ("rule", "one, two", "DENY", "no-referrer", "nosniff"))
        wanted = ("option", "one, two", "SAMEORIGIN", "no-referrer", "nosniff")
        for target, status in (("/a", 200), ("/none", 404), ("/%zz", 400), ("*", 400)):
            response = web.get(target)
            expect_equal(f"{target}", (response.status, *values(response, *names)), (status, *wanted))
        refused = web.ask(b"GET / HTTP/1.1\r\nbroken\r\n\r\n")
        expect_equal("malformed", (refused.status, *values(refused, *names)), (400, *wanted))
        expect_equal("asterisk", values(web.get("*", method="OPTIONS"), *names), wanted)


CORS = ("Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Access-Control-Allow-Methods", "Access-Control-Allow-Headers",
        "Access-Control-Max-Age")


@case("owlet", "--cors: every answer may be read by all origins, and the preflight is answered")
def cors(web):
    with Site(web, {"a.js": "a"}, "--cors"):
        for target, fields, status in (("/a.js", (), 200), ("/a.js", ("If-None-Match: *",), 304), ("/a.js", ("Range: bytes=0-0",), 206), ("/none", (), 404)):
            response = web.get(target, "Origin: https://other.example", *fields)
            expect_equal(f"{status}", (response.status, *values(response, *CORS)), (status, "*", "*", None, None, None))
            expect_equal("no credentials", response["access-control-allow-credentials"], None)
        for target in ("/a.js", "/none", "*"):
            response = web.get(target, "Origin: https://other.example", "Access-Control-Request-Method: GET", "Access-Control-Request-Headers: X-A",
                               method="OPTIONS")
            expect_equal(f"preflight of {target}", (response.status, *values(response, *CORS)), (204, "*", "*", "GET, HEAD, OPTIONS", "*", "86400"))
    with Site(web, {"a.js": "a"}):
        expect_equal("without it", values(web.get("/a.js", method="OPTIONS"), *CORS), (None,) * 5)


@case("owlet", "--cors with rules: what they say of an origin stands alone, and a preflight has it, too")
def cors_and_rules(web):
    rules = "/own/*\n  Access-Control-Allow-Origin: https://one.example\n  Access-Control-Max-Age: 5\n/none/*\n  ! Access-Control-Allow-Origin\n"
    with Site(web, {"_headers": rules, "own/a": "a", "none/a": "a"}, "--cors"):
        expect_equal("own", values(web.get("/own/a"), *CORS[:1]), ("https://one.example",))
        expect_equal("own preflight", values(web.get("/own/a", method="OPTIONS"), *CORS),
                     ("https://one.example", "*", "GET, HEAD, OPTIONS", "*", "5"))
        expect_equal("none", values(web.get("/none/a"), *CORS[:1]), (None,))


@cases("owlet", "--security-headers: the documented preset, {0}", [("alone", (), "same-origin"), ("with --cors", ("--cors",), "cross-origin")])
def security(web, _, options, policy):
    with Site(web, {"a.html": "a"}, "--security-headers", *options):
        for target in ("/a.html", "/none"):
            came = values(web.get(target), "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy",
                          "Cross-Origin-Resource-Policy")
            expect_equal(target, came, ("nosniff", "SAMEORIGIN", "strict-origin-when-cross-origin", "same-origin", policy))


@case("owlet", "rules for a host are for that host only; a value from the path begins no other line")
def hosts(web):
    rules = "https://one.example/*\n  X-Host: one\nhttps://:sub.two.example/*\n  X-Host: :sub\n/v/*\n  X-V: (:splat)\n"
    with Site(web, {"_headers": rules, "a": "a"}):
        for host, wanted in (("one.example", "one"), ("ONE.example:81", "one"), ("x.two.example", "x"), ("two.example", None), ("one.example.org", None)):
            expect_equal(host, web.get("/a", host=host)["x-host"], wanted)
            expect_equal(f"absolute {host}", web.get(f"http://{host}/a", host="other")["x-host"], wanted)
        response = web.get("/v/%0d%0aSet-Cookie:%20x=1")
        expect_equal("line ends", (response["set-cookie"], response["x-v"]), (None, "(%0D%0ASet-Cookie%3A%20x%3D1)"))


@case("owlet", "answers that differ by host or path do not mix on one connection, where all come pipelined")
def pipelined(web):
    with Site(web, {"_headers": "https://one.example/*\n  X-H: 1\n/b\n  X-B: 1\n/none\n  X-N: 1\n", "a": "a", "b": "b"}), web.connect() as connection:
        asked = [(target, host) for _ in range(30) for target in ("/a", "/b", "/none") for host in ("one.example", "two.example")]
        connection.send(b"".join(web.request(target, host=host, close=False) for target, host in asked))
        for target, host in asked:
            wanted = ("1" if host == "one.example" else None, "1" if target == "/b" else None, "1" if target == "/none" else None)
            expect_equal(f"{target} of {host}", values(connection.response(), "X-H", "X-B", "X-N"), wanted)
