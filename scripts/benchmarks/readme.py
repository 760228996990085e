"""The section of the README that shows the comparison: a table between two markers, and the chart beside this file."""

import os

import charts
import servers
import summary
import units

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
PICTURE = f"{HERE}/results.svg"
BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
SHOWN = ("keep", "pipe", "close", "4k", "100k", "idle")


class ReadmeError(Exception):
    """The README has no place for the section."""


def row_of(cells):
    """A row of a Markdown table."""
    return "| " + " | ".join(cells) + " |"


def cell(row, name):
    """What one server costs in one row."""
    entry = summary.figures(row, name)
    if not entry or entry.cost is None:
        return "–"
    if row["cost"] == "idle_bytes":
        text = units.size(entry.cost)
    else:
        text = units.duration(entry.cost) + (f" ({units.ratio(entry.ratio)})" if entry.ratio and name != summary.REFERENCE else "")
    return f"**{text}**" if name == "owlet" else text


def version_of(results, name):
    """A server and its version; the Python servers have that of Python."""
    title = servers.KINDS[name].title if servers.KINDS[name].version else "Python"
    return f"{title} {results['servers'][name]['version']}"


def as_markdown(results):
    """The table, and what it was made with."""
    names = [name for name in servers.KINDS if any(summary.figures(row, name) for row in results["rows"])]
    head = [row_of(["server CPU per request", *(servers.KINDS[name].title for name in names)]), "|---|" + "---:|" * len(names)]
    rows = [row_of([row["title"], *(cell(row, name) for name in names)]) for row in results["rows"]]
    machine = results["machine"]
    kind = "virtual machine" if machine["virtual"] else "machine"
    versions = ", ".join(dict.fromkeys(version_of(results, name) for name in names if name != summary.REFERENCE))
    published = "; ".join(f"`{row['command'].removesuffix(' URL')}`: {units.published(*row['published'])}"
                          for row in results["rows"] if row["published"])
    told = (f"{results['date']}, {machine['cpu']}, {kind} with {machine['cores']} cores, {machine['system']}, Linux {machine['kernel']}; "
            f"{versions}; clients {', '.join(results['clients'])}. Made by `{results['command']}`.")
    lines = [*head, *rows, "", told]
    if published:
        lines += ["", f"For scale, what others have published of Python servers, on another machine: {published}."]
    return "\n".join(lines)


def parts_of(path=f"{TOP}/README.md"):
    """The text before and behind the table."""
    with open(path, encoding="utf-8") as file:
        before, begin, rest = file.read().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ReadmeError(f"{path}: no lines {BEGIN} and {END}; put them where the table belongs")
    return before, after


def update(results, path=f"{TOP}/README.md"):
    """Writes the chart, and the table between the markers of the README."""
    before, after = parts_of(path)
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{before}{BEGIN}\n{as_markdown(results)}\n{END}{after}")
    with open(PICTURE, "w", encoding="utf-8") as file:
        file.write(charts.picture([charts.cost_chart(row) for row in results["rows"] if row["name"] in SHOWN], columns=2))
