"""Never stale: whatever happens to a file, the next request gets what it is now, however many clients keep asking for it."""

import contextlib
import mmap
import os
import subprocess
import sys
import tempfile
import time

from cases.deploys import open_in
from support.outcome import expect, expect_equal
from support.registry import case, cases

ROUNDS = 300
LARGE = 100 * 1024
HASHED = 64 * 1024  # --hash-limit, by default
HAMMERS = 4
# A process of its own, so that it does not wait for the cases: asks on so many kept connections for one target until it is ended.
# A body that is cut short by a change ends its connection, and the next one takes its place; a status other than 200 and 404 ends it.
HAMMER = r"""
import re, socket, sys

def ask(client, request):
    client.sendall(request)
    data = b""
    while b"\r\n\r\n" not in data:
        data += client.recv(262144) or exit(1)
    head, _, body = data.partition(b"\r\n\r\n")
    if head[9:12] not in (b"200", b"404"):
        sys.exit(head)
    left = int(re.search(rb"Content-Length: (\d+)", head)[1]) - len(body)
    while left > 0:
        try:
            more = len(client.recv(262144))
        except ConnectionResetError:
            more = 0
        if not more:
            return False
        left -= more
    return left == 0

def connect():
    return socket.create_connection((sys.argv[1], int(sys.argv[2])), 10)

request = f"GET {sys.argv[3]} HTTP/1.1\r\nHost: hammer\r\n\r\n".encode()
clients = [connect() for _ in range(int(sys.argv[4]))]
print("ready", flush=True)
while True:
    for number, client in enumerate(clients):
        if not ask(client, request):
            client.close()
            clients[number] = connect()
"""


@contextlib.contextmanager
def own_server(web):
    """An owlet with a root in memory where there is one: a disk may want to write every renamed file at once, and stall for seconds."""
    in_memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="owlet-fresh-", dir=in_memory) as root:
        os.chmod(root, 0o755)
        with web.start("-t", "120", root=root) as server:
            web.at(server)
            yield


@contextlib.contextmanager
def hammer(web, target):
    """Clients that ask for the target all the time while the block runs."""
    host, port = web.address
    command = [sys.executable, "-c", HAMMER, host, str(port), target, str(HAMMERS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            expect_equal("word of the other clients", process.stdout.readline(), b"ready\n")
            yield
            expect(process.poll() is None, "the other clients served all the time", process.poll() and process.stderr.read()[-300:])
        finally:
            process.kill()


def overwrite(place, data):
    """In place, with one write."""
    with open(place, "r+b", buffering=0) as file:
        file.write(data)


def overwrite_and_restore_time(place, data):
    """In place, and nothing but the bytes and ctime tells."""
    before = os.stat(place)
    overwrite(place, data)
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))


def rename_over(place, data):
    """As editors and deployments do it."""
    with open(place + ".next", "wb", buffering=0) as file:
        file.write(data)
    os.rename(place + ".next", place)


def truncate_and_write(place, data):
    """As a shell's redirection does it."""
    with open(place, "wb", buffering=0) as file:
        file.write(data)


WAYS = [
    ("rewritten in place", overwrite),
    ("rewritten in place with its time restored", overwrite_and_restore_time),
    ("replaced by rename", rename_over),
    ("truncated and written", truncate_and_write),
]
FILES = [("a small file", "file.txt", 12), ("a large file", "file.bin", LARGE), ("the index of a folder", "index.html", 12)]


def version(number, size):
    """The content of a file at one time: no two are alike anywhere."""
    block = b"%011d\n" % number
    return (block * (size // len(block) + 1))[:size]


def make(web, name, size):
    """The first version of a file; returns its place on the disk and its target."""
    place, path = web.file(version(0, size), name)
    return place, path.removesuffix("index.html")


def ask(web, connection, target):
    """One request on a kept connection."""
    connection.send(web.request(target, close=False))
    return connection.response()


def expect_fresh(web, kept, target, data):
    """The bytes that the file has now, on a kept connection and on a new one; returns the entity tag."""
    tags = set()
    for response in (ask(web, kept, target), web.get(target)):
        expect_equal("status", response.status, 200)
        expect_equal("body", response.body, data)
        tags.add(response["etag"])
    expect_equal("number of entity tags of one version", len(tags), 1)
    return tags.pop()


@cases("9111 4.3", "{0} is {3} 300 times while four clients ask for it: every next request gets the new bytes",
       [(*file, *way) for file in FILES for way in WAYS], limit=40, heavy=True)
def rewritten(web, _, name, size, __, way):
    with own_server(web):
        place, target = make(web, name, size)
        kept = web.connect()
        with hammer(web, target):
            tag = expect_fresh(web, kept, target, version(0, size))
            for number in range(1, ROUNDS + 1):
                old_time = os.stat(place).st_mtime_ns
                way(place, version(number, size))
                is_told = size <= HASHED or os.stat(place).st_mtime_ns != old_time  # two changes in a tick of the clock bear one time
                former, tag = tag, expect_fresh(web, kept, target, version(number, size))
                expect_equal(f"whether version {number} has another tag", tag != former, is_told)


@cases("9111 4.3", "{0} changes its size 300 times while four clients ask for it: every next request gets all of it, with another tag", FILES,
       limit=40, heavy=True)
def resized(web, _, name, size):
    with own_server(web):
        place, target = make(web, name, size)
        kept = web.connect()
        with hammer(web, target):
            tag = expect_fresh(web, kept, target, version(0, size))
            for number in range(1, ROUNDS + 1):
                data = version(number, size + number)
                rename_over(place, data)
                former, tag = tag, expect_fresh(web, kept, target, data)
                expect(tag != former, "another tag", tag)


@cases("9111 4.3", "{0} is deleted and made again 100 times while four clients ask for it: 404 and 200 at the next request", FILES, limit=40, heavy=True)
def deleted(web, _, name, size):
    with own_server(web):
        place, target = make(web, name, size)
        kept = web.connect()
        with hammer(web, target):
            for number in range(1, 101):
                os.unlink(place)
                for response in (ask(web, kept, target), web.get(target)):
                    expect_equal("status without the file", response.status, 404)
                rename_over(place, version(number, size))
                expect_fresh(web, kept, target, version(number, size))


@case("9111 4.3", "a change between two requests of one connection is seen for each of 50 files", limit=30)
def many_files(web):
    files = [make(web, f"{number}.txt", 12 if number % 2 else LARGE) for number in range(50)]
    with web.connect() as kept:
        for number in range(3):
            for place, target in files:
                size = os.stat(place).st_size
                overwrite_and_restore_time(place, version(number, size))
                expect_equal("body", ask(web, kept, target).body, version(number, size))


@cases("9110 13.1.2", "If-None-Match with the tag of {0} is 304 until that changes, and 200 from then on", FILES)
def conditional(web, _, name, size):
    place, target = make(web, name, size)
    tag = web.get(target)["etag"]
    for number in range(1, 30):
        expect_equal("status before the change", web.get(target, f"If-None-Match: {tag}").status, 304)
        rename_over(place, version(number, size + number))
        response = web.get(target, f"If-None-Match: {tag}")
        expect_equal("status after the change", response.status, 200)
        expect_equal("body", response.body, version(number, size + number))
        tag = response["etag"]


@cases("owlet", "{0} that is deleted is not kept open beyond the next request for it", FILES)
def not_kept_open(web, _, name, size):
    place, target = make(web, name, size)
    with web.start() as server:
        web.at(server).expect_file(target, version(0, size))
        opened = open_in(server.pid, os.path.dirname(place))
        expect(opened in ([], [place]), "the file open, or nothing", opened)
        os.unlink(place)
        web.expect_status(target, 404)
        expect_equal("open after it was deleted", open_in(server.pid, os.path.dirname(place)), [])


@cases("owlet", "a write to {0} through a memory mapping is seen within two seconds, though it moves no time", [("a small file", 100), ("a large file", LARGE)])
def mapped(web, _, size):
    web.need_owlet()
    place, target = web.file(b"first " + b"." * size)
    with open(place, "r+b") as file, mmap.mmap(file.fileno(), 0) as memory:
        memory[:6] = b"second"
        time.sleep(0.1)                             # what is read now is older than a tick: it may be kept
        expect_equal("bytes", web.get(target).body[:6], b"second")
        memory[:6] = b"third!"
        end = time.monotonic() + 2
        while web.get(target).body[:6] != b"third!" and time.monotonic() < end:
            time.sleep(0.05)
        expect_equal("bytes", web.get(target).body[:6], b"third!")
