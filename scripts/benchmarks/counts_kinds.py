"""The kinds of request that are counted, and the files that they ask for."""

from dataclasses import dataclass

from support.documents import DATED, pattern, write

FILES = {"12-a.txt": 12, "12-b.txt": 12, "4k-a.html": 4096, "4k-b.html": 4096, "100k.bin": 102400}
ETAG = "{etag}"                         # in a request: the entity tag of 12-a.txt
BROWSER = """\
Host: www.example.com
Connection: keep-alive
sec-ch-ua: "Chromium";v="130", "Google Chrome";v="130", "Not?A_Brand";v="99"
sec-ch-ua-mobile: ?0
sec-ch-ua-platform: "Linux"
User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36
Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8
Sec-Fetch-Site: same-origin
Sec-Fetch-Mode: navigate
Sec-Fetch-Dest: document
Referer: http://www.example.com/a/page/with/a/form/that/leads/to/it.html?q=owlet
Accept-Encoding: gzip, deflate, br, zstd
Accept-Language: en-GB,en;q=0.9,de;q=0.8
""".replace("\n", "\r\n")


@dataclass(frozen=True)
class Kind:
    """A way to ask. A turn is what is sent at once, and answered whole before the next turn is sent."""
    name: str
    turns: tuple[str, ...]              # sent one after the other, over and over
    statuses: tuple[int, ...] = (200,)  # of the answers to one turn
    method: str = "GET"
    clients: int = 1                    # that send the turn, so that one wake-up sees them all (after one that sees nothing)
    is_closed: bool = False             # each turn is a connection
    seconds_between: int = 0            # that owlet's clock goes on before each turn; 0: not at all
    options: tuple[str, ...] = ()       # of owlet; {log} is the name of a file
    turns_counted: int = 32             # in each round

    @property
    def opens_files(self):
        """True where valgrind is in the way: one that does not know openat2 leads owlet another way."""
        return self.seconds_between > 0


def request(target, *fields, method="GET", others="Host: www.example.com\r\n"):
    """The text of one request."""
    return f"{method} /{target} HTTP/1.1\r\n{others}" + "".join(f"{field}\r\n" for field in fields) + "\r\n"


SMALL, OTHER = request("12-a.txt"), request("12-b.txt")
PAGES = (request("4k-a.html", others=BROWSER), request("4k-b.html", others=BROWSER))
# The log is written when it has 32 KiB: lines of 128 or 256 bytes make that come once in each round.
NAMED = request("12-a.txt", "User-Agent: the client whose line in the log is 128 bytes.")
LOGGED = ("--log", "{log}")
# Owlet remembers the request that it parsed last: "by turns" are two different ones, so that each is parsed.
KINDS = (
    Kind("keep-alive, 12 B", (SMALL,)),
    Kind("keep-alive, 12 B, by turns", (SMALL, OTHER)),
    Kind("16 clients at once, 12 B", (SMALL,), clients=16),
    Kind("16 pipelined, 12 B", (SMALL * 16,), (200,) * 16),
    Kind("16 pipelined, 12 B, by turns", ((SMALL + OTHER) * 8,), (200,) * 16),
    Kind("a connection each, 12 B", (request("12-a.txt", "Connection: close"),), is_closed=True),
    Kind("HEAD, 12 B", (request("12-a.txt", method="HEAD"),), method="HEAD"),
    Kind("304 (If-None-Match)", (request("12-a.txt", f"If-None-Match: {ETAG}"),), (304,)),
    Kind("206 (Range), 100 of 4096 B", (request("4k-a.html", "Range: bytes=1000-1099"),), (206,)),
    Kind("404", (request("missing.txt"),), (404,)),
    Kind("keep-alive, 4 KiB", (request("4k-a.html"),)),
    Kind("keep-alive, 100 KiB", (request("100k.bin"),)),
    Kind("browser's head, 4 KiB, by turns", PAGES),
    Kind("first in a second, 12 B", (SMALL,), seconds_between=10),
    Kind("fixed answer, 12 B", (SMALL,), options=("--respond", "*=Hello World!")),
    Kind("logged, 12 B", (NAMED,), options=LOGGED, turns_counted=256),
    Kind("logged, browser's head, by turns", PAGES, options=LOGGED, turns_counted=128),
)


def make_files(root):
    """The document root."""
    for name, size in FILES.items():
        write(f"{root}/{name}", pattern(size), DATED)
