"""Everything held about one unit: its facts as of a day, what was chosen, and the acts that wrote about it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q

from diaban.basis.error import RefusedError
from diaban.coverage.claims.claim import Claim
from diaban.coverage.claims.frames import Early, Ground
from diaban.coverage.claims.verdict import Checked
from diaban.coverage.standard import Standard
from diaban.coverage.statement import KINDS, Choice, after_choices
from diaban.registers.fact import Fact
from diaban.registers.handover import HamletFacts
from diaban.registers.premises import Equipment
from diaban.registers.staffing import Hamlet, HamletDuty, Post, Posting
from diaban.store import models
from diaban.store.mapping import about, shape, stored, unit_number
from diaban.store.queries.decisions import choices
from diaban.store.queries.facts import facts
from diaban.store.queries.kept import Kept
from diaban.store.queries.known import Known, cut
from diaban.store.queries.published import checked
from diaban.store.viewer import Viewer
from diaban.units.edition import Edition
from diaban.units.unit import UnitId

__all__ = ["ActAbout", "Dossier", "claims_by_place", "dossier"]

PLAIN: Final[tuple[type[Fact], ...]] = (Post, Equipment)
"""Registers that no standard reads: of them only what holds on the day is told."""
HAMLETS: Final = frozenset({Hamlet, HamletDuty, Posting})
"""Registers that say who answers for a hamlet."""
_DOSSIERS: "Kept[Dossier]" = Kept(256)
_PLACES: "Kept[Mapping[UnitId, tuple[tuple[Claim, Checked], ...]]]" = Kept(4)


@dataclass(frozen=True, slots=True)
class ActAbout:
    """An act that wrote or closed rows naming the unit; who did it is not told. ``wrote``, ``closed``: by register."""

    act: int
    moment: datetime
    action: str
    reason: str
    sources: tuple[str, ...]
    wrote: Mapping[str, int]
    closed: Mapping[str, int]
    reversed_by: int | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is held about one unit, as known now.

    ``stated``: by anybody. ``settled``: what is left after choices between origins; of posts and equipment only what
    holds on the day, of all else any day. ``hamlets``: of the unit and of those that ended on its ground, with the
    postings of whoever is to answer for them. ``titles``: of the origins and sources named here, by key.
    """

    stated: tuple[Fact, ...]
    settled: tuple[Fact, ...]
    hamlets: HamletFacts
    choices: tuple[Choice, ...]
    acts: tuple[ActAbout, ...]
    titles: Mapping[str, str]


def dossier(*, unit: UnitId, before: Collection[UnitId], day: date, viewer: Viewer) -> Dossier | None:
    """The dossier of ``unit``; ``before``: units that ended on its ground. None for a unit the viewer may not read.

    Kept until the next act.
    """
    if viewer.reads is not None and unit not in viewer.reads:
        return None
    key = (unit, tuple(before), day, viewer.reads)
    return _DOSSIERS.answer(key, lambda now: _dossier(unit, before, day, viewer, now))


def claims_by_place(
    *, edition: Edition, standards: Mapping[str, Standard], today: date, viewer: Viewer
) -> Mapping[UnitId, tuple[tuple[Claim, Checked], ...]]:
    """Published figures by the unit that their place means on their day, in the order of loading.

    Those of the nation, and those whose place or day is not known, are not among them.
    """
    marks = tuple((key, standard.definition.checksum) for key, standard in standards.items())

    def made(_: Known) -> Mapping[UnitId, tuple[tuple[Claim, Checked], ...]]:
        ground = Ground(edition.atlas, edition.names, edition.number)
        found: dict[UnitId, list[tuple[Claim, Checked]]] = {}
        for pair in checked(edition=edition, standards=standards, today=today, viewer=viewer).values():
            try:
                place = ground.place(pair[0])
            except RefusedError:
                # Its own page says what is wrong with its place.
                continue
            if place is not None and not isinstance(place, Early):
                found.setdefault(place.id, []).append(pair)
        return {unit: tuple(pairs) for unit, pairs in found.items()}

    return _PLACES.answer((edition.number, marks, today, viewer.reads), made)


def _dossier(unit: UnitId, before: Collection[UnitId], day: date, viewer: Viewer, now: Known) -> Dossier:
    given: dict[str, Any] = {"known_at": now, "viewer": viewer}
    # Choices name their subject by unit, hamlet or officer: those of this unit's rows are picked by the rows.
    made = choices(viewer=viewer, known_at=now)
    stated: list[Fact] = []
    around: list[Fact] = []
    for kind in KINDS:
        # One question for the unit and those before it: of hamlets both are told, of all else the unit alone.
        if kind in HAMLETS:
            around += facts(shape(kind).model, kind, as_of=None, units=[unit, *before], **given)
        else:
            stated += facts(shape(kind).model, kind, as_of=None, units=[unit], **given)
    stated += _own(unit, around)
    settled = after_choices(stated, made)
    for kind in PLAIN:
        told = facts(shape(kind).model, kind, as_of=day, units=[unit], **given)
        chosen = {one.about: one.origin for one in made if one.kind is kind and day in one.period}
        stated += told
        settled += [fact for fact in told if chosen.get(about(fact), fact.origin) == fact.origin]
    hamlets = _hamlets(around, made, viewer, now)
    mine = tuple(choice for choice in made if choice.subject[0] == unit)
    acts = _acts(unit, now)
    keys = {fact.source for fact in stated} | {source for act in acts for source in act.sources}
    titles = _titles(models.Source, keys) | _titles(models.Origin, {fact.origin for fact in stated})
    return Dossier(tuple(stated), tuple(settled), hamlets, mine, acts, titles)


def _own(unit: UnitId, around: Sequence[Fact]) -> list[Fact]:
    """Of lists, duties and postings those of the unit; a duty goes with its hamlet."""
    kept = {fact.hamlet for fact in around if isinstance(fact, Hamlet) and fact.unit == unit}
    return [
        fact
        for fact in around
        if (isinstance(fact, Hamlet | Posting) and fact.unit == unit)
        or (isinstance(fact, HamletDuty) and fact.hamlet in kept)
    ]


def _hamlets(around: Sequence[Fact], made: Sequence[Choice], viewer: Viewer, now: Known) -> HamletFacts:
    """Lists, duties and postings of the unit and those before it, each row once."""
    officers = {fact.officer for fact in around if isinstance(fact, HamletDuty)}
    seen = {fact.row for fact in around if isinstance(fact, Posting)}
    elsewhere = [fact for fact in _postings(officers, viewer, now) if fact.row not in seen]
    rows = after_choices([*around, *elsewhere], made)
    return HamletFacts(
        [row for row in rows if isinstance(row, Hamlet)],
        [row for row in rows if isinstance(row, HamletDuty)],
        [row for row in rows if isinstance(row, Posting)],
    )


def _postings(officers: Collection[str], viewer: Viewer, now: Known) -> list[Fact]:
    """Where officers serve, wherever that is, so that one who left can be told to have gone and where to."""
    rows = models.Posting.objects.filter(cut(now.act), officer__key__in=sorted(officers)[:900]).order_by("id")
    found = stored(Posting, rows)
    if viewer.reads is None:
        return found
    return [fact for fact in found if isinstance(fact, Posting) and fact.unit in viewer.reads]


def _titles(model: Any, keys: Collection[str]) -> dict[str, str]:
    return dict(model.objects.filter(key__in=sorted(keys)[:900]).values_list("key", "title"))


def _acts(unit: UnitId, now: Known) -> tuple[ActAbout, ...]:
    """Acts that wrote or closed rows naming the unit, the newest first."""
    number = unit_number(unit)
    wrote: dict[int, Counter[str]] = {}
    closed: dict[int, Counter[str]] = {}
    sources: dict[int, dict[str, None]] = {}

    def note(register: str, act: int, end: int | None, source: str | None) -> None:
        wrote.setdefault(act, Counter())[register] += 1
        if source:
            sources.setdefault(act, {})[source] = None
        if end is not None and end <= now.act:
            closed.setdefault(end, Counter())[register] += 1

    # A row that a correction cut is closed and written again: the act says both.
    for kind, model in models.REGISTERS.items():
        if "unit" in kind.__dataclass_fields__:
            rows = model.objects.filter(unit_id=number, act_id__lte=now.act)
            for act, end, source in rows.values_list("act_id", "closed_by_id", "source__key"):
                note(model.register(), act, end, source)
    proofs = models.Evidence.objects.filter(unit_id=number, act_id__lte=now.act)
    for act, end, source in proofs.values_list("act_id", "closed_by_id", "source__key"):
        note("evidence", act, end, source)
    naming: Any = Q(about=unit) | Q(about__startswith=f"{unit}/")
    for act, end in models.Choice.objects.filter(naming, act_id__lte=now.act).values_list("act_id", "closed_by_id"):
        note("choice", act, end, None)
    numbers = sorted(wrote.keys() | closed.keys(), reverse=True)
    told: Any = models.Act.objects.filter(id__in=numbers[:900]).order_by("-id")
    return tuple(
        ActAbout(
            act,
            moment,
            action,
            reason,
            tuple(sources.get(act, ())),
            wrote.get(act, {}),
            closed.get(act, {}),
            undone if undone is not None and undone <= now.act else None,
        )
        for act, moment, action, reason, undone in told.values_list(
            "id", "moment", "action", "reason", "reversed_by__id"
        )
    )
