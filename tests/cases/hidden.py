"""Names that begin with a dot: not on the network, unless asked for."""

import os

from support import documents
from support.outcome import expect_equal
from support.processes import Processes
from support.registry import case, cases


def site(web):
    """A root with such names in it."""
    root = f"{web.root}/own/hidden-{os.getpid()}-{id(web)}"
    for name in (".git/config", ".env", "dir/.htpasswd", "dir/.git/HEAD", ".well-known/security.txt", ".well-known/.secret",
                 "dir/.well-known/x", "..data/x", "visible/a.txt"):
        documents.write(f"{root}/{name}", name.encode())
    return root


HIDDEN = ["/.git/config", "/.git/", "/.git", "/.env", "/dir/.htpasswd", "/dir/.git/HEAD", "/%2egit/config", "/%2Eenv", "/dir/%2ehtpasswd",
          "//.env", "/visible/../.env", "/.well-known/.secret", "/dir/.well-known/x", "/..data/x"]


@case("owlet", "a name that begins with a dot is not found, as if it were not there: for GET and HEAD, with a condition or a range")
def are_hidden(web):
    with Processes(web, "-p", "0", root=site(web)) as owlet:
        web.address = owlet.address
        missing = web.get("/nothing").body
        for target in HIDDEN:
            for method, fields in (("GET", ()), ("HEAD", ()), ("GET", ("If-None-Match: *",)), ("GET", ("Range: bytes=0-1",))):
                response = web.get(target, *fields) if method == "GET" else web.head(target)
                expect_equal(f"status of {method} {target}", response.status, 404)
            expect_equal("content", web.get(target).body, missing)


@case("8615 3", "/.well-known/ is public")
def well_known(web):
    with Processes(web, "-p", "0", root=site(web)) as owlet:
        web.address = owlet.address
        web.expect_file("/.well-known/security.txt", b".well-known/security.txt")
        expect_equal("status without the slash", web.get("/.well-known").status, 301)


@cases("owlet", "--dotfiles: {0} is served", HIDDEN)
def are_served(web, target):
    with Processes(web, "-p", "0", "--dotfiles", root=site(web)) as owlet:
        web.address = owlet.address
        status = 404 if target.endswith("/") else 301 if target == "/.git" else 200
        expect_equal("status", web.get(target).status, status)
