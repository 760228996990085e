"""Never stale under load: 1,000 rewrites of every kind while a flood of requests asks for the file, and each one shows at once."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import time

from cases.freshness import ask, hammer, make, overwrite, overwrite_and_restore_time, own_server, rename_over, truncate_and_write, version
from support.outcome import Failure, expect, expect_equal
from support.registry import cases

REWRITES = 1000
CLIENTS = 8
FLOOD_SECONDS = 120
FLOOD_LEAST = 1000          # requests without which there was no load


def grow(place, data):
    """In place, and longer than before."""
    overwrite(place, data)


WAYS = [overwrite_and_restore_time, rename_over, truncate_and_write, grow]
FILES = [                   # what it is, name, size, whether its tag is made of its bytes (else of its size and time)
    ("a file of 12 bytes", "file.txt", 12, True),
    ("a file of 4 KiB", "file.html", 4 << 10, True),
    ("a file of 40 KiB", "file.css", 40 << 10, True),
    ("a file of 100 KiB", "file.bin", 100 << 10, False),
]


def wait_for_clients(server):
    """Waits until the flood has connected, beside the socket that listens."""
    end = time.monotonic() + 10
    while server.descriptors()["socket"] < CLIENTS + 1:
        if time.monotonic() > end:
            raise Failure(f"expected {CLIENTS} connections of wrk; came {dict(server.descriptors())}")
        time.sleep(0.01)


@contextlib.contextmanager
def flood(web, target):
    """wrk asks for the target over kept connections while the block runs; where there is no wrk, clients in Python do."""
    if not shutil.which("wrk"):
        with hammer(web, target):
            yield
        return
    host, port = web.address
    command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{FLOOD_SECONDS}s", f"http://{host}:{port}{target}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            wait_for_clients(web.servers[-1])
            yield
            process.send_signal(signal.SIGINT)
            output, _ = process.communicate(timeout=10)
            count = re.search(r"(\d+) requests in", output)
            expect(count and int(count[1]) >= FLOOD_LEAST, f"{FLOOD_LEAST} requests of wrk meanwhile", output[-300:])
        finally:
            process.kill()


def next_answer(web, kept, number, target):
    """The request after a rewrite: on a new connection and on the kept one, in turn."""
    return web.get(target) if number % 2 else ask(web, kept, target)


def rewrite(place, number):
    """Gives the file its next version in the next way; returns its bytes, and whether its time or its size tells."""
    way, before = WAYS[number // 2 % len(WAYS)], os.stat(place)
    data = version(number, before.st_size + (way is grow))
    way(place, data)
    after = os.stat(place)
    return data, (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size)


def expect_each_version(web, kept, place, target, is_hashed):
    """Every rewrite is seen by the very next request: in the bytes and, where the tag can tell, in the tag."""
    tag = web.get(target)["etag"]
    for number in range(1, REWRITES + 1):
        data, is_told = rewrite(place, number)
        response = next_answer(web, kept, number, target)
        expect_equal(f"status of version {number}", response.status, 200)
        expect_equal(f"body of version {number}", response.body, data)
        if is_hashed or is_told:
            expect(response["etag"] != tag, f"another tag for version {number} ({WAYS[number // 2 % len(WAYS)].__name__})", tag)
        tag = response["etag"]


def expect_gone_and_back(web, kept, place, target):
    """Deleted, it is 404 at the next request; made again, it is there at the next one."""
    for number in range(4):
        os.unlink(place)
        expect_equal("status without the file", next_answer(web, kept, number, target).status, 404)
        data = version(number, 100)
        rename_over(place, data)
        response = next_answer(web, kept, number, target)
        expect_equal("status of the new file", response.status, 200)
        expect_equal("body of the new file", response.body, data)


@cases("9111 4.3", "{0} is rewritten 1,000 times in four ways in a flood of requests: each next request gets the new bytes with another tag",
       FILES, limit=60, heavy=True)
def rewritten_in_a_flood(web, _, name, size, is_hashed):
    with own_server(web):
        place, target = make(web, name, size)
        kept = web.connect(timeout=20)
        with flood(web, target):
            expect_each_version(web, kept, place, target, is_hashed)
            expect_gone_and_back(web, kept, place, target)
