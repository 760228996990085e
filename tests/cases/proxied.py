"""Behind proxies: --listen ...,proxy and --trust-proxy, told by the clients that the access log has."""

import json
import socket
import struct
import time

from support import logs
from support.outcome import expect, expect_equal
from support.registry import case, cases

SHORT = 0.5
CLIENT, CLIENT6, STRANGER = "192.0.2.7", "2001:db8::7", "127.0.0.9"
SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"
LONGEST = 4096                    # bytes of a header of version 2
TLV_HEAD = 3
V1 = b"PROXY TCP4 192.0.2.7 198.51.100.1 4711 80\r\n"


def version_2(data, command=1, family=0x11, version=2, length=None):
    """A header around an address block, which the length may contradict."""
    return SIGNATURE + struct.pack("!BBH", version << 4 | command, family, len(data) if length is None else length) + data


def addresses(client, more=b""):
    """The address block of that client, with extensions behind it."""
    family = socket.AF_INET6 if ":" in client else socket.AF_INET
    here = "2001:db8::1" if ":" in client else "198.51.100.1"
    return socket.inet_pton(family, client) + socket.inet_pton(family, here) + struct.pack("!HH", 4711, 80) + more


def extension(size):
    """A TLV of so many bytes, of the type that is there to fill (PP2_TYPE_NOOP)."""
    return struct.pack("!BH", 4, size - TLV_HEAD) + b"\0" * (size - TLV_HEAD)


V2 = version_2(addresses(CLIENT))
HEADERS = [("version 1", V1, CLIENT), ("version 1, IPv6", b"PROXY TCP6 2001:db8::7 2001:db8::1 4711 80\r\n", CLIENT6),
           ("version 2", V2, CLIENT), ("version 2, IPv6", version_2(addresses(CLIENT6), family=0x21), CLIENT6),
           ("version 2 with extensions", version_2(addresses(CLIENT, extension(3) + extension(70))), CLIENT)]


def clients_of(web, exchange, *options, listen="127.0.0.1:0,proxy"):
    """Serves an exchange with a log; returns the client of each of its lines. The option that is read last is --trust-proxy's."""
    web.need_owlet()
    with logs.directory() as home:
        path = f"{home}/access.log"
        options = ["--listen", listen.format(home=home), "-l", path, "--log-format", "json", *options]
        with web.start(*options, port=None) as server:
            web.at(server)
            exchange(server)
            server.stop()
        return [json.loads(line)["client"] for line in logs.content(path).splitlines()]


def ask_behind(web, header, source=None):
    """A header and a request in one segment; returns the response."""
    with web.connect(source=source) as connection:
        connection.send(header + web.request("/tiny.txt"))
        response = connection.response()
        connection.expect_end()
    expect_equal("status", response.status, 200)
    return response


# -- The PROXY protocol ----------------------------------------------------------------------------


@cases("owlet", "a header of the PROXY protocol is believed wherever its bytes are cut: {0}", HEADERS[:3], limit=60)
def every_cut(web, _, header, client):
    whole = header + web.request("/tiny.txt")

    def exchange(_):
        for cut in range(1, len(header) + 2):
            with web.connect() as connection:
                connection.send(whole[:cut])
                connection.wait_taken()
                connection.send(whole[cut:])
                expect_equal(f"status, cut at {cut}", connection.response().status, 200)
    expect_equal("clients", clients_of(web, exchange, "--trust-proxy", "127.0.0.1"), [client] * (len(header) + 1))


@cases("owlet", "a header of the PROXY protocol and pipelined requests come in one segment: {0}", HEADERS)
def pipelined(web, _, header, client):
    def exchange(_):
        with web.connect() as connection:
            connection.send(header + web.request("/tiny.txt", close=False) * 3 + web.request("/end.txt"))
            for _ in range(4):
                expect_equal("status", connection.response().status, 200)
            connection.expect_end()
    expect_equal("clients", clients_of(web, exchange, "--trust-proxy", "127.0.0.1"), [client] * 4)


@case("owlet", "a header of 4096 bytes is taken, in one piece or byte by byte at its end")
def longest(web):
    header = version_2(addresses(CLIENT, extension(LONGEST - len(V2))))

    def exchange(_):
        ask_behind(web, header)
        with web.connect() as connection:
            connection.send(header[:-3])
            for byte in (header[-3:-2], header[-2:-1], header[-1:]):
                connection.wait_taken()
                connection.send(byte)
            connection.send(web.request("/tiny.txt"))
            expect_equal("status", connection.response().status, 200)
    expect_equal("size", len(header), LONGEST)
    expect_equal("clients", clients_of(web, exchange, "--trust-proxy", "127.0.0.1"), [CLIENT] * 2)


@cases("owlet", "a connection that does not begin with a header is dropped without a word or a line in the log: {0}", [
    ("a request", b"GET /tiny.txt HTTP/1.1\r\nHost: test\r\n\r\n"),
    ("the hello of TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
    ("zeros", b"\0" * 300),
    ("a name without addresses", b"PROXY TCP4\r\nGET / HTTP/1.1\r\n\r\n"),
    ("small letters", b"proxy TCP4 192.0.2.7 198.51.100.1 4711 80\r\n"),
    ("two spaces", b"PROXY TCP4  192.0.2.7 198.51.100.1 4711 80\r\n"),
    ("a name for an address", b"PROXY TCP4 localhost 198.51.100.1 4711 80\r\n"),
    ("an address of the other family", b"PROXY TCP4 2001:db8::7 2001:db8::1 4711 80\r\n"),
    ("a port of 65536", b"PROXY TCP4 192.0.2.7 198.51.100.1 65536 80\r\n"),
    ("a line that ends in LF", b"PROXY TCP4 192.0.2.7 198.51.100.1 4711 80\n"),
    ("a line of 108 bytes", b"PROXY UNKNOWN " + b"x" * 92 + b"\r\n"),
    ("a line without an end", b"PROXY UNKNOWN " + b"x" * 5000),
    ("version 3", version_2(addresses(CLIENT), version=3)),
    ("command 2", version_2(addresses(CLIENT), command=2)),
    ("family 4", version_2(addresses(CLIENT), family=0x41)),
    ("less than the addresses need", version_2(addresses(CLIENT)[:-1])),
    ("4097 bytes", version_2(addresses(CLIENT, extension(LONGEST + 1 - len(V2))))),
    ("a length of 65535", version_2(addresses(CLIENT), length=65535)),
])
def dropped(web, _, raw):
    def exchange(_):
        with web.connect() as connection:
            connection.send_until_refused(raw)
            connection.expect_end(reset_is_fine=True)
        ask_behind(web, V1)
    expect_equal("clients", clients_of(web, exchange, "--trust-proxy", "127.0.0.1"), [CLIENT])


@cases("owlet", "a proxy that speaks for itself, or does not know for whom, is the client itself: {0}", [
    ("LOCAL", version_2(b"", command=0, family=0)),
    ("LOCAL with addresses", version_2(addresses(CLIENT), command=0)),
    ("LOCAL of a family that nobody knows", version_2(b"\0" * 9, command=0, family=0xFF)),
    ("UNSPEC", version_2(b"", family=0)),
    ("a datagram's", version_2(addresses(CLIENT), family=0x12)),
    ("UNKNOWN", b"PROXY UNKNOWN\r\n"),
    ("UNKNOWN with addresses", b"PROXY UNKNOWN 192.0.2.7 198.51.100.1 4711 80\r\n"),
])
def for_itself(web, _, header):
    clients = clients_of(web, lambda _: ask_behind(web, header), "--trust-proxy", "127.0.0.1")
    expect_equal("clients", clients, ["127.0.0.1"])


@cases("owlet", "a header that never becomes whole is waited for as long as -t says, then dropped without a word: {0}", [
    ("nothing", b""), ("a part of version 1", V1[:20]), ("a part of version 2", V2[:14]), ("all but a byte", V2[:-1])])
def never_comes(web, _, part):
    def exchange(_):
        begin = time.monotonic()
        with web.connect() as connection:
            connection.send(part)
            connection.expect_end(reset_is_fine=True)
            expect(time.monotonic() - begin >= SHORT * 0.7, "the close after -t", f"{time.monotonic() - begin:.2f} s")
    expect_equal("clients", clients_of(web, exchange, "-t", str(SHORT), "--trust-proxy", "127.0.0.1"), [])


@case("owlet", "a header that trickles is cut off after -t all the same", heavy=True)
def trickles(web):
    header = version_2(addresses(CLIENT, extension(1000)))

    def exchange(_):
        begin = time.monotonic()
        with web.connect() as connection:
            for byte in header:
                if not connection.send_until_refused(bytes([byte])) or not connection.is_silent(0.05):
                    break
            expect(time.monotonic() - begin < 15, "the end after -t", f"{time.monotonic() - begin:.2f} s")
            connection.expect_end(reset_is_fine=True)
    expect_equal("clients", clients_of(web, exchange, "-t", str(SHORT), "--trust-proxy", "127.0.0.1"), [])


@cases("owlet", "the header of somebody who is not trusted is read, and not believed: {0}", HEADERS)
def not_believed(web, _, header, __):
    clients = clients_of(web, lambda _: ask_behind(web, header, STRANGER), "--trust-proxy", "127.0.0.1")
    expect_equal("clients", clients, [STRANGER])


@cases("owlet", "whose word a field has, the header of the PROXY protocol decides: {0}", [
    ("a client that is trusted", "192.0.2.0/24", "203.0.113.5"), ("one that is not", "10.0.0.0/8", CLIENT)])
def both(web, _, trusted, wanted):
    def exchange(_):
        with web.connect() as connection:
            connection.send(V2 + web.request("/tiny.txt", "X-Forwarded-For: 203.0.113.5"))
            expect_equal("status", connection.response().status, 200)
    expect_equal("clients", clients_of(web, exchange, "--trust-proxy", "127.0.0.1", "--trust-proxy", trusted), [wanted])


@cases("owlet", "through a unix socket, the word of a proxy is taken where unix is trusted: {0}", [
    ("by the PROXY protocol", ",proxy", V2, [], "unix", CLIENT),
    ("by the PROXY protocol, not trusted", ",proxy", V2, [], "10.0.0.0/8", "unix:"),
    ("by a field", "", b"", ["X-Forwarded-For: 192.0.2.7"], "unix", CLIENT),
    ("by a field, not trusted", "", b"", ["X-Forwarded-For: 192.0.2.7"], "10.0.0.0/8", "unix:")])
def unix_socket(web, _, option, header, fields, trusted, wanted):
    def exchange(_):
        with web.connect() as connection:
            connection.send(header + web.request("/tiny.txt", *fields))
            expect_equal("status", connection.response().status, 200)
    expect_equal("clients", clients_of(web, exchange, "--trust-proxy", trusted, listen="unix:{home}/socket" + option), [wanted])


# -- X-Forwarded-For and Forwarded -----------------------------------------------------------------

WORDS = [  # what the trusted proxy at 127.0.0.1 sends, and who the client is then; 10.0.0.0/8 and 2001:db8:1::/48 are trusted as well
    (["X-Forwarded-For: 203.0.113.5"], "203.0.113.5"),
    (["X-Forwarded-For: 6.6.6.6, 203.0.113.5"], "203.0.113.5"),
    (["X-Forwarded-For: 6.6.6.6, 203.0.113.5, 10.1.2.3"], "203.0.113.5"),
    (["X-Forwarded-For: 6.6.6.6,203.0.113.5 , 10.1.2.3,10.3.2.1"], "203.0.113.5"),
    (["X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 203.0.113.5, 10.1.2.3"], "203.0.113.5"),
    (["X-Forwarded-For: 203.0.113.5", "X-Forwarded-For: 10.1.2.3"], "203.0.113.5"),
    (["X-Forwarded-For: 10.1.2.3, 203.0.113.5"], "203.0.113.5"),
    (["X-Forwarded-For: 10.9.9.9, 10.1.2.3"], "10.9.9.9"),
    (["X-Forwarded-For: 203.0.113.5, somebody, 10.1.2.3"], "10.1.2.3"),
    (["X-Forwarded-For: 203.0.113.5, unknown"], "127.0.0.1"),
    (["X-Forwarded-For:"], "127.0.0.1"),
    (["X-Forwarded-For: , ,"], "127.0.0.1"),
    (['X-Forwarded-For: 6.6.6.6" - - [x] "GET / HTTP/1.1"'], "127.0.0.1"),
    (["X-Forwarded-For: 203.0.113.5:4711"], "203.0.113.5"),
    (["X-Forwarded-For: 2001:db8::5, 2001:db8:1::9"], "2001:db8::5"),
    (["X-Forwarded-For: [2001:db8::5]:4711"], "2001:db8::5"),
    (["X-Forwarded-For: ::ffff:203.0.113.5, ::ffff:10.1.2.3"], "203.0.113.5"),
    (["Forwarded: for=203.0.113.5;proto=https;by=10.0.0.1"], "203.0.113.5"),
    (["Forwarded: for=6.6.6.6, FOR=203.0.113.5, for=10.1.2.3"], "203.0.113.5"),
    (['Forwarded: for="[2001:db8::5]:4711";host="a,b;for=6.6.6.6"'], "2001:db8::5"),
    (["Forwarded: for=6.6.6.6", "Forwarded: for=203.0.113.5"], "203.0.113.5"),
    (["Forwarded: for=203.0.113.5, for=_hidden, for=10.1.2.3"], "10.1.2.3"),
    (["Forwarded: for=203.0.113.5, for=unknown"], "127.0.0.1"),
    (['Forwarded: for="6.6.6.6, for=203.0.113.5'], "127.0.0.1"),
    (["Forwarded: by=6.6.6.6"], "127.0.0.1"),
    (["Forwarded: for=6.6.6.6", "X-Forwarded-For: 203.0.113.5"], "203.0.113.5"),
    (["X-Real-IP: 6.6.6.6"], "127.0.0.1"),
]
TRUSTED = ("--trust-proxy", "127.0.0.1", "--trust-proxy", "10.0.0.0/8", "--trust-proxy", "2001:db8:1::/48")


def ask_all(web, source=None):
    """Each of the fields in a request of its own; they have one connection, and each is sent twice."""
    with web.connect(source=source) as connection:
        for fields, _ in WORDS:
            connection.send(web.request("/tiny.txt", *fields, close=False) * 2)
            for _ in range(2):
                expect_equal("status", connection.response().status, 200)


def expect_clients(came, wanted):
    """Names the fields for which another client came."""
    expect_equal("lines", len(came), 2 * len(WORDS))
    wrong = [(fields, client) for (fields, _), client, right in zip([row for row in WORDS for _ in range(2)], came, wanted) if client != right]
    expect_equal("fields of which came another client", wrong, [])


@case("owlet", "X-Forwarded-For and Forwarded of a trusted proxy are walked from the right, to the first who is not trusted")
def walked(web):
    came = clients_of(web, lambda _: ask_all(web), *TRUSTED, listen="127.0.0.1:0")
    expect_clients(came, [client for _, client in WORDS for _ in range(2)])


@cases("owlet", "what anybody else says of a client never reaches the log: {0}", [("one who is not trusted", STRANGER, TRUSTED),
                                                                               ("nobody is", "127.0.0.1", ())])
def forged(web, _, source, options):
    came = clients_of(web, lambda _: ask_all(web, source), *options, listen="127.0.0.1:0")
    expect_clients(came, [source] * 2 * len(WORDS))
