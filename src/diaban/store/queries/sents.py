"""Every return as it speaks of each unit, for the calendar of returns.

A nation's year has forty thousand returns. The memory hands them over packed, many in one row, and what nearly all have
in common is said once for all of them; those of which more is to be said are made one by one.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from typing import Any, Final

from django.db import connection
from django.db.models import Aggregate, BigIntegerField, F, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce

from diaban.intake.expected import PeriodName, Sent, SentBy
from diaban.intake.standing import AFTER, ReturnState, Standing, StepKind
from diaban.store import models
from diaban.store.mapping import public_id
from diaban.store.prepared import Prepared
from diaban.store.queries.known import KnownAt, known
from diaban.store.queries.standings import standings
from diaban.store.viewer import Viewer
from diaban.units.unit import Level, UnitId

__all__ = ["Series", "joined", "planned", "sents", "touched"]

Series = tuple[str, str, str]
"""Returns that follow upon one another: of a form, by a rule and a calendar."""
Asked = tuple[int, str, str, str, str]
"""The last act that counts, a series, and the year from which on."""
SINCE: Final = "0"
"""Before every key of a period: each begins with its year, in four digits."""
NEVER: Final = Value(2**62, BigIntegerField())
"""After every act."""
RECEIVED: Final = ReturnState.RECEIVED.value
CORRECTED: Final = ReturnState.CORRECTED.value
HELD: Final = frozenset(AFTER[kind].value for kind in (StepKind.ACCEPTED, StepKind.APPROVED, StepKind.REOPENED))
STATES: Final[Mapping[str, str]] = {kind.value: state.value for kind, state in AFTER.items()}
"""Where a return is after its last step, by the kind of that."""
UNCOUNTED: Final = """
SELECT NOT EXISTS (SELECT FROM pg_stats WHERE schemaname = current_schema() AND tablename = 'store_return')
    OR 2 * (SELECT reltuples FROM pg_class WHERE oid = 'store_return'::regclass) < (SELECT max(id) FROM store_return)
"""
_SENT: Final[Callable[[tuple[Any, ...]], Sent]] = partial(tuple.__new__, Sent)
"""Made without asking for each field by its name."""
Units = dict[UnitId, tuple[Sent, ...]]
Found = dict[tuple[str, PeriodName], Units]


def sents(
    *,
    viewer: Viewer,
    levels: Callable[[UnitId], Level],
    series: Collection[Series],
    since: str = SINCE,
    known_at: KnownAt = None,
    only: Collection[int] | None = None,
) -> SentBy:
    """Returns of some series received by then, by form and period and by each unit that they cover and the viewer
    reads; without periods whose key comes before ``since``, a year.

    ``levels``: the level of a sender. ``only``: returns with these numbers, those that cite them among them. A return
    that covers no unit speaks of its sender.
    """
    act = known(known_at).act
    found: Found = {}
    # A few returns are looked up one by one.
    with planned() if only is None else nullcontext():
        for one in dict.fromkeys(series):
            _Reader((act, *one, since), only, viewer, levels).into(found)
    return found


def joined(before: Collection[Sent], new: Collection[Sent]) -> tuple[Sent, ...]:
    """Returns of one period and unit in the order they came, what is ``new`` in the place of what was."""
    every = {sent.number: sent for sent in (*before, *new)}
    return tuple(every[number] for number in sorted(every))


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


class _Reader:
    """The returns of one series."""

    def __init__(
        self, asked: Asked, only: Collection[int] | None, viewer: Viewer, levels: Callable[[UnitId], Level]
    ) -> None:
        self._form, self._named = asked[1], asked[2:4]
        self._reads = viewer.reads
        self._names, self._levels = _Names(), _Levels(levels)
        self._states = _States(_STEPS.ask(asked, only))
        self._packs = [
            # Texts are looked up as they came; only the number of a return is made a number.
            _Pack(key, corrects, list(map(int, numbers.split(","))), numbers.split(","), units.split(","))
            for key, corrects, numbers, units in _RETURNS.ask(asked, only)
        ]
        self._odd = self._undone(asked[0])
        self._covers: dict[int, list[int]] = {}
        for number, unit in _COVERED.ask(asked, only):
            self._covers.setdefault(number, []).append(unit)
        self._corrected = {pack.corrects for pack in self._packs if pack.corrects and self._counts(pack)}
        self._apart = {*self._odd, *self._covers, *self._corrected}

    def into(self, found: Found) -> None:
        """Add them to what was found."""
        periods: dict[str, PeriodName] = {}
        for pack in self._packs:
            period = periods.setdefault(pack.key, (*self._named, pack.key))
            units = found.setdefault((self._form, period), {})
            apart = self._apart.intersection(pack.numbers)
            for row in pack.of(apart):
                self._one(units, period, pack.corrects, *row)
            self._all(units, period, pack.without(apart))

    def _all(self, units: Units, period: PeriodName, pack: "_Pack") -> None:
        """Add those of which nothing is to be said but what the pack says."""
        names = list(map(self._names.__getitem__, pack.senders))
        states = map(self._states.__getitem__, pack.texts)
        levels = map(self._levels.__getitem__, names)
        rest = repeat(self._form), repeat(period), states, repeat(pack.corrects), levels
        # What is repeated has no end.
        self._add(units, names, list(map(_SENT, zip(pack.numbers, names, *rest, strict=False))))

    def _one(self, units: Units, period: PeriodName, corrects: int | None, number: int, text: str, sender: str) -> None:
        odd, of = self._odd.get(number), self._names[sender]
        state = odd.state.value if odd else CORRECTED if number in self._corrected else self._states[text]
        names = [public_id(unit) for unit in self._covers[number]] if number in self._covers else [of]
        made = [Sent(number, name, self._form, period, state, corrects, self._levels[of]) for name in names]
        self._add(units, names, made)

    def _add(self, units: Units, names: list[UnitId], made: list[Sent]) -> None:
        if self._reads is not None:
            made = [sent for sent in made if sent.unit in self._reads]
            names = [sent.unit for sent in made]
        if units.keys().isdisjoint(names) and len(set(names)) == len(names):
            units.update(zip(names, zip(made, strict=True), strict=True))
            return
        for name, sent in zip(names, made, strict=True):
            units[name] = joined(units.get(name, ()), (sent,))

    def _undone(self, act: int) -> dict[int, Standing]:
        """Returns of which a receipt was undone, and perhaps made good: how they stand is found step by step."""
        undone = {number for (number,) in _UNDONE.ask(act)}
        odd = {number for pack in self._packs for number in undone.intersection(pack.numbers)} if undone else ()
        return standings(act, models.Return.objects.filter(id__in=odd)) if odd else {}

    def _counts(self, pack: "_Pack") -> bool:
        """Whether one of these returns, which cite the same, was accepted."""
        return any(
            self._states[text] in HELD if number not in self._odd else self._odd[number].acceptance is not None
            for number, text in zip(pack.numbers, pack.texts, strict=True)
        )


@dataclass(frozen=True, slots=True)
class _Pack:
    """Returns of one period that cite the same, or none: their numbers, these as texts, and their senders."""

    key: str
    corrects: int | None
    numbers: list[int]
    texts: list[str]
    senders: list[str]

    def of(self, some: Collection[int]) -> list[tuple[int, str, str]]:
        rows = zip(self.numbers, self.texts, self.senders, strict=True) if some else ()
        return [row for row in rows if row[0] in some]

    def without(self, some: Collection[int]) -> "_Pack":
        if not some:
            return self
        rows = [row for row in zip(self.numbers, self.texts, self.senders, strict=True) if row[0] not in some]
        numbers, texts, senders = ([row[at] for row in rows] for at in range(3))
        return _Pack(self.key, self.corrects, numbers, texts, senders)  # type: ignore[arg-type]  # columns of rows


class _States(dict[str, str]):
    """Where each return is after the last of its steps; what has no other step was received and no more."""

    def __init__(self, packed: Collection[tuple[Any, ...]]) -> None:
        super().__init__()
        for _, ofs, ids, kinds in packed:
            if ofs is not None:
                self._read(ofs.split(","), ids, list(map(STATES.__getitem__, kinds.split(","))))

    def _read(self, ofs: list[str], ids: str, states: list[str]) -> None:
        if len(set(ofs)) == len(ofs):
            self.update(zip(ofs, states, strict=True))
            return
        last: dict[str, int] = {}
        for of, step, state in zip(ofs, map(int, ids.split(",")), states, strict=True):
            if last.get(of, 0) < step:
                last[of] = step
                self[of] = state

    def __missing__(self, of: str) -> str:
        return RECEIVED


class _Names(dict[str, UnitId]):
    def __missing__(self, number: str) -> UnitId:
        return self.setdefault(number, public_id(int(number)))


class _Levels(dict[UnitId, Level]):
    def __init__(self, levels: Callable[[UnitId], Level]) -> None:
        super().__init__()
        self._levels = levels

    def __missing__(self, unit: UnitId) -> Level:
        return self.setdefault(unit, self._levels(unit))


@contextmanager
def planned() -> Iterator[None]:
    """As long as PostgreSQL has not counted its rows it believes that a series has one return, and looks up forty
    thousand one by one: until it has, no table is looked through once for each row of another."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(UNCOUNTED)
        uncounted = bool(cursor.fetchone()[0])
        if uncounted:
            cursor.execute("SET enable_nestloop TO off")
        try:
            yield
        finally:
            if uncounted:
                cursor.execute("RESET enable_nestloop")


class _Packed(Aggregate):
    """The values of many rows in one text, with commas between them."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """By another name, and of texts only."""
        copied = self.copy()
        packed, *others = self.get_source_expressions()
        copied.set_source_expressions([Cast(packed, TextField()), *others])
        template = "%(function)s(%(expressions)s, ',')"
        return super(_Packed, copied).as_sql(compiler, connection, function="STRING_AGG", template=template, **more)


def _series(path: str, form: str, rule: str, calendar: str, since: str) -> Any:
    told = {"form": form, "rule": rule, "calendar": calendar, "key__gte": since}
    return Q(**{f"{path}{name}": value for name, value in told.items()})


def _returns(act: int, *series: str) -> Any:
    rows = models.Return.objects.filter(_series("", *series), act_id__lte=act).order_by().values("key", "corrects_id")
    return rows.annotate(numbers=_Packed("id"), senders=_Packed("unit_id")).values_list(
        "key", "corrects_id", "numbers", "senders"
    )


def _steps(act: int, *series: str) -> Any:
    """Those known then (``known.cut``), asked so that no index serves: steps are found by their return."""
    told = models.ReturnStep.objects.filter(_series("of__", *series)).exclude(kind=StepKind.RECEIVED).order_by()
    told = told.alias(began=Coalesce("act_id", NEVER), ended=Coalesce("closed_by_id", NEVER))
    told = told.filter(began__lte=act, ended__gt=act).annotate(all=Value(0)).values("all")
    return told.annotate(ofs=_Packed("of_id"), ids=_Packed("id"), kinds=_Packed("kind")).values_list(
        "all", "ofs", "ids", "kinds"
    )


def _differing(act: int, *series: str) -> Any:
    """Returns that speak of another unit than their sender."""
    of = models.ReturnUnit.objects.filter(_series("of__", *series), of__act_id__lte=act)
    return of.exclude(unit=F("of__unit")).values("of")


def _units() -> Any:
    return models.ReturnUnit.objects.order_by("id").values_list("of_id", "unit_id")


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


_RETURNS: Final = _Question("id", _returns)
_STEPS: Final = _Question("of", _steps)
_UNDONE: Final = Prepared(
    lambda act: models.ReturnStep.objects.filter(kind=StepKind.RECEIVED, closed_by_id__lte=act).values_list("of_id")
)
"""Of any series: they are few, and an index has all that was closed."""
_COVERED: Final = _Question("of", lambda *asked: _units().filter(of__in=_differing(*asked)), _units)
