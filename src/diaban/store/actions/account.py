"""Who may do what: granted, changed, withdrawn. A password goes in and never comes back."""

from collections.abc import Collection
from typing import Any, Final

from diaban.basis.error import ConflictError, RefusedError
from diaban.basis.finding import Finding, finding
from diaban.store import models
from diaban.store.actions.acting import At, account_named, acting, is_storable
from diaban.store.actions.rows import closing, copied, insert, raise_all
from diaban.store.mapping import public_id, unit_number
from diaban.store.password import faults, hashed, matches, written
from diaban.store.viewer import ALL_RIGHTS, Right, Role, Viewer
from diaban.units.unit import UnitId

__all__ = ["change_own_password", "change_password", "end_sessions", "grant", "withdraw"]

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
        _rewrite([_required(clean, by)], act, password=new)
    return act


def change_own_password(
    *, old: str, password: str, again: str, by: Viewer, at: At, reason: str, request: str = ""
) -> Any:
    """Another password for the account that asks, whatever its role; all its sessions end. Returns the act.

    ``old``: the password until now; ``again``: the new one as it was typed the second time. It cannot be undone.
    RefusedError with everything that is wrong at once: ``old-password-wrong``, ``password-differs``,
    ``password-unchanged``, those of a bad password; ``access-unknown``. ConflictError ``access-changed``.
    """
    seen = _there(by.name)
    # Compared and hashed before the act begins: nobody else waits for it.
    is_right = matches(old, seen.password)
    found = [] if is_right else [finding("old-password-wrong")]
    if written(again) != written(password):
        found.append(finding("password-differs"))
    if is_right and written(old) == written(password):
        found.append(finding("password-unchanged"))
    raise_all([*found, *_bad(password, by.name, reason, request)])
    new = hashed(password)
    with acting("change-own-password", by=by, at=at, reason=reason, request=request, own=True) as act:
        now = _there(by.name)
        if now.id != seen.id:
            # Another password by now, perhaps because somebody knew this one.
            raise ConflictError(finding("access-changed"))
        _rewrite([now], act, password=new)
    return act


def end_sessions(*, name: str | None, by: Viewer, at: At, reason: str, request: str = "") -> Any:
    """Sign an account out wherever it is signed in (None: every account that ``by`` administers). Returns the act.

    A session bears the act of its access and ends with it: the access is written again as it is, by another act. One's
    own sessions are one's own to end, whatever the role. There is nothing to undo. RefusedError ``access-unknown``,
    ``nothing-to-do``; ForbiddenError as :func:`grant`.
    """
    clean = None if name is None else written(name).strip()
    own = clean == by.name
    if not own:
        by.require_administrator_of(())
    with acting("end-sessions", by=by, at=at, reason=reason, request=request, own=own) as act:
        if clean is None:
            rows = [row for row in models.Access.objects.filter(closed_by=None) if _administers(by, row)]
            if not rows:
                raise RefusedError(finding("nothing-to-do"))
        else:
            rows = [_there(clean) if own else _required(clean, by)]
        _rewrite(rows, act)
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
    raise_all(_bad(password, name, *told))
    return hashed(password)


def _bad(password: str, name: str, *told: str) -> list[Finding]:
    found = faults(password, name)
    if not found and any(written(password) in written(text) for text in told):
        found = [finding("password-told")]
    return found


def _require_over(by: Viewer, unit: UnitId | None) -> None:
    if unit is None:
        by.require_administrator()
    else:
        by.require_administrator_of([unit])


def _open(name: str) -> Any:
    return models.Access.objects.filter(account__accountname__name=name, closed_by=None).first()


def _there(name: str) -> Any:
    row = _open(name)
    if row is None:
        raise RefusedError(finding("access-unknown", name=name))
    return row


def _required(name: str, by: Viewer) -> Any:
    old = _there(name)
    if not _administers(by, old):
        # The same for a name that is not there and for one outside what the administrator sees.
        raise RefusedError(finding("access-unknown", name=name))
    return old


def _administers(by: Viewer, row: Any) -> bool:
    return by.writes is None or _unit(row) in by.writes


def _unit(row: Any) -> UnitId | None:
    return None if row.unit_id is None else public_id(row.unit_id)


def _close(row: Any, act: Any) -> None:
    closing(models.Access, act, [row.id])


def _rewrite(rows: list[Any], act: Any, **changed: str) -> None:
    """Accesses as they are but for what changed, from this act on."""
    closing(models.Access, act, [row.id for row in rows])
    insert(models.Access, act, [{**copied(row), **changed} for row in rows])
