"""--auth: who gets in, and where a password is wanted."""

import time

from support.outcome import expect, expect_equal
from support.passwords import OTHER, SLOW, USERS, Guarded, basic, table
from support.processes import wait_until
from support.registry import case, cases

TREE = {"a.txt": "a", "index.html": "home", "secret/index.html": "s", "secret/b.html": "secret b", "secret/b.html.gz": "zipped", "open/c.txt": "c",
        "404.html": "lost", "page.html": "page"}


def status(web, target, *fields, method="GET", source=None):
    """The status of one request, perhaps from another address."""
    with web.connect(source=source) as connection:
        connection.send(web.request(target, *fields, method=method))
        return connection.response(method).status


@case("owlet", "--auth: each kind of hash lets its password in and no other, and who says nothing is asked")
def hashes(web):
    begin = time.monotonic()
    with Guarded(web, {"a.txt": "a"}):
        asked = web.get("/a.txt")
        expect_equal("asked", (asked.status, asked["www-authenticate"], asked["cache-control"]), (401, 'Basic realm="owlet", charset="UTF-8"', "no-store"))
        for user, (password, _) in USERS.items():
            answer = web.get("/a.txt", basic(user, password))
            expect_equal(f"the right one of {user}", (answer.status, answer.body, answer["www-authenticate"]), (200, b"a", None))
        for user, (password, _) in list(USERS.items())[:4]:
            expect_equal(f"a wrong one of {user}", web.get("/a.txt", basic(user, password + "x")).status, 401)
        expect_equal("a wrong one of one that is known", web.get("/a.txt", basic("empty", "x")).status, 401)
        expect_equal("nobody", web.get("/a.txt", basic("nobody", "wonder")).status, 401)
        expect_equal("the same again", web.get("/a.txt", basic("sha512")).status, 200)
    # Thirteen checks: who waits is told when one is over, and does not look for it once in a second.
    expect(time.monotonic() - begin < 9, "less than 9 s", time.monotonic() - begin)


@cases("owlet", "--auth: what is no good Authorization is as good as none: {0!r}", [
    "Authorization: Basic", "Authorization: Basic !!!!", "Authorization: Bearer YTpi", "Authorization: Basic c2hhNTEyOndvbmRlcg", "Authorization: ",
    "Authorization: Digest c2hhNTEyOndvbmRlcg=="])
def malformed(web, field):
    with Guarded(web, {"a.txt": "a"}):
        for _ in range(12):
            expect_equal("status", web.get("/a.txt", field).status, 401)
        expect_equal("twice", web.get("/a.txt", basic("sha512"), basic("sha512")).status, 401)
        expect_equal("and in", web.get("/a.txt", basic("sha512").replace("Basic", "bASIC")).status, 200)


@case("owlet", "--auth: what cannot be asked for, or is not there, is guarded as well; a malformed request is 400")
def everything(web):
    with Guarded(web, TREE, "--clean-urls"):
        for target in ("/none", "/a.txt?x", "/secret", "/secret/", "/page", "/page.html", "/.env", "/_headers", "/a%2Fb"):
            expect_equal(target, (status(web, target), status(web, target, method="HEAD")), (401, 401))
        for method in ("POST", "DELETE", "OPTIONS"):
            expect_equal(method, status(web, "/a.txt", method=method), 401)
        for target in ("/%zz", "/../x"):
            expect_equal(target, status(web, target), 400)
        expect_equal("with a password", [status(web, target, basic("sha512")) for target in ("/none", "/secret", "/page.html", "/.env")], [404, 301, 301, 404])


@cases("owlet", "--auth-path: nothing goes around it: {0}", [
    "/secret", "/secret/", "/secret/index.html", "/secret/b.html", "/secret/b", "/secret/b.html.gz", "//secret/b.html", "/secret//b.html", "/a/%2e%2e/secret/",
    "/a/../secret/b.html", "/./secret/./b.html", "/%73ecret/b.html", "/secret/none", "/secret/?x", "http://other/secret/", "/rewritten", "/former", "/gone"])
def bypasses(web, target):
    rules = "/rewritten /secret/b.html 200\n/former /secret/ 200!\n/gone /secret/b.html 410\n"
    with Guarded(web, TREE | {"_redirects": rules}, "--clean-urls", "--auth-path", "/secret"):
        for method in ("GET", "HEAD"):
            with web.connect() as connection:
                connection.send(web.request(target, method=method))
                response = connection.response(method)
            expect_equal(method, (response.status, b"secret b" in response.body), (401, False))
        expect_equal("other paths", [status(web, other) for other in ("/", "/a.txt", "/none", "/open/c.txt", "/secrets")], [200, 200, 404, 200, 404])
        expect(status(web, target, basic("sha512")) in (200, 301, 404, 410), "an answer with a password", status(web, target, basic("sha512")))


@case("owlet", "--auth-path: with --prefix paths are those that clients ask for; a fallback that is guarded is so everywhere")
def fallback(web):
    with Guarded(web, TREE | {"app.html": "app"}, "--prefix", "/x", "--fallback", "app.html", "--auth-path", "/x/secret", "--auth-path", "/x/app.html"):
        page = "Accept: text/html"
        expect_equal("the file", (status(web, "/x/secret/b.html"), status(web, "/secret/b.html"), status(web, "/x/a.txt")), (401, 404, 200))
        expect_equal("the fallback", (status(web, "/x/route", page), status(web, "/x/route")), (401, 404))
        answer = web.get("/x/route", page, basic("sha512"))
        expect_equal("with a password", (answer.status, answer.body, answer["cache-control"]), (200, b"app", "private, no-cache"))


@case("owlet", "--auth-path: ! exempts paths, the last pattern decides, and the URL of an index is the index")
def exemptions(web):
    with Guarded(web, TREE, "--auth-path", "/*", "--auth-path", "!/", "--auth-path", "!/open/*", "--auth-path", "/open/not"):
        wanted = {"/": 200, "/index.html": 401, "/open/c.txt": 200, "/open/not": 401, "/open/not/x": 401, "/a.txt": 401, "/open/none": 404}
        expect_equal("statuses", {target: status(web, target) for target in wanted}, wanted)
    with Guarded(web, TREE | {"_redirects": "/open/* /secret/b.html 200\n"}, "--auth-path", "!/open/*"):
        expect_equal("what an exempt path leads to", (status(web, "/open/x"), status(web, "/open/c.txt"), status(web, "/a.txt")), (401, 200, 401))


@case("owlet", "--auth-path: a pattern that guards a file holds for its clean URL, its sidecar and the URL of its directory, though those are exempt")
def guarded_behind(web):
    files = {"open/b.html": "b", "open/b.html.gz": "zipped", "open/index.html": "home", "open/c.html": "c"}
    with Guarded(web, files, "--clean-urls", "--auth-path", "/", "--auth-path", "!/open/*", "--auth-path", "/open/b.html", "--auth-path", "/open/index.html"):
        for target in ("/open/b", "/open/b.html", "/open/b.html.gz", "/open/", "/open/index.html"):
            for field in ("Accept-Encoding: gzip", "Accept-Encoding: identity"):
                expect_equal(f"{target} ({field})", (status(web, target, field), status(web, target, field, basic("sha512")) in (200, 301)), (401, True))
        expect_equal("exempt all the same", status(web, "/open/c"), 200)


@case("owlet", "--auth-path: a pattern that guards a clean URL guards its file, whatever leads there")
def guarded_clean(web):
    files = {"secret.html": "secret", "secret.html.gz": "secret, zipped", "index.html": "home",
             "_redirects": "/pub /secret 200\n/own /secret.html 200\n/gone /secret 404\n/all/* /:splat 200\n"}
    with Guarded(web, files, "--clean-urls", "--fallback", "secret.html", "--auth-path", "/secret"):
        for target in ("/secret", "/secret.html", "/secret.html.gz", "/pub", "/own", "/gone", "/all/secret", "/all/secret.html", "/all/secret.html.gz", "/nix"):
            for field in ("Accept: text/html", "Accept-Encoding: gzip"):
                answer = web.get(target, field)
                is_open = target == "/nix" and field.startswith("Accept-E")     # no navigation, and so no fallback
                expect_equal(f"{target} ({field})", (answer.status, b"secret" in answer.body), (404 if is_open else 401, False))
        expect_equal("with a password", [web.get(target, basic("sha512")).status for target in ("/secret", "/pub", "/gone")], [200, 200, 404])
        expect_equal("for one client", web.get("/pub", basic("sha512"))["cache-control"], "private, no-cache")
        expect_equal("others", web.get("/").status, 200)


@case("owlet", "--auth: passwords that are too long for the hash are guesses like others, and keep nobody out")
def too_long(web):
    with Guarded(web, {"a.txt": "a"}):
        with web.connect(source="127.0.0.3") as connection:
            count = 80
            connection.send(b"".join(web.request("/a.txt", basic("sha512", f"{number:03}" + "x" * 509), close=number == count - 1) for number in range(count)))
            expect_equal("statuses", {connection.response().status for _ in range(count)}, {401, 429})
        expect_equal("another client", status(web, "/a.txt", basic("sha512"), source="127.0.0.2"), 200)
        for length, wanted in ((511, 401), (512, 401)):
            expect_equal(f"{length} bytes", status(web, "/a.txt", basic("sha512", "x" * length)), wanted)


@case("owlet", "--auth: answers are for one client: public and s-maxage of rules are taken back, also on 206, 304, redirects and pages; open ones keep them")
def caching(web):
    rules = "/*\n  Cache-Control: public, s-maxage=60, max-age=60\n  CDN-Cache-Control: max-age=60\n  X-A: secret\n"
    with Guarded(web, TREE | {"_headers": rules, "_redirects": "/go /x\n"}, "--auth-path", "/*", "--auth-path", "!/open/*"):
        me = basic("sha512")
        tag = web.get("/a.txt", me)["etag"]
        for wanted, target, fields in ((200, "/a.txt", ()), (206, "/a.txt", ("Range: bytes=0-0",)), (304, "/a.txt", (f"If-None-Match: {tag}",)), (302, "/go", ())):
            answer = web.get(target, me, *fields)
            expect_equal(f"{wanted}", (answer.status, answer["cache-control"], answer["cdn-cache-control"], answer["x-a"]), (wanted, "private, max-age=60", None, "secret"))
        expect_equal("404", web.get("/none", me)["cache-control"], "no-store")
        asked = web.get("/a.txt", f"If-None-Match: {tag}")
        expect_equal("401 has no rule's fields", (asked.status, asked["x-a"], asked["etag"]), (401, None, None))
        expect_equal("an open path", web.get("/open/c.txt")["cache-control"], "public, s-maxage=60, max-age=60")


@case("owlet", "--auth: 401.html is the page, --cors lets browsers ask beforehand, the realm is quoted")
def pages(web):
    with Guarded(web, {"a.txt": "a", "401.html": "who?"}, "--cors", "--auth-realm", 'a "b" \\c'):
        asked = web.get("/a.txt")
        expect_equal("page", (asked.status, asked.body, asked["www-authenticate"]), (401, b"who?", 'Basic realm="a \\"b\\" \\\\c", charset="UTF-8"'))
        before = web.get("/a.txt", method="OPTIONS")
        expect_equal("OPTIONS", (before.status, before["access-control-allow-headers"]), (204, "*, Authorization"))
    with Guarded(web, {}, "--cors", "--respond=/a any=secret"):
        before = web.get("/a", method="OPTIONS")
        expect_equal("OPTIONS of a fixed answer", (before.status, before.body, before["access-control-allow-headers"]), (204, b"", "*, Authorization"))
        expect_equal("GET of it", [web.get("/a", *fields).status for fields in ((), (basic("sha512"),))], [401, 200])


@case("owlet", "--auth: with pipelining each request is judged by its own field, and equal bytes are not answered from memory for others")
def pipelined(web):
    with Guarded(web, TREE, "--auth-path", "/secret"):
        with web.connect() as connection:
            connection.send(b"".join((web.request("/secret/b.html", basic("sha512"), close=False), web.request("/secret/b.html", close=False),
                                      web.request("/a.txt", close=False), web.request("/secret/b.html", basic("sha512"), close=False),
                                      web.request("/secret/b.html", basic("sha512", "x")))))
            expect_equal("statuses", [connection.response().status for _ in range(5)], [200, 401, 200, 200, 401])
        for _ in range(3):
            expect_equal("again", [status(web, "/secret/b.html", *fields) for fields in ((), (basic("sha512"),), ())], [401, 200, 401])


def guess(web, *fields, behind):
    """60 guesses on one connection, and other requests behind them. Ten are judged at once, then one a second, however long they take.

    Returns the last of the answers 429, and the statuses of what came behind."""
    begin, count = time.monotonic(), 60
    with web.connect() as connection:
        each = [(basic("bcrypt", f"guess {number}"), *fields) for number in range(count)] + behind
        connection.send(b"".join(web.request("/a.txt", *one, close=False) for one in each))
        answers = [connection.response() for _ in each]
    came = [answer.status for answer in answers]
    most = 10 + int(time.monotonic() - begin) + 1
    expect_equal("the first ten", came[:10], [401] * 10)
    expect_equal("all statuses of guesses", set(came[:count]), {401, 429})
    expect(came[:count].count(401) <= most, f"no more than {most} that are judged", came[:count])
    return [answer for answer in answers if answer.status == 429][-1], came[count:]


@case("owlet", "--auth: an address has 10 guesses in a row, 429 is for those beyond, and pairs that are known and other addresses get in")
def guesses(web):
    with Guarded(web, {"a.txt": "a"}):
        expect_equal("one who is known", status(web, "/a.txt", basic("sha512")), 200)
        limited, others = guess(web, behind=[(basic("sha512"),), ()])
        expect_equal("limited", (limited["retry-after"], limited["cache-control"]), ("1", "no-store"))
        expect_equal("known, and without credentials", others, [200, 401])
        expect_equal("another address", status(web, "/a.txt", basic("bcrypt"), source="127.0.0.2"), 200)
        wait_until(lambda: status(web, "/a.txt", basic("yescrypt")) == 200, "another guess")


@case("owlet", "--auth: behind a trusted proxy the guesses of its clients are counted one by one")
def proxied(web):
    with Guarded(web, {"a.txt": "a"}, "--trust-proxy", "127.0.0.1"):
        clients = [(basic("bcrypt"), "X-Forwarded-For: 192.0.2.2"), (basic("sha256"), "X-Forwarded-For: 2001:db8::1")]
        expect_equal("others", guess(web, "X-Forwarded-For: 192.0.2.1", behind=clients)[1], [200, 200])


@case("owlet", "--auth: a check that takes long is in nobody's way, and all who wait for it get in together")
def slow(web):
    with Guarded(web, TREE, "--auth-path", "/secret", passwords=table(slow=SLOW, sha512=OTHER)) as site:
        waiting = [web.connect() for _ in range(5)]
        for connection in waiting:
            connection.send(web.request("/secret/b.html", basic("slow")))
        for _ in range(20):
            expect_equal("others meanwhile", status(web, "/a.txt"), 200)
        expect_equal("all who wait", [connection.response().status for connection in waiting], [200] * 5)
        expect_equal("lines", [line for line in site.owlet.lines if "owlet-auth" in line], [])
