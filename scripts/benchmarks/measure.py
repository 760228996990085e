"""What a server costs the machine: CPU time and memory of its whole process tree."""

import contextlib
import os
import re
import time

TICK = 1 / os.sysconf("SC_CLK_TCK")          # seconds; the unit of what the kernel keeps of children that have ended


def process_tree(pid):
    """The process and its descendants."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        with contextlib.suppress(OSError):
            for thread in os.listdir(f"/proc/{one}/task"):
                with open(f"/proc/{one}/task/{thread}/children", encoding="ascii") as file:
                    waiting += [int(child) for child in file.read().split()]
    return found


def cpu_seconds(pid):
    """CPU time of the tree so far: that of its living processes in nanoseconds and of their ended children in ticks.

    The clock of a process is the sum of the schedstat counters of its threads, and keeps those of threads that have ended.
    """
    total = 0.0
    for one in process_tree(pid):
        with contextlib.suppress(OSError):
            with open(f"/proc/{one}/stat", encoding="utf-8", errors="replace") as file:
                fields = file.read().rpartition(")")[2].split()
            total += time.clock_gettime(cpu_clock(one)) + (int(fields[13]) + int(fields[14])) * TICK
    return total


def cpu_clock(pid):
    """The identifier of the CPU clock of another process: clock_getcpuclockid(3), which Python does not have."""
    scheduler = 2
    return ~pid << 3 | scheduler


def memory(pid):
    """Bytes of the tree's memory, of shared pages its share (PSS)."""
    total = 0
    for one in process_tree(pid):
        with contextlib.suppress(OSError), open(f"/proc/{one}/smaps_rollup", encoding="ascii") as file:
            match = re.search(r"^Pss:\s+(\d+) kB", file.read(), re.MULTILINE)
            total += int(match[1]) * 1024 if match else 0
    return total
