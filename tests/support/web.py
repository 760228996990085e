"""What a case is given: the server under test, connections to it, files of its own, and the checks that most cases share."""

import itertools
import os
import threading
import time

from support import documents
from support.outcome import Failure, Skip, expect, expect_equal, expect_in
from support.server import Server
from support.wire import Connection

END = b"GET /end.txt HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"
END_BODY = b"the end\n"
SMUGGLED_BODY = b"this must never be an answer\n"
COUNTER = itertools.count(1)
CHOICES = {405: (405, 501, 200), 204: (204, 200, 405), 301: (301, 308)}   # what a server other than owlet may choose as well


class Web:
    """One case's view of the server; all that it opens is closed with it."""

    def __init__(self, setting, limit):
        self.setting, self.limit = setting, limit
        self.deadline = time.monotonic() + limit
        self.address, self.root, self.is_owlet = setting.address, setting.root, setting.binary is not None
        self.connections, self.servers, self._lock = [], [], threading.Lock()
        self.lists = False                 # whether the case is about listings, which may come in chunks

    def close(self):
        """Closes every connection; ends every server that the case left running."""
        for connection in self.connections:
            connection.close()
        for server in self.servers:
            server.kill()

    @property
    def talk(self):
        """The connection that the latest bytes went over, for the report of a failure."""
        return next((c for c in reversed(self.connections) if c.total_sent or c.total_received), None)

    # connections

    def connect(self, rcvbuf=None, timeout=10.0, address=None, source=None):
        """A new connection."""
        connection = Connection(address or self.address, self.deadline, rcvbuf, timeout, self.is_owlet, source)
        connection.lists = self.lists
        with self._lock:
            self.connections.append(connection)
        return connection

    def is_let_in(self):
        """Whether a new connection is taken. A reset, in the very moment in which the listener is closed, does not tell yet."""
        try:
            self.connect().close()
        except ConnectionRefusedError:
            return False
        except ConnectionResetError:
            pass
        return True

    def start(self, *options, root=None, **settings):
        """owlet in a process of its own (a context manager); other servers skip the case."""
        self.need_owlet()
        server = Server(self.setting.binary, *options, root=root or self.root, **settings)
        self.servers.append(server)
        return server

    def need_owlet(self):
        """Skips the case where it is about owlet's own process."""
        if not self.is_owlet:
            raise Skip("needs owlet's own process")

    def at(self, server):
        """Turns this case to another server, for all that follows."""
        self.address, self.root = server.address, server.root
        return self

    # files

    def file(self, data, name="file.txt", mtime=None):
        """A file of this case's own; returns (its path on the disk, its path for a request)."""
        path = f"/own/{os.getpid()}-{next(COUNTER)}/{name}"
        documents.write(self.root + path, data, mtime)
        return self.root + path, path

    # whole exchanges

    def request(self, target, *fields, method="GET", version="1.1", host="test", close=True):
        """The bytes of a request."""
        lines = [f"{method} {target} HTTP/{version}"]
        if host is not None:
            lines.append(f"Host: {host}")
        lines += fields
        if close:
            lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def get(self, target, *fields, method="GET", version="1.1", host="test"):
        """One request on a connection of its own, with "close"; nothing may follow the response."""
        return self.ask(self.request(target, *fields, method=method, version=version, host=host), method)

    def head(self, target, *fields):
        """The same by HEAD."""
        return self.get(target, *fields, method="HEAD")

    def ask(self, raw, method="GET"):
        """Sends bytes, reads one response, expects the server to close with nothing more sent."""
        with self.connect() as connection:
            connection.send(raw)
            response = connection.response(method)
            connection.expect_end()
        return response

    def answers(self, raw, methods=(), half_close=False):
        """Sends bytes and reads every response until the server closes; methods name those that are not GET."""
        methods = list(methods)
        responses = []
        with self.connect() as connection:
            connection.send_until_refused(raw)
            if half_close:
                connection.finish_sending()
            while connection.wait_for_something():
                responses.append(connection.response(methods.pop(0) if methods else "GET"))
        return responses

    # the checks that tables share; other servers are judged by the RFCs, not by what owlet has made of their choices

    def allowed(self, statuses):
        """These statuses, and those that the RFCs allow another server in their place."""
        return statuses if self.is_owlet else [choice for status in statuses for choice in CHOICES.get(status, (status,))]

    def is_refusal(self, status, statuses):
        """Whether a status refuses a request as owlet does or, from another server, in any way."""
        return status in self.allowed(statuses) or not self.is_owlet and status >= 400

    def are_answers(self, responses, statuses):
        """Whether these statuses came, in order; another server may end the connection by any answer that says so."""
        if not self.is_owlet and responses and responses[-1].closes:
            statuses = statuses[:len(responses)]
        return len(responses) == len(statuses) and all(
            response.status in self.allowed((status,)) for response, status in zip(responses, statuses))

    def expect_file(self, target, data, *fields, **settings):
        """A 200 with exactly these bytes."""
        response = self.get(target, *fields, **settings)
        expect_equal("status", response.status, 200)
        expect_equal("body", response.body, data)
        return response

    def expect_status(self, target, status, *fields, **settings):
        """A status, or one of several."""
        response = self.get(target, *fields, **settings)
        statuses = status if isinstance(status, tuple) else (status,)
        expect_in("status", response.status, self.allowed(statuses) if 301 in statuses else statuses)
        return response

    def expect_refused(self, raw, statuses=(400,), method="GET"):
        """A malformed message is answered once, then the server closes, and what follows is never read as a request."""
        responses = self.answers(raw + END, [method])
        got = [response.status for response in responses]
        if len(got) != 1:
            raise Failure(f"expected one answer of {statuses} and the close; came {got}")
        expect(self.is_refusal(got[0], statuses), f"one of {statuses}", got[0])
        if self.is_owlet:
            expect_equal("Connection", responses[0]["connection"], "close")
        return responses[0]

    def expect_answers(self, raw, statuses, methods=()):
        """Bytes with the final request behind them are answered so, in order, and then by the final one."""
        responses = self.answers(raw + END, methods)
        expect(self.are_answers(responses, [*statuses, 200]), f"the statuses {[*statuses, 200]}", [response.status for response in responses])
        if len(responses) > len(statuses):
            expect_equal("last body", responses[-1].body, END_BODY)
        return responses

    def expect_framed_or_refused(self, raw, framed, refused=(400, 501), methods=()):
        """Where the RFC leaves the choice: either read exactly as framed, or refused; never a third reading."""
        responses = self.answers(raw + END, methods)
        got = [response.status for response in responses]
        if self.are_answers(responses, [*framed, 200]) and (len(got) <= len(framed) or responses[-1].body == END_BODY):
            return
        if len(got) == 1 and self.is_refusal(got[0], refused):
            return
        raise Failure(f"expected {[*framed, 200]} or one of {refused} and the close; came {got}")

    def expect_goes_on(self, connection):
        """The connection is alive: another request is answered on it."""
        connection.send(self.request("/tiny.txt", close=False))
        response = connection.response()
        expect_equal("status of the next request", response.status, 200)
        expect_equal("body of the next request", response.body, documents.TINY)

