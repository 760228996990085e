"""Fairness: clients that take all they can get must not starve one that asks for little."""

import contextlib
import os
import subprocess
import tempfile
import time

from probes_client import FIGURES, figures, measure
from probes_common import CLIENT_CORE, PAGE, compile_c, on_core, scheduled, verdict, write
from probes_servers import peers, serving

EACH = 4
RATE = 500
HUGE = 1 << 30
TARGET_MS = 5
COLUMNS = ["server", *FIGURES, "wrong bodies", "pipelined MB/s", "downloaded MB/s", "server's core", "waited for core"]
NOTE = """\
{each} clients pipeline requests for 12 bytes without end, {each} download 1 GiB again and again; one more asks for 12 bytes at {rate}
requests/s on a kept connection and measures. The server has one core. All clients share the other one: the greedy ones are a C program
that throws the bytes away unseen, the measuring one goes before them ({priority}), so that it never waits for its own core. An
answer's time begins when its request was due, and what has no answer by the end counts with its time so far. The last
columns are the shares of the time for which the server had its core, and for which it was ready and other programs had it."""


@contextlib.contextmanager
def greedy(program, server):
    """The greedy clients while the block runs; yields a dict that holds their bytes afterwards."""
    command = [program, str(server.port), str(EACH), "/page.txt", str(EACH), "/huge.bin"]
    with on_core(CLIENT_CORE):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    received = {}
    try:
        time.sleep(0.3)
        yield received
        process.terminate()
        received["pipelined"], received["downloaded"] = map(int, process.communicate(timeout=10)[0].split())
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def nobody(*_):
    """No greedy clients."""
    yield {"pipelined": 0, "downloaded": 0}


def probe_server(server, others, root, seconds):
    """One server under this load; returns its row (but for the name) and what the measuring client found."""
    begin, before = time.monotonic(), scheduled(server.pid)
    with others(server) as received:
        found = measure(server, RATE, seconds, {"/page.txt": f"{root}/page.txt"})
    passed, after = time.monotonic() - begin, scheduled(server.pid)
    rates = [f"{received[kind] / passed / 1e6:.0f}" for kind in ("pipelined", "downloaded")]
    shares = [f"{(late - early) / passed:.0%}" for early, late in zip(before, after)]
    return [*figures(found), found["wrong"], *rates, *shares], found


def load_into_memory(path):
    """Reads a file, for cold ones are another probe's."""
    with open(path, "rb", buffering=0) as file:
        while file.read(1 << 20):
            pass


def fair(owlet, quick):
    """The probe."""
    seconds, rows, found = 2 if quick else 6, [], {}
    with tempfile.TemporaryDirectory(prefix="owlet-fair-") as root:
        os.chmod(root, 0o755)
        program = compile_c("probes_greedy.c", root)
        write(f"{root}/page.txt", PAGE)
        with open(f"{root}/huge.bin", "wb") as file:
            file.truncate(HUGE)
        loads = {"owlet, nobody else": ("owlet", nobody), **{name: (name, lambda server: greedy(program, server)) for name in peers()}}
        for name, (label, others) in loads.items():
            load_into_memory(f"{root}/huge.bin")
            with serving(label, root, owlet) as server:
                row, found[name] = probe_server(server, others, root, seconds)
            rows.append([name, *row])
    note = NOTE.format(each=EACH, rate=RATE, priority=found["owlet"]["priority"])
    return {"title": f"A small client beside {2 * EACH} greedy ones", "columns": COLUMNS, "rows": rows,
            "note": f"{note}\n" + verdict("owlet's p99", found["owlet"]["p99"], TARGET_MS, " ms")}
