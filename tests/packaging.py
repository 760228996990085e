#!/usr/bin/env python3
"""What is installed beside the program: the manual, the completions, the settings and the units of the service.

    python3 tests/packaging.py [--build DIR] [-k SUBSTRING]
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
sys.path.insert(0, f"{TOP}/tests")

from support import shells  # noqa: E402
from support.in_turn import Suite  # noqa: E402
from support.outcome import Skip, expect, expect_equal  # noqa: E402

SUITE = Suite()
SCRIPTS = {shells.bash: "owlet", shells.zsh: "_owlet", shells.fish: "owlet.fish"}
# Of the manuals that it refers to, not every machine has all.
OF_THE_MACHINE = ("referenced manual not found", "mandoc.db")
HIGHEST_EXPOSURE = 1.5


class World:
    """What a case is given: a build, what its owlet says of itself, and a directory of its own."""

    def __init__(self, build, home):
        self.build, self.home = build, home
        self.owlet, self.documents = f"{build}/owlet", f"{build}/scripts/packaging"
        self.help = self.run(self.owlet, "--help")
        self.options = set(re.findall(r"^ {2}(?:-\w, | {4})(--[\w-]+)", self.help, re.MULTILINE))
        self.letters = set(re.findall(r"^ {2}(-\w), --", self.help, re.MULTILINE))
        self.commands = set(re.findall(r"^ {2}(\w+) PIDFILE", self.help, re.MULTILINE))

    def run(self, *command, status=0, **settings):
        """Runs a program to its end; returns what it wrote."""
        if not shutil.which(command[0]):
            raise Skip(f"{command[0]} is not installed")
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=self.home, check=False, **settings)
        expect(done.returncode == status, f"exit status {status} of {' '.join(command)}", f"{done.returncode}: {done.stderr[-800:]!r}")
        return done.stdout + done.stderr

    def document(self, name):
        """The text of one that the build has made."""
        with open(f"{self.documents}/{name}", encoding="utf-8") as file:
            return file.read()

    def offered(self, shell, line, expected):
        """What a shell lists behind a line; `expected` words are waited for."""
        if not shutil.which(shell.__name__):
            raise Skip(f"{shell.__name__} is not installed")
        with tempfile.TemporaryDirectory() as folder:
            os.makedirs(f"{folder}/a-folder/inside")
            for name in ("a-file", "b-file"):
                with open(f"{folder}/{name}", "w", encoding="utf-8"):
                    pass
            return shell(f"{self.documents}/{SCRIPTS[shell]}", folder, line, expected)


# -- The manual ----------------------------------------------------------------------------------------------------------
@SUITE.case("mandoc finds nothing to say about the manual")
def man_lint(world):
    if not shutil.which("mandoc"):
        raise Skip("mandoc is not installed")
    done = subprocess.run(["mandoc", "-T", "lint", "-W", "all", "owlet.1"], capture_output=True, text=True, timeout=60,
                          cwd=world.documents, check=False)
    lines = (done.stdout + done.stderr).splitlines()
    expect_equal("complaints", [line for line in lines if not any(each in line for each in OF_THE_MACHINE)], [])


@SUITE.case("groff renders the manual without a warning")
def man_groff(world):
    expect_equal("complaints", world.run("groff", "-mdoc", "-ww", "-z", "-T", "utf8", "-K", "utf8", f"{world.documents}/owlet.1"), "")


@SUITE.case("the manual has every option with its letter, every command, and all sections of a manual")
def man_complete(world):
    text = re.sub(r".\x08", "", world.run("mandoc", "-T", "ascii", "-O", "width=200", f"{world.documents}/owlet.1"))
    for option in world.options | world.letters:
        expect(re.search(rf"^ {{5}}(?:-\w, )?{option}\b", text, re.MULTILINE), f"an entry of {option}", "none")
    for command in world.commands:
        expect(re.search(rf"^ {{5}}{command} PIDFILE", text, re.MULTILINE), f"an entry of {command}", "none")
    for option in re.findall(r"^ {2}(?:-\w, | {4})(--[\w-]+)", world.run(world.owlet, "compress", "--help"), re.MULTILINE):
        expect(re.search(rf"^ {{5}}(?:-\w, )?{option}\b", text, re.MULTILINE), f"an entry of {option}", "none")
    sections = ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "SIGNALS", "ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES",
                "SECURITY", "SEE ALSO", "STANDARDS"]
    expect_equal("sections", re.findall(r"^[A-Z][A-Z ]+$", text, re.MULTILINE), sections)


@SUITE.case("a template that lacks an option, or has one that does not exist, ends the build with its name")
def man_drift(world):
    with open(f"{TOP}/scripts/packaging/documents/owlet.1.in", encoding="utf-8") as file:
        template = file.read()
    for broken, complaint in ((template.replace("@option root\n", ""), "expected a line '@option root' before timeout"),
                              (template.replace("@option help\n", ""), "expected a line '@option help' before the end"),
                              (template.replace("@option port\n", "@option prot\n"), "expected a line '@option port' before prot"),
                              (template.replace("@command stop\n", ""), "expected a line '@command stop' before status"),
                              (template.replace("@compress clean\n", ""), "expected a line '@compress clean' before dry-run"),
                              (template.replace("@end\n", "@ned\n"), "line '@ned' is unknown")):
        with open(f"{world.home}/broken.in", "w", encoding="utf-8") as file:
            file.write(broken)
        said = world.run(f"{world.documents}/owlet-documents", "man", "broken.in", status=1)
        expect(complaint in said, complaint, said)


# -- Completions ---------------------------------------------------------------------------------------------------------
def completion_cases(shell):
    """The cases of one shell."""
    name = shell.__name__

    @SUITE.case(f"{name} offers the options of --help, and no others")
    def _options(world):
        listed = world.offered(shell, "owlet --", world.options)
        expect_equal("options", set(re.findall(r"(?<![\w-])--[a-z][\w-]*", listed)) - {"--"}, world.options)

    @SUITE.case(f"{name} offers the letters of --help, and no others")
    def _letters(world):
        listed = world.offered(shell, "owlet -", world.letters)
        expect_equal("letters", set(re.findall(r"(?<![\w-])-\w(?![\w-])", listed)), world.letters)

    @SUITE.case(f"{name} offers the commands, and behind one of them files")
    def _commands(world):
        commands = world.commands | {"explain"}
        listed = world.offered(shell, "owlet ", commands)
        expect(commands <= set(re.findall(r"\w+", listed)), commands, listed)
        expect("a-file" in world.offered(shell, "owlet stop ", {"a-file"}), "a file", "none")

    @SUITE.case(f"{name} offers the options behind explain as well,")
    def _explain(world):
        listed = world.offered(shell, "owlet explain --", world.options)
        expect_equal("options", set(re.findall(r"(?<![\w-])--[a-z][\w-]*", listed)) - {"--"}, world.options)

    @SUITE.case(f"{name} offers the options of owlet compress behind that, and directories")
    def _compress(world):
        options = set(re.findall(r"^ {2}(?:-\w, | {4})(--[\w-]+)", world.run(world.owlet, "compress", "--help"), re.MULTILINE))
        expect("compress" in world.offered(shell, "owlet ", {"compress"}), "the command", "not")
        listed = world.offered(shell, "owlet compress --", options)
        expect_equal("options", set(re.findall(r"(?<![\w-])--[a-z][\w-]*", listed)) - {"--"}, options)
        expect("a-file" not in world.offered(shell, "owlet compress ", {"a-folder"}), "directories", "files as well")

    @SUITE.case(f"{name} offers the values that an option has, and files or directories where it takes them")
    def _values(world):
        for line, values in (("owlet --log-format ", {"common", "combined", "json"}), ("owlet --message-level=", {"error", "notice"}),
                             ("owlet --config ", {"a-file", "b-file"}), ("owlet --no-cache -l ", {"a-file", "b-file"})):
            listed = world.offered(shell, line, values)
            expect(not re.search(r"(?<![\w-])--root", listed), f"values behind {line}", listed)
        for line in ("owlet --root ", "owlet -r ", "owlet -w 2 --root="):
            listed = world.offered(shell, line, {"a-folder"})
            expect("a-file" not in listed, f"directories behind {line}", listed)
        expect("auto" in world.offered(shell, "owlet --workers a", {"auto"}), "auto", "not")


for each_shell in SCRIPTS:
    completion_cases(each_shell)


@SUITE.case("fish and zsh say what each option is for")
def described(world):
    help_text = re.sub(r"\s+", " ", world.help)
    for line in world.offered(shells.fish, "owlet --", world.options).splitlines():
        words = line.partition("\t")[2]
        expect(" " in words and words in help_text, f"words of --help in {line!r}", "others")
    listed = world.offered(shells.zsh, "owlet --", world.options)
    for option in world.options:
        found = re.search(rf"{option}\b.* -- (\w+ [^\n]*\S)", listed)
        expect(found and found[1] in help_text, f"words of --help for {option}", listed)


# -- The settings and the service ------------------------------------------------------------------------------------------
@SUITE.case("the sample of the settings is one: with its root as it stands, and with every default said")
def sample(world):
    text = world.document("owlet.conf")
    expect_equal("what is set", re.findall(r"^(?!#)\S.*$", text, re.MULTILINE), ["root = /srv/www"])
    expect(max(map(len, text.splitlines())) <= 80, "lines for a terminal", "longer ones")
    said = re.sub(r"^#([\w-]+ = (?![A-Z]).*)$", r"\1", text, flags=re.MULTILINE).replace("/srv/www", ".").replace("= no\n", "= false\n")
    with open(f"{world.home}/all.conf", "w", encoding="utf-8") as file:
        file.write(said)
    with open(f"{world.home}/none.conf", "w", encoding="utf-8"):
        pass
    settings = [re.findall(r"^#? ?((?!config)[\w-]+ = \S+)", world.run(world.owlet, "--config", name, "--port", "0", "--check"), re.MULTILINE)
                for name in ("all.conf", "none.conf")]
    expect(len(settings[0]) > 10, "settings", settings[0])
    expect_equal("settings", *settings)


@SUITE.case("systemd has nothing to say about the units, and the service is exposed to 1.5 at the most")
def units(world):
    text = world.document("owlet.service")
    with open(f"{world.home}/owlet.service", "w", encoding="utf-8") as file:
        file.write(re.sub(r"^ExecStart=\S+", f"ExecStart={world.owlet}", text, flags=re.MULTILINE))
    shutil.copy(f"{TOP}/scripts/packaging/systemd/owlet.socket", world.home)
    said = world.run("systemd-analyze", "verify", "--man=no", "./owlet.service", "./owlet.socket")
    expect_equal("complaints", [line for line in said.splitlines() if "owlet" in line], [])
    said = world.run("systemd-analyze", "security", "--no-pager", "--offline=true", "./owlet.service")
    found = re.search(r"exposure level for owlet.service: ([\d.]+)", said)
    expect(found and float(found[1]) <= HIGHEST_EXPOSURE, f"an exposure of {HIGHEST_EXPOSURE} at the most", said[-200:])


@SUITE.case("meson install puts everything where it belongs")
def install(world):
    world.run("meson", "install", "-C", world.build, "--no-rebuild", "--destdir", f"{world.home}/stage")
    found = {os.path.join(at, name)[len(world.home):] for at, _, names in os.walk(f"{world.home}/stage") for name in names}
    for wanted in ("bin/owlet", "owlet/owlet-compress", "owlet/owlet-auth", "share/man/man1/owlet.1", "share/bash-completion/completions/owlet", "share/zsh/site-functions/_owlet",
                   "share/fish/vendor_completions.d/owlet.fish", "etc/owlet/owlet.conf", "systemd/system/owlet.service",
                   "systemd/system/owlet.socket"):
        expect(any(each.endswith(f"/{wanted}") for each in found), wanted, sorted(found))


@SUITE.case("meson install leaves settings alone that are there, unless it is a packager's")
def install_settings(world):
    script, etc = f"{TOP}/scripts/packaging/install-config", f"{world.home}/prefix/etc/owlet"
    for stage, said, wanted in (("", None, "sample"), ("", "mine", "mine"), (f"{world.home}/stage", "mine", "mine")):
        os.makedirs(etc, exist_ok=True)
        if said:
            with open(f"{etc}/owlet.conf", "w", encoding="utf-8") as file:
                file.write(said)
        place = {"MESON_BUILD_ROOT": world.build, "MESON_INSTALL_PREFIX": f"{world.home}/prefix",
                 "MESON_INSTALL_DESTDIR_PREFIX": f"{stage}{world.home}/prefix", "PATH": os.environ["PATH"]}
        world.run(script, "scripts/packaging/owlet.conf", etc, env=place)
        with open(f"{etc}/owlet.conf", encoding="utf-8") as file:
            expect_equal("settings", file.read(), world.document("owlet.conf") if wanted == "sample" else wanted)
    expect(os.path.exists(f"{world.home}/stage{etc}/owlet.conf"), "a staged sample", "none")


def main():
    """Runs the cases one after the other, and sums them up."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", metavar="DIR", default=f"{TOP}/.build/release", help="the build to test; default .build/release")
    parser.add_argument("-k", metavar="SUBSTRING", dest="only", default="", help="only cases whose sentence contains it")
    options = parser.parse_args()
    if not os.path.exists(f"{options.build}/scripts/packaging/owlet-documents"):
        sys.exit(f"packaging: no documents in {options.build}: build with meson's -Ddocuments=enabled, or name a build with --build DIR")
    return SUITE.run(options.only, lambda home: World(os.path.abspath(options.build), home))


if __name__ == "__main__":
    sys.exit(main())
