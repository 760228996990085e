"""What the harness stands on: raw sockets, a strict parser, a document root, servers, a runner."""
