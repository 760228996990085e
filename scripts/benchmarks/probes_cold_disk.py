"""Cold files of the real disk: dropped from the page cache, and read by a server that may read only so often per second."""

import contextlib
import os
import re
import tempfile

from probes_cold import CLIENTS, FILES_PER_SECOND, left_out, make_files, probe_all, result
from probes_common import PAGE, process_tree, write

READS_PER_SECOND = 40
LIMIT = "blkio.throttle.read_iops_device"
TITLE = f"Warm requests while {CLIENTS} clients read cold files of a disk that gives {READS_PER_SECOND} reads per second"


def disk_of(path):
    """major:minor of the whole disk that holds a path; None where it lies on no disk."""
    number = os.stat(path).st_dev
    place = os.path.realpath(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}")
    if os.path.exists(f"{place}/partition"):
        place = os.path.dirname(place)
    if not os.path.exists(f"{place}/dev"):
        return None
    with open(f"{place}/dev", encoding="ascii") as file:
        return file.read().strip()


def controller():
    """Where groups of processes get their share of a disk (cgroup v1); None where that is not to be had."""
    with open("/proc/mounts", encoding="utf-8") as file:
        found = re.search(r"^\S+ (\S+) cgroup \S*\bblkio\b", file.read(), re.MULTILINE)
    return found[1] if found and os.access(found[1], os.W_OK) and os.path.exists(f"{found[1]}/{LIMIT}") else None


def drop(directory):
    """Takes the files of a directory out of the page cache."""
    for entry in os.scandir(directory):
        file = os.open(entry.path, os.O_RDONLY)
        os.fdatasync(file)
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(file)


@contextlib.contextmanager
def throttled(parent, disk, directory):
    """A group that reads the disk slowly, while the block runs; yields a function that puts a server into it."""
    group = f"{parent}/owlet-cold-{os.getpid()}"

    def enter(server):
        for pid in process_tree(server.pid):
            with open(f"{group}/cgroup.procs", "w", encoding="ascii") as file:
                file.write(str(pid))

    drop(directory)
    os.mkdir(group)
    try:
        with open(f"{group}/{LIMIT}", "w", encoding="ascii") as file:
            file.write(f"{disk} {READS_PER_SECOND}")
        yield enter
    finally:
        os.rmdir(group)


def cold_disk(owlet, quick):
    """The probe: files of the disk itself."""
    seconds = 3 if quick else 8
    with tempfile.TemporaryDirectory(prefix="owlet-cold-") as root:
        os.chmod(root, 0o755)
        parent, disk = controller(), disk_of(root)
        if not parent or not disk:
            return left_out(TITLE, "no disk here whose reads can be bounded (cgroup v1).")
        write(f"{root}/page.txt", PAGE)
        make_files(f"{root}/slow", FILES_PER_SECOND * seconds)
        rows, found = probe_all(owlet, root, f"{root}/slow", seconds, lambda: throttled(parent, disk, f"{root}/slow"))
    return result(TITLE, "The files were dropped from the page cache before each row.", rows, found)
