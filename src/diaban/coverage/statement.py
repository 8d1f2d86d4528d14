"""What was stated: the facts handed to coverage, of any origins, after choices."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeVar, cast

from diaban.basis.period import Period
from diaban.registers.fact import Fact
from diaban.registers.files import REGISTERS
from diaban.registers.premises import ChecklistItem, Headquarters, Housing
from diaban.registers.staffing import Hamlet, HamletDuty, HeadCount, Posting, Qualification

__all__ = ["KINDS", "SUBJECTS", "Choice", "Statements", "after_choices", "key_of"]

F = TypeVar("F", bound=Fact)

KINDS: Final[tuple[type[Fact], ...]] = (
    HeadCount,
    Posting,
    Qualification,
    Hamlet,
    HamletDuty,
    Headquarters,
    Housing,
    ChecklistItem,
)
"""The registers that standards read."""
SUBJECTS: Final[Mapping[type[Fact], tuple[str, ...]]] = {register.fact: register.subject for register in REGISTERS}
"""What each is about: facts of one subject and origin do not overlap (DESIGN "Time", rule 3)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """For these days, of what is stated about the subject only this origin counts (DESIGN "Time", rule 4).

    ``subject``: by the fields of the kind's subject. ``reason``, ``act``: why, and by which act of the journal.
    """

    kind: type[Fact]
    subject: tuple[str | None, ...]
    period: Period
    origin: str
    reason: str = ""
    act: int = 0

    @property
    def about(self) -> str:
        """The subject as one text (``u00001/chief``)."""
        return "/".join(part or "" for part in self.subject)


class Statements:
    """Facts by register. Those of days before the day asked belong to them: ``lost`` is a matter of the past."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._facts: dict[type[Fact], list[Fact]] = {kind: [] for kind in KINDS}
        for fact in facts:
            self._facts.setdefault(type(fact), []).append(fact)

    def of(self, kind: type[F]) -> Sequence[F]:
        """The facts of one register."""
        return cast(Sequence[F], self._facts.get(kind, ()))


def key_of(fact: Fact) -> tuple[str | None, ...]:
    """The subject of a fact, as a :class:`Choice` names it."""
    return tuple(getattr(fact, name) for name in SUBJECTS[type(fact)])


def after_choices(facts: Iterable[Fact], choices: Iterable[Choice]) -> list[Fact]:
    """The facts without what other origins state about a chosen subject in the chosen days; the rest is cut to fit."""
    chosen: dict[tuple[type[Fact], tuple[str | None, ...]], list[Choice]] = {}
    for choice in choices:
        chosen.setdefault((choice.kind, choice.subject), []).append(choice)
    left: list[Fact] = []
    for fact in facts:
        periods = [fact.period]
        for choice in chosen.get((type(fact), key_of(fact)), ()) if type(fact) in SUBJECTS else ():
            if choice.origin != fact.origin:
                periods = [part for period in periods for part in _without(period, choice.period)]
        left += [fact if period == fact.period else replace(fact, period=period) for period in periods]
    return left


def _without(period: Period, gone: Period) -> list[Period]:
    if not period.overlaps(gone):
        return [period]
    parts = []
    if gone.start is not None and (period.start is None or period.start < gone.start):
        parts.append(Period(period.start, gone.start))
    if gone.end is not None and (period.end is None or gone.end < period.end):
        parts.append(Period(gone.end, period.end))
    return parts


def first_day(period: Period) -> date:
    """The first day of a period; the first of all days where it is unknown."""
    return period.start or date.min
