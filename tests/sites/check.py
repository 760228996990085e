#!/usr/bin/env python3
"""Sites of real tools in a browser, and deploys under load; scripts/sites builds what this needs and starts it.

    tests/sites/check.py [--owlet PATH] [--built DIR] [--shots DIR] [react] [svelte] [deploys]
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.dont_write_bytecode = True
sys.path[:0] = [f"{TOP}/tests", f"{TOP}/tests/interop"]

import deploys  # noqa: E402
from node_clients import BROWSERS, run  # noqa: E402
from support.documents import write  # noqa: E402
from support.outcome import Failure  # noqa: E402
from support.server import Server, end_all  # noqa: E402

FALLBACKS = {"react": "index.html", "svelte": "200.html"}
PARTS = (*FALLBACKS, "deploys")


class Judge:
    """Runs checks, prints a line for each, counts."""

    def __init__(self):
        self.passed = self.failed = 0

    def __call__(self, sentence, function):
        try:
            said = function()
            self.passed += 1
            print(f"pass {sentence}{': ' * bool(said)}{said or ''}", flush=True)
        except (Failure, OSError, subprocess.SubprocessError) as failure:
            self.failed += 1
            print(f"FAIL {sentence}: {type(failure).__name__}: {failure}", flush=True)

    def add(self, passed, failed):
        """What a script has counted itself."""
        self.passed, self.failed = self.passed + passed, self.failed + failed


def lay_out(built, home):
    """Both versions and the link to the first; all files are dated 1 s after 1970, as those of reproducible images are."""
    for version in ("1", "2"):
        shutil.copytree(f"{built}/{version}", f"{home}/{version}")
        write(f"{home}/{version}/only-{version}.txt", b"here\n")
        for folder, _, names in os.walk(f"{home}/{version}"):
            for name in names:
                os.utime(f"{folder}/{name}", (1, 1))
    os.symlink("1", f"{home}/current")


def click_through(options, site, home):
    """One site in Chromium; returns (passed, failed)."""
    lay_out(f"{options.built}/built/{site}", home)
    browser = next(filter(None, map(shutil.which, BROWSERS)), "")
    with Server(options.owlet, "--fallback", FALLBACKS[site], "--keep-previous", "10", root=f"{home}/current") as server:
        return run("../sites/pages.mjs", {**os.environ, "URL": f"http://127.0.0.1:{server.address[1]}", "ROOT": home, "SITE": site,
                                          "TMPDIR": home, "OUT": options.shots, "MODULES": options.built, "CHROMIUM": browser})


def run_part(options, part, home, judge):
    """One of the three."""
    if part == "deploys":
        print("-- deploys.py", flush=True)
        deploys.run(options.owlet, home, judge)
    else:
        judge.add(*click_through(options, part, home))


def main():
    """Entry."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--owlet", metavar="PATH", default=f"{TOP}/.build/release/owlet", help="default .build/release/owlet")
    parser.add_argument("--built", metavar="DIR", default=f"{TOP}/.build/sites", help="where scripts/sites builds; default .build/sites")
    parser.add_argument("--shots", metavar="DIR", help="where pictures of the pages go; default DIR/shots")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; default all")
    options, judge = parser.parse_args(), Judge()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    options.owlet, options.built = os.path.abspath(options.owlet), os.path.abspath(options.built)
    options.shots = os.path.abspath(options.shots or f"{options.built}/shots")
    os.makedirs(options.shots, exist_ok=True)
    for part in options.parts or PARTS:
        with tempfile.TemporaryDirectory(prefix="sites-") as home:
            try:
                run_part(options, part, home, judge)
            except Failure as failure:
                print(f"FAIL {part}: owlet lives through all of it and ends well: {failure}")
                judge.add(0, 1)
            finally:
                end_all()
    print(f"{judge.passed} passed, {judge.failed} failed")
    return 1 if judge.failed or not judge.passed else 0


if __name__ == "__main__":
    sys.exit(main())
