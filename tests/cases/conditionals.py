"""Conditional requests (RFC 9110 13): the five preconditions, their comparison, dates in three forms, and their precedence."""

import os
import time

from support.documents import DATED
from support.outcome import expect, expect_equal, expect_in
from support.registry import case, cases
from support.response import format_date, parse_date

FILE = "/dates/dated.txt"
LONG_AGO = format_date(DATED - 86400)
EXACTLY = format_date(DATED)
LATER = format_date(DATED + 86400)
FORMS = (
    ("IMF-fixdate", "Sun, 06 Nov 1994 08:49:37 GMT"),
    ("RFC 850", "Sunday, 06-Nov-94 08:49:37 GMT"),
    ("asctime", "Sun Nov  6 08:49:37 1994"),
)
BAD_DATES = (
    ("words", "yesterday"),
    ("a number", "784111777"),
    ("nothing", ""),
    ("a zone other than GMT", "Sun, 06 Nov 2094 08:49:37 PST"),
    ("an ISO date", "2094-11-06T08:49:37Z"),
    ("a 32nd day", "Sun, 32 Nov 2094 08:49:37 GMT"),
    ("a 25th hour", "Sun, 06 Nov 2094 25:49:37 GMT"),
    ("a month that is none", "Sun, 06 Foo 2094 08:49:37 GMT"),
    ("surplus text", "Sat, 06 Nov 2094 08:49:37 GMT x"),
    ("a date cut short", "Sat, 06 Nov 2094 08:49"),
    ("a day of one digit", "Sat, 6 Nov 2094 08:49:37 GMT"),
)


def tag(web, target=FILE):
    """The entity tag of a file."""
    return web.head(target)["etag"]


def status(web, *fields, target=FILE, method="GET"):
    """The status of a request with these fields, whose {tag} is the file's own."""
    own = tag(web) if any("{tag}" in field for field in fields) else ""
    return web.get(target, *(field.replace("{tag}", own) for field in fields), method=method).status


@cases("9110 13.1.2", "If-None-Match {0} is {2}", [
    ("with the file's tag", "{tag}", 304),
    ("with another tag", '"other"', 200),
    ("*", "*", 304),
    ("with the weak form of the tag", "W/{tag}", 304),
    ("with a list that has the tag", '"a", {tag}, "b"', 304),
    ("with a list without spaces", '"a",{tag},"b"', 304),
    ("with a list of others", '"a", "b"', 200),
    ("with a weak tag in a list", '"a", W/{tag}', 304),
    ("with empty list members", ', , {tag} ,', 304),
    ("with a tag that has a comma", '"a,b", {tag}', 304),
    ("with the tag without quotes", "x", 200),
    ("with an empty tag", '""', 200),
    ("with nothing", "", 200),
    ("with a lower-case weak mark", 'w/"x"', 200),
    ("with spaces around", '   {tag}   ', 304),
    ("with 200 tags before it", ", ".join(f'"{n}"' for n in range(200)) + ", {tag}", 304),
])
def if_none_match(web, _, value, wanted):
    expect_equal("status", status(web, f"If-None-Match: {value}"), wanted)


@case("9110 13.1.2", "If-None-Match in two fields is one list")
def if_none_match_twice(web):
    expect_equal("status", status(web, 'If-None-Match: "a"', "If-None-Match: {tag}"), 304)


@case("9110 13.1.2", "If-None-Match with a tag that only begins alike is 200")
def if_none_match_prefix(web):
    own = tag(web)
    expect_equal("status", status(web, f"If-None-Match: {own[:-1]}0\""), 200)
    expect_equal("status", status(web, f"If-None-Match: {own[:-2]}\""), 200)


@case("9110 13.1.2", "If-None-Match holds for HEAD too: 304")
def if_none_match_head(web):
    expect_equal("status", status(web, "If-None-Match: {tag}", method="HEAD"), 304)


@case("9110 13.1.2", "an unclosed tag matches nothing")
def if_none_match_unclosed(web):
    own = tag(web)
    expect_in("status", status(web, f"If-None-Match: {own[:-1]}"), (200, 400))


@case("9110 15.4.5", "304 has Date, ETag and the fields that 200 would have, and no body")
def not_modified_fields(web):
    own = web.head(FILE)
    response = web.get(FILE, f"If-None-Match: {own['etag']}")
    expect_equal("status", response.status, 304)
    for name in ("etag", "last-modified"):
        expect_equal(name, response[name], own[name])
    expect_in("Content-Length of a 304 (9110 8.6)", response["content-length"], (None, own["content-length"]))


@case("owlet", "304 carries neither Content-Length nor Content-Type")
def not_modified_is_lean(web):
    response = web.get(FILE, "If-None-Match: *")
    expect_equal("fields", [response["content-length"], response["content-type"]], [None, None])


@case("9112 9.3", "304 keeps the connection, and nothing lies between it and the next answer")
def not_modified_goes_on(web):
    web.expect_answers(web.request(FILE, "If-None-Match: *", close=False) * 3, [304] * 3)


@cases("9110 13.1.3", "If-Modified-Since {0} is {2}", [
    ("of the file's date", EXACTLY, 304),
    ("later", LATER, 304),
    ("earlier", LONG_AGO, 200),
    ("a second earlier", format_date(DATED - 1), 200),
    ("in the future", "Fri, 01 Jan 2100 00:00:00 GMT", 304),
    ("before the epoch", "Wed, 31 Dec 1969 23:59:59 GMT", 200),
])
def if_modified_since(web, _, value, wanted):
    expect_equal("status", status(web, f"If-Modified-Since: {value}"), wanted)


@cases("9110 5.6.7", "a date in the form {0} is read", FORMS)
def date_forms(web, _, value):
    expect_equal("status", status(web, f"If-Modified-Since: {value}"), 304)
    earlier = value.replace(":37", ":36")
    expect_equal("status a second earlier", status(web, f"If-Modified-Since: {earlier}"), 200)


@case("9110 5.6.7", "an RFC 850 year of two digits lies at most 50 years ahead")
def two_digit_year(web):
    expect_equal("status for 1970s", status(web, "If-Modified-Since: Thursday, 01-Jan-80 00:00:00 GMT"), 200)
    expect_equal("status for 2030", status(web, "If-Modified-Since: Tuesday, 01-Jan-30 00:00:00 GMT"), 304)


@cases("9110 13.1.3", "If-Modified-Since that is no date is ignored: {0}", BAD_DATES)
def bad_if_modified_since(web, _, value):
    expect_equal("status", status(web, f"If-Modified-Since: {value}"), 200)


@case("9110 13.1.3", "If-Modified-Since holds for HEAD too")
def if_modified_since_head(web):
    expect_equal("status", status(web, f"If-Modified-Since: {EXACTLY}", method="HEAD"), 304)


@case("9110 13.1.3", "If-Modified-Since with the fraction of a second cut off is 304")
def if_modified_since_fraction(web):
    value = web.head("/dates/fraction.txt")["last-modified"]
    expect_equal("status", status(web, f"If-Modified-Since: {value}", target="/dates/fraction.txt"), 304)


@cases("9110 13.1.1", "If-Match {0} is {2}", [
    ("with the file's tag", "{tag}", 200),
    ("with another tag", '"other"', 412),
    ("*", "*", 200),
    ("with the weak form of the tag", "W/{tag}", 412),
    ("with a list that has the tag", '"a", {tag}', 200),
    ("with a list of others", '"a", "b"', 412),
    ("with a list whose weak form matches", '"a", W/{tag}', 412),
    ("with empty list members", ",,{tag}", 200),
])
def if_match(web, _, value, wanted):
    expect_equal("status", status(web, f"If-Match: {value}"), wanted)


@case("9110 13.1.1", "If-Match in two fields is one list")
def if_match_twice(web):
    expect_equal("status", status(web, 'If-Match: "a"', "If-Match: {tag}"), 200)


@case("9110 13.1.1", "412 for HEAD has no body, and the connection goes on")
def if_match_head(web):
    web.expect_answers(web.request(FILE, 'If-Match: "x"', method="HEAD", close=False) * 2, [412, 412], ["HEAD", "HEAD"])


@case("9112 9.3", "412 keeps the connection")
def failed_goes_on(web):
    web.expect_answers(web.request(FILE, 'If-Match: "x"', close=False) * 2, [412, 412])


@cases("9110 13.1.4", "If-Unmodified-Since {0} is {2}", [
    ("of the file's date", EXACTLY, 200),
    ("later", LATER, 200),
    ("earlier", LONG_AGO, 412),
    ("a second earlier", format_date(DATED - 1), 412),
])
def if_unmodified_since(web, _, value, wanted):
    expect_equal("status", status(web, f"If-Unmodified-Since: {value}"), wanted)


@cases("9110 13.1.4", "If-Unmodified-Since that is no date is ignored: {0}", [
    row for row in BAD_DATES if row[0] in ("words", "a number", "nothing", "an ISO date")])
def bad_if_unmodified_since(web, _, value):
    expect_equal("status", status(web, f"If-Unmodified-Since: {value.replace('2094', '1970')}"), 200)


@cases("9110 13.2.2", "precedence: {0}", [
    ("If-Match true makes If-Unmodified-Since ignored", ("If-Match: {tag}", f"If-Unmodified-Since: {LONG_AGO}"), 200),
    ("If-Match false is 412 though If-None-Match matches", ('If-Match: "x"', "If-None-Match: {tag}"), 412),
    ("If-Match true and If-None-Match matching is 304", ("If-Match: {tag}", "If-None-Match: {tag}"), 304),
    ("If-None-Match false makes If-Modified-Since ignored", ('If-None-Match: "x"', f"If-Modified-Since: {LATER}"), 200),
    ("If-None-Match true makes If-Modified-Since ignored", ("If-None-Match: {tag}", f"If-Modified-Since: {LONG_AGO}"), 304),
    ("If-Unmodified-Since false is 412 before If-None-Match", (f"If-Unmodified-Since: {LONG_AGO}", "If-None-Match: {tag}"), 412),
    ("If-Unmodified-Since true leads on to If-Modified-Since", (f"If-Unmodified-Since: {LATER}", f"If-Modified-Since: {LATER}"), 304),
    ("If-Match true leads on to If-Modified-Since", ("If-Match: {tag}", f"If-Modified-Since: {EXACTLY}"), 304),
    ("304 comes before a range", ("If-None-Match: {tag}", "Range: bytes=0-1"), 304),
    ("412 comes before a range", ('If-Match: "x"', "Range: bytes=0-1"), 412),
    ("304 comes before 416", ("If-None-Match: {tag}", "Range: bytes=999-"), 304),
    ("a precondition that holds leads on to the range", ("If-Match: {tag}", "Range: bytes=0-1"), 206),
    ("all five that hold lead on to the range", ("If-Match: {tag}", f"If-Unmodified-Since: {LATER}", 'If-None-Match: "x"', "If-Range: {tag}", "Range: bytes=0-1"), 206),
])
def precedence(web, _, fields, wanted):
    expect_equal("status", status(web, *fields), wanted)


@cases("9110 13.2.1", "preconditions are ignored where the answer is {0} without them", [
    ("404", "/missing", "GET", (404,)),
    ("301", "/dir", "GET", (301,)),
    ("405", FILE, "POST", (405,)),
    ("the 204 of OPTIONS", FILE, "OPTIONS", (204,)),
    ("400", "/%zz", "GET", (400,)),
])
def ignored(web, _, target, method, wanted):
    for field in ('If-Match: "x"', "If-None-Match: *", f"If-Unmodified-Since: {LONG_AGO}"):
        expect_in(f"status with {field}", status(web, field, target=target, method=method), wanted)


@case("9110 13.1", "preconditions hold for a folder's index.html")
def folder(web):
    own = tag(web, "/dir/")
    expect_equal("status", web.get("/dir/", f"If-None-Match: {own}").status, 304)


@case("9110 13.1.2", "a changed file is 200 for its former tag")
def changed(web):
    place, path = web.file(b"before\n")
    own = tag(web, path)
    expect_equal("status", web.get(path, f"If-None-Match: {own}").status, 304)
    with open(place, "ab") as file:
        file.write(b"after\n")
    expect_equal("status", web.get(path, f"If-None-Match: {own}").status, 200)


@cases("owlet", "{0} file set back to an earlier date is {2} for its former tag", [("a small", 100, 304), ("a large", 100_000, 200)])
def set_back(web, _, size, status):
    web.need_owlet()
    place, path = web.file(b"c" * size, mtime=DATED)
    own = tag(web, path)
    os.utime(place, (DATED - 1000, DATED - 1000))
    expect_equal("status", web.get(path, f"If-None-Match: {own}").status, status)


@case("9110 13.1.2", "a file rewritten with its size and time kept is 200 for its former tag")
def rewritten_in_secret(web):
    place, path = web.file(b"before", mtime=1)
    own = tag(web, path)
    with open(place, "r+b") as file:
        file.write(b"after!")
    os.utime(place, (1, 1))
    response = web.get(path, f"If-None-Match: {own}")
    expect_equal("status", response.status, 200)
    expect_equal("body", response.body, b"after!")


@case("owlet", "a large file rewritten with its size kept, and the time 1, is 200 for its former tag")
def rewritten_image(web):
    web.need_owlet()
    place, path = web.file(b"b" * 100_000, mtime=1)
    own = tag(web, path)
    changed = os.stat(place).st_ctime_ns
    with open(place, "r+b") as file:
        file.write(b"a" * 100_000)
    while os.stat(place).st_ctime_ns == changed:
        os.utime(place, (1, 1))
    expect_equal("status", web.get(path, f"If-None-Match: {own}").status, 200)


@case("owlet", "If-Modified-Since is ignored for a file without Last-Modified")
def without_last_modified(web):
    expect_equal("status", web.get("/dates/epoch.txt", f"If-Modified-Since: {EXACTLY}").status, 200)


@case("9110 13.1.3", "the Last-Modified that was told works as If-Modified-Since")
def round_trip(web):
    _, path = web.file(b"fresh\n", mtime=time.time() - 5)      # a file's clock may be some ms ahead of the one that is read once per wake-up
    told = web.head(path)["last-modified"]
    expect(parse_date(told) > 0, "a date", told)
    expect_equal("status", web.get(path, f"If-Modified-Since: {told}").status, 304)
