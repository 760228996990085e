"""Former roots: after a deploy, names with a hash of their content are still found where they were."""

import os
import signal

from cases.mended import need_plain
from cases.rules import reached
from support import documents
from support.outcome import Skip, expect, expect_equal
from support.processes import wait_until
from support.registry import case, cases
from support.sites import Site

CHUNK = "assets/chunk-%dxY82kQ_.js"
GONE = (404, "(built in)")


class Releases(Site):
    """Releases in a folder and the link to the one that is served. Each has a chunk of its own, and names that all of them have."""

    def __init__(self, web, *options, count=2):
        super().__init__(web, {}, *options)
        for number in range(count):
            self.make(number)
        self.served = self / "current"
        self.publish(0)

    def make(self, number, more=()):
        """One release."""
        files = {CHUNK % number: f"chunk {number}", "index.html": f"release {number}", f"page{number}.html": "page", f"data{number}.json": "{}",
                 f"assets/style-{number}aZ9_kQx.css": "s" * 20_000, "app.3f9a2c1b.js": f"app {number}", **dict(more)}
        for name, content in files.items():
            self.write(f"{number}/{name}", content)

    def publish(self, number):
        """A deploy."""
        os.symlink(str(number), self / "new")
        os.rename(self / "new", self / "current")


@cases("owlet", "after a deploy, hashed names of the former root are found, and nothing else of it (-w {0})", ["1", "2"])
def found(web, workers):
    with Releases(web, "-w", workers) as site:
        for _ in range(8):
            expect_equal("before", reached(web, "/" + CHUNK % 0), (200, "chunk 0"))
        year = web.get("/" + CHUNK % 0)
        site.publish(1)
        for _ in range(8):
            after = web.get("/" + CHUNK % 0)
            expect_equal("after", (after.status, after.body, after["etag"], after["cache-control"], after["content-type"]),
                         (200, b"chunk 0", year["etag"], "public, max-age=31536000, immutable", "text/javascript"))
            expect_equal("the new one", reached(web, "/" + CHUNK % 1), (200, "chunk 1"))
            expect_equal("a name of both is the new one", reached(web, "/app.3f9a2c1b.js"), (200, "app 1"))
            expect_equal("a large one", web.get("/assets/style-0aZ9_kQx.css").body, b"s" * 20_000)
        for target in ("/page0.html", "/data0.json", "/page0", "/" + CHUNK % 2, "/" + CHUNK % 0 + "/", "/assets/"):
            expect_equal(target, reached(web, target), GONE)
        expect_equal("304", web.get("/" + CHUNK % 0, f"If-None-Match: {year['etag']}").status, 304)
        expect_equal("206", reached(web, "/" + CHUNK % 0, "Range: bytes=0-4"), (206, "chunk"))
        expect_equal("HEAD", web.head("/" + CHUNK % 0)["content-length"], "7")


@case("owlet", "--keep-previous 0: what the deploy took away is gone at once")
def nothing_kept(web):
    with Releases(web, "--keep-previous", "0") as site:
        expect_equal("before", reached(web, "/" + CHUNK % 0), (200, "chunk 0"))
        site.publish(1)
        expect_equal("after", reached(web, "/" + CHUNK % 0), GONE)


@case("owlet", "the time of a former root ends, with nobody asking for anything, and its descriptors are given back", heavy=True, limit=40)
def expiry(web):
    with Releases(web, "--keep-previous", "0.1") as site:
        expect_equal("before", reached(web, "/index.html"), (200, "release 0"))
        before = site.owlet.descriptors()
        site.publish(1)
        expect_equal("kept", reached(web, "/" + CHUNK % 0), (200, "chunk 0"))
        expect(sum(site.owlet.descriptors().values()) > sum(before.values()), "a root more", site.owlet.descriptors())
        site.owlet.wait_for_descriptors(before, 20)
        expect_equal("its time is over", reached(web, "/" + CHUNK % 0), GONE)


@case("owlet", "of several former roots the youngest that has the file answers; the ninth is forgotten")
def many(web):
    with Releases(web, count=12) as site:
        for number in range(3):
            site.write(f"{number}/assets/shared-BxY82kQ_.js", f"shared {number}")
        for number in range(12):
            site.publish(number)
            expect_equal("the index", reached(web, "/"), (200, f"release {number}"))
            if number == 4:
                expect_equal("shared", reached(web, "/assets/shared-BxY82kQ_.js"), (200, "shared 2"))
            for other in range(12):
                is_there = number - 8 <= other <= number
                expect_equal(f"chunk {other} after {number}", reached(web, "/" + CHUNK % other), (200, f"chunk {other}") if is_there else GONE)


@case("owlet", "a former root whose directory is removed has no files any more, and one that is written to answers what is there now")
def cleaned_up(web):
    with Releases(web) as site:
        expect_equal("before", reached(web, "/" + CHUNK % 0), (200, "chunk 0"))
        site.publish(1)
        site.write("0/" + CHUNK % 0, "changed")
        expect_equal("changed", reached(web, "/" + CHUNK % 0), (200, "changed"))
        site.remove("0/" + CHUNK % 0)
        expect_equal("removed", reached(web, "/" + CHUNK % 0), GONE)


@case("owlet", "hidden names, files of rules and links that lead out are not found in a former root")
def nothing_hidden(web):
    secret, _ = web.file(b"secret", "secret.js")
    with Releases(web, "--clean-urls") as site:
        site.make(0, {".git/x-BxY82kQ_.js": "hidden", "sub/.x-BxY82kQ_.js": "hidden", "page-BxY82kQ_.html": "html"})
        os.symlink(secret, site / "0/assets/out-BxY82kQ_.js")
        reached(web, "/")
        site.publish(1)
        for target in ("/.git/x-BxY82kQ_.js", "/sub/.x-BxY82kQ_.js", "/assets/out-BxY82kQ_.js", "/page-BxY82kQ_.html", "/page-BxY82kQ_", "/_headers"):
            expect_equal(target, reached(web, target), GONE)


@case("owlet", "a former chunk has its own sidecars, and never one of another release")
def sidecars(web):
    with Releases(web) as site:
        site.write("0/" + CHUNK % 0 + ".gz", "zipped 0")
        reached(web, "/")
        site.publish(1)
        site.write("1/" + CHUNK % 0 + ".br", "of the other release")
        response = web.get("/" + CHUNK % 0, "Accept-Encoding: gzip, br")
        expect_equal("variant", (response.status, response["content-encoding"], response.body, response["vary"]), (200, "gzip", b"zipped 0", "Accept-Encoding"))
        response = web.get("/" + CHUNK % 0, "Accept-Encoding: br")
        expect_equal("plain", (response["content-encoding"], response.body, response["vary"]), (None, b"chunk 0", "Accept-Encoding"))


@case("owlet", "a former root goes ahead of rules and fallback, and the rules of today say what its chunks are sent with")
def with_rules(web):
    with Releases(web, "--fallback", "index.html", "--prefix", "/app") as site:
        site.make(1, {"_redirects": "/app/* /app/index.html 200\n", "_headers": "/app/assets/*\n  X-A: 1\n"})
        reached(web, "/app/")
        site.publish(1)
        response = web.get("/app/" + CHUNK % 0)
        expect_equal("chunk", (response.status, response.body, response["x-a"]), (200, b"chunk 0", "1"))
        expect_equal("another", reached(web, "/app/" + CHUNK % 7), (200, "release 1"))
        expect_equal("outside of the prefix", web.get("/" + CHUNK % 0).status, 404)


@case("owlet", "--previous-root: its hashed names are found all the time, behind those of former roots, and SIGHUP takes it away")
def previous_root(web):
    other = Site(web, {CHUNK % 5: "chunk 5", CHUNK % 0: "not this one", "page5.html": "page", "assets/five-BxY82kQ_.js": "five"})
    config, _ = web.file(b"", "conf")
    site = Releases(web, "--config", config, "--keep-previous", "0.02")
    documents.write(config, f"previous-root = {other.path}\n".encode())
    with site:
        expect_equal("at the start", reached(web, "/" + CHUNK % 5), (200, "chunk 5"))
        expect_equal("a page", reached(web, "/page5.html"), GONE)
        site.publish(1)
        expect_equal("the former root comes first", reached(web, "/" + CHUNK % 0), (200, "chunk 0"))
        wait_until(lambda: reached(web, "/" + CHUNK % 0) == (200, "not this one"), "the end of the former root")
        expect_equal("for ever", reached(web, "/" + CHUNK % 5), (200, "chunk 5"))
        for text, wanted in ((b"", GONE), (f"previous-root = {other.path}\n".encode(), (200, "chunk 5")), (b"previous-root = /nonexistent\n", (200, "chunk 5"))):
            documents.write(config, text)
            after = len(site.owlet.lines)
            site.owlet.signal(signal.SIGHUP)
            wait_until(lambda start=after: site.owlet.lines[start:], "a line")
            expect_equal(f"with {text}", reached(web, "/" + CHUNK % 5), wanted)


@case("owlet", "SIGHUP with the link led elsewhere keeps the former root, and so does SIGHUP after SIGHUP")
def reload(web):
    config, _ = web.file(b"", "conf")
    site = Releases(web, count=3)
    documents.write(config, f"root = {site.served}\n".encode())

    def order(text=None):
        if text:
            documents.write(config, text.encode())
        after = len(site.owlet.lines)
        site.owlet.signal(signal.SIGHUP)
        wait_until(lambda: any("the settings were read again" in line for line in site.owlet.lines[after:]), "the line")

    with site:
        expect_equal("before", reached(web, "/"), (200, "release 0"))
        site.publish(1)
        order()
        expect_equal("after", (reached(web, "/"), reached(web, "/" + CHUNK % 0)), ((200, "release 1"), (200, "chunk 0")))
        order()
        order()
        expect_equal("after nothing", (reached(web, "/"), reached(web, "/" + CHUNK % 0)), ((200, "release 1"), (200, "chunk 0")))


@case("owlet", "after 50 deploys with chunks of all of them asked for, descriptors and memory are what they were after 10")
def flat(web):
    need_plain(web)

    def memory(pid):                # as it is: what statm says of it may be late by some pages for each CPU
        try:
            with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
                return next(int(line.split()[1]) << 10 for line in file if line.startswith("Rss:"))
        except FileNotFoundError:
            raise Skip("this kernel has no smaps_rollup") from None

    with Releases(web, count=3) as site:
        sizes, opened = {}, {}
        for number in range(61):
            site.publish(number % 3)
            for other in range(min(number + 1, 3)):
                expect_equal("chunk", reached(web, "/" + CHUNK % other), (200, f"chunk {other}"))
                expect_equal("large", web.get(f"/assets/style-{other}aZ9_kQx.css").status, 200)
            if number in (10, 60):
                sizes[number], opened[number] = memory(site.owlet.pid), site.owlet.descriptors()
        site.owlet.wait_for_descriptors(opened[10])
        expect(sizes[60] - sizes[10] < 256 << 10, "the same memory", sizes)
