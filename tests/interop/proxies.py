#!/usr/bin/env python3
"""HAProxy and nginx as reverse proxies with kept connections to owlet: of 10,000 mixed requests each client gets its own answers,
and owlet's log has the clients that they name.

    python3 tests/interop/proxies.py [--owlet PATH] [--requests N] [--seed N]
"""

import argparse
import os
import random
import sys
import tempfile
import threading
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.dont_write_bytecode = True
sys.path.insert(0, f"{TOP}/tests")

import programs  # noqa: E402
import real_clients  # noqa: E402
from support.documents import write  # noqa: E402
from support.outcome import Failure, expect, expect_equal, shortened  # noqa: E402
from support.server import Server, end_all  # noqa: E402
from support.wire import Connection  # noqa: E402

CLIENTS = 12
SMALL = 20                        # files of each client
LARGE = 150_000                   # bytes: more than a socket takes at once
PIPELINED = 12_000                # bytes of a batch; HAProxy refuses what its buffer of 16 KiB cuts, whatever server is behind it
TIME = 60                         # seconds for all requests through one proxy; about 5 are needed
IDLE = 300                        # seconds that owlet leaves an idle connection: it closes none that a proxy is about to use again
CONNECTIONS = 400                 # to owlet at most; without keep-alive it would be one for each request


def parse_options():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--owlet", metavar="PATH", default=f"{TOP}/.build/release/owlet", help="default .build/release/owlet")
    parser.add_argument("--requests", metavar="N", type=int, default=10_000, help="answers to be read through each proxy")
    parser.add_argument("--seed", metavar="N", type=int, default=9112, help="what the mix is made of")
    return parser.parse_args()


def small(client, number):
    """A file that is like no other."""
    return f"small file {number} of client {client}\n".encode() * (number + 1)


def large(client):
    """A file in which every place says whose it is and where."""
    return b"".join(b"%03d:%011d\n" % (client, place) for place in range(0, LARGE, 16))


def make_files(root):
    """The files of all clients."""
    for client in range(CLIENTS):
        for number in range(SMALL):
            write(f"{root}/{client}/{number}.txt", small(client, number))
        write(f"{root}/{client}/large.bin", large(client))


class Exchange:
    """One request and the only right answer to it."""

    def __init__(self, method, target, *fields, body=b"", status=200, content=None, more=()):
        lines = [f"{method} {target} HTTP/1.1", "Host: owlet.example", *fields]
        self.raw = ("\r\n".join(lines) + "\r\n\r\n").encode() + body
        self.method, self.target, self.status, self.content, self.more = method, target, status, content, more

    def check(self, response):
        """The answer is this exchange's and no other's."""
        what = f"{self.method} {self.target}"
        expect(response.status == self.status, f"status {self.status} of {what}", shortened(response.head, 400))
        if self.content is not None:
            expect(response.body == self.content, f"{what}: {shortened(self.content, 60)}", shortened(response.body, 60))
        for name, value in self.more:
            expect_equal(f"{name} of {what}", response[name], value)


class Client(threading.Thread):
    """One client: a connection at a time, batches of one to eight requests, some answers abandoned half-way."""

    def __init__(self, number, address, share, seed, deadline):
        super().__init__(daemon=True)
        self.number, self.address, self.left, self.deadline = number, address, share, deadline
        self.random, self.files, self.large = random.Random(seed), [small(number, n) for n in range(SMALL)], large(number)
        self.connection, self.failure, self.answers, self.abandoned, self.tags = None, None, 0, 0, {}

    def run(self):
        try:
            while self.left > 0:
                self.batch(min(self.left, self.random.choice((1, 1, 2, 4, 8))))
                if self.random.random() < 0.02:
                    self.abandon()
        except Exception as error:        # an outcome like any other: told by the main thread
            self.failure = f"client {self.number} after {self.answers} answers: {type(error).__name__}: {error}"
        finally:
            self.hang_up()

    def hang_up(self):
        """Closes the connection, if there is one."""
        if self.connection:
            self.connection.close()
            self.connection = None

    def batch(self, size):
        """So many requests, pipelined unless they are large; their answers come in order."""
        exchanges = [self.choose() for _ in range(size)]
        if sum(len(exchange.raw) for exchange in exchanges) <= PIPELINED:
            self.pipeline(exchanges)
        else:
            for exchange in exchanges:
                self.pipeline([exchange])
        if self.random.random() < 0.01:
            self.hang_up()

    def pipeline(self, exchanges):
        """Requests sent in one go."""
        if not self.connection:
            self.connection = Connection(self.address, self.deadline, timeout=20, owlet=False)
        self.connection.send(b"".join(exchange.raw for exchange in exchanges))
        for exchange in exchanges:
            response = self.connection.response(exchange.method)
            exchange.check(response)
            self.learn(exchange, response)
            self.answers += 1
        self.left -= len(exchanges)
        if response.closes:
            self.hang_up()

    def learn(self, exchange, response):
        """Remembers a file's tag; the same file never has two."""
        if response.status in (200, 206, 304) and response["etag"]:
            expect_equal(f"ETag of {exchange.target}", response["etag"], self.tags.setdefault(exchange.target, response["etag"]))

    def abandon(self):
        """Asks for a large file and goes away in the middle of it: what is left must reach nobody else."""
        if self.connection:
            self.connection.send(Exchange("GET", f"/{self.number}/large.bin").raw * 2)
            self.connection.wait_for_something()
            self.abandoned += 2
            self.hang_up()

    def choose(self):
        """A request of a random kind."""
        number = self.random.randrange(SMALL)
        kinds = (self.get,) * 4 + (self.head, self.part, self.part, self.whole, self.unchanged, self.refused, self.missing,
                                   self.post, self.post_chunked, self.get_with_body, self.folder, self.beyond, self.options)
        return self.random.choice(kinds)(f"/{self.number}/{number}.txt", self.files[number])

    def get(self, target, data):
        return Exchange("GET", f"{target}?{self.random.random()}", content=data)

    def head(self, target, data):
        return Exchange("HEAD", target, content=b"", more=[("content-length", str(len(data)))])

    def whole(self, _, __):
        return Exchange("GET", f"/{self.number}/large.bin", content=self.large)

    def part(self, _, __):
        first = self.random.randrange(LARGE)
        last = min(first + self.random.choice((0, 100, 50_000)), LARGE - 1)
        return Exchange("GET", f"/{self.number}/large.bin", f"Range: bytes={first}-{last}", status=206,
                        content=self.large[first:last + 1], more=[("content-range", f"bytes {first}-{last}/{len(self.large)}")])

    def unchanged(self, target, data):
        if target not in self.tags:
            return Exchange("GET", target, content=data)
        return Exchange("GET", target, f"If-None-Match: {self.tags[target]}", status=304, content=b"")

    def refused(self, target, _):
        return Exchange("GET", target, f'If-Match: "{self.number}"', status=412)

    def missing(self, target, _):
        return Exchange("GET", f"{target}.missing", status=404)

    def post(self, target, data):
        body = data * self.random.choice((1, 10, 100))
        return Exchange("POST", target, f"Content-Length: {len(body)}", body=body, status=405, more=[("allow", "GET, HEAD, OPTIONS")])

    def post_chunked(self, target, data):
        body = b"".join(b"%x\r\n%b\r\n" % (len(data), data) for _ in range(self.random.choice((1, 3, 30)))) + b"0\r\n\r\n"
        return Exchange("POST", target, "Transfer-Encoding: chunked", body=body, status=405, more=[("allow", "GET, HEAD, OPTIONS")])

    def get_with_body(self, target, data):
        body = f"GET /{(self.number + 1) % CLIENTS}/0.txt HTTP/1.1\r\nHost: owlet.example\r\n\r\n".encode()
        return Exchange("GET", target, f"Content-Length: {len(body)}", body=body, content=data)

    def folder(self, _, __):
        return Exchange("GET", f"/{self.number}", status=301, more=[("location", f"/{self.number}/")])

    def beyond(self, target, data):
        return Exchange("GET", target, "Range: bytes=1000000-", status=416, more=[("content-range", f"bytes */{len(data)}")])

    def options(self, target, _):
        return Exchange("OPTIONS", target, status=204, content=b"", more=[("allow", "GET, HEAD, OPTIONS")])


def connections_to(port):
    """How many connections to a port the kernel knows of, those that ended within the last minute included."""
    clients = set()
    with open("/proc/net/tcp", encoding="ascii") as file:
        for line in file.readlines()[1:]:
            local, remote = line.split()[1:3]
            if local.endswith(f":{port:04X}"):
                clients.add(remote)
            elif remote.endswith(f":{port:04X}"):
                clients.add(local)
    return len(clients - {"00000000:0000"})


def through(name, options, root):
    """Puts a proxy before a fresh owlet, sends all requests; returns a line that says how it went."""
    log = f"{root}/../{name.replace(' ', '-')}.log"
    with Server(options.owlet, "-t", str(IDLE), "-l", log, root=root) as owlet, \
            programs.Program(name, upstream=f"127.0.0.1:{owlet.address[1]}") as proxy:
        begin = time.monotonic()
        share = -(-options.requests // CLIENTS)
        clients = [Client(number, ("127.0.0.1", proxy.port), share, options.seed + number, begin + TIME) for number in range(CLIENTS)]
        for client in clients:
            client.start()
        for client in clients:
            client.join(TIME + 30)
        failures = [client.failure for client in clients if client.failure]
        answers, abandoned = sum(client.answers for client in clients), sum(client.abandoned for client in clients)
        expect(not failures, "every answer to be the client's own", "; ".join(failures[:3]))
        expect(answers >= options.requests, f"{options.requests} answers", answers)
        used = connections_to(owlet.address[1])
        expect(used <= CONNECTIONS, f"at most {CONNECTIONS} connections to owlet", used)
        seconds = time.monotonic() - begin
    with open(log, "rb") as file:
        logged = file.read().count(b"\n")
    expect(answers <= logged <= answers + abandoned, f"{answers} to {answers + abandoned} lines in owlet's log", logged)
    return f"{answers} answers to {CLIENTS} clients, {abandoned} abandoned, {used} connections to owlet, {seconds:.1f} s"


def runs():
    """All that there is to do: a title, the program that is needed, and a function of options and root."""
    for name in ("HAProxy", "nginx as a proxy"):
        yield name, name, lambda options, root, name=name: through(name, options, root)
    yield from real_clients.runs()


def judge(title, name, run, options, root):
    """Runs one of them; returns its outcome, which is printed."""
    if not programs.find(programs.KINDS[name][0]):
        print(f"skip {title}: it is not installed (scripts/setup --for test does it)")
        return "skipped"
    try:
        print(f"pass {title} ({programs.version(name)}): {run(options, root)}", flush=True)
        return "passed"
    except (Failure, RuntimeError, OSError) as failure:
        print(f"FAIL {title}, seed {options.seed}: {failure}", flush=True)
        return "failed"
    finally:
        end_all()


def main():
    """Entry."""
    options = parse_options()
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    with tempfile.TemporaryDirectory(prefix="proxies-") as home:
        root = f"{home}/root"
        make_files(root)
        for title, name, run in runs():
            counts[judge(title, name, run, options, root)] += 1
    print(", ".join(f"{count} {what}" for what, count in counts.items()))
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
