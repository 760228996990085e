"""What lies in the root and is no plain file: links, FIFOs, devices, sockets, the unreadable. Never a hang, never a way out."""

import os

from support.outcome import Failure, Skip, expect_equal, expect_in
from support.registry import case, cases


@cases("owlet", "a link that stays inside is followed: {0}", [
    ("to a neighbour", "/links/inside.txt", b"real\n"),
    ("up one folder", "/links/inner/up.txt", b"real\n"),
    ("up to the root", "/links/inner/root-up.txt", b"hello owlet\n"),
    ("to a folder", "/links/folder/deep.txt", b"deep\n"),
    ("to a link", "/links/chain.txt", b"real\n"),
])
def inner_links(web, _, target, body):
    web.expect_file(target, body)


@cases("owlet", "a link that leads out is 403 or 404: {0}", [
    ("absolute, to a file", "absolute.txt"),
    ("relative, to a file", "outside.txt"),
    ("to a folder, below it", "outside-folder/passwd"),
    ("to a folder, itself", "outside-folder/"),
    ("to a folder, without slash", "outside-folder"),
    ("to a device", "null"),
    ("to /proc", "proc"),
    ("absolute, back into the root", "absolute-inside.txt"),
])
def outer_links(web, _, name):
    response = web.expect_status(f"/links/{name}", (403, 404))
    if b"root:" in response.body:
        raise Failure("expected nothing from outside the root; came /etc/passwd")


@cases("owlet", "a link to nothing is 404: {0}", [("dangling", "dangling.txt"), ("to itself", "loop.txt")])
def dead_links(web, _, name):
    web.expect_status(f"/links/{name}", (403, 404))


@cases("owlet", "{0} is 403 or 404 at once, never a hang", [
    ("a FIFO", "fifo"),
    ("a socket", "socket"),
    ("a device", "zero"),
    ("a FIFO with a slash", "fifo/"),
    ("a FIFO asked for by HEAD", "fifo"),
])
def no_plain_file(web, what, name):
    if not os.path.lexists(f"{web.root}/special/{name.rstrip('/')}"):
        raise Skip("making a device needs a privilege")
    method = "HEAD" if "HEAD" in what else "GET"
    with web.connect(timeout=5) as connection:
        connection.send(web.request(f"/special/{name}", method=method))
        expect_in("status", connection.response(method).status, (403, 404))


@cases("owlet", "{0} is 403 or 404", [
    ("an unreadable file", "unreadable.txt"),
    ("a file in a closed folder", "closed/file.txt"),
    ("a closed folder", "closed/"),
])
def unreadable(web, _, name):
    if os.geteuid() != 0:
        web.expect_status(f"/special/{name}", (403, 404))
        return
    with web.start(user=65534) as server:      # the superuser may read all: owlet runs as nobody
        response = web.at(server).expect_status(f"/special/{name}", (403, 404))
        if b"secret" in response.body:
            raise Failure("expected no content of an unreadable file; came some")


@case("owlet", "a FIFO as index.html is 403 or 404")
def fifo_index(web):
    place, path = web.file(b"x", "folder/file.txt")
    os.mkfifo(os.path.join(os.path.dirname(place), "index.html"))
    web.expect_status(os.path.dirname(path) + "/", (403, 404))


@case("owlet", "a file replaced by a link that leads out is not served any more")
def replaced_by_link(web):
    place, path = web.file(b"inside\n")
    web.expect_file(path, b"inside\n")
    os.unlink(place)
    os.symlink("/etc/passwd", place)
    web.expect_status(path, (403, 404))


@case("owlet", "a folder replaced by a link that leads out is no way out")
def folder_replaced_by_link(web):
    place, path = web.file(b"inside\n", "folder/passwd")
    web.expect_file(path, b"inside\n")
    os.rename(os.path.dirname(place), os.path.dirname(place) + ".old")
    os.symlink("/etc", os.path.dirname(place))
    web.expect_status(path, (403, 404))


@case("owlet", "a file that turns into a FIFO is not served any more, and nothing hangs")
def replaced_by_fifo(web):
    place, path = web.file(b"inside\n")
    web.expect_file(path, b"inside\n")
    os.unlink(place)
    os.mkfifo(place)
    web.expect_status(path, (403, 404))


@case("owlet", "a file that turns into a folder redirects, and back again is the file")
def file_and_folder(web):
    place, path = web.file(b"file\n")
    web.expect_file(path, b"file\n")
    os.unlink(place)
    os.mkdir(place)
    web.expect_status(path, 301)
    os.rmdir(place)
    with open(place, "wb") as file:
        file.write(b"file again\n")
    web.expect_file(path, b"file again\n")


@case("owlet", "a hard link is a file like any other")
def hard_link(web):
    place, path = web.file(b"one of two\n")
    os.link(place, place + ".twin.txt")
    response = web.expect_file(path + ".twin.txt", b"one of two\n")
    expect_equal("Content-Type", response["content-type"], "text/plain")


@case("owlet", "the root itself may be a link")
def linked_root(web):
    place, _ = web.file(b"linked\n", "real/file.txt")
    link = os.path.dirname(os.path.dirname(place)) + "/link"
    os.symlink("real", link)
    with web.start(root=link) as server:
        web.at(server).expect_file("/file.txt", b"linked\n")


@case("owlet", "a root that is moved away is still the one that is served")
def moved_root(web):
    place, _ = web.file(b"moved\n", "before/file.txt")
    before = os.path.dirname(place)
    with web.start(root=before) as server:
        os.rename(before, before + ".after")
        web.at(server).expect_file("/file.txt", b"moved\n")
