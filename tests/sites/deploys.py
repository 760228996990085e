"""200 deploys by a swapped link while wrk asks, and readers beside it who look at every byte and at the age of every answer."""

import base64
import hashlib
import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from types import SimpleNamespace

from cases.deploys import Releases
from support.documents import write
from support.outcome import Failure, expect, expect_equal
from support.processes import wait_until
from support.server import Server
from support.wire import Connection

HERE = os.path.dirname(os.path.abspath(__file__))
DEPLOYS, SETTLED = 200, 50       # memory and descriptors are compared after so many
KEPT = 3                         # releases on the disk; older ones are deleted, as deploys do
READERS, CLIENTS = 3, 32
MOST_GROWTH = 256                # KiB between the two samples: a leak of 2 KiB a deploy would be seen
TIME = 300
SIZES = {"/index.html": 400, "/style.css": 4 << 10, "/sub/data.json": 40 << 10, "/big.bin": 300 << 10}  # a multiple of 4 each
FALLBACK = "/settings/account"   # no such file: index.html
BROWSER = "Accept: text/html"


def content(number, size):
    """A file that says from its first byte to its last of which release it is."""
    return b"%04d" % number * (size // 4)


def chunk(number):
    """A name that carries a hash, and is in one release alone."""
    return f"/assets/chunk-{hashlib.sha256(b'%d' % number).hexdigest()[:20]}.js"


def vite_names():
    """Names as Vite and Rollup make them: eight characters of base64url. Not each of them looks like a hash."""
    for number in range(200):
        digest = base64.urlsafe_b64encode(hashlib.sha256(b"%d" % number).digest()).decode()
        yield f"/assets/Page{number}-{digest[:8]}.js"


class Deploys(Releases):
    """The releases of a site; published <= what an answer may be of <= coming, when asked before and after it."""

    def __init__(self, home):
        super().__init__(SimpleNamespace(root=home))
        self.published, self.coming = 0, 0

    def make(self, number):
        root = f"{self.home}/{number}"
        for path, size in {**SIZES, chunk(number): 4 << 10}.items():
            write(root + path, content(number, size), 1)       # all files are of one age, as in images of containers
        return root

    def publish(self, number):
        self.coming = number
        super().publish(number)
        self.published = number
        shutil.rmtree(f"{self.home}/{number - KEPT}", ignore_errors=True)


class Reader:
    """One keep-alive client that goes round all paths: whole, as a range, with the validator that it got, and by a hashed name."""

    def __init__(self, address, releases):
        self.releases, self.counts, self.tags, self.failure = releases, Counter(), {}, None
        self.rounds, self.ended, self.seen = 0, threading.Event(), set()
        self.connection = Connection(address, time.monotonic() + TIME)
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self):
        try:
            while not self.ended.is_set():
                self._round()
                self.rounds += 1
        except Exception as failure:     # noqa: BLE001 whatever it is, the check tells it
            self.failure = failure

    def _ask(self, target, *fields):
        """One request; returns its answer, and the releases that it may be of."""
        oldest = self.releases.published
        self.connection.send("\r\n".join((f"GET {target} HTTP/1.1", "Host: test", *fields)) + "\r\n\r\n")
        response = self.connection.response()
        self.counts[response.status] += 1
        return response, range(oldest, self.releases.coming + 1)

    def _judge(self, target, response, allowed, size, statuses=(200,)):
        """An answer is of one release, from its first byte to its last, and of one that it may be of."""
        expect(response.status in statuses, f"one of {statuses} for {target}", response.status)
        number = int(response.body[:4])
        if response.body != content(number, size):
            raise Failure(f"{target} is a mixture of {Counter(re.findall(b'....', response.body))}, or not of {size} bytes")
        expect(number in allowed, f"{target} of {allowed}", number)
        self.seen.add(number)
        return number

    def _round(self):
        number = self._judge(FALLBACK, *self._ask(FALLBACK, BROWSER), SIZES["/index.html"])
        for target, size in SIZES.items():
            self._again(target, size)
        response, allowed = self._ask("/big.bin", "Range: bytes=100000-299999")
        self._judge("a range of /big.bin", response, allowed, 200_000, (206,))
        response, _ = self._ask(chunk(number))                 # of this release or, by now, of the former one
        expect_equal(f"status of the chunk of release {number}", response.status, 200)
        expect_equal("chunk", response.body, content(number, 4 << 10))

    def _again(self, target, size):
        """A 304 is true only of a release that may be the one."""
        tag, known = self.tags.get(target, ('"none"', -1))
        response, allowed = self._ask(target, f"If-None-Match: {tag}")
        if response.status == 304:
            expect(known in allowed, f"a 304 of {target} for one of {allowed}", f"for {known}")
        else:
            self.tags[target] = response["etag"], self._judge(target, response, allowed, size)


class Wrk:
    """wrk, until it is told to end."""

    def __enter__(self):
        return self

    def __init__(self, address):
        command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{TIME}s", "-s", f"{HERE}/load.lua", f"http://{address[0]}:{address[1]}"]
        self.process = subprocess.Popen([*command, "--", *SIZES, FALLBACK], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True)

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def finish(self):
        """SIGINT, which makes wrk tell what it has seen so far."""
        self.process.send_signal(signal.SIGINT)
        return self.process.communicate(timeout=60)[0]


def memory(pid):
    """KiB that a process has in memory."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(r"^VmRSS:\s+(\d+) kB$", file.read(), re.MULTILINE)[1])


def deploy_all(server, releases, readers):
    """Each deploy waits until every reader has been all the way round since the one before; returns the two samples."""
    def round_ended(before):
        return all(reader.failure or reader.rounds >= rounds + 2 for reader, rounds in zip(readers, before))

    samples = []
    for number in range(1, DEPLOYS + 1):
        releases.publish(number)
        before = [reader.rounds for reader in readers]
        wait_until(lambda rounds=before: round_ended(rounds), "every reader to have read everything", 60)
        if any(reader.failure for reader in readers):
            break
        if number in (SETTLED, DEPLOYS):
            samples.append((memory(server.pid), server.descriptors()))
    return samples


def run(owlet, home, judge):
    """All of it; judge(sentence, function) runs and prints one check each."""
    releases = Deploys(home)
    releases.publish(0)
    with Server(owlet, "--fallback", "index.html", root=releases.link) as server:
        readers = [Reader(server.address, releases) for _ in range(READERS)]
        with Wrk(server.address) as wrk:
            for reader in readers:
                reader.thread.start()
            samples = deploy_all(server, releases, readers)
            for reader in readers:
                reader.ended.set()
                reader.thread.join(20)
            said = wrk.finish()
        judge(f"{DEPLOYS} deploys under {CLIENTS} clients of wrk: no request fails", lambda: no_failure(said))
        judge("the first and the last bytes of each of wrk's answers are of one release", lambda: none_mixed(said))
        judge("readers: each answer is of the release that is published, from its first byte to its last, 206 and 304 as well; "
              "chunks of the release before are found", lambda: all_read(readers))
        judge(f"memory is flat from deploy {SETTLED} to deploy {DEPLOYS}", lambda: memory_is_flat(samples))
        judge("so is the number of descriptors", lambda: descriptors_are_flat(server, samples))
        judge("every chunk that Vite may have named is found in the former release", lambda: vite_is_found(server, releases))


def no_failure(said):
    """wrk names failures only where there are any."""
    match = re.search(r"(\d+) requests in ([\d.]+[a-z]+)", said)
    expect(match and int(match[1]) > 1000, "more than 1000 requests", said)
    expect("Socket errors" not in said and "Non-2xx" not in said, "no failure", said)
    return f"{match[1]} requests in {match[2]}"


def none_mixed(said):
    """What load.lua prints."""
    match = re.search(r"looked at (\d+), mixed (\d+)", said)
    expect(match and int(match[1]) > 1000 and match[2] == "0", "no answer that is mixed", said)
    return f"{match[1]} answers"


def all_read(readers):
    """Nothing has failed, and every release was seen."""
    for reader in readers:
        expect(not reader.failure, "no failure", repr(reader.failure))
    seen = set.union(*(reader.seen for reader in readers))
    expect_equal("releases not seen", sorted(set(range(1, DEPLOYS + 1)) - seen), [])
    return ", ".join(f"{count} times {status}" for status, count in sorted(sum((r.counts for r in readers), Counter()).items()))


def memory_is_flat(samples):
    """The two samples."""
    expect_equal("samples", len(samples), 2)
    (before, _), (after, _) = samples
    expect(after - before <= MOST_GROWTH, f"at most {MOST_GROWTH} KiB more than {before} KiB", f"{after} KiB")
    return f"{before} KiB, {after} KiB"


def descriptors_are_flat(server, samples):
    """Under load, and when wrk and the readers are gone; what is remembered at one moment differs by some files."""
    expect_equal("samples", len(samples), 2)
    (_, before), (_, after) = samples
    allowed = before + Counter(file=len(SIZES))
    expect(not after - allowed, f"about {dict(before)}", dict(after))
    server.wait_for_descriptors(allowed)
    return f"{sum(before.values())}, {sum(after.values())}"


def vite_is_found(server, releases):
    """An old page is as broken by one chunk in ten that is missing as by all of them."""
    names = list(vite_names())
    releases.publish(DEPLOYS + 1)
    for name in names:
        write(f"{releases.home}/{DEPLOYS + 1}{name}", b"chunk\n")
    with Connection(server.address, time.monotonic() + TIME) as connection:
        def is_found(name):
            connection.send(f"GET {name} HTTP/1.1\r\nHost: test\r\n\r\n")
            return connection.response().status == 200

        expect(is_found("/index.html"), "the page", "none")    # who has asked for nothing misses nothing
        releases.publish(DEPLOYS + 2)
        lost = [name for name in names if not is_found(name)]
    expect(not lost, f"{len(names)} names to be found", f"404 for {len(lost)}: {', '.join(lost[:5])}, ...")
    return f"{len(names)} names"
