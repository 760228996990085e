"""What all probes stand on: cores, the CPU time and the memory of a process tree, wrk, small C programs, percentiles."""

import contextlib
import math
import os
import re
import resource
import shutil
import subprocess

from measure import process_tree

HERE = os.path.dirname(os.path.abspath(__file__))
CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, CLIENT_CORE = CORES[0], CORES[-1]
PAGE = b"hello owlet\n"


def raise_limit():
    """As many descriptors as may be had, for this process and all that it starts."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@contextlib.contextmanager
def on_core(core):
    """What is started within runs on one core, and stays there."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def write(path, data):
    """A file with its parents; returns its path."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
    return path


# -- A process and all that it started ---------------------------------------------------------

def threads_of(pid):
    """The threads of a process; none when it has gone."""
    try:
        return os.listdir(f"/proc/{pid}/task")
    except OSError:
        return []


def scheduled(pid):
    """Seconds that the tree has spent on a core, and seconds that it was ready and others had the core: the scheduler's own books."""
    used = waited = 0
    for one in process_tree(pid):
        for thread in threads_of(one):
            with open(f"/proc/{one}/task/{thread}/schedstat", encoding="ascii") as file:
                times = file.read().split()
            used, waited = used + int(times[0]), waited + int(times[1])
    return used / 1e9, waited / 1e9


def cpu_seconds(pid):
    """The first of them."""
    return scheduled(pid)[0]


def memory(pid, name):
    """Bytes of memory of the tree: "Rss"; "Pss", in which each shared page is divided by its users; "Pss_Anon", the same without files."""
    total = 0
    for one in process_tree(pid):
        with open(f"/proc/{one}/smaps_rollup", encoding="ascii") as file:
            total += int(re.search(rf"^{name}:\s+(\d+) kB", file.read(), re.MULTILINE)[1])
    return total * 1024


# -- Load --------------------------------------------------------------------------------------

def wrk(server, target, seconds, connections=100, script=None, arguments=()):
    """One round of wrk on the clients' core; returns the number of requests, all of them answered well."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", *(["-s", script] if script else []),
               f"http://127.0.0.1:{server.port}{target}", "--", *map(str, arguments)]
    with on_core(CLIENT_CORE):
        output = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60).stdout
    trouble = re.search(r"Non-2xx.*|Socket errors.*", output)
    if trouble:
        raise RuntimeError(f"{server.label} at {target}: {trouble[0].strip()}")
    return int(re.search(r"(\d+) requests in", output)[1])


def cost(server, target, seconds, **settings):
    """Server CPU per request in microseconds, over one round of wrk."""
    before = cpu_seconds(server.pid)
    requests = wrk(server, target, seconds, **settings)
    return (cpu_seconds(server.pid) - before) / max(1, requests) * 1e6


def interleaved(rounds, loads):
    """Runs each of the loads (a dict of functions that return a cost) in turn, so many times; the least cost of each."""
    found = {name: [] for name in loads}
    for number in range(rounds):
        for name, load in loads.items():
            found[name].append(load(number))
    return {name: min(costs) for name, costs in found.items()}


# -- Programs of our own -------------------------------------------------------------------------

def compile_c(source, home, *flags):
    """Compiles a C file that stands beside this one; returns the program's path."""
    program = f"{home}/{source.removesuffix('.c')}"
    subprocess.run(["cc", "-O2", "-o", program, f"{HERE}/{source}", *flags], check=True)
    return program


def is_installed(program):
    """Whether a program can be run, system programs included."""
    return shutil.which(program, path=os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin") is not None


# -- Words and numbers ---------------------------------------------------------------------------

def percentile(values, share):
    """The least value that this share of all values does not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)] if values else math.nan


def verdict(what, value, most, unit=""):
    """One sentence about a target."""
    return f"Target: {what} at most {most:g}{unit}; here {value:.4g}{unit}: {'kept' if value <= most else 'missed'}."
