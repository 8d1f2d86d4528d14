"""Who may do what: granted, changed, withdrawn. A password goes in and never comes back."""

from collections.abc import Collection
from typing import Any, Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, finding
from diaban.store import models
from diaban.store.actions.acting import At, account_named, acting, is_storable
from diaban.store.actions.rows import raise_all
from diaban.store.mapping import public_id, unit_number
from diaban.store.password import faults, hashed, written
from diaban.store.viewer import ALL_RIGHTS, Right, Role, Viewer
from diaban.units.unit import UnitId

__all__ = ["change_password", "grant", "withdraw"]

LONGEST_NAME: Final = 100


def grant(
    *,
    name: str,
    role: Role,
    unit: UnitId | None,
    password: str | None,
    by: Viewer,
    at: At,
    reason: str,
    request: str = "",
    rights: Collection[Right] = ALL_RIGHTS,
) -> Any:
    """Let ``name`` sign in as ``role`` over ``unit`` and all below it (None: the nation). Returns the act.

    ``rights``: what an editor may do with what is recorded; RefusedError ``rights-of-administrator`` for an
    administrator, who has all, without some.

    ``password``: for whoever has no access yet; None for whoever has one, whose role or unit then changes and whose
    password stays: so undoing a grant never brings an old password back. RefusedError ``name-unusable``,
    ``unit-unknown``, ``password-needed``, ``password-kept``, ``access-unchanged``, those of a bad password;
    ForbiddenError ``administrator-only``, ``not-your-unit``, ``administrator-of-part``.
    """
    clean = written(name).strip()
    _require_over(by, unit)
    raise_all(_unusable(clean))
    if role is Role.ADMINISTRATOR and set(rights) != ALL_RIGHTS:
        raise RefusedError(finding("rights-of-administrator", name=clean))
    held = " ".join(right.value for right in Right if right in rights)
    new = None if password is None else _kept(password, clean, reason, request)
    number = None if unit is None else unit_number(unit) or 0
    with acting("grant-access", by=by, at=at, reason=reason, request=request) as act:
        if number is not None and not models.Unit.objects.filter(id=number).exists():
            raise RefusedError(finding("unit-unknown", unit=unit))
        old = _open(clean)
        if old is None and new is None:
            raise RefusedError(finding("password-needed", name=clean))
        if old is not None:
            _require_over(by, _unit(old))
            if new is not None:
                raise RefusedError(finding("password-kept", name=clean))
            if (old.role, old.unit_id, old.rights) == (role.value, number, held):
                raise RefusedError(finding("access-unchanged", name=clean, act=old.act_id))
            new = old.password
            _close(old, act)
        models.Access.objects.create(
            account_id=account_named(clean), role=role.value, unit_id=number, rights=held, password=new, act=act
        )
    return act


def change_password(*, name: str, password: str, by: Viewer, at: At, reason: str, request: str = "") -> Any:
    """Give an account another password; whoever is signed in with the old one is signed out. Returns the act.

    It cannot be undone: an old password never counts again. RefusedError ``access-unknown``, those of a bad password;
    ForbiddenError as :func:`grant`.
    """
    clean = written(name).strip()
    by.require_administrator_of(())
    new = _kept(password, clean, reason, request)
    with acting("change-password", by=by, at=at, reason=reason, request=request) as act:
        old = _required(clean, by)
        _close(old, act)
        models.Access.objects.create(
            account_id=old.account_id, role=old.role, unit_id=old.unit_id, rights=old.rights, password=new, act=act
        )
    return act


def withdraw(*, name: str, by: Viewer, at: At, reason: str, request: str = "") -> Any:
    """End an account's access; it is signed out at its next request. Returns the act.

    Nobody is locked out for good by it: whoever sits at the machine grants anew. RefusedError ``access-unknown``;
    ForbiddenError as :func:`grant`.
    """
    by.require_administrator_of(())
    with acting("withdraw-access", by=by, at=at, reason=reason, request=request) as act:
        _close(_required(written(name).strip(), by), act)
    return act


def _unusable(name: str) -> list[Finding]:
    if name and len(name) <= LONGEST_NAME and name.isprintable() and is_storable(name):
        return []
    return [finding("name-unusable", most=LONGEST_NAME)]


def _kept(password: str, name: str, *told: str) -> str:
    """The hash of a good password that is not written into what the journal keeps."""
    found = faults(password, name)
    if not found and any(written(password) in written(text) for text in told):
        found = [finding("password-told")]
    raise_all(found)
    return hashed(password)


def _require_over(by: Viewer, unit: UnitId | None) -> None:
    if unit is None:
        by.require_administrator()
    else:
        by.require_administrator_of([unit])


def _open(name: str) -> Any:
    return models.Access.objects.filter(account__accountname__name=name, closed_by=None).first()


def _required(name: str, by: Viewer) -> Any:
    old = _open(name)
    if old is None:
        # The same for a name that is not there and for one outside what the administrator sees.
        raise RefusedError(finding("access-unknown", name=name))
    if by.writes is not None and _unit(old) not in by.writes:
        raise RefusedError(finding("access-unknown", name=name))
    return old


def _unit(row: Any) -> UnitId | None:
    return None if row.unit_id is None else public_id(row.unit_id)


def _close(row: Any, act: Any) -> None:
    models.Access.objects.filter(id=row.id).update(closed_by=act)
