"""Who asks or acts, and on which units: role × unit subtree of today, with what lay wholly inside it before."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from diaban.basis.catalogue import Say
from diaban.basis.error import ForbiddenError
from diaban.basis.finding import Place, finding
from diaban.units.atlas import Atlas
from diaban.units.trace import destinations
from diaban.units.unit import Level, Unit, UnitId

__all__ = ["ALL_RIGHTS", "Right", "Role", "Viewer", "local_administrator", "viewer_of"]

SHOWN: Final = 5


class Role(StrEnum):
    """What an account may do with the units it sees."""

    ADMINISTRATOR = "administrator"
    EDITOR = "editor"
    READER = "reader"


class Right(StrEnum):
    """What an editor may do with what the registers say: state something new, change it, end it."""

    ADD = "add"
    UPDATE = "update"
    END = "end"

    def worded(self, say: Say) -> str:
        """The words of the catalogue."""
        return say(f"right.{self.value}")


ALL_RIGHTS: Final = frozenset(Right)


@dataclass(frozen=True, slots=True)
class Viewer:
    """An account by its name, its role, the units it reads and those it may write about; None: all units.

    ``rights``: what it may do there; an administrator has all of them.
    """

    name: str
    role: Role
    reads: frozenset[UnitId] | None = None
    writes: frozenset[UnitId] | None = frozenset()
    rights: frozenset[Right] = ALL_RIGHTS

    def require_writer(self, units: Iterable[UnitId]) -> None:
        """ForbiddenError ``may-not-write``, or ``not-your-unit`` with the first units that are not its own."""
        if self.role is Role.READER:
            raise ForbiddenError(finding("may-not-write", name=self.name))
        foreign = [] if self.writes is None else sorted(set(units) - self.writes)
        if foreign:
            raise ForbiddenError(
                *(finding("not-your-unit", place=Place(unit=unit), unit=unit) for unit in foreign[:SHOWN])
            )

    def require_rights(self, rights: Iterable[Right]) -> None:
        """ForbiddenError ``may-not-write`` or ``right-missing``, one for each that the account lacks."""
        self.require_writer(())
        held = ALL_RIGHTS if self.role is Role.ADMINISTRATOR else self.rights
        lacking = sorted(set(rights) - held)
        if lacking:
            raise ForbiddenError(*(finding("right-missing", name=self.name, right=right) for right in lacking))

    def require_administrator(self) -> None:
        """ForbiddenError ``administrator-only``, or ``administrator-of-part`` for one of less than the nation."""
        self.require_administrator_of(())
        if self.writes is not None:
            raise ForbiddenError(finding("administrator-of-part", name=self.name))

    def require_administrator_of(self, units: Iterable[UnitId]) -> None:
        """ForbiddenError ``administrator-only``, or ``not-your-unit`` with the first units that are not its own."""
        if self.role is not Role.ADMINISTRATOR:
            raise ForbiddenError(finding("administrator-only", name=self.name))
        self.require_writer(units)


def local_administrator(name: str) -> Viewer:
    """Whoever sits at this machine, by the name of the account: sees and writes everything, and is named in the act."""
    return Viewer(name, Role.ADMINISTRATOR, None, None)


def viewer_of(
    atlas: Atlas,
    *,
    name: str,
    role: Role,
    unit: UnitId,
    today: date,
    rights: frozenset[Right] = ALL_RIGHTS,
) -> Viewer:
    """The viewer for the subtree of ``unit`` as it is ``today``.

    Units of the past whose ground lies wholly inside belong to it; those of which a part does may be read.
    RefusedError where ``unit`` is not in force today.
    """
    inside = set(_subtree(atlas, atlas.by_id(unit, today), today))
    whole, part = set(inside), set[UnitId]()
    ended = {past.id: past for past in atlas.units if atlas.ended_by(past.id, today)}
    # Communes first: a district or province that left nothing behind lies where its communes went.
    for past in sorted(ended.values(), key=lambda past: past.level is not Level.COMMUNE):
        ends = _ends(atlas, past, today)
        if ends and inside.issuperset(ends):
            whole.add(past.id)
        elif inside.intersection(ends):
            part.add(past.id)
    writes = frozenset() if role is Role.READER else frozenset(whole)
    return Viewer(name, role, frozenset(whole | part), writes, rights)


def _subtree(atlas: Atlas, top: Unit, day: date) -> Iterable[UnitId]:
    yield top.id
    for child in atlas.children(top.id, day):
        yield from _subtree(atlas, child, day)


def _ends(atlas: Atlas, past: Unit, today: date) -> Collection[UnitId]:
    ends = destinations(atlas, past.id, today)
    if ends or past.level is Level.COMMUNE:
        return ends
    last = atlas.versions(past.id)[-1].shown_on(today)
    if last is None:
        return ()
    return {end for commune in atlas.below(past.id, last) for end in destinations(atlas, commune.id, today)}
