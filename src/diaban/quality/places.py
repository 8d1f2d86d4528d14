"""Places as forms write them, held against the units of the day on which the form was filled in.

A name is sought among the communes of the province that stands beside it, by the keys of the search (marks, i/y and
placement of tones aside). What was right on its day stays right; today's successor is offered, never put in.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final

from diaban.basis.names import fold, search_key
from diaban.quality.text.place import place_key
from diaban.units.atlas import Atlas
from diaban.units.names import NameIndex
from diaban.units.unit import Level, Unit, UnitId

__all__ = ["OLD_CODES_ON", "PlaceState", "Placed", "Places"]

OLD_CODES_ON: Final = date(2025, 6, 30)
"""The last day of the 63 provinces, whose codes personal numbers keep (DOMAIN "Registration forms")."""
FORMER: Final = tomllib.loads(Path(__file__).with_name("former-provinces.toml").read_text("utf-8"))
TYPES: Final = re.compile(r"^(?:xa|phuong|thi tran|dac khu|huyen dao|tt|dk|x|p)(?:\s+|(?=\d))(?=.)")
DASHES: Final = re.compile(r"\s[-–]\s")
MOST_OFFERED: Final = 3


class PlaceState(StrEnum):
    """How the name of a commune stands to the day on which the form was filled in."""

    IN_FORCE = "in-force"
    SINCE_ENDED = "since-ended"
    FORMER = "former"
    LATER = "later"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Placed:
    """What a place is: its state on the day of filling in; None where that cannot be told (no day, several such units).

    ``unit``: the commune of the day of the check that holds it, None where there is none or more than one. ``offer``:
    what it could be written as today.
    """

    state: PlaceState | None
    unit: UnitId | None
    offer: str | None


class Places:
    """Answers for one edition of the units and one day of check; every distinct question is worked out once."""

    def __init__(self, atlas: Atlas, names: NameIndex, today: date) -> None:
        self._atlas, self._names, self._today = atlas, names, today
        self._provinces = _provinces(atlas)
        self._known: dict[tuple[str, str, date | None], Placed] = {}
        self._by_province: dict[str, dict[str, list[Unit]]] = {}
        self._old_codes = self._old_provinces()

    def birth_places(self, text: str) -> str | None:
        """Codes of birth registration that a place allows, with blanks between; None where it names no province."""
        parts = text.split(",")
        # From the end: the province, a country behind it; some part them with dashes, as some names of provinces are.
        for part in (*reversed(parts), text, *reversed(DASHES.split(parts[-1]))):
            codes = self._old_codes.get(_key(part))
            if codes:
                return " ".join(sorted(codes))
        return None

    def placed(self, commune: str, province: str, day: date | None) -> Placed:
        """A commune as written beside its province, on a form filled in on ``day``."""
        if not province and "," in commune and _key(last := commune.rpartition(",")[2]) in self._provinces:
            # The whole address in one column.
            province = last
        asked = (_commune_key(commune), _key(province), None if day is None else self._atlas.since(day))
        found = self._known.get(asked)
        if found is None:
            found = self._known[asked] = self._place(asked[0], asked[1], day)
        return found

    def _place(self, commune: str, province: str, day: date | None) -> Placed:
        versions = self._versions(commune, province)
        if not versions:
            elsewhere = self._versions(commune, "")
            if province in self._provinces:
                # A commune of a former province beside the province that took it in.
                versions = [unit for unit in elsewhere if self._lies_in(unit, province)]
                if versions and day is not None:
                    return replace(self._told(versions, province, day), state=PlaceState.FORMER)
            elif len({unit.id for unit in elsewhere}) == 1:
                # The province itself is misspelt: there is one commune of that name.
                versions = elsewhere
            if not versions:
                return Placed(PlaceState.UNKNOWN, None, self._near(commune, province))
        return self._told(versions, province, day)

    def _lies_in(self, unit: Unit, province: str) -> bool:
        """Whether the ground of a commune lies in a province of that name on the day of the check."""
        for now in self._today_of([unit]):
            above = self._atlas.ancestors(now, self._today)
            if above and above[-1].id in {top.id for top in self._provinces[province]}:
                return True
        return False

    def _told(self, versions: list[Unit], province: str, day: date | None) -> Placed:
        # A name that several units bore is that of the one in force on the day.
        then = [unit for unit in versions if day is not None and day in unit.period]
        versions = then or versions
        today = self._today_of(versions)
        offer = " / ".join(sorted({_said(self._atlas, unit, self._today) for unit in today})[:MOST_OFFERED]) or None
        unit = today[0].id if len({one.id for one in today}) == 1 else None
        if day is None or (not province and len({one.id for one in versions}) > 1):
            return Placed(None, unit, offer)
        state = self._state(versions, day)
        if state is PlaceState.SINCE_ENDED and any(self._same(one, now) for one in versions for now in today):
            # Its ground has changed; what the form says would be written the same today.
            state = PlaceState.IN_FORCE
        return Placed(state, unit, offer)

    def _same(self, one: Unit, now: Unit) -> bool:
        """Whether two units bear one name in provinces of one name."""
        before = self._atlas.ancestors(one, one.answers.last_day or self._today) if one.answers else ()
        after = self._atlas.ancestors(now, self._today)
        return one.full_name == now.full_name and bool(before and after) and before[-1].name == after[-1].name

    def _state(self, versions: Iterable[Unit], day: date) -> PlaceState:
        units = list(versions)
        if any(day in unit.period for unit in units):
            ended = all(not unit.answers_on(self._today) for unit in units)
            return PlaceState.SINCE_ENDED if ended else PlaceState.IN_FORCE
        later = all(unit.period.start is not None and unit.period.start > day for unit in units)
        return PlaceState.LATER if later else PlaceState.FORMER

    def _today_of(self, versions: Iterable[Unit]) -> list[Unit]:
        """The communes of the day of the check that hold the ground of these."""
        found: dict[UnitId, Unit] = {}
        seen: set[UnitId] = set()
        queue = [unit.id for unit in versions]
        while queue:
            unit = queue.pop()
            if unit in seen:
                continue
            seen.add(unit)
            now = self._atlas.find_id(unit, self._today)
            if now is not None:
                found[unit] = now
            else:
                queue += [step.newer for step in self._atlas.successions_from(unit)]
        return list(found.values())

    def _versions(self, commune: str, province: str) -> list[Unit]:
        """Versions of communes of that name in a province of that name; in every one for an empty name."""
        if not province:
            named = self._names.by_plain.get(commune, ())
            return [unit for unit in named if unit.level is Level.COMMUNE and unit.answers is not None]
        return self._of_province(province).get(commune, [])

    def _of_province(self, province: str) -> dict[str, list[Unit]]:
        known = self._by_province.get(province)
        if known is None:
            known = self._by_province[province] = {}
            for top in self._provinces.get(province, ()):
                for start in (top.answers.start, OLD_CODES_ON, self._today) if top.answers else ():
                    if start is not None and top.answers_on(start):
                        for unit in self._atlas.below(top.id, start):
                            versions = known.setdefault(self._names.of(unit).plain, [])
                            versions += [unit] if unit not in versions else []
        return known

    def _near(self, commune: str, province: str) -> str | None:
        """Communes of the province, today's first, one slip of the pen away."""
        keys = self._of_province(province) if province else {}
        near = [unit for key, units in keys.items() if _one_slip(key, commune) for unit in units]
        said = {_said(self._atlas, unit, self._today) for unit in self._today_of(near)}
        return " / ".join(sorted(said)[:MOST_OFFERED]) or None

    def _old_provinces(self) -> Mapping[str, set[str]]:
        """By key of a province's name, old or new: the old codes that are its own or were merged into it."""
        codes: dict[str, set[str]] = {}
        old = [unit for unit in self._atlas.standing(OLD_CODES_ON) if unit.level is Level.PROVINCE]
        for unit in old:
            code = f"{int(unit.code):03}"
            held = {unit.id, *(step.newer for step in self._atlas.successions_from(unit.id))}
            for one in held:
                for version in self._atlas.versions(one):
                    codes.setdefault(_key(version.name), set()).add(code)
        for name, former in FORMER.items():
            codes.setdefault(_key(name), set()).update(former)
        return codes


def _provinces(atlas: Atlas) -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = {}
    for unit in atlas.units:
        if unit.level is Level.PROVINCE and unit.answers is not None:
            found.setdefault(_key(unit.name), []).append(unit)
    return found


def _key(text: str) -> str:
    """The key of a province's name, its type taken off, its abbreviations known."""
    return search_key(place_key(text) or "")


def _commune_key(text: str) -> str:
    """The key of a commune's name: of several parts, the one that says it is a commune; else the first."""
    parts = [plain for part in text.split(",") if (plain := fold(part))]
    if not parts:
        return ""
    typed = [part for part in parts if TYPES.match(part)]
    chosen = typed[0] if typed else parts[0]
    name = TYPES.sub("", chosen) or chosen
    return search_key(name)


def _said(atlas: Atlas, unit: Unit, today: date) -> str:
    above = atlas.ancestors(unit, today)
    return f"{unit.full_name}, {above[-1].full_name}" if above else unit.full_name


def _one_slip(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    at = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        at += 1
    a, b = one[at:], other[at:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
