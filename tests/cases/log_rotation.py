"""SIGUSR1 opens the log anew, by its name: what logrotate does loses no line and puts none into the wrong file."""

import os
import shutil
import signal
import threading

from support import logs
from support.outcome import expect_equal
from support.registry import case


def rename_and_tell(server, path, number):
    """What logrotate does by `create` with SIGUSR1 in its postrotate script; returns when the new file is there."""
    os.rename(path, f"{path}.{number}")
    server.signal(signal.SIGUSR1)
    logs.wait_until("a new file", lambda: os.path.exists(path))


@case("owlet", "rename and SIGUSR1: all requests before it are in the old file, all after it in the new one")
def create(web):
    web.need_owlet()
    with logs.directory() as home:
        path = f"{home}/access.log"
        with web.start("-l", path) as server, web.at(server).connect() as connection:
            for turn in range(5):
                logs.ask_many(connection, web, turn * 10, 10)
                rename_and_tell(server, path, turn)
            logs.ask_many(connection, web, 50, 10)
            server.stop()
        for turn in range(5):
            expect_equal(f"the lines of file {turn}", logs.numbers_of(logs.content(f"{path}.{turn}")), list(range(turn * 10, turn * 10 + 10)))
        expect_equal("the lines of the new file", logs.numbers_of(logs.content(path)), list(range(50, 60)))
        expect_equal("warnings", sum("warning" in line for line in server.lines), 0)


@case("owlet", "20 rotations under load lose no line and break none", limit=80, heavy=True)
def create_under_load(web):
    web.need_owlet()
    with logs.directory() as home:
        path = f"{home}/access.log"
        with web.start("-l", path) as server, web.at(server).connect() as connection:
            asker = threading.Thread(target=logs.ask_many, args=(connection, web, 0, 4_000))
            asker.start()
            for turn in range(20):
                rename_and_tell(server, path, turn)
            asker.join()
            server.stop()
        files = [logs.content(f"{path}.{turn}") for turn in range(20)] + [logs.content(path)]
        expect_equal("the lines, file by file", logs.numbers_of(b"".join(files)), list(range(4_000)))


@case("owlet", "copytruncate needs no signal, and leaves no hole in the file")
def copy_and_truncate(web):
    web.need_owlet()
    with logs.directory() as home:
        path = f"{home}/access.log"
        with web.start("-l", path) as server, web.at(server).connect() as connection:
            logs.ask_many(connection, web, 0, 10)
            logs.wait_until("ten lines", lambda: logs.content(path).count(b"\n") == 10)
            shutil.copy(path, path + ".1")
            os.truncate(path, 0)
            logs.ask_many(connection, web, 10, 10)
            server.stop()
        expect_equal("the lines of the copy", logs.numbers_of(logs.content(path + ".1")), list(range(10)))
        expect_equal("the lines after it", logs.numbers_of(logs.content(path)), list(range(10, 20)))


@case("owlet", "a log that was deleted is made anew at SIGUSR1, with all that was asked since")
def deleted(web):
    web.need_owlet()
    with logs.directory() as home:
        path = f"{home}/access.log"
        with web.start("-l", path) as server, web.at(server).connect() as connection:
            logs.ask_many(connection, web, 0, 10)
            logs.wait_until("ten lines", lambda: logs.content(path).count(b"\n") == 10)
            os.unlink(path)
            logs.ask_many(connection, web, 10, 10)
            server.signal(signal.SIGUSR1)
            logs.wait_until("a new file", lambda: os.path.exists(path))
            server.stop()
        expect_equal("the lines", logs.numbers_of(logs.content(path)), list(range(10, 20)))


@case("owlet", "where a log cannot be opened anew at SIGUSR1, the old one goes on, and a message says why")
def unwritable(web):
    web.need_owlet()
    with logs.directory() as home:
        path = f"{home}/logs/access.log"
        os.mkdir(f"{home}/logs")
        with web.start("-l", path) as server, web.at(server).connect() as connection:
            logs.ask_many(connection, web, 0, 10)
            os.rename(f"{home}/logs", f"{home}/elsewhere")
            server.signal(signal.SIGUSR1)
            logs.wait_until("the message", lambda: server.lines[2:])
            logs.ask_many(connection, web, 10, 10)
            server.stop()
        expect_equal("messages", server.lines[2:], [
            f"owlet: warning: log {path}: cannot be opened anew: No such file or directory; the old one goes on"])
        expect_equal("the lines", logs.numbers_of(logs.content(f"{home}/elsewhere/access.log")), list(range(20)))


@case("owlet", "SIGUSR1 is of no harm where there is no file to open anew")
def nothing_to_open(web):
    for options in ((), ("-l", "-"), ("-d",)):
        with web.start(*options) as server:
            server.signal(signal.SIGUSR1)
            web.at(server).get("/tiny.txt")
            server.stop()
            expect_equal("lines on standard output", server.stdout.count(b"\n"), int("-l" in options))
