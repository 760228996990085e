#!/usr/bin/env python3
"""The special loads of the benchmark: what a plain flood of requests does not tell. scripts/bench calls them; by hand:

    python3 scripts/benchmarks/probes.py [NAME...] [--owlet PATH] [--quick]

Each probe is a function (path of owlet, whether to be quick) that returns a table: title, columns, rows, note.
OWLET_TREE names a directory in which "tree" keeps its million files between runs.
"""

import argparse
import os
import signal
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.dont_write_bytecode = True
sys.path[:0] = [HERE, f"{TOP}/tests", f"{TOP}/tests/interop"]

from probes_auth import auth  # noqa: E402
from probes_cold import cold  # noqa: E402
from probes_cold_disk import cold_disk  # noqa: E402
from probes_common import raise_limit  # noqa: E402
from probes_compress import compress  # noqa: E402
from probes_connections import connections, idle  # noqa: E402
from probes_fair import fair  # noqa: E402
from probes_listing import listing  # noqa: E402
from probes_options import cache, log  # noqa: E402
from probes_respond import respond  # noqa: E402
from probes_start import start  # noqa: E402
from probes_tree import tree  # noqa: E402

PROBES = {"cold": cold, "cold-disk": cold_disk, "fair": fair, "tree": tree, "connections": connections, "log": log, "cache": cache,
          "start": start, "idle": idle, "compress": compress, "listing": listing, "respond": respond, "auth": auth}
raise_limit()


def as_text(table):
    """A table for the eye."""
    lines = [[str(cell) for cell in line] for line in (table["columns"], *table["rows"])]
    widths = [max(len(line[column]) for line in lines) for column in range(len(table["columns"]))]
    rows = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines]
    return "\n".join([f"## {table['title']}", *rows, table["note"]])


def parse_options():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which of {', '.join(PROBES)}; default all")
    parser.add_argument("--owlet", metavar="PATH", default=f"{TOP}/.build/release/owlet", help="default .build/release/owlet")
    parser.add_argument("--quick", action="store_true", help="short rounds, fewer files")
    options = parser.parse_args()
    for name in options.names:
        if name not in PROBES:
            parser.error(f"there is no probe {name}")
    return options


def end(*_):
    """A signal leaves as Ctrl-C does: servers are ended and file systems unmounted on the way out."""
    raise KeyboardInterrupt


def run(names, owlet, quick):
    """Runs the probes and prints their tables."""
    for name in names:
        begin = time.monotonic()
        print(as_text(PROBES[name](owlet, quick)))
        print(f"({name}: {time.monotonic() - begin:.0f} s)\n", flush=True)


def main():
    """Entry."""
    options = parse_options()
    signal.signal(signal.SIGTERM, end)
    try:
        run(options.names or PROBES, os.path.abspath(options.owlet), options.quick)
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
