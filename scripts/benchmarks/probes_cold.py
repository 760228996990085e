"""Cold files: clients that wait for a slow disk must not make the others wait."""

import contextlib
import os
import subprocess
import tempfile
import threading
import time

from probes_client import FIGURES, Client, figures, measure
from probes_common import CLIENT_CORE, PAGE, compile_c, on_core, scheduled, verdict, write
from probes_servers import peers, serving

READ_MS = 200
CLIENTS = 20
RATE = 500
TITLE = f"Warm requests while {CLIENTS} clients read files of a file system (FUSE) that takes {READ_MS} ms for each read"
SIZES = (4 << 10, 60 << 10, 300 << 10)
FILES_PER_SECOND = 120
TARGET_MS = 10
COLUMNS = ["server", *FIGURES, "wrong bodies", "cold files", "cold p50 ms", "waited for core ms"]
WARM = {"small": 12, "middle": 4 << 10, "large": 100 << 10}
NOTE = """\
{clients} clients read cold files one after the other, each file once; another one asks for warm files at {rate} requests/s and
measures (before all others on the clients' core: {priority}). An answer's time begins when its request was due: a stall counts for
all requests that fell into it, and what has no answer by the end counts with its time so far. The last column is the time for which
the server was ready and other programs had its core: where that is much, the machine was not quiet enough. """


def content(number, size):
    """The bytes of a file: no two files are alike."""
    return (b"%07d\n" % number * (size // 8 + 1))[:size]


def cold_size(number):
    """Small, middle and large files in turn."""
    return SIZES[number % len(SIZES)]


def make_files(directory, count):
    """The files that will be cold, and those that will be warm."""
    for number in range(count):
        write(f"{directory}/cold-{number}", content(number, cold_size(number)))
    for name, size in WARM.items():
        write(f"{directory}/{name}", content(len(name), size))


class ColdClients:
    """Clients in threads, each of which takes the next cold file when it has got the last."""

    def __init__(self, port, count):
        self.numbers, self.lock, self.times, self.wrong, self.ended = iter(range(count)), threading.Lock(), [], 0, False
        self.clients = [Client(port) for _ in range(CLIENTS)]
        self.threads = [threading.Thread(target=self._work, args=(client,), daemon=True) for client in self.clients]

    def __enter__(self):
        with on_core(CLIENT_CORE):
            for thread in self.threads:
                thread.start()
        return self

    def __exit__(self, *_):
        self.ended = True
        for client in self.clients:
            client.close()
        for thread in self.threads:
            thread.join()

    def _next(self):
        with self.lock:
            return next(self.numbers, None)

    def _work(self, client):
        while not self.ended and (number := self._next()) is not None:
            begin = time.perf_counter()
            try:
                body = client.get(f"/slow/cold-{number}")
            except (OSError, TypeError):       # the end has come, perhaps in the middle of a head
                if self.ended:
                    return
                raise
            with self.lock:
                self.times.append((time.perf_counter() - begin) * 1000)
                self.wrong += body != content(number, cold_size(number))

    def median(self):
        """Of the times of all cold files, in milliseconds."""
        return sorted(self.times)[len(self.times) // 2] if self.times else float("nan")


def warm_files(root, source):
    """What the measuring client asks for: a file on the disk, and files of the slow disk that were read before."""
    return {"/page.txt": f"{root}/page.txt", **{f"/slow/{name}": f"{source}/{name}" for name in WARM}}


def probe_server(server, root, source, seconds, count, is_quiet=False):
    """One server under this load; returns its row and what the measuring client found."""
    warm = warm_files(root, source)
    client = Client(server.port)
    for target in warm:
        client.get(target)
    client.close()
    _, before = scheduled(server.pid)
    with ColdClients(server.port, 0 if is_quiet else count) as others:
        found = measure(server, RATE, seconds, warm)
    waited = f"{(scheduled(server.pid)[1] - before) * 1000:.0f}"
    label = f"{server.label}, no cold reads" if is_quiet else server.label
    cold = "-" if is_quiet else f"{others.median():.0f}"
    return [label, *figures(found), found["wrong"] + others.wrong, len(others.times), cold, waited], found


# -- A file system that lets every read wait --------------------------------------------------

def unmount(process, place):
    """Ends the file system, whatever still holds it."""
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if os.path.ismount(place):
        subprocess.run(["umount", "-l", place] if os.geteuid() == 0 else ["fusermount3", "-u", "-z", place], check=True)


@contextlib.contextmanager
def mounted(program, source, place):
    """The slow file system over a directory, with nothing in the page cache; a server need do nothing to be in it."""
    process = subprocess.Popen([program, source, place, str(READ_MS)], start_new_session=True)
    try:
        end = time.monotonic() + 10
        while not os.path.ismount(place):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("FUSE does not mount here")
            time.sleep(0.01)
        yield lambda server: None
    finally:
        unmount(process, place)


def probe_all(owlet, root, source, seconds, surroundings):
    """All servers in turn, each within its own surroundings; returns the rows and what was found of owlet under load."""
    rows, found = [], {}
    for label, is_quiet in (("owlet", True), *((name, False) for name in peers())):
        with surroundings() as enter, serving(label, root, owlet) as server:
            enter(server)
            row, found[label] = probe_server(server, root, source, seconds, FILES_PER_SECOND * seconds, is_quiet)
        rows.append(row)
    return rows, found["owlet"]


def result(title, note, rows, found):
    """The probe's answer."""
    common = NOTE.format(clients=CLIENTS, rate=RATE, priority=found["priority"])
    return {"title": title, "columns": COLUMNS, "rows": rows,
            "note": f"{common}{note}\n" + verdict("owlet's p99", found["p99"], TARGET_MS, " ms")}


def left_out(title, why):
    """The answer where the probe cannot be made."""
    return {"title": title, "columns": COLUMNS, "rows": [], "note": f"Left out: {why}"}


def cold(owlet, quick):
    """The probe: files of a slow file system."""
    seconds = 2 if quick else 5
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        return left_out(TITLE, "no /dev/fuse here.")
    with tempfile.TemporaryDirectory(prefix="owlet-cold-") as home:
        os.chmod(home, 0o755)
        root, source = f"{home}/site", f"{home}/source"
        os.makedirs(f"{root}/slow")
        write(f"{root}/page.txt", PAGE)
        make_files(source, FILES_PER_SECOND * seconds)
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "fuse3"], capture_output=True, text=True, check=True).stdout.split()
        program = compile_c("slow_fs.c", home, *flags)
        rows, found = probe_all(owlet, root, source, seconds, lambda: mounted(program, source, f"{root}/slow"))
    return result(TITLE, "The kernel asks this file system for at most 128 KiB in one read.", rows, found)
