"""What has to be made before anything can be compared: owlet, the raw loop, and autocannon from npm."""

import os
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
RELEASE, BENCH, NPM = f"{TOP}/.build/release", f"{TOP}/.build/bench", f"{TOP}/.build/npm"
AUTOCANNON = "autocannon@7"                  # runs on the Node 18 of Debian 12
COMPILER = ["g++", "-std=c++20", "-O2", "-static-libstdc++", "-static-libgcc"]


class ToolError(Exception):
    """Something could not be made; the text is the one of the program that failed."""


def run(what, command):
    """Runs a command in silence; its output is shown only when it fails."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    except FileNotFoundError:
        raise ToolError(f"{what}: {command[0]} is not installed: scripts/setup --for bench installs it") from None
    if done.returncode != 0:
        raise ToolError(f"{what} failed (status {done.returncode}): {' '.join(command)}\n{done.stdout[-2000:]}")


def set_up():
    """Installs what is missing."""
    subprocess.run([f"{TOP}/scripts/setup", "--for", "bench"], check=True)


def owlet(given, target="owlet"):
    """The path of the owlet to measure: the given one, else a fresh release, as one of meson's targets."""
    if given:
        if not os.access(given, os.X_OK):
            raise ToolError(f"--owlet {given}: no such program; leave the option out to build one")
        return os.path.abspath(given)
    if not os.path.exists(f"{RELEASE}/build.ninja"):
        shutil.rmtree(RELEASE, ignore_errors=True)
        run("configuring owlet", ["meson", "setup", RELEASE, TOP, "-Dtests=disabled"])
    run("building owlet", ["meson", "compile", "-C", RELEASE, target])
    return f"{RELEASE}/{target}"


def raw_loop():
    """The path of the raw loop, compiled anew when its source is newer."""
    source, binary = f"{HERE}/raw_loop.cpp", f"{BENCH}/raw_loop"
    if not os.path.exists(binary) or os.path.getmtime(binary) < os.path.getmtime(source):
        os.makedirs(BENCH, exist_ok=True)
        run("compiling the raw loop", [*COMPILER, "-o", binary, source])
    return binary


def autocannon():
    """The path of autocannon, fetched into .build/npm once."""
    program = f"{NPM}/node_modules/.bin/autocannon"
    if not os.path.exists(program):
        os.makedirs(NPM, exist_ok=True)
        run("fetching autocannon", ["npm", "install", "--prefix", NPM, "--no-audit", "--no-fund", "--loglevel=error", AUTOCANNON])
    return program
