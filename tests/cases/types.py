"""Media types: owlet's own, --types, --charset, and those of compressed files."""

import gzip

from support.outcome import expect_equal
from support.registry import case, cases
from support.sites import Site

OWN = [("mjs", "text/javascript"), ("cjs", "text/javascript application/node"), ("wasm", "application/wasm"), ("webmanifest", "application/manifest+json"),
       ("avif", "image/avif"), ("woff2", "font/woff2"), ("br", "application/x-brotli"), ("gz", "application/gzip"), ("zst", "application/zstd"),
       ("svg", "image/svg+xml"), ("map", "application/json"), ("ts", "video/mp2t"), ("HTML", "text/html"), ("", "application/octet-stream")]
SVGZ = gzip.compress(b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="9"/></svg>', mtime=0)


@case("9110 8.3", "each kind of file of a site has its type, whatever the case of its extension, and a compressed one that of what it is")
def types(web):
    with Site(web, {f"file.{extension}": "x" for extension, _ in OWN} | {"a.tar.gz": "x", "a.js.br": "x", "noextension": "x", "gz": "x"}):
        for extension, kinds in OWN:
            response = web.get(f"/file.{extension}")
            expect_equal(extension, (response["content-type"] in kinds.split(), response["content-encoding"]), (True, None))
        for target, kind in (("/a.tar.gz", "application/gzip"), ("/a.js.br", "application/x-brotli"), ("/noextension", "application/octet-stream"),
                             ("/gz", "application/octet-stream")):
            expect_equal(target, web.get(target)["content-type"], kind)


@case("9110 8.4", "an SVG that is compressed by its name is told as one that is, and has no variants; unless its type is set to another")
def compressed_pictures(web):
    ours, _ = web.file(b"application/x-ours svgz\n", "ours.types")
    picture = {"a.svgz": SVGZ, "B.SVGZ": SVGZ, "a.svgz.br": b"twice", "large.svgz": SVGZ * 2000}
    with Site(web, picture):
        for name in ("a.svgz", "B.SVGZ", "large.svgz"):
            for field in ("Accept-Encoding: br, gzip", "Accept-Encoding: identity", "Range: bytes=0-3"):
                response = web.get(f"/{name}", field)
                came = response["content-type"], response["content-encoding"], response["vary"], response.body
                expect_equal(f"{name} with {field}", came, ("image/svg+xml", "gzip", None, picture[name][:4 if response.status == 206 else None]))
    with Site(web, picture, "--types", ours):
        response = web.get("/a.svgz")
        expect_equal("with a type of our own", (response["content-type"], response["content-encoding"], response.body), ("application/x-ours", None, SVGZ))


@case("owlet", "--types: extensions of a file go ahead of owlet's own, the last file ahead of the first, and the rest stays")
def own_types(web):
    first, _ = web.file(b"# ours\ntext/x-first log LOG2 js\ntext/x-both both\n\n", "first.types")
    second, _ = web.file(b"text/x-second\tboth   gz\r\napplication/x-empty\n", "second.types")
    with Site(web, {name: "x" for name in ("a.log", "a.LOG", "a.log2", "a.js", "a.both", "a.css", "a.tar.gz")} | {"a.js.gz": "z"}, "--types", first, "--types", second):
        both = web.get("/a.both")["content-type"]
        for target, kind in (("/a.log", "text/x-first"), ("/a.LOG", "text/x-first"), ("/a.log2", "text/x-first"), ("/a.js", "text/x-first"),
                             ("/a.css", "text/css"), ("/a.tar.gz", "text/x-second")):
            expect_equal(target, web.get(target)["content-type"], kind)
        expect_equal("one of both", both in ("text/x-first", "text/x-second"), True)
        response = web.get("/a.js", "Accept-Encoding: gzip")
        expect_equal("a sidecar's type is that of its file", (response["content-type"], response["content-encoding"], response.body), ("text/x-first", "gzip", b"z"))


@cases("owlet", "--charset is said of text and of nothing else: {0}", [
    ("html", "text/html; charset=utf-8"), ("css", "text/css; charset=utf-8"), ("js", "text/javascript; charset=utf-8"), ("txt", "text/plain; charset=utf-8"),
    ("json", "application/json"), ("png", "image/png"), ("wasm", "application/wasm"), ("bin", "application/octet-stream"), ("gz", "application/gzip")])
def charset(web, extension, kind):
    with Site(web, {f"a.{extension}": "x" * 20, f"a.{extension}.br": "y" * 20, "404.html": "lost"}, "--charset", "utf-8"):
        for fields in ((), ("Range: bytes=0-1",), ("Accept-Encoding: br",)):
            expect_equal(f"{fields}", web.get(f"/a.{extension}", *fields)["content-type"], kind)
        expect_equal("HEAD", web.head(f"/a.{extension}")["content-type"], kind)
        expect_equal("error page", web.get("/none")["content-type"], "text/html; charset=utf-8")
