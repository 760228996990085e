#!/usr/bin/env python3
"""Makes cxxopts_without_locales.h, and a rule of what it is made from:

    cxxopts_header.py OUTPUT DEPFILE FOLDER COMPILER [FLAG...]

of the cxxopts.hpp in FOLDER, or that the compiler finds.

cxxopts asks the classic locale which characters are letters and digits. That brings every facet of every locale into a static binary, 450 KB;
in a process that never leaves the C locale, isalnum(3) and its like answer the same. The same input gives the same bytes.
"""

import os
import re
import subprocess
import sys

LOOKUP = re.compile(r"\b(is[a-z]+)\(([^()]+), std::locale::classic\(\)\)")
QUIET = "#pragma GCC system_header\n#include <cctype>\n"      # it stays a header that is not warned of


def find_header(folder, compiler):
    """The path of cxxopts.hpp: in the folder that its package names, if that is one of this machine, or where the compiler looks."""
    if folder and os.path.exists(f"{folder}/cxxopts.hpp"):
        return f"{folder}/cxxopts.hpp"
    command = [*compiler, "-M", "-include", "cxxopts.hpp", "-x", "c++", "/dev/null"]
    rule = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    words = [word.replace("\\ ", " ") for word in re.findall(r"(?:\\.|\S)+", rule.stdout)]
    found = [word for word in words if word.endswith("cxxopts.hpp")]
    if rule.returncode != 0 or not found:
        sys.exit(f"cxxopts_header.py: no cxxopts.hpp where {' '.join(compiler)} looks: install libcxxopts-dev, or run scripts/setup")
    return found[0]


def without_locales(text):
    """The header."""
    return QUIET + LOOKUP.sub(r"\1(static_cast<unsigned char>(\2))", text)


def escaped(path):
    """A path as make and ninja read it in a rule."""
    return re.sub(r"([ #\\])", r"\\\1", path).replace("$", "$$")


def main():
    output, depfile, folder, *compiler = sys.argv[1:]
    header = find_header(folder, compiler)
    with open(header, encoding="utf-8") as file:
        text = without_locales(file.read())
    if "locale::classic" in text:
        print(f"cxxopts_header.py: {header} asks std::locale in a way that is new: a static owlet will be 450 KB larger", file=sys.stderr)
    with open(output, "w", encoding="utf-8") as file:
        file.write(text)
    with open(depfile, "w", encoding="utf-8") as file:
        file.write(f"{escaped(output)}: {escaped(header)}\n")


main()
