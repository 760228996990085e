#!/usr/bin/env python3
"""Makes the header that site/listing_page writes a listing by: listing_template.py TEMPLATE OUTPUT.

TEMPLATE is listing.html, which says how it is marked up. The page and each part of it become a table of pieces: a text, and the slot
that follows it. The slots of a part are an enum of its own, so that a switch over them does not compile unless all of them are filled.
"""

import base64
import hashlib
import re
import sys

MARK = re.compile(r"\s*<!-- begin (\w+) -->(.*?)<!-- end \1 -->\n?", re.DOTALL)
SLOT = re.compile(r"{{(\w+)}}")
COMMENT = re.compile(r"<!-- (?!begin |end ).*?-->\n?", re.DOTALL)
LITERAL_BYTES = 4000  # g++ takes more, other compilers need not


def shrink(text):
    """The template without what is for its reader: comments, the space at the beginning of lines, the ends of lines of style."""
    lines = (line.strip() for line in COMMENT.sub("", text).splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("// ")) + "\n"


def take_parts(name, text, parts):
    """Puts the parts of a text into `parts`, the inner ones first, and the text itself, with a slot where each of them stood."""
    def replace(match):
        take_parts(match[1], match[2].strip() + "\n", parts)
        return f"{{{{{match[1]}}}}}"
    parts[name] = MARK.sub(replace, text)


def digest(page, element):
    """What a Content-Security-Policy knows the one element of this name by."""
    found = re.findall(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)
    if len(found) != 1 or SLOT.search(found[0]):
        sys.exit(f"listing_template: one <{element}> without slots is needed, for its hash; there are {len(found)}")
    return base64.b64encode(hashlib.sha256(found[0].encode()).digest()).decode()


def literal(text):
    """A text as C++."""
    if not text:
        return '""'
    pieces = (text[at:at + LITERAL_BYTES] for at in range(0, len(text), LITERAL_BYTES))
    return "\n     ".join(f'R"~({piece})~"' for piece in pieces)


def part(name, text):
    """The enum and the table of one part."""
    words = SLOT.split(text)  # text, slot, text, ..., text
    slots = list(dict.fromkeys(words[1::2]))
    yield f"enum class {name}_slot : std::uint8_t {{ {', '.join([*slots, 'end'])} }};"
    yield f"inline constexpr template_piece<{name}_slot> k{name.capitalize()}Part[] = {{"
    for text_before, slot in zip(words[::2], [*words[1::2], "end"]):
        yield f"    {{{literal(text_before)}, {name}_slot::{slot}}},"
    yield "};\n"


def header(template):
    """The template as C++."""
    parts = {}
    take_parts("page", shrink(template), parts)
    yield "// Made by listing_template.py of listing.html."
    yield "#pragma once\n\n#include <cstdint>\n#include <string_view>\n\nnamespace owlet::site {\n"
    yield "template <typename Slot>\nstruct template_piece {\n  std::string_view text;\n  Slot slot;  // what follows the text\n};\n"
    for name, text in parts.items():
        yield from part(name, text)
    for element in ("style", "script"):
        yield f'inline constexpr std::string_view k{element.capitalize()}Digest = "{digest(parts["page"], element)}";'
    yield "\n}  // namespace owlet::site"


def main(template_path, output_path):
    """Entry."""
    with open(template_path, encoding="utf-8") as template:
        lines = list(header(template.read()))
    with open(output_path, "w", encoding="utf-8") as output:
        output.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
