"""An owlet of several processes, at the same time or one after the other; and clients who count every failure."""

import os
import re
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter

from support.documents import TINY
from support.outcome import expect, expect_equal
from support.server import SANITIZER
from support.wire import parse_address

# Announces the descriptor 3 as sd_listen_fds(3) describes it: only the process itself knows its id.
ACTIVATION = ("import os, sys; os.dup2(int(sys.argv[1]), 3);"
              "os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1'); os.execv(sys.argv[2], sys.argv[2:])")
GIVES_WAY = re.compile(r"upgrade: process (\d+) serves")
GRACE = 5       # kIdleGraceAfterUpgrade: whoever is slower to ask may find his connection closed


def wait_until(is_true, what, seconds=15):
    """Waits for what comes without a sign; returns what it was."""
    end = time.monotonic() + seconds
    while not (came := is_true()):
        expect(time.monotonic() < end, f"{what} within {seconds} s", came)
        time.sleep(0.002)
    return came


def children(pid):
    """The children of a process that has one thread."""
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(each) for each in file.read().split()]


class Processes:
    """owlet in a process group of its own. Its end: SIGTERM, status 0, and nobody of them left who could write a line."""

    def __init__(self, web, *options, given=None, root=None, binary=None):
        web.need_owlet()
        self.command = [binary or web.setting.binary, "-r", root or web.root, *options]
        if given:
            self.command = [sys.executable, "-c", ACTIVATION, str(given.fileno()), *self.command]
        self.given, self.lines, self._news = given, [], threading.Condition()
        self.process, self.pid, self.handle, self._reader, self.is_judged = None, None, None, None, False

    def __enter__(self):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("OWLET_")}
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
                                        pass_fds=[self.given.fileno()] if self.given else [], env=environment)
        self.pid, self.handle = self.process.pid, os.pidfd_open(self.process.pid)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self.wait_for("owlet: serving ")
        except BaseException:
            self._kill()
            raise
        return self

    def __exit__(self, kind, *_):
        try:
            if kind is None and not self.is_judged:
                self.stop()
        finally:
            self._kill()
            os.close(self.handle)

    def _kill(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()

    def _read(self):
        for raw in self.process.stderr:
            with self._news:
                self.lines.append(raw.decode("utf-8", "replace").rstrip("\n"))
                self._news.notify_all()
        with self._news:
            self.lines.append("")           # nobody is left
            self._news.notify_all()

    @property
    def stderr(self):
        """All of standard error so far."""
        return "\n".join(self.lines)

    def wait_for(self, text, after=0, seconds=20):
        """Waits for a line with a text in it, behind so many lines; returns it."""
        def found():
            return next((line for line in self.lines[after:] if text in line), None)

        with self._news:
            came = self._news.wait_for(lambda: found() or "" in self.lines, seconds)
            expect(came and found(), f"a line with {text!r}", self.stderr[-1500:])
            return found()

    @property
    def address(self):
        """The first TCP address that is served."""
        return parse_address(re.search(r"http://([^ /]+)/", self.wait_for("owlet: serving "))[1])

    def metrics(self, web):
        """/metrics as a dict."""
        address = parse_address(re.search(r"http://([^ /]+)/", self.wait_for("owlet: admin at "))[1])
        with web.connect(address=address) as connection:
            connection.send(web.request("/metrics"))
            body = connection.response().body.decode()
        rows = (line.rpartition(" ") for line in body.splitlines() if not line.startswith("#"))
        return {name: float(value) for name, _, value in rows}

    def ready_status(self, web):
        """What /readyz answers."""
        address = parse_address(re.search(r"http://([^ /]+)/", self.wait_for("owlet: admin at "))[1])
        with web.connect(address=address) as connection:
            connection.send(web.request("/readyz"))
            return connection.response().status

    def workers(self):
        """The processes that serve."""
        return children(self.pid)

    def signal(self, number=signal.SIGTERM):
        """Signals the process that is owlet now."""
        signal.pidfd_send_signal(self.handle, number)

    def order(self, number, text):
        """A signal, and the line that answers it."""
        after = len(self.lines)
        self.signal(number)
        return self.wait_for(text, after)

    def upgrade(self):
        """SIGUSR2; returns when the new process serves."""
        line = self.order(signal.SIGUSR2, "serves; this one drains")
        os.close(self.handle)
        self.pid = int(GIVES_WAY.search(line)[1])
        self.handle = os.pidfd_open(self.pid)

    def has_ended(self, seconds=15):
        """Whether the process that is owlet now ends."""
        return bool(select.select([self.handle], [], [], seconds)[0])

    def wait(self, wanted=0):
        """Waits for the end of all: the status of the one that was started, and nobody left."""
        self.is_judged = True
        expect(self.has_ended(), "the end", self.stderr[-1000:])
        expect_equal("exit status", self.process.wait(20), wanted)
        self.wait_for_all()

    def wait_for_all(self):
        """Waits until no process has the standard error that they share any more."""
        self.is_judged = True
        self._reader.join(20)
        expect(not self._reader.is_alive(), "the end of every process", "some are left")
        expect(not SANITIZER.search(self.stderr), "no sanitizer report", self.stderr[-1500:])

    def stop(self, wanted=0):
        """SIGTERM, and the end."""
        self.signal()
        self.wait(wanted)


class Late(Exception):
    """A client was so slow to ask that the server may have closed the connection before: he asks again on another (RFC 9112 9.3.1)."""


class Load:
    """Closed-loop clients; whatever is not a right answer and then, where it was announced, an orderly end is a failure."""

    def __init__(self, address, keep=2, close=2):
        self.address, self.answers, self.failures, self.ended = address, Counter(), Counter(), threading.Event()
        kinds = [""] * keep + ["Connection: close\r\n"] * close
        self.threads = [threading.Thread(target=self._run, args=each, daemon=True) for each in enumerate(kinds)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        self.wait_for_more()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for thread in self.threads:
            thread.join(15)

    def _connect(self):
        client = socket.socket(socket.AF_UNIX if isinstance(self.address, str) else socket.AF_INET)
        client.settimeout(10)
        client.connect(self.address)
        return client

    def _run(self, number, fields):
        request = f"GET /tiny.txt HTTP/1.1\r\nHost: test\r\n{fields}\r\n".encode()
        client, since = None, 0.0
        while not self.ended.is_set():
            try:
                if not client:
                    since, client = time.monotonic(), self._connect()
                before, since = since, time.monotonic()
                if not self._ask(client, request, before):
                    client.close()
                    client = None
                self.answers[number] += 1
            except Late:
                client = None
            except (OSError, EOFError, ValueError) as error:
                self.failures[f"{type(error).__name__}: {error}"] += 1
                client = None
        if client:
            client.close()

    @staticmethod
    def _begin(client, request, since):
        """Sends a request; returns the first bytes of the answer. Nothing has been asked on the connection since then."""
        sent = None
        try:
            client.sendall(request)
            sent = time.monotonic()
            answer = client.recv(4096)
            if not answer:
                raise EOFError("the end before an answer")
            return answer
        except (EOFError, ConnectionResetError, BrokenPipeError) as error:
            if (sent or time.monotonic()) - since > GRACE:
                raise Late from error
            raise

    def _ask(self, client, request, since):
        """One exchange; whether the connection goes on."""
        answer = self._begin(client, request, since)
        while not answer.endswith(b"\r\n\r\n" + TINY):
            piece = client.recv(4096)
            if not piece:
                raise EOFError(f"the end after {len(answer)} bytes")
            answer += piece
        if not answer.startswith(b"HTTP/1.1 200 "):
            raise ValueError(f"not a 200: {answer[:40]!r}")
        if b"\r\nConnection: close\r\n" not in answer:
            return True
        if client.recv(1):
            raise ValueError("more than one answer")
        return False

    def wait_for_more(self, seconds=15):
        """Waits until every client has had another answer, or one has failed."""
        before = Counter(self.answers)
        wait_until(lambda: self.failures or all(self.answers[n] > before[n] for n in range(len(self.threads))),
                   "answers to every client", seconds)

    def forget_failures(self, seconds=15):
        """Forgets what has failed until now, once everybody has noticed; returns how often."""
        before = Counter(self.answers)      # the next answer of each may have come already, but the one after that is asked for from now on
        wait_until(lambda: all(self.answers[n] > before[n] + 1 for n in range(len(self.threads))), "two answers to every client", seconds)
        failed = sum(self.failures.values())
        self.failures.clear()
        return failed

    def judge(self):
        """Nobody has had anything but answers."""
        self.wait_for_more()
        expect_equal("failed requests", dict(self.failures), {})
