"""What the registers hold around a return: about its units, and about whatever its rows name by a key."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final, Protocol

from diaban.registers.fact import Fact
from diaban.store.mapping import shape, stored
from diaban.store.queries.facts import LISTED, facts, selection
from diaban.store.queries.known import Known
from diaban.store.viewer import Viewer
from diaban.units.unit import UnitId

__all__ = ["KEY_FIELDS", "Around", "Asked", "Stock"]

Keys = Mapping[str, Collection[str]]
"""Keys by the field that names them: ``officer``, ``hamlet``, ``model`` …"""


KEY_FIELDS: Final = ("officer", "hamlet", "model", "place", "team")


class Around(Protocol):
    """Gives the facts of some kinds, open and of any day, that are about one of some units or bear one of some keys."""

    def facts(self, kinds: Collection[type[Fact]], units: Collection[UnitId], keys: Keys) -> list[Fact]: ...


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
    """Everything of some kinds read once: for many returns, one after the other."""

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
