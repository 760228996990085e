"""What was counted as a table, as a file that is kept, and compared with that file."""

import json
from collections import Counter

TOLERANCE = 0.03                        # of instructions
REMEDY = "if it is meant: scripts/bench --counts --update"
PER_TOOLCHAIN = "instructions"
HEADING = "per request, or per 16 of them"


def rounded(value):
    """A figure as the table shows it."""
    return "-" if value is None else f"{value:,}" if isinstance(value, int) else f"{value:.4g}"


def table(counted, kinds):
    """Rows are kinds of request, columns what was counted."""
    calls = counted.get("system calls", {})
    busiest = {name: sum(figures.get(name, 0) > 0 for figures in calls.values()) for figures in calls.values() for name in figures}
    names = sorted(busiest, key=lambda name: (-busiest[name], name))
    others = [part for part in counted if part != "system calls"]
    rows = [[HEADING, *names, *others]]
    for kind in kinds:
        row = [rounded(calls[kind][name]) if calls[kind].get(name) else "." for name in names] if calls else []
        rows.append([kind, *row, *(rounded(counted[part].get(kind)) for part in others)])
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join(f"{row[0]:<{widths[0]}}  " + "  ".join(f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:])) for row in rows)


def load(path):
    """What is kept; nothing where there is no such file."""
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return {}


def merged(kept, counted, toolchain):
    """What is kept from now on: parts that could not be counted, and other toolchains, stay as they are."""
    new = dict(kept)
    for part, figures in counted.items():
        if part == PER_TOOLCHAIN:
            figures = dict(sorted({**kept.get(part, {}), toolchain: figures}.items()))
        new[part] = figures
    return new


def save(path, kept):
    """One figure per line."""
    with open(path, "w", encoding="utf-8") as file:
        json.dump(kept, file, indent=2)
        file.write("\n")


def compare(kept, counted, toolchain):
    """Yields (outcome, sentence) for each kind and part."""
    for part, figures in counted.items():
        wanted = kept.get(part, {})
        if part == PER_TOOLCHAIN:
            wanted = wanted.get(toolchain, {})
        for kind in [*figures, *(kind for kind in wanted if kind not in figures)]:
            yield judge(part, kind, wanted.get(kind), figures.get(kind), toolchain)


def told(outcomes):
    """What failed, what was skipped, and the sum, as lines."""
    lines = [f"FAIL {sentence}" for outcome, sentence in outcomes if outcome == "fail"]
    skipped = Counter(sentence for outcome, sentence in outcomes if outcome == "skip")
    lines += [f"SKIP {sentence} ({number} kinds of request)" for sentence, number in skipped.items()]
    passed, failed = ([outcome for outcome, _ in outcomes].count(name) for name in ("pass", "fail"))
    return [*lines, f"{passed} passed, {failed} failed" + (f", {skipped.total()} skipped" if skipped else "")]


def judge(part, kind, wanted, found, toolchain):
    """One figure against the one that is kept."""
    if wanted is None and part == PER_TOOLCHAIN:
        return "skip", f"{part}: none are kept for {toolchain}; scripts/bench --counts --update adds them"
    if part == PER_TOOLCHAIN and found is not None:
        is_same = abs(found - wanted) <= TOLERANCE * wanted
    else:
        is_same = found == wanted
    if is_same:
        return "pass", ""
    return "fail", f"{kind}: {part}: {difference(wanted, found)}; {REMEDY}"


def difference(wanted, found):
    """Both sides of it; of system calls only those that differ."""
    if wanted is None:
        return f"none are kept, found {found}"
    if isinstance(wanted, dict) and isinstance(found, dict):
        names = sorted(name for name in {*wanted, *found} if wanted.get(name) != found.get(name))
        return "; ".join(f"{name} expected {wanted.get(name, 0)}, found {found.get(name, 0)}" for name in names)
    if isinstance(wanted, int) and isinstance(found, int) and wanted > 0:
        return f"expected {wanted:,}, found {found:,} ({100 * (found - wanted) / wanted:+.1f}%)"
    return f"expected {wanted}, found {found}"
