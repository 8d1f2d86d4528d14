"""Values carried from the units of one day to those of another, by a stated rule or not at all.

The rule is an argument, never a default (DESIGN "Time", rule 7). What a rule cannot decide is refused, with
the parts named; a unit of the other day that would get only some of its value gets none, and is named too.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import cast

from diaban.basis.finding import Finding, Place, finding
from diaban.units.atlas import Atlas
from diaban.units.event import Confidence
from diaban.units.trace import destinations, origins
from diaban.units.unit import Unit, UnitId
from diaban.units.wording import Listed

__all__ = ["Carried", "CarryRule", "Crosswalk", "Given", "Share"]

Value = Decimal | bool
_ZERO = Decimal(0)


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

    ``start`` may be the later day. Units that stand before the horizon of their province are in it, too, or the
    others would seem to hold ground that is theirs; none of them takes or gets a value.
    """

    def __init__(self, atlas: Atlas, start: date, end: date) -> None:
        self.atlas, self.start, self.end = atlas, start, end
        late = max(start, end)
        self._from = {unit.id: unit for unit in atlas.standing(start)}
        self._to = {unit.id: unit for unit in atlas.standing(end)}
        onward = {older: destinations(atlas, older, late) for older in (self._from if start <= end else self._to)}
        back: dict[UnitId, list[UnitId]] = {}
        for older, newers in onward.items():
            for newer in newers:
                back.setdefault(newer, []).append(older)
        self.targets: Mapping[UnitId, Sequence[UnitId]] = onward if start <= end else back
        self.sources: Mapping[UnitId, Sequence[UnitId]] = back if start <= end else onward
        astray = _astray(atlas, start, end)
        self._whole = frozenset(
            unit_id for unit_id, targets in self.targets.items() if len(targets) == 1 and unit_id not in astray
        )
        self._here = {unit.code: unit.id for unit in self._from.values() if unit.answers_on(start)}
        self._there = {unit.code: unit.id for unit in self._to.values() if unit.answers_on(end)}
        there = sorted((unit for unit in self._to.values() if self.sources.get(unit.id)), key=attrgetter("code"))
        self._order = [(unit, self.sources[unit.id], unit.answers_on(end)) for unit in there]

    @property
    def lying_whole(self) -> frozenset[UnitId]:
        """Units of the first day all of whose ground lies in a single unit of the other day."""
        return self._whole

    def lies_whole(self, unit_id: UnitId) -> bool:
        """Whether a unit is one of :attr:`lying_whole`."""
        return unit_id in self._whole

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

        ``given`` holds one value a unit: Decimal for numbers, bool for ``any`` and ``all`` (TypeError otherwise).
        Values of unknown codes, of codes of another day and repeated ones become findings and are not carried.
        Sums are conserved: what is carried plus ``remainder`` is what was given for known units.
        """
        findings: list[Finding] = []
        known = self._resolve(given, rule, findings)
        plan = _Plan(self, known, rule, self._resolve_shares(shares, known, findings), findings)
        values: list[tuple[Unit, Value]] = []
        simple = plan.undivided.__getitem__
        for unit, sources, answers in self._order:
            if answers:
                try:
                    values.append((unit, _total(map(simple, sources))))
                    continue
                except KeyError:
                    pass
            if not known.keys().isdisjoint(sources):
                if not answers:
                    findings.append(self.atlas.why_no_code(unit.code, self.end))
                elif (value := plan.value_of(unit.id)) is not None:
                    values.append((unit, value))
        remainder = None
        if not rule.is_truth:
            remainder = _total([line.value for line in known.values()]) - _total([value for _, value in values])
        return Carried(tuple(values), tuple(findings), remainder)

    def from_unit(self, unit_id: UnitId) -> Unit:
        """A unit of the first day."""
        return self._from[unit_id]

    def to_unit(self, unit_id: UnitId) -> Unit:
        """A unit of the other day."""
        return self._to[unit_id]

    def there(self, code: str) -> UnitId | None:
        """The unit that bears ``code`` on the other day."""
        return self._there.get(code)

    def parts(self, unit_id: UnitId) -> Listed:
        """The units of the other day that share the ground of a unit of the first."""
        return Listed(tuple(self._to[target] for target in self.targets.get(unit_id, ())))

    def _resolve(self, given: Iterable[Given], rule: CarryRule, findings: list[Finding]) -> dict[UnitId, Given]:
        known: dict[UnitId, Given] = {}
        wanted, here = bool if rule.is_truth else Decimal, self._here
        for line in given:
            if type(line.value) is not wanted:
                raise TypeError(f"rule {rule} carries {wanted.__name__}: {line}")
            unit_id = here.get(line.code)
            if unit_id is None:
                why = self.atlas.why_no_code(line.code, self.start)
                findings.append(replace(why, place=_at(line, line.code)))
            elif unit_id in known:
                findings.append(
                    finding("carry-repeated", place=_at(line, line.code), unit=Listed.of([self._from[unit_id]]))
                )
            else:
                known[unit_id] = line
        return known

    def _resolve_shares(
        self, shares: Iterable[Share], known: Mapping[UnitId, Given], findings: list[Finding]
    ) -> dict[UnitId, dict[UnitId, Decimal]]:
        table: dict[UnitId, dict[UnitId, Decimal]] = {}
        for line in shares:
            older, newer = self._here.get(line.code), self.there(line.to)
            if older is None or newer is None or newer not in self.targets.get(older, ()):
                parts = self.parts(older) if older else "—"
                findings.append(
                    finding("carry-share-astray", place=line.place, older=line.code, newer=line.to, parts=parts)
                )
            else:
                row = table.setdefault(older, {})
                row[newer] = row.get(newer, _ZERO) + line.share
        for older_id, row in list(table.items()):
            total = sum(row.values(), Decimal(0))
            if total != 1 or set(row) != set(self.targets[older_id]) or min(row.values()) < 0:
                unit = self._from[older_id]
                place = known[older_id].place if older_id in known else Place(unit=unit.code)
                findings.append(
                    finding(
                        "carry-share-total",
                        place=place,
                        unit=Listed.of([unit]),
                        total=total,
                        parts=self.parts(older_id),
                    )
                )
                del table[older_id]
        return table


class _Plan:
    """One carrying: which part of a divided value goes where, and what each unit of the other day gets."""

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
        """For values that do not simply go whole to a single unit: parts, or None where the rule cannot decide."""
        decide = {CarryRule.ANY: self._any, CarryRule.ALL: self._all}
        self.value_of: Callable[[UnitId], Value | None] = decide.get(rule, self._number)
        simple = rule in (CarryRule.SUM, CarryRule.BY_SHARE, CarryRule.BY_PLACE)
        whole = table.lying_whole if simple else frozenset()
        self.undivided: dict[UnitId, Value] = {
            unit_id: line.value for unit_id, line in known.items() if unit_id in whole and line.to is None
        }
        """Values that go whole to a single unit: nearly all of them."""
        for unit_id, line in known.items():
            if unit_id in self.undivided:
                continue
            if not table.targets.get(unit_id, ()):
                unit = Listed.of([table.from_unit(unit_id)])
                findings.append(finding("carry-no-successor", place=_at(line, line.code), unit=unit, day=table.end))
            elif not rule.is_truth:
                self.ways[unit_id] = self._way(unit_id, line, table.targets[unit_id])

    def _way(self, unit_id: UnitId, line: Given, targets: Sequence[UnitId]) -> Mapping[UnitId, Decimal] | None:
        whole = Decimal(1)
        if self.rule is CarryRule.NONE:
            if tuple(targets) == (unit_id,):
                return {unit_id: whole}
            self._refuse("carry-not-carried", unit_id, line)
            return None
        if self.rule is CarryRule.BY_PLACE and line.to is not None:
            place = self.table.there(line.to)
            if place is not None and place in targets:
                return {place: whole}
            unit = Listed.of([self.table.from_unit(unit_id)])
            self.findings.append(
                finding(
                    "carry-place-astray",
                    place=_at(line, line.code),
                    unit=unit,
                    to=line.to,
                    parts=self.table.parts(unit_id),
                )
            )
            return None
        if self.table.lies_whole(unit_id):
            return {targets[0]: whole}
        if self.rule is CarryRule.BY_PLACE and (seat := self.table.default_of(unit_id)) is not None:
            return {seat: whole}
        if self.rule is CarryRule.BY_SHARE and unit_id in self.shares:
            return self.shares[unit_id]
        self._refuse("carry-divided", unit_id, line)
        return None

    def _number(self, target: UnitId) -> Decimal | None:
        total = Decimal(0)
        missing, stuck = [], []
        for source in self.table.sources[target]:
            line = self.known.get(source)
            if line is None:
                missing.append(source)
            elif source not in self.ways:
                total += line.value
            elif (way := self.ways[source]) is None:
                stuck.append(source)
            elif target in way:
                total += line.value * way[target]
        if missing or stuck:
            self._withhold(target, missing, stuck)
            return None
        return total

    def _any(self, target: UnitId) -> bool | None:
        # Where a divided unit has something, either part may be the one that has it; where it has not, no part has.
        return self._truth(target, decisive=True)

    def _all(self, target: UnitId) -> bool | None:
        # What holds all over a unit holds in each part; where it does not, either part may be the one that fails.
        return self._truth(target, decisive=False)

    def _truth(self, target: UnitId, *, decisive: bool) -> bool | None:
        missing, stuck = [], []
        for source in self.table.sources[target]:
            line = self.known.get(source)
            if line is None:
                missing.append(source)
            elif line.value is decisive:
                if self.table.lies_whole(source):
                    return decisive
                stuck.append(source)
        if not missing and not stuck:
            return not decisive
        for source in stuck:
            if source not in self.ways:
                self.ways[source] = None
                self._refuse("carry-divided", source, self.known[source])
        self._withhold(target, missing, stuck)
        return None

    def _refuse(self, code: str, unit_id: UnitId, line: Given) -> None:
        unit = self.table.from_unit(unit_id)
        self.findings.append(
            finding(
                code,
                place=_at(line, unit.code),
                unit=Listed.of([unit]),
                day=self.table.end,
                parts=self.table.parts(unit_id),
            )
        )

    def _withhold(self, target: UnitId, missing: Sequence[UnitId], stuck: Sequence[UnitId]) -> None:
        unit = self.table.to_unit(target)
        self.findings.append(
            finding(
                "carry-withheld",
                place=Place(unit=unit.code),
                unit=Listed.of([unit]),
                missing=Listed(tuple(map(self.table.from_unit, missing))),
                undecided=Listed(tuple(map(self.table.from_unit, stuck))),
            )
        )


def _astray(atlas: Atlas, start: date, end: date) -> set[UnitId]:
    """Units of the first day part of whose ground lies in no unit of the other: abolished, or created, in between."""
    early, late = min(start, end), max(start, end)
    found: set[UnitId] = set()
    for unit in atlas.units:
        begun, ended = unit.period.start, unit.period.end
        if begun is None or not early < begun <= late:
            continue
        if start <= end:
            if ended is not None and atlas.ended_by(unit.id, late) and not atlas.successions_from(unit.id):
                found.update(origins(atlas, unit.id, early, begun))
        elif unit is atlas.versions(unit.id)[0] and not atlas.successions_into(unit.id):
            found.update(destinations(atlas, unit.id, late))
    return found


def _total(values: Iterable[Value]) -> Decimal:
    # Decimals only: :meth:`Crosswalk._resolve` saw to it, and a check of each would cost more than the sum.
    return sum(cast(Iterable[Decimal], values), _ZERO)


def _at(line: Given, code: str) -> Place:
    place = line.place
    return Place(place.file, place.sheet, place.row, place.column, code, place.cell)
