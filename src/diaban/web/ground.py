"""What a request stands on: the units as known, the standards in force here, the day, and who asks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from django.db import connections
from django.http import HttpRequest

from diaban.basis.catalogue import Language
from diaban.basis.finding import Finding
from diaban.basis.moment import VIET_NAM
from diaban.basis.speech import Speech
from diaban.coverage.standard import Standard
from diaban.coverage.step import add_months
from diaban.coverage.trend import months
from diaban.store import queries
from diaban.store.ground import edition_known, measured_here, standards_here
from diaban.store.models import InstallationKind
from diaban.store.password import get_ready
from diaban.store.queries import Granted
from diaban.store.viewer import Role, Viewer, local_administrator
from diaban.units.edition import Edition

__all__ = ["GUEST", "VIET_NAM", "Ground", "Visit", "asking", "ground", "named", "now", "today", "warm"]

GUEST: Final = Viewer("khách xem trình diễn", Role.READER, None, frozenset())
"""Whoever reads the demonstration without an account."""
STARTING: Final = local_administrator("máy chủ")
"""Who opens the units before anybody has come; it asks for nothing else."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The edition of the units known then, and the standards of this installation; ``measured``: with those that
    promises ask in their own way, everything that the address of a figure may name."""

    edition: Edition
    standards: Mapping[str, Standard]
    measured: Mapping[str, Standard]


class Visit(HttpRequest):
    """A request as pages see it: with its language, who asks, and what kind of installation this is.

    ``granted``: the access of whoever is signed in; a guest has none.
    """

    say: Speech
    lang: Language
    viewer: Viewer | None
    granted: Granted | None
    kind: InstallationKind | None
    htmx: Any
    known: str
    """The moment its page is read as known at (``web.known``), as an address writes it; empty: now."""


def ground(visit: Visit, known_at: queries.KnownAt = None) -> Ground:
    """The ground of this request, as known then. RefusedError ``edition-not-loaded`` where no units were known."""
    viewer = visit.viewer or STARTING
    return Ground(edition_known(viewer, known_at), _standards(), _measured())


def named(visit: Visit, found: Finding) -> Finding:
    """A finding that names a unit by its id, as actions do, with its name instead."""
    if found.code != "not-your-unit":
        return found
    versions = ground(visit).edition.atlas.versions(str(found.values["unit"]))
    return replace(found, values=MappingProxyType({**found.values, "unit": versions[-1].full_name}))


@cache
def _standards() -> Mapping[str, Standard]:
    return standards_here()[0]


@cache
def _measured() -> Mapping[str, Standard]:
    return measured_here()


def asking(visit: Visit) -> Viewer:
    """Who asks, on a page that demands somebody. LookupError on one that does not."""
    if visit.viewer is None:
        raise LookupError("a page that demands nobody asks for a viewer")
    return visit.viewer


def now() -> datetime:
    """This moment; a door may read the clock."""
    return datetime.now(VIET_NAM)


def today() -> date:
    """This day in Viet Nam."""
    return now().date()


def warm() -> None:
    """Open the units, their names and the standards, so that no visitor waits for it."""
    from diaban.basis.error import DiabanError

    get_ready()
    try:
        edition = edition_known(STARTING, None)
    except DiabanError:
        # Nothing there yet: the pages say so and lead on.
        return
    _ = (edition.atlas, edition.names, edition.service, _standards(), _measured())
    # What everybody asks first: the registers as columns, and two years of every province.
    for day in (*months(add_months(today(), -24), today()), today()):
        queries.tallies(edition=edition, standards=_standards().values(), day=day, viewer=STARTING)
    # The workers share what is in memory, never a connection.
    connections.close_all()
