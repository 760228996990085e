#!/usr/bin/env python3
"""Prints an SBOM of the static tarballs (SPDX 2.3, JSON): what is linked into them, in which version, under which licence.

    scripts/sbom.py --version 1.2.3 ARCH=TARBALL...      versions are those of this machine's compilers and headers
    scripts/sbom.py --check FILE                         is it whole? identifiers, licences, relationships
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
from datetime import datetime, timezone

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COMPILERS = {"amd64": "x86_64-linux-gnu-g++", "arm64": "aarch64-linux-gnu-g++"}
MIT, BSD = "MIT", "BSD-2-Clause"
GCC, GLIBC = "GPL-3.0-or-later WITH GCC-exception-3.1", "LGPL-2.1-or-later"
LICENCES = {"owlet": MIT, "llhttp": MIT, "cxxopts": MIT, "xxhash": BSD, "libstdc++": GCC, "libgcc": GCC, "glibc": GLIBC}
SUPPLIERS = {"llhttp": "Organization: Node.js", "cxxopts": "Person: Jarryd Beck", "xxhash": "Person: Yann Collet",
             "libstdc++": "Organization: Debian", "libgcc": "Organization: Debian", "glibc": "Organization: Debian"}
HOMES = {"llhttp": "https://github.com/nodejs/llhttp", "cxxopts": "https://github.com/jarro2783/cxxopts",
         "xxhash": "https://github.com/Cyan4973/xxHash", "libstdc++": "https://gcc.gnu.org/", "libgcc": "https://gcc.gnu.org/",
         "glibc": "https://www.gnu.org/software/libc/"}
# What the compiler would include, and the names of the parts of the version there.
HEADERS = {"cxxopts": ("cxxopts.hpp", "CXXOPTS__VERSION_{}", ("MAJOR", "MINOR", "PATCH")),
           "xxhash": ("xxhash.h", "XXH_VERSION_{}", ("MAJOR", "MINOR", "RELEASE")),
           "llhttp": ("llhttp.h", "LLHTTP_VERSION_{}", ("MAJOR", "MINOR", "PATCH"))}
ARCHIVES = {"libstdc++": "libstdc++.a", "libgcc": "libgcc.a", "glibc": "libc.a"}


def output(*command, stdin=""):
    """What a program prints."""
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=True).stdout


def header_version(compiler, name):
    """The version that a header says."""
    header, pattern, parts = HEADERS[name]
    folders = [f"-I{TOP}/subprojects/{each}/include" for each in os.listdir(f"{TOP}/subprojects") if each.startswith("llhttp-")]
    text = output(compiler, "-std=c++20", "-E", "-dM", "-x", "c++", *folders, "-", stdin=f"#include <{header}>\n")
    return ".".join(re.search(rf"#define {pattern.format(part)} (\d+)", text)[1] for part in parts)


def archive_package(compiler, name):
    """(package, version) of the static library that the compiler links."""
    path = os.path.realpath(output(compiler, f"-print-file-name={ARCHIVES[name]}").strip())
    owner = output("dpkg-query", "--search", path).split(": ")[0]
    package, version = output("dpkg-query", "--show", "--showformat", "${Package} ${Version}", owner).split(" ")
    return package, version


def part(name, arch, version, purl):
    """One thing that is in a binary."""
    return {
        "SPDXID": f"SPDXRef-{re.sub('[^A-Za-z0-9.-]', 'x', name)}-{arch}", "name": name, "versionInfo": version,
        "supplier": SUPPLIERS[name], "downloadLocation": "NOASSERTION", "homepage": HOMES[name], "filesAnalyzed": False,
        "licenseConcluded": LICENCES[name], "licenseDeclared": LICENCES[name], "copyrightText": "NOASSERTION",
        "primaryPackagePurpose": "LIBRARY",
        "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}],
    }


def parts_of(arch):
    """All that is linked into the binary of an architecture."""
    compiler = COMPILERS[arch]
    for name in HEADERS:
        version = header_version(compiler, name)
        yield part(name, arch, version, f"pkg:github/{HOMES[name].removeprefix('https://github.com/').lower()}@v{version}")
    for name in ARCHIVES:
        package, version = archive_package(compiler, name)
        yield part(name, arch, version, f"pkg:deb/debian/{package.replace('+', '%2B')}@{version.replace('+', '%2B').replace(':', '%3A')}")


def application(arch, tarball, version, licences):
    """The tarball itself."""
    with open(tarball, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    return {
        "SPDXID": f"SPDXRef-owlet-{arch}", "name": "owlet", "versionInfo": version, "packageFileName": os.path.basename(tarball),
        "supplier": "NOASSERTION", "downloadLocation": "NOASSERTION", "filesAnalyzed": False,
        "licenseConcluded": " AND ".join(f"({each})" if " " in each else each for each in licences), "licenseDeclared": MIT,
        "copyrightText": "NOASSERTION", "primaryPackagePurpose": "APPLICATION",
        "checksums": [{"algorithm": "SHA256", "checksumValue": digest}],
    }


def relationship(one, kind, other):
    """How two things stand to each other."""
    return {"spdxElementId": one["SPDXID"], "relationshipType": kind, "relatedSpdxElement": other["SPDXID"]}


def document(version, tarballs):
    """The whole SBOM."""
    packages, relationships, seal = [], [], hashlib.sha256()
    root = {"SPDXID": "SPDXRef-DOCUMENT"}
    for arch, tarball in sorted(tarballs.items()):
        parts = list(parts_of(arch))
        licences = list(dict.fromkeys([MIT, *(each["licenseConcluded"] for each in parts)]))
        whole = application(arch, tarball, version, licences)
        seal.update(whole["checksums"][0]["checksumValue"].encode())
        packages += [whole, *parts]
        relationships += [relationship(root, "DESCRIBES", whole), *(relationship(whole, "STATIC_LINK", each) for each in parts)]
    created = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), timezone.utc)
    return {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "name": f"owlet-{version}", **root,
        "documentNamespace": f"https://spdx.org/spdxdocs/owlet-{version}-{seal.hexdigest()[:32]}",
        "creationInfo": {"created": created.strftime("%Y-%m-%dT%H:%M:%SZ"), "creators": ["Tool: owlet-sbom.py"]},
        "packages": packages, "relationships": relationships,
    }


def problems_of(sbom):
    """What SPDX 2.3 asks of such a document, and what it would not be of use without."""
    for name in ("spdxVersion", "dataLicense", "SPDXID", "name", "documentNamespace", "creationInfo", "packages", "relationships"):
        if not sbom.get(name):
            yield f"no {name}"
    names = [each["SPDXID"] for each in sbom["packages"]]
    if len(names) != len(set(names)) or not all(re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", name) for name in names):
        yield f"identifiers: {names}"
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", sbom["creationInfo"]["created"]):
        yield "created"
    for each in sbom["packages"]:
        if not re.match(r"\d+\.\d", each["versionInfo"]) or LICENCES[each["name"]] != each["licenseDeclared"]:
            yield f"{each['SPDXID']}: version {each['versionInfo']}, licence {each['licenseDeclared']}"
    linked = [each["relatedSpdxElement"] for each in sbom["relationships"]]
    if sorted(linked) != sorted(names):
        yield "something is not described or linked exactly once"


def main():
    """Entry."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--version", help="of owlet")
    parser.add_argument("--check", metavar="FILE", help="judge an SBOM")
    parser.add_argument("tarballs", metavar="ARCH=TARBALL", nargs="*")
    options = parser.parse_args()
    if options.check:
        with open(options.check, encoding="utf-8") as file:
            problems = list(problems_of(json.load(file)))
        print("\n".join([*problems, f"{int(not problems)} passed, {len(problems)} failed"]))
        return 1 if problems else 0
    tarballs = dict(each.split("=", 1) for each in options.tarballs if "=" in each)
    if not options.version or not tarballs or not tarballs.keys() <= COMPILERS.keys():
        parser.error("give --version and tarballs, as amd64=PATH arm64=PATH")
    json.dump(document(options.version, tarballs), sys.stdout, indent=2, sort_keys=True)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
