"""What every response has, whatever its status: a date, the server's own version, a length (RFC 9110 6.6.1, 2.5 and 8.6)."""

from support.outcome import expect, expect_equal
from support.registry import cases

GET = b"GET %b HTTP/1.1\r\nHost: test\r\nConnection: close\r\n%b\r\n"
KINDS = [
    ("a file", GET % (b"/tiny.txt", b"")),
    ("a file asked for in HTTP/1.0", b"GET /tiny.txt HTTP/1.0\r\nHost: test\r\n\r\n"),
    ("a part of a file", GET % (b"/tiny.txt", b"Range: bytes=0-1\r\n")),
    ("a redirect", GET % (b"/dir", b"")),
    ("not modified", GET % (b"/tiny.txt", b"If-None-Match: *\r\n")),
    ("a missing file", GET % (b"/missing", b"")),
    ("a failed precondition", GET % (b"/tiny.txt", b'If-Match: "x"\r\n')),
    ("an unsatisfiable range", GET % (b"/tiny.txt", b"Range: bytes=1000-\r\n")),
    ("no Host", b"GET /tiny.txt HTTP/1.1\r\n\r\n"),
    ("a bad field line", b"GET /tiny.txt HTTP/1.1\r\nHost: test\r\nbad\r\n\r\n"),
    ("a bad request line", b"GET\r\n\r\n"),
    ("a bad length", b"POST /tiny.txt HTTP/1.1\r\nHost: test\r\nContent-Length: x\r\n\r\n"),
    ("an endless target", b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: test\r\n\r\n"),
    ("endless fields", b"GET / HTTP/1.1\r\nHost: test\r\nX: " + b"x" * 2_000_000 + b"\r\n\r\n"),
]


def response_to(web, raw):
    """The one response to these bytes."""
    with web.connect() as connection:
        connection.send_until_refused(raw)
        return connection.response()


@cases("9110 6.6.1", "there is a Date in the answer to {0}", KINDS)
def date(web, what, raw):
    response = response_to(web, raw)
    expect(response["date"] is not None or response.status >= 500, f"a Date in the answer to {what}", response.head)


@cases("9110 2.5", "the version of the answer is HTTP/1.1, the server's own: {0}", KINDS)
def version(web, _, raw):
    expect_equal("version", response_to(web, raw).head[:8], b"HTTP/1.1")


@cases("9110 8.6", "there is a Content-Length in the answer to {0}", [row for row in KINDS if row[0] != "not modified"])
def length(web, what, raw):
    response = response_to(web, raw)
    expect(response["content-length"] is not None, f"a Content-Length in the answer to {what}", response.head)
