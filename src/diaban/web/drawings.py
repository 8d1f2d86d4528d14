"""Two drawings: a count month by month between its control limits, and how a model spread over communes.

Runs are never joined over a month without an answer, and the day on which units were merged is marked.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from diaban.basis.speech import Speech
from diaban.coverage.counts.series import Month
from diaban.coverage.counts.spread import Held
from diaban.coverage.counts.u_chart import Chart
from diaban.web.markup import SafeString, escape, mark_safe

__all__ = ["curve", "limits"]

TOP: Final = 16
HIGH: Final = 120
BOTTOM: Final = TOP + HIGH
LOW: Final = 44
"""Pixels of the small drawing of a spread."""
NAMED: Final = 4
"""So many months at most are named below: more would touch on a phone."""


def limits(say: Speech, months: Sequence[Month], chart: Chart, breaks: Sequence[date]) -> SafeString:
    """The rates with centre and limits; a month outside them is a full square, so that it is seen without colour."""
    top = max(max(spot.high, spot.rate or 0.0) for spot in chart.spots) * 1.08 or 1.0
    width = len(months)

    def x(at: float) -> str:
        return f"{100 * (at + 0.5) / width:.2f}%"

    def y(value: float) -> str:
        return f"{BOTTOM - HIGH * value / top:.1f}"

    bits = [f'<line class="grid" x1="0" x2="100%" y1="{BOTTOM}" y2="{BOTTOM}"/>']
    for at, spot in enumerate(chart.spots):
        if spot.rate is not None:
            left, right = f"{100 * at / width:.2f}%", f"{100 / width:.2f}%"
            height = f"{HIGH * (spot.high - spot.low) / top:.1f}"
            bits.append(f'<rect class="usual" x="{left}" width="{right}" y="{y(spot.high)}" height="{height}"/>')
    bits.append(f'<line class="centre" x1="0" x2="100%" y1="{y(chart.centre)}" y2="{y(chart.centre)}"/>')
    bits += [
        f'<line class="break" x1="{_at(day, months)}" x2="{_at(day, months)}" y1="{TOP}" y2="{BOTTOM}"/>'
        for day in breaks
    ]
    for (at, one), (_, other) in pairwise(enumerate(chart.spots)):
        if one.rate is not None and other.rate is not None:
            ends = f'x1="{x(at)}" y1="{y(one.rate)}" x2="{x(at + 1)}" y2="{y(other.rate)}"'
            bits.append(f'<line class="met-line" {ends}/>')
    for at, spot in enumerate(chart.spots):
        if spot.rate is None:
            continue
        if spot.outside:
            square = '<rect class="out" x="-5" y="-5" width="10" height="10"/>'
            bits.append(f'<svg x="{x(at)}" y="{y(spot.rate)}" overflow="visible">{square}</svg>')
        else:
            bits.append(f'<circle class="dot" cx="{x(at)}" cy="{y(spot.rate)}" r="3"/>')
    step = max(1, -(-width // NAMED))
    for at in range(0, width, step):
        cut_off = months[at].asked.day
        name = escape(say.text("web.board.month", month=f"{cut_off.month:02}", year=str(cut_off.year)))
        anchor = "start" if at == 0 else "end" if at + step / 2 > width else "middle"
        bits.append(f'<text data-n="date" x="{x(at)}" y="{BOTTOM + 15}" text-anchor="{anchor}">{name}</text>')
    outside = sum(spot.outside for spot in chart.spots)
    told = escape(say.text("web.situation.drawing", months=width, outside=outside))
    return mark_safe(f'<svg class="trend limits" role="img" aria-label="{told}">{"".join(bits)}</svg>')


def _at(day: date, months: Sequence[Month]) -> str:
    """Where a day lies among months of equal width."""
    for at, one in enumerate(months):
        window = one.asked.window
        if window is not None and window.start is not None and window.end is not None and day in window:
            part = (day - window.start).days / (window.end - window.start).days
            return f"{100 * (at + part) / len(months):.2f}%"
    return "0%"


def curve(say: Speech, held: Sequence[Held], size: int, top: int) -> SafeString:
    """How many communes surely hold the model, of all ``size`` of the frame, and how many more possibly do; the upper
    edge of the drawing is ``top`` communes."""
    bits = [f'<line class="grid" x1="0" x2="100%" y1="{LOW}" y2="{LOW}"/>', *_steps(held, max(1, top))]
    last = held[-1]
    told = escape(say.text("web.movement.curve", first=held[0].day, last=last.day, n=last.sure, of=size))
    return mark_safe(f'<svg class="trend spread" role="img" aria-label="{told}">{"".join(bits)}</svg>')


def _steps(held: Sequence[Held], top: int) -> Iterator[str]:
    count = max(1, len(held) - 1)
    sure = [f"{1000 * at / count:.1f},{LOW - LOW * one.sure / top:.2f}" for at, one in enumerate(held)]
    most = [f"{1000 * at / count:.1f},{LOW - LOW * one.possible / top:.2f}" for at, one in enumerate(held)]
    yield f'<svg x="0" y="0" width="100%" height="{LOW}" viewBox="0 0 1000 {LOW}" preserveAspectRatio="none">'
    yield f'<polygon class="band" points="{" ".join([*sure, *reversed(most)])}"/>'
    yield f'<polyline class="met-line" points="{" ".join(sure)}"/></svg>'
