"""Settings: every option of the help text in the environment, in files and in what --check prints; which of them is stronger."""

import grp
import os
import pwd
import re
import shlex
from collections import namedtuple

from support import documents
from support.outcome import expect, expect_equal, expect_in
from support.passwords import new_file
from support.registry import case, cases
from support.server import run_briefly

Option = namedtuple("Option", "name letter value aliases")
Line = namedtuple("Line", "name value origin is_comment")
NO_SETTINGS = {"help", "version", "check", "probe", "request-header", "method"}
# What a test gives to an option, by what the help text calls the value, or by its name where that says too little.
SAMPLES = {
    "DIR": ".",
    "SECONDS": "1.5",
    "SIZE": "32K",
    "N": "7",
    "TEXT": "public, max-age=60",
    "N|auto": "auto",
    "SPEC": "127.0.0.1:0",
    "ADDR": "127.0.0.2",
    "PORT": "0",
    "CIDR": "10.0.0.0/8",
    "FORMAT": "json",
    "LEVEL": "error",
    "NAME": "utf-8",
    "PATH": "/app",
    "MINUTES": "2.5",
    "PATTERN": "/private",
    "FIELD": "X-Robots-Tag: noindex",
    "RULE": "/healthz 503 any=not yet",
    "fallback": "tiny.txt",
    "user": pwd.getpwuid(os.geteuid()).pw_name,
    "group": grp.getgrgid(os.getegid()).gr_name,
    None: "yes",
}


def check(web, *options, environment=()):
    """What owlet makes of this, run with --check: (status, stdout, stderr)."""
    web.need_owlet()
    return run_briefly(web.setting.binary, *options, "--check", environment=environment, cwd=web.root)


def listed(result):
    """The lines that a good --check prints."""
    status, out, err = result
    expect_equal("status and standard error", (status, err), (0, ""))
    lines = []
    for line in out.splitlines():
        match = re.fullmatch(r"(# )?([a-z-]+) = ?(.*?) *  # (\S.*)", line)
        expect(match, "name = value  # where it came from", line)
        lines.append(Line(match[2], match[3], match[4], bool(match[1])))
    return lines


def value_of(lines, name):
    """The values and origins of an option."""
    return [(line.value, line.origin) for line in lines if line.name == name and not line.is_comment]


def options_of_help(web):
    """Every option of the help text."""
    web.need_owlet()
    text = run_briefly(web.setting.binary, "--help")[1]
    found = []
    for block in re.split(r"\n(?=  (?:-\w, |    )--)", text)[1:]:
        match = re.match(r"  (?:-(\w), |    )--([\w-]+)(?: ([A-Z]\S*))? ", block)
        expect(match, "an option of the help text", block)
        aliases = re.findall(r"also\s+--([\w-]+)", block.split("\n\n")[0])
        found.append(Option(match[2], match[1], match[3], aliases))
    expect(len(found) > 20, "every option of the help text", [option.name for option in found])
    return found


def sample_for(web, option):
    """A value that the option takes; a file is one that exists."""
    if option.name == "auth":
        return passwords(web)
    if option.value == "FILE" and option.name not in SAMPLES:
        return web.file(b"")[0]
    expect(option.name in SAMPLES or option.value in SAMPLES, f"a sample for --{option.name} {option.value} in this file", "none")
    return SAMPLES.get(option.name) or SAMPLES[option.value]


def passwords(web):
    """A file for --auth, which has to lie outside of what is served."""
    path = new_file(web)
    documents.write(path, b"")
    return path


def beside(web, option):
    """What an option cannot do without, as the environment."""
    return {"OWLET_AUTH": passwords(web)} if option.name == "auth-path" else {}


def variable(name):
    """The variable of an option."""
    return "OWLET_" + name.upper().replace("-", "_")


def config(web, text, name="owlet.conf"):
    """A file of options."""
    return web.file(text.encode(), name)[0]


@case("owlet", "every option of the help text is in what --check prints, and nothing else is")
def help_and_check(web):
    names = {option.name for option in options_of_help(web)} - NO_SETTINGS
    lines = listed(check(web, "-p", "0"))
    expect_equal("options", sorted({line.name for line in lines}), sorted(names))


@case("owlet", "every option can be given in the environment, and --check says so")
def every_variable(web):
    base = config(web, "port = 0\n")
    for option in options_of_help(web):
        if option.name in NO_SETTINGS | {"config"}:
            continue
        for name in (option.name, *option.aliases):
            sample = sample_for(web, option)
            result = listed(check(web, "--config", base, environment={**beside(web, option), variable(name): sample}))
            expect_equal(variable(name), value_of(result, option.name), [(sample, variable(name))])


@case("owlet", "every option can be given in a file, and --check says so, with the line")
def every_line(web):
    base = config(web, "port = 0\n")
    for option in options_of_help(web):
        if option.name in NO_SETTINGS | {"config"}:
            continue
        for name in (option.name, *option.aliases):
            sample = sample_for(web, option)
            place = config(web, f"# comment\n\n  {name}={sample} # another\n")
            result = listed(check(web, "--config", base, "--config", place, environment=beside(web, option)))
            expect_equal(f"{name} in a file", value_of(result, option.name), [(sample, f"{place}:3")])


@case("owlet", "every option can be given on the command line, by each of its names, and --check says so")
def every_option(web):
    environment = {"OWLET_PORT": "0"}
    for option in options_of_help(web):
        if option.name in NO_SETTINGS | {"config"}:
            continue
        sample = sample_for(web, option)
        ways = [(f"--{name}", sample) for name in (option.name, *option.aliases)] + [(f"--{option.name}={sample}",)]
        ways += [(f"-{option.letter}", sample), (f"-{option.letter}{sample}",)] if option.letter else []
        for way in ways:
            if option.value is None:
                way = way[:1]
                if "=" in way[0] or len(way[0]) > 2 and way[0][1] != "-":
                    continue
            result = listed(check(web, *way, environment={**environment, **beside(web, option)}))
            wanted = "true" if option.value is None else sample
            expect_equal(shlex.join(way), value_of(result, option.name), [(wanted, "command line")])


@case("owlet", "--config and --check can be given in the environment; --version and --help ask for something on the command line only")
def special_variables(web):
    web.need_owlet()
    place = config(web, "port = 0\n")
    environment = {"OWLET_CONFIG": place, "OWLET_CHECK": "yes", "OWLET_VERSION": "1", "OWLET_HELP": "1"}
    lines = listed(run_briefly(web.setting.binary, environment=environment))
    expect_equal("port", value_of(lines, "port"), [("0", f"{place}:1")])
    expect_in("config", ("config", place, "OWLET_CONFIG"), [line[:3] for line in lines])
    for name in ("config", "check", "version", "help"):
        status, _, err = check(web, "--config", config(web, f"{name} = yes\n"))
        expect_equal("status", status, 2)
        expect(f":1: {name}: give it on the command line" in err, "where it can be given", err)


@case("owlet", "the command line is stronger than the environment, that than files, and a later file than an earlier one")
def precedence(web):
    earlier = config(web, "timeout = 1\nroot = a\nhost = 127.0.0.1\nhost = 127.0.0.2\nport = 0\nworkers = 2\n")
    later = config(web, "timeout = 2\nhost = 127.0.0.3\nworkers = 3\n")
    environment = {"OWLET_TIMEOUT": "3", "OWLET_CONFIG": f"{earlier} {later}", "OWLET_ROOT": "."}
    lines = listed(check(web, "-t", "4", environment=environment))
    expect_equal("timeout", value_of(lines, "timeout"), [("4", "command line")])
    expect_equal("root", value_of(lines, "root"), [(".", "OWLET_ROOT")])
    expect_equal("host", value_of(lines, "host"), [("127.0.0.3", f"{later}:2")])
    expect_equal("workers", value_of(lines, "workers"), [("3", f"{later}:3")])
    expect_equal("port", value_of(lines, "port"), [("0", f"{earlier}:5")])
    expect_equal("drain-delay", value_of(lines, "drain-delay"), [("0", "default")])
    lines = listed(check(web, "--config", earlier, "--config", later, "--root", ".", environment={"OWLET_WORKERS": ""}))
    expect_equal("workers", value_of(lines, "workers"), [("3", f"{later}:3")])


@cases("owlet", "what is wrong in a file is status 2 and one line with its place: {0}", [
    ("a name that is mistyped", "\nprot = 80\n", 2, "prot: no option has this name; is it port?"),
    ("no equals sign", "root /srv\n", 1, "root /srv: write name = value"),
    ("a value that means nothing", "# x\nport = 80x # y\n", 2, "port 80x: give a number from 0 to 65535"),
    ("a toggle that is neither on nor off", "debug = maybe\n", 1, "debug maybe: give true"),
    ("an option twice", "port = 1\nport = 2\n", 2, "port: it is at"),
    ("--listen beside --port", "listen = 127.0.0.1:0\nport = 2\n", 2, "port 2: it has no meaning beside"),
    ("an empty value", "root =\n", 1, "root '': give a path"),
])
def wrong_line(web, _, text, line, wanted):
    place = config(web, text)
    for options in (("--config", place), ("--config", place, "--check")):
        status, out, err = run_briefly(web.setting.binary, *options) if web.is_owlet else check(web)
        expect_equal("status and standard output", (status, out), (2, ""))
        expect(err.startswith(f"owlet: {place}:{line}: {wanted}") and err.count("\n") == 1, f"{place}:{line}: {wanted}", err)


@cases("owlet", "what is wrong in the environment is status 2 and one line with the variable: {0}={1}", [
    ("OWLET_PORT", "80x"),
    ("OWLET_WORKERS_COUNT", "0"),
    ("OWLET_NO_CACHE", "maybe"),
    ("OWLET_CONFIG", "/nonexistent/owlet.conf"),
    ("OWLET_LOG_FORMAT", "xml"),
])
def wrong_variable(web, name, value):
    status, out, err = check(web, environment={name: value})
    expect_equal("status and standard output", (status, out), (2, ""))
    expect(err.startswith(f"owlet: {name} {value}: ") and err.count("\n") == 1, f"{name} {value}: why", err)


@case("owlet", "a variable that no option has is a warning and no error; those of Kubernetes are not even that")
def unknown_variable(web):
    status, out, err = check(web, "-p", "0", environment={"OWLET_PROT": "80"})
    expect_equal("status", status, 0)
    expect("OWLET_PROT: no option has this name; is it OWLET_PORT?" in err and err.count("\n") == 1, "a warning", err)
    expect("command line" in out, "the listing", out)
    kubernetes = {"OWLET_PORT": "tcp://10.0.0.1:80", "OWLET_PORT_80_TCP": "tcp://10.0.0.1:80", "OWLET_SERVICE_HOST": "10.0.0.1"}
    expect_equal("result", check(web, environment={"OWLET_CONFIG": config(web, "port = 0\n"), **kubernetes})[::2], (0, ""))


@cases("owlet", "what --check prints is a file that says the same: {0}", [
    ("nothing said but the port", ("-p", "0"), {}),
    ("a root with odd letters", ("-p", "0", "-r", "../root/", "-l", ' "#" \\ \t\n '), {}),
    ("lists", ("-a", "127.0.0.1", "-a", "127.0.0.2", "--admin", "127.0.0.1:0"), {"OWLET_PORT": "0", "OWLET_WORKERS": "auto"}),
    ("listeners beside a host of the environment", ("--listen", "127.0.0.1:0"), {"OWLET_HOST": "0.0.0.0"}),
    ("toggles", ("-p", "0", "--no-cache", "-d"), {"OWLET_DAEMON": "no"}),
])
def round_trip(web, _, options, environment):
    result = check(web, *options, environment=environment)
    lines = listed(result)
    again = listed(check(web, "--config", config(web, result[1])))
    said = [line[:2] for line in lines if not line.is_comment]
    expect_equal("values", [line[:2] for line in again if not line.is_comment], said)


@case("owlet", "a pipe will do as a file of options; a folder and a file without end will not")
def odd_files(web):
    web.need_owlet()
    command = f"{shlex.quote(web.setting.binary)} --check --config /dev/stdin"
    lines = listed(run_briefly("/bin/sh", "-c", f"echo 'port = 0' | {command}"))
    expect_equal("port", value_of(lines, "port"), [("0", "/dev/stdin:1")])
    for place, why in ((web.root, "Is a directory"), ("/dev/zero", "too long")):
        status, _, err = check(web, "--config", place)
        expect_equal("status", status, 2)
        expect(f"--config {place}: {why}" in err, f"--config {place}: {why}", err)
