"""The options of a site: values that mean nothing are status 2 and name the remedy; files of media types are judged line by line."""

import os
import signal

from cases.options import brief, expect_one_line
from cases.reload import DONE, Bare, write
from support.documents import TINY
from support.outcome import expect, expect_equal
from support.registry import case, cases

FRAMING = "this belongs to the connection, and is owlet's: leave it out"
TRUTH = "owlet says this of what it sends: leave it out"


@cases("owlet", "a value of the site that means nothing is status 2 and one line with the remedy: {0} {1!r}", [
    ("follow", "", "give a path that is not empty"),
    ("types", "", "No such file or directory; give a file that can be read"),
    ("types", "/nonexistent/types", "No such file or directory; give a file that can be read"),
    ("types", "/", "Is a directory; give a file that can be read"),
    ("types", "/dev/zero", "too long; give at most 1048576 bytes"),
    ("charset", "", "give the name of a character set, as in utf-8"),
    ("charset", "utf-8; x", "give the name of a character set, as in utf-8"),
    ("fallback", "", "give a file by its path beneath the root"),
    ("fallback", "../index.html", "give a file by its path beneath the root"),
    ("fallback", "app/", "give a file by its path beneath the root"),
    ("fallback", ".env", "give a file by its path beneath the root"),
    ("prefix", "", "give a path such as /app"),
    ("prefix", "app", "give a path such as /app"),
    ("prefix", "/a/../b", "give a path such as /app"),
    ("prefix", "//", "give a path such as /app"),
    ("prefix", "/a%2Fb", "give a path such as /app"),
    ("prefix", "/a?b", "give a path such as /app"),
    ("keep-previous", "", "give minutes, from 0 to 1440"),
    ("keep-previous", "-1", "give minutes, from 0 to 1440"),
    ("keep-previous", "10m", "give minutes, from 0 to 1440"),
    ("keep-previous", "1441", "give minutes, from 0 to 1440"),
    ("previous-root", "", "give a path that is not empty"),
    ("header", "X-A", "write Name: value"),
    ("header", "X A: 1", "a name has letters, digits and hyphens: write Name: value"),
    ("header", "X-A:", "there is no value: write Name: value"),
    ("header", "X-A: 1\r\nX-B: 2", "a field cannot have control characters in it: take them out"),
    ("header", "Content-Length: 5", FRAMING),
    ("header", "transfer-encoding: chunked", FRAMING),
    ("header", "ETag: \"1\"", TRUTH),
])
def bad_value(web, name, value, remedy):
    shown = value.replace("\r", "\\x0d").replace("\n", "\\x0a") or "''"
    for options in (("-p", "0"), ("-p", "0", "--check")):
        expect_one_line(brief(web, *options, f"--{name}={value}"), 2, f"--{name} {shown}: {remedy}")


@cases("owlet", "--{0} takes no value on the command line", ["clean-urls", "cors", "security-headers"])
def toggles(web, name):
    expect_one_line(brief(web, "-p", "0", f"--{name}=yes"), 2, f"--{name}=yes: give this option without a value")


@case("owlet", "a field of the environment is a line, and one that is wrong is named with its variable")
def header_variable(web):
    good = {"OWLET_PORT": "0", "OWLET_HEADER": "X-A: a b\nX-B: c, d\n"}
    status, out, err = brief(web, "--check", environment=good)
    expect_equal("status and standard error", (status, err), (0, ""))
    for line in ("header = X-A: a b ", "header = X-B: c, d "):
        expect(f"\n{line}" in out, line, out)
    bad = {"OWLET_PORT": "0", "OWLET_HEADER": "X-A: a b\nDate: now"}
    expect_one_line(brief(web, environment=bad), 2, f"OWLET_HEADER Date: now: {TRUTH}")


@case("owlet", "every mistake in a file of media types is told with its line, up to 20 of them")
def mistakes_in_types(web):
    place, _ = web.file(b"text/x-log log\nlog\ntext/y .y\ntypes { text/html html; }\n", "types")
    status, out, err = brief(web, "-p", "0", "--types", place)
    expect_equal("status and standard output", (status, out), (2, ""))
    wanted = [f'{place}:2: type "log"', f'{place}:3: extension ".y": leave out its first dot', f"{place}:4: "]
    lines = err.splitlines()
    expect_equal("lines", len(lines), len(wanted))
    for line, start in zip(lines, wanted):
        expect(line.startswith(f"owlet: --types {start}"), start, line)
    place, _ = web.file(b"log\n" * 1000, "many")
    expect_equal("lines", brief(web, "-p", "0", "--types", place)[2].count("\n"), 20)


@cases("owlet", "SIGHUP reads the files of media types anew; one that is broken leaves all settings as they were (-w {0})", ["1", "2"])
def types_again(web, workers):
    types, file = web.file(b"text/x-log log\n", "types")[0], web.file(b"", "conf")[0]
    other = os.path.dirname(web.file(b"another root\n", "tiny.txt")[0])
    write(file, f"root = {web.root}\ntypes = {types}\n")
    with Bare(web, workers, file) as owlet:
        web.address = owlet.address
        write(file, f"root = {other}\ntypes = {types}\n")
        write(types, "text/x-log log\nlog text/x-log\n")
        after = len(owlet.lines)
        owlet.order(signal.SIGHUP, "stay as they were")
        owlet.wait_for(f'{file}:2: types {types}:2: type "log": a line begins with a media type', after)
        web.expect_file("/tiny.txt", TINY)
        write(types, "text/x-log log\n")
        owlet.order(signal.SIGHUP, DONE)
        web.expect_file("/tiny.txt", b"another root\n")
