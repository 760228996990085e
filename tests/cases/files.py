"""Files and folders as they are asked for by GET and HEAD: bytes, types, fields, index.html, redirects."""

import os
import re
import time

from support.documents import SIZES, TINY, TYPES, pattern
from support.outcome import Failure, expect, expect_equal, expect_in
from support.registry import case, cases
from support.response import parse_date


@case("9110 9.3.1", "GET of a file is 200 with its bytes")
def get_file(web):
    web.expect_file("/tiny.txt", TINY)


@cases("9110 8.6", "a file of {0} bytes comes whole, with its length", SIZES)
def sizes(web, size):
    response = web.expect_file(f"/sizes/{size}.bin", pattern(size))
    expect_equal("Content-Length", response["content-length"], str(size))


@cases("9110 9.3.2", "HEAD of a file of {0} bytes has the length and no body", (0, 1, 8192, 8193, 1048577))
def head_sizes(web, size):
    response = web.head(f"/sizes/{size}.bin")
    expect_equal("status", response.status, 200)
    expect_equal("Content-Length", response["content-length"], str(size))


@case("9110 9.3.2", "HEAD of a file of 5 GiB has its full length")
def head_giant(web):
    expect_equal("Content-Length", web.head("/giant.bin")["content-length"], str(5 << 30))


@cases("9110 9.3.2", "HEAD of {0} has exactly the fields of GET", [
    ("a file", "/tiny.txt"),
    ("an empty file", "/empty.txt"),
    ("a large file", "/big.bin"),
    ("a folder", "/dir/"),
    ("a folder without its slash", "/dir"),
    ("a missing name", "/missing"),
    ("a bad escape", "/%zz"),
    ("the root", "/"),
])
def head_like_get(web, _, target):
    get, head = web.get(target), web.head(target)
    expect_equal("status of HEAD", head.status, get.status)
    differing = [f for f in zip(get.fields, head.fields, strict=False) if f[0] != f[1] and f[0][0].lower() != "date"]
    expect(get.names() == head.names() and not differing, f"the fields of GET {get.fields}", head.fields)


@cases("9110 8.3.1", "page.{0} is {1}", TYPES)
def content_types(web, extension, kinds):
    response = web.get(f"/types/page.{extension}")
    expect_in("Content-Type", response["content-type"], kinds.split())


@cases("9110 8.3.1", "{0} has the type of its extension", [
    ("an extension in upper case", "PAGE.HTML", "text/html"), ("the last of two extensions", "a.html.png", "image/png"),
    ("mixed case", "Photo.JpG", "image/jpeg")])
def types_by_name(web, _, name, kind):
    _, path = web.file(b"content\n", name)
    expect_equal("Content-Type", web.get(path)["content-type"], kind)


@cases("9110 8.3.1", "{0} has no type by its name: application/octet-stream, or none at all", [
    ("no extension", "html"), ("a dot at the end", "page.")])
def types_of_nothing(web, _, name):
    _, path = web.file(b"content\n", name)
    expect_in("Content-Type", web.get(path)["content-type"], ("application/octet-stream", None))


@case("9110 8.3.1", "the extension of a folder is not the type of the files in it")
def folder_with_extension(web):
    _, path = web.file(b"content\n", "site.css/page.html")
    expect_equal("Content-Type", web.get(path)["content-type"], "text/html")


@case("9110 6.6.1", "Date is the time of the response")
def date(web):
    before = int(time.time())
    came = parse_date(web.get("/tiny.txt")["date"])
    expect(before - 2 <= came <= time.time() + 2, f"a Date of about {before}", came)


@case("9110 8.8.2", "Last-Modified is the modification time")
def last_modified(web):
    expect_equal("Last-Modified", web.get("/dates/dated.txt")["last-modified"], "Sun, 06 Nov 1994 08:49:37 GMT")


@case("9110 8.8.2", "Last-Modified cuts the fraction of a second, never rounds up")
def last_modified_fraction(web):
    expect_equal("Last-Modified", web.get("/dates/fraction.txt")["last-modified"], "Sun, 06 Nov 1994 08:49:37 GMT")


@cases("owlet", "no Last-Modified for a modification time of {0}", [("0", "epoch"), ("1 s", "one")])
def no_last_modified(web, _, name):
    response = web.expect_status(f"/dates/{name}.txt", 200)
    expect_equal("Last-Modified", response["last-modified"], None)
    expect(response["etag"], "an ETag all the same", None)


@case("owlet", "a modification time of 2 s is told")
def two_seconds(web):
    expect_equal("Last-Modified", web.get("/dates/two.txt")["last-modified"], "Thu, 01 Jan 1970 00:00:02 GMT")


@case("9110 8.8.2.1", "no Last-Modified later than the response's own Date")
def future(web):
    response = web.expect_status("/dates/future.txt", 200)
    told = response["last-modified"]
    if told is not None and parse_date(told) > parse_date(response["date"]):
        raise Failure(f"expected none, or one not after {response['date']}; came {told}")


@case("9110 14.3", "files say Accept-Ranges: bytes")
def accept_ranges(web):
    expect_equal("Accept-Ranges", web.get("/tiny.txt")["accept-ranges"], "bytes")


@case("9110 8.8.3", "files carry a strong entity tag")
def strong_etag(web):
    etag = web.get("/tiny.txt")["etag"]
    expect(etag and not etag.startswith("W/"), "a strong ETag", etag)


@case("9110 8.8.1", "the entity tag changes with the content")
def etag_changes(web):
    place, path = web.file(b"first\n")
    first = web.expect_file(path, b"first\n")["etag"]
    with open(place, "wb") as file:
        file.write(b"second!\n")
    second = web.expect_file(path, b"second!\n")["etag"]
    expect(first != second, "another ETag", second)


@case("owlet", "a change of equal size within the same second changes the entity tag")
def etag_same_second(web):
    place, path = web.file(b"first\n")
    first = web.expect_file(path, b"first\n")
    with open(place, "wb") as file:
        file.write(b"other\n")
    second = web.expect_file(path, b"other\n")
    expect(first["etag"] != second["etag"], "another ETag", second["etag"])


@case("owlet", "equal files on two machines have equal tags (no inode in it)")
def etag_of_twins(web):
    first, second = (web.get(f"/dates/twin-{name}.txt") for name in "ab")
    expect_equal("ETag of the twin", second["etag"], first["etag"])


@cases("9110 8.8.1", "a file that differs in {0} has another tag", [
    ("size", "other-size"),
    ("content", "other-content"),
])
def etag_of_others(web, _, name):
    expect(web.get(f"/dates/{name}.txt")["etag"] != web.get("/dates/twin-a.txt")["etag"], "another ETag", "the same")


@case("9111 4.3", "a file that appears is found by the next request, one that is deleted is not")
def appears(web):
    place, path = web.file(b"first\n")
    missing = path + ".new"
    web.expect_status(missing, 404)
    with open(place + ".new", "wb") as file:
        file.write(b"new\n")
    web.expect_file(missing, b"new\n")

    os.unlink(place + ".new")
    web.expect_status(missing, 404)


@case("9111 4.3", "on one connection too, a replaced file is seen by the next request")
def replaced_on_connection(web):

    place, path = web.file(b"version 0\n")
    with web.connect() as connection:
        for version in range(20):
            with open(place + ".next", "wb") as file:
                file.write(b"version %d\n" % version)
            os.rename(place + ".next", place)
            connection.send(web.request(path, close=False))
            expect_equal("body", connection.response().body, b"version %d\n" % version)


# folders


@cases("owlet", "{0} is its index.html", [
    ("the root", "/", b"root"),
    ("a folder", "/dir/", b"dir"),
    ("a folder with a query", "/dir/?x=1", b"dir"),
])
def index(web, _, target, title):
    response = web.expect_file(target, b"<!doctype html><title>" + title + b"</title>\n")
    expect_equal("Content-Type", response["content-type"], "text/html")


@cases("owlet", "{0} is 404", [
    ("a folder without index.html", "/indexless/"),
    ("a folder whose index.html is a folder", "/folder-index/"),
    ("a missing name", "/missing.txt"),
    ("a missing folder", "/missing/"),
    ("a name below a file", "/tiny.txt/below"),
    ("a file with a slash behind it", "/tiny.txt/"),
    ("a page with a slash behind it", "/dir/page.html/"),
    ("index.html with a slash behind it", "/index.html/"),
    ("a name below a missing folder", "/missing/below.txt"),
    ("the empty query of a missing name", "/missing?"),
    ("a name of 256 bytes", "/" + "n" * 256),
    ("a path of 4,000 bytes", "/" + "n/" * 2000),
    ("another case of the name", "/TINY.TXT"),
    ("a dot too many", "/tiny.txt."),
])
def not_found(web, _, target):
    response = web.expect_status(target, 404)
    expect_equal("Content-Type", response["content-type"], "text/html")


@cases("9110 15.4.2", "{0} redirects to the same with a slash", [
    ("a folder", "/dir", ("/dir/",)),
    ("a folder without index.html", "/indexless", ("/indexless/",)),
    ("a deeper folder", "/dir/deeper", ("/dir/deeper/",)),
    ("a folder with a query", "/dir?a=b&c=/d", ("/dir/?a=b&c=/d",)),
    ("a folder with an empty query", "/dir?", ("/dir/", "/dir/?")),
    ("a folder with a question mark in its query", "/dir?a?b", ("/dir/?a?b",)),
    ("a folder with an escape in its query", "/dir?%41%0d%0a", ("/dir/?%41%0d%0a",)),
    ("a folder with a space", "/a%20b", ("/a%20b/",)),
    ("a folder in UTF-8", "/gr%C3%BC%C3%9Fe", ("/gr%C3%BC%C3%9Fe/",)),
    ("a folder with a percent sign", "/100%25", ("/100%25/",)),
    ("a folder with a question mark", "/what%3F", ("/what%3F/",)),
    ("a folder with a hash", "/a%23b", ("/a%23b/",)),
    ("a folder with a newline", "/line%0Abreak", ("/line%0Abreak/",)),
    ("a folder with a colon", "/a:b", ("/a:b/", "/a%3Ab/")),
    ("a folder with angle brackets", "/%3Cb%3E", ("/%3Cb%3E/",)),
    ("a folder with a backslash first", "/%5Cevil.example", ("/%5Cevil.example/",)),
    ("a folder behind two slashes", "//evil.example", ("/evil.example/",)),
    ("a folder behind three slashes", "///evil.example", ("/evil.example/",)),
    ("a folder behind dot segments", "/dir/../dir/./deeper", ("/dir/deeper/",)),
    ("a folder behind two slashes and a dot segment", "//evil.example/..//evil.example", ("/evil.example/",)),
    ("a folder behind a dot and two slashes", "/.//evil.example", ("/evil.example/",)),
    ("a folder named by needless escapes", "/%64%69r", ("/dir/",)),
    ("a link to a folder", "/links/folder", ("/links/folder/",)),
])
def redirects(web, _, target, locations):
    response = web.expect_status(target, 301)
    expect_in("Location's path", re.sub("^http://[^/]+", "", response["location"]), locations)


@cases("owlet", "the Location of {0} is path-absolute, without scheme or host", [
    ("a folder", "/dir"),
    ("a folder behind two slashes", "//evil.example"),
    ("a folder asked for in absolute-form", "http://evil.example/dir"),
])
def path_absolute(web, _, target):
    location = web.expect_status(target, 301)["location"]
    expect(re.match("/[^/\\\\]", location), "a path-absolute Location", location)


@case("9112 11.1", "a folder named with CR LF and a field cannot split the response")
def response_splitting(web):
    response = web.expect_status("/return%0D%0ASet-Cookie:%20a=b", 301)
    path = re.sub("^http://[^/]+", "", response["location"]).replace("%3A", ":").replace("%3D", "=")
    expect_equal("Location's path", path, "/return%0D%0ASet-Cookie:%20a=b/")
    expect_equal("Set-Cookie", response["set-cookie"], None)


@case("9110 10.2.2", "a redirect never names the Host that the client sent")
def redirect_without_host(web):
    response = web.expect_status("/dir", 301, host="evil.example")
    expect("evil.example" not in response["location"], "a Location without a host", response["location"])


@case("9110 15.4.2", "a redirect of HEAD has the Location and no body")
def redirect_head(web):
    response = web.head("/dir")
    expect_equal("status", response.status, 301)
    expect(response["location"].endswith("/dir/"), "the Location of GET", response["location"])


@case("9112 9.3", "a redirect keeps the connection")
def redirect_goes_on(web):
    with web.connect() as connection:
        connection.send(web.request("/dir", close=False))
        expect_equal("status", connection.response().status, 301)
        web.expect_goes_on(connection)
