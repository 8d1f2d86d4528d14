"""The calendar of returns of a scope: frames from the units of each period's last day, returns from the memory."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import partial
from typing import Final

from diaban.basis.collector import collector_off
from diaban.basis.error import RefusedError
from diaban.basis.figure import NATION
from diaban.basis.finding import finding
from diaban.coverage.frame import Scope
from diaban.coverage.trend import scope_at
from diaban.intake.expected import Grid, SentBy, grid, owing
from diaban.intake.form import Form
from diaban.intake.reporting import ReportingPeriod, parse_period, periods_between
from diaban.intake.standing import ReturnState
from diaban.registers.patrols import BorderCommune
from diaban.registers.projects.investment import Works
from diaban.store import models
from diaban.store.prepared import Prepared
from diaban.store.queries.elsewhere import held_elsewhere
from diaban.store.queries.facts import facts
from diaban.store.queries.kept import Kept
from diaban.store.queries.known import Known, KnownAt, known
from diaban.store.queries.returns import returns_in
from diaban.store.queries.sent_by import SentKept
from diaban.store.queries.sents import sents
from diaban.store.viewer import Viewer
from diaban.units.atlas import Atlas
from diaban.units.edition import Edition
from diaban.units.restate import frame_of, restate
from diaban.units.unit import Level, Unit, UnitId

__all__ = ["last_return", "owing_units", "periods_shown", "return_grid"]


_SENTS: Final = SentKept(8)
FOREVER: Final = 2**62
"""Beyond the number of any return."""
_LASTS: Final[Kept[int]] = Kept(512)
_AFTER: Final = Prepared(
    lambda act: models.Return.objects.filter(act_id__gt=act).order_by("act_id", "id").values_list("id")[:1]
)


def return_grid(
    *,
    edition: Edition,
    asked: Sequence[tuple[Form, Sequence[ReportingPeriod]]],
    scope: Scope,
    today: date,
    viewer: Viewer,
    known_at: KnownAt = None,
) -> Grid:
    """What became of the returns of some periods of some forms in ``scope``, as of ``today``, as known at ``known_at``.

    The frame of a period is the communes of the scope's ground on its last day. RefusedError ``before-records`` for a
    period that closes before the province's horizon, ``scope-unseen`` for a scope that the viewer may not read whole.
    """
    now, atlas = known(known_at), edition.atlas
    wanted = [(form, tuple(periods)) for form, periods in asked]
    inside: set[UnitId] = set()

    def frame(form: Form, day: date) -> list[UnitId]:
        communes = list(_communes(atlas, scope, day))
        inside.update(unit.id for unit in communes)
        return owing(form, day, communes, edition.service, _border(form, day, now, viewer))

    series = tuple(dict.fromkeys((form.id, one.rule.value, one.calendar.value) for form, of in wanted for one in of))
    # Years that nobody asks about are not read; by whole years, so that most questions are answered by one reading.
    since = f"{min((one.start.year for _, of in wanted for one in of), default=1) - 1:04d}"

    def level(unit: UnitId) -> Level:
        # A unit never changes its level: any version tells it.
        return atlas.versions(unit)[-1].level

    def read(then: Known, only: Collection[int] | None = None) -> SentBy:
        return sents(viewer=viewer, levels=level, series=series, since=since, known_at=then, only=only)

    key = (edition.number, series, since, viewer.reads)
    with collector_off():
        every = _SENTS.answer(key, read, now) if known_at is None else read(now)
        # The frames come first: what is sent from outside the scope is another scope's, and is not listed beside it.
        frames = {(form.id, one.key): frame(form, one.cut_off) for form, of in wanted for one in of}
        _require_seen(scope, inside, viewer)
        # What came later than what is asked about is not among ``every``.
        last = partial(last_return, now=now if known_at is None else known(None))
        held = held_elsewhere(atlas, wanted, now, keep=known_at is None)
        cut_offs = {(form.id, one.cut_off): one.key for form, of in wanted for one in of}
        return grid(wanted, lambda form, day: frames[form.id, cut_offs[form.id, day]], every, last, today, inside, held)


def periods_shown(
    *, form: Form, start: date, end: date, viewer: Viewer, known_at: KnownAt = None
) -> tuple[ReportingPeriod, ...]:
    """The periods of a form that hold a day from ``start`` to ``end``, the oldest first; of one whose periods do not
    follow from the calendar those of which a return came, of senders the viewer reads."""
    if form.rule.regular:
        return periods_between(form.rule, form.calendar, start, end)
    lines = returns_in(viewer=viewer, forms=[form.id], known_at=known_at)
    asked = {one.key for one in lines if one.state is not ReturnState.WITHDRAWN}
    every = (parse_period(form.rule, form.calendar, key) for key in sorted(asked))
    return tuple(one for one in every if one.start <= end and start <= one.cut_off)


def owing_units(
    *, edition: Edition, form: Form, unit: Unit, day: date, viewer: Viewer, known_at: KnownAt = None
) -> list[Unit]:
    """The communes of ``unit`` (itself, if it is one) that owe ``form`` for a period that closes on ``day``, in order
    of code. RefusedError ``before-records``."""
    communes = {one.id: one for one in _communes(edition.atlas, Scope(unit), day)}
    border = _border(form, day, known(known_at), viewer)
    owed = owing(form, day, communes.values(), edition.service, border)
    return sorted((communes[id_] for id_ in owed), key=lambda one: one.code)


def last_return(day: date, now: Known | None = None) -> int:
    """The last return that had come by the end of ``day``: they are counted without a gap, in the order they come.

    ``now``: what is known to this day, if it was found out already.
    """

    def found(_: Known) -> int:
        after = _AFTER.ask(known(day).act)
        return after[0][0] - 1 if after else FOREVER

    return _LASTS.answer(day, found, now)


def _border(form: Form, day: date, now: Known, viewer: Viewer) -> set[UnitId]:
    """The communes on a border of the country, or with works under way, where the form asks for these alone."""
    rule = form.scope_on(day)
    if rule is None or not rule.narrowed:
        return set()
    if rule.works:
        built = facts(models.Works, Works, as_of=day, known_at=now, viewer=viewer)
        return {fact.unit for fact in built if fact.state.runs}
    told = facts(models.BorderCommune, BorderCommune, as_of=day, known_at=now, viewer=viewer)
    return {fact.unit for fact in told}


def _communes(atlas: Atlas, scope: Scope, day: date) -> Iterable[Unit]:
    at = scope_at(atlas, scope, day)
    if at.unit is None:
        atlas.require_complete(day)
        return atlas.in_force(day, Level.COMMUNE)
    if at.ground_of is None or at.ground_of == day:
        atlas.require_complete(day, [unit.id for unit in (at.unit, *atlas.ancestors(at.unit, day))])
        return atlas.below(at.unit.id, day) if at.unit.level is not Level.COMMUNE else [at.unit]
    return [part.unit for part in restate(atlas, frame_of(atlas, at.unit.id, (), at.ground_of), day)]


def _require_seen(scope: Scope, inside: set[UnitId], viewer: Viewer) -> None:
    if viewer.reads is not None and not viewer.reads.issuperset(inside):
        raise RefusedError(finding("scope-unseen", unit=scope.unit.id if scope.unit else NATION))
