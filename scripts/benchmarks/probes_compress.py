"""owlet compress: a site of 2,000 files, the first time and again."""

import os
import random
import resource
import subprocess
import tempfile
import time

from probes_common import CORES, verdict, write

FILES = 2000
TARGET_AGAIN = 1        # seconds
LEAST_BUSY = 0.8        # of the cores, in the first run
VOCABULARY = 6000
KINDS = ("html", "css", "js", "json", "svg", "txt", "png")
NOTE = "Prose of 1 to 100 kB a file under seven extensions, one of them (png) of noise, which is no text type; each run is a new process.\n"
COLUMNS = ["run", "wall s", "CPU s", "cores busy", "sidecars", "sidecars written"]


def make_site(root, files):
    """A site that is the same each time."""
    source = random.Random(8)
    vocabulary = ["".join(source.choices("etaoinshrdlucmfwyp", k=source.randint(2, 10))) for _ in range(VOCABULARY)]
    for number in range(files):
        kind = KINDS[number % len(KINDS)]
        size = int(1000 * 100 ** source.random())
        data = source.randbytes(size) if kind == "png" else " ".join(source.choices(vocabulary, k=size // 7)).encode()
        write(f"{root}/{number % 40}/{number}.{kind}", data)


def sidecars(root):
    """Each with what tells whether it was written anew."""
    return {(at, name, os.stat(f"{at}/{name}").st_ino) for at, _, names in os.walk(root) for name in names
            if name.endswith((".br", ".zst", ".gz"))}


def run(owlet, root):
    """One run: wall and CPU seconds."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([owlet, "compress", root], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compress(owlet, quick):
    """The probe."""
    rows, files = [], FILES // 10 if quick else FILES
    with tempfile.TemporaryDirectory(prefix="owlet-compress-") as root:
        make_site(root, files)
        known, walls, busy = set(), [], []
        for label in ("first", "second", "after one change"):
            wall, cpu = run(owlet, root)
            found = sidecars(root)
            rows.append([label, f"{wall:.3f}", f"{cpu:.3f}", f"{cpu / wall:.2f}", len(found), len(found - known)])
            known = found
            walls.append(wall)
            busy.append(cpu / wall)
            if label == "second":
                write(f"{root}/0/0.html", b"it has changed " * 100)
    notes = [verdict("second run", walls[1], TARGET_AGAIN, " s"),
             f"Target: {LEAST_BUSY:.0%} of {len(CORES)} cores busy at least; here {busy[0] / len(CORES):.0%}."]
    return {"title": f"owlet compress: {files:,} files", "columns": COLUMNS, "rows": rows, "note": NOTE + "\n".join(notes)}
