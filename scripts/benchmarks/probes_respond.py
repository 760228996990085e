"""A fixed answer under autocannon's pipelined load, and Python's HTTPServer beside it, which answers the same."""

import tempfile

import drivers
import tools
from loads import HELLO
from probes_common import CLIENT_CORE, SERVER_CORE, cpu_seconds
from probes_servers import serving
from servers import Running

SECONDS, QUICK_SECONDS = 5, 2
WARM_UP = 1             # seconds, of which nothing is told
ARGUMENTS = ("-c", "100", "-p", "10")
COLUMNS = ["server", "requests/s", "errors", "p50 ms", "p99 ms", "server CPU per request us"]
NOTE = ("autocannon -c 100 -d {} -p 10; each server on one core, the client on another, one after the other; HTTPServer as it comes: HTTP/1.0, a "
        "connection per request, so that most of what is pipelined is lost and asked again.")


def milliseconds(value):
    """Of microseconds, as text."""
    return "-" if value is None else f"{value / 1000:.1f}"


def load(label, pid, port, program, seconds):
    """One row."""
    url = f"http://127.0.0.1:{port}/"
    drivers.autocannon((program, *ARGUMENTS), url, CLIENT_CORE, WARM_UP)
    before = cpu_seconds(pid)
    came = drivers.autocannon((program, *ARGUMENTS), url, CLIENT_CORE, seconds)
    cost = (cpu_seconds(pid) - before) / max(1, came["requests"]) * 1e6
    errors = ", ".join(f"{count:,} {kind}" for kind, count in came["errors"].items()) or "0"
    return [label, f"{came['requests'] / came['seconds']:,.0f}", errors, milliseconds(came["p50_us"]), milliseconds(came["p99_us"]), f"{cost:.2f}"]


def respond(owlet, quick):
    """The probe."""
    program, seconds = tools.autocannon(), QUICK_SECONDS if quick else SECONDS
    with tempfile.TemporaryDirectory(prefix="owlet-respond-") as root:
        with serving("owlet", root, owlet, "--respond", f"*={HELLO.decode()}") as server:
            rows = [load("owlet --respond '*=Hello World!'", server.pid, server.port, program, seconds)]
        with Running("HTTPServer", SERVER_CORE, root=root) as python:
            rows.append(load("Python HTTPServer", python.process.pid, python.port, program, seconds))
    note = NOTE.format(seconds) + f"\nTarget: no error of owlet; here {rows[0][2]}: {'kept' if rows[0][2] == '0' else 'missed'}."
    return {"title": "A fixed answer, pipelined", "columns": COLUMNS, "rows": rows, "note": note}
