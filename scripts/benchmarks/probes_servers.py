"""The servers that are probed: owlet as it comes, nginx with one worker and lighttpd, each over one root on the servers' core."""

import contextlib
import os
import select
import signal
from dataclasses import dataclass

import programs
from probes_common import SERVER_CORE, is_installed, on_core, process_tree
from support.server import Server

STOP_TIME = 10
# The defaults of both, but for the number of connections, of requests on one of them, and the time for which an idle one may stay.
NGINX = """\
user root;
worker_processes 1;
daemon off;
pid {home}/pid;
error_log {home}/log error;
worker_rlimit_nofile 20000;
events {{ worker_connections 18000; }}
http {{
  access_log off;
  client_body_temp_path {home}/body;
  proxy_temp_path {home}/proxy;
  fastcgi_temp_path {home}/fastcgi;
  uwsgi_temp_path {home}/uwsgi;
  scgi_temp_path {home}/scgi;
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  keepalive_timeout 300;
  server {{ listen 127.0.0.1:{port} backlog=4096; root {root}; index index.html; }}
}}
"""
LIGHTTPD = """\
server.modules = ("mod_indexfile", "mod_staticfile")
server.document-root = "{root}"
server.bind = "127.0.0.1"
server.port = {port}
server.errorlog = "{home}/log"
server.max-fds = 20000
server.max-connections = 18000
server.listen-backlog = 4096
server.max-keep-alive-requests = 65535
server.max-keep-alive-idle = 300
index-file.names = ("index.html")
include_shell "/usr/share/lighttpd/create-mime.conf.pl"
"""
for name, config in (("nginx", NGINX), ("lighttpd", LIGHTTPD)):
    program, arguments, _, *version = programs.KINDS[name]
    programs.KINDS[f"{name}, probed"] = (program, arguments, config, *version)


@dataclass
class Running:
    """A server that runs: what it is called, its first process, its port."""
    label: str
    pid: int
    port: int


def peers(*names):
    """owlet, and those of the others that are installed."""
    return ["owlet", *(name for name in names or ("nginx", "lighttpd") if is_installed(name))]


def handles(pid):
    """The processes of a tree, held so that none can be mistaken for a later one."""
    found = []
    for one in process_tree(pid):
        with contextlib.suppress(ProcessLookupError):
            found.append(os.pidfd_open(one))
    return found


def end(processes):
    """Ends what has outlived its server: a worker that still waits for a disk."""
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(process, signal.SIGKILL)
        select.select([process], [], [], STOP_TIME)
        os.close(process)


def start(label, root, owlet, options):
    """The context that runs a server, and how to ask it for the first process and for the port."""
    if label == "owlet":
        return Server(owlet, "-t", "300", *options, root=root), lambda server: (server.pid, server.address[1])
    return programs.Program(f"{label}, probed", root=root), lambda server: (server.process.pid, server.port)


@contextlib.contextmanager
def serving(label, root, owlet, *options):
    """A server over a root while the block runs; options are for owlet."""
    context, identity = start(label, root, owlet, options)
    processes = []
    try:
        with contextlib.ExitStack() as stack:
            with on_core(SERVER_CORE):
                running = Running(label, *identity(stack.enter_context(context)))
            stack.callback(lambda: processes.extend(handles(running.pid)))
            yield running
    finally:
        end(processes)
