#!/usr/bin/env python3
"""The Python baselines: python_servers.py http.server|HTTPServer|TCPServer PORT ROOT

http.server is Python's own file server without its log; the other two answer 12 bytes whatever is asked for.
"""

import functools
import http.server
import socketserver
import sys

HELLO = b"Hello World!"
RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 12\r\nConnection: close\r\n\r\n" + HELLO


class Files(http.server.SimpleHTTPRequestHandler):
    """A file per request."""

    def log_message(self, *_):
        """Nothing is logged: no server here logs."""


class Hello(http.server.BaseHTTPRequestHandler):
    """The same bytes for every GET, by the means of the library."""

    def do_GET(self):
        """A status, two fields and the bytes."""
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(HELLO)))
        self.end_headers()
        self.wfile.write(HELLO)

    def log_message(self, *_):
        """Nothing is logged: no server here logs."""


class Fixed(socketserver.BaseRequestHandler):
    """The same response for every connection; what was asked is read and not looked at."""

    def handle(self):
        """One read, one write."""
        self.request.recv(65536)
        self.request.sendall(RESPONSE)


class FixedServer(socketserver.TCPServer):
    """May be started again on the port that it had."""

    allow_reuse_address = True


def main():
    """Serves until it is ended."""
    kind, port, root = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    server, handler = {
        "http.server": (http.server.ThreadingHTTPServer, functools.partial(Files, directory=root)),
        "HTTPServer": (http.server.HTTPServer, Hello),
        "TCPServer": (FixedServer, Fixed),
    }[kind]
    server(("127.0.0.1", port), handler).serve_forever()


if __name__ == "__main__":
    main()
