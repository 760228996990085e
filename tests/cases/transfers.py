"""Large bodies under way: slow readers, files that are replaced, deleted, truncated or grow meanwhile."""

import hashlib
import os
import socket
import statistics
import threading
import time

from support.documents import HUGE, TINY, file_digest, pattern
from support.outcome import Failure, Skip, expect, expect_equal
from support.registry import case, cases

SIZE = 16 << 20


def begin(web, path, rcvbuf=4096):
    """Asks for a file and reads only its head; most of the body has not left the server then."""
    connection = web.connect(rcvbuf=rcvbuf)
    connection.send(web.request(path))
    response = connection.response_head()
    expect_equal("status", response.status, 200)
    return connection, int(response["content-length"])


def open_window(connection):
    """Lets a client with a tiny receive buffer read fast from now on."""
    connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_WINDOW_CLAMP, 4 << 20)


@case("9112 6.3", "1 GiB comes exact to a client that reads slowly with a tiny buffer, and others are answered at once meanwhile", limit=60, heavy=True)
def gigabyte(web):
    with web.start() if web.is_owlet else Plain() as server:
        if web.is_owlet:
            web.at(server)
        wanted = {}
        thread = threading.Thread(target=lambda: wanted.update(digest=file_digest(f"{web.root}/huge.bin")), daemon=True)
        thread.start()
        connection, length = begin(web, "/huge.bin", rcvbuf=2048)
        expect_equal("Content-Length", length, HUGE)
        digest, times = hashlib.sha256(), []
        for _ in range(200):
            connection.read_body(5000, digest.update)
            since = time.monotonic()
            web.expect_file("/tiny.txt", TINY)
            times.append(time.monotonic() - since)
        open_window(connection)
        connection.read_body(HUGE - 200 * 5000, digest.update)
        connection.expect_end()
        thread.join()
        expect_equal("SHA-256", digest.hexdigest(), wanted["digest"])
        usual = statistics.median(times)
        expect(usual < 1, "small answers at once", f"{usual:.2f} s for most")


class Plain:
    """Stands where a server of the case's own would, when another server is judged."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


@case("9112 6.3", "20 clients read large files side by side, each at its own pace, and each comes exact", limit=40, heavy=True)
def side_by_side(web):
    data = pattern(8 << 20)
    clients = [begin(web, "/big.bin", rcvbuf=4096 << (n % 6))[0] for n in range(20)]
    bodies = [bytearray() for _ in clients]
    left = [len(data)] * len(clients)
    while any(left):
        for number, connection in enumerate(clients):
            step = min(left[number], 30_000 * (1 + number % 7))
            bodies[number] += connection.read_body(step)
            left[number] -= step
            if len(bodies[number]) >= 1 << 20:
                open_window(connection)
    for number, body in enumerate(bodies):
        expect_equal(f"body {number}", bytes(body), data)


@case("owlet", "a file replaced during its transfer comes as it was, and the next request gets the new one")
def replaced(web):
    place, path = web.file(pattern(SIZE))
    connection, length = begin(web, path)
    with open(place + ".new", "wb") as file:
        file.write(b"the new one\n")
    os.rename(place + ".new", place)
    web.expect_file(path, b"the new one\n")
    open_window(connection)
    expect(connection.read_body(length) == pattern(SIZE), "the file as it was", "something else")
    connection.expect_end()


@case("owlet", "a file deleted during its transfer comes whole, and the next request is 404")
def deleted(web):
    place, path = web.file(pattern(SIZE))
    connection, length = begin(web, path)
    os.unlink(place)
    web.expect_status(path, 404)
    open_window(connection)
    expect(connection.read_body(length) == pattern(SIZE), "the file as it was", "something else")
    connection.expect_end()


@cases("owlet", "a file cut to {0} during its transfer ends that connection early, and the others go on", [
    ("nothing", 0),
    ("a half", SIZE // 2 + 1),
])
def truncated(web, _, size):
    place, path = web.file(pattern(SIZE))
    other = web.connect()
    web.expect_goes_on(other)
    connection, length = begin(web, path)
    os.truncate(place, size)
    open_window(connection)
    came = connection.drain()
    expect(came < length, f"fewer than {length} bytes", came)
    web.expect_goes_on(other)
    expect_equal("length afterwards", len(web.get(path).body), size)


@case("owlet", "a file cut short behind a pipelined request: no answer is made up of what is missing")
def truncated_pipelined(web):
    place, path = web.file(pattern(SIZE))
    connection = web.connect(rcvbuf=4096)
    connection.send(web.request(path, close=False) + web.request("/smuggled.txt", close=False))
    length = int(connection.response_head()["content-length"])
    os.truncate(place, 1 << 20)
    open_window(connection)
    came = connection.drain()
    expect(came < length, f"fewer than {length} bytes and no second answer", came)


@case("owlet", "a file that grows during its transfer comes with the length that was promised")
def grown(web):
    place, path = web.file(pattern(SIZE))
    connection, length = begin(web, path)
    with open(place, "ab") as file:
        file.write(b"more" * 100_000)
    open_window(connection)
    expect(connection.read_body(length) == pattern(SIZE), "the first 16 MiB", "something else")
    connection.expect_end()


@case("owlet", "a small file rewritten a hundred times is never served as a mixture of length and bytes")
def rewritten(web):
    place, path = web.file(b"")
    with web.connect() as connection:
        for number in range(100):
            data = b"%d" % number * (number * 37 % 500 + 1)
            with open(place, "wb") as file:
                file.write(data)
            connection.send(web.request(path, close=False))
            expect_equal(f"body {number}", connection.response().body, data)


@case("owlet", "a file replaced all the time by rename comes always as one of its versions", limit=30)
def replaced_all_the_time(web):
    place, path = web.file(b"a" * 50_000)
    stop = threading.Event()

    def replace():
        number = 0
        while not stop.is_set():
            number += 1
            with open(place + ".next", "wb") as file:
                file.write(bytes([97 + number % 26]) * (50_000 + number % 26))
            os.rename(place + ".next", place)

    thread = threading.Thread(target=replace, daemon=True)
    thread.start()
    try:
        with web.connect() as connection:
            for _ in range(500):
                connection.send(web.request(path, close=False))
                body = connection.response().body
                if len(set(body)) != 1 or len(body) != 50_000 + body[0] - 97:
                    raise Failure(f"expected one version; came {len(body)} bytes of {sorted(set(body))}")
    finally:
        stop.set()
        thread.join()


@case("9112 6.3", "small requests on the connection behind a large answer are answered in their turn")
def behind_large(web):
    with web.connect(rcvbuf=4096) as connection:
        connection.send(web.request("/big.bin", close=False) + web.request("/tiny.txt", close=False) * 10)
        connection.wait_for_something()
        open_window(connection)
        expect_equal("length", len(connection.response().body), 8 << 20)
        for _ in range(10):
            expect_equal("body", connection.response().body, TINY)


@case("owlet", "an exchange with a receive buffer of one page comes exact at every size about the edges of blocks", limit=30)
def tiny_window(web):
    for size in (8191, 8192, 8193, 16384, 16385, 65537, 262143, 1048577):
        with web.connect(rcvbuf=1) as connection:
            connection.send(web.request(f"/sizes/{size}.bin"))
            expect_equal("body", connection.response().body, pattern(size))
            connection.expect_end()


@case("owlet", "5 GiB of holes can be asked for, and the client may leave in the middle")
def giant(web):
    if os.stat(f"{web.root}/giant.bin").st_blocks * 512 > 1 << 30:
        raise Skip("the file system has no holes")
    connection, length = begin(web, "/giant.bin", rcvbuf=1 << 20)
    expect_equal("Content-Length", length, 5 << 30)
    connection.read_body(20 << 20)
    connection.reset()
    web.expect_file("/tiny.txt", TINY)
