"""A run of scripts/bench: what it is made of, from the tools to the special loads."""

import datetime
import importlib
import os
import re
import resource
import shutil
import subprocess
import tempfile
from types import SimpleNamespace

import loads
import machine
import progress
import servers
import store
import table
import tools
import units
from comparison import Comparison, able, rounds_of

MOST_DESCRIPTORS = 20000                     # more make some servers reserve memory for them
CLIENTS = {                                  # how each tells its version
    "wrk": (["wrk", "-v"], r"^wrk \S*?(\d[\d.]*)"),
    "ab": (["ab", "-V"], r"Version (\S+)"),
    "autocannon": (["@autocannon@", "--version"], r"autocannon v?(\S+)"),
    "node": (["node", "--version"], r"v?(\d\S*)"),
}


class SessionError(Exception):
    """Why nothing can be measured."""


def raise_descriptors():
    """Room for the idle connections on both sides."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    soft = MOST_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, MOST_DESCRIPTORS)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def client_versions(made):
    """The clients that are here, by name."""
    found = {}
    for name, (command, pattern) in CLIENTS.items():
        command = [made["autocannon"] if word == "@autocannon@" else word for word in command]
        if command[0] and shutil.which(command[0]):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            match = re.search(pattern, done.stdout + done.stderr, re.MULTILINE)
            found[name] = match[1] if match else "unknown"
    return found


def make_tools(options):
    """The paths of what is built or fetched; what is not there is None, and said."""
    made = {"owlet": tools.owlet(options.owlet), "raw_loop": None, "autocannon": None}
    for name, make, wanted in (("raw_loop", tools.raw_loop, "raw" in options.servers),
                               ("autocannon", tools.autocannon, "autocannon" in options.rows)):
        try:
            made[name] = make() if wanted else None
        except tools.ToolError as error:
            print(f"bench: {error}", flush=True)
    return made


def possible_loads(options, clients):
    """The rows whose client is here."""
    found = []
    for load in loads.LOADS:
        if load.name in options.rows:
            program = load.driver and load.driver.__name__
            if program and program not in clients:
                print(f"bench: row {load.name} left out: {program} is not installed (scripts/setup --for bench installs it)", flush=True)
            else:
                found.append(load)
    return found


def describe_servers(names, made):
    """What the report says of each server; one that is not installed is left out."""
    found = {}
    for name in names:
        kind, missing = servers.KINDS[name], servers.why_missing(name, made)
        found[name] = {"title": kind.title, "about": kind.about, "version": "–" if missing else servers.version(name, made),
                       "configuration": servers.configuration(name)}
        if missing:
            found[name]["left_out"] = missing
            print(f"bench: {kind.title} left out: {missing}", flush=True)
    return found


def new_results(options, names=(), made=None, clients=None):
    """Results without rows."""
    now = datetime.datetime.now().astimezone()
    return {"date": now.strftime("%Y-%m-%d %H:%M %Z"), "command": options.command, "machine": machine.describe(), "interrupted": False,
            "clients": [f"{name} {version}" for name, version in (clients or {}).items()],
            "servers": describe_servers(names, made), "rows": [], "probes": {}}


def compare(options, path):
    """The comparison; returns its results, whole or as far as they went."""
    cores = machine.two_cores()
    if cores is None:
        raise SessionError("this machine gives one core only: the server and the client need one each")
    raise_descriptors()
    made = make_tools(options)
    clients = client_versions(made)
    rows = possible_loads(options, clients)
    results = new_results(options, options.servers, made, clients)
    if results["machine"]["load"] > 0.5:
        print(f"bench: something else is running (load {results['machine']['load']:.1f}): small differences will be noise", flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-root-") as root:
        os.chmod(root, 0o755)
        loads.make_documents(root)
        settings = SimpleNamespace(**{**vars(options), "loads": rows, "tools": made, "root": root, "server_core": cores[0],
                                      "client_core": cores[1]})
        try:
            Comparison(results, path, settings).run()
        except KeyboardInterrupt:
            results["interrupted"] = True
    store.save(results, path)
    return results


def special(options, results, path):
    """The special loads, each saved when it is done; the comparison that the results hold stays. False: interrupted."""
    probes = importlib.import_module("probes").PROBES
    unknown = [name for name in options.probes if name not in probes]
    if unknown:
        raise SessionError(f"--probes {' '.join(unknown)}: there is no such special load; there are {', '.join(probes)}")
    owlet = tools.owlet(options.owlet)
    for name in options.probes or probes:
        print(f"\nspecial load {name} ...", flush=True)
        try:
            found = probes[name](owlet, options.quick)
        except KeyboardInterrupt:
            return False
        except Exception as error:             # one load that cannot run here does not take the others with it
            found = {"title": name, "columns": ["left out"], "rows": [[f"{type(error).__name__}: {error}"]], "note": ""}
        results["probes"][name] = found
        print(table.special_as_text(found), flush=True)
        store.save(results, path)
    return True


def announce(options):
    """What is going to happen, and for how long."""
    rows = [load for load in loads.LOADS if load.name in options.rows]
    seconds = sum(rounds_of(load, options) * len(able(load, options.servers)) * (loads.seconds_of(load, options) + progress.AROUND)
                  for load in rows)
    print(f"bench: {len(rows)} rows, {len(options.servers)} servers, {options.rounds} rounds of the short rows: about {units.about(seconds)}",
          flush=True)
