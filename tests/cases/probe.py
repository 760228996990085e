"""owlet --probe: one GET, status 0 when the answer is 2xx and 1 otherwise, in time whatever the server does."""

import os
import signal
import time

from cases.admin import admin_address
from cases.options import expect_one_line
from support.outcome import expect, expect_equal
from support.registry import case, cases
from support.server import run_briefly

OWN_ADDRESS = "127.77.65.4"         # where nobody else takes a port that has become free


def probe(web, *options, **settings):
    """Runs a probe: (status, stdout, stderr)."""
    web.need_owlet()
    return run_briefly(web.setting.binary, "--probe", *options, **settings)


def url(address, path="/"):
    """The URL of a path at a TCP address."""
    return "http://{}:{}{}".format(*address, path)


def expect_well(result):
    """Status 0, and not a word."""
    expect_equal("probe", result, (0, "", ""))


@cases("owlet", "a probe of {0} is status 0 and says nothing", ["/tiny.txt", "/empty.txt", "/big.bin", "/tiny.txt?a=b#c"])
def well(web, path):
    expect_well(probe(web, url(web.address, path)))


@cases("owlet", "a probe of {0} is status 1 and one line with {1}", [
    ("/nothing-of-this-name", "404"), ("/special", "301"), ("/%00", "400")])
def unwell(web, path, status):
    expect_one_line(probe(web, url(web.address, path)), 1, f"the answer is {status}")


@case("owlet", "a probe of localhost, with variables of the server around it")
def localhost(web):
    spoilt = {"OWLET_PORT": "x", "OWLET_TIMEOUT": "x", "OWLET_CONFIG": "/nothing", "OWLET_PROBE": "x"}
    web.need_owlet()
    expect_well(probe(web, url(("localhost", web.address[1]), "/tiny.txt"), environment=spoilt))


@cases("owlet", "a probe of {0} of the admin listener is status 0", ["/healthz", "/readyz"])
def admin(web, path):
    with web.start("--admin", "127.0.0.1:0") as server:
        expect_well(probe(web, url(admin_address(server), path)))


@case("owlet", "a probe of /readyz is status 1 while owlet drains")
def draining(web):
    with web.start("--admin", "127.0.0.1:0", "--drain-delay", "30") as server:
        target = url(admin_address(server), "/readyz")
        expect_well(probe(web, target))
        server.signal()
        end = time.monotonic() + 10
        while (result := probe(web, target))[0] == 0:
            expect(time.monotonic() < end, "a probe that fails", result)
        expect_one_line(result, 1, "the answer is 503")
        expect_well(probe(web, url(server.address, "/tiny.txt")))
        server.signal()
        server.check_end(server.wait())


@case("owlet", "a probe of a unix socket, by its path or its abstract name")
def unix(web):
    path = web.file(b"", "owlet.sock")[0]
    os.unlink(path)
    name = f"@owlet-probe-{os.getpid()}"
    with web.start("--listen", f"unix:{path}", "--listen", f"unix:{name}", port=None):
        for place in (path, name):
            expect_well(probe(web, f"unix:{place}:/tiny.txt"))
            expect_one_line(probe(web, f"unix:{place}:/nothing"), 1, "the answer is 404")
    expect_one_line(probe(web, f"unix:{path}"), 1, "No such file", path)
    expect_one_line(probe(web, f"unix:{name}"), 1, "Connection refused", name)


@case("owlet", "a probe where nobody listens any more is status 1 at once")
def nobody(web):
    with web.start("--host", OWN_ADDRESS) as server:
        expect_well(probe(web, url(server.address, "/tiny.txt")))
    expect_one_line(probe(web, url(server.address), "-t", "60"), 1, "Connection refused", str(server.address[1]))


@cases("owlet", "a probe of a server that is frozen is status 1 within {0} s", [("0.2", ("-t", "0.2")), ("3", ())])
def frozen(web, seconds, options):
    with web.start() as server:
        target = url(server.address, "/tiny.txt")
        server.signal(signal.SIGSTOP)
        try:
            begin = time.monotonic()
            expect_one_line(probe(web, target, *options), 1, f"no answer within {seconds} s")
            passed = time.monotonic() - begin
        finally:
            server.signal(signal.SIGCONT)
        expect(passed >= float(seconds), f"an end after {seconds} s", passed)
        expect_well(probe(web, target, "-t", "20"))


@cases("owlet", "a probe that can ask nobody is status 1 and one line: {0}", [
    ("no scheme", "127.0.0.1:8080", "http://ADDRESS"),
    ("TLS", "https://127.0.0.1/", "TLS"),
    ("a name", "http://owlet.example/", "owlet.example"),
    ("no port of that number", "http://127.0.0.1:70000/", "65535"),
    ("nothing", "", "''"),
])
def no_target(web, _, text, mentioned):
    expect_one_line(probe(web, text), 1, mentioned)


@cases("owlet", "a probe is asked for alone: {0}", [
    ("with a port", ("http://127.0.0.1/", "-p", "80"), "--port 80"),
    ("with two URLs", ("http://127.0.0.1/", "http://127.0.0.2/"), "http://127.0.0.2/"),
    ("without a URL", (), "probe"),
])
def usage(web, _, options, mentioned):
    expect_one_line(probe(web, *options), 2, mentioned.split(" ")[0])
