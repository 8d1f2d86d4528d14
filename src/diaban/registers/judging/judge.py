"""One question for all: whether facts can be true beside what is held, every doubt at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, overload

from diaban.basis.finding import Finding, Place
from diaban.registers.against import findings as against
from diaban.registers.against import unplaced
from diaban.registers.campaign import CardCount, EventCount, FormCount
from diaban.registers.fact import Fact
from diaban.registers.files import Register
from diaban.registers.judging import works
from diaban.registers.judging.held import Held
from diaban.registers.judging.history import history
from diaban.registers.judging.naming import keys, known
from diaban.registers.judging.order import order
from diaban.registers.judging.patrol import patrols
from diaban.registers.judging.people import duties, posts, two_posts
from diaban.registers.judging.premises import headquarters
from diaban.registers.judging.recognition import recognitions
from diaban.registers.movement import Examples, ModelPlace, ModelTeam, MovementModel, MovementSessions, Recognition
from diaban.registers.patrols import PatrolHeld, PatrolPlan
from diaban.registers.premises import Headquarters
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
from diaban.registers.situation import SituationCount
from diaban.registers.staffing import Hamlet, HamletDuty, HeadCount, Post, Posting
from diaban.units.atlas import Atlas

__all__ = ["judge"]

Check = Callable[[Sequence[tuple[Fact, Place]], Held, Atlas, date], Iterable[Finding]]

CHECKS: Final[Mapping[type[Fact], tuple[Check, ...]]] = {
    Post: (posts,),
    HeadCount: (posts,),
    Posting: (two_posts, posts),
    Hamlet: (keys,),
    HamletDuty: (duties,),
    Headquarters: (headquarters,),
    FormCount: (order, history),
    CardCount: (order, history),
    EventCount: (history,),
    MovementModel: (keys,),
    ModelPlace: (keys, known),
    ModelTeam: (keys, known),
    MovementSessions: (history,),
    Examples: (history,),
    Recognition: (known, recognitions),
    SituationCount: (history,),
    PatrolPlan: (patrols,),
    PatrolHeld: (patrols,),
    Works: (keys, works.building, works.slipped),
    Package: (keys, works.listed, works.slipped),
    StageReport: (works.listed, works.stages, works.within_unit),
    WorksProgress: (works.listed, works.fallen),
    Payment: (works.listed, works.fallen, works.paid),
    Completion: (works.listed, works.within_unit),
    **dict.fromkeys(
        (CapitalPlan, Milestone, ProgressPlan, Modification, WorksDocument, Obstacle, Directive, Inspection),
        (works.listed,),
    ),
}

PLAINER: Final = frozenset({"officer-in-two-posts", "headquarters-shared-and-independent", "key-of-another-unit"})
"""Findings that say in plain words what ``origins-disagree`` would say of the same row."""


class _Pairs(Sequence[tuple[Fact, Place]]):
    """Facts with their places, side by side when they are asked for."""

    def __init__(self, facts: Sequence[Fact], places: Sequence[Place]) -> None:
        self._facts, self._places = facts, places

    def __len__(self) -> int:
        return len(self._facts)

    def __iter__(self) -> Iterator[tuple[Fact, Place]]:
        return zip(self._facts, self._places, strict=True)

    @overload
    def __getitem__(self, at: int) -> tuple[Fact, Place]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[tuple[Fact, Place]]: ...
    def __getitem__(self, at: int | slice) -> tuple[Fact, Place] | Sequence[tuple[Fact, Place]]:
        if isinstance(at, slice):
            return _Pairs(self._facts[at], self._places[at])
        return self._facts[at], self._places[at]


def judge(
    register: Register, facts: Sequence[Fact], places: Sequence[Place], held: Held, atlas: Atlas, day: date
) -> list[Finding]:
    """What there is to say about ``facts`` of a register (all by one origin) beside ``held``, in the order of rows.

    ``held``: what will stand beside them, of the register itself and of those in ``BESIDE``; ``day``: the cut-off, on
    which the state of people and posts is judged. Errors ``overlaps-file``, ``overlaps-register``; warnings ``gap``,
    ``origins-disagree``, ``officer-not-posted``, ``hamlet-not-listed``, and those of each check.
    """
    pairs = _Pairs(facts, places)
    world = held.and_(facts)
    found: list[Finding] = []
    for check in CHECKS.get(register.fact, ()):
        found += check(pairs, world, atlas, day)
    said = {one.place.row for one in found if one.code in PLAINER}
    found += [
        one
        for one in against(register, facts, places, held.of(register.fact))
        if one.code != "origins-disagree" or one.place.row not in said
    ]
    if not register.placed:
        found += unplaced(facts, places, held.of(Posting), held.of(Hamlet))
    return sorted(found, key=lambda one: one.place.row or 0)
