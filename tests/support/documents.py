"""The document root that every case finds: made once, read by all, written by none (cases make files of their own)."""

import hashlib
import os
import socket
import stat

TINY = b"hello owlet\n"
DIGITS = b"0123456789"
SIZES = (0, 1, 2, 100, 1023, 1024, 4095, 4096, 4097, 8191, 8192, 8193, 16383, 16384, 16385, 32768, 65535, 65536, 65537,
         131072, 262143, 1048576, 1048577)
DATED = 784111777                     # Sun, 06 Nov 1994 08:49:37 GMT, the date of RFC 9110's examples
GIANT = 5 << 30                       # sparse: offsets beyond 4 GiB
HUGE = 1 << 30                        # sparse: the slow reader's file
TYPES = (
    ("html", "text/html"),
    ("htm", "text/html"),
    ("css", "text/css"),
    ("js", "text/javascript"),
    ("mjs", "text/javascript"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("swf", "application/x-shockwave-flash"),
    ("svg", "image/svg+xml"),
    ("json", "application/json"),
    ("wasm", "application/wasm"),
    ("woff2", "font/woff2"),
    ("woff", "font/woff"),
    ("ttf", "font/ttf"),
    ("otf", "font/otf"),
    ("txt", "text/plain"),
    ("xml", "application/xml text/xml"),
    ("pdf", "application/pdf"),
    ("ico", "image/x-icon image/vnd.microsoft.icon"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("mp4", "video/mp4"),
    ("webm", "video/webm"),
    ("mp3", "audio/mpeg"),
    ("ogg", "audio/ogg application/ogg"),
    ("wav", "audio/wav audio/x-wav audio/wave"),
    ("zip", "application/zip"),
    ("gz", "application/gzip"),
    ("webmanifest", "application/manifest+json"),
    ("map", "application/json"),
    ("csv", "text/csv"),
    ("md", "text/markdown"),
    ("bin", "application/octet-stream"),
    ("unknownkind", "application/octet-stream"),
)
NAMES = (                              # what it is, the name on the disk, the path that a client sends
    ("a space", "a b.txt", "/names/a%20b.txt"),
    ("UTF-8", "grüße-猫.txt", "/names/gr%C3%BC%C3%9Fe-%E7%8C%AB.txt"),
    ("several dots", "a..b...c.txt", "/names/a..b...c.txt"),
    ("a percent sign", "100%.txt", "/names/100%25.txt"),
    ("what looks like an escape", "%41.txt", "/names/%2541.txt"),
    ("what looks like an escaped slash", "a%2Fb.txt", "/names/a%252Fb.txt"),
    ("a plus", "a+b.txt", "/names/a+b.txt"),
    ("an escaped plus", "c+d.txt", "/names/c%2Bd.txt"),
    ("a question mark", "what?.txt", "/names/what%3F.txt"),
    ("a hash", "a#b.txt", "/names/a%23b.txt"),
    ("a backslash", "a\\b.txt", "/names/a%5Cb.txt"),
    ("a newline", "a\nb.txt", "/names/a%0Ab.txt"),
    ("a carriage return", "a\rb.txt", "/names/a%0Db.txt"),
    ("a tab", "a\tb.txt", "/names/a%09b.txt"),
    ("a leading dash", "-rf.txt", "/names/-rf.txt"),
    ("a leading tilde", "~user.txt", "/names/~user.txt"),
    ("a colon", "a:b.txt", "/names/a:b.txt"),
    ("an ampersand", "a&b.txt", "/names/a&b.txt"),
    ("a semicolon and an equals sign", "a;b=c.txt", "/names/a;b=c.txt"),
    ("a quote", 'a"b.txt', "/names/a%22b.txt"),
    ("an apostrophe", "a'b.txt", "/names/a'b.txt"),
    ("angle brackets", "<script>.txt", "/names/%3Cscript%3E.txt"),
    ("brackets", "a[b]{c}.txt", "/names/a%5Bb%5D%7Bc%7D.txt"),
    ("DEL", "a\x7fb.txt", "/names/a%7Fb.txt"),
    ("no extension", "README", "/names/README"),
    ("255 bytes", "n" * 255, "/names/" + "n" * 255),
    ("the name of a method", "GET", "/names/GET"),
    ("escapes of what needs none", "plain.txt", "/names/%70%6c%61%69%6E.txt"),
)


def pattern(size):
    """Bytes in which every place is recognisable."""
    block = b"".join(b"%07d\n" % number for number in range(min(size, 1 << 20) // 8 + 1))
    return (block * (size // len(block) + 1))[:size]


def write(path, data, mtime=None):
    """A file with all its parents."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
    if mtime is not None:
        os.utime(path, (mtime, mtime))


def make_sparse(path, size):
    """A file of holes with a marker at the start of each 64 MiB and at its end."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.truncate(size)
        for offset in range(0, size, 64 << 20):
            file.seek(offset)
            file.write(b"at %015d\n" % offset)
        file.seek(size - 19)
        file.write(b"at %015d\n" % (size - 19))


def file_digest(path):
    """SHA-256 of a file."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 22):
            digest.update(block)
    return digest.hexdigest()


def make_links(root):
    """Links, and things that are no regular files."""
    write(f"{root}/links/real.txt", b"real\n")
    write(f"{root}/links/inner/deep.txt", b"deep\n")
    links = (
    ("inside.txt", "real.txt"),
    ("inner/up.txt", "../real.txt"),
    ("inner/root-up.txt", "../../tiny.txt"),
    ("folder", "inner"),
    ("chain.txt", "inside.txt"),
    ("absolute.txt", "/etc/hostname"),
    ("absolute-inside.txt", f"{root}/tiny.txt"),
    ("outside.txt", "../../../../../../../../etc/passwd"),
    ("outside-folder", "../../../../../../../../etc"),
    ("dangling.txt", "nothing.txt"),
    ("loop.txt", "loop.txt"),
    ("null", "/dev/null"),
    ("proc", "/proc/self/environ"),
)
    for name, target in links:
        if not os.path.lexists(f"{root}/links/{name}"):
            os.symlink(target, f"{root}/links/{name}")
    os.makedirs(f"{root}/special", exist_ok=True)
    if not os.path.exists(f"{root}/special/fifo"):
        os.mkfifo(f"{root}/special/fifo", 0o644)
    if not os.path.exists(f"{root}/special/socket"):
        here = os.open(f"{root}/special", os.O_RDONLY)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(f"/proc/self/fd/{here}/socket")
        os.close(here)
        os.chmod(f"{root}/special/socket", 0o777)
    try:
        os.mknod(f"{root}/special/zero", stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except OSError:
        pass                           # needs a privilege; the case that wants it skips
    write(f"{root}/special/unreadable.txt", b"secret\n")
    write(f"{root}/special/closed/file.txt", b"secret\n")
    os.chmod(f"{root}/special/unreadable.txt", 0)
    os.chmod(f"{root}/special/closed", 0)


def make_dated(root):
    """Files whose modification times matter."""
    write(f"{root}/dates/dated.txt", b"dated\n", DATED)
    write(f"{root}/dates/epoch.txt", b"epoch\n", 0)
    write(f"{root}/dates/one.txt", b"one\n", 1)
    write(f"{root}/dates/two.txt", b"two\n", 2)
    write(f"{root}/dates/future.txt", b"future\n", 4102444800)
    write(f"{root}/dates/fraction.txt", b"fraction\n")
    os.utime(f"{root}/dates/fraction.txt", ns=(DATED * 10**9 + 999_999_999,) * 2)
    write(f"{root}/dates/twin-a.txt", b"twins\n", DATED)
    write(f"{root}/dates/twin-b.txt", b"twins\n", DATED)
    write(f"{root}/dates/other-content.txt", b"Twins\n", DATED)
    write(f"{root}/dates/other-size.txt", b"no twin\n", DATED)


def make_documents(root):
    """Fills a directory; what is there already stays, so that it can be run twice."""
    write(f"{root}/index.html", b"<!doctype html><title>root</title>\n")
    write(f"{root}/tiny.txt", TINY)
    write(f"{root}/end.txt", b"the end\n")
    write(f"{root}/smuggled.txt", b"this must never be an answer\n")
    write(f"{root}/digits.txt", DIGITS)
    write(f"{root}/empty.txt", b"")
    write(f"{root}/dir/index.html", b"<!doctype html><title>dir</title>\n")
    write(f"{root}/dir/page.html", b"<!doctype html><title>page</title>\n")
    write(f"{root}/dir/deeper/file.txt", b"deeper\n")
    write(f"{root}/indexless/file.txt", b"no index here\n")
    write(f"{root}/folder-index/index.html/inner.txt", b"index.html is a folder\n")
    for name in ("evil.example", "a b", "grüße", "100%", "what?", "a#b", "line\nbreak", "return\r\nSet-Cookie: a=b", "\\evil.example", "<b>", "a:b"):
        write(f"{root}/{name}/index.html", b"<!doctype html><title>odd</title>\n")
    for size in SIZES:
        write(f"{root}/sizes/{size}.bin", pattern(size))
    write(f"{root}/big.bin", pattern(8 << 20))
    for extension, _ in TYPES:
        write(f"{root}/types/page.{extension}", b"content\n")
    for _, name, _ in NAMES:
        write(f"{root}/names/{name}", b"name: " + name.encode() + b"\n")
    write(f"{root}/deep/" + "d/" * 60 + "file.txt", b"deep down\n")
    make_sparse(f"{root}/giant.bin", GIANT)
    make_sparse(f"{root}/huge.bin", HUGE)
    make_dated(root)
    make_links(root)
