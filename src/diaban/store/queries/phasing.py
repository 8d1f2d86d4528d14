"""A phasing's question out of the memory: works that wait, what programmes may spend, what is known of need."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from diaban.basis.finding import Finding
from diaban.plans.phasing.criteria import Criteria
from diaban.plans.phasing.facts import Limit, Pin, Question
from diaban.plans.phasing.gather import Ceiling, Place, candidates, ceilings_of, question_of
from diaban.registers.patrols import BorderCommune
from diaban.registers.premises import Headquarters, Tenure
from diaban.registers.projects.investment import Eligibility
from diaban.store import models
from diaban.store.queries.facts import facts
from diaban.store.queries.known import KnownAt, known
from diaban.store.queries.projects import investment
from diaban.store.viewer import Viewer
from diaban.units.edition import Edition
from diaban.units.unit import UnitId

__all__ = ["phasing_question"]


def phasing_question(
    *,
    edition: Edition,
    units: Collection[UnitId] | None,
    as_of: date,
    criteria: Criteria,
    ceilings: Sequence[Ceiling] = (),
    pins: Sequence[Pin] = (),
    capacities: Sequence[Limit] = (),
    viewer: Viewer,
    known_at: KnownAt = None,
) -> tuple[Question, list[Finding]]:
    """The question of a scope on a day, with what must be said of it. RefusedError: those of ``question_of``."""
    now = known(known_at)
    told = investment(as_of=as_of, viewer=viewer, known_at=known_at, units=units)
    there = {one.works.unit for one in told.works}

    def of(model: Any, fact: type[Any]) -> list[Any]:
        return facts(model, fact, as_of=as_of, known_at=now, viewer=viewer, units=there, settled=True)

    border = {one.unit for one in of(models.BorderCommune, BorderCommune)}
    homes = {one.unit: one.tenure is not Tenure.INDEPENDENT for one in of(models.Headquarters, Headquarters)}
    about = {unit: {"border": unit in border, "no-independent-headquarters": homes.get(unit)} for unit in there}
    works = candidates(
        told,
        criteria,
        places={unit: _place(edition, unit, as_of) for unit in there},
        met=of(models.Eligibility, Eligibility),
        known=about,
    )
    limits, phases, notes = ceilings_of(told, works, ceilings)
    question, more = question_of(works, (*limits, *capacities), phases, pins, criteria, as_of=as_of, cutoff=now.act)
    return question, [*notes, *more]


def _place(edition: Edition, unit: UnitId, day: date) -> Place:
    atlas = edition.atlas
    versions = atlas.versions(unit)
    here = atlas.find_id(unit, day) or versions[-1]
    parent = None if here.parent_id is None else atlas.find_id(here.parent_id, day)
    return Place("" if parent is None else parent.full_name, versions[-1].period.end)
