"""Many connections at once, and too many: a full table of descriptors costs connections, never the server."""

import threading

from support.documents import TINY, pattern
from support.outcome import Failure, expect, expect_equal, expect_in
from support.registry import case


@case("owlet", "1,000 open connections are all served, twice, in any order", limit=40, heavy=True)
def thousand(web):
    with web.start(rlimit_nofile=4096) as server:
        web.at(server)
        before = server.descriptors()
        clients = [web.connect(timeout=15) for _ in range(1000)]
        for order in (clients, clients[::-1]):
            for connection in order:
                connection.send(web.request("/tiny.txt", close=False))
            for connection in order:
                expect_equal("body", connection.response().body, TINY)
        for connection in clients:
            connection.close()
        server.wait_for_descriptors(before + type(before)({"file": 1}), what="open descriptors after 1,000 connections")


@case("owlet", "1,000 connections that ask at the same time for different files each get their own", limit=40, heavy=True)
def thousand_files(web):
    sizes = (0, 1, 2, 100, 1023, 4096, 8192, 8193, 16385, 65537)
    with web.start(rlimit_nofile=4096) as server:
        web.at(server)
        clients = [(web.connect(timeout=15), sizes[n % len(sizes)]) for n in range(1000)]
        for connection, size in clients:
            connection.send(web.request(f"/sizes/{size}.bin"))
        for connection, size in clients:
            expect_equal("body", connection.response().body, pattern(size))
            connection.expect_end()


@case("owlet", "with ulimit -n 32, each of 100 connections in a row is served: the oldest idle ones make room", limit=30, heavy=True)
def idle_make_room(web):
    with web.start(rlimit_nofile=32) as server:
        web.at(server)
        clients = []
        for number in range(100):
            connection = web.connect()
            connection.send(web.request("/tiny.txt", close=False))
            response = connection.response()
            expect_equal(f"status of connection {number}", response.status, 200)
            clients.append(connection)
        for connection in clients[:20]:
            connection.expect_end(reset_is_fine=True)
        web.expect_goes_on(clients[-1])


@case("owlet", "with ulimit -n 32 and every descriptor busy, a new connection is 503 or closed, and served again when one is free", limit=40, heavy=True)
def busy_table(web):
    with web.start(rlimit_nofile=32) as server:
        web.at(server)
        clients = [web.connect(rcvbuf=4096) for _ in range(60)]
        for connection in clients:
            connection.send_until_refused(web.request("/huge.bin", close=False))
        served, shed = [], 0
        for connection in clients:
            try:
                if not connection.wait_for_something():
                    shed += 1
                    continue
            except ConnectionResetError:
                shed += 1
                continue
            response = connection.response_head()
            expect_in("status", response.status, (200, 503))
            if response.status == 200:
                served.append(connection)
            else:
                shed += 1
        expect(len(served) >= 4 and shed > 0, "some served and some shed", f"{len(served)} served, {shed} shed")
        expect(server.alive(), "owlet alive", "dead")
        for connection in clients:
            connection.reset()
        server.wait_for_descriptors(type(server.descriptors())({"socket": 6, "file": 30, "anon_inode": 10, "pipe": 10}))
        for _ in range(30):
            web.expect_file("/tiny.txt", TINY)


@case("owlet", "with ulimit -n 32, connections that wait in the queue are served when others leave: no edge is lost", limit=40, heavy=True)
def queue_is_served(web):
    with web.start("-t", "3", rlimit_nofile=32) as server:
        web.at(server)
        blocked = [web.connect(rcvbuf=4096) for _ in range(40)]
        for connection in blocked:
            connection.send_until_refused(b"GET /tiny.txt HTTP/1.1\r\nHost: te")
        for connection in blocked:
            connection.wait_taken()
        for connection in blocked:
            connection.close()
        server.wait_for_descriptors(type(server.descriptors())({"socket": 1, "file": 30, "anon_inode": 10, "pipe": 10}))
        for _ in range(40):
            web.expect_file("/tiny.txt", TINY)
        expect(server.alive(), "owlet alive", "dead")


@case("owlet", "with ulimit -n 32, 200 different files are served one after the other: what is remembered never fills the table", limit=40, heavy=True)
def cache_and_table(web):
    paths = [web.file(b"file %d\n" % number, f"{number}.txt")[1] for number in range(200)]
    with web.start(rlimit_nofile=32) as server:
        web.at(server)
        for number, path in enumerate(paths):
            web.expect_file(path, b"file %d\n" % number)
        idle = [web.connect() for _ in range(8)]
        for number, connection in enumerate(idle):
            connection.send(web.request(paths[number], close=False))
            expect_equal("body", connection.response().body, b"file %d\n" % number)


@case("owlet", "a file that cannot be opened for want of descriptors is 503 or a closed connection, never a wrong 404", limit=40, heavy=True)
def no_descriptor_for_file(web):
    paths = [web.file(pattern(400_000), f"{number}.bin")[1] for number in range(60)]
    with web.start(rlimit_nofile=32) as server:
        web.at(server)
        clients = [web.connect(rcvbuf=4096) for _ in range(20)]
        for number, connection in enumerate(clients):
            connection.send_until_refused(b"".join(web.request(path, close=False) for path in paths[number:number + 3]))
        statuses = []
        for connection in clients:
            try:
                while len(statuses) < 200 and connection.wait_for_something():
                    response = connection.response()
                    statuses.append(response.status)
                    if response.closes or statuses.count(200) % 3 == 0:
                        break
            except (ConnectionResetError, Failure):
                connection.close()
                continue
            connection.close()
        expect(statuses and set(statuses) <= {200, 503}, "200 and 503 only", set(statuses))
        web.expect_file("/tiny.txt", TINY)


@case("owlet", "eight threads with 100 connections each get exactly the answers to their own requests", limit=40, heavy=True)
def threads(web):
    failures = []

    def client(number):
        try:
            for turn in range(100):
                size = (0, 1, 100, 4096, 8193)[(number + turn) % 5]
                web.expect_file(f"/sizes/{size}.bin", pattern(size))
        except (Failure, OSError) as failure:
            failures.append(str(failure))

    workers = [threading.Thread(target=client, args=(number,), daemon=True) for number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(35)
    expect(not any(worker.is_alive() for worker in workers), "the end of all threads", "some that go on")
    expect(not failures, "no failure", failures[:1])
