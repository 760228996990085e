"""The loads that are compared, one row of the result each, and the documents that they ask for."""

import shlex
from typing import Callable, NamedTuple

import drivers
from support.documents import make_sparse, pattern, write

HELLO = b"Hello World!"
GIB = 1 << 30


class Load(NamedTuple):
    """A row."""
    name: str
    title: str                               # with what title_of fills in
    document: str
    driver: Callable | None                  # None: idle connections instead of requests
    arguments: tuple = ()
    quick: tuple | None = None               # arguments of a quick run where they differ
    once: bool = False                       # long enough to be run once
    seconds: int = 1                         # of a row that runs once; the least for the others, which follow --secs
    quick_seconds: int = 1
    skipped: bool = False                    # by a quick run that asks for no rows by name
    pipelined: int = 1
    needs: frozenset = frozenset()           # abilities that a server may lack
    by_bytes: bool = False                   # too large for whole requests to be counted
    published: tuple = ()                    # of Python servers on another machine: requests/s from, to, the rest


FILES, KEEP, PIPE = frozenset({"files"}), frozenset({"keep-alive"}), frozenset({"keep-alive", "pipelining"})
MANY = ("-t1", "-c100")
LOADS = (
    Load("keep", "12 bytes, keep-alive, 100 clients", "hello.txt", drivers.wrk, MANY),
    Load("pipe", "12 bytes, 16 requests pipelined, 100 clients", "hello.txt", drivers.wrk, MANY, pipelined=16, needs=PIPE),
    Load("close", "12 bytes, a connection per request, 100 clients", "hello.txt", drivers.wrk, (*MANY, "-H", "Connection: close")),
    Load("4k", "4 KiB, keep-alive, 100 clients", "4k.bin", drivers.wrk, MANY, needs=FILES),
    Load("100k", "100 KiB, keep-alive, 100 clients", "100k.bin", drivers.wrk, MANY, needs=FILES),
    Load("10m", "10 MiB, keep-alive, 20 clients", "10m.bin", drivers.wrk, ("-t1", "-c20", "--timeout", "60s"), needs=FILES, by_bytes=True,
         skipped=True),
    Load("1g", "1 GiB, 4 clients", "1g.bin", drivers.wrk, ("-t1", "-c4", "--timeout", "60s"), seconds=3, needs=FILES, by_bytes=True),
    Load("idle", "{count} idle keep-alive connections", "hello.txt", None, ("8000",), ("1000",), once=True, seconds=4, needs=KEEP),
    Load("ab", "ab -c 100 -n {requests}", "hello.txt", drivers.ab, ("-c", "100", "-n", "50000"), ("-c", "100", "-n", "2000"), once=True,
         seconds=8, published=(899, 11181, "up to 32 of 50,000 failed, slowest answer 55 s")),
    Load("wrk30", "wrk -t5 -c100 -d{seconds}", "hello.txt", drivers.wrk, ("-t5", "-c100"), once=True, seconds=30, skipped=True),
    Load("autocannon", "autocannon -c 100 -d {seconds} -p 10", "hello.txt", drivers.autocannon, ("@autocannon@", "-c", "100", "-p", "10"),
         once=True, seconds=5, pipelined=10, published=(5264, 5264, "14,000 errors in 5 s")),
)


def make_documents(root):
    """The documents of all loads; the largest one is full of holes."""
    write(f"{root}/hello.txt", HELLO)
    for name, size in (("4k.bin", 4 << 10), ("100k.bin", 100 << 10), ("10m.bin", 10 << 20)):
        write(f"{root}/{name}", pattern(size))
    make_sparse(f"{root}/1g.bin", GIB)


def seconds_of(load, options):
    """How long one run of a load takes its client."""
    seconds = load.quick_seconds if options.quick else load.seconds
    return seconds if load.once else max(options.secs, seconds)


def title_of(load, options):
    """Its title with what a quick run changes."""
    arguments = arguments_of(load, options)
    return load.title.format(count=f"{int(arguments[0]):,}" if load.driver is None else "", requests=arguments[-1] if arguments else "",
                             seconds=seconds_of(load, options))


def arguments_of(load, options):
    """What its client is told; the program comes first where it is not in the PATH."""
    arguments = load.quick if options.quick and load.quick else load.arguments
    return [options.tools["autocannon"] if word == "@autocannon@" else word for word in arguments]


def command_of(load, options):
    """The client's command as a reader would type it."""
    arguments = load.quick if options.quick and load.quick else load.arguments
    words = shlex.join(arguments).replace("@autocannon@", "autocannon")
    seconds = seconds_of(load, options)
    if load.driver is None:
        return f"{words} connections, one request on each, then PSS"
    if load.driver is drivers.ab:
        return f"ab {words} URL"
    if load.driver is drivers.autocannon:
        return f"{words} -d {seconds} URL"
    return f"wrk {words} -d{seconds}s -s wrk.lua URL" + (f" -- {load.pipelined}" if load.pipelined > 1 else "")
