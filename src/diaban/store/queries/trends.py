"""Coverage over many days, and of many provinces: counts alone, so that they can be kept for long."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from diaban.basis.error import RefusedError
from diaban.coverage.frame import Scope
from diaban.coverage.standard import Standard
from diaban.coverage.tally import Tally, provinces_on, tally, tally_of
from diaban.coverage.trend import Trend, scope_at, trend_of
from diaban.store.queries.figures import Asked, Question, engine_of, marks, require_scope
from diaban.store.queries.kept import Lasting
from diaban.store.queries.known import Known, known
from diaban.store.queries.touched import ground_of
from diaban.store.viewer import Viewer
from diaban.units.atlas import Atlas
from diaban.units.edition import Edition
from diaban.units.unit import Level, UnitId

__all__ = ["tallies", "trends"]

_TRENDS: Lasting[Trend] = Lasting(512)
_TALLIES: Lasting[dict[UnitId, Tally]] = Lasting(256)


def trends(
    *, edition: Edition, standards: Iterable[Standard], scope: Scope, days: Sequence[date], viewer: Viewer
) -> Mapping[str, Trend]:
    """Each standard on ``days`` (in order), by id; a day without an answer (``before-records``) is a blank.

    So is a day on which the viewer may not read all that is counted. The scope is the same ground on every day. Kept
    until an act touches what they rest on.
    """
    wanted, asked, now = tuple(standards), tuple(days), known(None)
    keys = {one.id: (_key(edition, one, viewer, now), scope.ref, asked) for one in wanted}
    found = {name: kept for name, key in keys.items() if (kept := _TRENDS.find(key)) is not None}
    missing = tuple(one for one in wanted if one.id not in found)
    for name, made in _trends(edition, missing, scope, asked, viewer, now).items() if missing else ():
        _TRENDS.keep(keys[name], made)
        found[name] = made
    return {one.id: found[one.id] for one in wanted if one.id in found}


def tallies(
    *, edition: Edition, standards: Iterable[Standard], day: date, viewer: Viewer
) -> Mapping[UnitId, Mapping[str, Tally]]:
    """``coverage.tally`` on ``day``, by province and standard. Kept as ``trends`` are.

    A province of which the viewer may not read every commune is left out: a part of it would be a false figure.
    """
    return _tallies(edition, tuple(standards), day, viewer, known(None))


def _key(edition: Edition, standard: Standard, viewer: Viewer, now: Known) -> tuple[object, ...]:
    return marks(edition, [standard]), viewer.reads, ground_of(standard, now, steps=False)


def _tallies(
    edition: Edition, standards: tuple[Standard, ...], day: date, viewer: Viewer, now: Known
) -> dict[UnitId, dict[str, Tally]]:
    wanted = sorted((one for one in standards if one.in_force_on(day)), key=lambda one: one.id)
    keys = {one.id: (_key(edition, one, viewer, now), day) for one in wanted}
    found = {name: kept for name, key in keys.items() if (kept := _TALLIES.find(key)) is not None}
    missing = [one for one in wanted if one.id not in found]
    if missing:
        asked = Asked.of(Question(scope=Scope(), as_of=day), viewer, now)
        told = tally(edition.atlas, edition.service, missing, day, engine_of(asked))
        for name in (one.id for one in missing):
            found[name] = {top: by_standard[name] for top, by_standard in told.items()}
            _TALLIES.keep(keys[name], found[name])
    seen = _provinces_read(edition.atlas, day, viewer)
    return {top: {name: found[name][top] for name in keys} for top in seen}


def _provinces_read(atlas: Atlas, day: date, viewer: Viewer) -> list[UnitId]:
    """The provinces told on the day whose every commune the viewer reads."""
    provinces, reads = [unit.id for unit in provinces_on(atlas, day).told], viewer.reads
    if reads is None:
        return provinces
    return [top for top in provinces if reads.issuperset(unit.id for unit in atlas.below(top, day))]


def _trends(
    edition: Edition,
    standards: tuple[Standard, ...],
    scope: Scope,
    days: tuple[date, ...],
    viewer: Viewer,
    now: Known,
) -> dict[str, Trend]:
    found: dict[date, Mapping[str, Tally]] = {}
    for day in days:
        there = scope_at(edition.atlas, scope, day)
        if there.unit is not None and there.ground_of is None and there.unit.level is Level.PROVINCE:
            # All provinces of a day are counted in one pass, and kept: the next one asked for costs nothing.
            found[day] = _tallies(edition, standards, day, viewer, now).get(there.unit.id, {})
            continue
        asked = Asked.of(Question(scope=there, as_of=day), viewer, now)
        try:
            require_scope(asked)
            found[day] = tally_of(edition.atlas, edition.service, standards, there, day, engine_of(asked))
        except RefusedError:
            found[day] = {}
        reads = viewer.reads
        if reads is not None and any(not reads.issuperset(one.ids) for one in found[day].values()):
            found[day] = {}
    return {one.id: trend_of(one.id, days, [found[day].get(one.id) for day in days]) for one in standards if days}
