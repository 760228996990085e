"""What is counted, and by which program: allocations by the preloaded library, system calls by strace, instructions by callgrind."""

import glob
import json
import os
import platform
import re
import shutil
import subprocess
from collections import Counter

from support.outcome import expect

CUT = "owlet-counts-cut"                # what owlet_counts_cut() of counts_preload.cpp writes
CALL = re.compile(r"(\w+)\((.*)")
INTERRUPTED = " EINTR "                 # where the session held owlet
SAME = {"epoll_pwait": "epoll_wait", "pread": "pread64"}    # architectures and C libraries differ in these
COMPILERS = ((rb"clang version (\d+)", "clang"), (rb"GCC: \([^)]*\) (\d+)", "g++"))     # clang's binaries name both


def why_not(*command):
    """Why a program cannot be run here; None where it can."""
    if not shutil.which(command[0]):
        return f"there is no {command[0]} here: scripts/setup installs it"
    tried = subprocess.run(command, capture_output=True, timeout=60, check=False)
    return None if tried.returncode == 0 else f"{command[0]} may not run here: {tried.stderr.decode('utf-8', 'replace').strip()[-200:]}"


def numbered(session, pieces):
    """The pieces by the number of the cut that ends them; fails unless there is one for each."""
    cuts = len(session.allocations) - 1
    expect(len(pieces) >= cuts, f"{cuts} pieces", len(pieces))
    return [None, *pieces]


class Part:
    """One part of what is counted, and who counts it."""
    part = ""

    def why_not(self):
        """Why it cannot be counted here; None where it can."""
        return None

    def can_count(self, _):
        """Whether a kind of request can be counted."""
        return True

    def prefix(self, _, variables):
        """The words before owlet's name on its command line."""
        return ["env", *(f"{name}={value}" for name, value in variables.items())]

    def read(self, session):
        """What was counted, by the number of the cut that ends the piece."""
        raise NotImplementedError

    def total(self, figure):
        """One number, to tell more from less."""
        return figure

    def per_turn(self, figure, turns):
        """As it is shown and kept."""
        return divided(figure, turns)


class Allocations(Part):
    """Calls of malloc and its like, which the preloaded library counts itself."""
    part = "allocations"

    def read(self, session):
        return numbered(session, [after - before for before, after in zip(session.allocations, session.allocations[1:])])


class Instructions(Part):
    """Instructions in user space, as valgrind executes them."""
    part = "instructions"

    def why_not(self):
        return why_not("valgrind", "--tool=none", "-q", "true")

    def can_count(self, kind):
        return not kind.opens_files

    def prefix(self, home, variables):
        return [*super().prefix(home, variables), "valgrind", "-q", "--tool=callgrind", "--dump-before=owlet_counts_cut",
                f"--callgrind-out-file={home}/callgrind"]

    def read(self, session):
        names = sorted((name for name in os.listdir(session.home) if re.fullmatch(r"callgrind\.\d+", name)),
                       key=lambda name: int(name.partition(".")[2]))
        return numbered(session, [self._read_total(f"{session.home}/{name}") for name in names])

    def _read_total(self, path):
        with open(path, encoding="utf-8", errors="replace") as file:
            match = re.search(r"^totals: (\d+)$", file.read(), re.MULTILINE)
        expect(match, f"a total in {path}", "none")
        return int(match[1])

    def per_turn(self, figure, turns):
        return round(figure / turns)


class SystemCalls(Part):
    """System calls by name."""
    part = "system calls"

    def why_not(self):
        return why_not("strace", "-o", os.devnull, "true")

    def prefix(self, home, variables):
        settings = [word for name, value in variables.items() for word in ("-E", f"{name}={value}")]
        return ["strace", "-o", f"{home}/strace", "-e", "signal=none", *settings]

    def read(self, session):
        with open(f"{session.home}/strace", encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
        pieces = [Counter()]
        for line in lines:
            if CUT in line:
                pieces.append(Counter())
            elif (match := CALL.match(line)) and INTERRUPTED not in line:
                pieces[-1][self._name_of(*match.groups())] += 1
        return numbered(session, pieces[:-1])

    def _name_of(self, name, arguments):
        if name == "newfstatat" and "AT_EMPTY_PATH" in arguments:   # what fstat is in some C libraries
            return "fstat"
        return SAME.get(name, name)

    def total(self, figure):
        return figure.total()

    def per_turn(self, figure, turns):
        return {name: divided(figure[name], turns) for name in sorted(figure)}


COUNTERS = (Allocations(), SystemCalls(), Instructions())      # first the one without a tracer, who finds out whether it works


def divided(count, turns):
    """A quotient; a whole number where it is one."""
    return count // turns if count % turns == 0 else round(count / turns, 6)


def read_json(path):
    """A file of meson's; empty where there is none."""
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return {}


def parser_version(binary):
    """The llhttp that a build took: the system's, or the one in subprojects; None where meson says nothing beside the binary."""
    told = os.path.join(os.path.dirname(os.path.abspath(binary)), "meson-info")
    for entry in read_json(f"{told}/intro-dependencies.json"):
        if entry["name"] == "libllhttp" and entry["version"][:1].isdigit():
            return entry["version"]
    source = read_json(f"{told}/meson-info.json").get("directories", {}).get("source", "")
    for header in glob.glob(f"{source}/subprojects/llhttp*/include/llhttp.h"):
        with open(header, encoding="utf-8") as file:
            return ".".join(re.findall(r"define LLHTTP_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", file.read()))
    return None


def toolchain_of(binary):
    """What instructions depend on besides the sources: machine, compiler, C library, parser."""
    with open(binary, "rb") as file:
        code = file.read()
    found = ((re.search(pattern, code), name) for pattern, name in COMPILERS)
    compiler = next((f"{name} {match[1].decode()}" for match, name in found if match), "an unknown compiler")
    try:
        library = os.confstr("CS_GNU_LIBC_VERSION")
    except (OSError, ValueError):
        library = None
    return f"{platform.machine()}, {compiler}, {library or 'another C library'}, llhttp {parser_version(binary) or 'unknown'}"
