#!/usr/bin/env python3
"""curl, wget and Python's http.client as the clients of one owlet: each does what its users do with it.

    python3 tests/interop/clients.py [--owlet PATH] [-k SUBSTRING]
"""

import argparse
import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.dont_write_bytecode = True
sys.path.insert(0, f"{TOP}/tests")

from support.documents import pattern, write  # noqa: E402
from support.outcome import Failure, Skip, expect, expect_equal  # noqa: E402
from support.server import Server, end_all  # noqa: E402

BIG = pattern(3_000_000)
DATED = 784111777                  # Sun, 06 Nov 1994 08:49:37 GMT
SITE = {                           # what wget mirrors: pages that name each other
    "index.html": b'<!doctype html><link rel="stylesheet" href="style.css"><a href="sub/">sub</a> <a href="a%20b.html">a b</a>',
    "style.css": b"body { background: url(img/dot.png) }",
    "a b.html": b'<!doctype html><a href="/site/sub/page.html?x=1">page</a>',
    "sub/index.html": b'<!doctype html><a href="page.html">page</a> <a href="..">up</a>',
    "sub/page.html": b'<!doctype html><img src="../img/dot.png">',
    "img/dot.png": b"\x89PNG dot",
}
CASES = []


def case(sentence):
    """Registers a case; the first word of its sentence is the program that it needs."""
    def register(function):
        CASES.append((sentence, function))
        return function
    return register


class World:
    """What a case is given: a server's address, its root, a directory of its own."""

    def __init__(self, address, root, home):
        self.address, self.root, self.home = address, root, home
        self.url = f"http://{address[0]}:{address[1]}"

    def run(self, *command, status=0, **settings):
        """Runs a program to its end; returns its standard output."""
        done = subprocess.run(command, capture_output=True, timeout=60, cwd=self.home, check=False, **settings)
        expect(done.returncode == status, f"exit status {status} of {' '.join(command)}", f"{done.returncode}: {done.stderr[-500:]!r}")
        return done.stdout

    def curl(self, *options, status=0, **settings):
        """curl without its progress, told to be brief."""
        return self.run("curl", "-sS", "--max-time", "30", *options, status=status, **settings)

    def wget(self, *options, status=0):
        """wget, quiet and without retries."""
        return self.run("wget", "-q", "--tries=1", "--timeout=30", *options, status=status)

    def read(self, name):
        """A file that a program left in the directory."""
        with open(f"{self.home}/{name}", "rb") as file:
            return file.read()

    def connection(self):
        """A connection of http.client."""
        return http.client.HTTPConnection(*self.address, timeout=30)


@case("curl gets a file byte for byte, and two over one connection")
def curl_get(world):
    out = world.curl("-o", "one", f"{world.url}/big.bin", "-o", "two", f"{world.url}/big.bin?again", "-w", "%{http_code} %{num_connects}\n")
    expect_equal("codes and new connections", out, b"200 1\n200 0\n")
    expect(world.read("one") == world.read("two") == BIG, "the file twice", "something else")


@case("curl -I shows the head alone")
def curl_head(world):
    head = world.curl("-I", f"{world.url}/big.bin").lower()
    expect(head.startswith(b"http/1.1 200 ") and b"content-length: 3000000\r\n" in head, "200 with the length", head)


@case("curl -C resumes a download")
def curl_resume(world):
    write(f"{world.home}/part", BIG[:1_000_001])
    expect_equal("code", world.curl("-C", "-", "-o", "part", f"{world.url}/big.bin", "-w", "%{http_code}"), b"206")
    expect(world.read("part") == BIG, "the whole file", "something else")


@case("curl -r gets one range, or several as parts")
def curl_ranges(world):
    expect_equal("range", world.curl("-r", "16-23", f"{world.url}/big.bin"), BIG[16:24])
    parts = world.curl("-r", "0-7,2000000-2000007", f"{world.url}/big.bin")
    expect(BIG[:8] in parts and BIG[2_000_000:2_000_008] in parts and parts.startswith((b"--", b"\r\n--")), "two parts", parts[:300])


@case("curl --etag-compare and -z are spared what they have")
def curl_conditions(world):
    options = ("--etag-save", "tag", "--etag-compare", "tag", f"{world.url}/dated.txt", "-o", "file", "-w", "%{http_code}")
    expect_equal("codes", [world.curl(*options), world.curl(*options)], [b"200", b"304"])
    expect_equal("code", world.curl("-z", "file", "-R", f"{world.url}/dated.txt", "-w", "%{http_code}"), b"304")


@case("curl posts a form and a large body, and is refused in an orderly way")
def curl_post(world):
    write(f"{world.home}/body", BIG)
    for options, code in ((("-d", "a=b"), b"405"), (("--data-binary", "@body"), b"413"), (("-T", "body"), b"413"),
                          (("-H", "Transfer-Encoding: chunked", "-d", "a=b"), b"405"), (("-H", "Expect: 100-continue", "-d", "a=b"), b"405")):
        # the answer comes before curl, which has asked for it, has sent the body unasked: that would be reset
        got = world.curl("--expect100-timeout", "20", *options, f"{world.url}/dated.txt", "-o", "page", "-w", "%{http_code}")
        expect_equal(f"code with {' '.join(options)}", got, code)


@case("curl uploads from a pipe in chunks and gets its answer")
def curl_upload(world):
    got = world.curl("-T", "-", f"{world.url}/new.txt", "-o", "page", "-w", "%{http_code}", input=b"x" * 50_000)
    expect_equal("code", got, b"405")


@case("curl speaks HTTP/1.0 and offers HTTP/2: both get the file")
def curl_versions(world):
    for options in (("--http1.0",), ("--http2",), ("--http1.1", "--compressed"), ("--raw", "-H", "TE: trailers")):
        expect(world.curl(*options, f"{world.url}/big.bin") == BIG, f"the file with {options}", "something else")


@case("curl that speaks HTTP/2 at once is refused at once")
def curl_http2(world):
    done = subprocess.run(["curl", "-sS", "--max-time", "30", "--http2-prior-knowledge", f"{world.url}/big.bin"],
                          capture_output=True, timeout=60, check=False)
    expect(done.returncode not in (0, 28), "an error that is no time-out", done.returncode)


@case("curl -L follows the redirect of a folder, with its query")
def curl_redirect(world):
    got = world.curl("-L", f"{world.url}/site/sub?x=1", "-w", "\n%{url_effective}")
    expect_equal("page and place", got, SITE["sub/index.html"] + f"\n{world.url}/site/sub/?x=1".encode())


@case("curl --parallel gets 200 files, every one whole")
def curl_parallel(world):
    world.curl("--parallel", "--parallel-max", "20", f"{world.url}/many/[1-200].txt", "-o", "many-#1")
    for number in range(1, 201):
        expect_equal(f"file {number}", world.read(f"many-{number}"), pattern(number * 97))


@case("curl --path-as-is does not get above the root")
def curl_above(world):
    got = world.curl("--path-as-is", f"{world.url}/site/../../../../etc/passwd", "-w", "%{http_code}")
    expect(got.endswith((b"400", b"403", b"404")) and b"root:" not in got, "a refusal", got)


@case("wget -r mirrors a site, every file whole")
def wget_mirror(world):
    world.wget("-r", "-np", "-nH", "-p", "--restrict-file-names=unix", f"{world.url}/site/", "-e", "robots=off")
    for name, data in SITE.items():
        stored = name + ("?x=1" if name == "sub/page.html" and not os.path.exists(f"{world.home}/site/{name}") else "")
        expect_equal(name, world.read(f"site/{stored}"), data)


@case("wget -c resumes a download")
def wget_resume(world):
    write(f"{world.home}/big.bin", BIG[:1_234_567])
    world.wget("-c", f"{world.url}/big.bin")
    expect(world.read("big.bin") == BIG, "the whole file", "something else")


@case("wget -c of a file that is whole already is content with 416")
def wget_complete(world):
    write(f"{world.home}/big.bin", BIG)
    world.wget("-c", f"{world.url}/big.bin")
    expect(world.read("big.bin") == BIG, "the file as it was", "something else")


@case("wget -N keeps the server's time, and does not load again what has not changed")
def wget_timestamps(world):
    world.wget("-N", f"{world.url}/dated.txt")
    expect_equal("time of the file", os.stat(f"{world.home}/dated.txt").st_mtime, DATED)
    write(f"{world.home}/dated.txt", b"dat3d\n", DATED)
    world.wget("-N", f"{world.url}/dated.txt")
    expect_equal("the file", world.read("dated.txt"), b"dat3d\n")


@case("wget --spider tells what is there from what is not")
def wget_spider(world):
    world.wget("--spider", f"{world.url}/big.bin")
    world.wget("--spider", f"{world.url}/missing", status=8)


@case("http.client keeps one connection through 300 requests of every kind")
def http_client_keeps(world):
    connection = world.connection()
    connection.connect()
    socket = connection.sock
    kinds = (("GET", "/dated.txt", None, {}, 200, b"dated\n"), ("HEAD", "/big.bin", None, {}, 200, b""),
             ("GET", "/dated.txt", None, {"If-None-Match": "*"}, 304, b""), ("GET", "/dated.txt", None, {"Range": "bytes=1-2"}, 206, b"at"),
             ("POST", "/dated.txt", b"x" * 5000, {}, 405, None), ("PUT", "/dated.txt", iter([b"ab", b"c" * 9000]), {}, 405, None),
             ("GET", "/missing", None, {}, 404, None), ("OPTIONS", "*", None, {}, 204, b""), ("GET", "/big.bin", None, {}, 200, BIG))
    for number in range(300):
        method, target, body, fields, status, content = kinds[number % len(kinds)]
        connection.request(method, target, body=body, headers=fields, encode_chunked=method == "PUT")
        response = connection.getresponse()
        data = response.read()
        expect_equal(f"status of request {number}", response.status, status)
        expect(content is None or data == content, f"the content of request {number}", data[:60])
        expect(connection.sock is socket, "the connection to be kept", f"another one at request {number}")
    connection.close()


@case("http.client reads a large file in pieces, and goes away in the middle of one")
def http_client_pieces(world):
    connection = world.connection()
    connection.request("GET", "/big.bin")
    response, data = connection.getresponse(), b""
    while piece := response.read(7777):
        data += piece
    expect(data == BIG, "the file", len(data))
    connection.request("GET", "/big.bin")
    connection.getresponse().read(10)
    connection.close()


@case("urllib follows redirects and reads the type")
def urllib_redirect(world):
    with urllib.request.urlopen(f"{world.url}/site/sub", timeout=30) as response:
        expect_equal("place", response.url, f"{world.url}/site/sub/")
        expect_equal("type", response.headers.get_content_type(), "text/html")
        expect_equal("page", response.read(), SITE["sub/index.html"])


def make_files(root):
    """What the cases ask for."""
    write(f"{root}/big.bin", BIG, DATED)
    write(f"{root}/dated.txt", b"dated\n", DATED)
    for number in range(1, 201):
        write(f"{root}/many/{number}.txt", pattern(number * 97))
    for name, data in SITE.items():
        write(f"{root}/site/{name}", data)


def judge(sentence, function, world):
    """Runs one case; returns its outcome and why."""
    try:
        program = sentence.split()[0]
        if program in ("curl", "wget") and not shutil.which(program):
            raise Skip(f"{program} is not installed (scripts/setup --for test does it)")
        function(world)
    except Skip as why:
        return "skip", str(why)
    except (Failure, OSError, subprocess.TimeoutExpired, http.client.HTTPException) as failure:
        return "FAIL", f"{type(failure).__name__}: {failure}"
    return "pass", ""


def main():
    """Entry."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--owlet", metavar="PATH", default=f"{TOP}/.build/release/owlet", help="default .build/release/owlet")
    parser.add_argument("-k", metavar="SUBSTRING", dest="only", default="", help="only cases whose sentence contains it")
    options, outcomes = parser.parse_args(), []
    with tempfile.TemporaryDirectory(prefix="clients-") as home:
        make_files(f"{home}/root")
        try:
            with Server(os.path.abspath(options.owlet), root=f"{home}/root") as server:
                for number, (sentence, function) in enumerate(case for case in CASES if options.only in case[0]):
                    os.mkdir(f"{home}/{number}")
                    outcome, why = judge(sentence, function, World(server.address, server.root, f"{home}/{number}"))
                    print(f"{outcome} {sentence}{': ' * bool(why)}{why}", flush=True)
                    outcomes.append(outcome)
        except Failure as failure:
            print(f"FAIL owlet lives through all of it and ends well: {failure}")
            outcomes.append("FAIL")
        finally:
            end_all()
    print(f"{outcomes.count('pass')} passed, {outcomes.count('FAIL')} failed, {outcomes.count('skip')} skipped")
    return 1 if "FAIL" in outcomes or "pass" not in outcomes else 0


if __name__ == "__main__":
    sys.exit(main())
