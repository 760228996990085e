"""Files of rules that change while owlet serves: the new ones are in force within seconds, and of broken ones the last good version stays."""

import os
import shutil
import signal

from cases.rules import reached
from support.outcome import expect, expect_equal
from support.processes import children, wait_until
from support.registry import case, cases
from support.sites import Site


def wait_for(web, target, wanted):
    """Asks until the answer is the one that is wanted."""
    wait_until(lambda: reached(web, target) == wanted or None, f"{wanted} for {target}")


def wait_for_line(site, text, after=0):
    """Asks for something until a line with a text in it is on standard error: rules are looked at when somebody asks."""
    def found():
        site.web.get("/nothing")
        return any(text in line for line in site.owlet.lines[after:])

    wait_until(found, f"a line with {text!r}")


@case("owlet", "_redirects that come, change by rename, in place and in size only, break, are mended and go are in force within seconds", heavy=True)
def redirects(web):
    with Site(web, {}) as site:
        expect_equal("without rules", reached(web, "/a")[0], 404)
        site.write("_redirects", "/a /1 301\n")
        wait_for(web, "/a", (301, "/1"))
        site.write("_redirects", "/a /2 301\n")
        wait_for(web, "/a", (301, "/2"))
        with open(site / "_redirects", "r+", encoding="ascii") as file:
            file.write("/a /3 301\n")
        wait_for(web, "/a", (301, "/3"))
        site.write("_redirects", "/a /4 301\n/b\n")
        wait_for_line(site, "_redirects:2:1: /b: there is no target")
        wait_for_line(site, "_redirects: the rules before it stay in force")
        expect_equal("the last good ones", reached(web, "/a"), (301, "/3"))
        after = len(site.owlet.lines)
        site.write("_redirects", "/a /5 301\n")
        wait_for(web, "/a", (301, "/5"))
        site.remove("_redirects")
        wait_for(web, "/a", (404, "(built in)"))
        expect_equal("lines about good rules", site.owlet.lines[after:], [])


@case("owlet", "_headers that come, change, break, are mended and go are in force within seconds, on files that are remembered", heavy=True)
def fields(web):
    with Site(web, {"a.txt": "a"}) as site:
        def wait_for_field(value):
            wait_until(lambda: web.get("/a.txt").all("X-A") == ([value] if value else []) or None, f"X-A: {value}")

        wait_for_field(None)
        site.write("_headers", "/*\n  X-A: 1\n")
        wait_for_field("1")
        site.write("_headers", "/*\n  X-A: 2\n")
        wait_for_field("2")
        site.write("_headers", "/*\n  X A: 3\n")
        wait_for_line(site, "_headers:2:3: X A: ")
        wait_for_field("2")
        site.write("_headers", "/a*\n  X-A: 4\n")
        wait_for_field("4")
        site.remove("_headers")
        wait_for_field(None)


@case("owlet", "a broken version is told once, however often it is asked for and written again; what it was before is taken back", heavy=True)
def told_once(web):
    with Site(web, {"_redirects": "/a /1 301\n"}) as site:
        expect_equal("at first", reached(web, "/a"), (301, "/1"))
        site.write("_redirects", "/b\n")
        wait_for_line(site, "_redirects:1:1: /b: ")
        wait_for_line(site, "_redirects: the rules before it stay in force")        # the last of its lines
        told = list(site.owlet.lines)
        site.write("_redirects", "/b\n")
        site.write("404.html", "page")
        wait_for(web, "/nothing", (404, "page"))         # all has been looked at again
        expect_equal("lines", site.owlet.lines, told)
        expect_equal("the rule", reached(web, "/a"), (301, "/1"))
        site.write("_redirects", "/a /1 301\n/c /2 301\n")
        wait_for(web, "/c", (301, "/2"))


@case("owlet", "rules that become too large are told, and the empty file after them is taken")
def too_large(web):
    with Site(web, {"_redirects": "/a /1 301\n"}) as site:
        site.write("large", b"")
        os.truncate(site / "large", (4 << 20) + 1)
        os.rename(site / "large", site / "_redirects")
        wait_for_line(site, "_redirects: it has more than 4 MiB")
        expect_equal("the last good ones", reached(web, "/a"), (301, "/1"))
        site.write("_redirects", "")
        wait_for(web, "/a", (404, "(built in)"))
        site.write("large", b"")
        os.truncate(site / "large", (4 << 20) + 1)
        after = len(site.owlet.lines)
        os.rename(site / "large", site / "_redirects")
        wait_for_line(site, "_redirects: it has more than 4 MiB", after)


@case("owlet", "rules behind a link within the root change with what it leads to")
def behind_a_link(web):
    with Site(web, {"rules/1": "/a /1 301\n", "rules/2": "/a /2 301\n"}) as site:
        for number in "12":
            os.symlink(f"rules/{number}", site / "new")
            os.rename(site / "new", site / "_redirects")
            wait_for(web, "/a", (301, f"/{number}"))
        site.write("rules/2", "/a /3 301\n")
        wait_for(web, "/a", (301, "/3"))


class Swapped:
    """Two releases with rules of their own, and the link that leads to one of them."""

    def __init__(self, web, first, second, *options):
        self.site = Site(web, {**{f"1/{name}": text for name, text in first.items()}, **{f"2/{name}": text for name, text in second.items()}})
        os.symlink("1", self.site / "current")
        self.site.served = self.site / "current"
        self.site.options = options

    def swap(self, number="2"):
        """A deploy."""
        os.symlink(number, self.site / "new")
        os.rename(self.site / "new", self.site / "current")


@cases("owlet", "a deploy by link swap brings its own rules and error pages with it, at the next request ({0})", [
    ("other rules", {"_redirects": "/a /2 301\n", "_headers": "/*\n  X-A: 2\n", "404.html": "2"}, (301, "/2"), "2", "2"),
    ("none", {"x.txt": "x"}, (404, "(built in)"), None, "(built in)")])
def swapped(web, _, second, wanted, field, page):
    first = {"_redirects": "/a /1 301\n", "_headers": "/*\n  X-A: 1\n", "404.html": "1"}
    release = Swapped(web, first, second)
    with release.site:
        expect_equal("before", (reached(web, "/a"), reached(web, "/no"), web.get("/no")["x-a"]), ((301, "/1"), (404, "1"), "1"))
        release.swap()
        expect_equal("after", (reached(web, "/a"), reached(web, "/no"), web.get("/no")["x-a"]), (wanted, (404, page), field))
        shutil.rmtree(release.site / "1")
        release.site.write("1/_redirects", "/a /3 301\n")
        release.swap("1")
        expect_equal("and back", reached(web, "/a"), (301, "/3"))


@case("owlet", "a deploy with broken rules is told, and keeps the rules before it; the next one is taken")
def swapped_to_broken(web):
    release = Swapped(web, {"_redirects": "/a /1 301\n"}, {"_redirects": "/a\n", "x.txt": "x"})
    with release.site:
        release.swap()
        expect_equal("the files are the new ones", reached(web, "/x.txt"), (200, "x"))
        expect_equal("the rules are the old ones", reached(web, "/a"), (301, "/1"))
        wait_for_line(release.site, "_redirects:1:1: /a: there is no target")
        release.site.write("2/_redirects", "/a /2 301\n")
        wait_for(web, "/a", (301, "/2"))
        release.swap("1")
        expect_equal("back", reached(web, "/a"), (301, "/1"))


@cases("owlet", "SIGHUP reads rules at once; when they are broken, all stays as it was and the mistake is told (-w {0})", ["1", "2"])
def reload(web, workers):
    with Site(web, {"_redirects": "/a /1 301\n"}, "-w", workers) as site:
        def order(text, after):
            site.owlet.signal(signal.SIGHUP)
            wait_until(lambda: any(text in line for line in site.owlet.lines[after:]), f"a line with {text!r}")

        site.write("_redirects", "/a /2 301\n")
        before = set(children(site.owlet.pid))          # the workers: none with -w 1
        order("the settings were read again", len(site.owlet.lines))
        wait_until(lambda: not before & set(children(site.owlet.pid)), "the end of the workers before")
        expect_equal("the new rules", reached(web, "/a"), (301, "/2"))
        after = len(site.owlet.lines)
        site.write("_redirects", "/a\n")
        order("stay as they were", after)
        expect(any("_redirects:1:1: /a: there is no target" in line for line in site.owlet.lines[after:]), "the mistake", site.owlet.lines[after:])
        expect_equal("the old rules", reached(web, "/a"), (301, "/2"))
