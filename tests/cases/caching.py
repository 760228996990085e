"""How long a response may be kept: Cache-Control (RFC 9111 section 5.2)."""

from support.documents import TINY
from support.outcome import expect_equal
from support.processes import Processes
from support.registry import case, cases


def told(response):
    """The status, and what caches are told."""
    return response.status, response["cache-control"]


@case("owlet", "a file may be kept, and has to be asked for each time: 200, 206 and 304 say so")
def files_are_revalidated(web):
    web.need_owlet()
    tag = web.get("/tiny.txt")["etag"]
    expect_equal("200", told(web.get("/tiny.txt")), (200, "no-cache"))
    expect_equal("HEAD", told(web.head("/tiny.txt")), (200, "no-cache"))
    expect_equal("206", told(web.get("/tiny.txt", "Range: bytes=0-1")), (206, "no-cache"))
    expect_equal("several ranges", told(web.get("/tiny.txt", "Range: bytes=0-1, 5-6")), (206, "no-cache"))
    expect_equal("304", told(web.get("/tiny.txt", f"If-None-Match: {tag}")), (304, "no-cache"))
    expect_equal("a large file", told(web.head("/big.bin")), (200, "no-cache"))


@case("owlet", "a name with a hash of its content is kept for a year")
def hashed_names(web):
    web.need_owlet()
    year = "public, max-age=31536000, immutable"
    _, path = web.file(b"x", "index-BxY82kQ_.css")
    tag = web.get(path)["etag"]
    expect_equal("200", told(web.get(path)), (200, year))
    expect_equal("304", told(web.get(path, f"If-None-Match: {tag}")), (304, year))
    expect_equal("of what is not there", told(web.get(path.replace("BxY", "CxY"))), (404, "no-store"))


@cases("owlet", "an error is not kept: {0}", [
    (404, "/missing", ()), (416, "/tiny.txt", ("Range: bytes=90-",)), (412, "/tiny.txt", ('If-Match: "other"',)), (400, "/%zz", ())])
def errors_are_not_kept(web, status, target, fields):
    web.need_owlet()
    expect_equal("status and field", told(web.get(target, *fields)), (status, "no-store"))


@cases("owlet", "--cache-control {0}", [("public, max-age=60", "public, max-age=60"), ("", None)])
def other_policy(web, value, expected):
    with Processes(web, "-p", "0", "--cache-control", value) as owlet:
        web.address = owlet.address
        response = web.get("/tiny.txt")
        expect_equal("status and field", told(response), (200, expected))
        expect_equal("content", response.body, TINY)
        expect_equal("304", told(web.get("/tiny.txt", f"If-None-Match: {response['etag']}")), (304, expected))
