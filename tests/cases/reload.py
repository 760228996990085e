"""SIGHUP under load: other settings, and no request fails; bad ones leave everything as it was, and are named."""

import os
import signal

from cases.transfers import open_window
from support.documents import TINY
from support.outcome import expect, expect_equal
from support.processes import Load, Processes, wait_until
from support.registry import cases

TIMES = 10
DONE = "the settings were read again"


def write(path, text):
    """A config file at once: whoever reads it has the old one or the new one."""
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.rename(path + ".new", path)


@cases("owlet", f"{TIMES} SIGHUPs in a row under load (-w {{0}}): no request fails", ["1", "2"], limit=60, heavy=True)
def reloads(web, workers):
    with Processes(web, "-p", "0", "-w", workers) as owlet, Load(owlet.address) as load:
        for _ in range(TIMES):
            owlet.order(signal.SIGHUP, DONE)
        load.judge()


@cases("owlet", "SIGHUP while clients hold workers of many settings is obeyed when one has gone (-w {0})", ["2"], limit=40)
def waits(web, workers):
    with Processes(web, "-p", "0", "-w", workers) as owlet:
        web.address = owlet.address
        clients = []
        for _ in range(3):                     # each generation has somebody who holds both of its workers
            for pid in owlet.workers():
                while not any(held == pid for held, _ in clients):
                    connection = web.connect(rcvbuf=4096)
                    connection.send(web.request("/big.bin"))
                    connection.response_head()
                    clients.append((holder(web, connection, owlet.workers()), connection))
            owlet.order(signal.SIGHUP, DONE)
        after = len(owlet.lines)
        owlet.signal(signal.SIGHUP)
        web.expect_file("/tiny.txt", TINY)
        for _, connection in clients:
            open_window(connection)
            expect_equal("length", len(connection.read_body(8 << 20)), 8 << 20)
        owlet.wait_for(DONE, after)
        web.expect_file("/tiny.txt", TINY)


def holder(web, connection, pids):
    """The process that has the other end of a connection, by the inode in /proc/net/tcp."""
    port = connection.socket.getsockname()[1]
    with open("/proc/net/tcp", encoding="ascii") as table:
        rows = [line.split() for line in table.readlines()[1:]]
    inode = next(row[9] for row in rows if row[2].endswith(f":{port:04X}") and row[1].endswith(f":{web.address[1]:04X}"))
    for pid in pids:
        for name in os.listdir(f"/proc/{pid}/fd"):
            try:
                if os.readlink(f"/proc/{pid}/fd/{name}") == f"socket:[{inode}]":
                    return pid
            except FileNotFoundError:
                continue
    return None


@cases("owlet", "SIGHUP takes another root, time-out and log format over (-w {0})", ["1", "2"])
def other_settings(web, workers):
    file, log = web.file(b"")[0], web.file(b"", "access.log")[0]
    other = os.path.dirname(web.file(b"another root\n", "tiny.txt")[0])
    write(file, f"root = {web.root}\nlog = {log}\nlog-format = common\n")
    with Bare(web, workers, file) as owlet:
        web.address = owlet.address
        web.expect_file("/tiny.txt", TINY)
        write(file, f"root = {other}\ntimeout = 0.3\nlog = {log}\nlog-format = json\n")
        before = set(owlet.workers())
        owlet.order(signal.SIGHUP, DONE)
        wait_until(lambda: not before & set(owlet.workers()), "the end of the workers before")
        web.expect_file("/tiny.txt", b"another root\n")
        with web.connect() as connection:
            connection.send(web.request("/tiny.txt", close=False))
            connection.response()
            connection.expect_end()            # 0.3 s later, not 30
        wait_until(lambda: any(line.startswith(b"{") for line in open(log, "rb")), "a line in JSON")


class Bare(Processes):
    """All from a config file but the address."""

    def __init__(self, web, workers, file):
        super().__init__(web)
        self.command = [web.setting.binary, "--config", file]
        with open(file, encoding="utf-8") as config:
            text = config.read()
        if "listen" not in text:
            self.command += ["-p", "0", "-w", workers]


@cases("owlet", "SIGHUP with another {0} says that it takes {1}", [
    ("workers = 2", "an upgrade"), ("listen = 127.0.0.1:1", "an upgrade"), ("pidfile = /nothing/here", "a new start"), ("user = 1", "a new start")])
def not_now(web, setting, what):
    file = web.file(b"")[0]
    write(file, f"root = {web.root}\nlisten = 127.0.0.1:0\n")
    with Bare(web, "1", file) as owlet:
        listen = "" if setting.startswith("listen") else "listen = 127.0.0.1:0\n"
        write(file, f"root = {web.root}\n{listen}{setting}\n")
        after = len(owlet.lines)
        owlet.order(signal.SIGHUP, DONE)
        owlet.wait_for(f"has changed, which takes {what}", after)


@cases("owlet", "SIGHUP with {1} keeps the settings of before and says why (-w {0})", [
    (workers, change) for workers in ("1", "2") for change in ("a bad root", "a bad value")])
def bad(web, workers, change):
    file = web.file(b"")[0]
    write(file, f"root = {web.root}\n")
    with Bare(web, workers, file) as owlet, Load(owlet.address) as load:
        write(file, "root = /nothing/here\n" if change == "a bad root" else f"root = {web.root}\ntimeout = soon\n")
        after = len(owlet.lines)
        owlet.order(signal.SIGHUP, "stay as they were")
        owlet.wait_for("/nothing/here" if change == "a bad root" else "soon", after)
        load.judge()
        expect(owlet.process.poll() is None, "owlet to go on", "the end")
        write(file, f"root = {web.root}\n")
        owlet.order(signal.SIGHUP, DONE)
        load.judge()
