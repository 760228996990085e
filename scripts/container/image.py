#!/usr/bin/env python3
"""Writes container images of static owlets, without a container engine: an OCI image layout, and archives for docker load.

    scripts/container/image.py --version 1.2.3 OUT amd64=PATH [arm64=PATH]

OUT/ gets the layout (image-spec 1.1: one index, one manifest for each architecture), OUT-ARCH.tar what docker load and podman load
read. The same binaries and the same SOURCE_DATE_EPOCH give the same bytes.
"""

import argparse
import gzip
import hashlib
import io
import json
import os
import shutil
import sys
import tarfile
from datetime import datetime, timezone

TYPE = "application/vnd.oci.image"
NOBODY = 65534
ADMIN = "unix:@owlet-admin"      # within the container's network only, and no file
# Docker counts in nanoseconds. The probe itself gives up after 3 s.
SECOND = 1_000_000_000
HEALTH = {"Test": ["CMD", "/owlet", "--probe", f"{ADMIN}:/readyz"], "Interval": 30 * SECOND, "Timeout": 10 * SECOND,
          "StartPeriod": 5 * SECOND, "Retries": 3}
# A cache that leaves room in a container of 16 MiB.
ENVIRONMENT = ["OWLET_ROOT=/srv", "OWLET_HOST=0.0.0.0", "OWLET_PORT=8080", f"OWLET_ADMIN={ADMIN}",
               "OWLET_CACHE_SIZE=4M"]
LICENCES = "MIT AND BSD-2-Clause AND GPL-3.0-or-later WITH GCC-exception-3.1 AND LGPL-2.1-or-later"


def encode(value):
    """JSON as bytes, always the same."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def digest(data):
    """The name of a blob."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar(entries, epoch):
    """A tar of (name, bytes or None for a directory, mode), all of them root's and of one time."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data, mode in entries:
            info = tarfile.TarInfo(name)
            info.type = tarfile.DIRTYPE if data is None else tarfile.REGTYPE
            info.mode, info.mtime, info.size = mode, epoch, len(data or b"")
            archive.addfile(info, io.BytesIO(data or b""))
    # tarfile fills up to 10 KiB, for tapes; the two empty blocks of the end are enough.
    return out.getvalue().rstrip(b"\0") + b"\0" * padding(out.getvalue())


def padding(data):
    """How many bytes of 0 end a tar whose last byte that is none is known."""
    size = len(data.rstrip(b"\0"))
    return -size % 512 + 1024


def labels(version, created):
    """What describes the image: labels of its configuration, annotations of its manifest."""
    return {f"org.opencontainers.image.{name}": value for name, value in {
        "title": "owlet", "version": version, "created": created, "licenses": LICENCES,
        "description": "A static HTTP/1.1 file server: one binary that serves /srv at port 8080 and needs nothing else",
    }.items()}


class Layout:
    """An OCI image layout in a directory of its own."""

    def __init__(self, path):
        self.path = path
        os.makedirs(f"{path}/blobs/sha256")
        self.write("oci-layout", encode({"imageLayoutVersion": "1.0.0"}))

    def write(self, name, data):
        """A file of the layout."""
        with open(f"{self.path}/{name}", "wb") as file:
            file.write(data)

    def add(self, data, kind):
        """A blob; returns its descriptor."""
        self.write("blobs/" + digest(data).replace(":", "/"), data)
        return {"mediaType": f"{TYPE}.{kind}", "digest": digest(data), "size": len(data)}


def configuration(arch, layer, version, epoch):
    """The image's configuration, which Docker reads as well: OCI leaves Healthcheck to it."""
    created = datetime.fromtimestamp(epoch, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "created": created, "architecture": arch, "os": "linux",
        "config": {"User": f"{NOBODY}:{NOBODY}", "ExposedPorts": {"8080/tcp": {}}, "Env": ENVIRONMENT, "Entrypoint": ["/owlet"],
                   "WorkingDir": "/srv", "Labels": labels(version, created), "StopSignal": "SIGTERM", "Healthcheck": HEALTH},
        "rootfs": {"type": "layers", "diff_ids": [digest(layer)]},
        "history": [{"created": created, "created_by": "scripts/container/image.py"}],
    } | ({"variant": "v8"} if arch == "arm64" else {})


def programs(binary):
    """owlet, and what it runs for --auth, as a build or an installation has it: (name, bytes, mode) each."""
    folder = os.path.dirname(os.path.abspath(binary))
    found = {"owlet": binary}
    for place in (folder, f"{folder}/../libexec/owlet"):
        if os.path.exists(f"{place}/owlet-auth"):
            found.setdefault("owlet-auth", f"{place}/owlet-auth")
    for name, path in found.items():
        with open(path, "rb") as file:
            yield name, file.read(), 0o755


def add_image(layout, arch, binary, version, epoch):
    """One architecture; returns the descriptor of its manifest, and the archive for docker load."""
    layer = tar([*programs(binary), ("srv", None, 0o755)], epoch)
    config = configuration(arch, layer, version, epoch)
    manifest = {
        "schemaVersion": 2, "mediaType": f"{TYPE}.manifest.v1+json",
        "config": layout.add(encode(config), "config.v1+json"),
        "layers": [layout.add(gzip.compress(layer, 9, mtime=0), "layer.v1.tar+gzip")],
        "annotations": labels(version, config["created"]),
    }
    platform = {"architecture": arch, "os": "linux"} | ({"variant": "v8"} if arch == "arm64" else {})
    descriptor = layout.add(encode(manifest), "manifest.v1+json") | {"platform": platform}
    stem = digest(encode(config)).removeprefix("sha256:")
    loadable = [(f"{stem}.json", encode(config), 0o644), ("layer.tar", layer, 0o644), ("manifest.json", encode(
        [{"Config": f"{stem}.json", "RepoTags": [f"owlet:{version}", "owlet:latest"], "Layers": ["layer.tar"]}]), 0o644)]
    return descriptor, tar(loadable, epoch)


def name(descriptor, reference):
    """A descriptor of index.json, by a name."""
    return descriptor | {"annotations": {"org.opencontainers.image.ref.name": reference}}


def build(out, binaries, version, epoch):
    """The layout and the archives."""
    shutil.rmtree(out, ignore_errors=True)
    layout = Layout(out)
    manifests = []
    for arch, binary in sorted(binaries.items()):
        descriptor, loadable = add_image(layout, arch, binary, version, epoch)
        manifests.append(descriptor)
        with open(f"{out}-{arch}.tar", "wb") as file:
            file.write(loadable)
    # VERSION is an index of all architectures, as a registry has it; VERSION-ARCH is for tools that know no index (umoci).
    index = {"schemaVersion": 2, "mediaType": f"{TYPE}.index.v1+json", "manifests": manifests}
    named = [name(layout.add(encode(index), "index.v1+json"), version)]
    named += [name(each, f"{version}-{each['platform']['architecture']}") for each in manifests]
    layout.write("index.json", encode(index | {"manifests": named}))


def main():
    """Entry."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--version", required=True, help="of owlet; the tag of the image")
    parser.add_argument("out", metavar="OUT", help="the folder of the layout; replaced")
    parser.add_argument("binaries", metavar="ARCH=PATH", nargs="+", help="a static owlet for amd64 or arm64")
    options = parser.parse_args()
    binaries = dict(each.split("=", 1) for each in options.binaries if "=" in each)
    if len(binaries) != len(options.binaries) or not binaries.keys() <= {"amd64", "arm64"}:
        parser.error("name each binary once, as amd64=PATH or arm64=PATH")
    build(options.out, binaries, options.version, int(os.environ.get("SOURCE_DATE_EPOCH", "0")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
