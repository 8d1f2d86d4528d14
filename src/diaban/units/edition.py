"""An edition: the reference units as published once, read back from its folder of plain files.

Nothing is built at loading: keys and identities are stored, checksums are verified. The path is handed in.
"""

import csv
import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

from diaban.basis.collector import collector_off
from diaban.basis.error import FaultError, RefusedError
from diaban.basis.finding import Place, finding
from diaban.basis.period import Period
from diaban.units.atlas import Atlas, Horizon
from diaban.units.conflict import Conflict, read_conflict
from diaban.units.event import Act, ChangeEvent, ChangeKind, Confidence, Relation, Succession
from diaban.units.names import Alias, AliasKind, Keys, NameIndex
from diaban.units.service import Absence, Service, ServiceLevel
from diaban.units.unit import Level, Unit, UnitId, UnitType

__all__ = ["DEFAULT_HORIZON", "Edition", "Point", "editions", "open_edition"]

DEFAULT_HORIZON: Final = date(2025, 6, 30)
"""The list of 2025-06-30 is complete for every province; an earlier day needs a line in ``horizons.csv``."""


@dataclass(frozen=True, slots=True)
class Point:
    """A representative point of a unit, WGS 84 degrees. Not a boundary, and not the seat of anything."""

    lat: float
    lon: float
    source: str


def editions(folder: Path) -> dict[int, Path]:
    """Folders ``edition-N`` in ``folder``, by number."""
    numbered = ((path.name.removeprefix("edition-"), path) for path in folder.glob("edition-*") if path.is_dir())
    found = {int(number): path for number, path in numbered if number.isascii() and number.isdecimal()}
    return dict(sorted(found.items()))


def open_edition(folder: Path, number: int | None = None) -> "Edition":
    """An edition by number, the newest without. RefusedError ``unknown-edition``; FaultError ``edition-damaged``."""
    found = editions(folder)
    if not found:
        raise FaultError(finding("edition-damaged", place=Place(file=folder.name), reason="edition-*"))
    wanted = max(found) if number is None else number
    if wanted not in found:
        raise RefusedError(finding("unknown-edition", number=wanted, editions=", ".join(map(str, found))))
    return Edition(found[wanted], wanted)


class Edition:
    """One edition. Its parts are read when first asked for; a file whose checksum differs is refused."""

    def __init__(self, folder: Path, number: int) -> None:
        self.folder, self.number = folder, number

    @cached_property
    def provenance(self) -> dict[str, object]:
        """``provenance.toml``: sources with licence and checksum, and the checksum of every file here."""
        try:
            with (self.folder / "provenance.toml").open("rb") as stream:
                return tomllib.load(stream)
        except (OSError, ValueError) as error:
            raise FaultError(
                finding("edition-damaged", place=Place(file="provenance.toml"), reason=str(error))
            ) from error

    @cached_property
    def atlas(self) -> Atlas:
        """Units, lineage and horizons."""
        with collector_off(set_aside=True):
            units, horizons = self._units()
            confidences = {kind.value: kind for kind in Confidence}
            kinds = {kind.value: kind for kind in ChangeKind}
            relations = {kind.value: kind for kind in Relation}
            days = _Days()
            events = {
                event: ChangeEvent(event, kinds[kind], days[day], unit, act, confidences[sure])
                for event, kind, day, unit, act, sure in self._rows("events.csv")
            }
            successions = [
                Succession(older, newer, events[event], relations[relation], default == "1", rule, confidences[sure])
                for older, newer, event, relation, default, rule, sure in self._rows("lineage.csv")
            ]
            return Atlas(units, successions, events.values(), horizons)

    @cached_property
    def names(self) -> NameIndex:
        """Names and keys of all units, earlier names and other spellings included."""
        units = self.atlas.units
        with collector_off(set_aside=True):
            keys = {name: Keys(plain, marked, sort) for name, plain, marked, sort in self._rows("keys.csv")}
            types: dict[str, UnitType | None] = {"": None, **{kind.value: kind for kind in UnitType}}
            kinds = {kind.value: kind for kind in AliasKind}
            aliases = [
                Alias(unit, name, types[type_], kinds[kind], Keys(plain, marked_key, ""), marked == "1", source)
                for unit, name, type_, kind, marked, plain, marked_key, source in self._rows("names.csv")
            ]
            return NameIndex(units, aliases, keys)

    @cached_property
    def acts(self) -> dict[str, Act]:
        """Legal acts by number."""
        return {
            number: Act(number, issuer, _day(signed), _day(in_force), title, source, Confidence(sure))
            for number, issuer, signed, in_force, title, source, sure in self._rows("acts.csv")
        }

    @cached_property
    def service(self) -> Service:
        """The police service's levels, and the units without one."""
        levels, absences = [], []
        for kind, subject, start, end, sure, reason, source in self._rows("service.csv"):
            period = Period(_day(start), _day(end))
            if kind == "level":
                levels.append(ServiceLevel(Level(subject), period, Confidence(sure), source))
            else:
                absences.append(Absence(subject, period, Confidence(sure), reason, source))
        return Service(levels, absences)

    @cached_property
    def points(self) -> dict[UnitId, Point]:
        """Representative points by unit; a unit whose point is known to be wrong has none."""
        return {unit: Point(float(lat), float(lon), source) for unit, lat, lon, source in self._rows("points.csv")}

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Where named sources differ, with both sides and which is chosen."""
        return tuple(read_conflict(row) for row in self._rows("conflicts.csv"))

    def _units(self) -> tuple[list[Unit], list[Horizon]]:
        days = _Days()
        periods: dict[tuple[str, str], Period] = {}
        vouched: dict[tuple[UnitId, str], Period | None] = {}
        types = {kind.value: kind for kind in UnitType}
        levels = {level.value: level for level in Level}
        known = {unit: (days[day], source) for unit, day, source in self._rows("horizons.csv")}
        above: dict[UnitId, UnitId] = {}
        units = []
        for unit_id, code, name, type_, level, parent, start, end in self._rows("units.csv"):
            period = periods.get((start, end))
            if period is None:
                first, after = (days[text] if text else None for text in (start, end))
                period = periods[start, end] = Period(first, after)
            answers: Period | None = period
            if not start:
                # The file names parents before children, so the province at the top is known by now.
                top = above[unit_id] = above.get(parent, parent) or unit_id
                if (top, end) not in vouched:
                    begin = known[top][0] if top in known else DEFAULT_HORIZON
                    late = period.end is not None and period.end <= begin
                    vouched[top, end] = None if late else Period(begin, period.end)
                answers = vouched[top, end]
            units.append(Unit(unit_id, code, name, types[type_], levels[level], parent or None, period, answers))
        tops = dict.fromkeys(above.values())
        return units, [Horizon(top, *known.get(top, (DEFAULT_HORIZON, ""))) for top in tops]

    def _rows(self, name: str) -> Iterator[list[str]]:
        path = self.folder / name
        try:
            data = path.read_bytes()
        except OSError as error:
            raise FaultError(finding("edition-damaged", place=Place(file=name), reason=str(error))) from error
        told = self.provenance.get("files")
        if not isinstance(told, dict) or hashlib.sha256(data).hexdigest() != told.get(name):
            raise FaultError(finding("edition-damaged", place=Place(file=name), reason="sha256"))
        rows = csv.reader(data.decode("utf-8").splitlines())
        next(rows)
        return rows


class _Days(dict[str, date]):
    """Days by their text, each read once: thousands of rows name a handful of days."""

    def __missing__(self, text: str) -> date:
        self[text] = day = date.fromisoformat(text)
        return day


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
