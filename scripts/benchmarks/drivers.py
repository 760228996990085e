"""The clients: each runs one load against a URL from its own core, and says what came of it in one form.

An outcome has requests (good ones), seconds, bytes (None where the client does not tell), p50_us, p99_us, max_us (None where it cannot
tell) and errors, a dict of kind -> count without those that did not happen.
"""

import json
import os
import re
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PATIENCE = 240                               # seconds that a client may take beyond its own time


class DriverError(Exception):
    """A client that said nothing that can be counted."""


def run(command, core, seconds):
    """The output of a client on its core, and its exit status."""
    try:
        done = subprocess.run(["taskset", "-c", str(core), *command], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=seconds + PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise DriverError(f"{os.path.basename(command[0])} took more than {seconds + PATIENCE:g} s") from None
    return done.stdout, done.stderr, done.returncode


def outcome(requests, seconds, errors, p50, p99, longest, size=None):
    """One form for all; latencies are in microseconds, and none where too few were answered to tell."""
    return {"requests": requests, "seconds": seconds, "bytes": size, "p50_us": p50 if requests >= 10 else None,
            "p99_us": p99 if requests >= 100 else None, "max_us": longest if requests else None,
            "errors": {kind: count for kind, count in errors.items() if count}}


def wrk(arguments, url, core, seconds, pipelined=1):
    """wrk for a number of seconds.

    It amends its percentiles by an expected interval between answers, which pipelining makes too short: they are left out there.
    """
    command = ["wrk", *arguments, f"-d{seconds}s", "--latency", "-s", f"{HERE}/wrk.lua", url]
    stdout, stderr, _ = run(command + (["--", str(pipelined)] if pipelined > 1 else []), core, seconds)
    last = (stdout.strip().splitlines() or [""])[-1]
    if not last.startswith("{"):
        raise DriverError(f"wrk: {(stderr or stdout).strip()[-300:]}")
    said = json.loads(last)
    p50, p99 = (said["p50"], said["p99"]) if pipelined == 1 else (None, None)
    return outcome(said["requests"] - said["status"], said["seconds"],
                   {kind: said[kind] for kind in ("connect", "read", "write", "status", "timeout")}, p50, p99, said["max"], said["bytes"])


def ab(arguments, url, core, _seconds, _pipelined=1):
    """ab for a number of requests; one that gives up half-way has errors for those that are missing."""
    asked = int(arguments[arguments.index("-n") + 1])
    begin = time.monotonic()
    stdout, stderr, status = run(["ab", *arguments, url], core, 0)
    elapsed = time.monotonic() - begin

    def number(pattern, text=stdout, default=0.0):
        match = re.search(pattern, text, re.MULTILINE)
        return float(match[1]) if match else default

    completed = int(number(r"^Complete requests:\s+(\d+)", default=number(r"Total of (\d+) requests completed", stdout + stderr)))
    if status != 0 and not completed:
        raise DriverError(f"ab: {stderr.strip()[-300:]}")
    errors = {"failed": int(number(r"^Failed requests:\s+(\d+)")), "status": int(number(r"^Non-2xx responses:\s+(\d+)")),
              "never answered": asked - completed}
    latencies = [number(pattern, default=None) for pattern in (r"^ +50% +(\d+)", r"^ +99% +(\d+)", r"^ *100% +(\d+)")]
    return outcome(completed - errors["failed"] - errors["status"], number(r"^Time taken for tests:\s+(\S+)", default=elapsed), errors,
                   *(None if value is None else value * 1000 for value in latencies))


def autocannon(arguments, url, core, seconds, _pipelined=1):
    """autocannon for a number of seconds; program is the first of its arguments."""
    stdout, stderr, _ = run([*arguments, "-d", str(seconds), "--json", url], core, seconds)
    begin = stdout.find("{")
    if begin < 0:
        raise DriverError(f"autocannon: {(stderr or stdout).strip()[-300:]}")
    said = json.loads(stdout[begin:])
    latency = said["latency"]
    errors = {"socket": said["errors"] - said["timeouts"], "timeout": said["timeouts"], "status": said["non2xx"]}
    return outcome(said["2xx"], said["duration"], errors, *(latency[key] * 1000 for key in ("p50", "p99", "max")))
