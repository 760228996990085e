"""The command line: options, addresses, the help text, and every way of not starting, each one line with the right status."""

import os
import re
import shlex
import socket

from support.documents import TINY
from support.outcome import Failure, Skip, expect, expect_equal, expect_in
from support.registry import case, cases
from support.server import run_briefly

NOBODY = 65534


def brief(web, *options, **settings):
    """Runs an owlet that ends by itself."""
    web.need_owlet()
    return run_briefly(web.setting.binary, *options, **settings)


def expect_one_line(result, status, *mentioned):
    """A failed start: this status, nothing on standard output, one line on standard error that says what it is about."""
    came, out, err = result
    expect_equal("exit status", came, status)
    expect_equal("standard output", out, "")
    expect(err.endswith("\n") and err.count("\n") == 1, "one line on standard error", err)
    expect(err.startswith("owlet: "), "a line that begins with owlet:", err)
    for word in mentioned:
        expect(word in err, f"{word!r} in the line", err)


@cases("owlet", "{0} prints the version", [("-V",), ("--version",)])
def version(web, option):
    expect_equal("result", brief(web, option), (0, "owlet 0.1.0\n", ""))


@cases("owlet", "{0} prints a help text of 80 columns that shows three examples", [("-h",), ("--help",)])
def help_text(web, option):
    status, out, err = brief(web, option)
    expect_equal("status and standard error", (status, err), (0, ""))
    lines = out.splitlines()
    expect(max(map(len, lines)) <= 80, "at most 80 columns", max(lines, key=len))
    for name in ("-r, --root", "-a, --host", "-p, --port", "-t, --timeout", "-l, --log", "-d, --debug", "-V, --version", "-h, --help"):
        expect(name in out, f"{name} in the help text", out)
    expect(len(re.findall(r"^\s+owlet( |$)", out, re.M)) >= 3, "three examples", out)


@cases("owlet", "bad usage is status 2 and one line: {0}", [
    ("an unknown long option", ("--bogus",), "bogus"),
    ("an unknown short option", ("-Z",), "Z"),
    ("a port that is too large", ("-p", "65536"), "65536"),
    ("a port of letters", ("-p", "http"), "http"),
    ("a negative port", ("-p", "-1"), "-1"),
    ("a port with letters behind it", ("-p", "80x"), "80x"),
    ("an empty port", ("-p", ""), "port"),
    ("a port with a fraction", ("-p", "80.5"), "80.5"),
    ("a port far too large", ("-p", "99999999999999999999"), "99999999999999999999"),
    ("a port without a value", ("-p",), "p"),
    ("an address that is none", ("-a", "not-an-address"), "not-an-address"),
    ("an address of too large numbers", ("-a", "999.1.1.1"), "999.1.1.1"),
    ("an empty address", ("-a", ""), "host"),
    ("an address with a port", ("-a", "127.0.0.1:80"), "127.0.0.1:80"),
    ("an address cut short", ("-a", "127.0.0"), "127.0.0"),
    ("a time-out of letters", ("-t", "soon"), "soon"),
    ("a negative time-out", ("-t", "-5"), "-5"),
    ("a time-out with a unit", ("-t", "5s"), "5s"),
    ("an empty time-out", ("-t", ""), "timeout"),
    ("a time-out that is no number", ("-t", "nan"), "nan"),
    ("an infinite time-out", ("-t", "inf"), "inf"),
    ("a word too many", ("surplus",), "surplus"),
    ("a value for a switch", ("--debug=maybe",), "debug"),
    ("an empty root", ("-r", ""), "root"),
    ("an empty log", ("-l", ""), "log"),
])
def bad_usage(web, _, options, mentioned):
    expect_one_line(brief(web, *(() if "-p" in options else ("-p", "0")), *options), 2, mentioned)


@case("owlet", "a root that does not exist is status 1 and one line")
def missing_root(web):
    expect_one_line(brief(web, "-p", "0", "-r", "/nonexistent/folder"), 1, "/nonexistent/folder")


@case("owlet", "a root that is a file is status 1 and one line")
def root_is_file(web):
    expect_one_line(brief(web, "-p", "0", "-r", f"{web.root}/tiny.txt"), 1, f"{web.root}/tiny.txt")


@case("owlet", "a root that may not be read is status 1 and one line")
def unreadable_root(web):
    user = NOBODY if os.geteuid() == 0 else None
    expect_one_line(brief(web, "-p", "0", "-r", f"{web.root}/special/closed", user=user), 1, "special/closed")


@case("owlet", "a port in use is status 1 and one line that names it")
def port_in_use(web):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        expect_one_line(brief(web, "-p", port, "-r", web.root), 1, port, "in use")


@case("owlet", "a port that another owlet serves is status 1 and one line: the two never share it")
def port_of_owlet(web):
    with web.start() as server:
        expect_one_line(brief(web, "-p", str(server.address[1]), "-r", web.root), 1, str(server.address[1]), "in use")
        web.at(server).expect_file("/tiny.txt", TINY)


@case("owlet", "a port that needs a privilege is status 1 and one line")
def privileged_port(web):
    web.need_owlet()
    with open("/proc/sys/net/ipv4/ip_unprivileged_port_start", encoding="ascii") as file:
        if int(file.read()) <= 79:
            raise Skip("every port is free for all here")
    expect_one_line(brief(web, "-p", "79", "-r", web.root, user=NOBODY if os.geteuid() == 0 else None), 1, "79", "ermission")


@case("owlet", "an address that this machine does not have is status 1 and one line")
def foreign_address(web):
    expect_one_line(brief(web, "-p", "0", "-a", "192.0.2.1", "-r", web.root), 1, "192.0.2.1")


@case("owlet", "a log that cannot be opened is status 1 and one line")
def bad_log(web):
    expect_one_line(brief(web, "-p", "0", "-r", web.root, "-l", "/nonexistent/access.log"), 1, "/nonexistent/access.log")


@case("owlet", "a second address that fails ends the start: nothing is served half")
def second_address_fails(web):
    expect_one_line(brief(web, "-p", "0", "-a", "127.0.0.1", "-a", "192.0.2.1", "-r", web.root), 1, "192.0.2.1")


@case("owlet", "the ready line names the root as it really is and the address that is really bound")
def ready_line(web):
    with web.start() as server:
        expect_equal("root", server.served_root, os.path.realpath(web.root))
        expect_equal("address", server.address[0], "127.0.0.1")
        expect(server.address[1] > 0, "a port", server.address[1])
        expect(re.fullmatch(r"owlet: serving .* at http://127\.0\.0\.1:\d+/", server.lines[0]), "owlet: serving ROOT at http://127.0.0.1:PORT/", server.lines[0])


@cases("owlet", "-a {0} serves at that address", [
    ("127.0.0.1", "127.0.0.1"),
    ("localhost", "127.0.0.1"),
    ("0.0.0.0", "127.0.0.1"),
    ("127.0.0.2", "127.0.0.2"),
    ("::1", "::1"),
    ("::", "::1"),
])
def addresses(web, address, reach):
    if ":" in address and not has_ipv6():
        raise Skip("no IPv6 here")
    with web.start("-a", address) as server:
        web.at(server)
        web.address = (reach if address != "localhost" else server.address[0], server.address[1])
        web.expect_file("/tiny.txt", TINY)


def has_ipv6():
    """True where ::1 can be bound."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
        return True
    except OSError:
        return False


@case("owlet", "two addresses are both served, and the ready line names both")
def two_addresses(web):
    with web.start("-a", "127.0.0.1", "-a", "127.0.0.2") as server:
        expect_equal("hosts", [host for host, _ in server.addresses], ["127.0.0.1", "127.0.0.2"])
        for web.address in server.addresses:
            web.expect_file("/tiny.txt", TINY)


@case("owlet", "IPv4 and IPv6 are served together, each by its own address")
def both_families(web):
    if not has_ipv6():
        raise Skip("no IPv6 here")
    with web.start("-a", "127.0.0.1", "-a", "::1") as server:
        expect_equal("hosts", [host for host, _ in server.addresses], ["127.0.0.1", "::1"])
        for web.address in server.addresses:
            web.expect_file("/tiny.txt", TINY)


@cases("owlet", "the long form works: {0}", [
    ("--root and --port", ("--timeout", "5")),
    ("with equals signs", ("--timeout=5", "--host=127.0.0.1")),
    ("--debug", ("--debug",)),
    ("-d", ("-d",)),
    ("-t with a fraction", ("-t", "0.75")),
])
def long_forms(web, _, options):
    with web.start(*options) as server:
        web.at(server).expect_file("/tiny.txt", TINY)


@case("owlet", "without -r the current folder is served")
def current_folder(web):
    web.need_owlet()
    place, _ = web.file(b"here\n", "folder/here.txt")
    with web.start(root=".", prefix=("env", "-C", os.path.dirname(place))) as server:
        web.at(server)
        expect_equal("body", web.get("/here.txt").body, b"here\n")
        expect_equal("root", server.served_root, os.path.realpath(os.path.dirname(place)))


@case("owlet", "a root with a space and UTF-8 in its name is served")
def odd_root(web):
    place, _ = web.file(b"odd\n", "größe und raum/file.txt")
    with web.start(root=os.path.dirname(place)) as server:
        expect_equal("body", web.at(server).get("/file.txt").body, b"odd\n")


@case("owlet", "owlet opens no more than it needs: standard streams, root, listener, and a handful for the loop")
def few_descriptors(web):
    with web.start() as server:
        kinds = server.descriptors()
        expect_equal("sockets", kinds["socket"], 1)
        expect(sum(kinds.values()) <= 12, "at most 12 open descriptors", dict(kinds))


@case("owlet", "closed standard streams are no harm")
def closed_streams(web):
    web.need_owlet()
    command = f"exec {shlex.join([web.setting.binary, '-r', web.root, '-p', '0'])} <&- >&-"
    with web.start(prefix=("/bin/sh", "-c", command)) as server:
        for _ in range(3):
            expect_in("status", web.at(server).get("/tiny.txt").status, (200,))
        if not server.alive():
            raise Failure("expected owlet alive; it died")
