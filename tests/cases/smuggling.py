"""Request smuggling: messages that two servers could frame differently are refused, and the number of answers is exact (RFC 9112 11.2)."""

from support.outcome import Failure, expect, expect_equal
from support.registry import case, cases

POST = b"POST /tiny.txt HTTP/1.1\r\nHost: test\r\n"
HIDDEN = b"GET /smuggled.txt HTTP/1.1\r\nHost: test\r\n\r\n"
CL = b"Content-Length: 5\r\n"
TE = b"Transfer-Encoding: chunked\r\n"
EMPTY = b"0\r\n\r\n"


@cases("9112 6.1", "Content-Length together with Transfer-Encoding is refused and the connection closed: {0}", [
    ("CL.TE", POST + b"Content-Length: 49\r\n" + TE + b"\r\n" + EMPTY + HIDDEN),
    ("TE.CL", POST + TE + b"Content-Length: 4\r\n\r\n2c\r\n" + HIDDEN + b"\r\n" + EMPTY),
    ("CL of 0", POST + b"Content-Length: 0\r\n" + TE + b"\r\n" + EMPTY + HIDDEN),
    ("both right", POST + CL + TE + b"\r\n" + EMPTY),
    ("on GET", POST.replace(b"POST", b"GET") + CL + TE + b"\r\n" + EMPTY),
    ("on HEAD", POST.replace(b"POST", b"HEAD") + CL + TE + b"\r\n" + EMPTY),
    ("on OPTIONS", POST.replace(b"POST", b"OPTIONS") + CL + TE + b"\r\n" + EMPTY),
    ("CL twice and TE", POST + CL + CL + TE + b"\r\n" + EMPTY),
    ("a bad CL and TE", POST + b"Content-Length: x\r\n" + TE + b"\r\n" + EMPTY),
    ("other fields between them", POST + CL + b"A: b\r\n" * 20 + TE + b"\r\n" + EMPTY),
    ("CL and TE identity", POST + CL + b"Transfer-Encoding: identity\r\n\r\nhello"),
    ("CL and an empty TE", POST + CL + b"Transfer-Encoding:\r\n\r\nhello"),
])
def both_lengths(web, what, raw):
    method = "HEAD" if "HEAD" in what else "GET"
    web.expect_refused(raw, (400, 501), method)


@cases("9112 6.3", "differing Content-Lengths are refused: {0}", [
    ("two fields", b"Content-Length: 5\r\nContent-Length: 49\r\n"),
    ("two fields, 0 first", b"Content-Length: 0\r\nContent-Length: 44\r\n"),
    ("a list", b"Content-Length: 5, 49\r\n"),
    ("names of differing case", b"Content-Length: 5\r\ncontent-length: 6\r\n"),
    ("zeros before one of them", b"Content-Length: 5\r\nContent-Length: 50\r\n"),
    ("far apart", b"Content-Length: 5\r\n" + b"A: b\r\n" * 40 + b"Content-Length: 6\r\n"),
    ("three fields", b"Content-Length: 5\r\nContent-Length: 5\r\nContent-Length: 6\r\n"),
    ("an empty one behind", b"Content-Length: 5\r\nContent-Length:\r\n"),
    ("a bad one behind", b"Content-Length: 5\r\nContent-Length: x\r\n"),
])
def differing_lengths(web, _, lines):
    web.expect_refused(POST + lines + b"\r\nhello" + HIDDEN)


@cases("9112 6.1", "Transfer-Encoding {0} is refused", [
    ("xchunked", b"xchunked"),
    ("chunkedx", b"chunkedx"),
    ("chunked twice in a list", b"chunked, chunked"),
    ("identity", b"identity"),
    ("chunked before identity", b"chunked, identity"),
    ("identity before chunked", b"identity, chunked"),
    ("gzip", b"gzip"),
    ("gzip before chunked", b"gzip, chunked"),
    ("chunked before gzip", b"chunked, gzip"),
    ("an unknown one", b"cow"),
    ("with a parameter", b"chunked;a=b"),
    ("in quotes", b'"chunked"'),
    ("in apostrophes", b"'chunked'"),
    ("with a vertical tab", b"\x0bchunked"),
    ("with a form feed", b"chunked\x0c"),
    ("with NUL", b"chunked\0"),
    ("with DEL", b"chunked\x7f"),
    ("with a no-break space", b"\xa0chunked"),
    ("with a dot", b"chunked."),
    ("with a space inside", b"chun ked"),
    ("with a bare CR", b"chunked\r"),
    ("nothing", b""),
    ("a Turkish dotless i", "\u0131dent\u0131ty".encode()),
    ("with a colon", b": chunked"),
    ("in full width", "ｃｈｕｎｋｅｄ".encode()),
    ("a semicolon list", b"gzip;chunked"),
])
def bad_transfer_encoding(web, _, value):
    web.expect_refused(POST + b"Transfer-Encoding: " + value + b"\r\n\r\n" + EMPTY + HIDDEN, (400, 501))


@cases("9112 6.1", "Transfer-Encoding in two fields is refused: {0}", [
    ("chunked and cow", TE + b"Transfer-encoding: cow\r\n"),
    ("cow and chunked", b"Transfer-Encoding: cow\r\n" + TE),
    ("chunked and identity", TE + b"Transfer-Encoding: identity\r\n"),
    ("chunked and chunked", TE + TE),
    ("identity and chunked", b"Transfer-Encoding: identity\r\n" + TE),
])
def two_transfer_encodings(web, _, lines):
    web.expect_refused(POST + lines + b"\r\n" + EMPTY + HIDDEN, (400, 501))


@cases("9112 5.1", "a framing field in disguise is refused: {0}", [
    ("a space before the colon of TE", b"Transfer-Encoding : chunked\r\n"),
    ("a tab before the colon of TE", b"Transfer-Encoding\t: chunked\r\n"),
    ("a folded TE", b"X: y\r\n Transfer-Encoding: chunked\r\n"),
    ("a TE folded with a tab", b"X: y\r\n\tTransfer-Encoding: chunked\r\n"),
    ("a value of TE folded", b"Transfer-Encoding:\r\n chunked\r\n"),
    ("a value of TE behind a bare LF", b"Transfer-Encoding:\n chunked\r\n"),
    ("a TE behind a bare LF", b"X: y\nTransfer-Encoding: chunked\r\n"),
    ("a TE behind a bare CR", b"X: y\rTransfer-Encoding: chunked\r\n"),
    ("a space before the colon of CL", b"Content-Length : 44\r\n"),
    ("a CL behind a bare LF", b"X: y\nContent-Length: 44\r\n"),
    ("a folded CL", b"X: y\r\n Content-Length: 44\r\n"),
    ("a value of CL folded", b"Content-Length:\r\n 44\r\n"),
    ("NUL in the name of CL", b"Content\0-Length: 44\r\n"),
    ("obs-text in the name of TE", b"Transfer\xffEncoding: chunked\r\n"),
    ("a CR LF CR in the end of a field", b"X: y\r\n\rTransfer-Encoding: chunked\r\n"),
    ("a space in the name of TE", b"Transfer Encoding: chunked\r\n"),
    ("a space before the name of the first field", b" Content-Length: 44\r\n"),
    ("a colon first", b":Transfer-Encoding: chunked\r\n"),
])
def disguised(web, what, lines):
    head = b"POST /tiny.txt HTTP/1.1\r\n" + lines + b"Host: test\r\n" if "first field" in what else POST + lines
    web.expect_refused(head + b"\r\n" + EMPTY + HIDDEN)


@cases("9112 6.3", "a field that only resembles a framing field frames nothing: {0}", [
    ("Content_Length", b"Content_Length: 44\r\n"),
    ("Transfer_Encoding", b"Transfer_Encoding: chunked\r\n"),
    ("X-Content-Length", b"X-Content-Length: 44\r\n"),
    ("Content-Length2", b"Content-Length2: 44\r\n"),
    ("ContentLength", b"ContentLength: 44\r\n"),
    ("TE", b"TE: chunked\r\n"),
    ("Content-Encoding", b"Content-Encoding: chunked\r\n"),
    ("Trailer", b"Trailer: Content-Length\r\n"),
    ("X-HTTP-Method-Override", b"X-HTTP-Method-Override: DELETE\r\n"),
])
def resembling(web, _, lines):
    web.expect_answers(POST.replace(b"POST", b"GET") + lines + b"\r\n", [200])


@cases("9112 6.3", "CL.0: a body with Content-Length is consumed by every method and status: {0}", [
    ("GET of a file", b"GET", b"/tiny.txt", 200),
    ("GET of a missing name", b"GET", b"/missing", 404),
    ("GET of a folder to redirect", b"GET", b"/dir", 301),
    ("HEAD", b"HEAD", b"/tiny.txt", 200),
    ("OPTIONS", b"OPTIONS", b"/tiny.txt", 204),
    ("POST", b"POST", b"/tiny.txt", 405),
    ("DELETE", b"DELETE", b"/tiny.txt", 405),
    ("PUT of a missing name", b"PUT", b"/missing", (404, 405)),
    ("POST of a folder", b"POST", b"/dir", (301, 405)),
])
def cl_0(web, _, method, target, status):
    raw = method + b" " + target + b" HTTP/1.1\r\nHost: test\r\nContent-Length: %d\r\n\r\n" % len(HIDDEN) + HIDDEN
    answers = web.answers(raw + web.request("/end.txt"), [method.decode()])
    expect(len(answers) == 2 and answers[0].status in (status if isinstance(status, tuple) else (status,)), f"[{status}, 200]", [a.status for a in answers])
    expect_equal("last body", answers[1].body, b"the end\n")


@cases("9112 6.3", "a body is consumed when the answer is {0}", [
    ("304", b"If-None-Match: *\r\n", 304),
    ("412", b'If-Match: "none"\r\n', 412),
    ("206", b"Range: bytes=0-1\r\n", 206),
    ("416", b"Range: bytes=100-\r\n", 416),
])
def consumed_by_status(web, _, lines, status):
    raw = POST.replace(b"POST", b"GET") + lines + b"Content-Length: %d\r\n\r\n" % len(HIDDEN) + HIDDEN
    web.expect_answers(raw, [status])


@cases("9112 7.1.1", "TERM.EXT and its kin: a bare LF in chunk syntax is never a line's end: {0}", [
    ("an extension with bare LF and a hidden request", b"2;\nxx\r\n2f\r\n0\r\n\r\n" + HIDDEN + b"\r\n0\r\n\r\n"),
    ("a size line of bare LF hiding the last chunk", b"0\n\r\n" + HIDDEN),
    ("an extension that hides a chunk", b"5;a=\nhello\r\n0\r\n\r\n"),
    ("a bare LF behind the data", b"5\r\nhello\n" + EMPTY),
    ("two surplus bytes behind the data", b"5\r\nhelloXX" + EMPTY),
    ("a size line of bare CR", b"0\r\r\n\r\n" + HIDDEN),
    ("a CR inside the extension before the LF", b"5;a\r\r\nhello\r\n" + EMPTY),
])
def chunk_line_ends(web, _, body):
    early = () if web.is_owlet else (405,)          # others may answer before they read the body
    web.expect_refused(POST + TE + b"\r\n" + body, (400, *early))


@cases("9112 6.1", "Transfer-Encoding in HTTP/1.0 ends the connection: {0}", [
    ("alone", b""),
    ("with keep-alive", b"Connection: keep-alive\r\n"),
    ("with Content-Length", b"Content-Length: 5\r\n"),
])
def transfer_encoding_10(web, _, lines):
    raw = b"POST /tiny.txt HTTP/1.0\r\nHost: test\r\n" + TE + lines + b"\r\n" + EMPTY + HIDDEN
    answers = web.answers(raw + web.request("/end.txt"))
    expect_equal("number of answers", len(answers), 1)
    expect(answers[0].status in (400, 405, 501), "400, 405 or 501", answers[0].status)


@cases("9112 9.3", "no byte behind a refusal is a request: {0}", [
    ("a bad request line", b"GET /tiny.txt HTP/1.1\r\n\r\n"),
    ("a bad field", b"GET /tiny.txt HTTP/1.1\r\nbad\r\n\r\n"),
    ("no Host", b"GET /tiny.txt HTTP/1.1\r\n\r\n"),
    ("a bad Content-Length", POST + b"Content-Length: x\r\n\r\n"),
    ("an unknown method", b"OWL /tiny.txt HTTP/1.1\r\nHost: test\r\n\r\n"),
])
def nothing_behind(web, what, raw):
    with web.connect() as connection:
        connection.send_until_refused(raw)
        response = connection.response()
        expect(response.status in (400, 501), "400 or 501", response.status)
        connection.send_until_refused(HIDDEN * 3)
        connection.expect_end(reset_is_fine=True)
        expect(response.closes or not web.is_owlet, "Connection: close", what)


@case("9112 9.3", "answers before a refusal are all given, in order, then the refusal, then the end")
def answers_before_refusal(web):
    raw = b"".join(web.request(f"/sizes/{n}.bin", close=False) for n in (1, 65537, 0, 8192)) + b"GET /tiny.txt HTTP/1.1\r\nbad\r\n\r\n" + HIDDEN * 5
    answers = web.answers(raw)
    expect_equal("statuses", [a.status for a in answers], [200, 200, 200, 200, 400])
    expect_equal("lengths", [len(a.body) for a in answers[:4]], [1, 65537, 0, 8192])


@case("9112 11.2", "a hundred bodies that look like requests give a hundred answers")
def hundred_hidden(web):
    answers = web.answers((POST + b"Content-Length: %d\r\n\r\n" % len(HIDDEN) + HIDDEN) * 100 + web.request("/end.txt"))
    if [a.status for a in answers] != [405] * 100 + [200]:
        raise Failure(f"expected 100 of 405 and a 200; came {len(answers)} answers of {set(a.status for a in answers)}")
