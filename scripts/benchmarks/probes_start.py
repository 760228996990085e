"""Starting: how long it takes to the first byte, how much memory a server has then, how large it is."""

import os
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time

import programs
from probes_common import PAGE, memory, verdict, write

TARGET_MS = 5
TARGET_RSS_MB = 2.5
TARGET_SIZE_MB = 2
PATIENCE = 10
REQUEST = b"GET /page.txt HTTP/1.1\r\nHost: localhost\r\n\r\n"
NOTE = "Memory right after the first answer; PSS divides the pages of libraries by the number of processes that map them at that moment.\n"
COLUMNS = ["first byte, median ms", "least ms", "RSS kB", "PSS kB", "stripped kB"]


def first_byte(port, end):
    """Asks until a server answers; returns the connection when the first byte is there."""
    while time.perf_counter() < end:
        client = socket.socket()
        try:
            client.connect(("127.0.0.1", port))
            client.sendall(REQUEST)
            if client.recv(1):
                return client
        except ConnectionRefusedError:
            pass                               # not yet
        client.close()
    raise RuntimeError(f"no answer within {PATIENCE} s")


def start_once(owlet, root):
    """One start; returns milliseconds from exec to the first byte, and RSS and PSS then."""
    port, nowhere = programs.free_port(), os.open(os.devnull, os.O_RDWR)
    to_nowhere = [(os.POSIX_SPAWN_DUP2, nowhere, number) for number in range(3)]
    begin = time.perf_counter()
    pid = os.posix_spawn(owlet, [owlet, "-r", root, "-p", str(port)], os.environ, file_actions=to_nowhere)
    try:
        with first_byte(port, begin + PATIENCE):
            passed = (time.perf_counter() - begin) * 1000
            return passed, memory(pid, "Rss"), memory(pid, "Pss")
    finally:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)
        os.close(nowhere)


def stripped_size(owlet):
    """Bytes of a binary without its symbols."""
    with tempfile.TemporaryDirectory(prefix="owlet-strip-") as home:
        copy = shutil.copy(owlet, home)
        subprocess.run(["strip", copy], check=True)
        return os.path.getsize(copy)


def probe_binary(owlet, times):
    """Median and least milliseconds, greatest RSS and PSS, stripped size."""
    with tempfile.TemporaryDirectory(prefix="owlet-start-") as root:
        write(f"{root}/page.txt", PAGE)
        starts = [start_once(owlet, root) for _ in range(times)]
    passed, resident, shared = zip(*starts)
    return statistics.median(passed), min(passed), max(resident), max(shared), stripped_size(owlet)


def start(owlet, quick):
    """The probe."""
    median, least, resident, shared, size = probe_binary(os.path.abspath(owlet), 20 if quick else 50)
    notes = [verdict("median", median, TARGET_MS, " ms"), verdict("RSS", resident / 1e6, TARGET_RSS_MB, " MB"),
             verdict("stripped size", size / 1e6, TARGET_SIZE_MB, " MB")]
    return {"title": "Starting: from exec to the first byte of an answer", "columns": COLUMNS,
            "rows": [[f"{median:.2f}", f"{least:.2f}", resident // 1024, shared // 1024, size // 1024]], "note": NOTE + "\n".join(notes)}
