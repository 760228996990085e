"""A client connection as raw bytes: nothing is retried, nothing is forgiven, every wait has an end."""

import errno
import fcntl
import re
import select
import socket
import struct
import termios
import time

from support.outcome import Failure, expect, expect_equal, shortened
from support.response import MAX_HEAD, Response

TRANSCRIPT = 4096
SOCK_DIAG_BY_FAMILY = 20
NETLINK_SOCK_DIAG = 4


def parse_address(text):
    """HOST:PORT or [IPV6]:PORT to a pair."""
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


def family_of(address):
    """That of a host and a port, or of the path of a unix socket."""
    if isinstance(address, str):
        return socket.AF_UNIX
    return socket.AF_INET6 if ":" in address[0] else socket.AF_INET


class Connection:
    """One client connection with a deadline, from `source` where that is given; keeps the beginning of what went out and what came in."""

    def __init__(self, address, deadline, rcvbuf=None, timeout=10.0, owlet=True, source=None):
        self.address, self.deadline, self.timeout, self.owlet = address, deadline, timeout, owlet
        self.socket = socket.socket(family_of(address), socket.SOCK_STREAM)
        if rcvbuf:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, rcvbuf)
        if self.socket.family != socket.AF_UNIX:
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if source:
            self.socket.bind((source, 0))
        self.socket.settimeout(self._bound())
        try:
            self.socket.connect(address)
        except OSError:
            self.socket.close()
            raise
        self.socket.setblocking(False)
        self.buffer, self.ended, self.lists = bytearray(), False, False    # lists: answers may be of a length that is not known ahead
        self.sent, self.received, self.total_sent, self.total_received = bytearray(), bytearray(), 0, 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _bound(self):
        left = min(self.timeout, self.deadline - time.monotonic())
        if left <= 0:
            raise Failure("expected the case to end within its time; it ran out")
        return left

    def _wait(self, events, timeout=None):
        """Waits for readiness; returns the events, or none when the time is over."""
        poll = select.poll()
        poll.register(self.socket, events)
        bound = self._bound() if timeout is None else min(timeout, self._bound())
        ready = poll.poll(bound * 1000)
        return ready[0][1] if ready else 0

    def close(self):
        """Closes the socket; the kernel sends FIN, or RST when bytes were left unread."""
        self.socket.close()

    def reset(self):
        """Vanishes with an RST (SO_LINGER 0)."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def finish_sending(self):
        """Half-closes: the server sees the end of input."""
        self.socket.shutdown(socket.SHUT_WR)

    def send(self, data):
        """Sends all of it, taking in whatever arrives while the way is blocked."""
        view = memoryview(data if isinstance(data, bytes) else data.encode("latin-1"))
        self.sent += view[:max(0, TRANSCRIPT - len(self.sent))]
        while view:
            try:
                count = self.socket.send(view[:1 << 20], socket.MSG_NOSIGNAL)
                self.total_sent += count
                view = view[count:]
            except BlockingIOError:
                if not self._wait(select.POLLIN | select.POLLOUT):
                    raise Failure("expected the server to take what is sent; it did not within the time") from None
                self._take()
        return self

    def send_until_refused(self, data):
        """Like send, but a server that closes meanwhile is no failure; returns True when all of it went out."""
        try:
            self.send(data)
            return True
        except (ConnectionResetError, BrokenPipeError):
            return False

    def _take(self, limit=1 << 18):
        """Receives once without blocking; returns True when something (or the end) came."""
        if self.ended:
            return True
        try:
            data = self.socket.recv(limit)
        except BlockingIOError:
            return False
        if not data:
            self.ended = True
        self.total_received += len(data)
        self.received += data[:max(0, TRANSCRIPT - len(self.received))]
        self.buffer += data
        return True

    def _more(self, what):
        """Waits for more bytes; the end of the stream or of the time is a failure that names what was awaited."""
        if self.ended:
            raise Failure(f"expected {what}; the connection ended after {shortened(self.buffer) if self.buffer else 'nothing more'}")
        while not self._take():
            if not self._wait(select.POLLIN):
                raise Failure(f"expected {what}; nothing came within {self.timeout:g} s after {shortened(self.buffer) if self.buffer else 'nothing'}")

    def wait_for_something(self):
        """Waits for more bytes or for the end of the connection; returns True when there are bytes."""
        while not self.buffer and not self.ended:
            if not self._take() and not self._wait(select.POLLIN):
                raise Failure(f"expected a response or the end; nothing came within {self.timeout:g} s")
        return bool(self.buffer)

    def response_head(self, method="GET"):
        """Reads one head, byte-exact, and leaves the body in the stream."""
        while b"\r\n\r\n" not in self.buffer:
            if len(self.buffer) > MAX_HEAD:
                raise Failure(f"expected a head of at most {MAX_HEAD} bytes; came {shortened(self.buffer)}")
            self._more("a response")
        end = self.buffer.index(b"\r\n\r\n") + 4
        head = bytes(self.buffer[:end])
        del self.buffer[:end]
        response = Response(head, method)
        if self.owlet:
            response.check_owlet((None, "chunked") if self.lists else (None,))
        return response

    def read_body(self, count, sink=None):
        """Reads exactly so many bytes of body; hands them to the sink or returns them."""
        kept = bytearray()
        sink = sink or kept.extend
        while count:
            if not self.buffer:
                self._more(f"{count} more bytes of body")
                continue
            piece = bytes(self.buffer[:count])
            del self.buffer[:count]
            count -= len(piece)
            sink(piece)
        return bytes(kept)

    def _read_line(self):
        while (end := self.buffer.find(b"\r\n")) < 0:
            self._more("a chunk's line")
        line = bytes(self.buffer[:end])
        del self.buffer[:end + 2]
        return line

    def _read_chunk_size(self):
        line = self._read_line()
        if not self.owlet:
            line = line.split(b";")[0].strip()
        expect(re.fullmatch(rb"[0-9A-Fa-f]+", line), "the size of a chunk", line)
        return int(line, 16)

    def _read_chunked(self):
        """The body of a response in chunks (9112 7.1): of owlet's, only long listings have one."""
        body = bytearray()
        while size := self._read_chunk_size():
            body += self.read_body(size)
            expect_equal("line after a chunk", self._read_line(), b"")
        expect_equal("line after the last chunk", self._read_line(), b"")
        return bytes(body)

    def response(self, method="GET"):
        """Reads one whole final response; interim ones are kept beside it."""
        interim = []
        response = self.response_head(method)
        while response.status < 200:
            interim.append(response)
            response = self.response_head(method)
        response.interim = interim
        return self.rest_of(response)

    def rest_of(self, response):
        """Reads the body of a response whose head is read; returns the whole."""
        if response.bodiless:
            return response
        if response["transfer-encoding"] == "chunked":
            response.body = self._read_chunked()
        elif response["content-length"] is not None:
            response.body = self.read_body(int(response["content-length"]))
        elif self.owlet and not (self.lists and response.closes):
            raise Failure(f"expected Content-Length on a {response.status} with a body; came {shortened(response.head)}")
        else:
            response.body = self._read_to_end()
        return response

    def _read_to_end(self):
        """The body of a response that the end of the connection ends (9112 6.3): of owlet's, only long listings for HTTP/1.0."""
        while not self.ended:
            self._more("the end of the body")
        body = bytes(self.buffer)
        self.buffer.clear()
        return body

    def expect_end(self, reset_is_fine=False):
        """The server closes now, and no byte comes before that."""
        try:
            while not self.ended and not self.buffer:
                if not self._take() and not self._wait(select.POLLIN):
                    raise Failure(f"expected the server to close; it had not within {self.timeout:g} s")
        except ConnectionResetError:
            if not reset_is_fine:
                raise Failure("expected an orderly close; came a reset") from None
            self.ended = True
        if self.buffer:
            raise Failure(f"expected the end of the connection; came {shortened(self.buffer)}")

    def drain(self):
        """Reads to the end, however it comes; returns the number of bytes that were left."""
        count = len(self.buffer)
        self.buffer.clear()
        try:
            while not self.ended:
                self._more("the end of the connection")
                count += len(self.buffer)
                self.buffer.clear()
        except ConnectionResetError:
            self.ended = True
        return count

    def until_end(self):
        """Reads to the end, however it comes; returns what was left, and whether it was a reset."""
        is_reset = False
        try:
            while not self.ended:
                self._more("the end of the connection")
        except ConnectionResetError:
            self.ended = is_reset = True
        data = bytes(self.buffer)
        self.buffer.clear()
        return data, is_reset

    def is_silent(self, seconds):
        """True when for so long neither a byte nor the end comes."""
        return not self.buffer and not self.ended and not self._wait(select.POLLIN, seconds)

    def pause(self, seconds):
        """Leaves the connection alone for so long: what a slow client does."""
        self._wait(0, seconds)

    def wait_taken(self):
        """Waits until the server's process has read every byte sent, or the server has gone."""
        while self._unread() > 0:
            self._bound()
            time.sleep(0.0002)

    def _unread(self):
        """Bytes on their way or in the server's receive queue."""
        queued = struct.unpack("i", fcntl.ioctl(self.socket, termios.TIOCOUTQ, b"\0" * 4))[0]
        return queued or receive_queue(self.socket)


def receive_queue(client):
    """Bytes that the other end of a loopback connection has not read yet; 0 when it is gone."""
    local, remote = client.getsockname(), client.getpeername()
    family = client.family
    source, target = (socket.inet_pton(family, end[0]).ljust(16, b"\0") for end in (remote, local))
    identity = struct.pack("!HH", remote[1], local[1]) + source + target + struct.pack("=I", 0) + b"\xff" * 8
    body = struct.pack("=BBBBI", family, socket.IPPROTO_TCP, 0, 0, 0xFFFFFFFF) + identity
    with socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, NETLINK_SOCK_DIAG) as diag:
        diag.settimeout(5)
        diag.send(struct.pack("=IHHII", 16 + len(body), SOCK_DIAG_BY_FAMILY, 1, 1, 0) + body)
        answer = diag.recv(8192)
    kind = struct.unpack_from("=H", answer, 4)[0]
    if kind != SOCK_DIAG_BY_FAMILY:
        code = -struct.unpack_from("=i", answer, 16)[0]
        if code == errno.ENOENT:
            return 0
        raise OSError(code, "sock_diag")
    return struct.unpack_from("=I", answer, 16 + 4 + 48 + 4)[0]
