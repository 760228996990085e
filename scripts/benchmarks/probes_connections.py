"""Many connections: what those that say nothing cost, in time and in memory."""

import contextlib
import os
import tempfile
import time

from probes_client import Client
from probes_common import PAGE, cost, interleaved, memory, verdict, write
from probes_servers import peers, serving

ACTIVE = 100
ALL = 10_000
IDLE = 8_000
TARGET_RATIO = 1.25
TARGET_BYTES = 400
SETTLE = 1.5


@contextlib.contextmanager
def a_page():
    """A root with one small file."""
    with tempfile.TemporaryDirectory(prefix="owlet-many-") as root:
        os.chmod(root, 0o755)
        write(f"{root}/page.txt", PAGE)
        yield root


@contextlib.contextmanager
def idle_clients(server, count):
    """So many kept connections, each of which has asked once and says nothing more."""
    clients = []
    try:
        for _ in range(count):
            clients.append(Client(server.port))
            if clients[-1].get("/page.txt") != PAGE:
                raise RuntimeError(f"{server.label} did not serve connection {len(clients)}")
        yield
    finally:
        for client in clients:
            client.close()


def probe_crowd(label, root, owlet, rounds):
    """Two processes of one server, side by side: one with the crowd, one without; microseconds of CPU per request of each."""
    with serving(label, root, owlet) as free, serving(label, root, owlet) as crowded, idle_clients(crowded, ALL - ACTIVE):
        return interleaved(rounds, {"free": lambda _: cost(free, "/page.txt", 1, connections=ACTIVE),
                                    "crowded": lambda _: cost(crowded, "/page.txt", 1, connections=ACTIVE)})


def connections(owlet, quick):
    """The probe: active connections among many."""
    rows, ratios, rounds = [], {}, 2 if quick else 8
    with a_page() as root:
        for label in peers():
            costs = probe_crowd(label, root, owlet, rounds)
            ratios[label] = costs["crowded"] / costs["free"]
            rows.append([label, f"{costs['free']:.2f}", f"{costs['crowded']:.2f}", f"{ratios[label]:.2f}"])
    note = f"{ACTIVE} kept connections ask for 12 bytes; in the second column {ALL - ACTIVE:,} more are open and idle. Least of {rounds} rounds.\n"
    return {"title": f"{ALL:,} connections against {ACTIVE}: server CPU per request",
            "columns": ["server", f"{ACTIVE} connections, us", f"{ALL:,} connections, us", "ratio"], "rows": rows,
            "note": note + verdict("owlet's ratio", ratios["owlet"], TARGET_RATIO)}


def probe_memory(server):
    """Bytes of memory before, with and after the idle connections, without mapped files, whose share depends on who else maps them."""
    warm = Client(server.port)
    warm.get("/page.txt")
    before = memory(server.pid, "Pss_Anon")
    with idle_clients(server, IDLE):
        full = memory(server.pid, "Pss_Anon")
    time.sleep(SETTLE)
    warm.get("/page.txt")
    after = memory(server.pid, "Pss_Anon")
    warm.close()
    return before, full, after


def idle(owlet, _):
    """The probe: memory of idle connections."""
    rows, each = [], {}
    with a_page() as root:
        for label in peers():
            with serving(label, root, owlet) as server:
                before, full, after = probe_memory(server)
            each[label] = (full - before) / IDLE
            rows.append([label, f"{before / 1024:.0f}", f"{full / 1024:.0f}", f"{each[label]:.0f}", f"{after / 1024:.0f}"])
    note = f"PSS of the server's processes without mapped files; last column: {SETTLE:g} s after the connections had left. "
    note += "Each had asked for 12 bytes once.\n"
    return {"title": f"Memory of {IDLE:,} idle connections",
            "columns": ["server", "kB before", "kB with them", "bytes for each", "kB after they left"], "rows": rows,
            "note": note + verdict("owlet's bytes for each", each["owlet"], TARGET_BYTES)}
