"""Sidecars: NAME.br, NAME.zst and NAME.gz answer for NAME where Accept-Encoding has them (RFC 9110 section 12.5.3)."""

import os

from cases.options import NOBODY
from support.outcome import expect, expect_equal
from support.registry import case, cases
from support.sites import Site

PLAIN, GZIP, BROTLI, ZSTD = b"plain plain plain\n", b"as gzip\n", b"br\n", b"zstandard\n"
LARGE = bytes(range(256)) * 300             # goes out by sendfile, and is above --hash-limit
ALL = {"a.js": PLAIN, "a.js.gz": GZIP, "a.js.br": BROTLI, "a.js.zst": ZSTD}
BODIES = {None: PLAIN, "gzip": GZIP, "br": BROTLI, "zstd": ZSTD}


def accepting(value):
    """The field lines that ask for codings; None asks for nothing."""
    return () if value is None else (f"Accept-Encoding: {value}",)


def coding_of(response):
    """Which variant of ALL came, judged by all that says so."""
    coding = response["content-encoding"]
    expect_equal("status", response.status, 200)
    expect_equal(f"content in {coding}", response.body, BODIES[coding])
    expect_equal("type", response["content-type"], "text/javascript")
    expect_equal("Vary", response.all("vary"), ["Accept-Encoding"])
    return coding


@case("9110 12.5.3", "the sidecar that is sent is the one which Accept-Encoding prefers, and the file itself where there is no such one")
def weights(web):
    with Site(web, ALL):
        for value, coding in (
                (None, None), ("", None), ("gzip", "gzip"), ("GZIP", "gzip"), ("x-gzip", "gzip"), ("gzip, deflate, br, zstd", "br"),
                ("gzip;q=1, br;q=0.5", "gzip"), ("br;q=0, *", "zstd"), ("*", "br"), ("*;q=0", None), ("identity", None),
                ("identity;q=0", None), ("identity;q=0, gzip;q=0.001", "gzip"), ("gzip;q=0.5, identity", None), ("gzip;q=0", None),
                ("*;q=0, zstd", "zstd"), ("deflate", None), ("br;q=2", None), ("br;q=0.8, zstd;q=0.9, gzip;q=0.7", "zstd"),
                ("gzip;q=0.5, identity;q=0.4", "gzip"), ("identity;q=0, *;q=0", None), ("identity;q=0, *", "br")):
            expect_equal(f"coding for {value!r}", coding_of(web.get("/a.js", *accepting(value))), coding)


@case("9110 12.5.3", "who refuses identity and takes no coding that there is gets the file as it is, with Vary, and not a 406")
def nothing_acceptable(web):
    with Site(web, {"a.js": PLAIN, "a.js.gz": GZIP}):
        for value in ("identity;q=0, br", "identity;q=0", "*;q=0", "identity;q=0, gzip;q=0"):
            expect_equal(value, coding_of(web.get("/a.js", *accepting(value))), None)


@case("9110 12.5.5", "every answer of a name that may have variants says Vary: 200, 206, 304, 412, 416, HEAD, with a sidecar and without one")
def vary(web):
    with Site(web, {**ALL, "alone.js": PLAIN, "large.js": LARGE, "large.js.gz": LARGE[:70_000]}):
        for target in ("/a.js", "/alone.js", "/large.js"):
            for coding in (None, "gzip"):
                asked = accepting(coding)
                tag = web.get(target, *asked)["etag"]
                for status, field in ((200, "X-Nothing: 1"), (206, "Range: bytes=0-1"), (304, f"If-None-Match: {tag}"), (304, "If-None-Match: *"),
                                      (412, 'If-Match: "other"'), (416, "Range: bytes=99999999-")):
                    for method in ("GET", "HEAD"):
                        response = web.get(target, field, *asked, method=method)
                        status = 200 if method == "HEAD" and "Range" in field else status
                        what = f"{method} {target} {field} {coding}"
                        expect_equal(what, (response.status, response.all("vary")), (status, ["Accept-Encoding"]))


@case("9110 8.8.3", "each variant has a tag of its own, and conditions are about the variant that would be sent")
def tags(web):
    with Site(web, ALL):
        tag = {coding: web.get("/a.js", *accepting(coding))["etag"] for coding in BODIES}
        expect_equal("different tags", len(set(tag.values())), 4)
        for asked in BODIES:
            for known in BODIES:
                response = web.get("/a.js", f"If-None-Match: {tag[known]}", *accepting(asked))
                expect_equal(f"{asked} with the tag of {known}", response.status, 304 if asked == known else 200)
                expect_equal("tag", response["etag"], tag[asked])
                response = web.get("/a.js", f"If-Match: {tag[known]}", *accepting(asked))
                expect_equal(f"If-Match, {asked} with the tag of {known}", response.status, 200 if asked == known else 412)


@case("9110 14.2", "a range is one of the variant, and If-Range with the tag of another variant gives all of it")
def ranges(web):
    with Site(web, {**ALL, "large.js": PLAIN, "large.js.gz": LARGE}):
        tag = {coding: web.get("/a.js", *accepting(coding))["etag"] for coding in BODIES}
        for coding, body in BODIES.items():
            response = web.get("/a.js", "Range: bytes=1-2", *accepting(coding))
            came = response.status, response.body, response["content-range"], response["content-encoding"], response["etag"]
            expect_equal(f"range of {coding}", came, (206, body[1:3], f"bytes 1-2/{len(body)}", coding, tag[coding]))
            beyond = web.get("/a.js", "Range: bytes=18-", *accepting(coding))
            expect_equal("beyond the end", (beyond.status, beyond["content-range"]), (416, f"bytes */{len(body)}"))
            for known in BODIES:
                response = web.get("/a.js", "Range: bytes=1-2", f"If-Range: {tag[known]}", *accepting(coding))
                wanted = (206, body[1:3]) if known == coding else (200, body)
                expect_equal(f"If-Range, {coding} with the tag of {known}", (response.status, response.body), wanted)
        response = web.get("/large.js", "Range: bytes=70000-70003", *accepting("gzip"))
        expect_equal("range of a large one", (response.status, response.body), (206, LARGE[70000:70004]))
        response = web.get("/large.js", "Range: bytes=0-0, 70000-70003", *accepting("gzip"))
        expect_equal("several ranges: all", (response.status, response["content-encoding"], response.body), (200, "gzip", LARGE))


@case("owlet", "HEAD of a variant says what GET says")
def head(web):
    with Site(web, {**ALL, "large.js": PLAIN, "large.js.gz": LARGE}):
        for target, coding in (("/a.js", "br"), ("/a.js", None), ("/large.js", "gzip")):
            got, said = web.get(target, *accepting(coding)), web.get(target, *accepting(coding), method="HEAD")
            expect_equal(target, [field for field in said.fields if field[0] != "Date"], [field for field in got.fields if field[0] != "Date"])
            expect_equal("length", int(said["content-length"]), len(got.body))


@cases("owlet", "a sidecar is used when its modification time is not before that of the file: {0}", [
    ("older by a second", 1000, 999, False), ("of the same time", 1000, 1000, True), ("both of 1970, as reproducible builds have it", 1, 1, True),
    ("both of 0", 0, 0, True), ("newer", 1000, 1001, True), ("from before 1970", -5, -5, True), ("older by an hour", 4600, 1000, False)])
def ages(web, _, original, sidecar, is_used):
    site = Site(web, {})
    site.write("a.js", PLAIN, original)
    site.write("a.js.gz", GZIP, sidecar)
    with site:
        response = web.get("/a.js", *accepting("gzip"))
        expect_equal("coding", coding_of(response), "gzip" if is_used else None)


@case("owlet", "of two sidecars the one that is older than the file is passed over")
def second_choice(web):
    site = Site(web, {})
    for name, content, mtime in (("a.js", PLAIN, 1000), ("a.js.br", BROTLI, 1), ("a.js.gz", GZIP, 1000)):
        site.write(name, content, mtime)
    with site:
        expect_equal("coding", coding_of(web.get("/a.js", *accepting("gzip, br"))), "gzip")
        os.utime(site / "a.js", (2000, 2000))
        expect_equal("coding when the file is newer", coding_of(web.get("/a.js", *accepting("gzip, br"))), None)
        os.utime(site / "a.js.br", (2000, 2000))
        expect_equal("coding when one is made anew", coding_of(web.get("/a.js", *accepting("gzip, br"))), "br")


@cases("owlet", "a sidecar that comes, changes or goes is noticed by the next request (-w {0})", ["1", "2"])
def changes(web, workers):
    with Site(web, {"a.js": PLAIN, "sub/a.js": PLAIN}, "-w", workers) as site, web.connect() as connection:
        def expect_coding(target, body, coding):
            connection.send(web.request(target, *accepting("gzip"), close=False))
            response = connection.response()
            expect_equal(f"{target} in {coding}", (response.body, response["content-encoding"]), (body, coding))

        for number in range(10):
            for name in ("a.js", "sub/a.js"):
                expect_coding(f"/{name}", PLAIN, None)
                first, second = b"first %d" % number, b"second %d" % number
                site.write(f"{name}.gz", first)
                expect_coding(f"/{name}", first, "gzip")
                with open(site / f"{name}.gz", "wb") as file:       # in place: the directory does not change
                    file.write(second)
                expect_coding(f"/{name}", second, "gzip")
                site.remove(f"{name}.gz")
                expect_coding(f"/{name}", PLAIN, None)


@case("owlet", "what is no regular file of the root is no sidecar: a directory, a link that leads out, one that leads nowhere, one without permission")
def no_sidecars(web):
    secret, _ = web.file(b"secret", "secret.gz")
    files = {"a.js": PLAIN, "a.js.br": BROTLI, "b.js": PLAIN, "c.js": PLAIN, "d.js": PLAIN, "d.js.gz/index.html": b"x", "e.js": PLAIN, "e.js.gz": GZIP}
    with Site(web, files, user=NOBODY if os.geteuid() == 0 else None) as site:
        os.chmod(site / "e.js.gz", 0)
        os.symlink(secret, site / "b.js.gz")
        os.symlink("nothing", site / "c.js.gz")
        os.mkfifo(site / "a.js.gz")
        for target in ("/a.js", "/b.js", "/c.js", "/d.js", "/e.js"):
            expect_equal(target, coding_of(web.get(target, *accepting("gzip"))), None)
        expect_equal("the other one", coding_of(web.get("/a.js", *accepting("gzip, br;q=0.1"))), "br")


@case("owlet", "a link to another file of the root is a sidecar, and follows where it leads")
def linked(web):
    with Site(web, {"a.js": PLAIN, "store/1": b"one", "store/2": b"two"}) as site:
        for number, body in (("1", b"one"), ("2", b"two")):
            os.symlink(f"store/{number}", site / "new")
            os.rename(site / "new", site / "a.js.gz")
            expect_equal("body", web.get("/a.js", *accepting("gzip")).body, body)


@case("owlet", "a large sidecar goes out whole, beside a small file and a large one")
def large(web):
    with Site(web, {"a.js": PLAIN, "a.js.gz": LARGE, "b.js": LARGE, "b.js.br": BROTLI, "c.js": LARGE, "c.js.gz": LARGE[::-1]}):
        for target, coding, body in (("/a.js", "gzip", LARGE), ("/b.js", "br", BROTLI), ("/b.js", None, LARGE), ("/c.js", "gzip", LARGE[::-1]),
                                     ("/c.js", None, LARGE)):
            for _ in range(2):
                response = web.get(target, *accepting(coding))
                expect_equal(f"{target} {coding}", (response["content-encoding"], response.body), (coding, body))


@case("owlet", "a sidecar that is asked for by its own name is a file of its own: its type, no Content-Encoding, no Vary")
def by_name(web):
    with Site(web, {**ALL, "a.js.gz.br": b"twice"}):
        for name, kind in (("a.js.gz", "application/gzip"), ("a.js.br", "application/x-brotli"), ("a.js.zst", "application/zstd")):
            for coding in (None, "gzip, br"):
                response = web.get(f"/{name}", *accepting(coding))
                came = response.status, response["content-type"], response["content-encoding"], response["vary"], response.body
                expect_equal(name, came, (200, kind, None, None, ALL[name]))


@case("owlet", "a sidecar without its file is not found under the name of the file")
def alone(web):
    with Site(web, {"a.js.gz": GZIP}) as site:
        expect_equal("status", web.get("/a.js", *accepting("gzip")).status, 404)
        site.write("a.js", PLAIN, 1000)
        expect_equal("coding", coding_of(web.get("/a.js", *accepting("gzip"))), "gzip")
        site.remove("a.js")
        expect_equal("status", web.get("/a.js", *accepting("gzip")).status, 404)


@case("owlet", "an index and a name with an escape in it have sidecars, and a hidden one does not show")
def other_names(web):
    with Site(web, {"index.html": PLAIN, "index.html.gz": GZIP, "sub/index.html": PLAIN, "sub/index.html.br": BROTLI, "a b.css": PLAIN,
                    "a b.css.gz": GZIP, ".a.js": PLAIN, ".a.js.gz": GZIP}):
        for target, wanted in (("/", GZIP), ("/index.html", GZIP), ("/sub/", BROTLI), ("/a%20b.css", GZIP)):
            expect_equal(target, web.get(target, *accepting("gzip, br")).body, wanted)
        for target in ("/.a.js", "/.a.js.gz"):
            expect_equal(target, web.get(target, *accepting("gzip, br")).status, 404)


@cases("owlet", "pipelined requests get each the variant that they ask for (-w {0})", ["1", "2"])
def mixture(web, workers):
    asked = ["gzip", None, "br", "zstd", "gzip", "gzip", None, "br", "identity", "*;q=0"] * 10
    with Site(web, {**ALL, "b.js": LARGE, "b.js.gz": LARGE[::-1]}, "-w", workers), web.connect() as connection:
        requests = [web.request(f"/{name}.js", *accepting(coding), close=False) for coding in asked for name in "ab"]
        connection.send(b"".join(requests))
        for coding in asked:
            wanted = coding if coding in BODIES else None
            expect_equal("coding", coding_of(connection.response()), wanted)
            large_one = connection.response()
            expect(large_one.body == (LARGE[::-1] if coding == "gzip" else LARGE), "the large variant", large_one["content-encoding"])
