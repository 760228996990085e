"""HAProxy and nginx say to owlet who their client is, and owlet's log has that client; what others say of one is not there."""

import json
import tempfile
import time

import programs
from support.outcome import expect, expect_equal
from support.server import Server
from support.wire import Connection

CLIENT, OTHER, FORGED = "127.0.0.3", "127.0.0.4", "6.6.6.6"
TIME = 20
CHECKS = 5                        # health checks that have to go well in a row

HAPROXY = programs.HAPROXY.replace("  server owlet {upstream}\n", "{http}  server owlet {upstream} {how}\n")
NGINX = programs.NGINX.replace("{http}", """\
  upstream owlet {{ server {upstream}; keepalive 8; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://owlet;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }}
  }}""")
CHECKED = "  option httpchk GET /0/0.txt\n  timeout check 10s\n"     # for the answer, which has to come within inter otherwise
programs.KINDS |= {"HAProxy that names its client": ("haproxy", ["-db", "-f", "{home}/config"], HAPROXY, *programs.KINDS["HAProxy"][3:]),
                   "nginx that names its client": ("nginx", programs.KINDS["nginx"][1], NGINX, *programs.KINDS["nginx"][3:])}
HAPROXY_NAME, NGINX_NAME = "HAProxy that names its client", "nginx that names its client"

# proxy, listener, who is trusted, what else its configuration says
WAYS = [
    (HAPROXY_NAME, "127.0.0.1:0,proxy", "127.0.0.1", {"how": "send-proxy-v2", "http": ""}),
    (HAPROXY_NAME, "127.0.0.1:0,proxy", "127.0.0.1", {"how": "send-proxy", "http": ""}),
    (HAPROXY_NAME, "unix:{home}/owlet.sock,proxy", "unix", {"how": "send-proxy-v2", "http": ""}),
    (HAPROXY_NAME, "127.0.0.1:0", "127.0.0.1", {"how": "", "http": "  option forwardfor\n"}),
    (NGINX_NAME, "127.0.0.1:0", "127.0.0.1", {}),
    (NGINX_NAME, "unix:{home}/owlet.sock", "unix", {}),
]


def upstream_of(name, address):
    """The server's place as the proxy's configuration has it."""
    if not isinstance(address, str):
        return f"{address[0]}:{address[1]}"
    return f"unix@{address}" if name == HAPROXY_NAME else f"unix:{address}"


def ask(address, source, *fields):
    """One request for a file of the root."""
    with Connection(address, time.monotonic() + TIME, owlet=False, source=source) as connection:
        lines = ["GET /0/0.txt HTTP/1.1", "Host: owlet.example", *fields, "Connection: close"]
        connection.send("\r\n".join(lines) + "\r\n\r\n")
        response = connection.response()
    expect_equal("status", response.status, 200)


def ask_dropped(address):
    """Somebody who speaks HTTP at once to a listener that waits for a header."""
    with Connection(address, time.monotonic() + TIME) as connection:
        connection.send("GET /0/0.txt HTTP/1.1\r\nHost: owlet.example\r\n\r\n")
        connection.expect_end(reset_is_fine=True)


def entries(log):
    """What stands in a log of JSON."""
    with open(log, "rb") as file:
        return [json.loads(line) for line in file.read().splitlines()]


def the_log_has(options, root, name, listener, trusted, config):
    """One way of naming the client: the proxy's clients are in the log, whatever they say of themselves; strangers are as well."""
    with tempfile.TemporaryDirectory(prefix="clients-") as home:
        arguments = ["--listen", listener.format(home=home), "-l", f"{home}/log", "--log-format", "json", "--trust-proxy", trusted]
        wanted = [CLIENT, OTHER, CLIENT]
        with Server(options.owlet, *arguments, root=root, port=None) as owlet, \
                programs.Program(name, upstream=upstream_of(name, owlet.address), **config) as proxy:
            there = ("127.0.0.1", proxy.port)
            ask(there, CLIENT)
            ask(there, OTHER)
            ask(there, CLIENT, f"X-Forwarded-For: {FORGED}", f"Forwarded: for={FORGED}")
            if ",proxy" in listener:
                ask_dropped(owlet.address)
            elif not isinstance(owlet.address, str):
                ask(owlet.address, OTHER, f"X-Forwarded-For: {FORGED}")
                wanted.append(OTHER)
            owlet.stop()
        expect_equal("clients in the log", [entry["client"] for entry in entries(f"{home}/log")], wanted)
    return f"{len(wanted)} clients, each by its own address"


def health_checks(options, root, how):
    """HAProxy finds an owlet healthy to which it has to send a header first; its checks are its own, not a client's."""
    with tempfile.TemporaryDirectory(prefix="clients-") as home:
        with Server(options.owlet, "--listen", "127.0.0.1:0,proxy", "-l", f"{home}/log", "--log-format", "json",
                    "--trust-proxy", "127.0.0.1", root=root, port=None) as owlet, \
                programs.Program(HAPROXY_NAME, upstream=upstream_of(HAPROXY_NAME, owlet.address), http=CHECKED,
                                 how=f"{how} check check-send-proxy inter 500ms fall 1") as proxy:
            end = time.monotonic() + TIME
            while len(entries(f"{home}/log")) < CHECKS:
                expect(time.monotonic() < end, f"{CHECKS} health checks in the log", entries(f"{home}/log"))
                time.sleep(0.05)
            ask(("127.0.0.1", proxy.port), CLIENT)
            log = proxy.log()
            owlet.stop()
        found = entries(f"{home}/log")
    expect("DOWN" not in log, "no health check that fails", log[-500:])
    expect_equal("clients in the log", {(entry["client"], entry["status"]) for entry in found}, {("127.0.0.1", 200), (CLIENT, 200)})
    return f"{len(found) - 1} health checks"


def runs():
    """All that there is to do: a title, the program that is needed, and a function of options and root."""
    for name, listener, trusted, config in WAYS:
        how = config.get("how") or "X-Forwarded-For"
        yield (f"{name}, {how}, to {listener.partition(':')[0] if listener.startswith('unix') else 'TCP'}", name,
               lambda options, root, way=(name, listener, trusted, config): the_log_has(options, root, *way))
    for how in ("send-proxy", "send-proxy-v2"):
        yield f"HAProxy, health checks, {how}", HAPROXY_NAME, lambda options, root, how=how: health_checks(options, root, how)
