#!/usr/bin/env python3
"""Sites of real tools and listings in a browser, and deploys under load; scripts/sites builds what this needs and starts it.

    tests/sites/check.py [--owlet PATH] [--built DIR] [--shots DIR] [react] [svelte] [deploys] [listing]
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
from node_clients import BROWSERS, TIME, run  # noqa: E402
from support.documents import write  # noqa: E402
from support.listings import NAMES, put  # noqa: E402
from support.outcome import Failure  # noqa: E402
from support.server import Server, end_all  # noqa: E402

FALLBACKS = {"react": "index.html", "svelte": "200.html"}
PARTS = (*FALLBACKS, "deploys", "listing")
MANY = 100_000


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


def fill(root):
    """Folders to be listed: names that mean harm, numbers, nothing, and more than a page is made for."""
    deep = f"{root}/hostile/deep folder"
    put(deep, [*NAMES, *(b"img%d.png" % number for number in (*range(1, 13), 100))])
    for name in (b"<img src=y onerror=window.hit=8>", b"a b&c;d=e", "\u202eremmus".encode(), b"img of summer", b"n" * 254 + b"d"):
        put(os.path.join(os.fsencode(deep), name), [b"inner"])
    put(f"{root}/<script>window.hit=1</script>", [b"plain.txt"])
    os.mkdir(f"{root}/hostile/empty")
    os.mkdir(f"{root}/many")
    here = os.open(f"{root}/many", os.O_RDONLY)
    for number in range(MANY):
        os.mknod(f"photo {number}.jpg", 0o644, dir_fd=here)
    os.close(here)


def visit(options, script, root, home, settings, seconds=TIME, **surroundings):
    """Chromium at a server of its own; returns (passed, failed)."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), "")
    with Server(options.owlet, *settings, root=root) as server:
        return run(f"../sites/{script}", {**os.environ, "URL": f"http://127.0.0.1:{server.address[1]}", "ROOT": home, "TMPDIR": home,
                                          "OUT": options.shots, "MODULES": options.built, "CHROMIUM": browser, **surroundings}, seconds)


def click_through(options, site, home):
    """One site."""
    lay_out(f"{options.built}/built/{site}", home)
    return visit(options, "pages.mjs", f"{home}/current", home, ("--fallback", FALLBACKS[site], "--keep-previous", "10"), SITE=site)


def click_listings(options, home):
    """The listings."""
    fill(f"{home}/site")
    return visit(options, "listing.mjs", f"{home}/site", home, ("--list",), 400, ROOT=f"{home}/site")


def run_part(options, part, home, judge):
    """One of the four."""
    if part == "deploys":
        print("-- deploys.py", flush=True)
        deploys.run(options.owlet, home, judge)
    elif part == "listing":
        judge.add(*click_listings(options, home))
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
