"""--admin: /metrics, /healthz, /readyz and a page for people, on a listener of their own; owlet --admin is part of every case."""

import base64
import hashlib
import os
import re
import shutil
import signal
import subprocess
import time

from cases.transfers import open_window
from support.documents import TINY
from support.outcome import Failure, Skip, expect, expect_equal
from support.processes import children, wait_until
from support.registry import case, cases
from support.wire import parse_address

ADMIN = re.compile(r"owlet: admin at http://(\S+?)/")
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def admin_address(server):
    """Where the admin listener is, as the line behind the ready line says."""
    end = time.monotonic() + 15
    while time.monotonic() < end:
        match = ADMIN.search(server.stderr)
        if match:
            return parse_address(match[1])
        time.sleep(0.005)
    raise Failure(f"expected a line that says where the admin listener is; came {server.stderr!r}")


def start(web, *options, **settings):
    """owlet with an admin listener."""
    return web.start("--admin", "127.0.0.1:0", *options, **settings)


def ask_admin(web, server, target, method="GET", fields=()):
    """One request to the admin listener on a connection of its own."""
    with web.connect(address=admin_address(server)) as connection:
        connection.send(web.request(target, *fields, method=method))
        response = connection.response(method)
        connection.expect_end()
    return response


def samples(web, server):
    """/metrics as a dict from a sample's name with its labels to its value."""
    response = ask_admin(web, server, "/metrics")
    expect_equal("status", response.status, 200)
    expect_equal("Content-Type", response["content-type"], METRICS_TYPE)
    lines = [line for line in response.body.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def wait_for_sample(web, server, name, wanted, seconds=10):
    """Reads /metrics until a sample has the value."""
    end = time.monotonic() + seconds
    while (came := samples(web, server).get(name)) != wanted:
        expect(time.monotonic() < end, f"{name} to become {wanted}", came)
        time.sleep(0.02)


@case("owlet", "/metrics counts requests by method and status, bytes, and times of all of them")
def counted(web):
    with start(web) as server:
        web.at(server)
        for _ in range(3):
            expect_equal("body", web.get("/tiny.txt").body, TINY)
        web.head("/tiny.txt")
        web.get("/nothing")
        web.get("/tiny.txt", method="POST")
        after = samples(web, server)
        for labels, wanted in (('method="GET",status="2xx"', 3), ('method="HEAD",status="2xx"', 1), ('method="GET",status="4xx"', 1),
                               ('method="other",status="4xx"', 1), ('method="GET",status="5xx"', 0)):
            expect_equal(labels, after[f"owlet_requests_total{{{labels}}}"], wanted)
        expect_equal("durations", after["owlet_request_duration_seconds_count"], 6)
        expect_equal("last bucket", after['owlet_request_duration_seconds_bucket{le="+Inf"}'], 6)
        expect_equal("accepted connections", after["owlet_connections_accepted_total"], 6)
        expect(after["owlet_sent_bytes_total"] > 4 * len(TINY), "the bytes of six responses", after["owlet_sent_bytes_total"])
        expect(after["owlet_loop_turn_seconds_count"] > 0, "turns of the loop", "none")


@case("owlet", "/metrics shows what open connections are doing")
def connection_states(web):
    with start(web) as server:
        web.at(server)
        idle = web.connect()
        web.expect_goes_on(idle)
        reading = web.connect()
        reading.send("GET / HT")
        writing = web.connect(rcvbuf=4096)
        writing.send(web.request("/big.bin", close=False))
        for state in ("idle", "reading_head", "writing"):
            wait_for_sample(web, server, f'owlet_connections{{state="{state}"}}', 1)
        for connection in (idle, reading, writing):
            connection.close()
        for state in ("idle", "reading_head", "writing"):
            wait_for_sample(web, server, f'owlet_connections{{state="{state}"}}', 0)


@case("owlet", "a slow download counts with the time that it took")
def slow_response(web):
    with start(web) as server:
        connection = web.at(server).connect(rcvbuf=4096)
        connection.send(web.request("/big.bin"))
        connection.response_head()
        connection.pause(0.3)
        expect_equal("responses at their end", samples(web, server)["owlet_request_duration_seconds_count"], 0)
        open_window(connection)
        connection.drain()
        wait_for_sample(web, server, "owlet_request_duration_seconds_count", 1)
        after = samples(web, server)
        expect_equal("those below 0.25 s", after['owlet_request_duration_seconds_bucket{le="0.25"}'], 0)
        expect(after["owlet_request_duration_seconds_sum"] >= 0.3, "at least 0.3 s", after["owlet_request_duration_seconds_sum"])


@case("owlet", "promtool finds no fault with /metrics")
def promtool(web):
    if not shutil.which("promtool"):
        raise Skip("needs promtool (Debian: prometheus)")
    with start(web) as server:
        text = ask_admin(web, server, "/metrics").body
        done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, timeout=30, check=False)
        expect_equal("what promtool says", (done.returncode, done.stdout + done.stderr), (0, b""))


@cases("owlet", "the admin listener answers {1} to {0}", [
    ("/healthz", 200), ("/readyz", 200), ("/", 200), ("/metrics?x", 200), ("/tiny.txt", 404), ("/metrics/", 404)])
def targets(web, target, status):
    with start(web) as server:
        expect_equal("status", ask_admin(web, server, target).status, status)
        head = ask_admin(web, server, target, method="HEAD")
        expect_equal("status of HEAD", head.status, status)
        refused = ask_admin(web, server, target, method="DELETE")
        expect_equal("status of DELETE", (refused.status, refused["allow"]), (405, "GET, HEAD"))


@cases("owlet", "the public listener knows nothing of {0}", ["/metrics", "/healthz", "/readyz"])
def not_public(web, target):
    with start(web) as server:
        expect_equal("status", web.at(server).get(target).status, 404)


@case("owlet", "/readyz says no when the root cannot be read, and yes again; /healthz does not mind")
def root_gone(web):
    path, _ = web.file(b"x")
    root = os.path.join(os.path.dirname(path), "root")
    os.mkdir(root)
    with start(web, root=root) as server:
        expect_equal("ready at first", ask_admin(web, server, "/readyz").status, 200)
        os.rmdir(root)
        response = ask_admin(web, server, "/readyz")
        expect_equal("without a root", (response.status, response.body), (503, b"the root cannot be read\n"))
        expect_equal("health", ask_admin(web, server, "/healthz").status, 200)


@case("owlet", "while owlet drains, /readyz says so, and /metrics and /healthz go on")
def draining(web):
    with start(web, "-t", "10") as server:
        connection = web.at(server).connect(rcvbuf=4096)
        connection.send(web.request("/big.bin"))
        connection.response_head()
        server.signal(signal.SIGTERM)
        wait_for_sample(web, server, "owlet_draining", 1)
        response = ask_admin(web, server, "/readyz")
        expect_equal("readiness", (response.status, response.body), (503, b"draining\n"))
        expect_equal("health", ask_admin(web, server, "/healthz").status, 200)
        open_window(connection)
        connection.drain()
        server.check_end(server.wait())


@case("owlet", "clients of the admin listener that stall, flood or leave do no harm to the others", heavy=True)
def hostile(web):
    with start(web) as server:
        address = admin_address(server)
        stalled = [web.connect(address=address) for _ in range(100)]
        for connection in stalled:
            connection.send("GET /metrics HT")
        flood = web.connect(address=address, rcvbuf=4096)
        flood.send(web.request("/metrics", close=False) * 200)
        web.connect(address=address).reset()
        web.at(server)
        begin = time.monotonic()
        for _ in range(20):
            expect_equal("body", web.get("/tiny.txt").body, TINY)
        expect(time.monotonic() - begin < 9, "20 public requests before the time of the stalled ones is over", f"{time.monotonic() - begin:.1f} s")
        expect_equal("health", ask_admin(web, server, "/healthz").status, 200)


@case("owlet", "the status page is whole in itself: its policy allows its own style and script, and nothing else")
def status_page(web):
    with start(web) as server:
        response = ask_admin(web, server, "/")
        page, policy = response.body.decode(), response["content-security-policy"]
        expect("default-src 'none'" in policy, "a policy that allows nothing", policy)
        for tag in ("script", "style"):
            content = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
            expect_equal(f"number of <{tag}>", len(content), 1)
            digest = base64.b64encode(hashlib.sha256(content[0].encode()).digest()).decode()
            expect(f"{tag}-src 'sha256-{digest}'" in policy, f"{tag}-src 'sha256-{digest}' in kStatusPagePolicy", policy)
        expect(not re.search(r"""\b(src|href)="?(https?:)?//|@import|url\(""", page), "nothing from elsewhere", "a reference to it")
        expect("<th scope=\"row\">requests answered</th>" in page, "numbers without a script", page[-2000:])


@case("owlet", "a worker that is killed takes no counter with it", heavy=True)
def killed_worker(web):
    with start(web, "-w", "2") as server:
        web.at(server)
        for _ in range(50):
            web.get("/tiny.txt")
        before = samples(web, server)
        workers = set(children(server.pid))
        os.kill(min(workers), signal.SIGKILL)
        wait_until(lambda: len(set(children(server.pid)) - workers) == 1, "another worker")
        wait_for_sample(web, server, "owlet_workers", 2)
        after = samples(web, server)
        for name, value in before.items():
            if re.match(r"\w+_(total|bucket|sum|count)\b", name):
                expect(after[name] >= value, f"{name} of at least {value}", after[name])
        expect_equal("requests", sum(value for name, value in after.items() if name.startswith("owlet_requests_total")), 50)
