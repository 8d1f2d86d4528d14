"""Published figures held against their own arithmetic, the units of their day, one another and the registers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Severity, finding
from diaban.coverage.claims.check import check
from diaban.coverage.claims.claim import Claim
from diaban.coverage.claims.draft import Given, hold
from diaban.coverage.claims.frames import Ground
from diaban.coverage.claims.held import HeldFigure, questions, register_figures
from diaban.coverage.claims.summed import SumAsked, SumFigure, sum_figure, sum_questions, sum_register
from diaban.coverage.claims.terms import shipped_terms
from diaban.coverage.claims.verdict import Checked
from diaban.coverage.frame import Scope
from diaban.coverage.standard import Standard
from diaban.coverage.statement import after_choices
from diaban.store import models
from diaban.store.claim_text import COLUMNS, from_texts
from diaban.store.mapping import shape
from diaban.store.models import InstallationKind
from diaban.store.queries.claims import claims as loaded
from diaban.store.queries.decisions import choices, installation
from diaban.store.queries.facts import facts
from diaban.store.queries.figures import Question, coverages
from diaban.store.queries.kept import Kept
from diaban.store.viewer import Viewer
from diaban.units.edition import Edition
from diaban.units.restate import frame_of
from diaban.units.trace import ended_on_ground_of

__all__ = ["PastClaim", "checked", "claim_past", "drafted", "registered"]

_CHECKED: Kept[dict[str, tuple[Claim, Checked]]] = Kept(8)


def registered(
    *,
    claims: Iterable[Claim],
    ground: Ground,
    edition: Edition,
    standards: Mapping[str, Standard],
    today: date,
    viewer: Viewer,
    known_at: date | datetime | None = None,
) -> list[HeldFigure]:
    """What the registers hold of these figures on their days, as known then, days to come left out.

    ``ground``: what the claims are read against; ``edition``: the one the registers stand on.
    """
    invented = installation(viewer=viewer) is InstallationKind.DEMONSTRATION
    found: list[HeldFigure] = []
    for asked in questions(claims, shipped_terms(), ground, today):
        place = edition.atlas.find_id(asked.place.id, asked.day) if asked.place else None
        if asked.place and place is None:
            # The edition loaded does not know the unit of that day: its registers cannot hold it either.
            continue
        question = Question(scope=Scope(place), as_of=asked.day, known_at=known_at)
        named = [standards[name] for name in asked.standards if name in standards]
        try:
            results = coverages(edition=edition, standards=named, question=question, viewer=viewer)
        except RefusedError as refused:
            if any(one.code not in ("before-records", "scope-unseen") for one in refused.findings):
                raise
            continue
        found += register_figures(asked, results, shipped_terms(), invented=invented)
    for wanted in sum_questions(claims, shipped_terms(), ground, today):
        figure = _summed(wanted, edition, viewer, known_at, invented=invented)
        found += [] if figure is None else [figure]
    return found


def _summed(
    asked: SumAsked, edition: Edition, viewer: Viewer, known_at: date | datetime | None, *, invented: bool
) -> SumFigure | None:
    """The sum of a register; None where it holds nothing, or the viewer does not read all of the place."""
    atlas, fact = edition.atlas, sum_register(asked.summed).fact
    place = atlas.find_id(asked.place.id, asked.day) if asked.place else None
    if asked.place and place is None:
        return None
    try:
        frame = frame_of(atlas, place.id if place else None, (), asked.day)
    except RefusedError:
        return None
    units = {*frame.units, *ended_on_ground_of(atlas, frame.units, asked.day)}
    if viewer.reads is not None and not units <= viewer.reads:
        return None
    told = facts(shape(fact).model, fact, as_of=None, known_at=known_at, viewer=viewer, units=units)
    settled = after_choices(told, choices(viewer=viewer, known_at=known_at) if told else ())
    return sum_figure(asked, frame.units, settled, atlas, invented=invented)


def checked(
    *,
    edition: Edition,
    standards: Mapping[str, Standard],
    today: date,
    viewer: Viewer,
    known_at: date | datetime | None = None,
) -> Mapping[str, tuple[Claim, Checked]]:
    """Every figure loaded by then, by its id, in the order of loading, with its verdicts; kept until the next act."""
    marks = tuple((key, standard.definition.checksum) for key, standard in standards.items())

    def made(_: object) -> dict[str, tuple[Claim, Checked]]:
        every: Sequence[Claim] = loaded(viewer=viewer, known_at=known_at)
        ground = Ground(edition.atlas, edition.names, edition.number)
        figures = registered(
            claims=every,
            ground=ground,
            edition=edition,
            standards=standards,
            today=today,
            viewer=viewer,
            known_at=known_at,
        )
        verdicts = check(every, ground, shipped_terms(), figures)
        return {claim.claim_id: (claim, one) for claim, one in zip(every, verdicts, strict=True)}

    return _CHECKED.answer((edition.number, marks, today, viewer.reads, known_at), made)


def drafted(
    *, given: Given, edition: Edition, standards: Mapping[str, Standard], today: date, viewer: Viewer, most: int
) -> tuple[tuple[Checked, ...], tuple[Finding, ...]]:
    """The verdicts of a draft beside all that is published here, and its findings; nothing of it is kept.

    A draft of more than ``most`` places and days asks the registers nothing, and a finding says so: each is a count of
    its own. RefusedError with every finding for a draft that is not sound.
    """
    ground = Ground(edition.atlas, edition.names, edition.number)
    asked = (given.claims, shipped_terms(), ground, today)
    wanted = len(questions(*asked)) + len(sum_questions(*asked)) if given.sound else 0

    def ask(claims: Sequence[Claim]) -> Sequence[HeldFigure]:
        if wanted > most:
            return ()
        return registered(
            claims=claims, ground=ground, edition=edition, standards=standards, today=today, viewer=viewer
        )

    verdicts, found = hold(given, ground, shipped_terms(), ask, loaded(viewer=viewer))
    if wanted > most:
        found = (*found, finding("draft-questions", severity=Severity.WARNING, count=wanted, most=most))
    return verdicts, found


@dataclass(frozen=True, slots=True)
class PastClaim:
    """A published figure as it once stood here: recorded ``since``, closed ``until``."""

    claim: Claim
    since: datetime
    until: datetime


def claim_past(*, claim_id: str, viewer: Viewer) -> list[PastClaim]:
    """Earlier readings of a figure, the newest first: corrected, loaded anew or taken back. Open to every viewer."""
    _ = viewer
    rows = models.Claim.objects.filter(claim_id=claim_id).exclude(closed_by=None).order_by("-id")
    return [
        PastClaim(from_texts(dict(zip(COLUMNS, texts, strict=True))), since, until)
        for since, until, *texts in rows.values_list("act__moment", "closed_by__moment", *COLUMNS)
    ]
