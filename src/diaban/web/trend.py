"""The trend of a standard as a drawing: runs that are never joined, what is not known beside what is met, no guess."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from diaban.basis.percent import percent
from diaban.basis.speech import Speech
from diaban.coverage.trend import Point, Trend
from diaban.web.markup import SafeString, escape, mark_safe

__all__ = ["drawn"]

TOP: Final = 18
HIGH: Final = 76
"""Pixels above the plot, where days are named, and of the plot itself; below it the months."""
BOTTOM: Final = TOP + HIGH
WORDY: Final = 18.0
"""Per cent of the width from which a blank has room for its words."""
NEAR: Final = 14.0
"""Per cent of the width within which two names of days would touch."""
MONTHS: Final = (1, 7)
"""Months whose first day is named below the plot."""


def drawn(say: Speech, trend: Trend, day: date, today: date) -> SafeString:
    """The share met from month to month; ``day``, the page's, and ``today`` are marked where they lie inside."""
    parts = [
        *_blanks(say, trend),
        f'<line class="grid" x1="0" x2="100%" y1="{TOP}" y2="{TOP}"/>',
        f'<line class="grid" x1="0" x2="100%" y1="{BOTTOM}" y2="{BOTTOM}"/>',
        f'<svg x="0" y="{TOP}" width="100%" height="{HIGH}" viewBox="0 0 1000 100" preserveAspectRatio="none">',
        *(_run(trend, run) for run in trend.runs),
        "</svg>",
        *(_end(trend, point) for run in trend.runs for point in dict.fromkeys((run[0], run[-1]))),
        *(_line(trend, at, "break") for at in trend.breaks),
        *_months(say, trend),
        *_marks(say, trend, day, today),
    ]
    return mark_safe(f'<svg class="trend" role="img" aria-label="{escape(_told(say, trend))}">{"".join(parts)}</svg>')


def _x(trend: Trend, day: date) -> float:
    return 100 * (day - trend.start).days / max(1, (trend.end - trend.start).days)


def _y(point: Point, units: int) -> float:
    return 100 - 100 * units / point.size


def _run(trend: Trend, run: tuple[Point, ...]) -> str:
    met = [f"{10 * _x(trend, point.day):.1f},{_y(point, point.met):.2f}" for point in run]
    line = f'<polyline class="met-line" points="{" ".join(met)}"/>'
    if not any(point.unknown for point in run):
        return line
    most = [f"{10 * _x(trend, point.day):.1f},{_y(point, point.met + point.unknown):.2f}" for point in reversed(run)]
    return f'<polygon class="band" points="{" ".join(met + most)}"/>{line}'


def _end(trend: Trend, point: Point) -> str:
    y = TOP + HIGH * _y(point, point.met) / 100
    return f'<circle class="dot" cx="{_x(trend, point.day):.2f}%" cy="{y:.1f}" r="3"/>'


def _blanks(say: Speech, trend: Trend) -> Iterator[str]:
    words = escape(say.text("web.board.no-data"))
    for start, end in trend.blanks:
        left, right = _x(trend, start), _x(trend, end)
        yield f'<rect class="blank" x="{left:.2f}%" y="{TOP}" width="{right - left:.2f}%" height="{HIGH}"/>'
        if right - left >= WORDY:
            middle = (left + right) / 2
            yield f'<text x="{middle:.2f}%" y="{TOP + HIGH // 2 + 4}" text-anchor="middle">{words}</text>'


def _line(trend: Trend, day: date, kind: str) -> str:
    x = f"{_x(trend, day):.2f}%"
    return f'<line class="{kind}" x1="{x}" x2="{x}" y1="{TOP}" y2="{BOTTOM}"/>'


def _months(say: Speech, trend: Trend) -> Iterator[str]:
    year, month = trend.start.year, trend.start.month
    while (at := date(year, month, 1)) <= trend.end:
        x = _x(trend, at)
        if at.month in MONTHS and 0 <= x <= 100 - NEAR / 2:
            yield f'<line class="grid" x1="{x:.2f}%" x2="{x:.2f}%" y1="{BOTTOM}" y2="{BOTTOM + 4}"/>'
            name = say.text("web.board.month", month=f"{month:02}", year=str(year))
            yield _name(x, BOTTOM + 16, name)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _marks(say: Speech, trend: Trend, day: date, today: date) -> Iterator[str]:
    inside = [at for at in dict.fromkeys((day, today)) if trend.start <= at <= trend.end]
    for at in inside:
        yield _line(trend, at, "asked" if at == day else "now")
    named = inside if len(inside) < 2 or abs(_x(trend, day) - _x(trend, today)) > 2 * NEAR else inside[:1]
    for at in named:
        yield _name(_x(trend, at), TOP - 5, say.text("web.days.today") if at == today else say.write(at))


def _name(x: float, y: float, text: str) -> str:
    anchor = "start" if x < NEAR / 2 else "end" if x > 100 - NEAR / 2 else "middle"
    return f'<text data-n="date" x="{x:.2f}%" y="{y:.0f}" text-anchor="{anchor}">{escape(text)}</text>'


def _told(say: Speech, trend: Trend) -> str:
    """What the drawing shows, for whoever does not see it."""
    told = [say.text("web.board.trend-run", **_ends("first", run[0]), **_ends("last", run[-1])) for run in trend.runs]
    told += [say.text("web.board.trend-blank", first=start, last=end) for start, end in trend.blanks]
    return " ".join(told)


def _ends(name: str, point: Point) -> dict[str, object]:
    return {name: point.day, f"{name}_share": percent(point.met, point.size) or 0}
