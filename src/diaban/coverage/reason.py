"""Why a unit stands where it stands under a standard: the statements that decide, in sentences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from diaban.basis.catalogue import Say
from diaban.coverage.plain import Decision
from diaban.coverage.rule import ChecklistRule, HamletRule, PremisesRule, QualificationRule, StaffingRule
from diaban.coverage.standard import Standard
from diaban.coverage.state import State
from diaban.registers.fact import Fact
from diaban.registers.premises import ChecklistItem, Headquarters, Housing
from diaban.registers.staffing import Hamlet, HamletDuty, HeadCount, Posting, Qualification
from diaban.units.unit import Unit, UnitId

__all__ = ["Reason", "reasons"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence: a key of the catalogue and its values."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict, hash=False)

    def worded(self, say: Say) -> str:
        """The sentence."""
        return say(self.key, **self.values)


@dataclass(frozen=True, slots=True)
class _Value:
    """A value of a register, said in words."""

    value: StrEnum

    def worded(self, say: Say) -> str:
        return say(f"register.value.{self.value}")


def reasons(
    standard: Standard,
    unit: Unit,
    decision: Decision,
    day: date,
    called: Mapping[str, str],
    classes: Mapping[UnitId, str] | None = None,
) -> tuple[Reason, ...]:
    """What ``decision`` (of ``unit`` on ``day``) rests on: a sentence for each origin, and what follows from them.

    ``called``: titles of origins by key; one without is named by its key.
    """
    if not decision.facts:
        lost = (Reason("reason.lost"),) if decision.state is State.LOST else ()
        return (*lost, Reason("reason.none"))
    told = list(_told(standard, decision.facts, standard.needed(unit, day, classes or {}), called))
    if decision.doubt is not None:
        told.append(Reason("reason.conflict" if decision.doubt.conflict else "reason.incomplete"))
    if decision.state is State.LOST:
        told.append(Reason("reason.lost"))
    if decision.since is not None and decision.since > date.min:
        told.append(Reason("reason.since", {"day": decision.since}))
    return tuple(told)


def _told(standard: Standard, facts: Sequence[Fact], needed: int, called: Mapping[str, str]) -> Iterable[Reason]:
    if isinstance(standard.rule, ChecklistRule):
        yield _items(standard.rule, facts)
        return
    qualified = {fact.officer for fact in facts if isinstance(fact, Qualification)}
    answered = {fact.hamlet for fact in facts if isinstance(fact, HamletDuty)}
    # Qualifications and duties are proof for what an origin says of its people and hamlets, whoever states them.
    own = [fact for fact in facts if not isinstance(fact, Qualification | HamletDuty)]
    if isinstance(standard.rule, HamletRule):
        own = [fact for fact in own if isinstance(fact, Hamlet)]
    for origin in sorted({fact.origin for fact in own}):
        mine = [fact for fact in own if fact.origin == origin]
        by = called.get(origin, origin)
        match standard.rule:
            case StaffingRule():
                officers = {fact.officer for fact in mine if isinstance(fact, Posting)}
                n = len(officers) + sum(fact.number for fact in mine if isinstance(fact, HeadCount))
                yield Reason("reason.people", {"by": by, "n": n, "needed": needed})
            case QualificationRule():
                n = len({fact.officer for fact in mine if isinstance(fact, Posting)} & qualified)
                yield Reason("reason.qualified", {"by": by, "n": n, "needed": needed})
            case PremisesRule():
                yield from (_premises(fact, by) for fact in mine if isinstance(fact, Headquarters | Housing))
            case HamletRule():
                keys = {fact.hamlet for fact in mine if isinstance(fact, Hamlet)}
                yield Reason("reason.hamlets", {"by": by, "n": len(keys & answered), "of": len(keys)})


def _premises(fact: Headquarters | Housing, by: str) -> Reason:
    values = {"by": by, "tenure": _Value(fact.tenure), "building": _Value(fact.building)}
    return Reason("reason.premises", {**values, "progress": _Value(fact.progress)})


def _items(rule: ChecklistRule, facts: Iterable[Fact]) -> Reason:
    told = [fact for fact in facts if isinstance(fact, ChecklistItem)]
    met, unmet = {fact.item for fact in told if fact.met}, {fact.item for fact in told if not fact.met}
    unstated = set(rule.items) - met - unmet
    values = {"met": len(met - unmet), "unmet": len(unmet - met), "both": len(met & unmet), "unstated": len(unstated)}
    return Reason("reason.items-both" if met & unmet else "reason.items", {**values, "of": len(rule.items)})
