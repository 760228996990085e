#!/usr/bin/env python3
"""Checks the image that scripts/container/build makes, and runs it as an engine would: read-only, without capabilities, without /proc.

    scripts/container/check.py [LAYOUT]      default .build/container/image; needs root for namespaces

What cannot be done here is skipped, with its reason.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time

sys.dont_write_bytecode = True

from engine import HERE, MEMORY, USER, Container, Image, Skip, expect, make_cgroup, run  # noqa: E402

TOP = os.path.dirname(os.path.dirname(HERE))
MOST_BYTES = 2_000_000
MOST_RESIDENT = 2_500_000
PAGE = 4096
BIG = 64 << 20
MANY, SMALL = 3000, 8000
DRAIN_SECONDS = 30               # --drain-timeout's default: the deadline
RESULTS = []


def judge(sentence, function, *arguments):
    """One case, one line."""
    try:
        said = function(*arguments)
        outcome = "passed"
    except Skip as why:
        said, outcome = why, "skipped"
    except (AssertionError, OSError, subprocess.SubprocessError) as failure:
        said, outcome = failure, "failed"
    RESULTS.append(outcome)
    print(f"{outcome}: {sentence}" + (f": {said}" if said else ""), flush=True)


# -- What has to hold -----------------------------------------------------------------------------------

def check_content(image, rootfs):
    """Two files, and how large they are."""
    image.unpack(rootfs)
    found = [os.path.relpath(f"{folder}/{name}", rootfs) for folder, _, names in os.walk(rootfs) for name in names]
    expect(sorted(found) == ["owlet", "owlet-auth"], "owlet, its helper for passwords, and no other file", found)
    packed = sum(layer["size"] for layer in image.manifest["layers"])
    with tarfile.open(image.file_of(image.manifest["layers"][0])) as archive:
        size, helper = (archive.getmember(name).size for name in ("owlet", "owlet-auth"))
    expect(size <= MOST_BYTES, f"at most {MOST_BYTES:,} bytes", f"{size:,}")
    return f"{size:,} bytes, and {helper:,} of owlet-auth; {packed:,} compressed"


def check_tool(image, *command):
    """A program of others reads the image."""
    status, said = run(*command)
    expect(status == 0, f"{command[0]} to read it", said[-400:])
    return f"{os.path.basename(command[0])} reads {image.reference}"


def check_confinement(container):
    """The container is what it is said to be, or all else would prove little."""
    status = container.status()
    expect(status["NSpid"][-1] == "1", "process 1", status["NSpid"])
    expect(status["Uid"] == [str(USER)] * 4 and status["Groups"] == [], f"user {USER} without groups", status["Uid"])
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        expect(int(status[name][0], 16) == 0, f"{name} 0", status[name][0])
    with open(f"/proc/{container.pid}/mountinfo", encoding="ascii") as file:
        mounts = {line.split()[4]: line.split()[5].split(",")[0] for line in file}
    expect(mounts == {"/": "ro", "/srv": "ro"}, "/ and /srv, read-only, and no other mount", mounts)
    root = sorted(os.listdir(f"/proc/{container.pid}/root"))
    expect(root == ["owlet", "owlet-auth", "srv"], "no /proc, /dev, /sys or /etc", root)


def check_health(container, wanted, *wanted_text):
    """The image's own health check."""
    begin = time.monotonic()
    status, said = container.inside(*container.image.health_command(), seconds=60)
    passed = time.monotonic() - begin
    expect(status == wanted, f"status {wanted}", f"{status}: {said}")
    expect(passed < 30 and all(text in said for text in wanted_text), f"{wanted_text} in time", f"{said} after {passed:.1f} s")
    return said.strip()


def check_frozen(container):
    """A server that is there, and does nothing."""
    os.kill(container.pid, signal.SIGSTOP)
    try:
        return check_health(container, 1, "no answer within 3 s")
    finally:
        os.kill(container.pid, signal.SIGCONT)


def load(container, seconds):
    """The command of a load of 50 connections."""
    if not shutil.which("wrk"):
        raise Skip("no wrk here")
    return container.on_its_network("wrk", "--timeout", "20s", "-t1", "-c50", f"-d{seconds}", "http://127.0.0.1:8080/index.html")


def check_load(container, folder, peak):
    """Under wrk, nothing fails, and memory stays within its bound."""
    said = run(*load(container, 2))[1]
    expect("Requests/sec" in said and "Non-2xx" not in said and "Socket errors" not in said, "good answers only", said)
    resident = container.status()["VmRSS"][0]
    rate = re.search(r"Requests/sec:\s*(\S+)", said)[1]
    most = f", at most {int(open(f'{folder}/{peak}', encoding='ascii').read()) >> 10} KiB of the cgroup" if folder else ""
    return f"{rate} requests a second, {resident} kB resident{most}"


def check_start(container):
    """What it takes to serve at all, page by page: VmRSS may be off by many pages. Of its file, at most all can be mapped."""
    check_health(container, 0)
    if os.sysconf("SC_PAGE_SIZE") != PAGE:
        raise Skip(f"the bound is for pages of {PAGE} bytes")
    with open(f"/proc/{container.pid}/smaps_rollup", encoding="ascii") as file:
        kilobytes = {name: int(value.split()[0]) for name, _, value in (line.partition(":") for line in file) if value.endswith("kB\n")}
    if kilobytes.get("AnonHugePages") or kilobytes.get("FilePmdMapped"):
        raise Skip("this kernel gives it huge pages")
    resident = kilobytes["Rss"] * 1024
    expect(resident <= MOST_RESIDENT, f"at most {MOST_RESIDENT:,} bytes", f"{resident:,}")
    return f"{resident:,} bytes, {kilobytes['Anonymous'] * 1024:,} of them its own"


def check_many_files(container, folder, peak):
    """More small files than memory has room for: what is remembered of them is bounded."""
    request = "GET /{}.txt HTTP/1.1\r\nHost: test\r\n\r\n"
    with container.connect() as client, client.makefile("rb") as answers:
        for number in range(MANY):
            client.sendall(request.format(number).encode())
            length = 0
            status = answers.readline()
            while (line := answers.readline()) != b"\r\n":
                if line.startswith(b"Content-Length: "):
                    length = int(line[16:])
            expect(status == b"HTTP/1.1 200 OK\r\n" and len(answers.read(length)) == SMALL, "each file", f"{status} for {number}")
    most = int(open(f"{folder}/{peak}", encoding="ascii").read()) if folder else 0
    expect(most < MEMORY, "less than the limit", most)
    return f"{container.status()['VmRSS'][0]} kB resident" + (f", at most {most >> 10} KiB of the cgroup" if folder else "")


def check_orders(container):
    """Signals that a container gets beside the last one."""
    container.order(signal.SIGHUP, "the settings were read again")
    container.order(signal.SIGUSR2, "process 1 of a container cannot be replaced")
    check_health(container, 0)


def check_drain(container):
    """SIGTERM under load, in the middle of a download: that comes whole, and the status is 0."""
    flood = subprocess.Popen(load(container, 10), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with container.connect() as client:
            client.sendall(b"GET /big.bin HTTP/1.1\r\nHost: test\r\n\r\n")
            received = len(client.recv(65536))
            begin = time.monotonic()
            os.kill(container.pid, signal.SIGTERM)
            while piece := client.recv(1 << 20):
                received += len(piece)
        status = container.process.wait(DRAIN_SECONDS + 5)
        passed = time.monotonic() - begin
    finally:
        flood.kill()
        flood.wait()
    expect(received > BIG, f"{BIG} bytes and a head", received)
    expect(status == 0, "status 0", f"{status}: {container.lines}")
    expect(passed < DRAIN_SECONDS, f"the end within {DRAIN_SECONDS} s", f"{passed:.1f} s")
    return f"{passed:.1f} s from SIGTERM to status 0"


def remove(folder):
    """Removes a cgroup, if there is one and nobody in it any more: why somebody still is, the failure says that came before."""
    if folder:
        with contextlib.suppress(OSError):
            os.rmdir(folder)


def check_running(image, rootfs, site, *arguments):
    """A container from its start to its end."""
    label = " ".join(["owlet", *arguments])
    folder, peak = make_cgroup()

    def bounded():
        if not folder:
            raise Skip("no cgroup can be made here: RLIMIT_DATA is 16 MiB instead")

    try:
        judge(f"{label}: in a memory cgroup of 16 MiB", bounded)
        with Container(image, rootfs, site, folder, *arguments) as container:
            judge(f"{label}: read-only root, no /proc, no capability, user {USER}, process 1", check_confinement, container)
            judge(f"{label}: the health check is 0", check_health, container, 0)
            judge(f"{label}: no more than 2.5 MB resident after the start", check_start, container)
            judge(f"{label}: serves under wrk", check_load, container, folder, peak)
            judge(f"{label}: {MANY} files of {SMALL} bytes", check_many_files, container, folder, peak)
            judge(f"{label}: SIGHUP reloads, SIGUSR2 is refused with a reason", check_orders, container)
            if not arguments:
                judge(f"{label}: the health check is 1 when process 1 is frozen", check_frozen, container)
                judge(f"{label}: and 0 when it goes on", check_health, container, 0)
            judge(f"{label}: SIGTERM drains", check_drain, container)
    finally:
        remove(folder)


def check_passwords(image, rootfs, site):
    """--auth asks, and the helper beside owlet compares: yescrypt, which takes more memory than others."""
    with open(f"{rootfs}/passwords", "w", encoding="ascii") as file:
        file.write("me:$y$j75$CtnukdixeW7TfK9Pvj.ey.$4ny5iKzVi5DA4B7v8UD4bc89joydW78rN78/HPGE6S2\n")
    os.chmod(f"{rootfs}/passwords", 0o644)
    statuses = []
    folder, _ = make_cgroup()
    try:
        with Container(image, rootfs, site, folder, "--auth", "/passwords") as container:
            for field in (b"", b"Authorization: Basic bWU6d29uZGVy\r\n", b"Authorization: Basic bWU6d29uZGVyeA==\r\n"):
                with container.connect() as client:
                    client.sendall(b"GET /index.html HTTP/1.1\r\nHost: test\r\n" + field + b"\r\n")
                    statuses.append(client.recv(65536)[9:12])
            os.kill(container.pid, signal.SIGTERM)
            statuses.append(container.process.wait(30))
    finally:
        os.unlink(f"{rootfs}/passwords")
        remove(folder)
    expect(statuses == [b"401", b"200", b"401", 0], "401 without a password, 200 with the right one, 401 with a wrong one, and a clean end", statuses)


def make_site(site):
    """What is served: the page as the kubelet lays out a ConfigMap, so that it can change all of one at once."""
    os.makedirs(f"{site}/..2026_01_02")
    with open(f"{site}/..2026_01_02/index.html", "w", encoding="utf-8") as file:
        file.write("<!doctype html><title>owlet</title>\n" * 20)
    os.symlink("..2026_01_02", f"{site}/..data")
    os.symlink("..data/index.html", f"{site}/index.html")
    for number in range(MANY):
        with open(f"{site}/{number}.txt", "wb") as file:
            file.write(b"%07d\n" % number * (SMALL // 8))
    with open(f"{site}/big.bin", "wb") as file:
        file.truncate(BIG)


def main():
    """Entry."""
    image = Image(os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else f"{TOP}/.build/container/image"))
    with tempfile.TemporaryDirectory(prefix="owlet-container-") as home:
        os.chmod(home, 0o755)
        rootfs = f"{home}/rootfs"
        os.mkdir(rootfs)
        judge("two files, and owlet has no more than 2 MB", check_content, image, rootfs)
        judge("skopeo reads it", check_tool, image, "skopeo", "inspect", f"oci:{image.path}:{image.reference}")
        judge("skopeo reads the archive for docker load", check_tool, image, "skopeo", "inspect",
              f"docker-archive:{image.path}-{image.arch}.tar")
        judge("umoci reads it", check_tool, image, "umoci", "stat", "--image", f"{image.path}:{image.reference}")
        if os.geteuid() == 0:
            make_site(f"{home}/site")
            for arguments in ((), ("--workers", "auto", "--log", "-")):
                judge(f"a container of owlet {' '.join(arguments)}".rstrip(), check_running, image, rootfs, f"{home}/site", *arguments)
            judge("owlet --auth: compares passwords", check_passwords, image, rootfs, f"{home}/site")
        else:
            judge("runs", lambda: (_ for _ in ()).throw(Skip("namespaces and cgroups need root")))
    count = RESULTS.count
    print(f"{count('passed')} passed, {count('failed')} failed, {count('skipped')} skipped")
    return 1 if count("failed") else 0


if __name__ == "__main__":
    sys.exit(main())
