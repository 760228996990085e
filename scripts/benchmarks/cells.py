"""One cell of the comparison: one server under one load for one round."""

import os
import resource
import socket

import check
import loads
import measure

SPARE = 100                                  # descriptors that the idle load leaves to everything else
REQUEST = b"GET /hello.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
TIME = 10                                    # seconds for each step of an idle connection


def verify(server, load, root):
    """Raises check.WrongAnswer unless the server answers this load with the right bytes."""
    requests = 1 if "pipelining" in server.kind.lacks else load.pipelined
    closes = "Connection: close" in load.arguments
    check.verify(server.port, f"/{load.document}", f"{root}/{load.document}", requests, closes)


def measured(server, load, options):
    """The figures of one round."""
    if load.driver is None:
        return idle(server, int(loads.arguments_of(load, options)[0]))
    return traffic(server, load, options)


def traffic(server, load, options):
    """A client's outcome beside what it cost the server."""
    url = f"http://127.0.0.1:{server.port}/{load.document}"
    before = measure.cpu_seconds(server.process.pid)
    came = load.driver(loads.arguments_of(load, options), url, options.client_core, loads.seconds_of(load, options), load.pipelined)
    spent = measure.cpu_seconds(server.process.pid) - before
    requests = came["requests"]
    if load.by_bytes:
        requests = came["bytes"] / os.path.getsize(f"{options.root}/{load.document}")
    return {**came, "requests": requests, "rate": requests / came["seconds"] if came["seconds"] else 0.0,
            "cpu_us": spent * 1e6 / requests if requests else None, "memory": measure.memory(server.process.pid)}


def idle(server, wanted):
    """Memory per connection: one connection first, then all of them, one request on each."""
    count = min(wanted, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - SPARE)
    held = []
    try:
        held.append(idle_connection(server.port))
        before = measure.memory(server.process.pid)
        held += (idle_connection(server.port) for _ in range(count - 1))
        after = measure.memory(server.process.pid)
    finally:
        for connection in held:
            connection.close()
    return {"connections": count, "idle_bytes": max(0.0, (after - before) / (count - 1)), "memory": after, "errors": {}}


def idle_connection(port):
    """A connection that has had one answer."""
    connection = socket.create_connection(("127.0.0.1", port), TIME)
    connection.sendall(REQUEST)
    came = b""
    while not came.endswith(loads.HELLO):
        piece = connection.recv(4096)
        if not piece:
            connection.close()
            raise check.WrongAnswer("an idle connection was closed")
        came += piece
    return connection
