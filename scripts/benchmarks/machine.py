"""What the figures were taken on: the machine, its cores, and how busy it was."""

import os
import platform
import re


def first_match(path, pattern, default):
    """What a pattern finds in a file of the system."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            match = re.search(pattern, file.read(), re.MULTILINE)
    except OSError:
        return default
    return match[1] if match else default


def describe():
    """The machine as the report names it."""
    virtual = first_match("/proc/cpuinfo", r"^flags\s*:.*\b(hypervisor)\b", None)
    memory = int(first_match("/proc/meminfo", r"^MemTotal:\s+(\d+)", "0")) * 1024
    return {"cpu": first_match("/proc/cpuinfo", r"^(?:model name|Model)\s*:\s*(.+)", platform.machine()), "cores": os.cpu_count(),
            "virtual": bool(virtual), "memory": memory, "kernel": platform.release(), "load": os.getloadavg()[0],
            "system": first_match("/etc/os-release", r'^PRETTY_NAME="?([^"\n]*)', platform.system())}


def siblings(core):
    """The cores that share their execution units with this one, itself among them."""
    text = first_match(f"/sys/devices/system/cpu/cpu{core}/topology/thread_siblings_list", r"^(.*)$", str(core))
    found = set()
    for part in text.split(","):
        low, _, high = part.partition("-")
        found |= set(range(int(low), int(high or low) + 1))
    return found


def two_cores():
    """A core for the servers and one for the clients, on different physical cores if there are such; None where there is one only."""
    usable = sorted(os.sched_getaffinity(0))
    others = [core for core in usable if core not in siblings(usable[0])] or usable[1:]
    return (usable[0], others[0]) if others else None
