"""Joint patrols: by a commune on no border that day, or in no plan."""

from collections.abc import Iterable, Iterator
from datetime import date

from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.registers.fact import Fact
from diaban.registers.judging.held import Held
from diaban.registers.patrols import BorderCommune, PatrolHeld, PatrolPlan
from diaban.units.atlas import Atlas

__all__ = ["patrols"]


def patrols(given: Iterable[tuple[Fact, Place]], held: Held, _atlas: Atlas, _day: date) -> Iterator[Finding]:
    """Warning ``patrol-off-border``, where a list of border communes is held at all; note ``patrol-not-planned``."""
    listed = bool(held.of(BorderCommune))
    for fact, place in given:
        if not isinstance(fact, PatrolPlan | PatrolHeld):
            continue
        on = fact.held_on if isinstance(fact, PatrolHeld) else fact.planned_on
        if listed and not any(on in border.period for border in held.by(BorderCommune, unit=fact.unit)):
            yield finding("patrol-off-border", place=place, severity=Severity.WARNING, day=on)
        if isinstance(fact, PatrolHeld) and not held.by(PatrolPlan, unit=fact.unit, patrol=fact.patrol):
            yield finding("patrol-not-planned", place=place, severity=Severity.NOTE, patrol=fact.patrol)
