"""Deploys: the root is a link that comes to lead to another directory, while requests come."""

import contextlib
import itertools
import os
import shutil
import signal
import threading

from cases.transfers import open_window
from support import documents
from support.documents import TINY
from support.outcome import expect, expect_equal
from support.processes import Load, Processes, wait_until
from support.registry import case, cases

FILLING = 40 << 10              # a file that goes out by sendfile
NUMBERS = itertools.count()
KEPT = 8                        # roots that were served before


class Releases:
    """Directories that a link leads to, one after the other, as deploys make them."""

    def __init__(self, web):
        self.home = f"{web.root}/own/releases-{os.getpid()}-{next(NUMBERS)}"
        self.link = f"{self.home}/current"

    def make(self, number):
        """A release: each of its files says which it is from its first byte to its last."""
        root = f"{self.home}/{number}"
        documents.write(f"{root}/tiny.txt", TINY)
        documents.write(f"{root}/small.html", self.small(number))
        documents.write(f"{root}/large.css", self.large(number))
        documents.write(f"{root}/only-{number}.txt", b"here\n")
        return root

    @staticmethod
    def small(number):
        """The small file of a release."""
        return b"release %04d" % number

    @staticmethod
    def large(number):
        """The large file of a release."""
        return b"%04d" % number * (FILLING // 4)

    def publish(self, number):
        """Points the link at a release, at one stroke."""
        os.symlink(self.make(number), self.link + ".new")
        os.rename(self.link + ".new", self.link)


def published(web):
    """Releases of which the first is published."""
    releases = Releases(web)
    releases.publish(0)
    return releases


@cases("owlet", "a link as root that leads elsewhere is followed by the next request, small file, large file and missing one (-w {0})", ["1", "2"])
def follows(web, workers):
    releases = published(web)
    with Processes(web, "-p", "0", "-w", workers, root=releases.link) as owlet:
        web.address = owlet.address
        with web.connect() as connection:
            for number in range(1, 20):
                for target, body in (("/small.html", releases.small(number - 1)), ("/large.css", releases.large(number - 1))):
                    connection.send(web.request(target, close=False))
                    expect_equal(f"{target} before", connection.response().body, body)
                releases.publish(number)
                for target, body in (("/small.html", releases.small(number)), ("/large.css", releases.large(number)),
                                     (f"/only-{number}.txt", b"here\n")):
                    connection.send(web.request(target, close=False))
                    expect_equal(f"{target} after", connection.response().body, body)
                connection.send(web.request(f"/only-{number - 1}.txt", close=False))
                expect_equal("status of what is gone", connection.response().status, 404)


class Readers:
    """Clients who read large files all the time, and look whether one answer is of one release."""

    def __init__(self, web, releases, count=3):
        self.web, self.releases, self.ended = web, releases, threading.Event()
        self.mixed, self.failures, self.seen = [], [], set()
        self.threads = [threading.Thread(target=self._run, daemon=True) for _ in range(count)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for thread in self.threads:
            thread.join(15)

    def _run(self):
        try:
            with self.web.connect() as connection:
                while not self.ended.is_set():
                    connection.send(self.web.request("/large.css", close=False))
                    response = connection.response()
                    number = int(response.body[:4])
                    self.seen.add(number)
                    if response.status != 200 or response.body != self.releases.large(number):
                        self.mixed.append(response.body[:8])
        except Exception as error:      # noqa: BLE001 whatever it is, the case tells it
            self.failures.append(repr(error))


def open_in(pid, folder):
    """What a process has open of a folder: a path for each descriptor."""
    paths = []
    for number in os.listdir(f"/proc/{pid}/fd"):
        with contextlib.suppress(FileNotFoundError):        # it was closed meanwhile
            paths.append(os.readlink(f"/proc/{pid}/fd/{number}"))
    return [path for path in paths if path.startswith(folder + "/")]


@case("owlet", "200 deploys under load: no request fails, no answer is of two releases, nothing is left open", heavy=True, limit=120)
def many(web):
    releases = published(web)
    with Processes(web, "-p", "0", root=releases.link) as owlet:
        web.address = owlet.address
        with Load(owlet.address) as load, Readers(web, releases) as readers:
            for number in range(1, 201):
                releases.publish(number)
                if number % 20 == 0:
                    wait_until(lambda least=number: max(readers.seen, default=-1) >= least - 1 or readers.failures, "answers of the new release")
                    load.wait_for_more()
            load.judge()
        expect_equal("mixed answers", readers.mixed, [])
        expect_equal("failures", readers.failures, [])
        wait_until(lambda: len(open_in(owlet.pid, releases.home)) <= KEPT + 2, f"{KEPT} roots of before, the last one and a file of it to be all that is open")
        expect(f"{releases.home}/200" in open_in(owlet.pid, releases.home), "the last one among them", open_in(owlet.pid, releases.home))


@case("owlet", "while the link is gone, and while it leads nowhere, the release before goes on")
def in_two_steps(web):
    releases = published(web)
    with Processes(web, "-p", "0", root=releases.link) as owlet:
        web.address = owlet.address
        os.unlink(releases.link)
        web.expect_file("/small.html", releases.small(0))
        os.symlink("nothing", releases.link)
        web.expect_file("/small.html", releases.small(0))
        releases.publish(1)
        web.expect_file("/small.html", releases.small(1))


@case("owlet", "/readyz follows a link: the release that was removed after the deploy does not matter")
def readiness(web):
    releases = published(web)
    with Processes(web, "-p", "0", "--admin", "127.0.0.1:0", root=releases.link) as owlet:
        expect_equal("status", owlet.ready_status(web), 200)
        releases.publish(1)
        shutil.rmtree(f"{releases.home}/0")
        expect_equal("status", owlet.ready_status(web), 200)


@case("owlet", "a download goes on from the release that it began with")
def download(web):
    releases = published(web)
    data = os.urandom(1 << 20) * 8
    documents.write(f"{releases.home}/0/big.bin", data)
    with Processes(web, "-p", "0", root=releases.link) as owlet:
        web.address = owlet.address
        with web.connect(rcvbuf=4096) as connection:
            connection.send(web.request("/big.bin", close=False))
            connection.response_head()
            releases.publish(1)
            web.expect_file("/small.html", releases.small(1))
            open_window(connection)
            expect(connection.read_body(len(data)) == data, "all of the release before", "something else")


@case("owlet", "SIGHUP opens what the link leads to, too")
def reload(web):
    releases = published(web)
    with Processes(web, "-p", "0", root=releases.link) as owlet:
        web.address = owlet.address
        web.expect_file("/small.html", releases.small(0))
        releases.publish(1)
        owlet.order(signal.SIGHUP, "the settings were read again")
        web.expect_file("/small.html", releases.small(1))
