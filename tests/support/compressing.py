"""Sites for owlet compress, and how its sidecars are judged."""

import gzip
import os
import random
import shutil
import subprocess

from support.outcome import Skip, expect, expect_equal

SUFFIXES = (".br", ".zst", ".gz")
OLD = 1_600_000_000_123_456_789  # nanoseconds
LIMIT = 60                       # seconds for each program


def words(size, seed=1):
    """Text of about that many bytes that compresses as prose does."""
    source = random.Random(seed)
    vocabulary = ["".join(source.choices("etaoinshrdlu", k=source.randint(2, 9))) for _ in range(4000)]
    return " ".join(source.choices(vocabulary, k=size // 7)).encode()[:size]


def noise(size):
    """Bytes that do not compress."""
    return random.Random(size).randbytes(size)


class Site:
    """A directory of a case's own."""

    def __init__(self, owlet, home):
        self.owlet, self.home, self.root = owlet, home, f"{home}/site"
        os.mkdir(self.root)
        os.chmod(home, 0o755)

    def write(self, name, data=None, mtime=OLD, mode=0o644):
        """Writes a file; returns its path."""
        path = f"{self.root}/{name}"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(words(3000, len(name)) if data is None else data)
        os.chmod(path, mode)
        os.utime(path, ns=(mtime, mtime))
        return path

    def files(self):
        """Every name below the directory that is no directory, from there."""
        return {os.path.relpath(os.path.join(at, name), self.root) for at, _, names in os.walk(self.root) for name in names}

    def start(self, *options, **settings):
        """Runs the command beside this process."""
        return subprocess.Popen([self.owlet, "compress", *options, self.root], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, **settings)

    def run(self, *options, status=0, **settings):
        """Runs it to its end; returns what it wrote to (standard output, standard error)."""
        process = self.start(*options, **settings)
        out, err = (text.decode("utf-8", "replace") for text in process.communicate(timeout=LIMIT))
        expect(process.returncode == status, f"status {status}", f"{process.returncode}: {out[-300:]!r} {err[-600:]!r}")
        return out, err

    def with_sidecars(self, *names):
        """These names, each with its sidecars."""
        return {name + suffix for name in names for suffix in ("", *SUFFIXES)}


def decoded(path):
    """What is in a sidecar, as somebody else reads it."""
    if path.endswith(".gz"):
        with gzip.open(path) as file:
            return file.read()
    tool = "brotli" if path.endswith(".br") else "zstd"
    if not shutil.which(tool):
        raise Skip(f"{tool} is not installed")
    return subprocess.run([tool, "-d", "-c", path], capture_output=True, timeout=LIMIT, check=True).stdout


def expect_sidecar(path):
    """A sidecar is its original, compressed, with its time and permissions."""
    original = path.rpartition(".")[0]
    with open(original, "rb") as file:
        expect_equal(f"content of {path}", decoded(path), file.read())
    here, there = os.stat(path), os.stat(original)
    expect_equal(f"time of {path}", here.st_mtime_ns, there.st_mtime_ns)
    expect_equal(f"permissions of {path}", here.st_mode, there.st_mode)
    expect_equal(f"owner of {path}", (here.st_uid, here.st_gid), (there.st_uid, there.st_gid))
