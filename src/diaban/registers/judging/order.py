"""Steps in their order: no more forms checked than collected, no more cards issued than applied for, or handed over
than issued.

One period alone proves nothing: cards handed over in March were issued in February. So the sums since the records of
the ground begin are held against each other. What was under way when they began is not known, hence a warning.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.registers.campaign import CardCount, FormCount
from diaban.registers.fact import Fact
from diaban.registers.files import Headed
from diaban.registers.judging.earlier import Counted, total
from diaban.registers.judging.held import Held
from diaban.units.atlas import Atlas

__all__ = ["order"]

STEPS: Final[Mapping[type[Fact], tuple[tuple[str, str], ...]]] = {
    FormCount: (("checked", "collected"),),
    CardCount: (("issued", "applied"), ("handed_over", "issued")),
}
"""Pairs (later step, earlier step)."""


def order(given: Sequence[tuple[Fact, Place]], held: Held, atlas: Atlas, _day: date) -> Iterator[Finding]:
    """Warning ``steps-out-of-order``: until the end of the row's period more came to the later step than to the one
    before it."""
    for fact, place in given:
        unit, end = getattr(fact, "unit", ""), fact.period.end
        counted = Counted(type(fact), (), fact.origin)
        for later, before in STEPS.get(type(fact), ()) if end else ():
            done = total(counted, later, unit, end or date.max, held, atlas)
            first = total(counted, before, unit, end or date.max, held, atlas)
            if done is not None and first is not None and done > first:
                values = {"later": Headed(later), "earlier": Headed(before)}
                at = replace(place, column=later)
                yield finding(
                    "steps-out-of-order", place=at, severity=Severity.WARNING, done=done, first=first, **values
                )
