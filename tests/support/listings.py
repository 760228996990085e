"""Listings under test: folders of names that mean harm, readers of the page and of the JSON, and what both have to say."""

import base64
import calendar
import functools
import hashlib
import json
import os
import re
import tempfile
import threading
import time
from html.parser import HTMLParser
from types import SimpleNamespace
from urllib.parse import unquote_to_bytes

from support.documents import TINY, write
from support.outcome import expect, expect_equal
from support.sites import Site

HTML, JSON = "Accept: text/html", "Accept: application/json"
NAMES = (                              # what no file system forbids
    b"plain.txt", b"<script>window.hit=1", b"<script>window.hit=2<", b"<img src=x onerror=window.hit=3>", b"<svg onload=window.hit=4>",
    b'"><img src=x onerror=window.hit=5>', b"' autofocus onfocus='window.hit=6", b'" style="position:fixed', b"<!--", b"-->", b"]]>",
    b"<base href=x>", b"<meta http-equiv=refresh content=0>", b"&amp;", b"&lt;b&gt;", b"&#60;b&#62;", b"&", b"&copy", b"'", b'"', b"`id`", b"$(id)",
    b"a\nb", b"a\r\nSet-Cookie: a=b", b"a\tb", b"\n", b"\x01\x08\x1b[31m", b"a\x7fb", b"javascript:alert(1)", b"data:text,x", b"http:", b"C:",
    b"mailto:x@y", b"a%2fb", b"%41", b"%00", b"%", b"100%25", b"%2e%2e", b"%2e%2e%2f", b"-rf", b"--help", b"~user", b"*", b"a?b#c", b"?sort=size",
    b"#top", b"a\\b", b"\\\\evil.example\\x", b" ", b" leading", b"trailing ", b"two  spaces", b"dot.", b"+a+b", b"a;b=c&d=e", b"@", b"=1+1", b"{{name}}",
    b"${x}", b"%s%n", b"[a]{b}", b"_redirects~", "ﬁ".encode(), "grüße-猫".encode(), "😀👩‍👩‍👧".encode(), "é".encode(), "e\u0301".encode(),
    ("z" + "\u0301\u0323\u0489" * 30).encode(), "\u202egpj.exe".encode(), "a\u2067b\u2066c".encode(), "\u200fעברית 12".encode(), "a\u2028b\u2029c".encode(),
    "a\x85b\x9fc".encode(), "\u00a0".encode(), "\u200b".encode(), " \u3000\u2003 ".encode(), "\u00ad".encode(), "\u2800".encode(), "\ufeff".encode(),
    "\ufeffbom".encode(), "\uffff\U0010ffff".encode(), b"\xff\xfe", b"caf\xe9.txt",
    b"\xe2\x82", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"a\x80", b"n" * 255, "é".encode() * 127 + b"x", b"\xff" * 255, b"<" * 255, b"'" * 254 + b">",
)
HIDDEN = (b"..hidden", b".htpasswd", b"...", b". ", b".<b>", b".\xff")
UNASKABLE = (b"\xc0\xafx", b"a\xc1\x9c", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf")     # overlong UTF-8 is refused in targets
DISRUPTIVE = re.compile("[\x80-\x9f\u2028-\u202e\u2066-\u2069]")
BLANK = re.compile("[ \xa0\xad\u2000-\u200f\u202f\u205f-\u2064\u2800\u3000\ufeff]+")       # of those among NAMES
LINK = re.compile(r"\./((?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+)(?:/(?:\?sort=[a-z]+&order=[a-z]+)?)?")
TAGS = set("html head meta title link style body header h1 nav ol li a bdi span form input output main table caption thead tr th tbody td time "
           "footer p strong script".split())
COLUMNS = ("name", "size", "time")
NUMBERED = re.compile(rb"\d+|\D")


def as_text(name):
    """What JSON says of a name, and of a path."""
    return name.decode("utf-8", "replace")


def as_shown(name):
    """What the page shows of it."""
    text = as_text(name)
    if BLANK.fullmatch(text):
        return "\u2420" * len(text)
    text = DISRUPTIVE.sub("\ufffd", text).replace("\x7f", "\u2421")
    return re.sub("[\0-\x1f]", lambda found: chr(0x2400 + ord(found[0])), text)


def content(name):
    """What is in the file of that name."""
    return b"name: " + name + b"\n"


def put(directory, names):
    """Files of these names, each with its content."""
    os.makedirs(directory, exist_ok=True)
    for name in names:
        write(os.path.join(os.fsencode(directory), name), content(name))


def natural(name):
    """The sort key of a name: numbers by their value, letters of ASCII in either case alike, then the bytes."""
    parts = NUMBERED.findall(name)
    return [(0x30, int(part)) if part.isdigit() else (part.lower()[0], 0) for part in parts], name


def by_name(entries):
    """Entries (name, is_directory, size, mtime in ns) by their names."""
    return sorted(entries, key=lambda entry: natural(entry.name))


def in_order(entries, sort="name", order="asc"):
    """Entries that are sorted by their names, in the order that a listing has to have."""
    entries = list(entries)
    if sort == "name" and order == "desc":
        entries.reverse()
    value = {"name": lambda entry: 0, "size": lambda entry: 0 if entry.is_directory else entry.size, "time": lambda entry: entry.mtime}[sort]
    entries.sort(key=value, reverse=order == "desc")
    return sorted(entries, key=lambda entry: not entry.is_directory)


def on_disk(directory):
    """What is in a directory, links followed."""
    with os.scandir(os.fsencode(directory)) as found:
        return [SimpleNamespace(name=entry.name, is_directory=entry.is_dir(), size=entry.stat().st_size, mtime=entry.stat().st_mtime_ns) for entry in found]


def decoded(href):
    """The name that a link leads to; a link is of nothing but what a URI may contain, and leads to an entry of the folder."""
    link = LINK.fullmatch(href)
    expect(link, "a link to an entry", href)
    return unquote_to_bytes(link[1])


def moment(text):
    """Seconds since the epoch of "1994-11-06T08:49:37Z"."""
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


class Page(HTMLParser):
    """The page of a folder as a browser reads it. Any element or attribute that the template does not have is a failure."""

    def __init__(self, response):
        super().__init__()
        expect_equal("Content-Type", response["content-type"], "text/html; charset=utf-8")
        self.rows, self.columns, self.crumbs, self.parent, self.scripts, self.styles = [], {}, [], None, [], []
        self.title, self.footer, self._open, self._link, self.texts = "", "", [], None, 0
        self.feed(response.body.decode())
        self.close()
        self._check_policy(response["content-security-policy"] or "")

    def _check_policy(self, policy):
        """Nothing from elsewhere; the style and the script of the page by their hashes, and no other."""
        rules = dict(rule.split(" ", 1) for rule in re.split(r";\s*", policy) if rule)
        hashes = [[f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts] for texts in (self.styles, self.scripts)]
        expect_equal("default-src, style-src, script-src", (rules.get("default-src"), rules.get("style-src"), rules.get("script-src")),
                     ("'none'", *map(" ".join, hashes)))
        expect_equal("styles and scripts", (len(self.styles), len(self.scripts)), (1, 1))

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        expect(tag in TAGS and len(given) == len(attrs), "an element of the template", (tag, attrs))
        for name, value in attrs:
            expect(not name.startswith("on") and name not in ("style", "src", "srcset", "action", "formaction"), "attributes of the template", (tag, attrs))
            expect(name != "href" or value.startswith(("./", "../", "?")) or tag == "link" and value.startswith("data:image/"), "a link to here", value)
        if tag not in ("meta", "link", "input"):
            self._open.append(tag)
        {"a": self._begin_link, "th": self._begin_cell, "td": self._begin_cell, "time": self._begin_time, "script": lambda _: self.scripts.append(""),
         "style": lambda _: self.styles.append("")}.get(tag, lambda _: None)(given)

    def _begin_link(self, given):
        self._link = SimpleNamespace(kind=given.get("class"), href=given["href"], name="", bytes=None, time=None, size="")
        if "nav" in self._open:
            self.crumbs.append(self._link)
        elif "thead" in self._open:
            self.columns[self._cell["class"]] = SimpleNamespace(href=given["href"], sorted=self._cell.get("aria-sort"))
        elif self._link.kind == "up":
            self.parent = given["href"]
        else:
            self.rows.append(self._link)

    def _begin_cell(self, given):
        self._cell = given
        if "title" in given:
            self.rows[-1].bytes = int(given["title"].removesuffix(" bytes").replace(",", ""))

    def _begin_time(self, given):
        self.rows[-1].time = given["datetime"]

    def handle_endtag(self, tag):
        expect_equal("element that ends", tag, self._open.pop() if self._open else None)
        if tag == "a":
            self._link = None

    def handle_data(self, data):
        inside = self._open[-1] if self._open else ""
        if inside == "script":
            self.scripts[-1] += data
        elif inside == "style":
            self.styles[-1] += data
        elif inside == "title":
            self.title += data
        elif self._link:
            self._link.name += data
        elif "footer" in self._open:
            self.footer += data
        elif inside == "td" and self._cell.get("class") == "size" and self.rows:
            self.rows[-1].size += data


class Folder(Site):
    """A site whose folders are listed. Files are given by their names, as text or bytes."""

    def __init__(self, web, files, *options, names=(), **settings):
        web.lists = True
        super().__init__(web, {}, "--list", *options, **settings)
        for name, data in files.items():
            write(os.path.join(os.fsencode(self.path), os.fsencode(name)), data if isinstance(data, bytes) else data.encode())
        put(self.path, names)


def listing(web, target, *fields, **settings):
    """The answer to a request for a folder."""
    response = web.get(target, *fields, **settings)
    expect_equal(f"status of {target}", response.status, 200)
    expect_equal("Vary", response["vary"], "Accept")
    expect_equal("Cache-Control", response["cache-control"], "no-cache")
    return response


def page_of(web, target="/", *fields, **settings):
    """The page of a folder."""
    return Page(listing(web, target, *fields, **settings))


def data_of(web, target="/", *fields, **settings):
    """The JSON of a folder, each member as the README has it."""
    return data_in(listing(web, target, JSON, *fields, **settings))


def data_in(response):
    """The same of an answer that is there."""
    expect_equal("Content-Type", response["content-type"], "application/json")
    data = json.loads(response.body.decode())
    expect_equal("members", list(data), ["path", "sort", "order", "entries", "directories", "files", "bytes", "complete"])
    for entry in data["entries"]:
        is_file = entry["type"] == "file"
        expect_equal("members of an entry", list(entry), ["name", "href", "type", *["size"] * is_file, "mtime"])
        expect(is_file or entry["type"] == "directory", "a type of the table", entry)
        expect_equal("slash", entry["href"].endswith("/"), not is_file)
        expect_equal("name", entry["name"], as_text(decoded(entry["href"])))
        moment(entry["mtime"])
    sizes = [entry["size"] for entry in data["entries"] if entry["type"] == "file"]
    expect_equal("totals", (data["directories"], data["files"], data["bytes"]), (len(data["entries"]) - len(sizes), len(sizes), sum(sizes)))
    return data


def both(web, target="/", *fields):
    """The names (bytes) in a folder, as the page links to them and as the JSON does: they are the same."""
    page, data = page_of(web, target, HTML, *fields), data_of(web, target, *fields)
    names = [decoded(entry["href"]) for entry in data["entries"]]
    expect_equal("names of the page", [decoded(row.href) for row in page.rows], names)
    return names


# -- Folders of many entries, made once for all cases that read them -------------------------------

_MAKING, _MADE = threading.Lock(), []


PHOTO = " of the photos & films.jpg"


@functools.cache
def _crowd(count, tail):
    home = tempfile.TemporaryDirectory(prefix="httpdtest-list-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    _MADE.append(home)
    os.chmod(home.name, 0o755)
    write(f"{home.name}/tiny.txt", TINY)
    write(f"{home.name}/end.txt", b"the end\n")
    os.mkdir(f"{home.name}/many")
    here = os.open(f"{home.name}/many", os.O_RDONLY)
    for number in range(count):
        name = f"{number * 7919 % count}{tail}"
        if number % 1000 == 1:
            os.mkdir(name, dir_fd=here)
        else:
            os.mknod(name, 0o644, dir_fd=here)
        if number % 1000 == 2:
            write(f"{home.name}/many/{name}", b"x" * number)
    os.close(here)
    return home


def crowd(count, tail=PHOTO):
    """A root with a folder "many" of so many entries, and files that other clients ask for. Nobody may change it."""
    with _MAKING:
        return _crowd(count, tail).name


def remove_crowds():
    """Removes what was made of them: a process that was forked has no other end at which that could be done."""
    while _MADE:
        _MADE.pop().cleanup()
