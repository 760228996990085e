"""What options cost: the access log, and the cache."""

import os
import tempfile

from probes_common import PAGE, cost, interleaved, verdict, write
from probes_servers import serving
from support.server import run_briefly

TARGET = 1.15
SIZES = (12, 4 << 10, 32 << 10, 100 << 10)


def compare(owlet, root, target, rounds, *options):
    """Two owlets side by side, one with these options; microseconds of CPU per request of each."""
    with serving("owlet", root, owlet) as plain, serving("owlet", root, owlet, *options) as other:
        return interleaved(rounds, {"plain": lambda _: cost(plain, target, 1), "other": lambda _: cost(other, target, 1)})


def log(owlet, quick):
    """The probe: with an access log and without."""
    rounds = 3 if quick else 10
    with tempfile.TemporaryDirectory(prefix="owlet-log-") as home:
        os.chmod(home, 0o755)
        write(f"{home}/root/page.txt", PAGE)
        costs = compare(owlet, f"{home}/root", "/page.txt", rounds, "-l", f"{home}/log")
        with open(f"{home}/log", "rb") as file:
            lines = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    ratio = costs["other"] / costs["plain"]
    note = f"12 bytes over 100 kept connections, least of {rounds} rounds each in turns; {lines:,} lines were written.\n"
    return {"title": "The access log: server CPU per request", "columns": ["without, us", "with, us", "ratio"],
            "rows": [[f"{costs['plain']:.2f}", f"{costs['other']:.2f}", f"{ratio:.2f}"]], "note": note + verdict("the ratio", ratio, TARGET)}


def cache(owlet, quick):
    """The probe: with the cache and with --no-cache."""
    columns, rows = ["file", "cache, us", "--no-cache, us", "ratio"], []
    title, rounds = "The cache: server CPU per request", 2 if quick else 6
    status, _, words = run_briefly(owlet, "--no-cache", "--version")
    if status:
        return {"title": title, "columns": columns, "rows": rows, "note": f"Left out: this owlet has no --no-cache ({words.strip()})."}
    with tempfile.TemporaryDirectory(prefix="owlet-cache-") as root:
        os.chmod(root, 0o755)
        for size in SIZES:
            write(f"{root}/{size}.bin", b"x" * size)
            costs = compare(owlet, root, f"/{size}.bin", rounds, "--no-cache")
            rows.append([f"{size:,} bytes", f"{costs['plain']:.2f}", f"{costs['other']:.2f}", f"{costs['other'] / costs['plain']:.2f}"])
    return {"title": title, "columns": columns, "rows": rows, "note": f"100 kept connections, least of {rounds} rounds each in turns."}
