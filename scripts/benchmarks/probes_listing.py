"""A folder of 100,000 entries, listed: the first byte, another client beside those who take listings, and memory."""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import threading
import time

from probes_client import FIGURES, Client, figures, measure
from probes_common import CLIENT_CORE, PAGE, on_core, percentile, scheduled, verdict, write
from probes_servers import serving

ENTRIES = 100_000
RATE = 200
TARGET_FIRST_MS, TARGET_MS, TARGET_MIB, TARGET_LEFT_MIB = 200, 10, 64, 8
COLUMNS = ["clients who take listings", *FIGURES, "wrong bodies", "listings", "waited for core ms", "Rss MiB, most", "after"]
NOTE = """\
{entries:,} files in one folder of a tmpfs, listed as HTML for every other client and as JSON for the rest; each takes one listing after the
other. One more client asks for 12 bytes at {rate} requests/s and measures. The server has one core, all clients share the other one; the
server goes before most other programs (nice -20, if that was granted), the client before all ({priority}). An answer's time begins when its request was due, and what has no answer by the end counts with its time so far. "waited"
is the time for which the server was ready and other programs had its core: where that is much, the machine was not quiet enough.
First byte of a listing with nobody else there, of {rounds} each, ms (least, median, most): {first}.
"""
# A client who takes listings until it is ended, in a process of its own; it throws them away unseen but for their end, and counts.
TAKER = """\
import signal, socket, sys
port, accept = int(sys.argv[1]), sys.argv[2]
signal.signal(signal.SIGTERM, lambda *_: (print(count, flush=True), sys.exit(0)))
count, request = 0, f"GET /many/ HTTP/1.1\\r\\nHost: localhost\\r\\nAccept: {accept}\\r\\n\\r\\n".encode()
with socket.create_connection(("127.0.0.1", port)) as client:
    while True:
        client.sendall(request)
        tail = b""
        while not tail.endswith(b"\\r\\n0\\r\\n\\r\\n"):
            piece = client.recv(1 << 18)
            if not piece:
                sys.exit("the server closed the connection")
            tail = (tail + piece)[-7:] if len(piece) < 7 else piece[-7:]
        count += 1
"""
ACCEPT = ("text/html", "application/json")


@contextlib.contextmanager
def folder(entries):
    """A root on a tmpfs, if there is one, with so many entries in a folder."""
    with tempfile.TemporaryDirectory(prefix="owlet-listing-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as root:
        os.chmod(root, 0o755)
        write(f"{root}/page.txt", PAGE)
        os.mkdir(f"{root}/many")
        here = os.open(f"{root}/many", os.O_RDONLY)
        for number in range(entries):
            os.mknod(f"photo {number * 7919 % entries} of the year.jpg", 0o644, dir_fd=here)
        os.close(here)
        yield root


def first_byte(port, accept):
    """Milliseconds to the first byte of a listing."""
    client = Client(port)
    begin = time.perf_counter()
    client.socket.sendall(f"GET /many/ HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\nConnection: close\r\n\r\n".encode())
    client.socket.recv(1)
    took = (time.perf_counter() - begin) * 1000
    while client.socket.recv(1 << 18):
        pass
    client.close()
    return took


def resident(pid):
    """Bytes of memory of one process, read so that it is not held up."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(r"^VmRSS:\s+(\d+) kB$", file.read(), re.MULTILINE)[1]) * 1024


class Watch:
    """The most memory that the server had while the block ran."""

    def __init__(self, server):
        self.server, self.most, self.ended = server, 0, threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()

    def _run(self):
        with on_core(CLIENT_CORE):
            while not self.ended.wait(0.01):
                self.most = max(self.most, resident(self.server.pid))


@contextlib.contextmanager
def takers(port, count):
    """So many of them while the block runs; yields a list that holds their counts afterwards."""
    counts = []
    with on_core(CLIENT_CORE):
        processes = [subprocess.Popen([sys.executable, "-c", TAKER, str(port), ACCEPT[number % 2]], stdout=subprocess.PIPE, text=True)
                     for number in range(count)]
    try:
        time.sleep(0.5 * bool(count))
        yield counts
        for process in processes:
            process.terminate()
        counts += [int(process.communicate(timeout=10)[0] or 0) for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def put_first(pid):
    """Before most other programs on its core, so that the times are its own. (A real-time class would be stopped for 50 ms in each second.)"""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, -20)


def settled(server):
    """Bytes of memory when they have not changed for half a second, or after five."""
    known, since, end = 0, time.monotonic(), time.monotonic() + 5
    while time.monotonic() < min(end, since + 0.5):
        now = resident(server.pid)
        if now != known:
            known, since = now, time.monotonic()
        time.sleep(0.02)
    return known


def probe_load(server, root, clients, seconds):
    """The measuring client beside so many others: a row, p99, most memory and what is left of it (MiB)."""
    _, before = scheduled(server.pid)
    with Watch(server) as watch, takers(server.port, clients) as counts:
        found = measure(server, RATE, seconds, {"/page.txt": f"{root}/page.txt"})
    waited, left = (scheduled(server.pid)[1] - before) * 1000, settled(server) / (1 << 20)
    most = watch.most / (1 << 20)
    row = [clients or "none (control)", *figures(found), found["wrong"], sum(counts), f"{waited:.0f}", f"{most:.1f}", f"{left:.1f}"]
    return row, found, most, left


def listing(owlet, quick):
    """The probe."""
    seconds, rounds, rows, p99, most = 3 if quick else 8, 3 if quick else 10, [], 0, 0
    with folder(ENTRIES) as root, serving("owlet", root, owlet, "--list") as server:
        put_first(server.pid)
        at_start = settled(server) / (1 << 20)
        times = {accept: [first_byte(server.port, accept) for _ in range(rounds)] for accept in ACCEPT}
        for clients in (0, 1, 4, 0):
            row, found, peak, left = probe_load(server, root, clients, seconds)
            rows.append(row)
            p99, most = max(p99, found["p99"] if clients else 0), max(most, peak)
    first = ", ".join(f"{accept} {min(each):.0f} {percentile(each, 0.5):.0f} {max(each):.0f}" for accept, each in times.items())
    note = NOTE.format(entries=ENTRIES, rate=RATE, rounds=rounds, first=first, priority=found["priority"])
    verdicts = [verdict("the first byte", max(percentile(each, 0.5) for each in times.values()), TARGET_FIRST_MS, " ms"),
                verdict("the other client's p99", p99, TARGET_MS, " ms"), verdict("memory", most, TARGET_MIB, " MiB"),
                verdict(f"memory afterwards, beyond the {at_start:.1f} MiB at the start,", left - at_start, TARGET_LEFT_MIB, " MiB")]
    return {"title": f"A folder of {ENTRIES:,} entries, listed", "columns": COLUMNS, "rows": rows, "note": note + "\n".join(verdicts)}
