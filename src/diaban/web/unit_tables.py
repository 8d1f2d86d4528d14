"""Lists of units: provinces with what lies below them, units of a level, what a search found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from django.utils.html import escape

from diaban.basis.speech import Speech
from diaban.units.atlas import Atlas
from diaban.units.event import Confidence
from diaban.units.portrait import Life, counts_within, lives
from diaban.units.search import Match, MatchKind
from diaban.units.trace import destinations
from diaban.units.unit import TYPES_BY_LEVEL, Level, Unit, UnitType
from diaban.web import parts
from diaban.web.ground import Ground, Visit
from diaban.web.lists.column import Column, choice, code, day, unit, units, until, whole, written
from diaban.web.lists.listing import Listing

__all__ = ["ANCHOR", "below_table", "life_table", "match_table", "province_list", "unit_table"]

ANCHOR: Final = "danh-sach"
PROVINCES: Final = "tinh"
PAGE, MATCHES = 200, 100
CODE, NAME, TYPE, ABOVE = "ma", "ten", "loai", "thuoc"


@dataclass(frozen=True, slots=True)
class Counted:
    """A unit with what lies below it on a day; ``since``: the first day there is a list of it, where that is later."""

    unit: Unit
    levels: Mapping[Level, int]
    types: Mapping[UnitType, int]
    since: date | None = None


def province_list(
    visit: Visit, here: Ground, told: Sequence[Unit], late: Sequence[tuple[Unit, date]], on: date, known_at: date | None
) -> Listing[Counted]:
    """The provinces of a day, those without a complete list behind those that have one."""
    say = visit.say
    rows = [_counted(here.edition.atlas, one, on) for one in told]
    rows += [Counted(one, {}, {}, since) for one, since in late]
    columns = [*_counting(visit, rows, on)]
    if late:
        columns += _since(say)
    return Listing(
        title=say.text("web.units.provinces"),
        columns=tuple(columns),
        rows=rows,
        source=say.text("web.list.source-units", edition=str(here.edition.number)),
        as_of=on,
        known_at=known_at,
        anchor=PROVINCES,
        invented=False,
        name=PROVINCES,
    )


def below_table(visit: Visit, here: Ground, top: Unit, on: date, known_at: date | None) -> Listing[Counted]:
    """The units right below one on a day."""
    say, atlas = visit.say, here.edition.atlas
    children = sorted(atlas.children(top.id, on), key=lambda one: one.code)
    rows = [_counted(atlas, one, on) for one in children]
    return Listing(
        title=say.text("web.unit.below-title"),
        columns=tuple(_counting(visit, rows, on)),
        rows=rows,
        source=say.text("web.list.source-units", edition=str(here.edition.number)),
        as_of=on,
        known_at=known_at,
        anchor=ANCHOR,
        invented=False,
        subtitle=top.full_name,
        empty=say.text("web.unit.no-children"),
    )


def unit_table(
    visit: Visit, here: Ground, level: Level, kind: UnitType | None, on: date, known_at: date | None
) -> Listing[Unit]:
    """The units of a level on a day, and of a type, with what is above them."""
    say, atlas = visit.say, here.edition.atlas
    found = sorted((one for one in atlas.in_force(on, level) if kind in (None, one.type)), key=lambda one: one.code)
    columns: list[Column[Unit]] = [
        code(CODE, say.text("word.code"), lambda one: one.code),
        unit(NAME, say.text("word.unit"), lambda one: one, lambda _: on, known=visit.known),
    ]
    if kind is None:
        types = {one.name.lower(): one.value for one in TYPES_BY_LEVEL[level]}
        columns.append(choice(TYPE, say.text("web.units.type"), lambda one: one.type.name.lower(), types))
    columns.append(
        units(ABOVE, say.text("word.within"), lambda one: atlas.ancestors(one, on), lambda _: on, known=visit.known)
    )
    return Listing(
        title=say.text("web.units.list"),
        columns=tuple(columns),
        rows=found,
        source=say.text("web.list.source-units", edition=str(here.edition.number)),
        as_of=on,
        known_at=known_at,
        anchor=ANCHOR,
        invented=False,
        subtitle=kind.value if kind else say.text(f"level.{level.value}"),
        size=PAGE,
    )


def life_table(visit: Visit, here: Ground, top: Unit, known_at: date | None) -> Listing[Life]:
    """Every version of a unit, the oldest first, with what made it."""
    say = visit.say

    def parent(one: Life) -> tuple[Unit, ...]:
        return (one.parent,) if one.parent else ()

    return Listing(
        title=say.text("web.unit.lives"),
        columns=(
            day(say, "tu", say.text("web.unit.from"), lambda one: one.unit.period.start),
            until(say, "den", say.text("web.unit.to"), lambda one: _last(one.unit)),
            written(NAME, say.text("word.unit"), lambda one: one.unit.full_name, mark="name", head=True),
            code(CODE, say.text("word.code"), lambda one: one.unit.code),
            units(ABOVE, say.text("word.within"), parent, lambda one: one.unit.period.last_day, known=visit.known),
            _events(say),
        ),
        rows=lives(here.edition.atlas, top.id),
        source=say.text("web.list.source-units", edition=str(here.edition.number)),
        as_of=None,
        known_at=known_at,
        anchor="l-lives",
        invented=False,
        name="qua-trinh",
        subtitle=f"{top.full_name} ({top.code})",
        folded=True,
    )


def _events(say: Speech) -> Column[Life]:
    """What made a version: the change, the act, and how sure it is where that is not confirmed."""
    title = say.text("web.unit.events")

    def told(one: Life) -> list[tuple[str, str, str]]:
        return [
            (
                say.text(f"web.change.{event.kind.value}"),
                event.act,
                "" if event.confidence is Confidence.CONFIRMED else say.text(f"confidence.{event.confidence.value}"),
            )
            for event in one.events
        ]

    def html(one: Life) -> str:
        lines = [
            f"{escape(kind)} · {parts.label(act)}{parts.chip(sure, 'quiet') if sure else ''}"
            for kind, act, sure in told(one)
        ]
        return "<br>".join(lines) or "—"

    def words(one: Life) -> str:
        return "; ".join(f"{kind} · {act}{f' ({sure})' if sure else ''}" for kind, act, sure in told(one))

    return Column("thay-doi", title, html, lambda one: (words(one) or None,), (title,), None, words)


def match_table(visit: Visit, here: Ground, asked: str, found: Sequence[Match], today: date) -> Listing[Match]:
    """What a search found, the best first."""
    say, atlas = visit.say, here.edition.atlas

    def became(one: Match) -> tuple[Unit, ...]:
        return _became(atlas, one.unit, today)

    words = {kind.value: say.text(f"match.{kind.value}") for kind in MatchKind}

    return Listing(
        title=say.text("web.search.title"),
        columns=(
            unit(NAME, say.text("word.unit"), lambda one: one.unit, lambda one: one.day),
            code(CODE, say.text("word.code"), lambda one: one.unit.code),
            units(ABOVE, say.text("word.within"), lambda one: one.ancestors, lambda one: one.day),
            day(say, "tu", say.text("web.unit.from"), lambda one: one.unit.period.start),
            until(say, "den", say.text("web.unit.to"), lambda one: _last(one.unit)),
            units("nay", say.text("web.search.now"), became, lambda _: None, empty=""),
            choice("khop", say.text("word.matched"), lambda one: one.kind.value, words, chip=True),
            written("chu-khop", say.text("web.search.matched"), _matched, mark="name"),
        ),
        rows=found,
        source=say.text("web.list.source-units", edition=str(here.edition.number)),
        as_of=None,
        anchor=ANCHOR,
        invented=False,
        subtitle=asked,
        size=MATCHES,
    )


def _matched(one: Match) -> str:
    """The name that matched, where it is not the one that stands at the head of the row."""
    return "" if one.matched in (one.unit.name, one.unit.code) else one.matched


def _last(one: Unit) -> date | None:
    """The last day of a version that has ended."""
    return one.period.last_day if one.period.end else None


@lru_cache(maxsize=512)
def _became(atlas: Atlas, one: Unit, today: date) -> tuple[Unit, ...]:
    """The units of today on the ground of one that has ended."""
    if not atlas.ended_by(one.id, today):
        return ()
    return tuple(atlas.by_id(id_, today) for id_ in destinations(atlas, one.id, today))


def _counted(atlas: Atlas, one: Unit, on: date) -> Counted:
    below = counts_within(atlas, on).get(one.id, {})
    return Counted(one, {level: sum(types.values()) for level, types in below.items()}, below.get(Level.COMMUNE, {}))


def _counting(visit: Visit, rows: Sequence[Counted], on: date) -> list[Column[Counted]]:
    """Code, name, and of what lies below only what some row has: levels open to the list of the unit's own page."""
    say, known = visit.say, visit.known

    def place(row: Counted) -> str:
        return f"{parts.place(row.unit, on, known)}#{ANCHOR}"

    def number(level: Level) -> Callable[[Counted], int | None]:
        return lambda row: row.levels.get(level)

    def each(kind: UnitType) -> Callable[[Counted], int | None]:
        return lambda row: row.types.get(kind)

    columns: list[Column[Counted]] = [
        code(CODE, say.text("word.code"), lambda row: row.unit.code),
        unit(NAME, say.text("word.unit"), lambda row: row.unit, lambda _: on, known=known),
    ]
    levels = ((Level.DISTRICT, "huyen", "web.units.districts"), (Level.COMMUNE, "xa", "web.units.communes"))
    for level, key, title in levels:
        if any(level in row.levels for row in rows):
            columns.append(whole(say, key, say.text(title), number(level), place))
    there = [kind for kind in TYPES_BY_LEVEL[Level.COMMUNE] if any(kind in row.types for row in rows)]
    columns += [whole(say, kind.name.lower().replace("_", "-"), kind.value, each(kind)) for kind in there]
    return columns


def _since(say: Speech) -> tuple[Column[Counted], Column[Counted]]:
    """That there is no complete list yet, and from which day there is one."""
    words = say.text("web.unit.no-data")

    def first(row: Counted) -> date | None:
        return row.since

    told: Column[Counted] = written("moc", say.text("web.unit.record-title"), lambda row: words if row.since else "")
    title = say.text("web.unit.from-title")
    return told, Column(
        "tu-ngay",
        title,
        lambda row: parts.day(say, row.since) if row.since else "",
        lambda row: (row.since,),
        (title,),
        first,
    )
