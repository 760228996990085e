#!/usr/bin/env python3
"""Becomes process 1 of a container, as an engine would make it, with nothing but system calls (and root):

    scripts/container/sandbox.py ROOTFS SITE CONFIG UID CGROUP [ARGUMENT...]

Namespaces of mounts, processes, network, IPC and names; ROOTFS as a read-only root with SITE at /srv, no /proc, /dev or /sys; no
capability, nor a way to gain one; user UID; in the cgroup of that folder, if one is named ("" is none). Then the entry point of the
image's CONFIG (a file), in its environment, with further arguments. This process stays outside, and ends as process 1 does.
"""

import ctypes
import fcntl
import json
import os
import resource
import signal
import socket
import struct
import sys

LIBC = ctypes.CDLL(None, use_errno=True)
NEW_MOUNTS, NEW_NAMES, NEW_IPC, NEW_PIDS, NEW_NETWORK = 0x00020000, 0x04000000, 0x08000000, 0x20000000, 0x40000000
READ_ONLY, NO_SETUID, NO_DEVICES, REMOUNT, BIND, RECURSIVE, PRIVATE = 1, 2, 4, 32, 4096, 16384, 1 << 18
DETACH = 2
NO_NEW_PRIVILEGES, DROP_BOUND = 38, 24
LAST_CAPABILITY = 63
SET_FLAGS, IS_UP = 0x8914, 1
MEMORY = 16 << 20


def check(result, what):
    """Raises OSError for a call of libc that failed."""
    if result != 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")


def mount(source, target, flags):
    """mount(2) without a type."""
    check(LIBC.mount(source.encode(), target.encode(), None, flags, None), f"mount {target}")


def bind_read_only(source, target):
    """Shows a folder at another place, and lets nobody write there."""
    mount(source, target, BIND)
    mount(source, target, BIND | REMOUNT | READ_ONLY | NO_SETUID | NO_DEVICES)


def enter_root(rootfs, site):
    """Nothing of the file system is left but the image and its content."""
    mount("none", "/", RECURSIVE | PRIVATE)
    bind_read_only(rootfs, rootfs)
    bind_read_only(site, f"{rootfs}/srv")
    os.chdir(rootfs)
    number = {"x86_64": 155, "aarch64": 41}[os.uname().machine]   # of pivot_root(2), which libc does not have
    check(LIBC.syscall(number, b".", b"."), "pivot_root")
    check(LIBC.umount2(b".", DETACH), "umount the old root")
    os.chdir("/")


def raise_loopback():
    """The loopback device of a new network is down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sh", b"lo", IS_UP) + bytes(22))


def drop_privileges(uid):
    """A user without a name, without groups, and without capabilities for good."""
    for capability in range(LAST_CAPABILITY + 1):
        LIBC.prctl(DROP_BOUND, capability, 0, 0, 0)               # those that the kernel does not know are dropped anyway
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    check(LIBC.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0), "no_new_privs")


def bound_memory(cgroup):
    """The group's limit, or this process's own where there is none."""
    if not cgroup:
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        return
    with open(f"{cgroup}/cgroup.procs", "w", encoding="ascii") as file:
        file.write("0")


def become_first_process(rootfs, site, config, uid, cgroup, arguments):
    """The last that is done by this program: it ends in the image's."""
    bound_memory(cgroup)
    enter_root(rootfs, site)
    drop_privileges(uid)
    os.chdir(config["WorkingDir"])
    command = [*config["Entrypoint"], *arguments]
    os.execve(command[0], command, dict(each.split("=", 1) for each in config["Env"]))


def main():
    """Entry."""
    rootfs, site, config, uid, cgroup, *arguments = sys.argv[1:]
    with open(config, encoding="utf-8") as file:
        config = json.load(file)["config"]
    try:
        check(LIBC.unshare(NEW_MOUNTS | NEW_NAMES | NEW_IPC | NEW_PIDS | NEW_NETWORK), "unshare")
    except OSError as error:
        print(f"sandbox: {error}", file=sys.stderr, flush=True)
        return 125
    raise_loopback()
    first = os.fork()
    if first == 0:
        try:
            become_first_process(os.path.realpath(rootfs), os.path.realpath(site), config, int(uid), cgroup, arguments)
        except OSError as error:
            print(f"sandbox: {error}", file=sys.stderr, flush=True)
        os._exit(125)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    status = os.waitpid(first, 0)[1]
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)


if __name__ == "__main__":
    sys.exit(main())
