"""Looks whether a server answers a load with the right bytes: one that answers errors fast must not win."""

import os
import socket

TIME = 30                                    # seconds for each step
PIECE = 1 << 20


class WrongAnswer(Exception):
    """What came is not the document."""


def verify(port, path, document, requests=1, closes=False):
    """Asks for a document, so often on one connection and all at once, and compares each answer with the file."""
    fields = "Connection: close\r\n" if closes else ""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{fields}\r\n".encode()
    try:
        with socket.create_connection(("127.0.0.1", port), TIME) as connection, connection.makefile("rb") as stream:
            connection.sendall(request * requests)
            for number in range(1, requests + 1):
                expect_document(stream, document, f"answer {number} of {requests}")
            if closes and stream.read(1):
                raise WrongAnswer("more than one answer to one request")
    except OSError as error:
        raise WrongAnswer(f"no whole answer to GET {path}: {error}") from None


def expect_document(stream, document, what):
    """One response whose body is the file."""
    status = stream.readline()
    if status.split(b" ")[1:2] != [b"200"]:
        raise WrongAnswer(f"{what}: expected status 200; came {status[:80]!r}")
    length = None
    while (line := stream.readline()) not in (b"\r\n", b"\n", b""):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    size = os.path.getsize(document)
    if length != size:
        raise WrongAnswer(f"{what}: expected Content-Length {size}; came {length}")
    with open(document, "rb") as file:
        while piece := file.read(PIECE):
            if stream.read(len(piece)) != piece:
                raise WrongAnswer(f"{what}: expected the bytes of {os.path.basename(document)}; came others")
