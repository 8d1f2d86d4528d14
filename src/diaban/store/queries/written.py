"""What was ever written about a unit, and the acts that did it: rows with the acts that wrote and closed them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from django.db.models import TextField, Value

from diaban.basis.period import Period
from diaban.registers.fact import Fact
from diaban.store import models
from diaban.store.mapping import shape, unit_number
from diaban.store.prepared import Prepared, filled
from diaban.store.queries.kept import Kept
from diaban.store.queries.known import Known
from diaban.units.unit import UnitId

__all__ = ["MOST", "ActAbout", "Written", "acts_about", "written"]

MOST: Final = 900
"""Acts, officers or titles asked for in one question: databases take no more values than some thousands."""
_CHOSEN: Kept[Mapping[UnitId, Sequence[tuple[int, int | None]]]] = Kept(4)


@dataclass(frozen=True, slots=True)
class Written:
    """A fact with the act that wrote it, and the one that closed its row, None while it is open."""

    fact: Fact
    act: int
    closed: int | None


@dataclass(frozen=True, slots=True)
class ActAbout:
    """An act that wrote or closed rows naming the unit; who did it is not told. ``wrote``, ``closed``: by register."""

    act: int
    moment: datetime
    action: str
    reason: str
    sources: tuple[str, ...]
    wrote: Mapping[str, int]
    closed: Mapping[str, int]
    reversed_by: int | None


def written(kind: type[Fact], units: Iterable[UnitId], then: Known) -> list[Written]:
    """All rows of a register that name one of these units and were written by then, in the order they were written.

    A row closed later is open. ``kind``: of a register whose rows name units.
    """
    numbers = sorted({number for unit in units if (number := unit_number(unit)) is not None})
    if not numbers:
        return []
    wanted, periods = shape(kind), dict[tuple[date | None, date | None], Period]()
    return [
        Written(wanted.build(tuple(row), periods), act, end if end is not None and end <= then.act else None)
        for *row, act, end in _rows(wanted.model.register()).ask(then.act, *filled(numbers))
    ]


def acts_about(unit: UnitId, rows: Mapping[type[Fact], Sequence[Written]], then: Known) -> tuple[ActAbout, ...]:
    """Acts that wrote or closed rows naming the unit, the newest first.

    ``rows``: what is there in some registers; of the others it is asked.
    """
    wrote: dict[int, Counter[str]] = {}
    closed: dict[int, Counter[str]] = {}
    sources: dict[int, dict[str, None]] = {}

    def note(register: str, act: int, end: int | None, source: str | None) -> None:
        wrote.setdefault(act, Counter())[register] += 1
        if source:
            sources.setdefault(act, {})[source] = None
        if end is not None and end <= then.act:
            closed.setdefault(end, Counter())[register] += 1

    # A row that a correction cut is closed and written again: the act says both.
    number = unit_number(unit)
    told = {
        shape(kind).model.register(): [(one.act, one.closed, one.fact.source) for one in rows[kind]] for kind in rows
    }
    for register, _, act, end, source in sorted(_others(frozenset(told)).ask(then.act, number)):
        told.setdefault(register, []).append((act, end, source))
    for model in models.REGISTERS.values():
        for act, end, source in told.get(model.register(), ()):
            note(model.register(), act, end, source)
    for act, end, source in _PROOFS.ask(then.act, number):
        note("evidence", act, end, source)
    for act, end in _CHOSEN.answer(then.act, lambda _: _chosen(then)).get(unit, ()):
        note("choice", act, end, None)
    numbers = sorted(wrote.keys() | closed.keys(), reverse=True)[:MOST]
    return tuple(
        ActAbout(
            act,
            moment,
            action,
            reason,
            tuple(sources.get(act, ())),
            wrote.get(act, {}),
            closed.get(act, {}),
            undone if undone is not None and undone <= then.act else None,
        )
        for act, moment, action, reason, undone in (_ACTS.ask(*filled(numbers)) if numbers else ())
    )


def _chosen(then: Known) -> dict[UnitId, list[tuple[int, int | None]]]:
    """Acts that made and closed choices, by the unit that these are about; what names no unit is under its own name."""
    found: dict[UnitId, list[tuple[int, int | None]]] = {}
    made = models.Choice.objects.filter(act_id__lte=then.act).order_by("id")
    for about, act, end in made.values_list("about", "act_id", "closed_by_id"):
        found.setdefault(about.partition("/")[0], []).append((act, end))
    return found


@cache
def _rows(register: str) -> Prepared:
    wanted = next(shape(kind) for kind, model in models.REGISTERS.items() if model.register() == register)

    def rows(act: int, *numbers: int) -> Any:
        found = wanted.model.objects.filter(act_id__lte=act, unit_id__in=numbers).order_by("id")
        return found.values_list(*wanted.paths, "act_id", "closed_by_id")

    return Prepared(rows)


@cache
def _others(but: frozenset[str]) -> Prepared:
    """The acts of rows that name a unit, in all registers but those: each row with its register and number."""

    def rows(act: int, unit: int) -> Any:
        parts = [
            model.objects.filter(unit_id=unit, act_id__lte=act)
            .annotate(register=Value(model.register(), TextField()))
            .values_list("register", "id", "act_id", "closed_by_id", "source__key")
            for kind, model in models.REGISTERS.items()
            if model.register() not in but and "unit" in kind.__dataclass_fields__
        ]
        return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]

    return Prepared(rows)


def _proofs(act: int, unit: int) -> Any:
    found = models.Evidence.objects.filter(unit_id=unit, act_id__lte=act).order_by("id")
    return found.values_list("act_id", "closed_by_id", "source__key")


def _acts(*numbers: int) -> Any:
    found: Any = models.Act.objects.filter(id__in=numbers).order_by("-id")
    return found.values_list("id", "moment", "action", "reason", "reversed_by__id")


_PROOFS = Prepared(_proofs)
_ACTS = Prepared(_acts)
