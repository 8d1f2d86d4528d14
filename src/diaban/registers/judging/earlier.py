"""What was counted in earlier periods on the ground of a unit: its own counts, and those of the units it came from.

Counts cross a merger by the rule ``sum`` (DESIGN "Time", rule 7): the counts of units that went into one whole are
added, period by period. Where a part went elsewhere the rule refuses, and so does this: nothing earlier is known.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from diaban.basis.period import Period
from diaban.registers.fact import Fact
from diaban.registers.judging.held import Held
from diaban.units.atlas import Atlas
from diaban.units.trace import destinations, origins
from diaban.units.unit import UnitId

__all__ = ["Counted", "earlier", "total"]


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted: facts of a kind with these values beside their unit; of several origins ``origin`` first."""

    kind: type[Fact]
    values: tuple[tuple[str, object], ...]
    origin: str

    def of(self, held: Held, unit: UnitId) -> dict[Period, Fact]:
        """A unit's own facts, one for each period."""
        found: dict[Period, Fact] = {}
        for fact in held.by(self.kind, unit=unit, **dict(self.values)):
            if fact.origin == self.origin or fact.period not in found:
                found[fact.period] = fact
        return found


def earlier(counted: Counted, name: str, unit: UnitId, before: date, held: Held, atlas: Atlas) -> Mapping[Period, int]:
    """The values of the field ``name`` in periods that ended by ``before``; without those that are not known."""
    own = {
        period: value
        for period, fact in counted.of(held, unit).items()
        if (value := getattr(fact, name)) is not None and period.end is not None and period.end <= before
    }
    olds = _whole(unit, atlas)
    if not olds:
        return own
    begun = atlas.versions(unit)[0].period.start or date.min
    parts = [earlier(counted, name, old, min(before, begun), held, atlas) for old in olds]
    every = set(parts[0]).intersection(*parts[1:])
    return {period: sum(part[period] for part in parts) for period in every} | own


def total(counted: Counted, name: str, unit: UnitId, until: date, held: Held, atlas: Atlas) -> int | None:
    """The sum of the field over all periods that began before ``until``; None where part of the ground is not known."""
    olds = _whole(unit, atlas)
    if olds is None:
        return None
    parts = [total(counted, name, old, until, held, atlas) for old in olds]
    if None in parts:
        return None
    own = [getattr(fact, name) or 0 for fact in _begun(counted.of(held, unit), until)]
    return sum(part for part in parts if part is not None) + sum(own)


def _begun(facts: Mapping[Period, Fact], until: date) -> Iterator[Fact]:
    return (fact for period, fact in facts.items() if period.start is None or period.start < until)


def _whole(unit: UnitId, atlas: Atlas) -> Sequence[UnitId] | None:
    """The units that became this one, each whole; none for a unit that has no past; None where one was divided."""
    begun = atlas.versions(unit)[0].period.start
    if begun is None or not atlas.successions_into(unit):
        return ()
    olds = origins(atlas, unit, begun - timedelta(days=1), begun)
    return olds if all(destinations(atlas, old, begun) == (unit,) for old in olds) else None
