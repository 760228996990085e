#!/usr/bin/env python3
"""Runs undici.mjs and browser.mjs against an owlet of their own; scripts/clients sets up what they need and starts this."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.dont_write_bytecode = True
sys.path.insert(0, f"{TOP}/tests")

from support.documents import pattern, write  # noqa: E402
from support.outcome import Failure  # noqa: E402
from support.server import Server, end_all  # noqa: E402

DATED = 784111777
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TIME = 180                                    # seconds for each script
ADD = bytes.fromhex(                          # (module (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add))
    "0061736d 01000000 01070160027f7f017f 03020100 070701036164640000 0a09010700200020016a0b")


def make_files(root):
    """The page of tests/interop/site and what is cheaper to make than to keep."""
    shutil.copytree(f"{HERE}/site", root)
    write(f"{root}/add.wasm", ADD)
    write(f"{root}/large.bin", pattern(5_000_000))
    for number in range(100):
        write(f"{root}/many/{number}.txt", f"file {number}\n".encode())
    for folder, _, names in os.walk(root):
        for name in names:
            os.utime(f"{folder}/{name}", (DATED, DATED))


def run(script, surroundings, seconds=TIME):
    """Runs a script, shows what it says; returns (passed, failed)."""
    process = subprocess.Popen(["node", f"{HERE}/{script}"], env=surroundings, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True)
    try:
        output, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        output = process.communicate()[0] + f"FAIL {script} took more than {seconds} s\n"
    print(f"-- {script}\n{output}", end="", flush=True)
    match = re.search(r"^(\d+) passed, (\d+) failed$", output, re.MULTILINE)
    passed, failed = (int(match[1]), int(match[2])) if match else (0, 0)
    return passed, failed or int(process.returncode != 0)


def main():
    """Entry."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--owlet", metavar="PATH", default=f"{TOP}/.build/release/owlet", help="default .build/release/owlet")
    parser.add_argument("--modules", metavar="DIR", default=f"{TOP}/.build/clients", help="where node_modules is; pictures go there too")
    options, passed, failed = parser.parse_args(), 0, 0
    browser = next(filter(None, map(shutil.which, BROWSERS)), "")
    with tempfile.TemporaryDirectory(prefix="node-clients-") as home:
        make_files(f"{home}/root")
        try:
            with Server(os.path.abspath(options.owlet), root=f"{home}/root") as server:
                surroundings = {**os.environ, "URL": f"http://127.0.0.1:{server.address[1]}", "ROOT": f"{home}/root", "TMPDIR": home,
                                "OUT": options.modules, "MODULES": options.modules, "CHROMIUM": browser}
                for script in ("undici.mjs", "browser.mjs"):
                    good, bad = run(script, surroundings)
                    passed, failed = passed + good, failed + bad
        except Failure as failure:
            print(f"FAIL owlet lives through all of it and ends well: {failure}")
            failed += 1
        finally:
            end_all()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
