"""Published figures held against their own arithmetic, the units of their day, one another and the registers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from diaban.basis.error import RefusedError
from diaban.coverage.claims.check import check
from diaban.coverage.claims.claim import Claim
from diaban.coverage.claims.frames import Ground
from diaban.coverage.claims.held import RegisterFigure, questions, register_figures
from diaban.coverage.claims.terms import shipped_terms
from diaban.coverage.claims.verdict import Checked
from diaban.coverage.frame import Scope
from diaban.coverage.standard import Standard
from diaban.store.models import InstallationKind
from diaban.store.queries.claims import claims as loaded
from diaban.store.queries.decisions import installation
from diaban.store.queries.figures import Question, coverages
from diaban.store.queries.kept import Kept
from diaban.store.viewer import Viewer
from diaban.units.edition import Edition

__all__ = ["checked", "registered"]

_CHECKED: Kept[dict[str, tuple[Claim, Checked]]] = Kept(8)


def registered(
    *,
    claims: Iterable[Claim],
    ground: Ground,
    edition: Edition,
    standards: Mapping[str, Standard],
    today: date,
    viewer: Viewer,
) -> list[RegisterFigure]:
    """What the registers hold of these figures on their days, days to come left out.

    ``ground``: what the claims are read against; ``edition``: the one the registers stand on.
    """
    invented = installation(viewer=viewer) is InstallationKind.DEMONSTRATION
    found: list[RegisterFigure] = []
    for asked in questions(claims, shipped_terms(), ground, today):
        place = edition.atlas.find_id(asked.place.id, asked.day) if asked.place else None
        if asked.place and place is None:
            # The edition loaded does not know the unit of that day: its registers cannot hold it either.
            continue
        question = Question(scope=Scope(place), as_of=asked.day)
        named = [standards[name] for name in asked.standards if name in standards]
        try:
            results = coverages(edition=edition, standards=named, question=question, viewer=viewer)
        except RefusedError as refused:
            if any(one.code != "before-records" for one in refused.findings):
                raise
            continue
        found += register_figures(asked, results, shipped_terms(), invented=invented)
    return found


def checked(
    *, edition: Edition, standards: Mapping[str, Standard], today: date, viewer: Viewer
) -> Mapping[str, tuple[Claim, Checked]]:
    """Every loaded figure by its id, in the order of loading, with its verdicts; kept until the next act."""
    marks = tuple((key, standard.definition.checksum) for key, standard in standards.items())

    def made(_: object) -> dict[str, tuple[Claim, Checked]]:
        every: Sequence[Claim] = loaded(viewer=viewer)
        ground = Ground(edition.atlas, edition.names, edition.number)
        figures = registered(
            claims=every, ground=ground, edition=edition, standards=standards, today=today, viewer=viewer
        )
        verdicts = check(every, ground, shipped_terms(), figures)
        return {claim.claim_id: (claim, one) for claim, one in zip(every, verdicts, strict=True)}

    return _CHECKED.answer((edition.number, marks, today, viewer.reads), made)
