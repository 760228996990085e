"""One owlet under one counter, asked in one way after the other; the preloaded library cuts what the counter sees into pieces."""

import mmap
import os
import signal
import time
from collections import defaultdict

from counts_kinds import ETAG, SMALL
from support.outcome import expect, expect_equal
from support.server import Server
from support.wire import Connection

ROUNDS = 3
WARM_UP = 8                             # turns at least; the first ones open files and make buffers grow
TIME = 60.0                             # seconds for one way to ask; under callgrind less than one is needed
RECEIVE_BUFFER = 1 << 20                # so that the largest answer never has to wait for the client
LATER = "86400"                         # seconds: owlet closes no connection, however far its clock is moved
NAMES = ("now", "wanted_cut", "last_cut", "allocations", "process")


class Page:
    """The words that the preloaded library shares (control_page in counts_preload.cpp)."""

    def __init__(self, path):
        self.path = path
        with open(path, "wb+") as file:
            file.truncate(mmap.PAGESIZE)
            self.words = memoryview(mmap.mmap(file.fileno(), mmap.PAGESIZE)).cast("Q")
        # Ahead of the real time, so that no file is as young as the clock.
        self["now"] = time.time_ns() + 60 * 10**9

    def __getitem__(self, name):
        return self.words[NAMES.index(name)]

    def __setitem__(self, name, value):
        self.words[NAMES.index(name)] = value

    def wait_for_state(self, *wanted):
        """Waits until owlet waits (S), or stands still (T; t under strace)."""
        end = time.monotonic() + TIME
        while (state := self._state()) not in wanted:
            expect(state not in "ZX" and time.monotonic() < end, f"owlet to come to state {' or '.join(wanted)}", state)
            time.sleep(0.0001)

    def _state(self):
        """As in proc(5)."""
        try:
            with open(f"/proc/{self['process']}/stat", encoding="utf-8", errors="replace") as file:
                return file.read().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return "X"


class Client:
    """Sends the turns of one kind, each when owlet waits: before, it would be answered in the wake-up of the turn before."""

    def __init__(self, kind, page, address, etag):
        self.kind, self.page, self.address = kind, page, address
        self.turns = [turn.replace(ETAG, etag).encode() for turn in kind.turns]
        self.sizes = [self._ask_first(turn) for turn in self.turns]
        self.connections = [] if kind.is_closed else [self._connect() for _ in range(kind.clients)]
        self.asked = 0

    def _connect(self):
        return Connection(self.address, time.monotonic() + TIME, rcvbuf=RECEIVE_BUFFER)

    def _ask_first(self, turn):
        """Looks closely at the answers to a turn; returns how many bytes they are."""
        with self._connect() as connection:
            connection.send(turn)
            statuses = tuple(connection.response(self.kind.method).status for _ in self.kind.statuses)
            expect_equal(f"{self.kind.name}: status", statuses, self.kind.statuses)
            return connection.total_received

    def ask(self):
        """One turn, and its whole answer."""
        index = self.asked % len(self.turns)
        self.asked += 1
        self.page.wait_for_state("S")
        self.page["now"] += self.kind.seconds_between * 10**9
        if self.kind.is_closed:
            self.connections = [self._connect()]
        self._send(self.turns[index])
        for connection in self.connections:
            answer = connection.read_body(self.sizes[index])
            expect(answer.startswith(b"HTTP/1.1 "), f"{self.kind.name}: an answer like the first one", answer[:80])
        if self.kind.is_closed:
            self.connections[0].expect_end()
            self.close()

    def _send(self, turn):
        """One wake-up has to see what all clients send, so that owlet is held until it is all there."""
        if self.kind.clients > 1:
            os.kill(self.page["process"], signal.SIGSTOP)
            self.page.wait_for_state("T", "t")
        for connection in self.connections:
            connection.send(turn)
        if self.kind.clients > 1:
            os.kill(self.page["process"], signal.SIGCONT)

    def close(self):
        """The end of its connections."""
        for connection in self.connections:
            connection.close()


class Session:
    """All kinds of request for which owlet is started in the same way. Pieces are numbered by the cuts that end them."""

    def __init__(self, binary, counter, home, kinds):
        self.binary, self.counter, self.kinds = binary, counter, kinds
        self.home = f"{home}/{counter.part.replace(' ', '-')}{''.join(kinds[0].options[:1])}"
        os.mkdir(self.home)
        self.page = Page(f"{self.home}/page")
        self.pieces = defaultdict(list)         # by kind
        self.allocations = [0]                  # at each cut, since the start of the process
        self.clients = []

    def run(self):
        """The figures of each kind, those of the round that had the least: noise only adds."""
        above = os.path.dirname(self.home)
        variables = {"LD_PRELOAD": f"{above}/preload.so", "OWLET_COUNTS_PAGE": self.page.path}
        options = [option.replace("{log}", f"{self.home}/log") for option in self.kinds[0].options]
        prefix = self.counter.prefix(self.home, variables)
        with Server(self.binary, "--timeout", LATER, *options, root=f"{above}/root", prefix=prefix) as server:
            expect(self.page["process"] != 0, "an owlet that can preload a library", "one that does not (a static binary?)")
            server.pid = self.page["process"]
            self._ask_all(server.address)
        with open(f"{self.home}/pieces", "w", encoding="utf-8") as file:
            file.writelines(f"{kind.name}: {numbers}\n" for kind, numbers in self.pieces.items())
        seen = self.counter.read(self)
        return {kind: min((seen[piece] for piece in self.pieces[kind]), key=self.counter.total) for kind in self.kinds}

    def _ask_all(self, address):
        """Every kind, one after the other."""
        with Connection(address, time.monotonic() + TIME) as connection:
            etag = connection.send(SMALL).response()["etag"]
        for kind in self.kinds:
            self._count(Client(kind, self.page, address, etag))
        for client in self.clients:
            client.close()

    def _count(self, client):
        """Cuts before, between and after the rounds; connections stay, for their ends would be seen in the next piece."""
        self.clients.append(client)
        for _ in range(max(WARM_UP, client.kind.turns_counted)):
            client.ask()
        self._cut(client)
        for _ in range(ROUNDS):
            for _ in range(client.kind.turns_counted - 1):
                client.ask()
            self.pieces[client.kind].append(self._cut(client))

    def _cut(self, client):
        """A turn with a cut before it; returns the number of the piece that ends there."""
        number = self.page["wanted_cut"] + 1
        self.page["wanted_cut"] = number
        client.ask()
        expect_equal(f"{client.kind.name}: cuts made when owlet wakes up and reads the time", self.page["last_cut"], number)
        self.allocations.append(self.page["allocations"])
        return number
