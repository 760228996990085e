"""Figures as a reader likes them."""


def significant(value):
    """Three digits, with commas between thousands."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def duration(us):
    """Microseconds in the unit that suits them; ab and autocannon measure in milliseconds."""
    if us is None:
        return "–"
    if us == 0:
        return "<1 ms"
    for unit, factor in (("s", 1e6), ("ms", 1e3)):
        if us >= factor:
            return f"{significant(us / factor)} {unit}"
    return f"{significant(us)} µs"


def size(count):
    """Bytes in the unit that suits them."""
    if count is None:
        return "–"
    for unit, factor in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if count >= factor:
            return f"{significant(count / factor)} {unit}"
    return f"{count:,.0f} B"


def number(value):
    """A count or a rate."""
    if not value:
        return "–" if value is None else "0"
    return f"{value:,.0f}" if value >= 100 else significant(value)


def ratio(value):
    """How many times."""
    if value is None:
        return "–"
    return f"{value:,.0f}×" if value >= 100 else f"{value:.1f}×" if value >= 10 else f"{value:.2f}×"


def errors(kinds):
    """Errors by kind."""
    return ", ".join(f"{count:,} {kind}" for kind, count in kinds.items()) or "0"


def about(seconds):
    """An estimate of time, without false precision."""
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"


def published(low, high, rest):
    """Rates that others have published."""
    rate = number(low) if low == high else f"{number(low)} to {number(high)}"
    return f"{rate} requests/s, {rest}"
