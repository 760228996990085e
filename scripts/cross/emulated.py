#!/usr/bin/env python3
"""Runs a command where the kernel starts binaries of 64-bit ARM by qemu-user, without a change to this machine:

    scripts/cross/emulated.py COMMAND...

In a user namespace of its own, in which every user is who he was, binfmt_misc is mounted anew (Linux 6.7) and told of qemu-aarch64.
Nobody outside of it sees that. Ends as the command does; with 125 where it cannot be done, and a line that says why.
"""

import ctypes
import os
import shutil
import sys

LIBC = ctypes.CDLL(None, use_errno=True)
NEW_USERS, NEW_MOUNTS = 0x10000000, 0x00020000
PLACE = "/proc/sys/fs/binfmt_misc"
EVERYBODY = "0 0 4294967295"
# The head of a binary: ELF of 64 bits, little endian, an executable (static-pie: a shared object) for machine 183.
MAGIC = r"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00"
MASK = r"\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff"
FLAGS = "POF"     # argv[0] stays, the binary is opened for qemu, and qemu is found in every root


def check(result, what):
    """Raises OSError for a call of libc that failed."""
    if result != 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")


def write(path, text):
    """Writes a file of the kernel in one piece."""
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def register(emulator):
    """Within the namespace."""
    check(LIBC.mount(b"none", b"/", None, 0x4000 | 1 << 18, None), "mount / as private")
    check(LIBC.mount(b"none", PLACE.encode(), b"binfmt_misc", 0, None), "mount binfmt_misc (Linux 6.7 can do it here)")
    write(f"{PLACE}/register", f":owlet-aarch64:M::{MAGIC}:{MASK}:{emulator}:{FLAGS}")


def enter_namespace():
    """A child that stayed outside says who is who, for only he may."""
    (ours, his), (answer, done) = os.pipe(), os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        os.close(his)
        os.read(ours, 1)
        write(f"/proc/{parent}/uid_map", EVERYBODY)
        write(f"/proc/{parent}/gid_map", EVERYBODY)
        os.write(done, b"!")
        os._exit(0)
    os.close(done)
    check(LIBC.unshare(NEW_USERS | NEW_MOUNTS), "unshare")
    os.write(his, b"!")
    said = os.read(answer, 1)
    os.waitpid(child, 0)
    if not said:
        raise OSError("this needs root")


def main():
    """Entry."""
    emulator = shutil.which("qemu-aarch64") or shutil.which("qemu-aarch64-static")
    try:
        if not emulator:
            raise OSError("no qemu-aarch64 here: apt-get install qemu-user")
        enter_namespace()
        register(emulator)
    except OSError as error:
        print(f"emulated: {error}", file=sys.stderr)
        return 125
    os.execvp(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
