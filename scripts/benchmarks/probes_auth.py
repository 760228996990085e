"""Passwords: who guesses them by the thousand must not be in the way of a client that needs none.

As a program it guesses, at a steady rate, and prints as JSON what was answered:

    probes_auth.py PORT RATE SECONDS ADDRESSES       from so many addresses, 127.0.0.2 and up
"""

import base64
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter

from probes_client import FIGURES, figures, measure
from probes_common import CLIENT_CORE, PAGE, on_core, scheduled, verdict, write

RATE, GUESSES, ADDRESSES, EACH, TARGET_MS = 500, 1000, 50, 4, 10
WARM_UP = 0.5
# bcrypt of the cost that htpasswd -B has, 5, and of one that takes its time, 10.
USERS = (b"quick:$2y$05$R/Xp7OcfPrsmJ2YpUmzs5.fx.24AHjErbe1CS//h8iolPVvTJFCoe\n"
         b"slow:$2y$10$UpL9Q5VE6TshotUD2YqMEeF4zcBxrggWqT75hMsJpzbXvsaQ9A4Me\n")
COLUMNS = ["beside it", *FIGURES, "wrong bodies", "guesses/s", "401", "429", "503", "waiting", "cores of owlet", "hashing"]
NOTE = """\
A client without a password asks for 12 bytes of an open path at {rate} requests/s on a kept connection and measures, on the clients' core
({priority}). Beside it {guesses} wrong passwords a second, each another one, come from {addresses} addresses over {each} kept connections
each, for users with bcrypt of cost 5 and 10 and for one that does not exist. owlet and its helper have both cores. "hashing" is the share of a core
that the helper had. First without guesses, then with them, then without again, in one run."""


class Guesser:
    """One connection from an address of its own."""

    def __init__(self, port, number):
        self.socket, self.answer = socket.socket(), b""
        self.socket.bind((f"127.0.0.{number + 2}", 0))
        self.socket.connect(("127.0.0.1", port))
        self.socket.setblocking(False)

    def guess(self, number):
        """Sends a pair that nobody has sent before."""
        word = base64.b64encode(f"{('quick', 'slow', 'nobody')[number % 3]}:{number}-{os.getpid()}".encode()).decode()
        self.socket.send(f"GET /secret/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {word}\r\n\r\n".encode())

    def status(self):
        """What was answered, when all of it has come; None until then."""
        with contextlib.suppress(BlockingIOError):
            self.answer += self.socket.recv(1 << 16)
        if not self.answer.endswith(b"</html>\n"):
            return None
        status, self.answer = self.answer[9:12].decode(), b""
        return status


def guess(port, rate, seconds, addresses):
    """Sends wrong passwords at this rate, each on a connection that waits for no answer; counts those."""
    free = [Guesser(port, number % addresses) for number in range(EACH * addresses)]
    found, busy, begin, sent = Counter(), [], time.perf_counter(), 0
    while (passed := time.perf_counter() - begin) < seconds:
        while free and sent < passed * rate:
            busy.append(free.pop(0))
            busy[-1].guess(sent)
            sent += 1
        for one in list(busy):
            if status := one.status():
                found[status] += 1
                busy.remove(one)
                free.append(one)
        time.sleep(0.002)
    return {"sent": sent / seconds, "waiting": len(busy), **{status: found[status] for status in ("401", "429", "503")}}


@contextlib.contextmanager
def guessing(port, seconds):
    """The guesses while the block runs; yields a list that has what was answered afterwards."""
    command = [sys.executable, "-B", os.path.abspath(__file__), str(port), str(GUESSES), str(seconds), str(ADDRESSES)]
    with on_core(CLIENT_CORE):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    answered = []
    try:
        time.sleep(WARM_UP)
        yield answered
        answered.append(json.loads(process.communicate(timeout=seconds + 30)[0]))
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def nobody(*_):
    """No guesses."""
    yield [{"sent": 0, "waiting": 0, "401": 0, "429": 0, "503": 0}]


def helper_of(pid):
    """The process that compares passwords."""
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return int(file.read().split()[0])


def round_of(server, others, root, seconds):
    """One round; returns its row without the name, and what the measuring client found."""
    begin, before, hashed = time.monotonic(), scheduled(server.pid)[0], scheduled(helper_of(server.pid))[0]
    with others(server.port, seconds + 2 * WARM_UP) as answered:
        found = measure(server, RATE, seconds, {"/page.txt": f"{root}/page.txt"})
    passed = time.monotonic() - begin
    came = answered[0]
    shares = [f"{(scheduled(server.pid)[0] - before) / passed:.0%}", f"{(scheduled(helper_of(server.pid))[0] - hashed) / passed:.0%}"]
    return [*figures(found), found["wrong"], f"{came['sent']:.0f}", *(came[name] for name in ("401", "429", "503", "waiting")), *shares], found


def auth(owlet, quick):
    """The probe."""
    from probes_servers import Running, Server  # noqa: PLC0415 (the guessing process needs none of it)
    seconds, rows, found = 2 if quick else 10, [], {}
    with tempfile.TemporaryDirectory(prefix="owlet-auth-") as home:
        os.chmod(home, 0o755)
        root = f"{home}/root"
        write(f"{root}/page.txt", PAGE)
        write(f"{root}/secret/index.html", PAGE)
        write(f"{home}/passwords", USERS)
        with Server(owlet, "-t", "300", "--auth", f"{home}/passwords", "--auth-path", "/secret", root=root) as running:
            server = Running("owlet", running.pid, running.address[1])
            for name, others in (("nothing", nobody), ("guesses", guessing), ("nothing again", nobody)):
                row, found[name] = round_of(server, others, root, seconds)
                rows.append([name, *row])
    note = NOTE.format(rate=RATE, guesses=GUESSES, addresses=ADDRESSES, each=EACH, priority=found["guesses"]["priority"])
    return {"title": f"{GUESSES} wrong passwords a second", "columns": COLUMNS, "rows": rows,
            "note": f"{note}\n" + verdict("p99 beside the guesses", found["guesses"]["p99"], TARGET_MS, " ms")}


if __name__ == "__main__":
    json.dump(guess(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])), sys.stdout)
