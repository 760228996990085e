"""What once went wrong and was mended: a terminal that nobody reads, a stop with work waiting, deadlines that pass unseen, memory."""

import contextlib
import os
import pty
import select
import signal
import tempfile
import time

from cases.transfers import open_window
from support.documents import TINY, pattern, write
from support.outcome import Skip, expect, expect_equal
from support.processes import wait_until
from support.registry import case
from support.server import has_sanitizer

BATCH = 50
LONG_FIELD = "User-Agent: " + "u" * 173
DEVICE = "/sys/devices/virtual/net/lo"


def status_of(server, name):
    """A line of /proc/PID/status, without its name."""
    with open(f"/proc/{server.pid}/status", encoding="ascii") as file:
        return next(line.split(":", 1)[1].strip() for line in file if line.startswith(name + ":"))


def memory(server, name="VmRSS"):
    """Resident memory in KiB."""
    return int(status_of(server, name).split()[0])


def need_plain(web):
    """Skips a case about memory where a sanitizer uses most of it."""
    web.need_owlet()
    if has_sanitizer(web.setting.binary):
        raise Skip("a sanitizer's own memory hides owlet's")


@contextlib.contextmanager
def stopped(server):
    """The server stands still while the block runs."""
    server.signal(signal.SIGSTOP)
    try:
        end = time.monotonic() + 15
        while not status_of(server, "State").startswith("T"):
            expect(time.monotonic() < end, "the process stopped", status_of(server, "State"))
            time.sleep(0.0005)
        yield
    finally:
        server.signal(signal.SIGCONT)


def ask_many(web, count, *fields):
    """So many requests on one connection, a batch at a time; each is answered."""
    with web.connect() as connection:
        for _ in range(count // BATCH):
            connection.send(web.request("/tiny.txt", *fields, close=False) * BATCH)
            for _ in range(BATCH):
                expect_equal("body", connection.response().body, TINY)


def wait_until_readable(clients, seconds=15):
    """Waits until each has something to read: by few calls, so that it takes no longer beside other cases."""
    end, left = time.monotonic() + seconds, len(clients)
    with select.epoll() as poll:
        for connection in clients:
            poll.register(connection.socket, select.EPOLLIN | select.EPOLLET | select.EPOLLONESHOT)
        while left:
            expect(time.monotonic() < end, "an answer for each client", f"none for {left}")
            left -= len(poll.poll(1, len(clients)))


@case("owlet", "an access log on a terminal that nobody reads: 2,000 requests are answered, SIGTERM ends owlet with status 0")
def unread_terminal(web):
    web.need_owlet()
    terminal, end = pty.openpty()
    try:
        prefix = ("/bin/sh", "-c", f'exec "$@" >{os.ttyname(end)}', "sh")
        with web.start("-l", "-", prefix=prefix) as server:
            ask_many(web.at(server), 2000, LONG_FIELD)
            server.signal()
            server.check_end(server.wait())
        expect(select.select([terminal], [], [], 0)[0] and b"/tiny.txt" in os.read(terminal, 4096), "the log on the terminal", "nothing")
    finally:
        os.close(terminal)
        os.close(end)


@case("owlet", "with ulimit -n 64, files that one client has asked for make room for the downloads of 26 others, and nobody is closed", heavy=True)
def remembered_files_make_room(web):
    data = pattern(9 << 10)
    small = [web.file(data, f"{number}.bin")[1] for number in range(60)]
    large = [web.file(b"", f"{number}.bin") for number in range(26)]
    for place, _ in large:
        os.truncate(place, 64 << 20)
    with web.start(rlimit_nofile=64) as server:
        first = web.at(server).connect()
        for path in small:
            first.send(web.request(path, close=False))
            expect_equal("body", first.response().body, data)
        for number, (_, path) in enumerate(large):
            connection = web.connect(rcvbuf=4096)
            connection.send(web.request(path, close=False))
            expect_equal(f"status of download {number}", connection.response_head().status, 200)
        web.expect_goes_on(first)
        for connection in web.connections:
            connection.reset()


@case("owlet", "400 requests that wait in the backlog at SIGTERM are all answered", heavy=True)
def backlog_at_end(web):
    with web.start(rlimit_nofile=4096) as server:
        web.at(server)
        with stopped(server):
            clients = [web.connect() for _ in range(400)]
            for connection in clients:
                connection.send(web.request("/tiny.txt", close=False))
            server.signal()
        for number, connection in enumerate(clients):
            response = connection.response()
            expect_equal(f"status of client {number}", response.status, 200)
            expect_equal("body", response.body, TINY)
            connection.expect_end()
        server.check_end(server.wait())


@case("owlet", "a time that passed while 700 requests were there closes none of their connections", limit=40, heavy=True)
def late_but_there(web):
    with web.start("-t", "3", rlimit_nofile=4096) as server:
        web.at(server)
        request = web.request("/tiny.txt", close=False)
        with stopped(server):
            clients = [web.connect() for _ in range(700)]
            for connection in clients:
                connection.send(request)
            resumed = time.monotonic()
        wait_until_readable(clients)
        wait_until(lambda: status_of(server, "State").startswith("S"), "that owlet waits for the next event")
        with stopped(server):
            begin = time.monotonic()
            if begin - resumed > 2:
                raise Skip(f"700 answers took this machine {begin - resumed:.1f} s, and an idle connection lasts for 3")
            for connection in clients:
                expect_equal("first body", connection.response().body, TINY)
            for connection in clients:
                connection.send(request)
            time.sleep(max(0, 3.3 - (time.monotonic() - begin)))     # the time that passes unseen is what this is about
        for number, connection in enumerate(clients):
            response = connection.response()
            expect_equal(f"second status of client {number}", response.status, 200)
            expect_equal("second body", response.body, TINY)


@case("owlet", "a file whose first read fails is 500, never an empty 200")
def unreadable_device(web):
    web.need_owlet()
    try:
        with open(f"{DEVICE}/speed", "rb", buffering=0) as file:
            file.read(1)
        raise Skip(f"{DEVICE}/speed can be read here")
    except FileNotFoundError:
        raise Skip(f"needs {DEVICE}/speed") from None
    except PermissionError:
        raise Skip(f"{DEVICE}/speed may not be opened") from None
    except OSError:
        pass
    with web.start(root=DEVICE) as server:
        web.at(server).expect_status("/speed", 500)


@case("owlet", "a client that takes a little every 0.1 s is not cut off while the server's socket stays full for longer than -t", heavy=True)
def slow_and_steady(web):
    with web.start("-t", "4") as server:
        connection = web.at(server).connect(rcvbuf=4096)
        connection.send(web.request("/big.bin", close=False))
        connection.response_head()
        begin, read, wanted = time.monotonic(), 0, pattern(8 << 20)
        sockets = server.descriptors()["socket"]
        while time.monotonic() - begin < 7:
            expect(connection.read_body(4096) == wanted[read:read + 4096], f"the file's bytes from {read} on", "others")
            read += 4096
            connection.pause(0.1)
        expect_equal("open sockets after 7 s", server.descriptors()["socket"], sockets)
        connection.reset()


@case("owlet", "SIGINT and SIGTERM pending together are one wish: a download still comes whole", heavy=True)
def two_signals(web):
    with web.start("-t", "15") as server:
        connection = web.at(server).connect(rcvbuf=4096)
        connection.send(web.request("/big.bin", close=False))
        connection.response_head()
        with stopped(server):
            server.signal(signal.SIGINT)
            server.signal(signal.SIGTERM)
        open_window(connection)
        expect(connection.read_body(8 << 20) == pattern(8 << 20), "the whole file", "something else")
        connection.expect_end()
        server.check_end(server.wait())


@case("owlet", "a request that follows a change is answered by the file as it is now, though an empty line before it came earlier", heavy=True)
def empty_line_and_change(web):
    place, path = web.file(b"old\n")
    ask = web.request(path, close=False)
    padding = b"".join(web.request(f"/nothing-{number}", close=False) for number in range(240))
    with web.start("-t", "15", rlimit_nofile=4096) as server:
        early, late, *others = [web.at(server).connect(rcvbuf=4096) for _ in range(202)]
        for connection in (early, late):
            connection.send(ask)
            expect_equal("body before", connection.response().body, b"old\n")
        for connection in others:
            web.expect_goes_on(connection)
        with stopped(server):
            early.send(ask)
            for connection in others:
                with contextlib.suppress(BlockingIOError):
                    connection.socket.send(padding)
            late.send(b"\r\n")
        early.response()                   # the file has been looked at, and the others are still being served
        with open(place + ".new", "wb") as file:
            file.write(b"new\n")
        os.rename(place + ".new", place)
        late.send(ask)
        is_in_time = others[-1].is_silent(0)            # whose turn is before that of the late one
        expect_equal("body after the change", late.response().body, b"new\n")
        for connection in others:
            connection.reset()
        if not is_in_time:
            raise Skip("the others were served before the file had changed")


@case("owlet", "20 clients that pipeline 600 requests each for 8 KiB and read slowly cost less than 20 MiB", heavy=True)
def pipelined_memory(web):
    need_plain(web)
    with tempfile.TemporaryDirectory(prefix="httpdtest-root-") as root, web.start(root=root) as server:
        write(f"{root}/a", pattern(8192))
        web.at(server)
        request = b"GET /a HTTP/1.1\r\nHost:\r\n\r\n"
        requests = request * ((16 << 10) // len(request))
        clients = [web.connect(rcvbuf=4096) for _ in range(20)]
        for connection in clients:
            connection.send(requests)
        for _ in range(10):
            for connection in clients:
                expect_equal("body", connection.response().body, pattern(8192))
            expect_equal("status for another client", web.get("/a").status, 200)
        expect(memory(server, "VmHWM") < 20 << 10, "never more than 20 MiB", f"{memory(server, 'VmHWM')} KiB")
        for connection in clients:
            connection.reset()


@case("owlet", "400 idle connections after 150 pipelined requests each, with a log, cost less than 4 MiB", heavy=True)
def idle_memory(web):
    need_plain(web)
    with tempfile.TemporaryDirectory(prefix="httpdtest-log-") as home, web.start("-l", f"{home}/access.log", rlimit_nofile=4096) as server:
        web.at(server).expect_file("/tiny.txt", TINY)
        before = memory(server)
        request = web.request("/tiny.txt", LONG_FIELD, close=False)
        clients = [web.connect() for _ in range(400)]
        for connection in clients:
            connection.send(request * 150)
            first = connection.response()
            connection.read_body(149 * (len(first.head) + len(first.body)), sink=len)
        grown = memory(server) - before
        expect(grown < 4 << 10, "less than 4 MiB more", f"{grown} KiB")
        web.expect_goes_on(clients[0])


@case("owlet", "a log that has reached the limit of a file's size costs lines, never the server: 3,000 requests")
def full_log(web):
    web.need_owlet()
    with tempfile.TemporaryDirectory(prefix="httpdtest-log-") as home:
        path = f"{home}/access.log"
        prefix = ("/bin/sh", "-c", 'ulimit -f 8; exec "$@"', "sh")
        with web.start("-l", path, prefix=prefix) as server:
            ask_many(web.at(server), 3000)
            expect(server.alive(), "owlet alive", "dead")
        expect(0 < os.path.getsize(path) <= 8 << 10, "a log of 4 or 8 KiB at most", os.path.getsize(path))
