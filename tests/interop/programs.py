"""Other people's servers and proxies as processes: each with a configuration of its own, on a free port of the loopback."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time

START_TIME = 15
STOP_TIME = 5
PATH = os.environ.get("PATH", os.defpath) + ":/usr/local/sbin:/usr/sbin:/sbin"

NGINX = """\
user root;
worker_processes 1;
daemon off;
pid {home}/pid;
error_log {home}/log notice;
worker_rlimit_nofile 4096;
events {{ worker_connections 2048; }}
http {{
  access_log off;
  client_body_temp_path {home}/body;
  proxy_temp_path {home}/proxy;
  fastcgi_temp_path {home}/fastcgi;
  uwsgi_temp_path {home}/uwsgi;
  scgi_temp_path {home}/scgi;
  sendfile on;
  tcp_nopush on;
{http}
}}
"""
NGINX_STATIC = """\
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  server {{ listen 127.0.0.1:{port}; root {root}; index index.html; }}"""
NGINX_PROXY = """\
  upstream owlet {{ server {upstream}; keepalive 32; keepalive_requests 100000; }}
  keepalive_requests 100000;
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://owlet;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_request_buffering off;
      proxy_next_upstream off;
    }}
  }}"""
LIGHTTPD = """\
server.modules = ("mod_indexfile", "mod_access", "mod_alias", "mod_redirect", "mod_staticfile")
server.document-root = "{root}"
server.bind = "127.0.0.1"
server.port = {port}
server.errorlog = "{home}/log"
server.http-parseopts = (
  "header-strict" => "enable", "host-strict" => "enable", "host-normalize" => "enable",
  "url-normalize-unreserved" => "enable", "url-normalize-required" => "enable", "url-ctrls-reject" => "enable",
  "url-path-2f-decode" => "enable", "url-path-dotseg-remove" => "enable")
index-file.names = ("index.html")
include_shell "/usr/share/lighttpd/create-mime.conf.pl"
"""
CADDY = """\
{{
  admin off
  auto_https off
}}
http://:{port} {{
  bind 127.0.0.1
  root * {root}
  file_server
}}
"""
HAPROXY = """\
global
  maxconn 2000
  nbthread 1
defaults
  mode http
  option http-keep-alive
  http-reuse always
  retries 0
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend clients
  bind 127.0.0.1:{port}
  default_backend owlet
backend owlet
  server owlet {upstream}
"""
KINDS = {  # name: program, arguments, configuration, how to ask for the version and what it looks like
    "nginx": ("nginx", ["-c", "{home}/config", "-p", "{home}", "-e", "{home}/log"], NGINX.replace("{http}", NGINX_STATIC),
              ["-v"], r"nginx/(\S+)"),
    "lighttpd": ("lighttpd", ["-D", "-f", "{home}/config"], LIGHTTPD, ["-v"], r"lighttpd/(\S+)"),
    "Caddy": ("caddy", ["run", "--adapter", "caddyfile", "--config", "{home}/config"], CADDY, ["version"], r"v?(\d\S*)"),
    "nginx as a proxy": ("nginx", ["-c", "{home}/config", "-p", "{home}", "-e", "{home}/log"],
                         NGINX.replace("{http}", NGINX_PROXY), ["-v"], r"nginx/(\S+)"),
    "HAProxy": ("haproxy", ["-db", "-f", "{home}/config"], HAPROXY, ["-v"], r"version (\S+)"),
}


def find(program):
    """The path of a program, or None; system programs are found without root's PATH."""
    return shutil.which(program, path=PATH)


def free_port():
    """A port of the loopback that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def version(name):
    """The version that a program says it has."""
    program, _, _, question, pattern = KINDS[name]
    done = subprocess.run([find(program), *question], capture_output=True, text=True, timeout=START_TIME, check=False)
    match = re.search(pattern, done.stdout + done.stderr)
    return match[1] if match else "unknown"


class Program:
    """One process as a context manager: listens at port once entered, is ended by its id when left."""

    def __init__(self, name, **settings):
        self.name, self.settings, self.process, self.port, self.home = name, settings, None, None, None

    def __enter__(self):
        for _ in range(3):                     # another process may take the port in between
            self._start()
            if self._listens():
                return self
            log = self.log()
            self.__exit__()
        raise RuntimeError(f"{self.name} did not start: {log[-1000:]}")

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(STOP_TIME)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)

    def _start(self):
        program, arguments, config, _, _ = KINDS[self.name]
        self.home, self.port = tempfile.mkdtemp(prefix=f"{program}-"), free_port()
        values = {"home": self.home, "port": self.port, **self.settings}
        with open(f"{self.home}/config", "w", encoding="utf-8") as file:
            file.write(config.format(**values))
        surroundings = {**os.environ, "HOME": self.home, "XDG_CONFIG_HOME": self.home, "XDG_DATA_HOME": self.home}
        with open(f"{self.home}/output", "wb") as output:
            self.process = subprocess.Popen([find(program), *(argument.format(**values) for argument in arguments)], env=surroundings,
                                            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)

    def _listens(self):
        """Waits until the port is open; False when the process has ended instead."""
        end = time.monotonic() + START_TIME
        while time.monotonic() < end and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self.process.poll() is None
            except OSError:
                time.sleep(0.02)
        return False

    def log(self):
        """What it wrote, to its log and its standard output."""
        text = ""
        for name in ("log", "output"):
            if os.path.exists(f"{self.home}/{name}"):
                with open(f"{self.home}/{name}", encoding="utf-8", errors="replace") as file:
                    text += file.read()
        return text
