"""Methods: GET, HEAD and OPTIONS are served, the known others 405 with Allow, the unknown 501, no token 400 (RFC 9110 9 and 15)."""

from support.outcome import expect, expect_equal, expect_in
from support.registry import case, cases

ALLOWED = {"GET", "HEAD", "OPTIONS"}


def allow(response):
    """The methods of Allow."""
    return {method.strip() for method in (response["allow"] or "").split(",")}


@cases("9110 9.3.7", "OPTIONS of {0} is 204 with Allow and no body", [
    ("a file", "/tiny.txt"),
    ("the server", "*"),
    ("a folder", "/dir/"),
    ("the root", "/"),
    ("the server in absolute-form", "http://test"),
])
def options(web, _, target):
    response = web.expect_status(target, 204, method="OPTIONS")
    expect_equal("Allow", allow(response), ALLOWED)


@case("9110 9.3.7", "OPTIONS keeps the connection")
def options_goes_on(web):
    web.expect_answers(web.request("*", method="OPTIONS", close=False) + web.request("/tiny.txt", method="OPTIONS", close=False), [204, 204])


@case("9110 9.3.7", "OPTIONS with a body is answered once")
def options_body(web):
    web.expect_answers(web.request("*", "Content-Length: 5", method="OPTIONS", close=False) + b"hello", [204])


@cases("9110 15.5.6", "{0} is 405 with Allow", ("POST", "PUT", "DELETE", "PATCH", "TRACE"))
def not_allowed(web, method):
    statuses = (405,) if web.is_owlet else (405, 501)          # others may not know the method (9110 9.1)
    response = web.expect_status("/tiny.txt", statuses, "Content-Length: 0", method=method)
    if response.status == 405:
        expect_equal("Allow", allow(response), ALLOWED)


@cases("9110 15.5.6", "{0} is 405 or 501", ("PROPFIND", "MKCOL", "LOCK", "SEARCH", "PURGE", "REPORT", "QUERY"))
def extension_methods(web, method):
    response = web.expect_status("/tiny.txt", (405, 501), method=method)
    if response.status == 405:
        expect_equal("Allow", allow(response), ALLOWED)


@cases("9110 15.5.6", "{0} of a missing name is 405 or 404, and the connection goes on", [("POST",), ("DELETE",)])
def not_allowed_missing(web, method):
    answers = web.answers(web.request("/missing", "Content-Length: 0", method=method, close=False) + web.request("/tiny.txt"))
    expect_in("first status", answers[0].status, (404, 405))
    expect_equal("next status", answers[1].status if len(answers) > 1 else None, 200)


@cases("9112 9.3", "after 405 for {0} the connection goes on", [("POST",), ("PUT",), ("DELETE",), ("PATCH",)])
def goes_on(web, method):
    web.expect_answers(web.request("/tiny.txt", "Content-Length: 0", method=method, close=False), [405])


@case("9112 9.3", "a POST without any length has no body, and the connection goes on")
def post_without_length(web):
    web.expect_answers(web.request("/tiny.txt", method="POST", close=False), [405])


@case("9110 9.3.8", "TRACE does not give back what was sent")
def trace(web):
    response = web.get("/tiny.txt", "X-Secret: swordfish", method="TRACE")
    expect(b"swordfish" not in response.body and response.status in (405, 501), "a refusal without an echo", response.body)


@cases("9110 15.6.2", "an unknown method is 501 and the close: {0}", [
    ("a made-up one", "OWL"),
    ("lower case", "get"),
    ("mixed case", "Get"),
    ("a letter more", "GETS"),
    ("a letter less", "GE"),
    ("one letter", "G"),
    ("token characters", "M-SE!#$%&'*+.^_`|~RCH"),
    ("digits", "123"),
    ("HEAD and a letter", "HEADX"),
    ("200 bytes", "M" * 200),
])
def unknown(web, _, method):
    web.expect_refused(web.request("/tiny.txt", method=method, close=False), (501,))


@case("9112 3", "a method of 9,000 bytes is refused")
def endless_method(web):
    web.expect_refused(web.request("/tiny.txt", method="M" * 9000, close=False), (501, 400, 414))


@cases("9112 3.1", "a method that is no token is 400: {0}", [
    ("with a parenthesis", "GE(T"),
    ("with a NUL", "GE\0T"),
    ("with a quote", 'GE"T'),
    ("with a slash", "GE/T"),
    ("with DEL", "GET\x7f"),
    ("with obs-text", "G\xcbT"),
    ("with a comma", "GET,HEAD"),
    ("with a brace", "{GET}"),
    ("with an at sign", "G@T"),
    ("with a control character", "G\x05T"),
])
def no_token(web, _, method):
    web.expect_refused(web.request("/tiny.txt", method=method, close=False), (400,))


@case("9110 9.3.1", "GET with a body is answered as GET without, and the body is no request")
def get_with_body(web):
    answers = web.expect_answers(web.request("/tiny.txt", "Content-Length: 5", close=False) + b"hello", [200])
    expect_equal("body", answers[0].body, b"hello owlet\n")


@case("9110 9.3.2", "HEAD of a missing name has the length of the error page and no body")
def head_missing(web):
    get, head = web.get("/missing"), web.head("/missing")
    expect_equal("Content-Length", head["content-length"], get["content-length"])


@case("9110 9.3.2", "HEADs in a row have no bodies between them")
def heads(web):
    raw = b"".join(web.request(target, method="HEAD", close=False) for target in ("/tiny.txt", "/big.bin", "/missing", "/dir"))
    web.expect_answers(raw, [200, 200, 404, 301], ["HEAD"] * 4)
