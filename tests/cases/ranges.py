"""Range requests (RFC 9110 14): one range, suffixes, open ends, If-Range, 416; several ranges stand in multi_ranges."""

from support.documents import DATED, GIANT, pattern
from support.outcome import Failure, expect_equal, expect_in
from support.registry import case, cases
from support.response import format_date

DIGITS = "/digits.txt"
FILE = "/dates/dated.txt"              # "dated\n": 6 bytes
EXACTLY = format_date(DATED)


@cases("9110 14.1.2", "Range {0} of ten bytes is {1}", [
    ("bytes=0-0", "0"),
    ("bytes=0-4", "01234"),
    ("bytes=5-9", "56789"),
    ("bytes=9-9", "9"),
    ("bytes=3-3", "3"),
    ("bytes=0-9", "0123456789"),
    ("bytes=0-", "0123456789"),
    ("bytes=4-", "456789"),
    ("bytes=9-", "9"),
    ("bytes=-1", "9"),
    ("bytes=-4", "6789"),
    ("bytes=-10", "0123456789"),
    ("bytes=-11", "0123456789"),
    ("bytes=-999999", "0123456789"),
    ("bytes=0-10", "0123456789"),
    ("bytes=8-100", "89"),
    ("bytes=00-04", "01234"),
    ("bytes=5-18446744073709551615", "56789"),
    ("bytes=5-99999999999999999999999", "56789"),
    ("bytes=-99999999999999999999999", "0123456789"),
    ("Bytes=0-1", "01"),
    ("BYTES=0-1", "01"),
    ("bytes= 0-1", "01"),
    ("bytes=0-1 ", "01"),
    ("bytes=0-1,", "01"),
    ("bytes=,0-1", "01"),
    ("bytes=0-1,100-", "01"),
])
def one_range(web, value, wanted):
    response = web.get(DIGITS, f"Range: {value}")
    if value in ("bytes= 0-1", "bytes=,0-1", "bytes=0-1,") and response.status in (200, 416):
        return                          # whitespace and empty members: read, or ignored as malformed
    expect_equal("status", response.status, 206)
    if value == "bytes=0-1,100-" and (response["content-type"] or "").startswith("multipart/byteranges"):
        return                          # one part of several asked for may come as multipart (9110 15.3.7.2)
    first = "0123456789".index(wanted)
    expect_equal("Content-Range", response["content-range"], f"bytes {first}-{first + len(wanted) - 1}/10")
    expect_equal("body", response.body.decode(), wanted)
    expect_equal("Content-Length", response["content-length"], str(len(wanted)))


@cases("9110 15.5.17", "Range {0} of ten bytes is 416 with the length", [
    ("bytes=10-",),
    ("bytes=10-10",),
    ("bytes=10-20",),
    ("bytes=-0",),
    ("bytes=999-",),
    ("bytes=18446744073709551615-",),
    ("bytes=18446744073709551616-",),
    ("bytes=99999999999999999999999-",),
    ("bytes=10-,20-30",),
])
def unsatisfiable(web, value):
    response = web.get(DIGITS, f"Range: {value}")
    expect_equal("status", response.status, 416)
    expect_equal("Content-Range", response["content-range"], "bytes */10")


@cases("9110 14.2", "a Range that is none is ignored or 416, never 206: {0}", (
    "bytes=5-2", "bytes=", "bytes", "bytes=-", "bytes=a-b", "bytes=0-b", "bytes=0", "bytes=--1", "bytes=-1-",
    "bytes=0-1-2", "bytes 0-1", "bytes:0-1", "0-1", "=0-1", "bytes=0x0-0x1", "bytes=+0-1", "bytes=0-+1",
    "bytes=0.0-1", "bytes=0-1;x", "bytes = 0-1", "bytes=0 -1", "bytes=0- 1", "bytes=1-0,0-1", "bytes=0-1,x",
))
def no_range(web, value):
    response = web.get(DIGITS, f"Range: {value}")
    expect_in("status", response.status, (200, 416))
    if response.status == 200:
        expect_equal("body", response.body, b"0123456789")
        expect_equal("Content-Range", response["content-range"], None)


@cases("9110 14.2", "a Range of a unit that is not known is ignored: {0}", [
    ("lines=0-1",),
    ("seconds=1-2",),
    ("bytesx=0-1",),
    ("items=0-1",),
    ("byte=0-1",),
])
def other_units(web, value):
    response = web.expect_status(DIGITS, 200, f"Range: {value}")
    expect_equal("body", response.body, b"0123456789")


@case("9110 14.2", "Range twice is never misread: ignored, refused, or read as a list")
def range_twice(web):
    expect_in("status", web.get(DIGITS, "Range: bytes=0-1", "Range: bytes=5-6").status, (200, 206, 400, 416))


@case("9110 14.2", "Range on HEAD is ignored: 200 with the full length")
def range_on_head(web):
    response = web.head(DIGITS, "Range: bytes=0-1")
    expect_equal("status", response.status, 200)
    expect_equal("Content-Length", response["content-length"], "10")
    expect_equal("Content-Range", response["content-range"], None)


@case("9110 14.2", "an unsatisfiable Range on HEAD is ignored: 200")
def bad_range_on_head(web):
    expect_equal("status", web.head(DIGITS, "Range: bytes=100-").status, 200)


@cases("9110 14.2", "Range is ignored where the answer is {0}", [
    ("404", "/missing", "GET", 404),
    ("301", "/dir", "GET", 301),
    ("405", DIGITS, "POST", 405),
])
def range_elsewhere(web, _, target, method, wanted):
    response = web.get(target, "Range: bytes=0-1", method=method)
    expect_equal("status", response.status, wanted)
    expect_equal("Content-Range", response["content-range"], None)


@cases("9110 14.1.2", "of an empty file, {0} is 416 or the whole of nothing", [
    ("bytes=0-",),
    ("bytes=0-0",),
    ("bytes=-1",),
    ("bytes=1-",),
])
def empty_file(web, value):
    response = web.get("/empty.txt", f"Range: {value}")
    expect_in("status", response.status, (416,) if not value.startswith("bytes=-") else (200, 416))
    if response.status == 416:
        expect_equal("Content-Range", response["content-range"], "bytes */0")


@case("9110 15.3.7", "206 has the fields that 200 would have")
def fields(web):
    whole, part = web.get(FILE), web.get(FILE, "Range: bytes=0-1")
    for name in ("etag", "last-modified", "content-type"):
        expect_equal(name, part[name], whole[name])


@cases("9110 14.2", "offsets beyond 4 GiB: {0}", [
    ("a part behind 4 GiB", "bytes=4294967296-4294967314", 1 << 32),
    ("a part across 4 GiB", "bytes=4294967290-4294967300", (1 << 32) - 6),
    ("the last bytes", "bytes=-19", GIANT - 19),
    ("a part behind 2 GiB", "bytes=2147483648-2147483666", 1 << 31),
    ("from an offset to the end", f"bytes={GIANT - 19}-", GIANT - 19),
])
def giant(web, _, value, first):
    response = web.get("/giant.bin", f"Range: {value}")
    expect_equal("status", response.status, 206)
    with open(f"{web.root}/giant.bin", "rb") as file:
        file.seek(first)
        wanted = file.read(len(response.body))
    expect_equal("Content-Range", response["content-range"], f"bytes {first}-{first + len(wanted) - 1}/{GIANT}")
    expect_equal("body", response.body, wanted)
    if not wanted:
        raise Failure("expected some bytes; came none")


@case("9110 14.2", "a part of a large file that passes the end of a block comes exact")
def odd_part(web):
    response = web.get("/big.bin", "Range: bytes=1048573-3145731")
    expect_equal("status", response.status, 206)
    expect_equal("body", response.body, pattern(8 << 20)[1048573:3145732])


@case("9110 14.2", "a hundred ranges in a row on one connection each come exact")
def many_requests(web):
    data = pattern(65537)
    spans = [(n * 641 % 60000, n * 641 % 60000 + n * 53) for n in range(100)]
    raw = b"".join(web.request("/sizes/65537.bin", f"Range: bytes={a}-{b}", close=False) for a, b in spans)
    answers = web.expect_answers(raw, [206] * 100)
    for (a, b), answer in zip(spans, answers):
        expect_equal(f"body of {a}-{b}", answer.body, data[a:b + 1])


@case("9112 9.3", "416 keeps the connection")
def goes_on(web):
    web.expect_answers(web.request(DIGITS, "Range: bytes=100-", close=False) * 2, [416, 416])


@case("9110 14.2", "a range of a folder's index.html comes as of any file")
def folder(web):
    response = web.get("/dir/", "Range: bytes=0-8")
    expect_equal("status and body", (response.status, response.body), (206, b"<!doctype"))


# If-Range


@cases("9110 13.1.5", "If-Range with {0} is {2}", [
    ("the file's tag", "{tag}", 206),
    ("another tag", '"other"', 200),
    ("the weak form of the tag", "W/{tag}", 200),
    ("the file's date", EXACTLY, 206),
    ("an earlier date", format_date(DATED - 1), 200),
    ("a later date", format_date(DATED + 1), 200),
    ("the file's date as RFC 850", "Sunday, 06-Nov-94 08:49:37 GMT", 206),
    ("the file's date as asctime", "Sun Nov  6 08:49:37 1994", 206),
    ("words", "whenever", 200),
    ("an asterisk", "*", 200),
    ("a list of tags that has the file's", '{tag}, "x"', 200),
    ("nothing", "", 200),
    ("an unclosed tag", '"', 200),
])
def if_range(web, _, value, wanted):
    own = web.head(FILE)["etag"]
    response = web.get(FILE, "Range: bytes=0-1", f"If-Range: {value.replace('{tag}', own)}")
    expect_equal("status", response.status, wanted)
    expect_equal("body", response.body, b"da" if wanted == 206 else b"dated\n")


@case("9110 13.1.5", "If-Range without Range is ignored")
def if_range_alone(web):
    expect_equal("status", web.get(FILE, 'If-Range: "other"').status, 200)


@case("9110 13.1.5", "If-Range that fails makes an unsatisfiable Range ignored: 200")
def if_range_and_416(web):
    expect_equal("status", web.get(FILE, "Range: bytes=100-", 'If-Range: "other"').status, 200)


@case("9110 13.1.5", "If-Range that holds leaves an unsatisfiable Range unsatisfiable: 416")
def if_range_holds_and_416(web):
    own = web.head(FILE)["etag"]
    expect_equal("status", web.get(FILE, "Range: bytes=100-", f"If-Range: {own}").status, 416)


@case("9110 13.1.5", "If-Range with the date of a file that changed in this very second is not trusted")
def if_range_young_date(web):
    while True:
        _, path = web.file(b"fresh content\n")
        told = web.head(path)["last-modified"]
        response = web.get(path, "Range: bytes=0-4", f"If-Range: {told}")
        if response["date"] == told:     # else the second was over meanwhile: another file
            break
    expect_equal("status (8.8.2.2: such a date is a weak validator)", response.status, 200)


@case("9110 14.2", "a file that grew answers a range by its new length")
def grown(web):
    place, path = web.file(b"12345")
    expect_equal("Content-Range", web.get(path, "Range: bytes=0-")["content-range"], "bytes 0-4/5")
    with open(place, "ab") as file:
        file.write(b"67890")
    expect_equal("Content-Range", web.get(path, "Range: bytes=5-")["content-range"], "bytes 5-9/10")
