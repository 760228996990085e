"""A response and its strict grammar (RFC 9112): whatever http.client would forgive is a failure here."""

import calendar
import re
import time

from support.outcome import Failure, expect_in, expect_equal, shortened

STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-5][0-9][0-9]) ([\t \x21-\x7e\x80-\xff]*)")
TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
VISIBLE = rb"[\x21-\x7e\x80-\xff]"
FIELD_LINE = re.compile(rb"(%b):[ \t]*((?:%b(?:[\t ]*%b)*)?)[ \t]*" % (TOKEN, VISIBLE, VISIBLE))
DATE = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT")
ETAG = re.compile(r'(W/)?"[\x21\x23-\x7e\x80-\xff]*"')
SINGLETONS = ("accept-ranges", "connection", "content-length", "content-range", "content-type", "date", "etag",
              "last-modified", "location", "server", "transfer-encoding")
MAX_HEAD = 65536


def parse_date(text):
    """Seconds since the epoch of an IMF-fixdate; anything else is a failure (9110 5.6.7)."""
    if not DATE.fullmatch(text):
        raise Failure(f"expected an IMF-fixdate; came {text!r}")
    when = time.strptime(text, "%a, %d %b %Y %H:%M:%S GMT")
    if time.strftime("%a", time.gmtime(calendar.timegm(when))) != text[:3]:
        raise Failure(f"expected the right day of the week; came {text!r}")
    return calendar.timegm(when)


def format_date(seconds):
    """An IMF-fixdate."""
    return time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(seconds))


def parse_fields(block):
    """Field lines (each ended by CRLF) to a list of (name, value); any slip of the grammar is a failure."""
    fields = []
    for line in block.split(b"\r\n")[:-1]:
        match = FIELD_LINE.fullmatch(line)
        if not match:
            raise Failure(f"expected a well-formed field line; came {shortened(line)}")
        fields.append((match[1].decode(), match[2].decode("latin-1")))
    return fields


class Response:
    """One response: status, reason, fields in order, body."""

    def __init__(self, head, method):
        start, _, block = head[:-2].partition(b"\r\n")
        match = STATUS_LINE.fullmatch(start)
        if not match:
            raise Failure(f"expected a status line of HTTP/1; came {shortened(start)}")
        self.head, self.method, self.body = head, method, b""
        self.status, self.reason = int(match[1]), match[2].decode("latin-1")
        self.fields = parse_fields(block)
        self.interim = []
        self._check_fields()

    def all(self, name):
        """Every value of a field."""
        return [value for key, value in self.fields if key.lower() == name.lower()]

    def __getitem__(self, name):
        values = self.all(name)
        return values[0] if values else None

    def names(self):
        """The field names, lower case, in the order sent."""
        return [name.lower() for name, _ in self.fields]

    @property
    def closes(self):
        """True where the response says that the connection ends with it."""
        return "close" in [token.strip().lower() for value in self.all("connection") for token in value.split(",")]

    @property
    def bodiless(self):
        """True where the framing rules leave no room for content (9112 6.3)."""
        return self.method == "HEAD" or self.status < 200 or self.status in (204, 304)

    def _check_fields(self):
        for name in SINGLETONS:
            if len(self.all(name)) > 1:
                raise Failure(f"expected {name} once; came {self.all(name)}")
        if self["content-length"] is not None and not re.fullmatch(r"[0-9]+", self["content-length"]):
            raise Failure(f"expected digits as Content-Length; came {self['content-length']!r}")
        if self["content-length"] is not None and self["transfer-encoding"] is not None:
            raise Failure("expected Content-Length or Transfer-Encoding; came both (9112 6.2)")
        if self.status < 200 or self.status == 204:
            for name in ("content-length", "transfer-encoding"):
                if self[name] is not None:
                    raise Failure(f"expected no {name} in a {self.status} (9110 8.6); came {self[name]!r}")
        for name in ("date", "last-modified"):
            if self[name] is not None:
                parse_date(self[name])
        if self["etag"] is not None and not ETAG.fullmatch(self["etag"]):
            raise Failure(f"expected an entity tag (9110 8.8.3); came {self['etag']!r}")

    def check_owlet(self, codings=(None,)):
        """What owlet adds to the RFCs: the same few fields on every response, and no transfer coding where none is expected."""
        expect_equal("version", self.head[:8], b"HTTP/1.1")
        if self.status < 200:
            return
        expect_equal("Server", self["server"], "owlet")
        expect_in("Connection", self["connection"], ("keep-alive", "close"))
        expect_in("Transfer-Encoding", self["transfer-encoding"], codings)
        if self["date"] is None:
            raise Failure(f"expected a Date in a {self.status}; came none")


def parse_multipart(response):
    """The parts of a multipart/byteranges body as (fields dict, bytes), framing checked byte by byte (9110 14.6)."""
    match = re.fullmatch(r'multipart/byteranges; ?boundary=(?:"([^"]{1,70})"|([!#$%&\'*+\-.^_`|~0-9A-Za-z]{1,70}))', response["content-type"] or "")
    if not match:
        raise Failure(f"expected multipart/byteranges with a boundary; came {response['content-type']!r}")
    delimiter = b"--" + (match[1] or match[2]).encode()
    body, parts = response.body, []
    if body.startswith(b"\r\n"):
        body = body[2:]
    while body.startswith(delimiter + b"\r\n"):
        head, found, rest = body[len(delimiter) + 2:].partition(b"\r\n\r\n")
        if not found:
            raise Failure(f"expected the end of a part's head; came {shortened(body)}")
        fields = {name.lower(): value for name, value in parse_fields(head + b"\r\n")}
        span = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", fields.get("content-range", ""))
        if not span:
            raise Failure(f"expected Content-Range in a part; came {fields!r}")
        length = int(span[2]) - int(span[1]) + 1
        parts.append((fields, rest[:length]))
        if rest[length:length + 2] != b"\r\n":
            raise Failure(f"expected CRLF after a part; came {shortened(rest[length:])}")
        body = rest[length + 2:]
    if body not in (delimiter + b"--\r\n", delimiter + b"--"):
        raise Failure(f"expected the closing boundary and nothing after it; came {shortened(body)}")
    return parts
