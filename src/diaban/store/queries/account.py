"""Who may do what: the accesses that are open, and whether a password is right. A hash never leaves here."""

from dataclasses import dataclass
from typing import Any

from diaban.store import models
from diaban.store.actions.acting import is_storable
from diaban.store.mapping import public_id
from diaban.store.password import matches, written
from diaban.store.queries.known import KnownAt, cut, known
from diaban.store.viewer import ALL_RIGHTS, Right, Role, Viewer
from diaban.units.unit import UnitId

__all__ = ["Granted", "access", "accesses", "signing_in"]

PATHS = ("account_id", "account__accountname__name", "role", "unit_id", "act_id", "act__moment", "rights")


@dataclass(frozen=True, slots=True)
class Granted:
    """An open access: whose, as what, over which unit (None: the nation); ``act``, ``moment``: since when, as ISO.

    Another role, unit or password is another act. ``rights``: what an editor may do with what is recorded.
    """

    account: int
    name: str
    role: Role
    unit: UnitId | None
    act: int
    moment: str
    rights: frozenset[Right] = ALL_RIGHTS


def accesses(*, viewer: Viewer, known_at: KnownAt = None) -> list[Granted]:
    """All accesses open then, by name; to whoever is no administrator only the own, to one of a part only those there.

    Accounts whose name was blanked have none.
    """
    rows = models.Access.objects.filter(cut(known(known_at).act), account__accountname__name__isnull=False)
    found = [_granted(row) for row in rows.order_by("account__accountname__name").values_list(*PATHS)]
    return [one for one in found if _shown(one, viewer)]


def _shown(one: Granted, viewer: Viewer) -> bool:
    if one.name == viewer.name:
        return True
    if viewer.role is not Role.ADMINISTRATOR:
        return False
    return viewer.reads is None or one.unit in viewer.reads


def access(*, account: int, viewer: Viewer) -> Granted | None:
    """The open access of an account by its number; None where there is none. For whoever runs the program."""
    viewer.require_administrator()
    row = _rows().filter(account_id=account if 0 < account < 2**63 else 0).values_list(*PATHS).first()
    return _granted(row) if row else None


def signing_in(*, name: str, password: str, viewer: Viewer) -> Granted | None:
    """The open access of ``name`` if that is its password; None, after the same work, whatever is wrong."""
    viewer.require_administrator()
    clean = written(name).strip()
    known_name = clean if is_storable(clean) else ""
    row = _rows().filter(account__accountname__name=known_name).values_list(*PATHS, "password").first()
    if not matches(password, row[-1] if row else None):
        return None
    return _granted(row[:-1])


def _rows() -> Any:
    return models.Access.objects.filter(closed_by=None, account__accountname__name__isnull=False)


def _granted(row: tuple[Any, ...]) -> Granted:
    account, name, role, unit, act, moment, rights = row
    held = frozenset(Right(right) for right in rights.split())
    return Granted(account, name, Role(role), None if unit is None else public_id(unit), act, moment.isoformat(), held)
