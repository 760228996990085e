#!/usr/bin/env python3
"""httpdtest: owlet's regression harness. Real sockets, raw bytes, the standard library only.

    python3 tests/httpdtest.py                                      the built owlet, all cases
    python3 tests/httpdtest.py -k range                             only cases with "range" in section, topic or sentence
    python3 tests/httpdtest.py --server 127.0.0.1:8080 --root DIR   another server that serves DIR (filled by this)
"""

import argparse
import contextlib
import functools
import os
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import cases  # noqa: E402
from support import listings, registry, server, table  # noqa: E402
from support.documents import make_documents  # noqa: E402
from support.outcome import Failure  # noqa: E402
from support.parts import run_parts  # noqa: E402
from support.runner import Result, Setting, run_all  # noqa: E402
from support.wire import parse_address  # noqa: E402

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LIVES = ("owlet", "one process lives through all cases, closes every socket and ends cleanly")


def parse_options():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--owlet", metavar="PATH", help="the owlet to test; default .build/release/owlet, else build/owlet")
    parser.add_argument("--server", metavar="HOST:PORT", help="judge another, running server")
    parser.add_argument("--root", metavar="DIR", help="the directory that it serves; filled with the documents of the cases")
    parser.add_argument("-k", metavar="SUBSTRING", dest="only", default="", help="only cases whose section, topic or sentence contains it")
    parser.add_argument("--without", metavar="FILE", help="skip what this machine cannot judge: lines of WORDS | REASON, as in scripts/cross")
    parser.add_argument("-j", metavar="N", dest="workers", type=int, default=4, help="cases at a time (default 4)")
    parser.add_argument("--list", action="store_true", help="print the cases and end")
    parser.add_argument("--verbose", action="store_true", help="print every case, with its time")
    parser.add_argument("--json", metavar="FILE", help="put the results into FILE beside those of other servers")
    parser.add_argument("--label", metavar="NAME", help="the server's name in table and JSON (default: owlet, or HOST:PORT)")
    parser.add_argument("--table", action="store_true", help="print a markdown table of sections by server (all of --json's)")
    options = parser.parse_args()
    if bool(options.server) != bool(options.root):
        parser.error("--server and --root go together")
    if options.workers < 1:
        parser.error("-j needs at least 1")
    return options


def find_owlet(options):
    """The binary to test."""
    places = [options.owlet] if options.owlet else [os.path.join(TOP, ".build/release/owlet"), os.path.join(TOP, "build/owlet")]
    for place in places:
        if os.access(place, os.X_OK):
            return os.path.abspath(place)
    sys.exit(f"httpdtest: no owlet at {' or '.join(places)}: build it, or name it with --owlet PATH")


def chosen(options):
    """The cases that this run is about."""
    found = registry.load_cases(cases)
    return [case for case in found if options.only.lower() in f"{case.section} {case.topic} {case.sentence}".lower()]


def read_limits(path, todo):
    """The lines of --without as (words, reason); each has to be about a case, or it is out of date."""
    if not path:
        return []
    with open(path, encoding="utf-8") as file:
        lines = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    limits = [tuple(part.strip() for part in line.split("|", 1)) for line in lines]
    for words, *reason in limits:
        if not reason or not any(words in case.sentence for case in todo):
            sys.exit(f"httpdtest: {path}: {words}: no case has these words, or no | REASON is behind them")
    return limits


def judge_life(setting):
    """What is to be said against the shared owlet of a process, after all cases; nothing if it lived and ended as it should."""
    try:
        setting.finish()
    except Failure as failure:
        return str(failure)
    return ""


def judge_lives(found, broken):
    """The last case of all: how the shared owlets lived and ended, and the processes of the harness."""
    wrong = [text for text in found if text] + [f"expected a process of the harness to end well; its status was {status}" for status in broken]
    return Result(*LIVES, "fail" if wrong else "pass", "; ".join(wrong))


def print_result(result, verbose):
    """One line for each failing case; all of them when verbose."""
    if result.outcome == "fail":
        talk = f" [{result.talk}]" if result.talk else ""
        print(f"FAIL {result.section}: {result.sentence}: {result.detail}{talk}".replace("\n", "\\n"), flush=True)
    elif verbose:
        why = f": {result.detail}" if result.detail else ""
        print(f"{result.outcome} {result.section}: {result.sentence}{why} ({result.seconds:.2f} s)", flush=True)


def run(options, todo, open_setting):
    """Runs the cases, each process in a setting of its own, and prints what came of them; returns the exit status."""
    limits = read_limits(options.without, registry.load_cases(cases) if options.without else [])
    count = 1 if options.server else max(1, min(options.workers, os.cpu_count() or 1, len({case.topic for case in todo})))

    def run_part(take, tell):
        with open_setting() as setting:
            setting.limits = limits
            run_all(take, tell, setting, -(-options.workers // count))
            if setting.server:
                tell(None, judge_life(setting))

    def report(result):
        print_result(result, options.verbose)

    found, lives, broken = run_parts(todo, count, run_part, report)
    missing = {index: Result(case.section, case.sentence, "fail", "expected to be judged; its process of the harness ended")
               for index, case in enumerate(todo) if index not in found}
    last = [judge_lives(lives, broken)] if broken or not options.server else []
    for result in [*missing.values(), *last]:
        report(result)
    results = [(found | missing)[index] for index in range(len(todo))] + last
    label = options.label or options.server or "owlet"
    if options.table or options.json:
        merged = table.merge(options.json, label, results)
        if options.table:
            print(table.table(merged))
    outcomes = [result.outcome for result in results]
    print(f"{outcomes.count('pass')} passed, {outcomes.count('fail')} failed, {outcomes.count('skip')} skipped")
    return 1 if "fail" in outcomes or "pass" not in outcomes else 0


def remove(home):
    """Removes the temporary directory, the closed folder in it included."""
    if os.path.isdir(f"{home}/root/special/closed"):
        os.chmod(f"{home}/root/special/closed", 0o700)
    shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def own_setting(binary):
    """An owlet of one's own over documents of one's own, in a temporary directory."""
    home = os.path.realpath(tempfile.mkdtemp(prefix="httpdtest-"))
    try:
        os.chmod(home, 0o755)
        make_documents(f"{home}/root")
        # Some cases run it as nobody, who may not be allowed to enter the folder that it was built in.
        helper = os.path.join(os.path.dirname(binary), "owlet-auth")
        binary = shutil.copy(binary, f"{home}/owlet")
        if os.path.exists(helper):
            shutil.copy(helper, f"{home}/owlet-auth")
        yield Setting(None, f"{home}/root", binary).start()
    finally:
        server.end_all()
        listings.remove_crowds()
        remove(home)


def main():
    """Entry."""
    options = parse_options()
    todo = chosen(options)
    if options.list:
        for case in todo:
            print(f"{case.section:<14} {case.sentence}")
        return 0
    if options.server:
        make_documents(os.path.abspath(options.root))
        return run(options, todo, lambda: contextlib.nullcontext(Setting(parse_address(options.server), os.path.abspath(options.root))))
    return run(options, todo, functools.partial(own_setting, find_owlet(options)))


if __name__ == "__main__":
    sys.exit(main())
