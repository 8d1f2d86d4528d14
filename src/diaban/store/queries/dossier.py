"""Everything held about one unit: its facts as of a day, what was chosen, and the acts that wrote about it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, cast

from diaban.basis.error import RefusedError
from diaban.basis.period import Period
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
from diaban.store.mapping import about, shape
from diaban.store.prepared import Prepared, filled
from diaban.store.queries.decisions import choices
from diaban.store.queries.facts import facts
from diaban.store.queries.kept import Kept
from diaban.store.queries.known import Known, KnownAt, cut, known
from diaban.store.queries.published import checked
from diaban.store.queries.sources import titles
from diaban.store.queries.written import MOST, ActAbout, Written, acts_about, written
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
class Dossier:
    """What is held about one unit, as known at a moment.

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


def dossier(
    *, unit: UnitId, before: Collection[UnitId], day: date, viewer: Viewer, known_at: KnownAt = None
) -> Dossier | None:
    """The dossier of ``unit``; ``before``: units that ended on its ground. None for a unit the viewer may not read.

    Kept until the next act.
    """
    if viewer.reads is not None and unit not in viewer.reads:
        return None
    key = (unit, tuple(before), day, viewer.reads, known_at)

    def made(now: Known) -> Dossier:
        return _dossier(unit, before, day, viewer, now if known_at is None else known(known_at))

    return _DOSSIERS.answer(key, made)


def claims_by_place(
    *,
    edition: Edition,
    standards: Mapping[str, Standard],
    today: date,
    viewer: Viewer,
    known_at: date | datetime | None = None,
) -> Mapping[UnitId, tuple[tuple[Claim, Checked], ...]]:
    """Published figures by the unit that their place means on their day, in the order of loading.

    Those of the nation, and those whose place or day is not known, are not among them.
    """
    marks = tuple((key, standard.definition.checksum) for key, standard in standards.items())

    def made(_: Known) -> Mapping[UnitId, tuple[tuple[Claim, Checked], ...]]:
        ground = Ground(edition.atlas, edition.names, edition.number)
        found: dict[UnitId, list[tuple[Claim, Checked]]] = {}
        every = checked(edition=edition, standards=standards, today=today, viewer=viewer, known_at=known_at)
        for pair in every.values():
            try:
                place = ground.place(pair[0])
            except RefusedError:
                # Its own page says what is wrong with its place.
                continue
            if place is not None and not isinstance(place, Early):
                found.setdefault(place.id, []).append(pair)
        return {unit: tuple(pairs) for unit, pairs in found.items()}

    return _PLACES.answer((edition.number, marks, today, viewer.reads, known_at), made)


def _dossier(unit: UnitId, before: Collection[UnitId], day: date, viewer: Viewer, now: Known) -> Dossier:
    given: dict[str, Any] = {"as_of": None, "known_at": now, "viewer": viewer}
    seen = [one for one in before if viewer.reads is None or one in viewer.reads]
    rows: dict[type[Fact], list[Written]] = {}
    # Choices name their subject by unit, hamlet or officer: those of this unit's rows are picked by the rows.
    made = choices(viewer=viewer, known_at=now)
    stated: list[Fact] = []
    around: list[Fact] = []
    for kind in KINDS:
        # One question for the unit and those before it: of hamlets both are told, of all else the unit alone.
        units = [unit, *seen] if kind in HAMLETS else [unit]
        told = around if kind in HAMLETS else stated
        if "unit" in kind.__dataclass_fields__:
            rows[kind] = written(kind, units, now)
            told += [one.fact for one in rows[kind] if one.closed is None]
        else:
            told += facts(shape(kind).model, kind, units=units, **given)
    stated += _own(unit, around)
    settled = after_choices(stated, made)
    for kind in PLAIN:
        rows[kind] = written(kind, [unit], now)
        held = [one.fact for one in rows[kind] if one.closed is None and day in one.fact.period]
        chosen = {one.about: one.origin for one in made if one.kind is kind and day in one.period}
        stated += held
        settled += [fact for fact in held if chosen.get(about(fact), fact.origin) == fact.origin]
    hamlets = _hamlets(around, made, viewer, now)
    mine = tuple(choice for choice in made if choice.subject[0] == unit)
    acts = acts_about(unit, {kind: [one for one in told if _names(one.fact, unit)] for kind, told in rows.items()}, now)
    keys = {fact.source for fact in stated} | {source for act in acts for source in act.sources}
    named = titles(sources=keys, origins=(fact.origin for fact in stated), viewer=viewer)
    return Dossier(tuple(stated), tuple(settled), hamlets, mine, acts, named)


def _names(fact: Any, unit: UnitId) -> bool:
    return bool(fact.unit == unit)


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


def _postings(officers: Collection[str], viewer: Viewer, now: Known) -> list[Posting]:
    """Where officers serve, wherever that is, so that one who left can be told to have gone and where to."""
    if not officers:
        return []
    wanted, periods = shape(Posting), dict[tuple[date | None, date | None], Period]()
    read = _SERVING.ask(now.act, *filled(sorted(officers)[:MOST]))
    found = [cast(Posting, wanted.build(row, periods)) for row in read]
    return found if viewer.reads is None else [fact for fact in found if fact.unit in viewer.reads]


def _serving(act: int, *officers: int) -> Any:
    rows = models.Posting.objects.filter(cut(act), officer__key__in=officers).order_by("id")
    return rows.values_list(*shape(Posting).paths)


_SERVING: Final = Prepared(_serving)
