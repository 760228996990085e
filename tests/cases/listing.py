"""Listings: which names are in them, that each link opens what it names, their order, and what page and JSON say."""

import contextlib
import os
import socket
import threading
from types import SimpleNamespace
from urllib.parse import quote

from cases.rules import reached
from support.documents import GIANT, write
from support.listings import (COLUMNS, HIDDEN, HTML, JSON, NAMES, UNASKABLE, Folder, Page, as_shown, as_text, both, by_name, content, data_of, decoded, in_order,
                              listing, moment, on_disk, page_of, put)
from support.outcome import Failure, expect, expect_equal
from support.registry import case, cases

NOBODY = 65534
MISSING = (404, "(built in)")
ORDERS = [(sort, order) for sort in COLUMNS for order in ("asc", "desc")]


def fetch_all(web, base, entries, has_content):
    """Asks for every entry (name, href) on one connection; each is exactly what it says."""
    with web.connect(timeout=20) as connection:
        for name, href in entries:
            connection.send(web.request(base + href.removeprefix("./"), HTML, close=False))
            response = connection.response()
            expect_equal(f"status of {href}", response.status, 200)
            has_content(name, response)


def is_its_file(name, response):
    expect_equal(f"content of {name!r}", response.body, content(name))


def is_its_folder(name, response):
    page = Page(response)
    expect_equal("what is in it", [decoded(row.href) for row in page.rows], [b"inner"])
    expect_equal("title", page.title, f"Files in {as_shown(b'/' + name + b'/')}")
    expect_equal("the last crumb above", [crumb.href for crumb in page.crumbs], ["../"])


@case("owlet", "a listing has every file, whatever its name: its link on the page and in JSON opens exactly that file, and its text is harmless", limit=40)
def hostile_files(web):
    with Folder(web, {}, names=NAMES):
        page, data = page_of(web), data_of(web)
        for entries, name_of, told in ((page.rows, as_shown, "page"), (data["entries"], as_text, "JSON")):
            entries = [vars(entry) if told == "page" else entry for entry in entries]
            names = [decoded(entry["href"]) for entry in entries]
            expect_equal(f"names in {told}", sorted(names), sorted(NAMES))
            expect_equal(f"texts in {told}", [entry["name"] for entry in entries], [name_of(name) for name in names])
            fetch_all(web, "/", zip(names, (entry["href"] for entry in entries)), is_its_file)


@case("owlet", "a listing has every folder, whatever its name: its link opens a listing that is titled so, and what is in there opens, too", limit=60)
def hostile_folders(web):
    with Folder(web, {}) as site:
        for name in NAMES:
            put(os.path.join(os.fsencode(site.path), name), [b"inner"])
        page, data = page_of(web), data_of(web)
        expect_equal("names", [decoded(row.href) for row in page.rows], [decoded(entry["href"]) for entry in data["entries"]])
        expect_equal("all of them", sorted(decoded(row.href) for row in page.rows), sorted(NAMES))
        expect(all(row.kind == "directory" and row.href.endswith("/") for row in page.rows), "folders only", [row.kind for row in page.rows])
        fetch_all(web, "/", [(decoded(row.href), row.href) for row in page.rows], is_its_folder)
        fetch_all(web, "/", [(b"inner", row.href + "inner") for row in page.rows], is_its_file)


@case("owlet", "a path that is HTML when it is put together is text on its page: /<script>window.hit=1</script>/")
def path_of_html(web):
    with Folder(web, {"<script>window.hit=1</script>/\"'&amp;/a.txt": "a"}):
        page = page_of(web, "/%3Cscript%3Ewindow.hit=1%3C/script%3E/%22%27%26amp%3B/")
        expect_equal("title", page.title, "Files in /<script>window.hit=1</script>/\"'&amp;/")
        expect_equal("crumbs", [(crumb.name, crumb.href) for crumb in page.crumbs],
                     [("Home", "../../../"), ("<script>window.hit=1<", "../../"), ("script>", "../")])
        data = data_of(web, "/%3Cscript%3Ewindow.hit=1%3C/script%3E/%22%27%26amp%3B/")
        expect_equal("path", data["path"], "/<script>window.hit=1</script>/\"'&amp;/")


@case("owlet", "names that begin with a dot are not in listings, and with --dotfiles they are, each with a link that opens it")
def dotfiles(web):
    for options, wanted in (((), [b"plain.txt"]), (("--dotfiles",), [*HIDDEN, b"plain.txt"])):
        with Folder(web, {}, *options, names=[*HIDDEN, b"plain.txt"]) as site:
            put(f"{site.path}/.git", [b"HEAD"])
            names = both(web)
            expect_equal(f"names with {options}", sorted(names), sorted([*wanted, b".git"] if options else wanted))
            fetch_all(web, "/", [(decoded(row.href), row.href) for row in page_of(web).rows if row.kind != "directory"], is_its_file)
            expect_equal("status of a hidden folder", web.get("/.git/").status, 200 if options else 404)


@case("owlet", "links out of the root, to nowhere and round in circles, FIFOs, sockets, devices and the rules of the root are not in listings; the rest is")
def not_shown(web):
    with Folder(web, {"real/a.txt": "a", "real/_headers": "a", "real/_redirects": "b", "_headers": "/none\n  X-A: b\n", "_redirects": "/none /a\n",
                      "_headers.txt": "c", "x.gz": "d"}) as site:
        outside, _ = web.file(b"secret", "secret.txt")
        for link, target in {"out.txt": outside, "up": "..", "etc": "/etc", "slash": "/", "absolute": site / "real/a.txt", "nowhere": "nothing",
                             "loop": "loop", "one": "two", "two": "one", "to-pipe": "pipe", "null": "/dev/null", "proc": "/proc/self/root",
                             "in.txt": "real/a.txt", "in": "real", "round": ".", "through": "in/a.txt"}.items():
            os.symlink(target, site / link)
        os.mkfifo(site / "pipe")
        here = os.open(site.path, os.O_RDONLY)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(f"/proc/self/fd/{here}/socket")
        os.close(here)
        with contextlib.suppress(PermissionError):
            os.mknod(site / "zero", 0o20666, os.makedev(1, 5))
        expect_equal("names", both(web), [b"in", b"real", b"round", b"_headers.txt", b"in.txt", b"through", b"x.gz"])
        expect_equal("names below", both(web, "/in/"), [b"_headers", b"_redirects", b"a.txt"])
        for row in page_of(web).rows:
            expect_equal(f"status of {row.href}", web.get(row.href[1:]).status, 200)


@case("owlet", "with --follow, what links lead to in that directory is in listings, and folders there are listed; what leads on from there is not")
def followed(web):
    place, _ = web.file(b"shared", "shared/a.txt")
    secret, _ = web.file(b"secret", "secret.txt")
    shared = os.path.dirname(place)
    write(f"{shared}/deep/b.txt", b"deep")
    os.symlink(secret, f"{shared}/onward")
    for options, wanted, below in (((), [], MISSING), (("--follow", shared), [b"folder", b"a.txt"], (200, "(built in)"))):
        with Folder(web, {}, *options) as site:
            for link, target in {"a.txt": f"{shared}/a.txt", "folder": shared, "secret": secret, "onward": f"{shared}/onward"}.items():
                os.symlink(target, site / link)
            expect_equal(f"names with {options}", both(web), wanted)
            expect_equal("the folder", reached(web, "/folder/"), below)
            if options:
                expect_equal("names there", both(web, "/folder/"), [b"deep", b"a.txt"])
                expect_equal("content", reached(web, "/folder/a.txt"), (200, "shared"))


@case("owlet", "names that no request could ask for are not in listings: overlong UTF-8, and those whose path is too long; their neighbours are")
def unaskable(web):
    deep = "/".join(["%F0%9F%A6%89" * 63 + "abc"] * 10)          # 10 * 760 bytes of a request line, 2,560 on the disk
    path = "/".join(["🦉" * 63 + "abc"] * 10)
    long = ["é" * 127, "é" * 80, "z" * 255]
    with Folder(web, {f"{path}/{name}": content(name.encode()) for name in long}) as site:
        put(site.path, [*UNASKABLE, b"plain.txt"])
        expect_equal("names", [name[:9] for name in both(web)], ["🦉🦉".encode() + b"\xf0", b"plain.txt"])
        for name in UNASKABLE:
            status = web.get("/" + "".join(f"%{byte:02x}" for byte in name)).status
            expect_equal(f"status of {name!r}, or it could be in the listing", status, 400)
        entries = [(decoded(row.href), row.href) for row in page_of(web, f"/{deep}/").rows]
        expect(b"z" * 255 in [name for name, _ in entries], "the name of 255 letters", entries)
        for name, href in entries:
            response = web.get(f"/{deep}/{href[2:]}")
            expect_equal(f"status of {href[:12]}..., {len(deep) + len(href)} bytes", (response.status, response.body), (200, content(name)))
        asked = [name for name in long if web.get(f"/{deep}/{quote(name)}").status == 200]
        expect_equal("what can be asked for", sorted(asked), sorted(name.decode() for name, _ in entries))


@case("owlet", "names that are too long behind the prefix that clients have to say are not in listings")
def unaskable_with_prefix(web):
    path = "/".join(["🦉" * 63 + "abc"] * 10)
    with Folder(web, {f"{path}/{name}": "x" for name in ("é" * 80, "short")}, "--prefix", "/" + "p" * 150) as site:
        target = f"/{'p' * 150}/{quote(path)}/"
        for name in ("é" * 80, "short"):
            status = web.get(target + quote(name)).status
            expect_equal(f"whether {name[:5]} is there, which is {status}", name.encode() in both(web, target), status == 200)
        expect("short" in os.listdir(f"{site.path}/{path}"), "a name that can be asked for", "none")


@case("owlet", "names that make a path too long for the system are not in listings, and their neighbours are")
def too_deep(web):
    with Folder(web, {}) as site:
        here, parts = os.open(site.path, os.O_RDONLY), ["d" * 255] * 15 + ["e" * 40]
        for part in parts:
            os.mkdir(part, dir_fd=here)
            below = os.open(part, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = below
        for name in ("a" * 200, "b" * 255):                          # of 4,096 bytes in all, the first fits
            os.close(os.open(name, os.O_WRONLY | os.O_CREAT, 0o644, dir_fd=here))
        os.close(here)
        target = "/" + "/".join(parts) + "/"
        expect_equal("status of the short name", web.get(target + "a" * 200).status, 200)
        expect_equal("status of the long name", web.get(target + "b" * 255).status, 404)
        expect_equal("names", both(web, target), [b"a" * 200])


@cases("owlet", "an index.html that is {0} is no index, and the folder is refused or listed without it at once", ["a FIFO", "a link that leads out", "a link to nothing"])
def odd_index(web, what):
    with Folder(web, {"dir/a.txt": "a"}) as site:
        if what == "a FIFO":
            os.mkfifo(site / "dir/index.html")
        else:
            os.symlink("/etc/passwd" if "out" in what else "nothing", site / "dir/index.html")
        response = web.get("/dir/", JSON)
        expect(response.status in (200, 403, 404) and b"root:" not in response.body, "a listing, 403 or 404", (response.status, response.body[:80]))
        if response.status == 200:
            expect_equal("names", both(web, "/dir/"), [b"a.txt"])


@case("owlet", "with --clean-urls each link of a listing leads to its file, too")
def clean_urls(web):
    with Folder(web, {"dir/about.html": "about", "dir/b c.html": "b c", "dir/a.txt": "a", "dir/sub/index.html": "sub"}, "--clean-urls"):
        for row in page_of(web, "/dir/").rows:
            response = web.get("/dir/" + row.href[2:])
            if response["location"]:
                response = web.get(response["location"])
            expect_equal(f"{row.href}", (response.status, response.body.decode()), (200, row.name.partition(".")[0]))


MIXED = ("a2", "a10", "a01", "a1", "A1", "B", "b", "b2c10", "b2c9", "10", "9", "009", "2024-9-1", "2024-10-1", "99999999999999999999998", "99999999999999999999999",
         "z", "Ä", "_", "-", "a", "a.b", "a-b")


@cases("owlet", "the order ?sort={0}&order={1} is the same on the page and in JSON: folders first, numbers by their value", ORDERS)
def order(web, sort, way):
    with Folder(web, {name: "x" * (len(name) % 4) for name in MIXED}) as site:
        for number, name in enumerate(("dir10", "dir9", "Dir1")):
            put(site / name, [b"a"] * number)
        for number, name in enumerate((*MIXED, "dir10", "dir9", "Dir1")):
            os.utime(site / name, ns=(0, (number * 37 % 11) * 10**9 + number % 3))
        wanted = [entry.name for entry in in_order(by_name(on_disk(site.path)), sort, way)]
        query = f"/?sort={sort}&order={way}"
        page, data = page_of(web, query), data_of(web, query)
        expect_equal("JSON", [decoded(entry["href"]) for entry in data["entries"]], wanted)
        expect_equal("page", [decoded(row.href) for row in page.rows], wanted)
        expect_equal("what JSON says", (data["sort"], data["order"]), (sort, way))
        expect_equal("what the page says", {name: column.sorted for name, column in page.columns.items()},
                     {name: None if name != sort else {"asc": "ascending", "desc": "descending"}[way] for name in COLUMNS})


@cases("owlet", "the query {0} asks for the order {1} {2}", [
    ("", "name", "asc"), ("?", "name", "asc"), ("?sort=", "name", "asc"), ("?sort=size", "size", "asc"), ("?order=desc", "name", "desc"),
    ("?sort=%73ize", "size", "asc"), ("?s%6Frt=time&order=%64esc", "time", "desc"), ("?sort=none&sort=size", "size", "asc"), ("?sort=SIZE", "name", "asc"),
    ("?sort=size&sort=time", "size", "asc"), ("?x=y&sort=time&order=up", "time", "asc"), ("?&&=&sort=size&", "size", "asc"), ("?sort=size;order=desc", "name", "asc"),
    ("?sort=%zz", "name", "asc"), ("?sort[]=size", "name", "asc"), ("?<script>", "name", "asc"), ("?sort=size&order=desc" + "&x=%22%3E" * 500, "size", "desc"),
])
def queries(web, query, sort, way):
    with Folder(web, {"b": "1", "a": "22"}):
        data = data_of(web, f"/{query}")
        expect_equal("order", (data["sort"], data["order"]), (sort, way))
        page_of(web, f"/{query}")


@case("owlet", "what page and JSON say of sizes, times and sums is what is on the disk, before 1970 and beyond 4 GiB, too")
def figures(web):
    times = {"epoch": 0, "before": -86_401, "rfc": 784_111_777, "later": 4_102_444_800, "one": 1}
    with Folder(web, {**{name: "x" * size for size, name in enumerate(times)}, "sub/inner": "y"}) as site:
        with open(site / "giant", "wb") as file:
            file.truncate(GIANT)
        for name, when in times.items():
            os.utime(site / name, (0, when))
        os.utime(site / "sub", (0, 7))
        known = {entry.name: entry for entry in on_disk(site.path)}
        page, data = page_of(web), data_of(web)
        rows = {decoded(row.href): SimpleNamespace(size=row.bytes, mtime=row.time, type="directory" if row.kind == "directory" else "file") for row in page.rows}
        entries = {decoded(entry["href"]): SimpleNamespace(**{"size": None, **entry}) for entry in data["entries"]}
        for told in (rows, entries):
            expect_equal("names", sorted(told), sorted(known))
            for name, entry in told.items():
                wanted = known[name]
                expect_equal(f"{name}", (entry.type, entry.size, moment(entry.mtime)), ("directory", None, wanted.mtime // 10**9) if wanted.is_directory
                             else ("file", wanted.size, wanted.mtime // 10**9))
        expect_equal("sums", (data["directories"], data["files"], data["bytes"], data["complete"]), (1, 6, GIANT + 10, True))
        expect("Folders: 1, files: 6, together 5.37 GB" in page.footer, "the sums", page.footer)


@case("owlet", "the crumbs, the parent, the heads of the columns and the folders of a page lead to listings that keep the order")
def links_of_page(web):
    with Folder(web, {"a b/c&d/e/f.txt": "f", "a b/c&d/g.txt": "g", "index.htm": "h"}):
        for query, kept in (("", ""), ("?sort=size&order=desc", "?sort=size&order=desc"), ("?order=desc", "?sort=name&order=desc")):
            page = page_of(web, f"/a%20b/c%26d/{query}")
            expect_equal("crumbs", [(crumb.name, crumb.href) for crumb in page.crumbs], [("Home", f"../../{kept}"), ("a b", f"../{kept}")])
            expect_equal("parent", page.parent, f"../{kept}")
            expect_equal("folder", page.rows[0].href, f"./e/{kept}")
            data = data_of(web, f"/a%20b/{kept}")
            expect_equal("what the parent is", (data["path"], [entry["name"] for entry in data["entries"]]), ("/a b/", ["c&d"]))
        home = page_of(web)
        expect_equal("links above the root", (home.crumbs, home.parent, home.title), ([], None, "Files in /"))
        clicks = {name: column.href for name, column in home.columns.items()}
        expect_equal("heads", clicks, {"name": "?sort=name&order=desc", "size": "?sort=size&order=desc", "time": "?sort=time&order=desc"})
        for name, click in clicks.items():
            again = page_of(web, f"/{click}").columns[name]
            expect_equal(f"a click on {name}, and another", (again.sorted, again.href), ("descending", f"?sort={name}&order=asc"))


@case("owlet", "a listing without entries says that it is empty, and its JSON has none; what is in there comes and goes with the next request")
def empty(web):
    with Folder(web, {}) as site:
        page, data = page_of(web), data_of(web)
        expect_equal("empty", (page.rows, data["entries"], data["complete"]), ([], [], True))
        expect("empty" in page.footer, "a word about it", page.footer)
        for number in range(20):
            put(site.path, [b"%d" % number])
            expect_equal("names", len(both(web)), number + 1)
        for number in range(20):
            site.remove(number)
            expect_equal("names", len(both(web)), 19 - number)


@case("owlet", "with --list a folder with index.html answers with that, a name without slash redirects with its query, and what is not there is 404")
def beside_listings(web):
    with Folder(web, {"with/index.html": "index", "with/a.txt": "a", "without/a.txt": "a", "odd/index.html/inner": "b"}) as site:
        expect_equal("index", reached(web, "/with/", JSON), (200, "index"))
        expect_equal("redirect", reached(web, "/without?sort=size"), (301, "/without/?sort=size"))
        expect_equal("a file with a slash", reached(web, "/without/a.txt/"), MISSING)
        for target in ("/none/", "/none", "/without/none/", "/.git/"):
            expect_equal(target, reached(web, target), MISSING)
        expect_equal("a folder called index.html", both(web, "/odd/"), [b"index.html"])
        site.write("without/index.html", "new")
        expect_equal("an index that has come", reached(web, "/without/"), (200, "new"))
        site.remove("without/index.html")
        expect_equal("and has gone", both(web, "/without/"), [b"a.txt"])
        os.rename(site / "without", site / "moved")
        expect_equal("a folder that has gone", reached(web, "/without/"), MISSING)
        expect_equal("under its new name", both(web, "/moved/"), [b"a.txt"])
        site.write("without", "a file now")
        expect_equal("a file in its place", reached(web, "/without"), (200, "a file now"))


@case("owlet", "without --list no folder is listed, for browsers and for programs")
def without_list(web):
    for fields in ((HTML,), (JSON,), ()):
        expect_equal("answer", reached(web, "/indexless/", *fields), MISSING)


@case("owlet", "fields of _headers and --header are in listings, paths as clients ask for them, and one of _headers takes the place of owlet's own")
def rules(web):
    with Folder(web, {"_headers": "/dir/*\n  X-Rule: yes\n  Cache-Control: max-age=5\n", "dir/a.txt": "a", "b.txt": "b"}, "--header", "X-All: all"):
        response = web.get("/dir/", HTML)
        expect_equal("fields", (response.status, response["x-rule"], response["x-all"], response["cache-control"]), (200, "yes", "all", "max-age=5"))
        expect_equal("Vary", response["vary"], "Accept")
        response = listing(web, "/")
        expect_equal("fields elsewhere", (response["x-rule"], response["x-all"]), (None, "all"))


@case("owlet", "_redirects of a folder is stronger than its listing where it says so (!), and else the listing is there")
def redirects(web):
    with Folder(web, {"_redirects": "/a/ /to 302!\n/b/ /to 302\n", "a/x": "x", "b/y": "y"}):
        expect_equal("forced", reached(web, "/a/"), (302, "/to"))
        expect_equal("not forced", both(web, "/b/"), [b"y"])


@case("owlet", "with --prefix the links of a listing lead to where clients know it, and none of them above the prefix")
def prefix(web):
    with Folder(web, {"dir/a b.txt": "a"}, "--prefix", "/app/x"):
        page, data = page_of(web, "/app/x/dir/"), data_of(web, "/app/x/dir/")
        expect_equal("title", page.title, f"Files in {data['path']}")
        expect_equal("file", web.get("/app/x/dir/" + page.rows[0].href[2:]).body, b"a")
        for crumb in page.crumbs:
            above = "/" + "/".join(["app", "x", "dir"][:3 - crumb.href.count("..")]) + "/"
            expect_equal(f"a crumb to {above}", web.get(above, HTML).status, 200)
        home = page_of(web, "/app/x/")
        expect_equal("the root", [row.href for row in home.rows], ["./dir/"])
        for link in (*[crumb.href for crumb in home.crumbs], *[home.parent] * bool(home.parent)):
            raise Failure(f"expected no link above the root; came {link}")
        expect_equal("above", web.get("/", HTML).status, 404)


@case("owlet", "with --fallback a folder is listed all the same, and what is not there is the fallback")
def fallback(web):
    with Folder(web, {"app.html": "the app", "dir/a.txt": "a"}, "--fallback", "app.html"):
        expect_equal("names", both(web, "/dir/"), [b"a.txt"])
        expect_equal("elsewhere", reached(web, "/none/", HTML), (200, "the app"))


@case("owlet", "a folder that may not be read, or not be entered, is 403, a file that may not be read is no harm to its folder, and nothing ends")
def unreadable(web):
    with Folder(web, {"closed/a.txt": "a", "searched/a.txt": "a", "read/a.txt": "a", "fine/closed.txt": "a", "fine/b.txt": "b"},
                user=NOBODY if os.geteuid() == 0 else None) as site:
        for name, mode in (("closed", 0), ("searched", 0o711 if os.geteuid() == 0 else 0o311), ("read", 0o744 if os.geteuid() == 0 else 0o444),
                           ("fine/closed.txt", 0)):
            os.chmod(site / name, mode)
        for target, status in (("/closed/", 403), ("/searched/", 403), ("/searched/a.txt", 200), ("/read/", 403), ("/read/a.txt", 403),
                               ("/fine/", 200), ("/", 200)):
            expect_equal(target, web.get(target, HTML).status, status)
        for name in ("closed", "searched", "read"):
            os.chmod(site / name, 0o755)
        expect_equal("opened again", both(web, "/closed/"), [b"a.txt"])


@case("owlet", "a listing is of the root that is served now: a link that is led elsewhere shows in the next request, whatever validators say")
def deploy(web):
    with Folder(web, {"1/dir/old.txt": "old", "2/dir/new.txt": "new"}) as site:
        os.symlink("1", site / "current")
        with web.start("--list", root=site / "current") as server:
            web.address = server.address
            with web.connect() as connection:
                for number in range(20):
                    old = (b"old.txt", b"new.txt")[number % 2]
                    connection.send(web.request("/dir/", JSON, close=False))
                    before = connection.response()
                    expect(old in before.body, f"{old} before", before.body)
                    os.symlink(str(2 - number % 2), site / "next")
                    os.rename(site / "next", site / "current")
                    fields = [f"If-None-Match: {before['etag']}"] * bool(before["etag"])
                    connection.send(web.request("/dir/", JSON, *fields, close=False))
                    after = connection.response()
                    expect(after.status == 200 and old not in after.body, f"{old} gone", after.body)


@case("owlet", "a folder that changes all the time is listed as a folder: what stays is there once, and page and JSON are whole", limit=30)
def changing(web):
    stays, ended = [b"stays %d" % number for number in range(300)], threading.Event()
    with Folder(web, {}, names=stays) as site:
        def change():
            number = 0
            while not ended.is_set():
                number += 1
                put(site.path, [b"comes %d" % number])
                os.rename(site / f"comes {number}", site / f"goes {number}")
                os.unlink(site / f"goes {number}")

        thread = threading.Thread(target=change, daemon=True)
        thread.start()
        try:
            for _ in range(30):
                for names in ([decoded(entry["href"]) for entry in data_of(web)["entries"]], [decoded(row.href) for row in page_of(web).rows]):
                    expect_equal("what stays", sorted(name for name in names if name.startswith(b"stays")), sorted(stays))
        finally:
            ended.set()
            thread.join()
