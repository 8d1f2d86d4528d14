"""What stands beside the facts that are judged: by kind, and by any of its fields."""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final, TypeVar, cast

from diaban.registers.fact import Fact
from diaban.registers.movement import ModelPlace, ModelTeam, MovementModel, Recognition
from diaban.registers.patrols import BorderCommune, PatrolHeld, PatrolPlan
from diaban.registers.projects.course import (
    Completion,
    Milestone,
    Modification,
    Payment,
    ProgressPlan,
    StageReport,
    WorksDocument,
    WorksProgress,
)
from diaban.registers.projects.difficulty import Directive, Inspection, Obstacle
from diaban.registers.projects.investment import CapitalPlan, Package, Works
from diaban.registers.staffing import Hamlet, HamletDuty, HeadCount, Post, Posting, Qualification

__all__ = ["BESIDE", "Held"]

F = TypeVar("F", bound=Fact)

BESIDE: Final[Mapping[type[Fact], tuple[type[Fact], ...]]] = {
    Post: (HeadCount, Posting),
    HeadCount: (Post,),
    Posting: (Post,),
    Qualification: (Posting,),
    HamletDuty: (Posting, Hamlet),
    ModelPlace: (MovementModel,),
    ModelTeam: (MovementModel,),
    Recognition: (Hamlet,),
    PatrolPlan: (BorderCommune,),
    PatrolHeld: (PatrolPlan, BorderCommune),
    Payment: (Works, Package, StageReport),
    Package: (Works,),
    **dict.fromkeys(
        (
            *(CapitalPlan, StageReport, Milestone, ProgressPlan, WorksProgress, Modification, Completion),
            *(WorksDocument, Obstacle, Directive, Inspection),
        ),
        (Works,),
    ),
}
"""Registers that must be held, beside its own, to judge facts of a register."""


class Held:
    """Facts as they will stand beside those that are judged: after choices between origins, without the rows that the
    return replaces or ends, with those of the return's other tables."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._kinds: dict[type[Fact], list[Fact]] = {}
        for fact in facts:
            self._kinds.setdefault(type(fact), []).append(fact)
        # What only one fact is found by has no list of its own: at the limits these would weigh more than the facts.
        self._by: dict[tuple[type[Fact], tuple[str, ...]], dict[Any, Fact | list[Fact]]] = {}

    def of(self, kind: type[F]) -> Sequence[F]:
        """All facts of a kind."""
        return cast(Sequence[F], self._kinds.get(kind, ()))

    def by(self, kind: type[F], /, **wanted: object) -> Sequence[F]:
        """Facts of a kind whose fields have these values."""
        names = tuple(wanted)
        index = self._by.get((kind, names))
        if index is None:
            index = self._by[kind, names] = {}
            key = attrgetter(*names)
            for fact in self._kinds.get(kind, ()):
                there = index.setdefault(key(fact), fact)
                if isinstance(there, list):
                    there.append(fact)
                elif there is not fact:
                    index[key(fact)] = [there, fact]
        found = index.get(tuple(wanted.values()) if len(names) > 1 else wanted[names[0]], [])
        return cast(Sequence[F], found if isinstance(found, list) else (found,))

    def and_(self, facts: Iterable[Fact]) -> "Held":
        """The same with more facts."""
        return Held([*(fact for kind in self._kinds.values() for fact in kind), *facts])
