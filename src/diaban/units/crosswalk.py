"""Values carried from the units of one day to those of another, by a stated rule or not at all.

The rule is an argument, never a default (DESIGN "Time", rule 7). What a rule cannot decide is refused, with
the parts named; a unit of the other day that would get only some of its value gets none, and is named too.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from diaban.basis.finding import Finding, Place, finding
from diaban.units.atlas import Atlas, describe
from diaban.units.event import Confidence
from diaban.units.trace import flows
from diaban.units.unit import Unit, UnitId

__all__ = ["Carried", "CarryRule", "Crosswalk", "Given", "Share"]

Value = Decimal | bool


class CarryRule(StrEnum):
    """How a value crosses a change of units.

    ``sum``: counts add up (8 + 8 is 16). ``any``: true where some part of the ground has it. ``all``: true where
    all of the ground has it. ``by-place``: the thing stands at one place, so the whole value goes to the unit
    named with it, or to the confirmed default successor. ``by-share``: divided by shares that are given and add
    up to 1. ``none``: never crosses; only units that are still themselves keep it.
    """

    SUM = "sum"
    ANY = "any"
    ALL = "all"
    BY_PLACE = "by-place"
    BY_SHARE = "by-share"
    NONE = "none"

    @property
    def is_truth(self) -> bool:
        """Whether the rule carries yes/no rather than numbers."""
        return self in (CarryRule.ANY, CarryRule.ALL)


@dataclass(frozen=True, slots=True)
class Given:
    """A value of the unit that bears ``code`` on the first day; ``to`` is the place where it stands, if told."""

    code: str
    value: Value
    to: str | None = None
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Share:
    """Of the value of ``code``, the part ``share`` (0 to 1) belongs to ``to``, a code of the other day."""

    code: str
    to: str
    share: Decimal
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Carried:
    """Values of the units of the other day, in order of code, and all that could not be carried.

    ``remainder``: for numbers, what was given less what was carried; it is named by the findings.
    """

    values: tuple[tuple[Unit, Value], ...]
    findings: tuple[Finding, ...]
    remainder: Decimal | None


class Crosswalk:
    """The table between two days, made once: for each unit of ``start`` the units of ``end`` that share its ground.

    ``start`` may be the later day. Raises RefusedError ``before-records`` only when a unit is asked for that
    the atlas does not vouch for on its day.
    """

    def __init__(self, atlas: Atlas, start: date, end: date) -> None:
        self.atlas, self.start, self.end = atlas, start, end
        early, late = min(start, end), max(start, end)
        self.targets: dict[UnitId, tuple[UnitId, ...]] = {}
        self.sources: dict[UnitId, list[UnitId]] = {}
        self._defaults: dict[UnitId, UnitId] = {}
        onward, backward = (self.targets, self.sources) if start <= end else ({}, {})
        back: dict[UnitId, list[UnitId]] = backward
        for unit in atlas.in_force(early):
            lines = flows(atlas, unit.id, early, late)
            onward[unit.id] = tuple(line.newer for line in lines)
            for line in lines:
                back.setdefault(line.newer, []).append(unit.id)
        if start > end:
            self.targets = {newer: tuple(olders) for newer, olders in back.items()}
            self.sources = {older: list(newers) for older, newers in onward.items()}

    def default_of(self, unit_id: UnitId) -> UnitId | None:
        """The successor in which a divided unit's seat is confirmed to lie; None if there is none or it is in doubt."""
        if self.start > self.end:
            return None
        here = unit_id
        while self.atlas.ended_by(here, self.end):
            step = next((s for s in self.atlas.successions_from(here) if s.is_default), None)
            if step is None or step.default_confidence is not Confidence.CONFIRMED:
                return None
            here = step.newer
        return here

    def carry(self, given: Iterable[Given], rule: CarryRule, shares: Iterable[Share] = ()) -> Carried:
        """Carry values by ``rule``.

        ``given`` holds one value a unit: Decimal for numbers, bool for ``any`` and ``all``. Values of unknown
        codes, of codes of another day and repeated ones become findings and are not carried. Sums are
        conserved: what is carried plus ``remainder`` is what was given.
        """
        findings: list[Finding] = []
        known = self._resolve(given, findings)
        plan = _Plan(self, known, rule, self._resolve_shares(shares, known, findings), findings)
        values = [
            (unit, value) for unit in self._touched(known) if (value := plan.value_of(unit)) is not None
        ]
        remainder = None
        if not rule.is_truth:
            total = sum((line.value for line in known.values()), Decimal(0))
            remainder = total - sum((value for _, value in values), Decimal(0))
        return Carried(tuple(values), tuple(findings), remainder)

    def _resolve(self, given: Iterable[Given], findings: list[Finding]) -> dict[UnitId, Given]:
        known: dict[UnitId, Given] = {}
        by_code, start = self.atlas.bearers, self.start
        for line in given:
            unit = next((unit for unit in by_code(line.code) if unit.answers_on(start)), None)
            if unit is None:
                why = self.atlas.why_no_code(line.code, start)
                place = Place(line.place.file, line.place.sheet, line.place.row, line.place.column, line.code)
                findings.append(Finding(why.code, why.severity, place, why.values))
            elif unit.id in known:
                findings.append(finding("carry-repeated", place=line.place, unit=describe(unit)))
            else:
                known[unit.id] = line
        return known

    def _resolve_shares(
        self, shares: Iterable[Share], known: Mapping[UnitId, Given], findings: list[Finding]
    ) -> dict[UnitId, dict[UnitId, Decimal]]:
        table: dict[UnitId, dict[UnitId, Decimal]] = {}
        for line in shares:
            older = next((u for u in self.atlas.bearers(line.code) if u.answers_on(self.start)), None)
            newer = next((u for u in self.atlas.bearers(line.to) if u.answers_on(self.end)), None)
            if older is None or newer is None or newer.id not in self.targets.get(older.id, ()):
                parts = self._names(self.targets.get(older.id, ())) if older else "—"
                findings.append(
                    finding("carry-share-astray", place=line.place, older=line.code, newer=line.to, parts=parts)
                )
            else:
                table.setdefault(older.id, {})[newer.id] = line.share
        for older_id in list(table):
            total = sum(table[older_id].values(), Decimal(0))
            if total != 1 or set(table[older_id]) != set(self.targets[older_id]):
                unit = self.atlas.by_id(older_id, self.start)
                parts = self._names(self.targets[older_id])
                place = known[older_id].place if older_id in known else Place(unit=unit.code)
                findings.append(
                    finding("carry-share-total", place=place, unit=describe(unit), total=total, parts=parts)
                )
                del table[older_id]
        return table

    def _touched(self, known: Mapping[UnitId, Given]) -> list[Unit]:
        ids = dict.fromkeys(target for unit_id in known for target in self.targets.get(unit_id, ()))
        return sorted((self.atlas.by_id(unit_id, self.end) for unit_id in ids), key=lambda unit: unit.code)

    def _names(self, ids: Iterable[UnitId], day: date | None = None) -> str:
        on = day or self.end
        units = sorted((self.atlas.by_id(unit_id, on) for unit_id in ids), key=lambda unit: unit.code)
        return ", ".join(f"{unit.full_name} {unit.code}" for unit in units) or "—"


class _Plan:
    """One carrying: which source gives how much to which target."""

    def __init__(
        self,
        table: Crosswalk,
        known: Mapping[UnitId, Given],
        rule: CarryRule,
        shares: Mapping[UnitId, Mapping[UnitId, Decimal]],
        findings: list[Finding],
    ) -> None:
        self.table, self.known, self.rule, self.shares, self.findings = table, known, rule, shares, findings
        self.ways: dict[UnitId, Mapping[UnitId, Decimal] | None] = {}
        self._decide: Callable[[UnitId, Sequence[UnitId]], Value | None] = {
            CarryRule.ANY: self._any,
            CarryRule.ALL: self._all,
        }.get(rule, self._number)
        for unit_id, line in known.items():
            targets = table.targets.get(unit_id, ())
            if not targets:
                unit = table.atlas.by_id(unit_id, table.start)
                findings.append(finding("carry-no-successor", place=line.place, unit=describe(unit), day=table.end))
            elif not rule.is_truth:
                self.ways[unit_id] = self._way(unit_id, line, targets)

    def value_of(self, target: Unit) -> Value | None:
        """The value of one unit of the other day; None, with a finding, where the rule cannot decide."""
        return self._decide(target.id, self.table.sources[target.id])

    def _way(self, unit_id: UnitId, line: Given, targets: Sequence[UnitId]) -> Mapping[UnitId, Decimal] | None:
        """Which part of a value goes where; None, with a finding, for a division the rule cannot decide."""
        whole = Decimal(1)
        if self.rule is CarryRule.NONE:
            if targets == (unit_id,):
                return {unit_id: whole}
            self._refuse("carry-not-carried", unit_id, line, targets)
            return None
        if self.rule is CarryRule.BY_PLACE and line.to is not None:
            place = next((u.id for u in self.table.atlas.bearers(line.to) if u.answers_on(self.table.end)), None)
            if place in targets:
                return {place: whole}
            self._refuse("carry-place-astray", unit_id, line, targets, to=line.to)
            return None
        if len(targets) == 1:
            return {targets[0]: whole}
        if self.rule is CarryRule.BY_PLACE and (seat := self.table.default_of(unit_id)) is not None:
            return {seat: whole}
        if self.rule is CarryRule.BY_SHARE and unit_id in self.shares:
            return self.shares[unit_id]
        self._refuse("carry-divided", unit_id, line, targets)
        return None

    def _number(self, target: UnitId, sources: Sequence[UnitId]) -> Decimal | None:
        missing = [source for source in sources if source not in self.known]
        stuck = [source for source in sources if source in self.known and self.ways.get(source) is None]
        if missing or stuck:
            self._withhold(target, missing, stuck)
            return None
        total = Decimal(0)
        for source in sources:
            part = (self.ways[source] or {}).get(target)
            if part is not None:
                total += self.known[source].value * part
        return total

    def _any(self, target: UnitId, sources: Sequence[UnitId]) -> bool | None:
        # Where a divided unit has something, either part may be the one that has it; where it has not, no part has.
        if any(self._says(source) is True and self._whole(source) for source in sources):
            return True
        return self._unless_open(target, sources, undecided=True, otherwise=False)

    def _all(self, target: UnitId, sources: Sequence[UnitId]) -> bool | None:
        # What holds all over a unit holds in each part; where it does not, either part may be the one that fails.
        if any(self._says(source) is False and self._whole(source) for source in sources):
            return False
        return self._unless_open(target, sources, undecided=False, otherwise=True)

    def _unless_open(self, target: UnitId, sources: Sequence[UnitId], *, undecided: bool, otherwise: bool) -> bool | None:
        missing = [source for source in sources if source not in self.known]
        stuck = [source for source in sources if self._says(source) is undecided]
        if missing or stuck:
            for source in stuck:
                if source not in self.ways:
                    self.ways[source] = None
                    self._refuse("carry-divided", source, self.known[source], self.table.targets[source])
            self._withhold(target, missing, stuck)
            return None
        return otherwise

    def _says(self, source: UnitId) -> Value | None:
        line = self.known.get(source)
        return None if line is None else line.value

    def _whole(self, source: UnitId) -> bool:
        return len(self.table.targets[source]) == 1

    def _refuse(self, code: str, unit_id: UnitId, line: Given, targets: Sequence[UnitId], **more: object) -> None:
        unit = self.table.atlas.by_id(unit_id, self.table.start)
        place = Place(line.place.file, line.place.sheet, line.place.row, line.place.column, unit.code)
        self.findings.append(
            finding(code, place=place, unit=describe(unit), day=self.table.end, parts=self.table._names(targets), **more)
        )

    def _withhold(self, target: UnitId, missing: Sequence[UnitId], stuck: Sequence[UnitId]) -> None:
        unit = self.table.atlas.by_id(target, self.table.end)
        self.findings.append(
            finding(
                "carry-withheld",
                place=Place(unit=unit.code),
                unit=describe(unit),
                missing=self.table._names(missing, self.table.start),
                undecided=self.table._names(stuck, self.table.start),
            )
        )
