"""SIGUSR2 under load: another process serves, and no request fails; what cannot start leaves the old one as it was."""

import contextlib
import os
import re
import shutil
import signal
import socket

from cases.transfers import open_window
from support.documents import TINY
from support.outcome import expect, expect_equal
from support.processes import Load, Processes, children, wait_until
from support.registry import case, cases
from support.server import run_briefly

TIMES = 10


def own_path(web, name):
    """A path in a directory of this case's own, where nothing is yet."""
    path, _ = web.file(b"", name)
    os.unlink(path)
    return path


@contextlib.contextmanager
def serving(web, kind, *options):
    """owlet at a TCP address, at a unix socket, or at a socket that it was given; yields (processes, address)."""
    if kind == "LISTEN_FDS":
        with socket.create_server(("127.0.0.1", 0)) as given, Processes(web, *options, given=given) as owlet:
            yield owlet, given.getsockname()
    elif kind == "unix":
        path = own_path(web, "owlet.sock")
        with Processes(web, "--listen", f"unix:{path}", *options) as owlet:
            yield owlet, path
        expect(not os.path.exists(path), "no name of the socket behind the last process", path)
    else:
        with Processes(web, "-p", "0", *options) as owlet:
            yield owlet, owlet.address


@cases("owlet", f"{TIMES} upgrades in a row under load ({{0}}, -w {{1}}): no request fails",
       [(kind, workers) for kind in ("TCP", "unix", "LISTEN_FDS") for workers in ("1", "2")], limit=60, heavy=True)
def upgrades(web, kind, workers):
    with serving(web, kind, "-w", workers) as (owlet, address), Load(address) as load:
        for _ in range(TIMES):
            owlet.upgrade()
            load.wait_for_more()
        load.judge()
        expect_equal("status of the first process", owlet.process.wait(20), 0)


@cases("owlet", "a new process that fails to start says why, and the old one goes on, its unix socket too (-w {0}, {1})",
       [(workers, change) for workers in ("1", "2") for change in ("a bad setting", "no root")], heavy=True)
def fails(web, workers, change):
    path, file = own_path(web, "owlet.sock"), web.file(b"")[0]
    root = own_path(web, "root")
    os.mkdir(root)
    with open(f"{root}/tiny.txt", "wb") as tiny:
        tiny.write(TINY)
    with Processes(web, "--listen", f"unix:{path}", "-w", workers, "--config", file, root=root) as owlet, Load(path) as load:
        if change == "no root":
            os.rename(root, root + ".away")
            why = f"open root {root}"
        else:
            with open(file, "w", encoding="ascii") as config:
                config.write("timeout = soon\n")
            why = "soon"
        after = len(owlet.lines)
        owlet.order(signal.SIGUSR2, "did not come to serve; this one goes on")
        owlet.wait_for(why, after)
        load.judge()
        if change == "no root":
            os.rename(root + ".away", root)
        with open(file, "w", encoding="ascii") as config:
            config.write("\n")
        owlet.upgrade()
        load.judge()


def sleeps(pid):
    """How often a process has gone to sleep."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("voluntary_ctxt_switches"))


@case("owlet", "a process that drains after an upgrade is not woken by the clients of its successor")
def sleeps_on(web):
    with Processes(web, "-p", "0", "-t", "15") as owlet:
        web.address, old = owlet.address, owlet.pid
        with web.connect(rcvbuf=4096) as connection:
            connection.send(web.request("/huge.bin"))
            connection.response_head()
            owlet.upgrade()
            wait_until(lambda: not listens(old), "the old process to let nobody in")
            before = sleeps(old)
            for _ in range(50):
                web.expect_file("/tiny.txt", TINY)
            expect(sleeps(old) - before < 10, "a process that sleeps", sleeps(old) - before)


def listens(pid):
    """Whether a process has a listening socket."""
    with open("/proc/net/tcp", encoding="ascii") as table:
        listening = {f"socket:[{row[9]}]" for row in map(str.split, table) if row[3] == "0A"}
    with contextlib.suppress(FileNotFoundError):
        return any(os.readlink(f"/proc/{pid}/fd/{name}") in listening for name in os.listdir(f"/proc/{pid}/fd"))
    return True


@case("owlet", "an upgrade runs what is at the path now that owlet was started by, through a link too")
def other_binary(web):
    web.need_owlet()
    first, link = web.setting.binary, own_path(web, "link")
    second = shutil.copy(first, own_path(web, "second"))
    os.symlink(first, link)
    with Processes(web, "-p", "0", binary=link) as owlet:
        os.symlink(second, link + ".new")
        os.rename(link + ".new", link)
        owlet.upgrade()
        expect_equal("the binary", os.readlink(f"/proc/{owlet.pid}/exe"), second)


@case("owlet", "SIGTERM while a new process starts ends that one too")
def ended_meanwhile(web):
    pipe = own_path(web, "config")
    web.need_owlet()
    with open(pipe, "w", encoding="ascii"):
        pass
    with Processes(web, "-p", "0", "--config", pipe) as owlet:
        os.unlink(pipe)
        os.mkfifo(pipe)                            # nobody writes: who reads it waits
        owlet.order(signal.SIGUSR2, "starts")
        expect_equal("children", len(wait_until(lambda: children(owlet.pid), "a child")), 1)
        owlet.stop()


@cases("owlet", "one SIGTERM after an upgrade does not cut a download of the old process off (-w {0})", ["1", "2"])
def one_after(web, workers):
    with Processes(web, "-p", "0", "-w", workers) as owlet:
        old = os.pidfd_open(owlet.pid)
        web.address = owlet.address
        with web.connect(rcvbuf=4096) as connection:
            connection.send(web.request("/big.bin", close=False))
            connection.response_head()
            owlet.upgrade()
            signal.pidfd_send_signal(old, signal.SIGTERM)
            open_window(connection)
            expect_equal("length", len(connection.read_body(8 << 20)), 8 << 20)
        os.close(old)
        expect_equal("status of the first process", owlet.process.wait(20), 0)


@cases("owlet", "owlet upgrade of a daemon with -w {0}: another process serves, owlet stop ends it, and the caller's pipes are closed", ["1", "2"])
def by_command(web, workers):
    web.need_owlet()
    file = own_path(web, "owlet.pid")
    status, out, err = run_briefly(web.setting.binary, "-D", "--pidfile", file, "-r", web.root, "-p", "0", "-w", workers)
    expect_equal("status and standard output", (status, out), (0, ""))
    try:
        port = int(re.search(r"http://127\.0\.0\.1:(\d+)/", err)[1])
        with Load(("127.0.0.1", port)) as load:
            status, out, err = run_briefly(web.setting.binary, "upgrade", file)
            expect(status == 0 and "serves in place of" in out, "status 0", (status, out, err))
            load.judge()
    finally:
        status, out, err = run_briefly(web.setting.binary, "stop", file)
    expect(status == 0 and "has ended" in out, "the end", (status, out, err))
