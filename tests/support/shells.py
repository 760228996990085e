"""Interactive shells on a terminal of their own: what each offers when a person types and presses Tab."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

LIMIT = 20  # seconds until a shell has to have shown what was waited for

BASH_START = """PS1='READY> '
bind 'set completion-query-items 0'; bind 'set page-completions off'; bind 'set show-all-if-ambiguous on'
bind 'set enable-bracketed-paste off'
source '{script}'
"""
ZSH_START = """bindkey -e; PROMPT='READY> '; LISTMAX=10000; unsetopt beep list_beep always_last_prompt zle_bracketed_paste
fpath=('{folder}' $fpath); autoload -Uz compinit; compinit -D -u
"""


class Terminal:
    """A program on a wide terminal; what it writes, without its escape sequences."""

    def __init__(self, command, folder, environment):
        self.text = ""
        self.process, self.fd = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execvpe(command[0], command, {"PATH": os.environ["PATH"], "TERM": "xterm", "HOME": folder, "LC_ALL": "C.UTF-8", **environment})
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 200, 300, 0, 0))

    def type(self, text):
        """Sends keys."""
        os.write(self.fd, text.encode())

    def wait_for(self, condition, what):
        """Reads until the text so far meets the condition."""
        end = time.monotonic() + LIMIT
        while not condition(self.text):
            if time.monotonic() > end or not select.select([self.fd], [], [], max(0, end - time.monotonic()))[0]:
                raise AssertionError(f"expected {what}; came {self.text[-1500:]!r}")
            self.text += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>()][0-9B]?|\r", "", os.read(self.fd, 65536).decode("utf-8", "replace"))

    def end(self):
        """Hangs up."""
        os.close(self.fd)
        os.waitpid(self.process, 0)


def offered_on_terminal(terminal, line, expected):
    """What is listed behind a line when Tab is pressed: until all that is expected is there, and then to its end."""
    try:
        terminal.wait_for(lambda text: text.endswith("READY> "), "a prompt")
        terminal.text = ""
        terminal.type(line + "\t")
        terminal.wait_for(lambda text: all(re.search(rf"(?<![\w-]){re.escape(each)}(?![\w-])", text) for each in expected),
                          f"all of {sorted(expected)}")
        terminal.type("\x15echo EN''D\n")  # Ctrl-U takes the line away
        terminal.wait_for(lambda text: "END" in text, "the end")
        return terminal.text.split("echo EN")[0]
    finally:
        terminal.end()


def bash(script, folder, line, expected):
    """The listing of bash, with the completion that a script defines."""
    start = f"{folder}/.bash_start"
    with open(start, "w", encoding="utf-8") as file:
        file.write(BASH_START.format(script=script))
    terminal = Terminal(["bash", "--noprofile", "--rcfile", start, "-i"], folder, {})
    return offered_on_terminal(terminal, line, expected)


def zsh(script, folder, line, expected):
    """The listing of zsh, which finds the script by its name."""
    with open(f"{folder}/.zshrc", "w", encoding="utf-8") as file:
        file.write(ZSH_START.format(folder=os.path.dirname(script)))
    terminal = Terminal(["zsh", "-d", "-i"], folder, {"ZDOTDIR": folder})
    return offered_on_terminal(terminal, line, expected)


def fish(script, folder, line, _expected):
    """What fish offers: a word and its description on each line."""
    command = ["fish", "--no-config", "-c", f"source '{script}'; complete -C '{line}'"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, cwd=folder, check=True,
                          env={"PATH": os.environ["PATH"], "HOME": folder, "LC_ALL": "C.UTF-8"})
    if done.stderr:
        raise AssertionError(f"expected no message of fish; came {done.stderr!r}")
    return done.stdout
