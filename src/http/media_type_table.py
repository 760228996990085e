#!/usr/bin/env python3
"""Makes the table of http/media_type, a header: media_type_table.py SOURCE OVERRIDES OUTPUT.

SOURCE is mime-db's db.json, or a file of mime.types form (Debian's media-types, Fedora's and Alpine's mailcap); OVERRIDES, of the
same form, wins over it. Of several types that claim an extension, a registered one wins, then one without "x-" or "vnd.", then one
that is not application/. The same input gives the same bytes.
"""

import json
import re
import sys

SOURCES = ["iana", None, "apache", "nginx"]  # who says so, the most trusted first
UNKNOWN = "application/octet-stream"  # any other type says more
TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
EXTENSION = re.compile(r"[a-z0-9!#$%&'*+^_`|~-]+")  # without a dot: only what follows the last one is looked up


def read_mime_db(text):
    """(type, source, extensions) of db.json."""
    for name, about in json.loads(text).items():
        yield name, about.get("source"), about.get("extensions", [])


def read_mime_types(text):
    """The same of a file of mime.types form, which does not tell its sources."""
    for line in text.splitlines():
        words = line.split("#")[0].split()
        if words:
            yield words[0], None, words[1:]


def rank(name, source):
    """The least one is the best."""
    top, _, sub = name.partition("/")
    return (name == UNKNOWN, SOURCES.index(source), sub.startswith("x-"), sub.startswith("vnd."), top == "application", len(name), name)


def best_types(rows):
    """{extension: type}."""
    claims = {}
    for name, source, extensions in rows:
        for extension in extensions:
            claims.setdefault(extension.lower(), []).append((name.lower(), source))
    return {extension: min(claim, key=lambda one: rank(*one))[0] for extension, claim in claims.items()}


def make_table(source, overrides):
    """{extension: type} of both texts."""
    table = best_types(read_mime_db(source) if source.lstrip().startswith("{") else read_mime_types(source))
    for name, _, extensions in read_mime_types(overrides):
        table.update(dict.fromkeys(extensions, name))
    return {extension: name for extension, name in sorted(table.items()) if EXTENSION.fullmatch(extension) and TYPE.fullmatch(name)}


def header(table):
    """The table as C++."""
    types = sorted(set(table.values()))
    number = {name: at for at, name in enumerate(types)}
    yield "// Made by media_type_table.py: which extension is which of the types."
    yield "#pragma once\n\n#include <cstdint>\n#include <string_view>\n\nnamespace owlet::http {\n"
    yield "struct extension_row {\n  std::string_view extension;\n  std::uint16_t type;\n};\n"
    yield "inline constexpr std::string_view kTypes[] = {"
    yield from (f'    "{name}",' for name in types)
    yield "};\n\ninline constexpr extension_row kExtensions[] = {"
    yield from (f'    {{"{extension}", {number[name]}}},' for extension, name in table.items())
    yield "};\n\n}  // namespace owlet::http"


def main(source_path, overrides_path, output_path):
    """Entry."""
    with open(source_path, encoding="utf-8") as source, open(overrides_path, encoding="utf-8") as overrides:
        table = make_table(source.read(), overrides.read())
    if len(table) < 500:
        sys.exit(f"media_type_table: {source_path} has only {len(table)} extensions: it is no table of media types")
    with open(output_path, "w", encoding="utf-8") as output:
        output.write("\n".join(header(table)) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
