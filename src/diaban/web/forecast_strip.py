"""The forecast as a drawing: of each share of the units the days from P10 to P90, with P50 and P80, and the promise."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from django.urls import reverse

from diaban.basis.speech import Speech
from diaban.coverage.forecast.answer import Answer
from diaban.units.unit import UnitId
from diaban.web.markup import SafeString, escape, mark_safe
from diaban.web.works_chart import across, axis

__all__ = ["STANDARD", "forecast_path", "forecast_strip"]

STANDARD: Final = "tieu-chi"
"""The parameter that names the standard."""
ROW: Final = 36
TOP: Final = 34
FOOT: Final = 20
LEFT: Final = 8
LONGEST: Final = 7_305
"""Days that are drawn at most: twenty years, beyond which no day is told."""
ROOM: Final = 1.04
"""Beyond the last day some room, so that its mark is seen whole."""


def forecast_strip(say: Speech, answer: Answer, promise: date | None, shares: Sequence[int] = ()) -> SafeString:
    """A row for each share (``shares``: those alone): a thin bar from P10 to P90, a thick one from P50 to P80, a mark
    at P50; a share that is met already has no bar, one that lies beyond twenty years runs out to the right."""
    told = [share for share in answer.curve if not shares or share in shares]
    named = [day for share in told for level in (10, 50, 80, 90) if (day := answer.quantile(share, level))]
    ends = [*named, answer.as_of, *((promise,) if promise else ())]
    beyond = any(answer.quantile(share, 90) is None for share in told)
    span = LONGEST if beyond else max(30, int((max(ends) - answer.as_of).days * ROOM))
    first = min(answer.as_of, promise) if promise else answer.as_of
    last = answer.as_of + timedelta(days=min(span, LONGEST))
    height = TOP + ROW * len(told) + FOOT
    parts: list[str] = []
    for at, share in enumerate(told):
        y = TOP + ROW * at
        words = _said(say, answer, share)
        parts.append(f'<text data-n="label" x="{LEFT}" y="{y + 12}">{escape(words)}</text>')
        if not _is_met(answer, share):
            parts += _bars(answer, share, first, last, y)
    parts += axis(say, first, last, answer.as_of, height)
    if promise is not None and promise <= last:
        x = across(promise, first, last)
        anchor = "start" if x < 20 else "end" if x > 80 else "middle"
        title = say.text("web.forecast.promised", day=promise)
        # Beneath the words: these have a rim that keeps them readable on it.
        parts.insert(0, f'<line class="promised" x1="{x:.2f}%" x2="{x:.2f}%" y1="{TOP - 4}" y2="{height - FOOT + 4}"/>')
        parts.append(f'<text data-n="date" x="{x:.2f}%" y="12" text-anchor="{anchor}">{escape(title)}</text>')
    spoken = "; ".join(_said(say, answer, share) for share in told)
    return mark_safe(
        f'<svg class="gantt forecast" role="img" aria-label="{escape(spoken)}" height="{height}">{"".join(parts)}</svg>'
    )


def _is_met(answer: Answer, share: int) -> bool:
    latest = answer.quantile(share, 90)
    return latest is not None and latest <= answer.as_of


def _bars(answer: Answer, share: int, first: date, last: date, y: int) -> Iterator[str]:
    def x(level: int) -> float:
        return min(across(answer.quantile(share, level) or last, first, last), 100.0)

    for kind, low, high, top, thick in (("wide", 10, 90, 21, 5), ("likely", 50, 80, 18, 11)):
        left, width = x(low), max(0.4, x(high) - x(low))
        yield f'<rect class="{kind}" x="{left:.2f}%" y="{y + top}" width="{width:.2f}%" height="{thick}"/>'
    if answer.quantile(share, 50) is not None:
        yield f'<line class="middle" x1="{x(50):.2f}%" x2="{x(50):.2f}%" y1="{y + 15}" y2="{y + 32}"/>'


def _said(say: Speech, answer: Answer, share: int) -> str:
    """``100 %: P10 …, P50 …, P80 …, P90 …`` in words."""
    if _is_met(answer, share):
        return say.text("web.forecast.row-met", share=share, day=answer.quantile(share, 50) or answer.as_of)
    days = {
        f"p{level}": say.text("forecast.beyond") if day is None else say.write(day)
        for level in (10, 50, 80, 90)
        for day in (answer.quantile(share, level),)
    }
    return say.text("web.forecast.row", share=share, **days)


def forecast_path(unit: UnitId | None, standard: str, day: date) -> str:
    """Where the forecast of a standard in a scope stands."""
    place = f"pham-vi={unit}&" if unit else ""
    return f"{reverse('forecast')}?{place}{STANDARD}={standard}&ngay={day.isoformat()}"
