"""Several ranges in one request: multipart/byteranges, coalescing, bounds (RFC 9110 14.2, 14.6, 15.3.7.2)."""

from support.documents import pattern
from support.outcome import Failure, expect, expect_equal, expect_in
from support.registry import case, cases
from support.response import parse_multipart

DATA = pattern(65537)
FILE = "/sizes/65537.bin"


def parts_of(web, value, target=FILE, data=DATA):
    """Asks for ranges; returns [(first, last)] of the parts, each compared with the file."""
    response = web.get(target, f"Range: {value}")
    expect_equal("status", response.status, 206)
    if response["content-range"]:
        span = response["content-range"].split(" ")[1].split("/")[0].split("-")
        first, last = int(span[0]), int(span[1])
        expect_equal("body", response.body, data[first:last + 1])
        return [(first, last)]
    spans = []
    for fields, body in parse_multipart(response):
        place, total = fields["content-range"].removeprefix("bytes ").split("/")
        first, last = (int(number) for number in place.split("-"))
        expect_equal("length in Content-Range", total, str(len(data)))
        expect_equal(f"part {first}-{last}", body, data[first:last + 1])
        expect("content-type" in fields, "Content-Type in the part, as the file has one", fields)
        spans.append((first, last))
    return spans


@cases("9110 14.6", "{0} come as parts in the order asked for", [
    ("two ranges", "bytes=0-9,1000-1009", [(0, 9), (1000, 1009)]),
    ("three ranges", "bytes=0-9,1000-1009,60000-60009", [(0, 9), (1000, 1009), (60000, 60009)]),
    ("a range and a suffix", "bytes=0-9,-10", [(0, 9), (65527, 65536)]),
    ("a range and an open one", "bytes=0-9,65000-", [(0, 9), (65000, 65536)]),
    ("ranges with spaces between", "bytes=0-9, 1000-1009 ,\t2000-2009", [(0, 9), (1000, 1009), (2000, 2009)]),
    ("large ranges", "bytes=0-29999,40000-65536", [(0, 29999), (40000, 65536)]),
    ("ranges with empty members between", "bytes=0-9,,1000-1009", [(0, 9), (1000, 1009)]),
])
def parts(web, what, value, wanted):
    if "empty members" in what and web.get(FILE, f"Range: {value}").status in (200, 416):
        return                          # 5.6.1.2 asks to read them, 14.2 allows to ignore the field
    expect_equal("parts", parts_of(web, value), wanted)


@case("9110 15.3.7.2", "ranges against the file's order keep the client's order, or are sorted; each is exact")
def descending(web):
    expect_equal("parts", sorted(parts_of(web, "bytes=60000-60009,0-9")), [(0, 9), (60000, 60009)])


@cases("9110 14.2", "an unsatisfiable one among several is left out: {0}", [
    ("last", "bytes=0-9,1000-1009,99999-"),
    ("first", "bytes=99999-,0-9,1000-1009"),
    ("a suffix of 0", "bytes=0-9,-0,1000-1009"),
])
def one_unsatisfiable(web, _, value):
    expect_equal("parts", parts_of(web, value), [(0, 9), (1000, 1009)])


@cases("9110 15.3.7.2", "{0} are coalesced, or the whole file comes; never more bytes than the file has", [
    ("overlapping ranges", "bytes=0-99,50-149"),
    ("ranges that touch", "bytes=0-99,100-199"),
    ("the same range twice", "bytes=0-99,0-99"),
    ("a range within another", "bytes=0-999,10-19"),
    ("the whole file twice", "bytes=0-,0-"),
    ("many overlapping suffixes", "bytes=" + ",".join(f"-{n}" for n in range(60000, 60020))),
])
def coalesced(web, _, value):
    response = web.get(FILE, f"Range: {value}")
    expect_in("status", response.status, (200, 206, 416))
    expect(len(response.body) < len(DATA) + 500, f"at most about {len(DATA)} bytes", len(response.body))
    if response.status == 206:
        spans = sorted(parts_of(web, value))
        for (_, last), (first, _) in zip(spans, spans[1:]):
            if first <= last:
                raise Failure(f"expected no byte twice; came {spans}")


@cases("9110 14.2", "{0} are too many: the whole file, 416, or few parts, never a flood", [
    ("1,000 tiny ranges", "bytes=" + ",".join(f"{n * 60}-{n * 60}" for n in range(1000))),
    ("1,300 ranges from 0", "bytes=" + ",".join("0-" for _ in range(1300))),
    ("1,200 one-byte suffixes", "bytes=" + ",".join("-1" for _ in range(1200))),
])
def too_many(web, _, value):
    response = web.get(FILE, f"Range: {value}")
    expect_in("status", response.status, (200, 206, 416) if web.is_owlet else (200, 206, 416, 400, 431))
    expect(len(response.body) <= len(DATA) + 1000, f"at most about {len(DATA)} bytes", len(response.body))


@case("9110 15.3.7.2", "206 in parts has no Content-Range of its own, and the type is in the parts")
def no_outer_content_range(web):
    response = web.get(FILE, "Range: bytes=0-9,1000-1009")
    expect_equal("Content-Range", response["content-range"], None)
    parse_multipart(response)


@case("9110 15.3.7.2", "the parts keep the file's validators in the head")
def validators(web):
    whole, part = web.get(FILE), web.get(FILE, "Range: bytes=0-9,1000-1009")
    for name in ("etag", "last-modified"):
        expect_equal(name, part[name], whole[name])


@case("9110 15.3.7.2", "one range asked for never comes as multipart")
def single(web):
    response = web.get(FILE, "Range: bytes=0-9")
    expect_equal("Content-Type", response["content-type"], "application/octet-stream")


@case("9110 14.6", "the boundary does not occur in the file, though the file holds one of an earlier answer")
def boundary(web):
    place, path = web.file(b"x" * 10_000)
    earlier = web.get(path, "Range: bytes=0-9,5000-5009")["content-type"].split("boundary=")[1].strip('"')
    data = f"\r\n--{earlier}\r\nContent-Range: bytes 0-1/2\r\n\r\nxx\r\n--{earlier}--\r\n".encode() * 200
    with open(place, "wb") as file:
        file.write(data)
    expect_equal("parts", parts_of(web, "bytes=0-500,9000-9900", path, data), [(0, 500), (9000, 9900)])


@case("9112 9.3", "parts and other answers mix on one connection")
def pipelined(web):
    asked = web.request(FILE, "Range: bytes=0-9,1000-30000", close=False)
    raw = asked + web.request("/tiny.txt", close=False) + web.request(FILE, "Range: bytes=0-9,1000-", method="HEAD", close=False)
    answers = web.expect_answers(raw * 5, [206, 200, 200] * 5, ["GET", "GET", "HEAD"] * 5)
    for answer in answers[0:15:3]:
        expect_equal("parts", [len(body) for _, body in parse_multipart(answer)], [10, 29001])


@case("9110 14.6", "parts behind 4 GiB come exact")
def giant(web):
    response = web.get("/giant.bin", "Range: bytes=0-18,4294967296-4294967314")
    expect_equal("status", response.status, 206)
    expect_equal("parts", [body for _, body in parse_multipart(response)], [b"at %015d\n" % 0, b"at %015d\n" % (1 << 32)])


@case("9110 13.1.5", "If-Range that fails gives the whole file though several ranges are asked for")
def if_range(web):
    response = web.get(FILE, "Range: bytes=0-9,1000-1009", 'If-Range: "other"')
    expect_equal("status and length", (response.status, len(response.body)), (200, len(DATA)))


@case("9110 14.6", "large parts come exact to a client that reads slowly")
def slow(web):
    size = 8 << 20
    data = pattern(size)
    with web.connect(rcvbuf=8192) as connection:
        connection.send(web.request("/big.bin", f"Range: bytes=0-3000000,4000000-{size - 1}"))
        connection.wait_taken()
        response = connection.response()
        expect_equal("parts", [body for _, body in parse_multipart(response)], [data[:3000001], data[4000000:]])
        connection.expect_end()
