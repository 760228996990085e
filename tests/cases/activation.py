"""Where owlet listens: unix sockets with their modes, stale and live ones, and sockets that it was given."""

import os
import re
import signal
import socket
import stat

from support.documents import TINY
from support.outcome import expect, expect_equal
from support.processes import Load, Processes
from support.registry import case, cases
from support.server import run_briefly


def own_path(web, name="owlet.sock"):
    """A path in a directory of this case's own, where nothing is yet."""
    path, _ = web.file(b"", name)
    os.unlink(path)
    return path


def expect_served(web, address):
    """TINY, over a connection to a unix socket."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(10)
        client.connect(address)
        client.sendall(web.request("/tiny.txt"))
        answer = b""
        while piece := client.recv(4096):
            answer += piece
        expect(answer.startswith(b"HTTP/1.1 200 ") and answer.endswith(b"\r\n\r\n" + TINY), "the file", answer[:200])


@cases("owlet", "a unix socket has the mode that was asked for, and goes with owlet (-w {0})", ["1", "2"])
def mode(web, workers):
    path = own_path(web)
    with Processes(web, "--listen", f"unix:{path},mode=0620", "-w", workers) as owlet:
        expect_equal("mode", oct(stat.S_IMODE(os.stat(path).st_mode)), "0o620")
        expect_served(web, path)
        expect(f" unix:{path}" in owlet.stderr, "the path in the ready line", owlet.stderr)
    expect(not os.path.exists(path), "no socket any more", "one")


@cases("owlet", "a unix socket that a killed owlet has left is taken over (-w {0})", ["1", "2"])
def stale(web, workers):
    path = own_path(web)
    with Processes(web, "--listen", f"unix:{path}", "-w", workers) as owlet:
        owlet.signal(signal.SIGKILL)
        owlet.wait_for_all()
    expect(stat.S_ISSOCK(os.stat(path).st_mode), "the socket to be left", os.stat(path))
    with Processes(web, "--listen", f"unix:{path}", "-w", workers):
        expect_served(web, path)


@case("owlet", "a unix socket where somebody answers, and a file that is none, are left alone, and named")
def live(web):
    path = own_path(web)
    file = web.file(b"precious\n")[0]
    with Processes(web, "--listen", f"unix:{path}") as owlet:
        for place, why in ((path, f"process {owlet.pid} answers"), (file, "no socket")):
            status, _, err = run_briefly(web.setting.binary, "-r", web.root, "--listen", f"unix:{place}")
            expect(status == 1 and place in err and why in err, f"status 1 and a line with {why!r}", (status, err))
        expect_served(web, path)


@cases("owlet", "a socket that was given by LISTEN_FDS is served without any option, and named by fd:3 as well (-w {0})", ["1", "2"])
def given(web, workers):
    for options in ((), ("--listen", "fd:3")):
        with socket.create_server(("127.0.0.1", 0)) as there:
            with Processes(web, "-w", workers, *options, given=there) as owlet:
                expect_equal("address", owlet.address, there.getsockname())
                with Load(owlet.address, keep=1, close=1) as load:
                    load.judge()
            there.settimeout(10)                      # it is not owlet's to close
            with web.connect(address=there.getsockname()) as connection:
                connection.send(b"?")                 # owlet had the kernel wait for it
                there.accept()[0].close()


@case("owlet", "LISTEN_FDS of another process is not for this one")
def not_ours(web):
    web.need_owlet()
    with web.start(prefix=("env", "LISTEN_PID=1", "LISTEN_FDS=1")) as server:
        web.at(server).expect_file("/tiny.txt", TINY)


@cases("owlet", "fd:{0} is an error that names it: {1}", [("3", "nothing is there"), ("0", "no socket is there")])
def wrong(web, number, _):
    web.need_owlet()
    status, _, err = run_briefly(web.setting.binary, "-r", web.root, "--listen", f"fd:{number}")
    expect(status in (1, 2) and re.search(rf"fd:{number}\b|descriptor {number}\b", err) and err.count("\n") == 1,
           "status 1 or 2 and a line that names it", (status, err))
