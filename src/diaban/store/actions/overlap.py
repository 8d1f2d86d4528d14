"""Two open rows about one subject never overlap: found here with all else, refused by the database in the end."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from diaban.basis.finding import Finding, Place, finding
from diaban.basis.period import Period
from diaban.store import models
from diaban.store.actions.lines import Line
from diaban.store.mapping import public_id, titled
from diaban.store.prepared import Prepared, filled

__all__ = ["Standing", "Subject", "clashes", "findings", "standing", "subject_of"]

Subject = tuple[Any, ...]
LISTED: Final = 500
_ATTRIBUTES: Final[dict[type[Any], Sequence[str]]] = {}
_AMONG: Final[dict[type[Any], Prepared]] = {}


@dataclass(frozen=True, slots=True)
class Standing:
    """An open row, as far as overlap is concerned."""

    row: int
    act: int
    period: Period


@dataclass(frozen=True, slots=True)
class _Span:
    period: Period
    line: Line | None
    row: Standing | None


def attributes(model: type[Any]) -> Sequence[str]:
    """Attributes that say which rows must not overlap (see ``invariants.rules``)."""
    found = _ATTRIBUTES.get(model)
    if found is None:
        fields = [model._meta.get_field(name) for name in model.subject]
        found = [field.attname for field in fields] + ([] if model is models.Choice else ["origin_id"])
        _ATTRIBUTES[model] = found
    return found


def subject_of(model: type[Any], values: dict[str, Any]) -> Subject:
    """What a row is about, and by whom; None and the empty text are one."""
    found = [values[name] for name in attributes(model)]
    return tuple(found) if None not in found else tuple("" if value is None else value for value in found)


def standing(model: type[Any], wanted: Collection[Subject]) -> dict[Subject, list[Standing]]:
    """Open rows about the subjects wanted."""
    first = sorted({subject[0] for subject in wanted})
    if not first:
        return {}
    found: dict[Subject, list[Standing]] = {}
    told = _among(model).ask(*filled(first)) if len(first) <= LISTED else _open_rows(model)
    for row, act, start, end, *values in told:
        subject = tuple("" if value is None else value for value in values)
        if subject in wanted:
            found.setdefault(subject, []).append(Standing(row, act, Period(start, end)))
    return found


def _among(model: type[Any]) -> Prepared:
    if model not in _AMONG:
        name = attributes(model)[0]
        _AMONG[model] = Prepared(lambda *first: _open_rows(model).filter(**{f"{name}__in": first}))
    return _AMONG[model]


def _open_rows(model: type[Any]) -> Any:
    rows = model.objects.filter(closed_by_id=None)
    return rows.values_list("id", "act_id", "start", "end", *attributes(model))


def clashes(lines: Iterable[Line], there: dict[Subject, list[Standing]]) -> Iterator[tuple[Subject, _Span, _Span]]:
    """Pairs of overlapping spans about one subject, of which the second or the first is a new line."""
    spans: dict[Subject, list[_Span]] = {}
    for line in lines:
        period = Period(line.values["start"], line.values["end"])
        spans.setdefault(subject_of(line.model, line.values), []).append(_Span(period, line, None))
    for subject, new in spans.items():
        old = [_Span(row.period, None, row) for row in there.get(subject, ())]
        reach: _Span | None = None
        for span in sorted((*old, *new), key=lambda span: span.period.start or date.min):
            if reach is not None and reach.period.overlaps(span.period) and (reach.line or span.line):
                yield subject, reach, span
            if reach is None or _later(span.period, reach.period):
                reach = span


def _later(one: Period, other: Period) -> bool:
    return other.end is not None and (one.end is None or one.end > other.end)


def findings(model: type[Any], lines: list[Line], there: dict[Subject, list[Standing]]) -> Iterator[Finding]:
    """``overlaps-recorded`` against what is recorded, ``overlaps-given`` among what is given."""
    for _, one, other in clashes(lines, there):
        line = other.line or one.line
        against = one if line is other.line else other
        if line is None:
            continue
        unit = line.values.get("unit_id")
        place = line.place if line.place != Place() or unit is None else Place(unit=public_id(unit))
        start, end = line.values["start"], line.values["end"]
        named: dict[str, Any] = {"register": titled(model.register()), "start": _day(start), "end": _day(end)}
        named |= {"other_start": _day(against.period.start), "other_end": _day(against.period.end)}
        if against.row is not None:
            yield finding("overlaps-recorded", place=place, act=against.row.act, row=against.row.row, **named)
        else:
            where = against.line.place.row if against.line is not None else None
            yield finding("overlaps-given", place=place, row="?" if where is None else where, **named)


def _day(day: date | None) -> object:
    return "…" if day is None else day
