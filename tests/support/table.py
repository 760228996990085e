"""Results of several servers in one JSON file, and the markdown table of sections by server that is made of it."""

import json
import os

from support.registry import section_key

MARKS = {"pass": "pass", "fail": "**fail**", "skip": "-"}


def merge(path, label, results):
    """Puts the results of one server beside those of others that the file holds already; returns all of them."""
    merged = {}
    if path and os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            merged = json.load(file)
    merged[label] = [{"section": r.section, "case": r.sentence, "outcome": r.outcome, "detail": r.detail} for r in results]
    if path:
        with open(path, "w", encoding="utf-8") as file:
            json.dump(merged, file, indent=1, ensure_ascii=False)
            file.write("\n")
    return merged


def escaped(text):
    """Text that cannot break a row of the table."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def table(merged):
    """The markdown table: a row for each case, a column for each server, totals last."""
    labels = list(merged)
    rows = {}
    for label in labels:
        for entry in merged[label]:
            rows.setdefault((entry["section"], entry["case"]), {})[label] = entry["outcome"]
    lines = ["| section | case | " + " | ".join(labels) + " |", "|---|---|" + "---|" * len(labels)]
    for section, sentence in sorted(rows, key=lambda row: (section_key(row[0]), row[1])):
        marks = [MARKS[rows[section, sentence].get(label, "skip")] for label in labels]
        lines.append(f"| {escaped(section)} | {escaped(sentence)} | " + " | ".join(marks) + " |")
    outcomes = [[entry["outcome"] for entry in merged[label]] for label in labels]
    totals = [f"{o.count('pass')} / {o.count('fail')} / {o.count('skip')}" for o in outcomes]
    lines.append("| | passed / failed / skipped | " + " | ".join(totals) + " |")
    return "\n".join(lines)
