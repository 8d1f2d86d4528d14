"""The deciders over what is known: made once an act, and of the one before only what the act touched is made anew."""

from collections.abc import Iterable, Mapping

from diaban.coverage.columns import FIELDS, Book, Column
from diaban.coverage.engine import Engine
from diaban.coverage.statement import KINDS
from diaban.registers.fact import Fact
from diaban.store import models
from diaban.store.mapping import shape
from diaban.store.queries.columns import columns
from diaban.store.queries.decisions import choices
from diaban.store.queries.kept import Kept, Lasting
from diaban.store.queries.known import Known
from diaban.store.queries.touched import Touched, touched
from diaban.store.viewer import Viewer

__all__ = ["engine"]

CHOICES = models.Choice._meta.db_table
_ENGINES: Kept[Engine] = Kept(4)
_NEWEST: Lasting[tuple[Mapping[str, Touched], Engine]] = Lasting(4)
"""By what a viewer reads, the newest engine and when the tables under it were last touched."""


def engine(*, then: Known, now: Known, viewer: Viewer) -> Engine:
    """The decider over everything known ``then``: asked for any number of days."""
    return _ENGINES.answer((then.act, viewer.reads), lambda _: _made(then, now, viewer), now)


def _made(then: Known, now: Known, viewer: Viewer) -> Engine:
    if then != now:
        return _whole(then, viewer)
    told, before = touched(now), _NEWEST.find(viewer.reads)
    if before is None or before[0][CHOICES] != told[CHOICES]:
        made = _whole(now, viewer)
    else:
        stale = [kind for kind in KINDS if _rests_on(kind, before[0]) != _rests_on(kind, told)]
        made = before[1].renewed(_read(stale, now, viewer)) if stale else before[1]
    _NEWEST.keep(viewer.reads, (told, made))
    return made


def _whole(then: Known, viewer: Viewer) -> Engine:
    return Engine(Book(_read(KINDS, then, viewer), choices(viewer=viewer, known_at=then)))


def _rests_on(kind: type[Fact], told: Mapping[str, Touched]) -> tuple[Touched, ...]:
    """A register's own table, and the one that places its rows: it says which of them a viewer reads."""
    model = shape(kind).model
    placing = [] if model.via is None else [model.via[0]]
    return tuple(told[one._meta.db_table] for one in (model, *placing))


def _read(kinds: Iterable[type[Fact]], then: Known, viewer: Viewer) -> dict[type[Fact], Mapping[str, Column]]:
    return {
        kind: columns(
            shape(kind).model,
            kind,
            as_of=None,
            known_at=then,
            viewer=viewer,
            names=("origin", "source", *FIELDS[kind]),
        )
        for kind in kinds
    }
