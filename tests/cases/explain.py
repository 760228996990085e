"""owlet explain: what would answer, and why; the very status and fields that a server with the same settings sends."""

import itertools
import os
import re

from cases.options import expect_one_line
from support import documents
from support.outcome import expect, expect_equal
from support.registry import case, cases
from support.server import run_briefly

NUMBERS = itertools.count()
HASHED = "app.3f9a2c1b.js"
REDIRECTS = """/old /new.txt 301
/plain.txt /elsewhere 302
/forced.txt /elsewhere 307!
/rewritten /docs/ 200
/gone /gone.html 410
/nowhere /missing.html 200
/hop/* /docs/:splat
"""
HEADERS = """/docs/*
  X-Docs: yes
/*.html
  X-Page: yes
  ! ETag
"""
FILES = {"index.html": "<p>home", "plain.txt": "plain", "forced.txt": "forced", "docs/index.html": "<p>docs", "docs/index.html.br": "br",
         "docs/index.html.gz": "gz", "about.html": "<p>about", "gone.html": "<p>gone", "404.html": "<p>lost", "404.html.gz": "gz",
         "picture.png": "png", HASHED: "js", "empty/file.txt": "x", ".env": "secret", "_redirects": REDIRECTS, "_headers": HEADERS}
NAVIGATION, CODINGS = "Accept: text/html", "Accept-Encoding: gzip, br"
SETS = {
    "nothing else": (),
    "ways": ("--clean-urls", "--fallback", "index.html", "--cors", "--security-headers", "--header", "X-All: 1", "--previous-root", "@former"),
    "a prefix": ("--prefix", "/app", "--dotfiles", "--cache-control", "max-age=5"),
}
# A method, a target and fields: in each of the settings.
REQUESTS = [("GET", "/"), ("HEAD", "/"), ("GET", "/app/"), ("GET", "/app"), ("GET", "/docs"), ("GET", "/docs?x=1"), ("GET", "/docs/", CODINGS),
            ("GET", "/docs/", "Accept-Encoding: gzip;q=1, br;q=0.5"), ("HEAD", "/app/docs/", CODINGS), ("GET", "/docs/index.html"),
            ("GET", "/about"), ("GET", "/about.html"), ("GET", "/about/"), ("GET", "/old"), ("GET", "/old?a=b"), ("GET", "/plain.txt"),
            ("GET", "/forced.txt"), ("GET", "/rewritten", CODINGS), ("GET", "/gone"), ("GET", "/nowhere"), ("GET", "/hop/index.html"),
            ("GET", "/.env"), ("GET", "/app/.env"), ("GET", "/_redirects"), ("GET", "/lost"), ("GET", "/lost", NAVIGATION, CODINGS),
            ("GET", "/lost.js", NAVIGATION), ("GET", "/old.1a2b3c4d5e.js"), ("GET", f"/{HASHED}"), ("GET", "/empty/"), ("GET", "/empty"),
            ("GET", "/plain.txt", "Range: bytes=1-2"), ("GET", "/plain.txt", "Range: bytes=9-"), ("GET", "/plain.txt", "If-None-Match: *"),
            ("GET", "/plain.txt", "If-Match: \"other\""), ("GET", "/plain.txt", "Range: bytes=1-2", "If-Range: \"other\""),
            ("POST", "/plain.txt"), ("OPTIONS", "/plain.txt"), ("OPTIONS", "*"), ("BREW", "/"), ("GET", "/%00"), ("GET", "/a%2Fb"),
            ("GET", "/.."), ("GET", "/", "Expect: tea"), ("GET", "/", "Host: a b"), ("GET", "/", "Connection: close")]


def make_site(web):
    """A site with something for each of the ways; returns its root."""
    root = f"{web.root}/own/explain-{os.getpid()}-{next(NUMBERS)}"
    for name, text in FILES.items():
        documents.write(f"{root}/{name}", text.encode(), 1_500_000_000 if name.endswith("html.gz") else 1_600_000_000)
    documents.write(f"{root}-former/old.1a2b3c4d5e.js", b"former")
    return root


def options_of(name, root):
    """Those of a set, with the former root in its place."""
    return [f"{root}-former" if each == "@former" else each for each in SETS[name]]


def explain(web, *options, **settings):
    """Runs owlet explain: (status, standard output, standard error)."""
    web.need_owlet()
    return run_briefly(web.setting.binary, "explain", *options, **settings)


def told(web, root, *options):
    """What it prints, without what is aligned."""
    _, out, err = explain(web, "-r", root, *options)
    expect_equal("standard error", err, "")
    return re.sub(r" {2,}", " ", out)


def lines_of(head):
    """The lines of a head that are not of this moment or this connection."""
    return [line for line in head if not re.match(r"(?:Date|Connection): ", line)]


@cases("owlet", "the status and the fields that are explained are those that the server sends, with {0}", list(SETS), limit=90.0, heavy=True)
def the_same(web, name):
    root = make_site(web)
    options = options_of(name, root)
    with web.start(*options, root=root) as server:
        web.at(server)
        for method, target, *fields in REQUESTS:
            has_host = any(field.startswith("Host:") for field in fields)
            with web.connect() as connection:
                connection.send(web.request(target, *fields, method=method, host=None if has_host else "localhost", close=False))
                sent = connection.response(method)
            words = [word for field in fields for word in ("-H", field)]
            status, out, err = explain(web, "-r", root, *options, "-X", method, *words, target)
            what = f"{method} {target} {fields}"
            expect_equal(f"standard error of {what}", err, "")
            head = out[out.index("\nHTTP/1.1 ") + 1:].splitlines()
            expect_equal(what, lines_of(head), lines_of(sent.head.decode().splitlines()[:-1]))
            expect_equal(f"exit status of {what}", status, 0 if sent.status < 400 else 1)
            expect(out.startswith(f"{method} {target}\n  status    {sent.status} "), f"the status {sent.status} of {what}", out)


WHY = [
    ("a directory", ("/docs/",), "file docs/index.html (", "by index: the path names the directory of it", "fields _headers:1, _headers:3"),
    ("a sidecar", ("-H", CODINGS, "/docs/"), "file docs/index.html.br (", ".br: sent; .zst: not there; .gz: older than the file"),
    ("no coding asked for", ("/docs/",), ".br: there, but the request has no Accept-Encoding"),
    ("a coding refused", ("-H", "Accept-Encoding: gzip", "/docs/"), ".br: there, but Accept-Encoding does not let it be sent"),
    ("a coding less wanted", ("-H", "Accept-Encoding: br;q=0.1, identity", "/docs/"), ".br: there, but less wanted"),
    ("no sidecars", ("/picture.png",), "variants none is looked for: this type is not compressed"),
    ("a missing slash", ("/docs?x=1",), "location /docs/?x=1", "by slash: the path names a directory without its slash"),
    ("a rule", ("/old",), "location /new.txt", "by _redirects:1: the rule redirects"),
    ("a rule in the shadow of a file", ("/plain.txt",), "rule _redirects:2 matches (302 to /elsewhere), but the path leads somewhere"),
    ("a forced rule", ("/forced.txt",), "by _redirects:3: the rule redirects"),
    ("a rewrite", ("/rewritten",), "by _redirects:4: the rule answers with /docs/", "file docs/index.html ("),
    ("a page of a rule", ("/gone",), "status 410 Gone", "by _redirects:5: the rule says so, with the page /gone.html"),
    ("a rule to nowhere", ("/nowhere",), "by _redirects:6: the rule leads to /missing.html, which is no file to be served"),
    ("a hidden name", ("/.env",), "by hidden: a name begins with a dot", "file 404.html (", ", the page for 404"),
    ("a file of rules", ("/_headers",), "by hidden: a file of rules is never served"),
    ("nothing", ("/lost",), "by path: there is nothing of that name", "former not asked, for the name carries no hash", "fallback none, for"),
    ("a clean URL that is not asked for", ("/about",), "clean URL about.html is there, and --clean-urls would answer with it"),
    ("a clean URL", ("--clean-urls", "/about"), "by clean URL: the path names it without .html"),
    ("no clean URL", ("--clean-urls", "/about.html"), "by clean URL: the file has one right URL, and that is it"),
    ("a directory without index", ("/empty/",), "by index: the path names a directory, which has no index.html"),
    ("a listing", ("--list", "/empty/"), "status 200 OK", "by listing: the directory has no index.html, and --list shows what is in it", "file empty (", ", a directory"),
    ("a file with a slash", ("/picture.png/",), "by path: there is a file, and the path ends in a slash"),
    ("a hash", (f"/{HASHED}",), "caching for a year: the name carries a hash of its content"),
    ("no hash", ("/plain.txt",), "caching asked for anew each time"),
    ("a rule for caches", ("--header", "Cache-Control: max-age=1", "/plain.txt"), "caching as an option or a rule for fields says"),
    ("a hashed name that is nowhere", ("/x.1a2b3c4d5e.js",), "former no --previous-root is given"),
    ("a former root", ("--previous-root", "@former", "/old.1a2b3c4d5e.js"), "by former root: the root has no such file any more", "-former/old."),
    ("a navigation", ("--fallback", "/index.html", "-H", NAVIGATION, "/lost"), "by fallback: a navigation to what is nowhere", "file index.html"),
    ("no navigation", ("--fallback", "/index.html", "/lost"), "fallback not taken, for this is no navigation"),
    ("no page", ("--fallback", "/index.html", "-H", NAVIGATION, "/lost.js"), "fallback not taken, for the name has the extension"),
    ("a path elsewhere", ("--prefix", "/app", "/docs/"), "by prefix: the path is not beneath --prefix /app"),
    ("a condition", ("-H", "If-None-Match: *", "/plain.txt"), "status 304 Not Modified", "condition If-None-Match: the client has this version"),
    ("a condition that fails", ("-H", 'If-Match: "x"', "/plain.txt"), "status 412 Precondition Failed", "condition If-Match: this is another version"),
    ("a range", ("-H", "Range: bytes=0-0", "/plain.txt"), "status 206 Partial Content", "range sent"),
    ("a range behind the end", ("-H", "Range: bytes=99-", "/plain.txt"), "range it begins behind the end of the file"),
    ("a range of another version", ("-H", "Range: bytes=0-0", "-H", 'If-Range: "x"', "/plain.txt"), "range ignored, for If-Range is about another"),
    ("a range of HEAD", ("-X", "HEAD", "-H", "Range: bytes=0-0", "/plain.txt"), "range ignored, for it means something for GET only"),
    ("a link that leads out", ("/out.txt",), "by path: a link that leads out of the root"),
    ("a method", ("-X", "PUT", "/"), "status 405 Method Not Allowed", "by the method: it is none of GET, HEAD and OPTIONS"),
    ("no request", ("-H", "Host: a b", "/"), "status 400 Bad Request", "by the request: it is malformed"),
    ("a URL with a host", ("http://example.com/docs/#part",), "GET /docs/ status 200 OK", "file docs/index.html ("),
]


@cases("owlet", "owlet explain says why: {0}", WHY)
def why(web, _, options, *wanted):
    root = make_site(web)
    os.symlink("/etc/hostname", f"{root}/out.txt")
    text = told(web, root, *[f"{root}-former" if each == "@former" else each for each in options]).replace("\n", " ").replace("  ", " ")
    for each in wanted:
        expect(each in text, each, text)


@case("owlet", "a name that somebody else has chosen cannot get out of its line")
def escaped(web):
    root = make_site(web)
    documents.write(f"{root}/a\n\x1b[1mb.txt", b"odd")
    text = told(web, root, "/a%0A%1B[1mb.txt")
    expect("file a\\x0a\\x1b[1mb.txt" in text, "an escaped name", text)


@case("owlet", "owlet explain goes by a file of settings and the environment, as the daemon does, and --check of the environment is no matter")
def settings(web):
    root = make_site(web)
    conf = web.file(f"root = {root}\nfallback = index.html\n".encode(), "conf")[0]
    status, out, err = explain(web, "--config", conf, "-H", NAVIGATION, "/lost", environment={"OWLET_CORS": "yes", "OWLET_CHECK": "yes"})
    expect_equal("status and standard error", (status, err), (0, ""))
    expect("fallback: a navigation" in out and "\nAccess-Control-Allow-Origin: *\n" in out, "the fallback, and a field", out)


@case("owlet", "owlet explain says that a fallback is missing, and warns of it as a start does")
def missing_fallback(web):
    status, out, err = explain(web, "-r", make_site(web), "--fallback", "no.html", "-H", NAVIGATION, "/lost")
    expect_equal("status", status, 1)
    expect("fallback: there is no file no.html in the root" in out, "the reason", out)
    expect(err.startswith("owlet: warning: --fallback no.html: there is no such file"), "a warning", err)


@case("owlet", "mistakes in the rules of a site are told as a start tells them, with status 1")
def mistakes(web):
    root = make_site(web)
    documents.write(f"{root}/_redirects", b"/a /b 30\n")
    status, out, err = explain(web, "-r", root, "/")
    expect_equal("status and standard output", (status, out), (1, ""))
    expect(err.startswith("owlet: _redirects:1:7: 30: ") and "mend what was named, or remove the file" in err, "the line and the remedy", err)


@cases("owlet", "a question that means nothing is status 2 and one line: {0}", [
    ("no path", (), "explain: give one path or URL"),
    ("two paths", ("/a", "/b"), "argument /b: give one path or URL"),
    ("no slash", ("about",), "explain about: give a path from / on"),
    ("nothing", ("",), "explain '': give a path from / on"),
    ("white space", ("/a b",), "explain /a b: a URL has no white space"),
    ("no host", ("http:///a",), "give a host behind http://"),
    ("a user", ("http://me@host/",), "give a host behind http://"),
    ("no colon", ("-H", "Accept", "/"), "--request-header Accept: write Name: value"),
    ("two lines", ("-H", "A: b\r\nC: d", "/"), "take them out"),
    ("no method", ("-X", "", "/"), "--method '': give a method of HTTP"),
    ("a check", ("--check", "/"), "--check: owlet explain checks anyway"),
    ("a wrong setting", ("-p", "x", "/"), "--port x"),
])
def usage(web, _, options, mentioned):
    expect_one_line(explain(web, *options), 2, mentioned)


@cases("owlet", "what a request is asked about with goes with owlet explain alone: {0}", [
    ("a server", ("-H", "A: b"), "--request-header A: b: this goes with owlet explain"),
    ("a check", ("--check", "-X", "HEAD"), "--method HEAD: this goes with owlet explain"),
])
def alone(web, _, options, mentioned):
    web.need_owlet()
    expect_one_line(run_briefly(web.setting.binary, *options), 2, mentioned)


@case("owlet", "a root that is not there is status 1 and one line")
def no_root(web):
    expect_one_line(explain(web, "-r", "/nothing-of-this-name", "/"), 1, "open root /nothing-of-this-name", "give an existing directory with --root")
