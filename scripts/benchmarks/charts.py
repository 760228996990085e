"""Bar charts as SVG: a bar for each server, the raw loop as a line through all of them."""

import os
import statistics
from html import escape
from typing import NamedTuple

import servers
import summary
import units

HERE = os.path.dirname(os.path.abspath(__file__))
WIDTH, HEAD, BAR, STEP, MARK = 420, 66, 17, 25, 16    # of a chart; of a bar, of the way to the next one, of a line of marks
LEFT, ROOM = 86, 180                          # where bars begin, and how long they may be; their labels stand behind them
TIMES = 4                                     # bars beyond so many times the floor are cut
TYPICAL = 1.25                                # and so many times the median, where that is more
SLOW = 1e6                                    # microseconds after which the slowest answer is worth a mark


class Bar(NamedTuple):
    """A line of a chart."""
    name: str                                 # of its colour
    title: str
    value: float
    label: str
    ratio: str = ""
    marks: tuple = ()                         # lines below it
    begin: float = 0.0                        # for what is a range


class Chart(NamedTuple):
    """A row of the comparison as bars."""
    title: str
    hint: str
    bars: list
    line: tuple | None                        # value, label
    limit: float                              # the value of the longest bar


def marks_of(entry):
    """What a reader has to know beside the length of the bar."""
    failed, slow = sum(entry.errors.values()), (entry.longest or 0) >= SLOW
    told = [f"{failed:,} errors"] * bool(failed) + [f"slowest answer {units.duration(entry.longest)}"] * slow
    return (", ".join(told),) if told else ()


def cost_chart(row):
    """What a request costs, or an idle connection."""
    is_idle = row["cost"] == "idle_bytes"
    ranked = [entry for entry in summary.ranking(row) if entry.cost is not None]
    text = units.size if is_idle else units.duration
    floor = next((entry.cost for entry in ranked if entry.name == summary.REFERENCE), None)
    bars = [Bar(entry.name, servers.KINDS[entry.name].title, entry.cost, text(entry.cost), units.ratio(entry.ratio) if entry.ratio else "",
                marks_of(entry)) for entry in ranked]
    hint = "memory per connection: shorter is better" if is_idle else "server CPU per request: shorter is better"
    line = (floor, f"raw loop {text(floor)}") if floor else None
    return Chart(row["title"], hint, bars, line, limit_of([bar.value for bar in bars], floor))


def limit_of(values, floor):
    """The largest value that a bar shows whole."""
    base = floor or min((value for value in values if value > 0), default=1)
    whole = max(TIMES * base, TYPICAL * statistics.median(values or [0]))
    return max([value for value in values if value <= whole] or [base])


def rate_chart(row):
    """How many requests a second there were, beside what others have published; the client is the limit of the fast ones."""
    ranked = sorted((entry for entry in summary.ranking(row) if entry.rate is not None), key=lambda entry: -entry.rate)
    bars = [Bar(entry.name, servers.KINDS[entry.name].title, entry.rate, units.number(entry.rate), marks=marks_of(entry)) for entry in ranked]
    if row["published"]:
        low, high, rest = row["published"]
        label = units.number(high) if low == high else f"{units.number(low)} to {units.number(high)}"
        bars.append(Bar("published", "published", high, label, "", ("Python servers on another machine,", rest), 0 if low == high else low))
    return Chart(row["title"], "requests per second: longer is better", bars, None, max((bar.value for bar in bars), default=1) or 1)


def height_of(chart):
    """In the units of WIDTH."""
    return HEAD + sum(STEP + MARK * len(bar.marks) for bar in chart.bars) + 6


def drawn(chart):
    """The elements of a chart, from 0,0: bars, the line across them, and text above both."""
    shapes = []
    words = [f'<text class="title" x="0" y="16">{escape(chart.title)}</text>', f'<text class="hint" x="0" y="35">{escape(chart.hint)}</text>']
    top = HEAD
    for bar in chart.bars:
        shapes += drawn_bar(bar, chart.limit, top)
        words += drawn_words(bar, chart.limit, top)
        top += STEP + MARK * len(bar.marks)
    if chart.line:
        value, label = chart.line
        place = LEFT + length_of(value, chart.limit)
        shapes.append(f'<line class="line" x1="{place:.1f}" x2="{place:.1f}" y1="{HEAD - 6}" y2="{top - 2}"/>')
        words.append(f'<text class="hint" x="{place:.1f}" y="{HEAD - 11}" text-anchor="middle">{escape(label)}</text>')
    return shapes + words


def length_of(value, limit):
    """Of a bar."""
    return ROOM * min(1, value / limit)


def drawn_bar(bar, limit, top):
    """A bar, with a cut near its end where it is too long."""
    length, begin = length_of(bar.value, limit), length_of(bar.begin, limit)
    yield (f'<rect class="{bar.name.replace(".", "-")}" x="{LEFT + begin:.1f}" y="{top}" width="{max(1.5, length - begin):.1f}" '
           f'height="{BAR}" rx="2"/>')
    if bar.value > limit:
        end = LEFT + length
        yield f'<path class="cut" d="M{end - 24} {top + BAR + 1} l7 {-BAR - 2} M{end - 17} {top + BAR + 1} l7 {-BAR - 2}"/>'


def drawn_words(bar, limit, top):
    """Its name before, its figures behind it, its marks below."""
    strong, base = ' class="strong"' if bar.name == "owlet" else "", top + BAR - 4
    ratio = f' <tspan class="ratio" dx="4">{escape(bar.ratio)}</tspan>' if bar.ratio else ""
    yield f'<text{strong} x="{LEFT - 8}" y="{base}" text-anchor="end">{escape(bar.title)}</text>'
    yield f'<text{strong} x="{LEFT + length_of(bar.value, limit) + 7:.1f}" y="{base}">{escape(bar.label)}{ratio}</text>'
    for place, mark in enumerate(bar.marks):
        yield f'<text class="mark" x="{LEFT}" y="{top + BAR + 13 + place * MARK}">{escape(mark)}</text>'


def stylesheet():
    """The colours, for a page or a picture."""
    with open(f"{HERE}/charts.css", encoding="utf-8") as file:
        return file.read()


def inline(chart):
    """A chart for a page that has the stylesheet."""
    height = height_of(chart)
    return (f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(chart.title)}: {escape(chart.hint)}">'
            + "\n".join(drawn(chart)) + "</svg>")


def picture(charts, columns=1, gap=36, margin=20):
    """A file of its own, with one chart or several beside and below each other."""
    lines = [charts[start:start + columns] for start in range(0, len(charts), columns)]
    parts, top = [], margin
    for line in lines:
        for place, chart in enumerate(line):
            parts.append(f'<g transform="translate({margin + place * (WIDTH + gap)} {top})">' + "\n".join(drawn(chart)) + "</g>")
        top += max(map(height_of, line)) + gap
    width, height = 2 * margin + columns * (WIDTH + gap) - gap, top - gap + margin
    return (f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">'
            f'<style>{stylesheet()}</style>\n<rect class="paper" width="100%" height="100%" rx="6"/>\n' + "\n".join(parts) + "\n</svg>\n")
