"""In which years works may begin, and for each other year why not."""

from collections.abc import Mapping
from datetime import date

from diaban.plans.phasing.facts import Candidate, Question

__all__ = ["barred", "open_years", "unplannable"]


def unplannable(one: Candidate) -> str | None:
    """Why works cannot be planned in any year: ``no-cost``, ``not-ready`` (no day is known); None: they can."""
    if one.cost is None:
        return "no-cost"
    return "not-ready" if one.ready is None else None


def barred(question: Question, one: Candidate) -> Mapping[int, str]:
    """By year, why works may not begin in it: as :func:`unplannable`, ``ready-later``, ``unit-ended``, ``pinned-out``,
    ``pinned-elsewhere``. What other works and limits do is not asked here."""
    found: dict[int, str] = {}
    never, pin = unplannable(one), question.pinned.get(one.works)
    for at in question.years:
        reason = never
        if reason is None and one.ready is not None and one.ready > date(at.year, 12, 31):
            reason = "ready-later"
        if reason is None and one.unit_ends is not None and one.unit_ends <= date(at.year, 1, 1):
            reason = "unit-ended"
        if reason is None and pin is not None:
            if pin.out:
                reason = "pinned-out"
            elif at.year != (pin.year or at.year) or at.phase != (pin.phase or at.phase):
                reason = "pinned-elsewhere"
        if reason is not None:
            found[at.year] = reason
    return found


def open_years(question: Question, one: Candidate) -> tuple[int, ...]:
    """The years in which works may begin, as far as they alone are concerned."""
    shut = barred(question, one)
    return tuple(at.year for at in question.years if at.year not in shut)
