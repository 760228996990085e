"""From rounds to figures: noise only adds, so the least CPU time of all rounds is the one that counts."""

import statistics
from typing import NamedTuple

REFERENCE = "raw"


class Figures(NamedTuple):
    """A server in a row; None where a load has no such figure."""
    name: str
    cost: float | None                       # CPU microseconds per request, or bytes per idle connection: the least of all rounds
    median: float | None
    ratio: float | None                      # cost / that of the raw loop
    rate: float | None
    p50: float | None
    p99: float | None
    longest: float | None
    errors: dict
    memory: float | None


def values(rounds, key):
    """What the rounds say, where they say it."""
    return [one[key] for one in rounds if one.get(key) is not None]


def figures(row, name):
    """The figures of a server, or None when nothing was measured."""
    rounds = row["cells"].get(name, {}).get("rounds", [])
    if not rounds:
        return None
    key = row["cost"]
    costs, floor = values(rounds, key), values(row["cells"].get(REFERENCE, {}).get("rounds", []), key)
    errors = {}
    for one in rounds:
        for kind, count in one["errors"].items():
            errors[kind] = errors.get(kind, 0) + count

    def middle(key):
        found = values(rounds, key)
        return statistics.median(found) if found else None

    return Figures(name, min(costs, default=None), middle(key), min(costs) / min(floor) if costs and floor and min(floor) > 0 else None,
                   middle("rate"), middle("p50_us"), middle("p99_us"), max(values(rounds, "max_us"), default=None), errors,
                   max(values(rounds, "memory"), default=None))


def ranking(row):
    """The figures of all servers of a row, the cheapest first, those without a cost last."""
    found = [entry for name in row["cells"] if (entry := figures(row, name))]
    return sorted(found, key=lambda entry: (entry.cost is None, entry.cost or 0))


def left_out(row):
    """(server, why) of those that were not measured to the end."""
    return [(name, cell["left_out"]) for name, cell in row["cells"].items() if cell.get("left_out")]
