"""Every return as it speaks of each unit, for the calendar of returns."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce, Substr

from diaban.basis.moment import VIET_NAM
from diaban.intake.expected import Sent
from diaban.intake.standing import AFTER, ReturnState, StepKind
from diaban.store import models
from diaban.store.mapping import public_id
from diaban.store.prepared import Prepared
from diaban.store.queries.known import KnownAt, cut, known
from diaban.store.viewer import Viewer
from diaban.units.unit import Level, UnitId

__all__ = ["Series", "sents", "touched"]

Series = tuple[str, str, str]
"""Returns that follow upon one another: of a form, by a rule and a calendar."""
Asked = tuple[int, str, str, str, str]
"""The last act that counts, a series, and the year from which on."""
SINCE: Final = "0"
"""Before every key of a period: each begins with its year, in four digits."""
NEVER: Final = Value(2**62)
"""After every act."""
RECEIVED: Final = ReturnState.RECEIVED.value
CORRECTED: Final = ReturnState.CORRECTED.value
WITHDRAWN: Final = ReturnState.WITHDRAWN.value
SENT_BACK: Final = StepKind.SENT_BACK.value
STATES: Final[Mapping[str, str]] = {kind.value: state.value for kind, state in AFTER.items()}
"""Where a return is after its last step, by the kind of that."""
_SENT: Final[Callable[[tuple[Any, ...]], Sent]] = partial(tuple.__new__, Sent)
"""A nation's year has forty thousand: made without asking for each field by its name."""


def sents(
    *,
    viewer: Viewer,
    levels: Callable[[UnitId], Level],
    series: Collection[Series],
    since: str = SINCE,
    known_at: KnownAt = None,
    only: Collection[int] | None = None,
) -> list[Sent]:
    """Returns of some series received by then, once for each unit that they cover and the viewer reads, series by
    series in the order they came; without periods whose key comes before ``since``, a year.

    ``levels``: the level of a sender. ``only``: returns with these numbers, those that cite them among them. A return
    that covers no unit speaks of its sender. A nation's year has forty thousand of them: few narrow questions a series,
    of which the larger part brings next to nothing.
    """
    act = known(known_at).act
    asked = ((act, *one, since) for one in dict.fromkeys(series))
    return [sent for one in asked for sent in _of(one, only, viewer, levels)]


def touched(*, after: int, most: int, known_at: KnownAt = None) -> frozenset[int] | None:
    """Returns of which something changed after act number ``after``: received, a step taken or undone; with those that
    they cite and that cite them. None where it is more than ``most``."""
    act = known(known_at).act
    written, closed = Q(act_id__gt=after, act_id__lte=act), Q(closed_by_id__gt=after, closed_by_id__lte=act)
    steps = models.ReturnStep.objects.filter(written | closed).values_list("of_id")
    found = {number for (number,) in models.Return.objects.filter(written).values_list("id").union(steps)[: most + 1]}
    if len(found) > most:
        return None
    cited = models.Return.objects.filter(id__in=found, corrects__isnull=False).values_list("corrects_id", flat=True)
    found |= set(cited)
    return frozenset(found | set(models.Return.objects.filter(corrects__in=found).values_list("id", flat=True)))


def _of(asked: Asked, only: Collection[int] | None, viewer: Viewer, levels: Callable[[UnitId], Level]) -> list[Sent]:
    _, form, rule, calendar, _ = asked
    # What has no other step was received and no more; of several steps the last one stays.
    states = {number: STATES[kind] for number, kind in _STEPS.ask(asked, only)}
    rows = _RETURNS.ask(asked, only)
    states |= dict.fromkeys(_corrected(rows, states), CORRECTED)
    states |= dict.fromkeys((number for (number,) in _GONE.ask(asked, only)), WITHDRAWN)
    covers: dict[int, list[int]] = {}
    for number, unit in _COVERED.ask(asked, only):
        covers.setdefault(number, []).append(unit)
    days = {number: _day(hour) for number, hour in _DAYS.ask(asked, only and {row[-1] for row in rows})}
    names, of_level, periods = _Names(), _Levels(levels), _Periods(rule, calendar)
    made = (
        (number, names[unit], form, periods[key], days[came], states.get(number, RECEIVED), corrects, of_level[sender])
        for number, sender, key, corrects, came in rows
        for unit in covers.get(number, (sender,))
    )
    reads = viewer.reads
    return list(map(_SENT, made if reads is None else (one for one in made if one[1] in reads)))


def _corrected(rows: Collection[tuple[Any, ...]], states: Mapping[int, str]) -> set[int]:
    """Returns that an accepted one cites."""
    cited = ((corrects, states.get(number, RECEIVED)) for number, _, _, corrects, _ in rows if corrects is not None)
    return {corrects for corrects, state in cited if state not in (RECEIVED, SENT_BACK)}


class _Names(dict[int, UnitId]):
    def __missing__(self, number: int) -> UnitId:
        return self.setdefault(number, public_id(number))


class _Levels(dict[int, Level]):
    def __init__(self, levels: Callable[[UnitId], Level]) -> None:
        self._levels = levels

    def __missing__(self, number: int) -> Level:
        return self.setdefault(number, self._levels(public_id(number)))


class _Periods(dict[str, tuple[str, str, str]]):
    """One and the same for all its returns."""

    def __init__(self, rule: str, calendar: str) -> None:
        self._named = rule, calendar

    def __missing__(self, key: str) -> tuple[str, str, str]:
        return self.setdefault(key, (*self._named, key))


def _day(hour: str) -> date:
    """The day in Viet Nam of an hour as the memory keeps it: zones there lie whole hours from UTC."""
    return datetime.fromisoformat(f"{hour}:00:00+00:00").astimezone(VIET_NAM).date()


def _returns(act: int, form: str, rule: str, calendar: str, since: str) -> Any:
    return models.Return.objects.filter(act_id__lte=act, form=form, rule=rule, calendar=calendar, key__gte=since)


def _steps(form: str, rule: str, calendar: str, since: str) -> Any:
    of: Any = {"of__form": form, "of__rule": rule, "of__calendar": calendar, "of__key__gte": since}
    return models.ReturnStep.objects.filter(**of)


def _standing(steps: Any, act: int) -> Any:
    """Those known then (``known.cut``), asked so that no index serves: steps are found by their return. Before it has
    counted its rows PostgreSQL would look through all steps that stand for every single return."""
    told = steps.alias(began=Coalesce("act_id", NEVER), ended=Coalesce("closed_by_id", NEVER))
    return told.filter(began__lte=act, ended__gt=act)


def _received(act: int) -> Any:
    return models.ReturnStep.objects.filter(cut(act), kind=StepKind.RECEIVED)


def _differing(act: int, form: str, rule: str, calendar: str, since: str) -> Any:
    """Returns that speak of another unit than their sender."""
    of: Any = {"of__form": form, "of__rule": rule, "of__calendar": calendar, "of__key__gte": since}
    return models.ReturnUnit.objects.filter(of__act_id__lte=act, **of).exclude(unit=F("of__unit")).values("of")


def _units() -> Any:
    return models.ReturnUnit.objects.order_by("id").values_list("of_id", "unit_id")


def _hours() -> Any:
    # A connection tells moments in UTC, and each kind of database writes day and hour alike; reading whole moments back
    # would take as long as all the rest.
    return models.Act.objects.values_list("id", Substr(Cast("moment", TextField()), 1, len("2025-03-16 09")))


class _Question:
    """Rows of a series: of all its returns, or of some (``path``: what their numbers are held against; ``among``: rows
    of all there is, where to find those of the series first would take longer than all the rest)."""

    def __init__(self, path: str, make: Callable[..., Any], among: Callable[[], Any] | None = None) -> None:
        self._path, self._make, self._among, self._whole = path, make, among, Prepared(make)

    def ask(self, asked: Asked, only: Collection[int] | None) -> list[tuple[Any, ...]]:
        if only is None:
            return self._whole.ask(*asked)
        rows = self._make(*asked) if self._among is None else self._among()
        return list(rows.filter(**{f"{self._path}__in": only}))


_RETURNS: Final = _Question(
    "id",
    lambda *asked: _returns(*asked).order_by("id").values_list("id", "unit_id", "key", "corrects_id", "act_id"),
)
_DAYS: Final = _Question(
    "id",
    lambda *asked: _hours().filter(id__in=_returns(*asked).values("act_id")),
    _hours,
)
_STEPS: Final = _Question(
    "of",
    lambda act, *asked: (
        _standing(_steps(*asked), act).exclude(kind=StepKind.RECEIVED).order_by("id").values_list("of_id", "kind")
    ),
)
_GONE: Final = _Question(
    "of",
    lambda act, *asked: (
        _steps(*asked)
        .filter(~Exists(_received(act).filter(of=OuterRef("of"))), kind=StepKind.RECEIVED, closed_by_id__lte=act)
        .values_list("of_id")
    ),
)
_COVERED: Final = _Question(
    "of",
    lambda *asked: _units().filter(of__in=_differing(*asked)),
    _units,
)
