"""What is known around a return: what the registers hold about its units and about whatever its rows name by a key;
the returns that its sender sent before; origins and choices."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from diaban.coverage.statement import Choice
from diaban.intake.standing import Standing
from diaban.registers.fact import Fact
from diaban.store import models
from diaban.store.mapping import public_id, shape, stored, unit_number
from diaban.store.queries.decisions import choices, installation
from diaban.store.queries.facts import LISTED, facts, selection
from diaban.store.queries.known import Known
from diaban.store.queries.sources import origins
from diaban.store.queries.standings import standings
from diaban.store.viewer import Viewer
from diaban.units.unit import UnitId

__all__ = ["KEY_FIELDS", "Around", "Asked", "Past", "Stock"]

Keys = Mapping[str, Collection[str]]
"""Keys by the field that names them: ``officer``, ``hamlet``, ``model`` …"""

KEY_FIELDS: Final = ("officer", "hamlet", "model", "place", "team", "works")


@dataclass(frozen=True, slots=True)
class Past:
    """A return that was sent before: its period (``end`` exclusive), its bytes by checksum, how it stands."""

    rule: str
    calendar: str
    key: str
    end: date
    sha256: str
    standing: Standing


class Around(Protocol):
    """Tells what is around a return. ``facts``: those of some kinds, open and of any day, that are about one of some
    units or bear one of some keys. ``past``: the returns of a form by a sender. ``origins``: the keys of all.
    ``invented``: whether this is a demonstration."""

    def facts(self, kinds: Collection[type[Fact]], units: Collection[UnitId], keys: Keys) -> list[Fact]: ...
    def past(self, form: str, unit: UnitId) -> list[Past]: ...
    def origins(self) -> Collection[str]: ...
    def choices(self) -> list[Choice]: ...
    def invented(self) -> bool: ...


class Asked:
    """Asks the database each time: for one return. What the viewer may not read is not among it."""

    def __init__(self, viewer: Viewer, now: Known) -> None:
        self._viewer, self._now = viewer, now

    def facts(self, kinds: Collection[type[Fact]], units: Collection[UnitId], keys: Keys) -> list[Fact]:
        """See :class:`Around`."""
        found: dict[tuple[type[Fact], int], Fact] = {}
        for kind in kinds:
            model = shape(kind).model
            told: list[Fact] = []
            if "unit" in kind.__dataclass_fields__:
                told += facts(model, kind, as_of=None, known_at=self._now, viewer=self._viewer, units=units)
            for name, among in keys.items():
                if among and name in kind.__dataclass_fields__:
                    told += self._by_key(kind, name, among)
            found |= {(kind, fact.row): fact for fact in told}
        return list(found.values())

    def past(self, form: str, unit: UnitId) -> list[Past]:
        """See :class:`Around`."""
        rows = models.Return.objects.filter(form=form, unit_id=unit_number(unit) or 0)
        return [past for _, past in _past(rows, self._now)]

    def origins(self) -> Collection[str]:
        """See :class:`Around`."""
        return {origin.key for origin in origins(viewer=self._viewer)}

    def choices(self) -> list[Choice]:
        """See :class:`Around`."""
        return choices(viewer=self._viewer, known_at=self._now)

    def invented(self) -> bool:
        """See :class:`Around`."""
        return installation(viewer=self._viewer) is models.InstallationKind.DEMONSTRATION

    def _by_key(self, kind: type[Fact], name: str, among: Collection[str]) -> Iterable[Fact]:
        wanted = shape(kind)
        rows, picked = selection(wanted, None, self._now.act, self._viewer, None)
        path = next(column.path for column in wanted.columns if column.name == name)
        if len(among) <= LISTED:
            rows = rows.filter(**{f"{path}__in": sorted(among)})
        if picked is not None:
            numbers = set(rows.filter(**{f"{picked[0]}__in": list(picked[1])}).values_list("id", flat=True))
            return (fact for fact in stored(kind, rows) if fact.row in numbers and getattr(fact, name) in among)
        return (fact for fact in stored(kind, rows) if getattr(fact, name) in among)


class Stock:
    """The same, read once: for many returns, one after the other. ``kinds``: all that any of them may ask for."""

    def __init__(self, kinds: Iterable[type[Fact]], viewer: Viewer, now: Known) -> None:
        self._by_unit: dict[tuple[type[Fact], UnitId], list[Fact]] = {}
        self._by_key: dict[tuple[type[Fact], str, str], list[Fact]] = {}
        for kind in kinds:
            fields = [column.name for column in shape(kind).columns if column.name in KEY_FIELDS]
            for fact in facts(shape(kind).model, kind, as_of=None, known_at=now, viewer=viewer):
                unit = getattr(fact, "unit", None)
                if unit is not None:
                    self._by_unit.setdefault((kind, unit), []).append(fact)
                for name in fields:
                    if (key := getattr(fact, name)) is not None:
                        self._by_key.setdefault((kind, name, key), []).append(fact)
        self._past: dict[tuple[str, UnitId], list[Past]] = {}
        for whose, past in _past(models.Return.objects, now):
            self._past.setdefault(whose, []).append(past)
        asked = Asked(viewer, now)
        self._origins, self._choices = asked.origins(), asked.choices()
        self._invented = asked.invented()

    def facts(self, kinds: Collection[type[Fact]], units: Collection[UnitId], keys: Keys) -> list[Fact]:
        """See :class:`Around`."""
        found: dict[tuple[type[Fact], int], Fact] = {}
        for kind in kinds:
            for unit in units:
                found |= {(kind, fact.row): fact for fact in self._by_unit.get((kind, unit), ())}
            for name, among in keys.items():
                for key in among:
                    found |= {(kind, fact.row): fact for fact in self._by_key.get((kind, name, key), ())}
        return list(found.values())

    def past(self, form: str, unit: UnitId) -> list[Past]:
        """See :class:`Around`."""
        return self._past.get((form, unit), [])

    def origins(self) -> Collection[str]:
        """See :class:`Around`."""
        return self._origins

    def choices(self) -> list[Choice]:
        """See :class:`Around`."""
        return self._choices

    def invented(self) -> bool:
        """See :class:`Around`."""
        return self._invented


def _past(rows: Any, now: Known) -> Iterable[tuple[tuple[str, UnitId], Past]]:
    there = standings(now.act, rows)
    told = rows.filter(id__in=list(there)) if len(there) <= LISTED else rows.filter(act_id__lte=now.act)
    paths = ("id", "form", "unit_id", "rule", "calendar", "key", "end", "file__sha256")
    for number, form, unit, rule, calendar, key, end, sha256 in told.values_list(*paths):
        yield (form, public_id(unit)), Past(rule, calendar, key, end, sha256, there[number])
