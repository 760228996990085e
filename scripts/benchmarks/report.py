"""report.html: one page with everything in it, nothing fetched from elsewhere."""

import os
from html import escape

import charts
import servers
import summary
import table
import units

LONGEST_FIGURE = 36                          # characters; what is longer is prose
HERE = os.path.dirname(os.path.abspath(__file__))
METHOD = (
    "Each server runs on one core and the client on another; they talk over the loopback. The servers take turns round by round, and each "
    "round starts its server anew.",
    "CPU per request is what the scheduler has charged to the server's whole process tree, kernel time included, divided by the good "
    "answers that the client counted. It holds where the client is the bottleneck and requests per second say nothing about the server.",
    "Noise on a machine only adds, so the least of all rounds is the figure that is compared; medians stand beside it. × is the ratio to "
    "the raw loop in the same row: an epoll loop that parses nothing and sends one ready response.",
    "Before each measurement the server has to answer the same request with the right bytes. Errors are those the client saw: statuses "
    "other than 2xx, broken connections, time-outs.",
    "Latencies are those of a client that asks as fast as it can: they tell how evenly a server treats its clients, not how fast it is. "
    "wrk has no sound percentiles for pipelined requests. For 10 MiB and 1 GiB, requests are bytes received divided by the size.",
)


def render(results, path):
    """Writes the page."""
    with open(f"{HERE}/report.css", encoding="utf-8") as file:
        style = file.read() + charts.stylesheet()
    body = [heading(results), *([overview(results)] if results["rows"] else []), *cards(results), *specials(results), *competitors(results),
            "<h2>How it was measured</h2>", *(f"<p>{escape(text)}</p>" for text in METHOD)]
    page = ('<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>owlet: benchmark</title>\n<style>\n{style}</style></head>\n<body><main>\n" + "\n".join(body) + "\n</main></body></html>\n")
    with open(path, "w", encoding="utf-8") as file:
        file.write(page)


def heading(results):
    """When, where, how."""
    machine = results["machine"]
    kind = "virtual machine" if machine["virtual"] else "machine"
    told = (f"{results['date']} · {machine['cpu']}, {kind} with {machine['cores']} cores and {units.size(machine['memory'])} · "
            f"{machine['system']}, Linux {machine['kernel']}")
    stopped = '<p class="bad">Interrupted: rows are missing or have fewer rounds.</p>' if results.get("interrupted") else ""
    busy = (f'<p class="bad">The machine was busy when this began (load {machine["load"]:.1f}): differences of a few per cent are noise.</p>'
            if machine["load"] > 0.5 else "")
    return (f'<h1>What a request costs the server</h1>\n<p class="quiet">{escape(told)}<br><code>{escape(results["command"])}</code></p>'
            f"{stopped}{busy}")


def html_table(columns, rows, owlet=None):
    """A table; owlet tells whether a row is that of owlet. Columns of prose may break their lines."""
    lines = [[str(cell) for cell in line] for line in (columns, *rows)]
    prose = [place > 0 and max(len(line[place]) for line in lines) > LONGEST_FIGURE for place in range(len(columns))]

    def drawn(kind, line):
        return "".join(f'<{kind}{" class=long" * long}>{escape(cell)}</{kind}>' for cell, long in zip(line, prose))

    head = f"<thead><tr>{drawn('th', lines[0])}</tr></thead>"
    body = "".join(f'<tr{" class=owlet" * bool(owlet and owlet(line))}>{drawn("td", line)}</tr>' for line in lines[1:])
    return f'<div class="wide"><table>{head}<tbody>{body}</tbody></table></div>'


def overview(results):
    """Rows by servers: cost and ratio."""
    names = [name for name in servers.KINDS if any(name in row["cells"] for row in results["rows"])]
    head = "".join(f'<th class="{"owlet" if name == "owlet" else ""}">{escape(servers.KINDS[name].title)}</th>' for name in names)
    lines = []
    for row in results["rows"]:
        cells = []
        for name in names:
            entry = summary.figures(row, name)
            text = units.size if row["cost"] == "idle_bytes" else units.duration
            told = "–" if not entry or entry.cost is None else escape(text(entry.cost))
            ratio = f'<br><span class="quiet">{units.ratio(entry.ratio)}</span>' if entry and entry.ratio else ""
            cells.append(f'<td class="{"owlet" if name == "owlet" else ""}">{told}{ratio}</td>')
        lines.append(f"<tr><td>{escape(row['title'])}</td>{''.join(cells)}</tr>")
    return ('<h2>Server CPU per request, and how many times the raw loop\'s</h2><div class="card wide overview"><table><thead><tr><th></th>'
            f'{head}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>')


def cards(results):
    """A card for each row: charts, then all figures."""
    if not results["rows"]:
        return
    yield '<h2>Load by load</h2><div class="cards">'
    for row in results["rows"]:
        first, *others = [charts.inline(chart) for chart in charts_of(row).values()] or [f"<strong>{escape(row['title'])}</strong>"]
        ranked = summary.ranking(row)
        figures = html_table(table.columns_of(row), [table.cells_of(entry, row) for entry in ranked], lambda cells: cells[0] == "owlet")
        missing = "".join(f'<p class="bad">{escape(servers.KINDS[name].title)} left out: {escape(why)}</p>'
                          for name, why in summary.left_out(row))
        rounds = max((len(cell["rounds"]) for cell in row["cells"].values()), default=0)
        often = "once" if rounds == 1 else f"{rounds} rounds"
        yield (f'<section class="card">{first}{missing}<details><summary>all figures</summary>'
               f'<p class="quiet"><code>{escape(row["command"])}</code>, {often}{"; " + escape(table.unable(row)) if row["unable"] else ""}</p>{figures}</details></section>')
        yield from (f'<section class="card">{chart}</section>' for chart in others)
    yield "</div>"


def charts_of(row):
    """The charts of a row by the ends of their files' names."""
    found = {"": charts.cost_chart(row)}
    if row["published"]:
        found["-rate"] = charts.rate_chart(row)
    return {end: chart for end, chart in found.items() if chart.bars}


def specials(results):
    """The special loads that were run."""
    if not results["probes"]:
        return
    yield "<h2>Special loads</h2>"
    for found in results["probes"].values():
        rows = html_table(found["columns"], found["rows"], lambda cells: str(cells[0]).startswith("owlet"))
        note = f'<p class="quiet note">{escape(found["note"])}</p>' if found.get("note") else ""
        yield f'<section class="card special"><strong>{escape(found["title"])}</strong>{rows}{note}</section>'


def competitors(results):
    """Versions, and the configurations to open."""
    if not results["servers"]:
        return
    yield "<h2>Servers and clients</h2>"
    shown = results["servers"].values()
    yield '<section class="card">' + html_table(("server", "version", "configuration"), [
        (entry["title"], entry["version"], f"left out: {entry['left_out']}" if entry.get("left_out") else entry["about"]) for entry in shown])
    yield f'<p class="quiet">Clients: {escape(", ".join(results["clients"]))}</p>'
    for entry in shown:
        yield f'<details><summary>how {escape(entry["title"])} is started</summary><pre>{escape(entry["configuration"])}</pre></details>'
    yield "</section>"
