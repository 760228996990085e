"""Error answers: a small page that depends on the status alone, with all the fields, the same for HEAD; and what is never told."""

import re

from support.outcome import expect, expect_equal
from support.registry import case, cases

TRIGGERS = [
    (400, b"GET /%zz HTTP/1.1\r\nHost: test\r\n"),
    (404, b"GET /missing HTTP/1.1\r\nHost: test\r\n"),
    (405, b"POST /tiny.txt HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n"),
    (412, b'GET /tiny.txt HTTP/1.1\r\nHost: test\r\nIf-Match: "x"\r\n'),
    (413, b"POST /tiny.txt HTTP/1.1\r\nHost: test\r\nContent-Length: 99999999\r\n"),
    (414, b"GET /" + b"q" * 20000 + b" HTTP/1.1\r\nHost: test\r\n"),
    (416, b"GET /tiny.txt HTTP/1.1\r\nHost: test\r\nRange: bytes=999-\r\n"),
    (417, b"GET /tiny.txt HTTP/1.1\r\nHost: test\r\nExpect: x\r\n"),
    (431, b"GET / HTTP/1.1\r\nHost: test\r\n" + b"X: y\r\n" * 200),
    (501, b"OWL /tiny.txt HTTP/1.1\r\nHost: test\r\n"),
    (505, b"GET / HTTP/3.0\r\nHost: test\r\n"),
]
REASONS = {
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    412: "Precondition Failed",
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    417: "Expectation Failed",
    431: "Request Header Fields Too Large",
    501: "Not Implemented",
    505: "HTTP Version Not Supported",
}


@cases("9110 15.5", "{0} has a small HTML page with its reason and length", TRIGGERS)
def page(web, status, raw):
    response = web.ask(raw + b"Connection: close\r\n\r\n")
    expect(response.status == status or (status, response.status) == (505, 400), status, response.status)
    expect_equal("Content-Type", (response["content-type"] or "").split(";")[0], "text/html")
    expect(0 < len(response.body) < 2000, "a small page", len(response.body))
    expect(str(response.status).encode() in response.body, "the status in the page", response.body)


@cases("owlet", "the reason of {0} is the one of the registry, in the status line and in the page", [
    row for row in TRIGGERS if row[0] != 505])
def reason(web, status, raw):
    response = web.ask(raw + b"Connection: close\r\n\r\n")
    expect_equal("reason", response.reason, REASONS[status])
    expect(REASONS[status].encode() in response.body, "the reason in the page", response.body)


@cases("9112 9.6", "{0} for HEAD has the length and no body", [
    ("404", b"HEAD /missing HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n", 404),
    ("400 for a bad escape", b"HEAD /%zz HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n", 400),
])
def head(web, _, raw, status):
    response = web.ask(raw, "HEAD")
    expect_equal("status", response.status, status)
    expect(int(response["content-length"]) > 0, "the length of the page", response["content-length"])


@cases("owlet", "the page does not echo {0}", [
    ("the target", b"GET /%3Cscript%3Ealert(7391)%3C/script%3E HTTP/1.1\r\nHost: test\r\n"),
    ("the raw target", b"GET /<script>alert(7391)</script> HTTP/1.1\r\nHost: test\r\n"),
    ("the Host", b"GET /missing HTTP/1.1\r\nHost: alert7391.example\r\n"),
    ("the query", b"GET /missing?alert(7391) HTTP/1.1\r\nHost: test\r\n"),
    ("the method", b"ALERT7391 / HTTP/1.1\r\nHost: test\r\n"),
    ("a bad field", b"GET / HTTP/1.1\r\nHost: test\r\nalert 7391: x\r\n"),
])
def no_echo(web, _, raw):
    response = web.ask(raw + b"Connection: close\r\n\r\n")
    expect(b"7391" not in response.head + response.body, "no echo of input", response.body)


@case("owlet", "the page of a status is the same for every request")
def same_page(web):
    targets, fields = ("/missing", "/a/b/c", "/missing?x=y", "/tiny.txt/"), ((), ("User-Agent: x",), ("Accept: text/plain",))
    pages = {web.get(target, *lines).body for target in targets for lines in fields}
    expect_equal("number of pages", len(pages), 1)


@case("9110 10.2.4", "Server names no version, no system and no module")
def server_field(web):
    expect(re.fullmatch(r"[A-Za-z-]+", web.get("/tiny.txt")["server"] or "none"), "a name alone", web.get("/tiny.txt")["server"])


@case("9110 8.8", "errors and redirects carry no validators of a file")
def no_validators(web):
    for target in ("/missing", "/dir", "/%zz"):
        response = web.get(target)
        expect_equal(f"ETag, Last-Modified of {target}", [response["etag"], response["last-modified"]], [None, None])


@case("9110 15.5.17", "416 carries no Last-Modified or ETag that belongs to the page, and says its own length")
def fields_of_416(web):
    response = web.get("/tiny.txt", "Range: bytes=999-")
    expect_equal("Content-Length", int(response["content-length"]), len(response.body))
    expect_equal("Content-Type", (response["content-type"] or "").split(";")[0], "text/html")


@case("owlet", "an error page is never shorter than its Content-Length on a kept connection: 50 of them in a row")
def errors_in_a_row(web):
    web.expect_answers(web.request("/missing", close=False) * 50, [404] * 50)
