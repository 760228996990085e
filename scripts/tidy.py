#!/usr/bin/env python3
# Style as a test: checks every file of the tree against the rules of the house; --self-test checks the rules.
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent

TOP_LEVEL = {"meson.build", "meson_options.txt", "LICENSE", "README.md", "src", "include", "subprojects", "tests", "scripts"}
# What each layer may include, beside itself.
BELOW = {
    "base": [],
    "http": ["base"],
    "net": ["base"],
    "site": ["http", "base"],
    "server": ["site", "http", "net", "base"],
    "app": ["server", "site", "http", "net", "base"],
    "auth": ["base"], "compress": ["app", "site", "http", "base"],  # the programs owlet-auth and owlet-compress
    "main": ["app", "server", "site", "http", "net", "base"],
}
# Third-party headers, and the only files that may include them.
THIRD_PARTY = {
    "llhttp.h": r"(src|include/owlet)/http/request_parser\.",
    "cxxopts.hpp": r"(?!)", "cxxopts_without_locales.h": r"src/app/options\.",  # which is made of it
    "brotli/encode.h": r"src/compress/encoder\.",
    "zstd.h": r"src/compress/encoder\.",
    "libdeflate.h": r"src/compress/encoder\.",
    "crypt.h": r"src/auth/main\.",
    "doctest/doctest.h": r"tests/unit/",
    "xxhash.h": r"src/site/content_hash\.",
}
FILE_LINES = {"src": 300, "include": 300, "tests": 500, "scripts": 300}
FUNCTION_LINES = 50
HOUSE = r"(src|include)/"  # where the words below are not welcome
ERRNO_PLACES = r"(src|include/owlet)/(net/|site/(directory_reader|document_root|followed_links|jail|password_file)\.|base/system_error\.|base/page_cache\.|app/|auth/|compress/|server/server\.|main\.)"
BANNED = [  # what (in code, not in comments or strings), where, where not, why
    (r"(?<![\w.>])(?<!\w::)(?<!void )close\((?!\))", HOUSE, r".*/base/unique_fd\.", "close() is called by base/unique_fd only"),
    (r"\berrno\b", HOUSE, ERRNO_PLACES, "errno is read in net, what opens files for site, base/page_cache and at start-up only"),
    (r"\b(shared_ptr|make_shared)\b", HOUSE, None, "one owner per thing: no shared_ptr"),
    (r"\bstd::function\b", HOUSE, None, "no std::function until it has a second user"),
    (r"\bvirtual\b", HOUSE, None, "no virtual function until it has a second user"),
    (r"\busing namespace\b(?! std::\w*literals)", r"(src|include|tests)/", None, "name what is used"),
    (r"\bstruct \w+ \w+ ?\{", r"(src|include|tests)/", None, "clang-format 14 and 19 differ here: write = {}"),
    (r"^\s*#\s*define\b(?! DOCTEST_CONFIG_)", r"(src|include|tests)/", None, "no macros"),
]
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
MACHINE_PATH = re.compile(r"(?<![\w.}])/(home|Users|root|work|mnt)/\w")


class Source:
    """One file of the tree: its path from the top, and its text."""

    def __init__(self, path, text):
        self.path, self.text = path, text
        self.lines = text.splitlines()
        self.is_cpp = path.endswith((".cpp", ".h"))
        self.is_script = path.endswith(".py") or text.startswith("#!")

    @property
    def layer(self):
        """The layer that a C++ file belongs to, or None."""
        match = re.match(r"(?:src|include/owlet|tests/unit)/(?:(\w+)/)?(\w+)\.(?:cpp|h)$", self.path)
        return match and (match[1] or match[2])

    @property
    def stem(self):
        return self.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]

    @property
    def includes(self):
        """(line number, what is included), in order."""
        found = (re.match(r'\s*#\s*include\s*[<"]([^>"]+)', line) for line in self.lines)
        return [(number, match[1]) for number, match in enumerate(found, 1) if match]

    @cached_property
    def code(self):
        """The text without comments and without the contents of literals; the lines stay where they are."""
        literals = r'//[^\n]*|/\*.*?\*/|R"\(.*?\)"|"(?:\\.|[^"\\\n])*"|(?<!\w)\'(?:\\.|[^\'\\\n])+\''
        blank = lambda match: '""' + "\n" * match[0].count("\n") if match[0][0] in "\"'R" else "\n" * match[0].count("\n")
        return re.sub(literals, blank, self.text, flags=re.DOTALL)


# -- The rules: each takes the tree, a dict of path -> Source, and yields (path, line, message) --------------------------
def formatting(tree):
    """C++ looks as .clang-format says."""

    def unformatted(source):
        command = ["clang-format", "--dry-run", "-Werror", "--style=file", f"--assume-filename={TOP / source.path}"]
        errors = subprocess.run(command, input=source.text, text=True, capture_output=True).stderr
        return [(source.path, int(line), "not as clang-format -i writes it") for line in
                sorted(set(re.findall(r"^\S+?:(\d+):\d+: error:", errors, re.MULTILINE)), key=int)] or \
            ([(source.path, 1, errors.strip())] if errors else [])

    try:
        with ThreadPoolExecutor() as pool:
            for found in pool.map(unformatted, [source for source in tree.values() if source.is_cpp]):
                yield from found[:3]
    except FileNotFoundError:
        yield ".clang-format", 1, "clang-format was not found: scripts/setup installs it"


def include_direction(tree):
    """Includes go down the layers, and third-party headers have one door each."""
    for source in tree.values():
        if not source.is_cpp:
            continue
        for line, header in source.includes:
            owlet = re.match(r"owlet/(\w+)/", header)
            if owlet and source.layer in BELOW and owlet[1] not in [source.layer, *BELOW[source.layer]]:
                yield source.path, line, f"{source.layer} must not know {owlet[1]}"
            if header in THIRD_PARTY and not re.match(THIRD_PARTY[header], source.path):
                yield source.path, line, f"{header} is not for this file"


def names(tree):
    """A source and a unit test bear the name of their header; a source includes it first."""
    for source in tree.values():
        if not source.is_cpp or not source.layer or source.stem == "main" or re.match(r"tests/.*\.h$", source.path):
            continue
        header = f"owlet/{source.layer}/{source.stem}.h"
        if source.layer not in BELOW:
            yield source.path, 1, f"there is no layer {source.layer}"
        elif f"include/{header}" not in tree:
            yield source.path, 1, f"there is no include/{header}"
        elif source.path.startswith("src/") and (not source.includes or source.includes[0][1] != header):
            yield source.path, 1, f'the first include must be "{header}"'


def file_lengths(tree):
    """A file can be read in one sitting."""
    for source in tree.values():
        limit = FILE_LINES.get(source.path.split("/")[0])
        if limit and (source.is_cpp or source.is_script) and len(source.lines) > limit:
            yield source.path, limit + 1, f"{len(source.lines)} lines, more than {limit}"


def function_lengths(tree):
    """A function fits on a screen."""
    for source in tree.values():
        if source.is_cpp and re.match(HOUSE, source.path):
            for first, last in functions(source.code):
                if last - first + 1 > FUNCTION_LINES:
                    yield source.path, first, f"a function of {last - first + 1} lines, more than {FUNCTION_LINES}"


def functions(code):
    """The first and last line of each outermost function body: a brace that is no type's, namespace's or initialiser's."""
    line, head, stack = 1, "", []  # one entry for each open brace: the first line of a function, None for others
    for char in code:
        line += char == "\n"
        if char == "{":
            scope = re.search(r"\b(namespace|class|struct|union|enum|extern)\b[^()=]*$", head)
            inside = any(entry is not None for entry in stack)
            stack.append(None if inside or scope or "=" in head.split("(")[0] else line)
        elif char == "}" and stack:
            first = stack.pop()
            if first is not None:
                yield first, line
        head = "" if char in ";{}" else head + char


def banned_words(tree):
    """Each thing that may be done in one place only, or not at all."""
    for source in filter(lambda source: source.is_cpp, tree.values()):
        for pattern, where, where_not, why in BANNED:
            if re.match(where, source.path) and not (where_not and re.match(where_not, source.path)):
                for match in re.finditer(pattern, source.code, re.MULTILINE):
                    yield source.path, source.code.count("\n", 0, match.start()) + 1, why


def finished(tree):
    """What is left to do is in an issue, not in the tree."""
    for source in tree.values():
        for number, line in enumerate(source.lines, 1):
            if UNFINISHED.search(line):
                yield source.path, number, "unfinished: write an issue instead"


def headers(tree):
    """A header stands alone."""
    for source in tree.values():
        if source.path.endswith(".h") and "#pragma once" not in source.lines:
            yield source.path, 1, "#pragma once is missing"


def opening_comment(tree):
    """Each file begins with what it is for."""
    for source in tree.values():
        if source.is_cpp or source.is_script or source.path.endswith(("meson.build", "meson_options.txt")):
            start = 1 if source.text.startswith("#!") else 0
            first = source.lines[start] if len(source.lines) > start else ""
            if not re.match(r"// ?\S|# ?\S|\"\"\"\S", first):
                yield source.path, start + 1, "begin with a comment that says what this file is for"


def whole_lines(tree):
    """Lines end where they end."""
    for source in tree.values():
        for number, line in enumerate(source.lines, 1):
            indent = "\t" if source.path.endswith("debian/rules") else ""  # make(1) will have it so
            if line != line.rstrip() or "\t" in line.removeprefix(indent):
                yield source.path, number, "a tab, or space at the end"
        if source.text and not source.text.endswith("\n"):
            yield source.path, len(source.lines), "the last line has no end"


def top_level(tree):
    """The tree is the one of the README; what others wrote is not in it."""
    for path in tree:
        top = path.split("/")[0]
        if top not in TOP_LEVEL and not top.startswith("."):
            yield path, 1, f"{top} has no place at the top"
        if path.startswith("subprojects/") and not re.match(r"subprojects/(packagefiles/\w+/.*|\w+\.wrap)$", path):
            yield path, 1, "only wraps and packagefiles are kept in subprojects"


def machine_paths(tree):
    """Nothing knows the machine that it was written on."""
    for source in tree.values():
        for number, line in enumerate(source.lines, 1):
            if not source.path.startswith("tests/") and MACHINE_PATH.search(line):
                yield source.path, number, "a path of one machine"


RULES = [formatting, include_direction, names, file_lengths, function_lengths, banned_words, finished, headers, opening_comment,
         whole_lines, top_level, machine_paths]
HEAD = "// What it is.\n"
BROKEN = [  # rule, path, text: the rule must find fault with the text
    (formatting, "src/base/a.cpp", HEAD + "int  a;\n"),
    (include_direction, "src/site/a.cpp", '#include "owlet/net/poller.h"\n'),
    (include_direction, "src/http/a.cpp", "#include <llhttp.h>\n"),
    (names, "src/net/a.cpp", '#include "owlet/net/b.h"\n'),
    (file_lengths, "src/net/a.cpp", "\n" * 301),
    (function_lengths, "src/net/a.cpp", "namespace a {\nint f(int b) {\n" + "  b;\n" * 49 + "}\n}\n"),
    (function_lengths, "include/owlet/net/a.h", "class a {\n  a() : b{1} {\n" + "  if (b) {\n  }\n" * 25 + "  }\n};\n"),
    (banned_words, "src/net/a.cpp", "  ::close(fd);\n"),
    (banned_words, "src/http/a.cpp", "  return errno;\n"),
    (banned_words, "include/owlet/net/a.h", "  virtual void step() = 0;\n"),
    (banned_words, "src/net/a.cpp", "#define A 1\n"),
    (finished, "scripts/a", "# TO" "DO\n"),
    (headers, "include/owlet/net/a.h", HEAD),
    (opening_comment, "src/net/a.cpp", "int a;\n"),
    (opening_comment, "scripts/a", "#!/bin/sh\ntrue\n"),
    (whole_lines, "src/net/a.cpp", "int a; \n"),
    (top_level, "docs/a.md", ""),
    (top_level, "subprojects/llhttp/llhttp.c", ""),
    (machine_paths, "scripts/a", "cd /ho" "me/me\n"),
]
FINE = [  # text that no rule but those of form may find fault with
    ("src/net/a.cpp", '// It.\n#include "owlet/net/a.h"\n\n#include "owlet/base/b.h"\n\nvoid a::close() { x.close(1), errno; }\n'),
    ("include/owlet/net/a.h", "// It.\n#pragma once\n// close(1) is virtual\nvoid close(int a);\nauto b = \"::close(1)\";\n"),
    ("src/net/t.cpp", "const int kTable[] = {\n" + "    1,\n" * 60 + "};\n"),
]


def self_test():
    """Each rule finds its faults, and none where there is none."""
    for rule, path, text in BROKEN:
        tree = {path: Source(path, text)}
        yield f"{rule.__name__} finds a fault in {text[:40]!r}", any(rule(tree))
    tree = {path: Source(path, text) for path, text in FINE}
    for rule in (include_direction, function_lengths, banned_words, top_level):
        yield f"{rule.__name__} finds no fault where there is none", not list(rule(tree))


def read_tree():
    """What git keeps, and what it would keep: the files of the tree that hold text."""
    command = ["git", "-c", "safe.directory=*", "-C", str(TOP), "ls-files", "-z", "-co", "--exclude-standard"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\0")
    tree = {}
    for path in sorted(filter(None, listed)):
        if (TOP / path).is_file():
            content = (TOP / path).read_bytes()
            tree[path] = Source(path, "" if b"\0" in content else content.decode("utf-8", "replace"))
    return tree


def main():
    if sys.argv[1:] == ["--self-test"]:
        outcomes = list(self_test())
        for what, good in outcomes:
            if not good:
                print(f"tidy: not so: {what}")
        verdicts = [good for _, good in outcomes]
    else:
        tree, verdicts = read_tree(), []
        for rule in RULES:
            violations = list(rule(tree))
            for path, line, message in violations:
                print(f"{path}:{line}: {message} ({rule.__name__})")
            verdicts.append(not violations)
    print(f"{verdicts.count(True)} passed, {verdicts.count(False)} failed")
    return 0 if all(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
