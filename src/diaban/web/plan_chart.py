"""Two drawings of a phasing: money against the day of 100 %, and what each year's ceiling is used for."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from diaban.basis.speech import Speech
from diaban.reports.plan_words import amount_of, done_by, limit_name
from diaban.reports.works_words import billion
from diaban.web.markup import SafeString, escape, mark_safe

__all__ = ["ceilings", "frontier"]

TOP: Final = 20
HIGH: Final = 200
ROW: Final = 38
SIDE: Final = 8.0
"""Per cent of the width left of the first point and right of the last."""


def frontier(say: Speech, points: Sequence[Mapping[str, Any]]) -> SafeString:
    """Each share of the money as a point: to the right more money, upwards later; nothing without two points."""
    told = [(one, date.fromisoformat(one["done_by"]).year) for one in points if one["done_by"]]
    if len(told) < 2:
        return mark_safe("")
    first, last = min(year for _, year in told), max(year for _, year in told)
    least, most = min(one["money"] for one, _ in told), max(one["money"] for one, _ in told)
    parts = []
    for year in range(first, last + 1):
        y = _y(year, first, last)
        parts.append(f'<line class="grid" x1="0" x2="100%" y1="{y:.0f}" y2="{y:.0f}"/>')
        parts.append(f'<text data-n="date" x="0" y="{y - 4:.0f}">{year}</text>')
    at = [(_x(one["money"], least, most), _y(year, first, last)) for one, year in told]
    line = " ".join(f"{10 * x:.1f},{y:.1f}" for x, y in at)
    height = TOP + HIGH + 34
    parts.append(
        f'<svg x="0" y="0" width="100%" height="{height}" viewBox="0 0 1000 {height}" preserveAspectRatio="none">'
        f'<polyline class="plan-line" points="{line}"/></svg>'
    )
    for number, ((one, _), (x, y)) in enumerate(zip(told, at, strict=True)):
        now = ' class="now"' if one["share"] == 100 else ' class="then"'
        parts.append(f'<circle{now} cx="{x:.2f}%" cy="{y:.1f}" r="5"/>')
        # Names of neighbours stand on two lines, so that none lies over the next.
        below = TOP + HIGH + 16 + 14 * (number % 2)
        parts.append(f'<text data-n="label" x="{x:.2f}%" y="{below}" text-anchor="middle">{one["share"]} %</text>')
    words = "; ".join(
        say.text("web.phasing.point", share=one["share"], money=billion(say, one["money"]), day=done_by(say, one))
        for one, _ in told
    )
    return mark_safe(
        f'<svg class="gantt curve phasing" role="img" aria-label="{escape(words)}" height="{height}">'
        f"{''.join(parts)}</svg>"
    )


def _x(money: int, least: int, most: int) -> float:
    return SIDE + (100 - 2 * SIDE) * (money - least) / max(1, most - least)


def _y(year: int, first: int, last: int) -> float:
    return TOP + HIGH - HIGH * (year - first) / max(1, last - first)


def ceilings(say: Speech, limits: Sequence[Mapping[str, Any]]) -> SafeString:
    """Of every limit that has a most: what is taken already, what the plan uses, and what is left."""
    told = [one for one in limits if one["most"]]
    parts, words = [], []
    for number, one in enumerate(told):
        y = 4 + ROW * number
        name = limit_name(say, one)
        used = say.text(
            "web.phasing.used",
            limit=name,
            used=amount_of(say, one, one["used"]),
            taken=amount_of(say, one, one["taken"]),
            most=amount_of(say, one, one["most"]),
        )
        words.append(used)
        parts.append(f'<text data-n="label" x="0" y="{y + 12}">{escape(used)}</text>')
        taken, mine = (min(100.0, 100 * one[part] / one["most"]) for part in ("taken", "used"))
        parts.append(f'<rect class="planned" x="0" y="{y + 18}" width="100%" height="10"/>')
        parts.append(f'<rect class="before" x="0" y="{y + 18}" width="{taken:.2f}%" height="10"/>')
        parts.append(f'<rect class="actual" x="{taken:.2f}%" y="{y + 18}" width="{mine:.2f}%" height="10"/>')
    if not told:
        return mark_safe("")
    height = 8 + ROW * len(told)
    return mark_safe(
        f'<svg class="gantt" role="img" aria-label="{escape("; ".join(words))}" height="{height}">'
        f"{''.join(parts)}</svg>"
    )
