"""Where the cases register: a section of an RFC (or "owlet"), a sentence of behaviour, a function."""

import importlib
import pkgutil
import re
from dataclasses import dataclass
from typing import Callable

CASES = []
NAMES = set()


@dataclass(frozen=True, eq=False)
class Case:
    """One behaviour to be judged."""
    section: str
    sentence: str
    function: Callable
    arguments: tuple
    limit: float        # seconds that it may take at most
    heavy: bool         # heavy cases start first, so that the long ones run side by side with the short ones

    @property
    def topic(self):
        """The module that it stands in."""
        return self.function.__module__.rpartition(".")[2]

    def run(self, web):
        """Runs it; a Failure, a Skip or any other exception is its outcome."""
        self.function(web, *self.arguments)


def _add(section, sentence, function, arguments, limit, heavy):
    if (section, sentence) in NAMES:
        raise ValueError(f"two cases of one name: {section} {sentence}")
    NAMES.add((section, sentence))
    CASES.append(Case(section, sentence, function, arguments, limit, heavy))


def case(section, sentence, limit=20.0, heavy=False):
    """Registers one case."""
    def register(function):
        _add(section, sentence, function, (), limit, heavy)
        return function
    return register


def cases(section, sentence, rows, limit=20.0, heavy=False):
    """Registers one case for each row (a tuple, or one value); the sentence names its values by their index: {0}."""
    def register(function):
        for row in rows:
            values = row if isinstance(row, tuple) else (row,)
            _add(section, sentence.format(*values), function, values, limit, heavy)
        return function
    return register


def load_cases(package):
    """Imports every module of the package; returns all cases in the order of the files."""
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda found: found.name):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return list(CASES)


def section_key(section):
    """Sorts sections as numbers: 9110 8.3 before 9110 13.1; owlet's own come last."""
    return (section == "owlet", [int(number) for number in re.findall(r"\d+", section)])
