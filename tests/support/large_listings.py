"""Listings of large folders: how they are read, and clients who ask for them, or for something else meanwhile."""

import json
import os
import re
import subprocess
import sys
import threading
import time
from urllib.parse import unquote_to_bytes

from support.documents import TINY
from support.listings import Page
from support.outcome import Failure, expect, expect_equal

TAKERS = """\
import contextlib, os, socket, sys, threading, traceback

def take(form):
    try:
        while True:
            with socket.create_connection((sys.argv[1], int(sys.argv[2])), 40) as client, contextlib.suppress(ConnectionResetError):
                client.sendall(f"GET /many/ HTTP/1.1\\r\\nHost: test\\r\\nAccept: {form}\\r\\nConnection: close\\r\\n\\r\\n".encode())
                while client.recv(1 << 18):
                    pass
            os.write(1, b".")
    except OSError:
        traceback.print_exc()
        os._exit(1)

for number in range(7):
    threading.Thread(target=take, args=(("text/html", "application/json")[number % 2],)).start()
"""
ROW = re.compile(rb'<th scope="row"><a class="\w+" href="\./([^"/?]+)')


def entries_of(response):
    """The names (bytes) of a listing in JSON, in order, and whether it says that these are all."""
    data = json.loads(response.body)
    expect_equal("number of entries", data["directories"] + data["files"], len(data["entries"]))
    return [unquote_to_bytes(entry["href"][2:].removesuffix("/")) for entry in data["entries"]], data["complete"]


def told_by(response):
    """The same without a look at each: how many, and whether they are all."""
    expect(response.body.endswith((b',"complete":true}\n', b',"complete":false}\n')), "a whole listing", response.body[-60:])
    return response.body.count(b'"href":"./'), b'"complete":true' in response.body[-60:]


def rows_of(response):
    """The names (bytes) of a page, in order: what is too much for the parser of Page. The rest of it goes there."""
    rows = ROW.findall(response.body)
    begin, end = response.body.find(b"<tr><th scope=\"row\"><a", response.body.find(b"class=\"rows\"")), response.body.rfind(b"</tr>") + 5
    response.body = response.body[:begin] + response.body[end:]
    Page(response)
    return [unquote_to_bytes(href) for href in rows]


class Others:
    """A client who asks for a small file all the time, and what he had to wait for."""

    def __init__(self, web):
        self.web, self.times, self.failures, self.ended = web, [], [], threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join(20)

    def _run(self):
        try:
            with self.web.connect() as connection:
                while not self.ended.is_set():
                    since = time.perf_counter()
                    connection.send(self.web.request("/tiny.txt", close=False))
                    expect_equal("body", connection.response().body, TINY)
                    self.times.append(time.perf_counter() - since)
                    connection.pause(0.001)
        except (Failure, OSError) as failure:
            self.failures.append(str(failure))


class Takers:
    """7 clients of the large folder, in a process of their own: the threads of this one hold each other up."""

    def __init__(self, address):
        self.command, self.taken, self.process = [sys.executable, "-c", TAKERS, address[0], str(address[1])], 0, None

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        os.set_blocking(self.process.stdout.fileno(), False)
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def count(self):
        """How many listings they have taken."""
        if self.process.poll() is not None:
            raise Failure(f"expected clients who take listings; came {self.process.stderr.read()!r}")
        self.taken += len(self.process.stdout.read() or b"")
        return self.taken
