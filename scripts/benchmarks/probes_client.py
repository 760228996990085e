"""The client that the probes measure with: one kept connection, plain requests, every body compared.

As a program it asks at a steady rate, and prints as JSON how long the answers took:

    probes_client.py PORT RATE SECONDS TARGET=FILE...      the targets in turn; FILE holds what each must be
"""

import gc
import json
import os
import re
import socket
import subprocess
import sys
import time

from probes_common import CLIENT_CORE, on_core, percentile

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
PATIENCE = 60
FIGURES = ["p50 ms", "p99 ms", "max ms", "answered", "not by the end"]     # the columns of figures()


class Client:
    """One connection to a server of this machine."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, target):
        """Asks for a target."""
        self.socket.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())

    def receive(self):
        """The body of one answer, which is a 200; None for another."""
        data = self._more(b"")
        while (end := data.find(b"\r\n\r\n")) < 0:
            data = self._more(data)
        left = end + 4 + int(LENGTH.search(data, 0, end + 2)[1]) - len(data)
        pieces = [data[end + 4:]]
        while left > 0:
            pieces.append(self._more(b""))
            left -= len(pieces[-1])
        return b"".join(pieces) if data[9:12] == b"200" else None

    def _more(self, data):
        """What has come so far, and what comes next."""
        more = self.socket.recv(1 << 18)
        if not more:
            raise ConnectionError("the server closed the connection")
        return data + more

    def get(self, target):
        """One exchange."""
        self.send(target)
        return self.receive()

    def close(self):
        """Ends the connection, and wakes up a thread that waits in it."""
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass                               # the server was first
        self.socket.close()


def take_priority():
    """Before all others on this core, so that the figures are the server's; returns what was granted."""
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(10))
        return "SCHED_RR"
    except OSError:
        pass                                   # the next best
    try:
        return f"nice {os.nice(-10)}"
    except OSError:
        return "no priority"


def ask_steadily(port, rate, seconds, wanted):
    """Asks for the targets (pairs of target and body) in turn; returns the seconds of each answer, and the number of wrong ones.

    An answer's time begins when it was due, if the one before it came too late to send it then: a server that stands still is not
    asked less. At the end the client leaves: who has no answer by then is not in the times.
    """
    client, times, wrong = Client(port), [], 0
    begin = time.perf_counter() + 0.01
    for number in range(int(rate * seconds)):
        due, now = begin + number / rate, time.perf_counter()
        if now < due:
            time.sleep(due - now)
            due = now = time.perf_counter()
        target, body = wanted[number % len(wanted)]
        try:
            client.socket.settimeout(max(0.001, begin + seconds - now))
            wrong += client.get(target) != body
        except TimeoutError:
            break
        times.append(time.perf_counter() - due)
    client.close()
    return times, wrong


def with_unanswered(times, rate, seconds):
    """The times of all that was due: what has no answer counts with the time that it had waited by the end."""
    return times + [seconds - number / rate for number in range(len(times), int(rate * seconds))]


def measure(server, rate, seconds, files):
    """Asks so from a process of its own (files: target -> file that holds its bytes); returns what it found:

    p50, p99, max (milliseconds), answered, unanswered, wrong, priority.
    """
    command = [sys.executable, "-B", os.path.abspath(__file__), str(server.port), str(rate), str(seconds),
               *(f"{target}={file}" for target, file in files.items())]
    with on_core(CLIENT_CORE):
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=seconds + PATIENCE)
    return json.loads(done.stdout)


def figures(found):
    """What it found as the cells of a row."""
    return [*(f"{found[name]:.2f}" for name in ("p50", "p99", "max")), found["answered"], found["unanswered"]]


def main():
    """Entry."""
    port, rate, seconds = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
    wanted = []
    for pair in sys.argv[4:]:
        target, _, file = pair.partition("=")
        with open(file, "rb") as opened:
            wanted.append((target, opened.read()))
    priority = take_priority()
    gc.disable()
    times, wrong = ask_steadily(port, rate, seconds, wanted)
    waited = [1000 * second for second in with_unanswered(times, rate, seconds)]
    json.dump({"p50": percentile(waited, 0.5), "p99": percentile(waited, 0.99), "max": max(waited), "answered": len(times),
               "unanswered": len(waited) - len(times), "wrong": wrong, "priority": priority}, sys.stdout)


if __name__ == "__main__":
    main()
