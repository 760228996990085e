"""The servers that are compared: how each is started on its core, what it cannot do, which version it is."""

import os
import platform
import re
import subprocess
import sys
import tempfile
from typing import NamedTuple

import programs

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = (sys.executable, f"{HERE}/python_servers.py")


class Kind(NamedTuple):
    """A server. In its command and its configuration @port@, @root@, @file@, @home@, @config@ and @tool:NAME@ are filled in."""
    title: str
    about: str
    command: tuple
    config: str | None = None               # a file beside this one
    surroundings: dict = {}
    lacks: frozenset = frozenset()          # of "pipelining", "keep-alive", "files"
    version: tuple | None = None            # arguments that make the program tell it, and what it looks like; None: Python's


ONE_EACH = frozenset({"pipelining", "keep-alive"})
KINDS = {
    "owlet": Kind("owlet", "its defaults", ("@tool:owlet@", "--root", "@root@", "--port", "@port@"),
                  version=(["--version"], r"owlet (\S+)")),
    "raw": Kind("raw loop", "an epoll loop that parses nothing and sends one ready response: the floor",
                ("@tool:raw_loop@", "@port@", "@file@"), version=([], None)),
    "nginx": Kind("nginx", "one worker, sendfile, open_file_cache, no log",
                  ("nginx", "-c", "@config@", "-p", "@home@", "-e", "@home@/log"), "nginx.conf", version=(["-v"], r"nginx/(\S+)")),
    "lighttpd": Kind("lighttpd", "one process, sendfile, stat cache by inotify, no log", ("lighttpd", "-D", "-f", "@config@"),
                     "lighttpd.conf", version=(["-v"], r"lighttpd/(\S+)")),
    "h2o": Kind("h2o", "one thread, no log", ("h2o", "-c", "@config@"), "h2o.conf", version=(["-v"], r"h2o version (\S+)")),
    "caddy": Kind("Caddy", "GOMAXPROCS=1, no log, no metrics", ("caddy", "run", "--adapter", "caddyfile", "--config", "@config@"),
                  "Caddyfile", {"GOMAXPROCS": "1"}, version=(["version"], r"v?(\d\S*)")),
    "http.server": Kind("http.server", "Python's file server: a thread per connection, no log, HTTP/1.0 as it comes",
                        (*PYTHON, "http.server", "@port@", "@root@"), lacks=ONE_EACH),
    "HTTPServer": Kind("HTTPServer", "Python: answers every GET with 12 bytes, no log, HTTP/1.0 as it comes",
                       (*PYTHON, "HTTPServer", "@port@", "@root@"), lacks=ONE_EACH | {"files"}),
    "TCPServer": Kind("TCPServer", "Python: sends one fixed response per connection and parses nothing",
                      (*PYTHON, "TCPServer", "@port@", "@root@"), lacks=ONE_EACH | {"files"}),
}


def filled(text, values):
    """The text with each @name@ replaced by its value."""
    return re.sub(r"@([\w:]+)@", lambda match: str(values[match[1]]), text)


def why_missing(name, tools):
    """Why a server cannot be measured here, or None."""
    program = KINDS[name].command[0]
    tool = re.fullmatch(r"@tool:(\w+)@", program)
    if tool:
        return None if tools.get(tool[1]) else f"{tool[1]} was not built"
    return None if programs.find(program) else f"{program} is not installed"


def version(name, tools):
    """What a server says of its version."""
    kind = KINDS[name]
    if kind.version is None:
        return platform.python_version()
    question, pattern = kind.version
    if pattern is None:
        return "ours"
    program = filled(kind.command[0], {f"tool:{tool}": path for tool, path in tools.items()})
    done = subprocess.run([programs.find(program), *question], capture_output=True, text=True, timeout=15, check=False)
    match = re.search(pattern, done.stdout + done.stderr)
    return match[1] if match else "unknown"


def configuration(name):
    """What a reader has to know to start the server alike: the command, and the text of the configuration."""
    kind = KINDS[name]
    words = [*(f"{key}={value}" for key, value in kind.surroundings.items()), *kind.command]
    command = " ".join(os.path.basename(word) if word.startswith("/") else word for word in words)
    if kind.config is None:
        return command
    with open(f"{HERE}/{kind.config}", encoding="utf-8") as file:
        return f"{command}\n\n{file.read()}"


class Running(programs.Program):
    """A server on one core; as a context manager it listens at port once entered, and is ended when left."""

    def __init__(self, name, core, **values):
        super().__init__(KINDS[name].title)
        self.kind, self.core, self.values = KINDS[name], core, values

    def __enter__(self):
        try:
            return super().__enter__()
        except BaseException:                  # a signal while it started
            if self.process and self.process.poll() is None:
                self.__exit__()
            raise

    def _start(self):
        self.home, self.port = tempfile.mkdtemp(prefix="bench-"), programs.free_port()
        config = f"{self.home}/config"
        values = {**self.values, "home": self.home, "port": self.port, "config": config}
        if self.kind.config:
            with open(f"{HERE}/{self.kind.config}", encoding="utf-8") as template, open(config, "w", encoding="utf-8") as file:
                file.write(filled(template.read(), values))
        words = [filled(word, values) for word in self.kind.command]
        command = ["taskset", "-c", str(self.core), programs.find(words[0]), *words[1:]]
        surroundings = {**os.environ, **dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), self.home), **self.kind.surroundings}
        with open(f"{self.home}/output", "wb") as output:
            self.process = subprocess.Popen(command, env=surroundings, stdin=subprocess.DEVNULL, stdout=output,
                                            stderr=subprocess.STDOUT, start_new_session=True)
