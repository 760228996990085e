#!/usr/bin/env python3
"""scripts/bench --counts: what each kind of request costs in figures that no other load on the machine can change.

System calls, allocations and instructions of a turn (a request, or a batch of 16) in the steady state: the client waits for each
answer, owlet's clock stands still, so that nothing happens which happens once a second, and of three rounds the least one counts.
Instructions depend on compiler and C library, and are kept for each pair of them. To see where they go: --logs DIR, and
callgrind_annotate --threshold=100 --auto=no DIR/instructions/callgrind.N; DIR/instructions/pieces says which N.
"""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.dont_write_bytecode = True
sys.path[:0] = [HERE, f"{TOP}/tests"]

import counts_report as report  # noqa: E402
import tools  # noqa: E402
from counts_counters import COUNTERS, toolchain_of  # noqa: E402
from counts_kinds import KINDS, make_files  # noqa: E402
from counts_session import Session  # noqa: E402
from support.outcome import Failure  # noqa: E402
from support.server import end_all  # noqa: E402

KEPT = f"{TOP}/tests/counts.json"


def parse_options(argv):
    """The command line."""
    parser = argparse.ArgumentParser(prog="scripts/bench --counts", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="compare with tests/counts.json instead of printing a table")
    what.add_argument("--update", action="store_true", help="print the table and write tests/counts.json")
    parser.add_argument("--owlet", metavar="PATH", help="a release build with shared libraries; default: build .build/release/owlet-dynamic")
    parser.add_argument("--kept", metavar="FILE", default=KEPT, help="another file than tests/counts.json")
    parser.add_argument("--logs", metavar="DIR", help="leave what strace and callgrind wrote in DIR")
    return parser.parse_args(argv)


def make_preload(path):
    """Compiles what is loaded into owlet."""
    compiler = shlex.split(os.environ.get("CXX", "c++"))
    done = subprocess.run([*compiler, "-std=c++20", "-O2", "-shared", "-fPIC", "-o", path, f"{HERE}/counts_preload.cpp", "-ldl"],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failure(f"expected {compiler[0]} to compile counts_preload.cpp; it said {done.stderr[-500:]}")


def count(counter, binary, home):
    """One part for all kinds: an owlet for each way to start it."""
    figures = {}
    kinds = [kind for kind in KINDS if counter.can_count(kind)]
    for options in dict.fromkeys(kind.options for kind in kinds):
        figures |= Session(binary, counter, home, [kind for kind in kinds if kind.options == options]).run()
    return {kind.name: counter.per_turn(figures[kind], kind.turns_counted) for kind in kinds}


def count_all(binary, home):
    """What could be counted, by part, and why the other counters could not."""
    make_files(f"{home}/root")
    make_preload(f"{home}/preload.so")
    counted, missing = {}, {}
    for counter in COUNTERS:
        if why := counter.why_not():
            missing[counter] = why
        else:
            counted[counter.part] = count(counter, binary, home)
    return counted, missing


def check(kept, counted, missing, toolchain):
    """Prints what differs, what could not be compared, and the sum; returns the exit status."""
    outcomes = list(report.compare(kept, counted, toolchain))
    outcomes += [("skip", f"{counter.part}: {why}") for counter, why in missing.items() for kind in KINDS if counter.can_count(kind)]
    print("\n".join(report.told(outcomes)))
    names = [outcome for outcome, _ in outcomes]
    return 1 if "fail" in names or "pass" not in names else 0


def run(options, home):
    """Counts, and does with it what was asked for."""
    toolchain = toolchain_of(options.owlet)
    counted, missing = count_all(options.owlet, home)
    kept = report.load(options.kept)
    if options.check:
        return check(kept, counted, missing, toolchain)
    print(report.table(counted, [kind.name for kind in KINDS]))
    print(f"\nof {toolchain}")
    for counter, why in missing.items():
        print(f"no {counter.part}: {why}")
    if options.update:
        report.save(options.kept, report.merged(kept, counted, toolchain))
    return 0


def main(argv):
    """Entry."""
    options = parse_options(argv)
    try:
        options.owlet = tools.owlet(options.owlet, "owlet-dynamic")
    except tools.ToolError as error:
        print(f"counts: {error}", file=sys.stderr)
        return 2
    home = os.path.realpath(tempfile.mkdtemp(prefix="counts-"))
    try:
        return run(options, home)
    except (Failure, OSError) as failure:
        print(f"counts: {failure}\n0 passed, 1 failed")
        return 1
    finally:
        end_all()
        if options.logs:
            shutil.copytree(home, options.logs, dirs_exist_ok=True)
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
