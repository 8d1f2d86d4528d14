"""The week's sheet in words: what is overdue at works, then six blocks, on two pages of A4, in either language."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta, timezone
from typing import Final

from diaban.basis.speech import Speech
from diaban.coverage.result import CoverageResult
from diaban.coverage.state import State
from diaban.reports.page import Block, Page, Said, rest_of
from diaban.reports.week import FigureLine, Matter, Moved, Unsent, WeekSheet, Why
from diaban.units.unit import Unit

__all__ = ["week_page"]

VIET_NAM: Final = timezone(timedelta(hours=7))
MOVED: Final = 10
"""Rows of each list that are shown: what fits on two pages; of the rest stands the number."""
WIDTHS: Final = {
    "works": (21, 43, 18, 18),
    "figures": (46, 21, 21, 12),
    "moved": (24, 24, 22, 30),
    "unsent": (32, 16, 13, 39),
    "matters": (46, 22, 14, 18),
    "hamlets": (26, 9, 22, 43),
    "staff": (40, 20, 20, 20),
}
"""Of the columns in per cent of the page: names and sentences have room, numbers need none."""
UNSENT: Final = 8
NAMES: Final = 6
MATTERS: Final = 10
GAPS: Final = 8


def week_page(sheet: WeekSheet, say: Speech) -> Page:
    """The sheet in the language of ``say``."""
    moment = sheet.known_at.astimezone(VIET_NAM)
    scope = say.text("word.nation") if sheet.scope is None else sheet.scope.full_name
    return Page(
        title=say.text("week.title", ending=sheet.ending),
        heading=(
            scope,
            say.text("week.days", start=sheet.start, end=sheet.ending),
            say.text("week.known", time=f"{moment:%H:%M}", day=moment.date()),
        ),
        blocks=(
            *_overdue_works(sheet, say),
            _figures(sheet, say),
            _moved(sheet, say),
            _unsent(sheet, say),
            _matters(sheet, say),
            _hamlets(sheet, say),
            _staff(sheet, say),
        ),
        foot=(say.text("week.foot"),),
        invented=sheet.invented,
    )


def _overdue_works(sheet: WeekSheet, say: Speech) -> Iterator[Block]:
    """Overdue directives and obstacles head the sheet; where there are none, nothing does."""
    if not sheet.overdue:
        return
    rows = tuple(
        (
            Said(say.text("week.works.at", works=one.works, unit=one.unit.full_name), strong=True),
            Said(say.text("week.works.directive" if one.directive else "week.works.obstacle", text=one.text)),
            Said(one.who),
            Said(say.text("week.works.over", due=one.due, days=one.over), strong=True),
        )
        for one in sheet.overdue[:MATTERS]
    )
    columns = tuple(say.text(f"week.works.{name}") for name in ("works", "what", "who", "due"))
    yield _block(say, "works", (), columns, rows, rest=rest_of(len(sheet.overdue), MATTERS))


def _figures(sheet: WeekSheet, say: Speech) -> Block:
    rows = tuple(_figure(line, say) for line in sheet.figures)
    columns = tuple(say.text(f"week.figures.{name}") for name in ("standard", "now", "before", "unknown"))
    restated = any(line.restated for line in sheet.figures)
    return _block(say, "figures", (), columns, rows, note=say.text("week.figures.restated") if restated else "")


def _figure(line: FigureLine, say: Speech) -> tuple[Said, ...]:
    now = line.now
    before = Said("—") if line.before is None else _met(line.before, say)
    unknown = len(now.units[State.UNACCOUNTED])
    address = str(now.address(State.UNACCOUNTED)) if unknown else ""
    told = Said(say.write(unknown), address, strong=unknown > 0, figure=True)
    return Said(now.standard.definition.title[say.lang]), _met(now, say, strong=True), before, told


def _met(result: CoverageResult, say: Speech, *, strong: bool = False) -> Said:
    share = result.percent()
    text = say.text("week.figures.met", met=len(result.units[State.MET]), of=result.size)
    if share is not None:
        text = say.text("week.figures.share", met=text, percent=share)
    return Said(text, str(result.address(State.MET)), strong=strong, figure=True)


def _moved(sheet: WeekSheet, say: Speech) -> Block:
    # Units that changed alike for the same reason are one matter: on the day of a decree a hundred do.
    alike: dict[tuple[str, State | None, State | None, tuple[Why, ...]], tuple[FigureLine, list[Moved]]] = {}
    for line in sheet.figures:
        for one in line.moved:
            key = (line.now.standard.id, one.before, one.after, one.why)
            alike.setdefault(key, (line, []))[1].append(one)
    every = list(alike.values())
    rows = tuple(_change(line, same, say) for line, same in every[:MOVED])
    columns = tuple(say.text(f"week.moved.{name}") for name in ("unit", "standard", "change", "why"))
    return _block(say, "moved", _steps(sheet, say), columns, rows, rest=rest_of(len(every), MOVED))


def _steps(sheet: WeekSheet, say: Speech) -> tuple[Said, ...]:
    """What was done with returns in the week; nothing where nothing was."""
    told = ", ".join(say.text(f"week.moved.step.{kind}", n=number) for kind, number in sheet.steps.items())
    return (Said(say.text("week.moved.steps", told=told), figure=True),) if told else ()


def _change(line: FigureLine, same: Sequence[Moved], say: Speech) -> tuple[Said, ...]:
    one = same[0]
    states = [
        say.text("week.moved.outside") if state is None else say.text(f"state.{state}")
        for state in (one.before, one.after)
    ]
    why = "; ".join(say.text("week.moved.act", act=str(act.act), day=act.day, reason=act.reason) for act in one.why)
    return (
        _unit(one.unit) if len(same) == 1 else _many(same, say),
        Said(line.now.standard.definition.title[say.lang]),
        Said(say.text("week.moved.from-to", before=states[0], after=states[1]), strong=one.before is State.MET),
        Said(why or say.text("week.moved.day-alone")),
    )


def _many(same: Sequence[Moved], say: Speech) -> Said:
    names = _named([one.unit for one in same], say)
    return Said(say.text("week.moved.units", n=len(same), names=names))


def _unsent(sheet: WeekSheet, say: Speech) -> Block:
    by_form: dict[str, list[Unsent]] = {}
    for one in sheet.unsent:
        by_form.setdefault(one.form, []).append(one)
    rows = tuple(_overdue(periods, say) for periods in list(by_form.values())[:UNSENT])
    columns = tuple(say.text(f"week.unsent.{name}") for name in ("form", "due", "count", "units"))
    return _block(say, "unsent", (), columns, rows, rest=rest_of(len(by_form), UNSENT))


def _overdue(periods: Sequence[Unsent], say: Speech) -> tuple[Said, ...]:
    """One form: its overdue periods, the oldest first; of several the last is the one whose units are named."""
    first, last = periods[0], max(periods, key=lambda one: one.due)
    told = say.words(last.period.titled)
    if len(periods) > 1:
        told = say.text("week.unsent.periods", n=len(periods), last=told)
    return (
        Said(f"{first.title[say.lang]}. {told}"),
        Said(say.text("week.unsent.late", due=first.due, days=first.late), strong=True),
        Said(say.text("week.unsent.of", n=len(last.units), of=last.owed), figure=True),
        Said(_named(last.units, say)),
    )


def _matters(sheet: WeekSheet, say: Speech) -> Block:
    rows = tuple(_matter(one, say) for one in sheet.matters[:MATTERS])
    columns = tuple(say.text(f"week.matters.{name}") for name in ("task", "owner", "due", "state"))
    return _block(say, "matters", (), columns, rows, rest=rest_of(len(sheet.matters), MATTERS))


def _matter(one: Matter, say: Speech) -> tuple[Said, ...]:
    if one.done is not None:
        state = say.text("week.matters.done", day=one.done)
    elif one.over:
        state = say.text("week.matters.over", days=one.over)
    else:
        state = say.text("week.matters.open")
    task = one.text if one.unit is None else say.text("week.matters.at", text=one.text, unit=one.unit.full_name)
    return (
        Said(say.text("week.matters.set", text=task, day=one.entered)),
        Said(one.owner),
        Said(say.write(one.due)),
        Said(state, strong=one.over > 0 and one.done is None),
    )


def _hamlets(sheet: WeekSheet, say: Speech) -> Block:
    total = sum(len(gap.names) for gap in sheet.hamlets)
    lead = (Said(say.text("week.hamlets.lead", hamlets=total, units=len(sheet.hamlets)), figure=True),) if total else ()
    rows = tuple(
        (
            _unit(gap.unit),
            Said(say.write(len(gap.names)), strong=True, figure=True),
            Said(_why_lacking(gap.after_posting, gap.after_merger, say)),
            Said(_listed(gap.names, say)),
        )
        for gap in sheet.hamlets[:GAPS]
    )
    columns = tuple(say.text(f"week.hamlets.{name}") for name in ("unit", "count", "why", "names"))
    return _block(say, "hamlets", lead, columns, rows, rest=rest_of(len(sheet.hamlets), GAPS))


def _why_lacking(posted: int, merged: int, say: Speech) -> str:
    parts = [say.text("week.hamlets.posted", n=posted)] if posted else []
    parts += [say.text("week.hamlets.merged", n=merged)] if merged else []
    return "; ".join(parts) or say.text("week.hamlets.never")


def _staff(sheet: WeekSheet, say: Speech) -> Block:
    total = sum(gap.lacking for gap in sheet.staff)
    lead = []
    if total:
        lead.append(Said(say.text("week.staff.lead", posts=total, units=len(sheet.staff)), figure=True))
    if sheet.unknown_staff:
        lead.append(Said(say.text("week.staff.unknown", n=sheet.unknown_staff), figure=True))
    rows = tuple(
        (
            _unit(gap.unit),
            Said(say.write(gap.assigned), figure=True),
            Said(say.write(gap.present), figure=True),
            Said(say.write(gap.lacking), strong=True, figure=True),
        )
        for gap in sheet.staff[:GAPS]
    )
    columns = tuple(say.text(f"week.staff.{name}") for name in ("unit", "assigned", "present", "lacking"))
    return _block(say, "staff", tuple(lead), columns, rows, rest=rest_of(len(sheet.staff), GAPS))


def _block(
    say: Speech,
    key: str,
    lead: tuple[Said, ...],
    columns: tuple[str, ...],
    rows: tuple[tuple[Said, ...], ...],
    *,
    rest: int = 0,
    note: str = "",
) -> Block:
    return Block(
        key=key,
        heading=say.text(f"week.{key}.heading"),
        lead=lead,
        columns=columns,
        rows=rows,
        empty=say.text(f"week.{key}.empty"),
        rest=say.text("week.rest", n=rest) if rest else "",
        note=note,
        widths=WIDTHS[key],
    )


def _unit(unit: Unit) -> Said:
    return Said(unit.full_name, link=unit.id)


def _named(units: Iterable[Unit], say: Speech) -> str:
    return _listed([unit.full_name for unit in sorted(units, key=lambda unit: unit.code)], say)


def _listed(names: Sequence[str], say: Speech) -> str:
    told = ", ".join(names[:NAMES])
    rest = rest_of(len(names), NAMES)
    return say.text("units.and-more", names=told, n=rest) if rest else told
