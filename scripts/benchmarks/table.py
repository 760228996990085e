"""A row of the comparison, and the special loads, as tables for a terminal."""

import servers
import summary
import units

TRAFFIC = ("server", "CPU/request", "median", "x raw", "requests/s", "p50", "p99", "max", "memory", "errors")
IDLE = ("server", "B/connection", "connections", "memory")


def aligned(lines):
    """Columns: the first to the left, the others to the right."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join("  " + "  ".join(cell.ljust(width) if place == 0 else cell.rjust(width)
                                      for place, (cell, width) in enumerate(zip(line, widths))).rstrip() for line in lines)


def cells_of(entry, row):
    """The figures of one server, as text."""
    title = servers.KINDS[entry.name].title
    if row["cost"] == "idle_bytes":
        connections = row["cells"][entry.name]["rounds"][0]["connections"]
        return [title, units.number(entry.cost), f"{connections:,}", units.size(entry.memory)]
    return [title, units.duration(entry.cost), units.duration(entry.median), units.ratio(entry.ratio), units.number(entry.rate),
            units.duration(entry.p50), units.duration(entry.p99), units.duration(entry.longest), units.size(entry.memory),
            units.errors(entry.errors)]


def columns_of(row):
    """The head of the table."""
    return IDLE if row["cost"] == "idle_bytes" else TRAFFIC


def row_as_text(row):
    """A row: title, command, a line for each server, and who was left out."""
    lines = [cells_of(entry, row) for entry in summary.ranking(row)]
    text = [f"\n{row['title']}   [{row['command']}]"]
    if lines:
        text.append(aligned([list(columns_of(row)), *lines]))
    text += [f"  {servers.KINDS[name].title} left out: {shortened(why)}" for name, why in summary.left_out(row)]
    if row["unable"]:
        text.append(f"  {unable(row)}")
    if row["published"]:
        text.append(f"  published of Python servers on another machine: {units.published(*row['published'])}")
    return "\n".join(text)


def unable(row):
    """Who is not in the row by its nature."""
    return f"not made for this load: {', '.join(servers.KINDS[name].title for name in row['unable'])}"


def shortened(why):
    """A reason on one line; the whole of it was said when it came up."""
    line = " ".join(why.split())
    return line if len(line) <= 120 else f"{line[:117]}..."


def special_as_text(found):
    """A special load."""
    lines = [[str(cell) for cell in line] for line in (found["columns"], *found["rows"])]
    return "\n".join(filter(None, [f"\n{found['title']}", aligned(lines), found.get("note", "")]))
