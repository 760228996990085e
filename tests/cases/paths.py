"""Request targets: names of every kind, percent-decoding once, dot segments, slashes, the four forms (RFC 3986, 9112 3.2)."""

from support.documents import NAMES, TINY
from support.outcome import Failure, expect_equal, expect_in
from support.registry import case, cases
from support.web import END_BODY


@cases("3986 2.1", "a name with {0} is found", NAMES)
def names(web, _, name, target):
    web.expect_file(target, b"name: " + name.encode() + b"\n")


@cases("9110 4.2.3", "a query is no part of the name: {0}", [
    ("?", "/tiny.txt?"),
    ("?a=b", "/tiny.txt?a=b"),
    ("?/../x", "/tiny.txt?/../../x"),
    ("?? twice", "/tiny.txt?a?b"),
    ("a bad escape in it", "/tiny.txt?%zz"),
    ("an escaped NUL in it", "/tiny.txt?%00"),
    ("4,000 bytes of it", "/tiny.txt?" + "q" * 4000),
])
def queries(web, _, target):
    web.expect_file(target, TINY)


@cases("3986 5.2.4", "{0} is normalised within the root", [
    ("a dot segment", "/./tiny.txt"),
    ("a dot-dot segment", "/dir/../tiny.txt"),
    ("two of them", "/dir/deeper/../../tiny.txt"),
    ("an escaped dot", "/%2e/tiny.txt"),
    ("escaped dots", "/dir/%2e%2e/tiny.txt"),
    ("half escaped dots", "/dir/.%2E/tiny.txt"),
    ("two slashes", "//tiny.txt"),
    ("many slashes", "/////tiny.txt"),
    ("an empty segment that a dot-dot takes away", "/dir//../../tiny.txt"),
    ("dots through a missing folder", "/missing/../tiny.txt"),
    ("down and up again", "/dir/deeper/../deeper/../../tiny.txt"),
])
def normal_form(web, _, target):
    web.expect_file(target, TINY)


@cases("3986 6.2.2.3", "{0} at the end means the folder", [
    ("a dot", "/dir/."),
    ("a dot-dot", "/dir/deeper/.."),
    ("an escaped dot", "/dir/%2e"),
    ("an escaped dot-dot", "/dir/deeper/%2E%2E"),
    ("two slashes", "/dir//"),
])
def folder_form(web, _, target):
    response = web.expect_status(target, (200, 301))
    if response.status == 301:
        expect_in("Location", response["location"], ("/dir/", f"http://test:{web.address[1]}/dir/"))
    else:
        expect_equal("body", response.body, b"<!doctype html><title>dir</title>\n")


@cases("3986 5.2.4", "above the root is refused: {0}", (
    "/..", "/../", "/../tiny.txt", "/../../../../etc/passwd", "/dir/../../tiny.txt", "/%2e%2e/etc/passwd",
    "/%2E%2E/%2E%2E/etc/passwd", "/..%2f..%2fetc/passwd", "/.%2e/.%2e/etc/passwd", "//../etc/passwd",
    "/./../etc/passwd", "/dir/deeper/../../../etc/passwd", "/..;/etc/passwd", "/..%5c..%5cetc%5cpasswd",
    "/%252e%252e/etc/passwd", "/....//etc/passwd", "/..%00/etc/passwd", "/%c0%ae%c0%ae/etc/passwd",
    "/..%c0%af../etc/passwd",
))
def above_root(web, target):
    response = web.expect_status(target, (400, 403, 404))
    if b"root:" in response.body:
        raise Failure("expected nothing from outside the root; came /etc/passwd")


@cases("owlet", "a path above the root is 400: {0}", (
    "/..", "/../tiny.txt", "/dir/../../tiny.txt", "/%2e%2e/tiny.txt", "//../../tiny.txt",
))
def above_root_is_400(web, target):
    web.expect_status(target, 400)


@cases("3986 2.1", "{0} is 400", [
    ("a lone percent sign", "/%"),
    ("a percent sign at the end", "/tiny.txt%"),
    ("a half escape at the end", "/tiny.txt%2"),
    ("an escape of no hex", "/%zz"),
    ("an escape with one bad digit", "/%2g"),
    ("an escape with a sign", "/%+2"),
    ("an escape with a space's escape in it", "/%%20"),
    ("a wide escape", "/%u002e"),
    ("an escaped NUL", "/%00"),
    ("an escaped NUL behind a name", "/tiny.txt%00"),
    ("an escaped NUL before an extension", "/tiny.txt%00.html"),
    ("an overlong slash", "/a%c0%afb"),
    ("an overlong dot", "/%c0%ae/tiny.txt"),
    ("an overlong NUL", "/a%c0%80"),
    ("an overlong slash in three bytes", "/a%e0%80%afb"),
    ("an overlong slash in four bytes", "/a%f0%80%80%afb"),
])
def bad_escapes(web, _, target):
    web.expect_status(target, 400)


@cases("owlet", "{0} is no separator", [
    ("an escaped slash", "/dir%2Fpage.html"),
    ("an escaped slash in lower case", "/dir%2fpage.html"),
    ("an escaped slash first", "/%2Ftiny.txt"),
    ("an escaped slash at the end", "/dir%2F"),
    ("an escaped backslash", "/dir%5Cpage.html"),
    ("an escaped slash in dot segments", "/dir/..%2Ftiny.txt"),
])
def no_separator(web, _, target):
    web.expect_status(target, (400, 404))


@case("owlet", "a 400 for a bad path ends the connection like every 400")
def bad_path_ends(web):
    for target in ("/%zz", "/%00", "/..", "/%c0%ae"):
        web.expect_refused(web.request(target, close=False))


@case("3986 5.2.4", "a dot-dot behind two slashes takes the empty segment away, as in a client's own resolution")
def empty_segment(web):
    web.expect_file("/dir//../page.html", b"<!doctype html><title>page</title>\n")


@case("3986 2.4", "percent-decoding is done once")
def decoded_once(web):
    web.expect_status("/%2574iny.txt", 404)
    web.expect_status("/dir/%252e%252e/tiny.txt", 404)


@case("owlet", "a file 60 folders deep is found")
def deep(web):
    web.expect_file("/deep/" + "d/" * 60 + "file.txt", b"deep down\n")


@case("owlet", "invalid UTF-8 in a path that names nothing is 400 or 404, never served as something else")
def invalid_utf8(web):
    for target in ("/%ff", "/%80", "/%ed%a0%80", "/%f5%80%80%80", "/gr%C3"):
        web.expect_status(target, (400, 404))


# the forms of a target


@cases("9112 3.2.2", "absolute-form is accepted: {0}", [
    ("with a path", "http://test/tiny.txt", TINY),
    ("with a port", "http://test:8080/tiny.txt", TINY),
    ("with another host than Host", "http://other.example/tiny.txt", TINY),
    ("with a query", "http://test/tiny.txt?x=y", TINY),
    ("with an IPv6 host", "http://[::1]:80/tiny.txt", TINY),
    ("with the scheme in upper case", "HTTP://test/tiny.txt", TINY),
    ("with an empty path", "http://test", b"<!doctype html><title>root</title>\n"),
    ("with an empty path and a query", "http://test?x=y", b"<!doctype html><title>root</title>\n"),
])
def absolute_form(web, _, target, body):
    web.expect_file(target, body)


@case("9112 3.2.2", "absolute-form without Host is 400 in HTTP/1.1 all the same")
def absolute_form_without_host(web):
    web.expect_refused(b"GET http://test/tiny.txt HTTP/1.1\r\n\r\n")


@cases("9110 4.2.1", "absolute-form with {0} is 400", [
    ("an empty host", "http:///tiny.txt"),
    ("only a port", "http://:80/tiny.txt"),
    ("a port of letters", "http://test:http/tiny.txt"),
    ("a space's escape as port", "http://test:%20/tiny.txt"),
])
def bad_absolute_form(web, _, target):
    web.expect_refused(web.request(target, close=False))


@cases("9112 3.2", "a target of no known form is refused: {0}", [
    ("no slash first", "tiny.txt"),
    ("a query alone", "?x"),
    ("dots first", "../tiny.txt"),
    ("a backslash first", "\\tiny.txt"),
    ("an escape first", "%2ftiny.txt"),
    ("a scheme alone", "http:"),
])
def no_form(web, _, target):
    web.expect_refused(web.request(target, close=False))


@case("9112 3.2.4", "the asterisk is for OPTIONS only")
def asterisk(web):
    web.expect_refused(web.request("*", close=False))


@case("9112 3.2", "a fragment in the target is refused, or names no such file; it never names the file before it")
def fragment(web):
    web.expect_status("/tiny.txt#part", (400, 404))


@cases("9112 3.2", "{0} in the target is refused", [
    ("a tab", "/tiny\t.txt"),
    ("a form feed", "/tiny\f.txt"),
    ("a vertical tab", "/tiny\v.txt"),
    ("NUL", "/tiny\0.txt"),
    ("DEL", "/tiny\x7f.txt"),
    ("a control character", "/tiny\x01.txt"),
    ("a control character in the query", "/tiny.txt?\x01"),
    ("a space", "/tiny .txt"),
    ("a bare CR", "/tiny\r.txt"),
])
def control_in_target(web, _, target):
    web.expect_refused(web.request(target, close=False))


@case("9112 3.2", "raw UTF-8 in the target is refused or names the file")
def raw_utf8(web):
    target = "/names/grüße-猫.txt".encode().decode("latin-1")
    response = web.expect_status(target, (200, 400))
    if response.status == 200:
        expect_equal("body", response.body, "name: grüße-猫.txt\n".encode())


@cases("9112 3.2.3", "authority-form is refused: {0}", [
    ("CONNECT to a port", "CONNECT", "test:443"),
    ("CONNECT to a path", "CONNECT", "/tiny.txt"),
    ("GET of a host and port", "GET", "test:80"),
])
def authority_form(web, _, method, target):
    answers = web.answers(web.request(target, method=method, close=False) + b"\x16\x03\x01 not HTTP any more\r\n\r\n")
    expect_equal("number of answers", len(answers), 1)
    expect_in("status", answers[0].status, (400, 405, 501))


@case("9112 3.2.2", "absolute-form and origin-form mix on one connection")
def mixed_forms(web):
    raw = web.request("http://test/tiny.txt", close=False) + web.request("/tiny.txt", close=False)
    answers = web.expect_answers(raw, [200, 200])
    expect_equal("bodies", [a.body for a in answers], [TINY, TINY, END_BODY])
