"""What a container engine does with an image, for check.py: reads it, unpacks it, runs it, and runs commands beside it."""

import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
MEMORY = 16 << 20
USER = 12345
LIBC = ctypes.CDLL(None, use_errno=True)


class Skip(Exception):
    """The machine cannot do this."""


def expect(condition, wanted, came):
    """An expectation."""
    if not condition:
        raise AssertionError(f"expected {wanted}; came {came}")


def run(*command, seconds=60):
    """A program's (status, output)."""
    if not shutil.which(command[0]):
        raise Skip(f"no {command[0]} here")
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout + done.stderr


# -- The image ------------------------------------------------------------------------------------------

class Image:
    """The image of this machine's architecture in a layout."""

    def __init__(self, path):
        self.path, self.arch = path, {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine]
        named = {each["annotations"]["org.opencontainers.image.ref.name"]: each for each in self.read("index.json")["manifests"]}
        self.reference = next(name for name in named if name.endswith(f"-{self.arch}"))
        self.manifest = self.blob(named[self.reference])
        self.config = self.file_of(self.manifest["config"])

    def read(self, name):
        """A file of JSON."""
        with open(f"{self.path}/{name}", encoding="utf-8") as file:
            return json.load(file)

    def file_of(self, descriptor):
        """Where a blob is."""
        return f"{self.path}/blobs/{descriptor['digest'].replace(':', '/')}"

    def blob(self, descriptor):
        """A blob of JSON."""
        with open(self.file_of(descriptor), encoding="utf-8") as file:
            return json.load(file)

    def health_command(self):
        """What an engine runs to see whether the container is healthy."""
        return self.blob(self.manifest["config"])["config"]["Healthcheck"]["Test"][1:]

    def unpack(self, target):
        """The layers, laid over each other."""
        for layer in self.manifest["layers"]:
            with tarfile.open(self.file_of(layer)) as archive:
                for member in archive:
                    archive.extract(member, target)
        os.chmod(target, 0o755)


# -- A container ----------------------------------------------------------------------------------------

def make_cgroup():
    """A cgroup of 16 MiB: (folder, name of the file of the most that it used), or ("", None) where none can be made."""
    for parent, limit, peak in (("/sys/fs/cgroup", "memory.max", "memory.peak"),
                                ("/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.max_usage_in_bytes")):
        folder = f"{parent}/owlet-check-{os.getpid()}"
        try:
            if limit == "memory.max" and "memory" not in open(f"{parent}/cgroup.subtree_control", encoding="ascii").read():
                with open(f"{parent}/cgroup.subtree_control", "w", encoding="ascii") as file:
                    file.write("+memory")
            os.mkdir(folder)
            with open(f"{folder}/{limit}", "w", encoding="ascii") as file:
                file.write(str(MEMORY))
            return folder, peak
        except OSError:
            if os.path.isdir(folder):
                os.rmdir(folder)
    return "", None


class Container:
    """The image's process 1 with everything around it."""

    def __init__(self, image, rootfs, site, cgroup, *arguments):
        self.image, self.lines = image, []
        self.command = [sys.executable, f"{HERE}/sandbox.py", rootfs, site, image.config, str(USER), cgroup, *arguments]
        self.process, self.pid, self._reader, self._news = None, None, None, threading.Condition()

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, text=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.wait_for("serving /srv at http://0.0.0.0:8080/")
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children", encoding="ascii") as file:
            self.pid = int(file.read().split()[0])
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            if self.pid:
                os.kill(self.pid, signal.SIGKILL)      # with process 1, all of its namespace end
            self.process.kill()
        self.process.wait()
        self._reader.join(5)

    def _read(self):
        for line in self.process.stderr:
            with self._news:
                self.lines.append(line.rstrip("\n"))
                self._news.notify_all()
        with self._news:
            self.lines.append("")
            self._news.notify_all()

    def wait_for(self, text):
        """Waits for a line with a text in it. In a chroot, say, no container can be made."""
        with self._news:
            self._news.wait_for(lambda: any(text in line for line in self.lines) or "" in self.lines, 20)
        refused = [line for line in self.lines if line.startswith("sandbox: ")]
        if refused:
            raise Skip(f"no container can be made here: {refused[0].removeprefix('sandbox: ')}")
        expect(any(text in line for line in self.lines), f"a line with {text!r}", self.lines)

    def order(self, number, text):
        """A signal, and the line that answers it."""
        os.kill(self.pid, number)
        self.wait_for(text)

    def inside(self, *command, seconds=60):
        """Runs a program of the image beside process 1, as docker exec does; its status and output."""
        return run("nsenter", "--target", str(self.pid), "--mount", "--net", "--pid", "--setuid", str(USER), "--setgid", str(USER),
                   "--", *command, seconds=seconds)

    def on_its_network(self, *command):
        """The arguments of a program of this machine in the container's network."""
        return ["nsenter", f"--net=/proc/{self.pid}/ns/net", "--", *command]

    def connect(self):
        """A connection to its port 8080: the thread that opens it is in its network for that time."""
        made = []

        def work():
            with open(f"/proc/{self.pid}/ns/net", encoding="ascii") as network:
                if LIBC.setns(network.fileno(), 0x40000000) == 0:
                    made.append(socket.create_connection(("127.0.0.1", 8080), 10))

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        expect(made, "a connection", "none")
        return made[0]

    def status(self):
        """/proc/PID/status as a dict, seen from outside."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as file:
            return {name: value.split() for name, _, value in (line.partition(":") for line in file)}
