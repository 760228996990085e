"""A folder of 100,000 entries: all of them come, in order, while others are served; what it takes of memory is bounded and given back."""

import functools
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from cases.admin import samples
from cases.mended import memory, need_plain
from cases.transfers import open_window
from support.documents import TINY
from support.large_listings import ROW, Others, Takers, entries_of, rows_of, told_by
from support.listings import HTML, JSON, by_name, crowd, in_order, listing, on_disk
from support.outcome import expect, expect_equal
from support.processes import Processes, wait_until
from support.registry import case
from support.server import has_sanitizer

ALL = 100_000                                       # the most that are listed
FEWER = 20_000                                      # where a sanitizer takes long for so many
MOST = 64 << 10                                     # KiB, as all of these
LEFT = 8 << 10                                      # what the allocator may keep afterwards


def entries_for(binary):
    """How many the large folder has."""
    return FEWER if has_sanitizer(binary) else ALL


def count_of(web):
    """The same for a case."""
    web.need_owlet()
    return entries_for(web.setting.binary)


def large(web, *options, count=None):
    """owlet over the large folder."""
    web.lists = True
    return web.start("--list", *options, root=crowd(count or count_of(web)))


@functools.cache
def sorted_names(root):
    """The entries of the large folder by their names."""
    return by_name(on_disk(f"{root}/many"))


class Highest:
    """Watches the memory of a process: the most that it was, in KiB, and since when."""

    def __init__(self, server):
        self.server, self.most, self.since, self.ended = server, 0, time.perf_counter(), threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join(5)

    def _run(self):
        while not self.ended.is_set() and self.server.alive():
            now = memory(self.server)
            if now > self.most:
                self.most, self.since = now, time.perf_counter()
            time.sleep(0.001)


def side_by_side(functions):
    """What they return, each from a thread of its own."""
    with ThreadPoolExecutor(8) as pool:
        return [each.result(60) for each in [pool.submit(function) for function in functions]]


def turns(web, server):
    """How often owlet has looked round at all of its clients."""
    return samples(web, server)["owlet_loop_turn_seconds_count"]


def turns_for_listing(web, server, target):
    """How often it does so while it reads and sorts the folder; others are answered while a client takes the rest his time."""
    begun = turns(web, server)
    with web.connect(rcvbuf=2048, timeout=30) as connection:
        connection.send(web.request(target, JSON))
        connection.response_head()
        came = b""
        while b'"href":"./' not in came:
            came += connection.read_body(1)
        took = turns(web, server) - begun
        for _ in range(3):
            web.expect_file("/tiny.txt", TINY)
        connection.reset()
    return took


def take_all(web, server, others, target, form, sort, way):
    """One listing, which is whole and in order."""
    answered, since = len(others.times), time.perf_counter()
    with web.connect(timeout=30) as connection:
        connection.send(web.request(target, form))
        connection.wait_for_something()
        first = time.perf_counter() - since
        response = connection.response()
    took, meanwhile = time.perf_counter() - since, others.times[answered:]
    names, is_complete = (rows_of(response), True) if form == HTML else entries_of(response)
    wanted = [entry.name for entry in in_order(sorted_names(server.root), sort, way)]
    expect(is_complete and names == wanted, f"the order {sort} {way}", names[:5])
    print(f"listing of {len(names):,} ({form[8:]}, {sort} {way}): first byte {first * 1000:.0f} ms, all {took * 1000:.0f} ms; meanwhile {len(meanwhile)} "
          f"answers to another client, the slowest in {max(meanwhile, default=0) * 1000:.1f} ms", flush=True)


@case("owlet", "100,000 entries are all listed, in order, on the page and in JSON, and other clients are answered all the while", limit=90, heavy=True)
def all_there(web):
    with large(web, "--admin", "127.0.0.1:0") as server:
        for target in ("/many/", "/many/?sort=size&order=desc"):
            looks = turns_for_listing(web.at(server), server, target)
            expect(looks >= 10, "a look at the others now and then while the folder is read and sorted", looks)
        with Others(web) as others:
            for row in (("/many/", HTML, "name", "asc"), ("/many/", JSON, "name", "asc"), ("/many/?sort=size&order=desc", JSON, "size", "desc")):
                take_all(web, server, others, *row)
            wait_until(lambda: others.times or others.failures, "an answer to the other client")
        expect_equal("failures", others.failures, [])


@case("owlet", "of more than 100,000 entries the first 100,000 found are listed, and page and JSON say that there are more", limit=60, heavy=True)
def cut(web):
    with large(web, count=ALL + 10) as server:
        names, is_complete = entries_of(listing(web.at(server), "/many/", JSON))
        expect_equal("what JSON says", (len(names), is_complete), (ALL, False))
        expect(set(names) <= set(map(os.fsencode, os.listdir(f"{server.root}/many"))) and len(set(names)) == ALL, "different entries of the folder", names[:5])
        page = listing(web, "/many/", HTML)
        expect(b"There are more than 100,000 of them" in page.body, "a word of it", page.body[-900:])
        expect_equal("rows", len(ROW.findall(page.body)), ALL)


@case("owlet", "4 clients who take 100,000 entries get all of them, owlet stays below 64 MiB, and gives the memory back, whether they take all, leave or stand still", limit=120, heavy=True)
def bounded(web):
    need_plain(web)
    with large(web) as server:
        web.at(server).expect_file("/tiny.txt", TINY)
        at_start, peaks = memory(server), {}
        for what in ("take all", "leave", "stand still"):
            with Highest(server) as watched:
                clients = [web.connect(rcvbuf=2048 if what != "take all" else None, timeout=60) for _ in range(4)]
                for number, connection in enumerate(clients):
                    connection.send(web.request("/many/", (HTML, JSON)[number % 2]))
                for connection in clients:
                    connection.wait_for_something()
                if what == "take all":
                    bodies = [answer.body for answer in side_by_side([connection.response for connection in clients])]
                    expect_equal("entries", [len(ROW.findall(body)) or body.count(b'"href":"./') for body in bodies], [ALL] * 4)
                    expect(all(body.endswith((b"</html>\n", b',"complete":true}\n')) and b"There are more" not in body[-2000:] for body in bodies),
                           "all of it, and a word that it is", [body[-60:] for body in bodies])
                if what == "stand still":
                    wait_until(lambda: time.perf_counter() - watched.since > 0.7, "memory that has not grown for 0.7 s", 60)
                for connection in clients:
                    connection.close()
                wait_until(lambda: memory(server) < at_start + LEFT, f"memory given back by clients who {what} (it was {at_start} KiB, then {watched.most} KiB)")
            peaks[what] = watched.most
        print(f"memory with listings of {ALL:,}: {at_start} KiB before, {peaks} KiB at the most, {memory(server)} KiB after", flush=True)
        for what, peak in peaks.items():
            expect(peak < MOST, f"less than {MOST} KiB while 4 clients {what}", peak)


@case("owlet", "8 clients who take 100,000 entries at the same time get all of them, or 503", limit=90, heavy=True)
def together(web):
    with large(web) as server:
        clients = [web.at(server).connect(timeout=60) for _ in range(8)]
        for number, connection in enumerate(clients):
            connection.send(web.request(f"/many/?sort={('name', 'size', 'time')[number % 3]}", JSON))
        answers = side_by_side([connection.response for connection in clients])
        told = [told_by(answer) for answer in answers if answer.status == 200]
        for entries, is_complete in told:
            expect_equal("entries, and whether they are all", (entries, is_complete), (count_of(web), True))
        expect(len(told) >= 4 and {answer.status for answer in answers} <= {200, 503}, "200 or 503", [answer.status for answer in answers])


@case("owlet", "names so long that there is no memory for one more such listing: that one breaks off, in HTTP/1.0 as well, and those before it come to their end", limit=60,
      heavy=True)
def outgrown(web):
    need_plain(web)
    web.lists = True
    with web.start("--list", root=crowd(60_000, "x" * 190)) as server:      # 14 MiB each
        standing = [web.at(server).connect(rcvbuf=2048, timeout=30) for _ in range(2)]
        with Highest(server) as watched:
            for connection in standing:
                connection.send(web.request("/many/", JSON))
            wait_until(lambda: watched.most > 28 << 10 and time.perf_counter() - watched.since > 0.5, "directories that are read", 30)
        for version in ("1.1", "1.0"):
            with web.connect(timeout=20) as connection:
                connection.send(web.request("/many/", JSON, version=version))
                expect_equal("status", connection.response_head().status, 200)
                body, is_reset = connection.until_end()
            expect(not body.endswith(b"0\r\n\r\n") and b'"complete":' not in body[-60:], f"a listing that breaks off (HTTP/{version})", body[-60:])
            expect_equal(f"whether a reset says so (HTTP/{version})", is_reset, version == "1.0")
        expect(memory(server) < MOST, f"less than {MOST} KiB", memory(server))
        for connection in standing:
            open_window(connection)
        expect_equal("those before", [told_by(each) for each in side_by_side([connection.response for connection in standing])], [(60_000, True)] * 2)
        web.expect_file("/tiny.txt", TINY)


@case("owlet", "while 7 clients take 100,000 entries again and again, a small folder is listed all the same, and memory stays below 64 MiB", limit=60, heavy=True)
def small_beside_large(web):
    with large(web) as server, Takers(web.at(server).address) as takers:
        times, page = [], listing(web, "/", HTML).body
        wait_until(takers.count, "the first large listing", 40)
        until = takers.count() + 8
        with Highest(server) as watched:
            while takers.count() < until:
                since = time.perf_counter()
                expect_equal("small listing", listing(web, "/", HTML).body, page)
                times.append(time.perf_counter() - since)
        print(f"a small folder beside 7 clients of {count_of(web):,}: {len(times)} listings while 8 large ones were taken, the slowest in "
              f"{max(times) * 1000:.0f} ms; {watched.most} KiB at the most", flush=True)
        expect(watched.most < MOST or count_of(web) != ALL, f"less than {MOST} KiB", watched.most)
        expect(len(times) >= 8, f"8 small listings while 8 large ones are taken, at least", len(times))


@case("owlet", "SIGTERM in the middle of listings of 100,000: they are drained to their end, and owlet ends well", limit=60, heavy=True)
def drained(web):
    web.lists = True
    with Processes(web, "-p", "0", "--list", "--drain-timeout", "40", root=crowd(count_of(web))) as owlet:
        web.address = owlet.address
        clients = [(web.connect(rcvbuf=4096, timeout=30), form) for form in (HTML, JSON)]
        for connection, form in clients:
            connection.send(web.request("/many/", form, close=False))
            connection.wait_for_something()
        waiting = web.connect(timeout=30)
        waiting.send(web.request("/many/?sort=size", JSON, close=False))
        waiting.wait_taken()
        owlet.signal()
        for connection, _ in clients:
            open_window(connection)
        page, data, last = side_by_side(connection.response for connection in (*(connection for connection, _ in clients), waiting))
        expect_equal("entries", [len(ROW.findall(page.body)), told_by(data)[0], told_by(last)[0]], [count_of(web)] * 3)
        for connection in (waiting, *(connection for connection, _ in clients)):
            connection.close()
        owlet.wait()


@case("owlet", "what stands behind a listing of 100,000 on the connection is answered after it, and HEAD of it at once", limit=60, heavy=True)
def behind(web):
    with large(web) as server, web.at(server).connect(timeout=30) as connection:
        connection.send(web.request("/many/", method="HEAD", close=False) + web.request("/many/", HTML, close=False) + web.request("/tiny.txt", close=False)
                        + web.request("/many/", JSON, close=False) + web.request("/end.txt", close=False))
        expect_equal("HEAD", connection.response("HEAD").status, 200)
        expect_equal("rows", len(ROW.findall(connection.response().body)), count_of(web))
        expect_equal("a file", connection.response().body, TINY)
        expect_equal("entries", told_by(connection.response()), (count_of(web), True))
        expect_equal("another", connection.response().body, b"the end\n")


@case("owlet", "a listing of 100,000 that is not modified is a 304, and its validator is that of the next", limit=60, heavy=True)
def not_modified(web):
    with large(web) as server:
        tag = wait_until(lambda: listing(web.at(server), "/many/", JSON, method="HEAD")["etag"], "an ETag")
        expect_equal("ETag of GET", listing(web, "/many/", JSON)["etag"], tag)
        since = time.perf_counter()
        expect_equal("status", web.get("/many/", JSON, f"If-None-Match: {tag}").status, 304)
        print(f"304 for a listing of {count_of(web):,}: {(time.perf_counter() - since) * 1000:.1f} ms", flush=True)


@case("owlet", "a slow reader of 100,000 entries gets all of them in the end, and holds nobody up", limit=60, heavy=True)
def slow_reader(web):
    with large(web) as server:
        slow = web.at(server).connect(rcvbuf=4096, timeout=30)
        slow.send(web.request("/many/", HTML))
        slow.wait_for_something()
        response = slow.response_head()
        for _ in range(50):
            slow.wait_for_something()
            web.expect_file("/tiny.txt", TINY)
        open_window(slow)
        expect_equal("rows", len(ROW.findall(slow.rest_of(response).body)), count_of(web))
        slow.expect_end()
