"""Any sequence of events: histories drawn for the properties, made of moves that shrink to few and plain ones.

A move is a handful of small numbers read against the picture of the day, so that leaving one out leaves a history.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from hypothesis import strategies as st

from diaban.units.event import ChangeKind
from diaban.units.unit import TYPES_BY_LEVEL, Level, UnitId
from tests.units.model import FIRST, History, Holder, Newcomer

UNDER: Final = {Level.PROVINCE: 0, Level.DISTRICT: 1, Level.COMMUNE: 2}
DIGITS: Final = {Level.PROVINCE: 2, Level.DISTRICT: 3, Level.COMMUNE: 5}
FINEST: Final = 16
"""A unit of so many plots is divided no further: the cases would only grow slower, not more telling."""


@dataclass(frozen=True)
class Move:
    """``who`` and ``other`` number units, ``way`` a variant, ``code`` a code that is free; ``gap`` days pass before."""

    name: str
    who: int
    other: int
    way: int
    code: int
    gap: int


def beginning() -> History:
    """Two provinces; the first has a district with three communes and one with none, the second two communes."""
    rows = [
        ("P", "01", Level.PROVINCE, None),
        ("Q", "02", Level.PROVINCE, None),
        ("d", "001", Level.DISTRICT, "P"),
        ("e", "002", Level.DISTRICT, "P"),
        ("a", "00001", Level.COMMUNE, "d"),
        ("b", "00002", Level.COMMUNE, "d"),
        ("c", "00003", Level.COMMUNE, "d"),
        ("f", "00004", Level.COMMUNE, "Q"),
        ("g", "00005", Level.COMMUNE, "Q"),
    ]
    return History(
        {
            unit_id: Holder(code, f"Đất {unit_id}", TYPES_BY_LEVEL[level][0], level, parent, frozenset({unit_id}))
            for unit_id, code, level, parent in rows
        }
    )


def play(moves: list[Move]) -> History:
    """Tell a history; a move that the picture of its day does not allow is left out."""
    history = beginning()
    history.next_day()
    for move in moves:
        if move.gap:
            history.next_day(move.gap)
        MOVES[move.name](history, move)
    history.close()
    return history


def _free(history: History) -> list[UnitId]:
    """Units to which nothing happened today: communes first, the newest first, so that changes follow on changes."""
    newest_first = history.untouched()[::-1]
    return sorted(newest_first, key=lambda unit_id: -UNDER[history.today[unit_id].level])


def _pick(history: History, move: Move) -> UnitId | None:
    free = _free(history)
    return free[move.who % len(free)] if free else None


def _partner(history: History, move: Move, unit_id: UnitId) -> UnitId | None:
    """Another such unit on the same level."""
    level = history.today[unit_id].level
    free = [other for other in _free(history) if other != unit_id and history.today[other].level is level]
    return free[move.other % len(free)] if free else None


def _codes(history: History, level: Level, move: Move, ending: Sequence[UnitId] = ()) -> list[str]:
    """Three codes no unit bears as the day goes on: those given up, today or earlier, come before new ones."""
    taken = {holder.code for unit_id, holder in history.today.items() if unit_id not in ending}
    used = {holder.code for picture in history.pictures for holder in picture.values()}
    old = sorted(code for code in used - taken if len(code) == DIGITS[level])
    new = [code for n in range(10, 100) if (code := f"{n:0{DIGITS[level]}d}") not in used]
    first = move.code % (len(old) + 1)
    return [*old, *new][first : first + 3]


def _newcomers(history: History, move: Move, count: int, ending: Sequence[UnitId]) -> list[Newcomer]:
    level = history.today[ending[0]].level
    codes = _codes(history, level, move, ending)[:count]
    return [Newcomer(code, f"Mới {code}", TYPES_BY_LEVEL[level][move.way % 2]) for code in codes]


def _rename(history: History, move: Move) -> None:
    if unit_id := _pick(history, move):
        history.change(ChangeKind.RENAME, {unit_id: {"name": history.today[unit_id].name + "ʼ"}})


def _retype(history: History, move: Move) -> None:
    if unit_id := _pick(history, move):
        holder = history.today[unit_id]
        others = [type_ for type_ in TYPES_BY_LEVEL[holder.level] if type_ is not holder.type]
        history.change(ChangeKind.RETYPE, {unit_id: {"type": others[move.way % len(others)]}})


def _recode(history: History, move: Move) -> None:
    if unit_id := _pick(history, move):
        history.change(ChangeKind.RECODE, {unit_id: {"code": _codes(history, history.today[unit_id].level, move)[0]}})


def _swap_codes(history: History, move: Move) -> None:
    if (one := _pick(history, move)) and (other := _partner(history, move, one)):
        codes = {one: {"code": history.today[other].code}, other: {"code": history.today[one].code}}
        history.change(ChangeKind.RECODE, codes)


def _re_parent(history: History, move: Move) -> None:
    if unit_id := _pick(history, move):
        holder = history.today[unit_id]
        above = [
            other
            for other, its in history.today.items()
            if UNDER[its.level] < UNDER[holder.level] and other != holder.parent
        ]
        if above and holder.parent is not None:
            history.change(ChangeKind.RE_PARENT, {unit_id: {"parent": above[move.other % len(above)]}})


def _special_zone(history: History, move: Move) -> None:
    """A district with nothing below becomes a commune: one to one and whole, so it stays the unit that it is."""
    free = [
        unit_id
        for unit_id in history.untouched()
        if history.today[unit_id].level is Level.DISTRICT
        and all(holder.parent != unit_id for holder in history.today.values())
    ]
    if free:
        code = _codes(history, Level.COMMUNE, move)[0]
        change = {"level": Level.COMMUNE, "type": TYPES_BY_LEVEL[Level.COMMUNE][-1], "code": code}
        history.change(ChangeKind.RETYPE, {free[move.who % len(free)]: change})


def _merge(history: History, move: Move) -> None:
    if (one := _pick(history, move)) and (other := _partner(history, move, one)):
        newcomers = _newcomers(history, move, 1, [one, other])
        history.regroup(ChangeKind.MERGE, {one: [0], other: [0]}, newcomers, {one: 0, other: 0}, move.way % 3 < 2)


def _split(history: History, move: Move) -> None:
    if (one := _pick(history, move)) and len(history.today[one].ground) <= FINEST:
        parts = range(2 + move.other % 2)
        newcomers = _newcomers(history, move, len(parts), [one])
        history.regroup(ChangeKind.SPLIT, {one: parts}, newcomers, {one: move.way % len(parts)}, move.way % 3 < 2)


def _transfer(history: History, move: Move) -> None:
    """A part of one unit goes to another: both end."""
    one = _pick(history, move)
    other = _partner(history, move, one) if one else None
    if one and other and len(history.today[one].ground) <= FINEST:
        newcomers = _newcomers(history, move, 2, [one, other])
        flows = {one: [0, 1], other: [1]}
        history.regroup(ChangeKind.PART_TRANSFER, flows, newcomers, {one: move.way % 2, other: 1}, move.way % 3 < 2)


def _creation(history: History, move: Move) -> None:
    above = [unit_id for unit_id, holder in history.today.items() if holder.level is not Level.COMMUNE]
    if above:
        code = _codes(history, Level.COMMUNE, move)[0]
        history.create(
            Newcomer(code, f"Mới {code}", TYPES_BY_LEVEL[Level.COMMUNE][0]),
            Level.COMMUNE,
            above[move.other % len(above)],
        )


def _abolition(history: History, move: Move) -> None:
    unit_id = _pick(history, move)
    if unit_id and history.today[unit_id].parent is not None:
        history.abolish(unit_id)


MOVES: Final[dict[str, Callable[[History, Move], None]]] = {
    "rename": _rename,
    "merge": _merge,
    "split": _split,
    "transfer": _transfer,
    "recode": _recode,
    "swap codes": _swap_codes,
    "retype": _retype,
    "re-parent": _re_parent,
    "special zone": _special_zone,
    "creation": _creation,
    "abolition": _abolition,
}
CONSERVING: Final = [name for name in MOVES if name not in ("creation", "abolition")]


@st.composite
def histories(draw: st.DrawFn, names: list[str] | None = None, horizons: bool = False) -> History:
    """Up to nine moves, of the kinds named; several may fall on one day."""
    move = st.builds(
        Move,
        name=st.sampled_from(names or list(MOVES)),
        who=st.integers(0, 2) | st.integers(0, 8),
        other=st.integers(0, 3),
        way=st.integers(0, 5),
        code=st.integers(0, 3),
        gap=st.sampled_from([1, 0, 2]),
    )
    history = play(draw(st.lists(move, max_size=9)))
    if horizons:
        days = st.sampled_from(every_day(history))
        for province in history.horizons:
            history.horizons[province] = draw(days)
    return history


def every_day(history: History) -> list[date]:
    """From the first day to the day after the last event."""
    return [FIRST + timedelta(days=n) for n in range((history.days[-1] - FIRST).days + 2)]


@st.composite
def spans(
    draw: st.DrawFn, names: list[str] | None = None, horizons: bool = False, days: int = 2
) -> tuple[History, list[date]]:
    """A history and some of its days, in any order."""
    history = draw(histories(names, horizons))
    known = every_day(history)
    day = st.sampled_from([known[0], known[-1]]) | st.sampled_from(known)
    return history, [draw(day) for _ in range(days)]
