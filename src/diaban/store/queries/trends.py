"""Coverage over many days, and of many provinces: counts alone, so that they can be kept for long."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from diaban.basis.error import RefusedError
from diaban.coverage.frame import Scope
from diaban.coverage.result import CoverageResult
from diaban.coverage.standard import Standard
from diaban.coverage.tally import Tally, tally
from diaban.coverage.trend import Trend, scope_at, trend_of
from diaban.store.queries.figures import Asked, Question, answers, engine_of, marks
from diaban.store.queries.kept import Kept
from diaban.store.queries.known import Known
from diaban.store.viewer import Viewer
from diaban.units.edition import Edition
from diaban.units.unit import Level, UnitId

__all__ = ["tallies", "trends"]

_TRENDS: Kept[dict[str, Trend]] = Kept(128)
_TALLIES: Kept[dict[UnitId, dict[str, Tally]]] = Kept(64)


def trends(
    *, edition: Edition, standards: Iterable[Standard], scope: Scope, days: Sequence[date], viewer: Viewer
) -> Mapping[str, Trend]:
    """Each standard on ``days`` (in order), by id; a day without an answer (``before-records``) is a blank.

    So is a day on which the viewer may not read all that is counted. The scope is the same ground on every day. Kept
    as ``coverages`` are.
    """
    wanted, asked = tuple(standards), tuple(days)
    key = (marks(edition, wanted), scope.ref, asked, viewer.reads)
    return _TRENDS.answer(key, lambda now: _trends(edition, wanted, scope, asked, viewer, now))


def tallies(
    *, edition: Edition, standards: Iterable[Standard], day: date, viewer: Viewer
) -> Mapping[UnitId, Mapping[str, Tally]]:
    """``coverage.tally`` on ``day``, by province and standard. Kept as ``coverages`` are.

    A province of which the viewer may not read every commune is left out: a part of it would be a false figure.
    """
    wanted, atlas = tuple(standards), edition.atlas

    def made(now: Known) -> dict[UnitId, dict[str, Tally]]:
        engine = engine_of(Asked.of(Question(scope=Scope(), as_of=day), viewer, now))
        told = tally(atlas, edition.service, wanted, day, engine)
        reads = viewer.reads
        if reads is None:
            return told
        return {top: one for top, one in told.items() if reads.issuperset(unit.id for unit in atlas.below(top, day))}

    return _TALLIES.answer((marks(edition, wanted), day, viewer.reads), made)


def _trends(
    edition: Edition,
    standards: tuple[Standard, ...],
    scope: Scope,
    days: tuple[date, ...],
    viewer: Viewer,
    now: Known,
) -> dict[str, Trend]:
    found: dict[date, Mapping[str, CoverageResult | Tally]] = {}
    for day in days:
        there = scope_at(edition.atlas, scope, day)
        if there.unit is not None and there.ground_of is None and there.unit.level is Level.PROVINCE:
            # All provinces of a day are counted in one pass, and kept: the next one asked for costs nothing.
            told = tallies(edition=edition, standards=standards, day=day, viewer=viewer)
            found[day] = told.get(there.unit.id, {})
            continue
        question = Question(scope=there, as_of=day)
        try:
            results = answers(edition, standards, Asked.of(question, viewer, now), states_only=True)
        except RefusedError:
            results = []
        found[day] = {result.standard.id: result for result in results}
    return {one.id: trend_of(one.id, days, [found[day].get(one.id) for day in days]) for one in standards if days}
