"""Listings as answers of HTTP: negotiation, validators, framing, what stands behind them on a connection, logs, clients in trouble."""

import json
import os
import shutil
import signal
import threading

from support import logs
from support.documents import TINY
from support.listings import HTML, JSON, Folder, Page, crowd, data_in, data_of, decoded, listing, page_of, put
from support.outcome import Failure, expect, expect_equal, expect_in
from support.processes import Processes, wait_until
from support.registry import case, cases

MANY = 1500             # entries: more than fits into any buffer, and soon made
BROWSER = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
FILES = {"dir/a.txt": "a", "dir/b.txt": "bb", "tiny.txt": TINY, "end.txt": "the end\n"}


def crowded(web, *options, **settings):
    """owlet with --list over a root with a folder of many entries; to be entered, and then turned to with web.at."""
    web.lists = True
    return web.start("--list", *options, root=crowd(MANY), **settings)


def expect_framed(response, framing):
    """How the end of the content is told: by its length, by chunks, or by the end of the connection."""
    said = "length" if response["content-length"] is not None else response["transfer-encoding"] or "close"
    expect_equal("framing", said, framing)
    if framing == "close":
        expect_equal("Connection", response["connection"], "close")


@cases("9110 12.5.1", "a listing for {0!r} is {1}", [
    (None, "html"), ("*/*", "html"), ("", "html"), ("text/html", "html"), ("text/*", "html"), (BROWSER.removeprefix("Accept: "), "html"),
    ("application/json", "json"), ("APPLICATION/JSON", "json"), ("application/json;charset=utf-8", "json"), ("application/json;q=0.1", "json"),
    ("application/*", "json"), ("text/html;q=0.5, application/json", "json"), ("application/json;q=0.5, text/html", "html"),
    ("application/json;q=0.4, text/*;q=0.5", "html"), ("application/json;q=0.6, */*;q=0.5", "json"), ("text/html;q=0, */*", "json"),
    ("application/json;q=0", "html"), ("application/json;q=0, */*", "html"), ("text/html;q=0", "html"), ("image/png", "html"), ("text/plain, image/*", "html"),
    ("application/json;q=2", "html"), ("application/json;q=x", "html"), (",,application/json,,", "json"), ("text/html;q=0.001, application/json;q=0.002", "json"),
    ("application/jsonx", "html"), ("application/ld+json", "html"), ("text/html, application/json", "html"), ("application/json, text/html", "html"),
])
def negotiated(web, accept, form):
    with Folder(web, FILES):
        fields = [] if accept is None else [f"Accept: {accept}"]
        response = listing(web, "/dir/", *fields)
        expect_equal("Content-Type", response["content-type"], {"html": "text/html; charset=utf-8", "json": "application/json"}[form])
        expect_equal("by HEAD", web.head("/dir/", *fields)["content-type"], response["content-type"])


@case("9110 12.5.1", "several fields of Accept are one list to a listing")
def accept_twice(web):
    with Folder(web, FILES):
        expect_equal("Content-Type", listing(web, "/dir/", "Accept: text/html;q=0.1", "Accept: application/json")["content-type"], "application/json")


def settled(web, target, *fields):
    """The answer with a validator, which comes once the clock has moved on from the last change."""
    return wait_until(lambda: (response := listing(web, target, *fields))["etag"] and response, "an ETag")


@case("9110 8.8.3", "the validator of a listing is weak, stays while nothing changes, and is another for another order, form or folder")
def etag(web):
    with Folder(web, {**FILES, "dir2/a.txt": "a", "dir2/b.txt": "bb"}):
        seen = set()
        for target in ("/dir/", "/dir/?sort=size", "/dir/?order=desc", "/dir/?sort=size&order=desc", "/dir2/", "/"):
            for form in (HTML, JSON):
                response = settled(web, target, form)
                expect(response["etag"].startswith('W/"'), "a weak validator", response["etag"])
                expect_equal("the next one", listing(web, target, form)["etag"], response["etag"])
                expect_equal("by HEAD", web.head(target, form)["etag"], response["etag"])
                seen.add(response["etag"])
        expect_equal("different validators", len(seen), 12)
        expect_equal("the same order, said otherwise", settled(web, "/dir/?sort=name&order=asc&x=y", JSON)["etag"], settled(web, "/dir/", JSON)["etag"])


@cases("9110 13.1.2", "If-None-Match with {0} the validator of a listing is 304, for GET and HEAD, with the fields of the listing and no content", [
    ("nothing but", "{}"), ("a list that has", '"a", W/"b", {}'), ("the strong form of", "{strong}"), ("any, which includes", "*")])
def not_modified(web, _, value):
    with Folder(web, FILES):
        for form in (HTML, JSON):
            tag = settled(web, "/dir/", form)["etag"]
            for method in ("GET", "HEAD"):
                response = web.get("/dir/", form, "If-None-Match: " + value.format(tag, strong=tag.removeprefix("W/")), method=method)
                expect_equal("answer", (response.status, response["etag"], response["vary"], response["cache-control"]), (304, tag, "Accept", "no-cache"))
                for name in ("content-type", "content-length", "transfer-encoding"):
                    expect(name in ("content-length", "content-type") or response[name] is None, f"no {name}", response[name])
            other = settled(web, "/dir/", JSON if form == HTML else HTML)["etag"]
            for fields in ([f"If-None-Match: {other}"], ['If-None-Match: "x"'], [f"If-None-Match: {tag}x"]):
                expect_equal(f"status with {fields}", web.get("/dir/", form, *fields).status, 200)
        expect_equal("status of another order", web.get("/dir/?sort=size", HTML, f"If-None-Match: {tag}").status, 200)


@case("9110 13.1.1", "If-Match with a weak validator matches nothing: 412; * matches every listing")
def if_match(web):
    with Folder(web, FILES):
        tag = settled(web, "/dir/", HTML)["etag"]
        expect_equal("weak", web.get("/dir/", HTML, f"If-Match: {tag}").status, 412)
        expect_equal("any", web.get("/dir/", HTML, "If-Match: *").status, 200)


@case("9110 13.1.2", "a 304 never hides a change: an entry comes, goes, is renamed or replaces another right behind the answer, 150 times")
def fresh(web):
    with Folder(web, {"a": "1"}) as site, web.connect() as connection:
        def ask(*fields):
            connection.send(web.request("/", JSON, *fields, close=False))
            response = connection.response()
            return response, [decoded(entry["href"]) for entry in data_in(response)["entries"]] if response.status == 200 else None

        kept = 0
        for number in range(150):
            before, names = ask()
            expect_equal("what is there", sorted(names), sorted(os.fsencode(name) for name in os.listdir(site.path)))
            while before["etag"] is None and number % 2:
                before, _ = ask()
            if before["etag"] is None:
                continue
            kept += 1
            [lambda: put(site.path, [b"comes"]), lambda: os.rename(site / "comes", site / "other"), lambda: os.unlink(site / "other")][kept % 3 - 1]()
            after, names = ask(f"If-None-Match: {before['etag']}")
            expect_equal(f"status behind change {number}", after.status, 200)
            expect_equal("what is there", sorted(names), sorted(os.fsencode(name) for name in os.listdir(site.path)))
            ask()


@case("9110 13.1.2", "a folder that takes the place of another with the same time and the same number is not the other")
def replaced(web):
    with Folder(web, {"dir/old.txt": "o", "next/new.txt": "n"}) as site:
        for name in ("dir", "next"):
            os.utime(site / name, (1, 1))
        tag = settled(web, "/dir/", JSON)["etag"]
        os.rename(site / "dir", site / "former")
        os.rename(site / "next", site / "dir")
        response = web.get("/dir/", JSON, f"If-None-Match: {tag}")
        expect(response.status == 200 and b"new.txt" in response.body, "the new folder", (response.status, response.body))


@case("9110 13.1.2", "a change whose time is set back is one: utime does not bring the old validator back")
def time_set_back(web):
    with Folder(web, FILES) as site:
        before = os.stat(site / "dir").st_mtime_ns
        tag = settled(web, "/dir/", JSON)["etag"]
        put(site / "dir", [b"new"])
        os.utime(site / "dir", ns=(before, before))
        response = web.get("/dir/", JSON, f"If-None-Match: {tag}")
        expect(response.status == 200 and b"new" in response.body, "the new entry", (response.status, response.body))


@case("9110 13.1.2", "owlet started anew with --dotfiles does not call the listing without them unchanged")
def other_settings(web):
    with Folder(web, {".hidden": "h", "a": "a"}) as site:
        tag = settled(web, "/", JSON)["etag"]
        with web.start("--list", "--dotfiles", root=site.path) as server:
            response = web.at(server).get("/", JSON, f"If-None-Match: {tag}")
            expect(response.status == 200 and b".hidden" in response.body, "the listing with hidden names", (response.status, response.body))


@cases("9110 9.3.2", "HEAD of a {0} listing has the fields of GET and no content, and the connection goes on", [("short", "/"), ("long", "/many/")])
def by_head(web, size, target):
    with crowded(web) as server, web.at(server).connect() as connection:
        for fields in ((HTML,), (JSON,)):
            got = listing(web, target, *fields)
            connection.send(web.request(target, *fields, method="HEAD", close=False))
            said = connection.response("HEAD")
            expect_equal("status", said.status, 200)
            optional = ("date", "connection", "content-length", "transfer-encoding", "etag")
            expect_equal("fields", *([field for field in response.fields if field[0].lower() not in optional] for response in (said, got)))
            if said["content-length"] is not None:
                expect_equal("Content-Length", said["content-length"], str(len(got.body)))
            web.expect_goes_on(connection)


@cases("9110 15.5.6", "{0} of a listing is 405 with Allow, OPTIONS 204, and a body of GET is read over", ("POST", "PUT", "DELETE"))
def methods(web, method):
    with Folder(web, FILES):
        response = web.get("/dir/", "Content-Length: 0", method=method)
        expect_equal("answer", (response.status, response["allow"]), (405, "GET, HEAD, OPTIONS"))
        expect_equal("OPTIONS", web.get("/dir/", method="OPTIONS").status, 204)
        responses = web.answers(web.request("/dir/", "Content-Length: 5", close=False) + b"hello" + web.request("/tiny.txt"))
        expect_equal("statuses", [response.status for response in responses], [200, 200])


@cases("9110 14.2", "a range of a listing is ignored: {0}", ["bytes=0-9", "bytes=-1", "bytes=0-0,5-9", "bytes=99999999-", "items=0-1"])
def ranges(web, value):
    with Folder(web, FILES):
        whole = listing(web, "/dir/", JSON)
        for fields in ((), (f"If-Range: {whole['etag'] or 'x'}",)):
            response = listing(web, "/dir/", JSON, f"Range: {value}", *fields)
            expect_equal("content", response.body, whole.body)
            expect(response["accept-ranges"] in (None, "none") and response["content-range"] is None, "no word of ranges", response.head)


@case("9112 9.3.2", "pipelined requests behind listings are answered in their turn: short and long ones, files, what is missing, HEAD")
def pipelined(web):
    asked = [("/many/", HTML, "GET"), ("/tiny.txt", HTML, "GET"), ("/many/", JSON, "GET"), ("/none/", HTML, "GET"), ("/many/", HTML, "HEAD"), ("/", HTML, "GET"),
             ("/many", HTML, "GET"), ("/", JSON, "GET"), ("/many/?sort=size", JSON, "GET"), ("/tiny.txt", HTML, "HEAD"), ("/end.txt", HTML, "GET")]
    with crowded(web) as server, web.at(server).connect() as connection:
        for _ in range(3):
            connection.send(b"".join(web.request(target, form, method=method, close=False) for target, form, method in asked))
            came = [connection.response(method) for _, _, method in asked]
            expect_equal("statuses", [response.status for response in came], [200, 200, 200, 404, 200, 200, 301, 200, 200, 200, 200])
            expect_equal("rows", [len(Page(came[0]).rows), len(data_in(came[2])["entries"]), len(Page(came[5]).rows), len(data_in(came[8])["entries"])],
                         [MANY, MANY, 3, MANY])
            expect_equal("files", [came[1].body, came[10].body], [TINY, b"the end\n"])
        web.expect_goes_on(connection)


@cases("9112 6", "a {0} listing for HTTP/{1} ({2}) is framed by {3}", [
    ("short", "1.1", "Connection: close", "length"), ("short", "1.0", "Connection: close", "length"), ("long", "1.1", "Connection: close", "chunked"),
    ("long", "1.1", "Connection: keep-alive", "chunked"), ("long", "1.0", "Connection: close", "close"), ("long", "1.0", "Connection: keep-alive", "close")])
def framing(web, size, version, connection_field, by):
    target, count = ("/many/", MANY) if size == "long" else ("/", 3)
    with crowded(web) as server, web.at(server).connect() as connection:
        for form in (HTML, JSON):
            connection.send(web.request(target, form, connection_field, version=version, close=False))
            response = connection.response()
            expect_framed(response, by)
            expect_equal("entries", len(Page(response).rows if form == HTML else data_in(response)["entries"]), count)
            if response.closes:
                connection.expect_end()
                connection = web.connect()
            else:
                web.expect_goes_on(connection)


@cases("owlet", "the log has the bytes of the content of a listing, and no more: {0}", [
    ("a short one", "/", "1.1"), ("a long one, in chunks", "/many/", "1.1"), ("a long one in HTTP/1.0", "/many/", "1.0")])
def log_line(web, _, target, version):
    with logs.directory() as home:
        with crowded(web, "-l", f"{home}/log", "--log-format", "json") as server:
            page, data = (listing(web.at(server), target, form, version=version) for form in (HTML, JSON))
            web.head(target)
            server.stop()
        entries = [json.loads(line) for line in logs.content(f"{home}/log").splitlines()]
    expect_equal("lines", [(entry["method"], entry["target"], entry["status"], entry["bytes"]) for entry in entries],
                 [("GET", target, 200, len(page.body)), ("GET", target, 200, len(data.body)), ("HEAD", target, 200, 0)])


@case("owlet", "the log of long listings that a client leaves in the middle has what went out, and says which was not complete")
def log_early_leave(web):
    def lines():
        return [json.loads(line) for line in logs.content(f"{home}/log").splitlines()]

    with logs.directory() as home:
        with crowded(web, "-l", f"{home}/log", "--log-format", "json") as server:
            whole = len(listing(web.at(server), "/many/", HTML).body)
            with web.connect(rcvbuf=2048) as connection:
                connection.send(web.request("/many/", HTML, close=False) * 40)      # more than any buffer takes
                connection.response_head()
                connection.reset()
            wait_until(lambda: (found := lines()) and not found[-1]["complete"], "the line of the last one")
            server.stop()
        *sent, last = lines()
    expect_equal("those before", {(line["complete"], line["status"], line["bytes"]) for line in sent}, {(True, 200, whole)})
    expect(len(sent) < 40 and last["status"] == 200 and 0 <= last["bytes"] < whole, f"less than {whole}", last)


@case("owlet", "50 clients take long listings at the same time, in all orders and at every pace, and each is whole", limit=60, heavy=True)
def at_once(web):
    targets = [f"/many/?sort={sort}&order={way}" for sort in ("name", "size", "time") for way in ("asc", "desc")]
    with crowded(web) as server:
        wanted = {target: web.at(server).get(target, JSON).body for target in targets}
        clients = [(web.connect(rcvbuf=2048 << number % 8, timeout=30), targets[number % 6]) for number in range(50)]
        for connection, target in clients:
            connection.send(web.request(target, JSON))
        web.expect_file("/tiny.txt", TINY)
        failures = []

        def take(connection, target):
            try:
                expect_equal(f"listing {target}", connection.response().body, wanted[target])
                connection.expect_end()
            except (Failure, OSError) as failure:
                failures.append(str(failure))

        threads = [threading.Thread(target=take, args=client, daemon=True) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(50)
        expect_equal("failures", failures[:1], [])


@case("owlet", "clients who leave in the middle of a listing, by a close or a reset, leave nothing open", limit=40, heavy=True)
def leave(web):
    with crowded(web) as server:
        listing(web.at(server), "/many/", HTML)
        before = server.descriptors()
        for number in range(60):
            connection = web.connect(rcvbuf=2048)
            connection.send(web.request("/many/", (HTML, JSON)[number % 2], close=False) * (1 + number % 3))
            if number % 3:
                connection.response_head()
            if number % 5 == 4:
                connection.read_body(3000)
            if number % 2:
                connection.reset()
            else:
                connection.close()
        web.expect_file("/tiny.txt", TINY)
        server.wait_for_descriptors(before + type(before)({"file": 1}), what="open descriptors")
        expect_equal("entries", len(data_of(web, "/many/")["entries"]), MANY)


@case("owlet", "a client who takes nothing of a long listing for the time of --timeout is closed, and nothing is left open", limit=40)
def stalled(web):
    with crowded(web, "-t", "0.5") as server:
        listing(web.at(server), "/many/", HTML)
        before = server.descriptors()
        connection = web.connect(rcvbuf=2048)
        connection.send(web.request("/many/", HTML, close=False) * 50)
        wait_until(lambda: server.descriptors()["socket"] > before["socket"], "the connection")
        wait_until(lambda: not server.descriptors() - before, "the end of the connection, and of all that it had open")
        expect(connection.drain() < 50 * MANY * 190, "less than all", "all of it")


@cases("owlet", "a listing under way is finished when owlet is {0}", ["told to stop", "upgraded", "told to read its settings again"])
def drained(web, how):
    web.lists = True
    with Processes(web, "-p", "0", "--list", root=crowd(MANY)) as owlet:
        web.address = owlet.address
        clients = [(web.connect(rcvbuf=2048), form) for form in (HTML, JSON, HTML, JSON)]
        for connection, form in clients:
            connection.send(web.request("/many/", form, close=False))
            connection.wait_for_something()
        {"told to stop": owlet.signal, "upgraded": owlet.upgrade, "told to read its settings again": lambda: owlet.order(signal.SIGHUP, "were read again")}[how]()
        for connection, form in clients:
            response = connection.response()
            expect_equal("entries", len(Page(response).rows if form == HTML else data_in(response)["entries"]), MANY)
        for connection, _ in clients:
            connection.close()
        if how == "told to stop":
            owlet.wait()


@case("owlet", "a folder that is emptied and removed while its listing goes out ends in a listing that is whole")
def removed(web):
    with Folder(web, {}, names=[b"%d" % number * 40 for number in range(1000, 4000)]) as site:
        put(site / "dir", [b"%d" % number * 50 for number in range(1000, 4000)])
        clients = [(web.connect(rcvbuf=2048), form) for form in (HTML, JSON)]
        for connection, form in clients:
            connection.send(web.request("/dir/", form))
            connection.wait_for_something()
        shutil.rmtree(site / "dir")
        for connection, form in clients:
            response = connection.response()
            expect_equal("status", response.status, 200)
            rows = len(Page(response).rows if form == HTML else data_in(response)["entries"])
            expect(rows <= 3000, "3,000 entries at most", rows)
        expect_in("status now", web.get("/dir/").status, (404,))


@cases("owlet", "with ulimit -n {0} listings that find no descriptor are 503 or a closed connection, never a wrong 404, and others go on",
       [32, 33, 34, 35], limit=40, heavy=True)
def few_descriptors(web, most):
    with crowded(web, rlimit_nofile=most) as server:
        web.at(server)
        before = server.descriptors()["socket"]
        clients = [web.connect(rcvbuf=2048) for _ in range(40)]
        for connection in clients:
            connection.send_until_refused(web.request("/many/", HTML, close=False))
        statuses = []
        for connection in clients:
            try:
                statuses.append(connection.response_head().status if connection.wait_for_something() else None)
            except ConnectionResetError:
                statuses.append(None)
        expect(200 in statuses and set(statuses) <= {200, 503, None}, "200, 503 or the end", statuses)
        for connection in clients:
            connection.close()
        wait_until(lambda: server.descriptors()["socket"] <= before, "the end of all connections")
        expect_equal("rows", len(page_of(web, "/many/").rows), MANY)
