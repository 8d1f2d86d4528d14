"""Two drawings of works: the Gantt of planned against actual (and against an earlier day), and the S-curve."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from diaban.basis.speech import Speech
from diaban.registers.projects.course import Payment, StageReport, WorksProgress
from diaban.registers.projects.dossier import Dossier
from diaban.registers.projects.lateness import stage_delay
from diaban.registers.value import Valued
from diaban.web.markup import SafeString, escape, mark_safe

__all__ = ["Bar", "across", "axis", "bars_of", "curve", "gantt"]

ROW: Final = 34
"""Pixels of a row: its words, and below them the bars."""
TOP: Final = 22
HIGH: Final = 190
LEFT: Final = 8
NEAR: Final = 12.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of the Gantt: ``planned`` and ``actual`` spans (an open actual one goes on until the day), ``before``: the
    planned span as it was known on an earlier day. ``late``: days behind."""

    title: str
    planned: tuple[date, date] | None
    actual: tuple[date, date | None] | None
    before: tuple[date, date] | None = None
    late: int = 0
    href: str = ""


def bars_of(say: Speech, dossier: Dossier, before: Dossier | None = None) -> list[Bar]:
    """The stages of works, in their order; ``before``: the same works as known on an earlier day."""
    earlier = before.stages if before else {}
    return [
        Bar(
            say.words(Valued(stage)),
            _planned(told),
            None if told.actual_start is None else (told.actual_start, told.actual_end),
            _planned(earlier[stage]) if stage in earlier else None,
            max(0, stage_delay(told, dossier.day) or 0),
        )
        for stage, told in dossier.stages.items()
    ]


def _planned(told: StageReport) -> tuple[date, date] | None:
    return (told.planned_start, told.planned_end) if told.planned_start and told.planned_end else None


def gantt(say: Speech, bars: Sequence[Bar], day: date) -> SafeString:
    """Rows of bars over one span of days, ``day`` marked; nothing where no row has a day."""
    days = [at for bar in bars for span in (bar.planned, bar.actual, bar.before) if span for at in span if at]
    if not days:
        return mark_safe("")
    first, last = min(*days, day), max(*days, day)
    height = TOP + ROW * len(bars) + 18
    parts: list[str] = []
    for number, bar in enumerate(bars):
        y = TOP + ROW * number
        words = bar.title if not bar.late else f"{bar.title} · {say.text('projects.behind', days=bar.late)}"
        text = (
            f'<text class="{"late" if bar.late else ""}" data-n="label" x="{LEFT}" y="{y + 12}">{escape(words)}</text>'
        )
        parts.append(f'<a href="{escape(bar.href)}">{text}</a>' if bar.href else text)
        if bar.before and bar.before != bar.planned:
            parts.append(_rect("before", bar.before, first, last, y + 15, 4))
        if bar.planned:
            parts.append(_rect("planned", bar.planned, first, last, y + 20, 5))
        if bar.actual:
            kind = "actual" if bar.actual[1] else "actual going"
            parts.append(_rect(kind, (bar.actual[0], bar.actual[1] or day), first, last, y + 26, 5))
    parts += axis(say, first, last, day, height)
    told = "; ".join(_said(say, bar) for bar in bars)
    # What holds links is no picture to whoever does not see it.
    role = "group" if any(bar.href for bar in bars) else "img"
    return mark_safe(
        f'<svg class="gantt" role="{role}" aria-label="{escape(told)}" height="{height}">{"".join(parts)}</svg>'
    )


def _said(say: Speech, bar: Bar) -> str:
    planned = " – ".join(say.write(at) for at in bar.planned) if bar.planned else "—"
    actual = " – ".join(say.write(at) if at else say.text("word.now") for at in bar.actual) if bar.actual else "—"
    return say.text("web.projects.bar", stage=bar.title, planned=planned, actual=actual)


def across(day: date, first: date, last: date) -> float:
    """Where a day lies on the span of a drawing, in per cent of its width."""
    return 100 * (day - first).days / max(1, (last - first).days)


def _rect(kind: str, span: tuple[date, date], first: date, last: date, y: int, height: int) -> str:
    left, right = across(span[0], first, last), across(span[1], first, last)
    width = max(0.4, right - left)
    return f'<rect class="{kind}" x="{left:.2f}%" y="{y}" width="{width:.2f}%" height="{height}"/>'


def axis(say: Speech, first: date, last: date, day: date, bottom: int) -> Iterator[str]:
    """``day`` marked and named above, the years below; ``bottom``: height of the drawing."""
    x = across(day, first, last)
    yield f'<line class="asked" x1="{x:.2f}%" x2="{x:.2f}%" y1="{TOP - 4}" y2="{bottom - 16}"/>'
    yield _name(x, TOP - 8, say.write(day))
    for year in range(first.year + 1, last.year + 1):
        at = across(date(year, 1, 1), first, last)
        yield f'<line class="grid" x1="{at:.2f}%" x2="{at:.2f}%" y1="{TOP}" y2="{bottom - 16}"/>'
        yield _name(at, bottom - 4, str(year))


def _name(x: float, y: float, text: str) -> str:
    anchor = "start" if x < NEAR / 2 else "end" if x > 100 - NEAR / 2 else "middle"
    return f'<text data-n="date" x="{x:.2f}%" y="{y:.0f}" text-anchor="{anchor}">{escape(text)}</text>'


def curve(say: Speech, dossier: Dossier, value: int | None) -> SafeString:
    """The S-curve: per cent planned, done, and paid of the works' value; nothing without a plan."""
    plan = dossier.curve
    if plan is None:
        return mark_safe("")
    done = [(one.period.start, one.percent) for one in dossier.past.get(WorksProgress, ())]
    paid = [(one.period.start, min(150, 100 * one.paid_vnd // value)) for one in dossier.past.get(Payment, ()) if value]
    days = [plan.start, plan.end, dossier.day, *(day for day, _ in (*done, *paid))]
    first, last = min(days), max(days)
    parts = [
        f'<line class="grid" x1="0" x2="100%" y1="{TOP + HIGH * part // 4}" y2="{TOP + HIGH * part // 4}"/>'
        for part in range(5)
    ]
    parts.append(
        f'<svg x="0" y="{TOP}" width="100%" height="{HIGH}" viewBox="0 0 1000 100" preserveAspectRatio="none">'
    )
    parts.append(_line("plan-line", plan.points, first, last))
    if done:
        begun = [(plan.start, 0)] if done[0][0] > plan.start else []
        parts.append(_line("done-line", [*begun, *done], first, last))
    if paid:
        parts.append(_line("paid-line", paid, first, last))
    parts.append("</svg>")
    parts += axis(say, first, last, dossier.day, TOP + HIGH + 18)
    told = dossier.earned
    words = (
        say.text("web.projects.curve-said", planned=round(float(told.planned)), done=told.done, day=told.reported_on)
        if told
        else say.text("web.projects.curve")
    )
    return mark_safe(
        f'<svg class="gantt curve" role="img" aria-label="{escape(words)}" height="{TOP + HIGH + 18}">'
        f"{''.join(parts)}</svg>"
    )


def _line(kind: str, points: Iterable[tuple[date, int]], first: date, last: date) -> str:
    told = " ".join(f"{10 * across(day, first, last):.1f},{100 - percent:.1f}" for day, percent in points)
    return f'<polyline class="{kind}" points="{told}"/>'
