"""Keys: one that two units use at once, and a model, a hamlet that nobody has in its list."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.registers.fact import Fact
from diaban.registers.judging.held import Held
from diaban.registers.movement import ModelPlace, ModelTeam, MovementModel, Recognition
from diaban.registers.projects.investment import Package, Works
from diaban.registers.staffing import Hamlet
from diaban.units.atlas import Atlas
from diaban.units.wording import Listed

__all__ = ["keys", "known"]

KEYS: Final[Mapping[type[Fact], str]] = {
    Hamlet: "hamlet",
    MovementModel: "model",
    ModelPlace: "place",
    ModelTeam: "team",
    Works: "works",
    Package: "package",
}
"""The field that holds a key of one's own, unlike any other in the nation."""


def keys(given: Iterable[tuple[Fact, Place]], held: Held, atlas: Atlas, _day: date) -> Iterator[Finding]:
    """Warning ``key-of-another-unit``: another unit uses the same key on the same days."""
    for fact, place in given:
        name = KEYS.get(type(fact))
        if name is None:
            continue
        key, unit = getattr(fact, name), getattr(fact, "unit", None)
        for other in held.by(type(fact), **{name: key}):
            there = getattr(other, "unit", None)
            if there is not None and there != unit and other.period.overlaps(fact.period):
                on = max(fact.period.start or date.min, other.period.start or date.min)
                listed = Listed.of([atlas.find_id(there, on) or atlas.versions(there)[-1]])
                yield finding("key-of-another-unit", place=place, severity=Severity.WARNING, key=key, unit=listed)
                break


def known(given: Iterable[tuple[Fact, Place]], held: Held, _atlas: Atlas, _day: date) -> Iterator[Finding]:
    """Warnings ``model-not-listed``, ``hamlet-not-listed``: on its first day the key is in no list."""
    for fact, place in given:
        on = fact.period.start or date.min
        if isinstance(fact, ModelPlace | ModelTeam):
            if not any(on in model.period for model in held.by(MovementModel, model=fact.model)):
                yield finding("model-not-listed", place=place, severity=Severity.WARNING, model=fact.model, day=on)
        elif (
            isinstance(fact, Recognition)
            and fact.hamlet is not None
            and not any(on in hamlet.period for hamlet in held.by(Hamlet, hamlet=fact.hamlet))
        ):
            yield finding("hamlet-not-listed", place=place, severity=Severity.WARNING, hamlet=fact.hamlet, day=on)
