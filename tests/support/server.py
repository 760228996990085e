"""An owlet process under test: started, waited for by its ready line, and always ended by its id."""

import functools
import os
import re
import shlex
import signal
import subprocess
import threading
import time
from collections import Counter

from support.outcome import Failure, expect_equal

SANITIZER = re.compile(r"AddressSanitizer|LeakSanitizer|runtime error:|UndefinedBehavior")
READY = re.compile(r"owlet: serving (.*) at ((?:http://|unix:)\S+(?: (?:http://|unix:)\S+)*)")
URL = re.compile(r"http://([^/]+):(\d+)(?:/.*)?")
START_TIME = 15
STOP_TIME = 20
RUNNING = set()


def run_briefly(binary, *options, user=None, rlimit_nofile=None, cwd=None, environment=()):
    """Runs an owlet that should end by itself; returns (status, stdout, stderr). Of OWLET_* it has what is given."""
    command = _command(binary, options, rlimit_nofile)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("OWLET_")}
    try:
        done = subprocess.run(command, capture_output=True, timeout=START_TIME, cwd=cwd, stdin=subprocess.DEVNULL, check=False,
                              env={**inherited, **dict(environment)}, user=user, group=user, extra_groups=[] if user is not None else None)
    except subprocess.TimeoutExpired as late:
        raise Failure(f"expected owlet {' '.join(options)} to end by itself; it ran on, stderr {late.stderr!r}") from None
    out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    if SANITIZER.search(err):
        raise Failure(f"expected no sanitizer report; came {err[:600]!r}")
    return done.returncode, out, err


def _command(binary, options, rlimit_nofile):
    command = [binary, *options]
    if rlimit_nofile:
        return ["/bin/sh", "-c", f"ulimit -n {int(rlimit_nofile)} && exec {shlex.join(command)}"]
    return command


def end_all():
    """Ends every process that is still running, each by its id."""
    for server in list(RUNNING):
        server.kill()


def place(text):
    """One of the ready line's places for connect(): a host and a port, or the path of a unix socket."""
    if text.startswith("unix:"):
        return text.removeprefix("unix:")
    host, port = URL.fullmatch(text).groups()
    return host.strip("[]"), int(port)


@functools.cache
def has_sanitizer(binary):
    """Whether a binary is one whose memory and time are mostly a sanitizer's."""
    with open(binary, "rb") as file:
        return b"__asan_init" in file.read()


class Server:
    """owlet as a context manager; leaving it sends SIGTERM and expects status 0 and no sanitizer report."""

    def __init__(self, binary, *options, root, port="0", user=None, rlimit_nofile=None, prefix=()):
        options = ["-r", root, *([] if port is None else ["-p", str(port)]), *options]
        self.command = [*prefix, *_command(binary, options, rlimit_nofile)]
        self.root, self.user, self.is_judged = root, user, False
        self.process, self.lines, self.addresses, self.pid = None, [], [], None
        self.stdout, self._ready, self._threads = bytearray(), threading.Event(), []

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *_):
        if kind is None:
            if not self.is_judged:
                self.stop()
        else:
            self.kill()

    def start(self):
        """Starts the process and waits for its ready line."""
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        user=self.user, group=self.user, extra_groups=[] if self.user is not None else None)
        RUNNING.add(self)
        self.pid = self.process.pid
        for work in (self._read_errors, self._read_output):
            thread = threading.Thread(target=work, daemon=True)
            thread.start()
            self._threads.append(thread)
        if not self._ready.wait(START_TIME) or not self.addresses:
            self.kill()
            raise Failure(f"expected owlet's ready line; came {self.stderr!r} and status {self.process.returncode}")
        return self

    def _read_errors(self):
        for raw in self.process.stderr:
            line = raw.decode("utf-8", "replace").rstrip("\n")
            self.lines.append(line)
            match = READY.fullmatch(line)
            if match and not self._ready.is_set():
                self.served_root = match[1]
                self.addresses += map(place, match[2].split(" "))
                self._ready.set()
        self._ready.set()

    def _read_output(self):
        for raw in self.process.stdout:
            self.stdout += raw

    @property
    def address(self):
        """The first address that is served."""
        return self.addresses[0]

    @property
    def stderr(self):
        """All of standard error so far."""
        return "\n".join(self.lines)

    def alive(self):
        """True while the process runs."""
        return self.process.poll() is None

    def signal(self, number=signal.SIGTERM):
        """Sends a signal to the process (to owlet itself where a prefix started it)."""
        os.kill(self.pid, number)

    def wait(self, seconds=STOP_TIME):
        """Waits for the end of the process; returns its status."""
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failure(f"expected owlet to end within {seconds:g} s; it ran on") from None
        RUNNING.discard(self)
        for thread in self._threads:
            thread.join(5)
        return status

    def stop(self, wanted=0):
        """SIGTERM; the exit status is 0 and no sanitizer has anything to say."""
        if self.process.poll() is None:
            self.signal()
        self.check_end(self.wait(), wanted)

    def check_end(self, status, wanted=0):
        """What holds for every end of owlet; a status of 3 says that responses under way were cut off."""
        self.is_judged = True
        if SANITIZER.search(self.stderr):
            raise Failure(f"expected no sanitizer report; came {self.stderr[-1500:]!r}")
        expect_equal("exit status", status, wanted)

    def kill(self):
        """Ends the process at once; for failures only."""
        RUNNING.discard(self)
        if self.process and self.process.poll() is None:
            if self.pid != self.process.pid:
                os.kill(self.pid, signal.SIGKILL)
            self.process.kill()
            self.process.wait()

    def descriptors(self):
        """What the process has open, counted by kind: socket, pipe, anon_inode or file."""
        kinds = Counter()
        for name in os.listdir(f"/proc/{self.pid}/fd"):
            try:
                target = os.readlink(f"/proc/{self.pid}/fd/{name}")
            except OSError:
                continue
            kinds["file" if target.startswith("/") else target.partition(":")[0]] += 1
        return kinds

    def wait_for_descriptors(self, wanted, seconds=10, what="open descriptors"):
        """Waits until the process has no more open than that."""
        end = time.monotonic() + seconds
        while self.descriptors() - wanted:
            if time.monotonic() > end:
                raise Failure(f"{what}: expected {dict(wanted)}; came {dict(self.descriptors())}")
            time.sleep(0.005)
