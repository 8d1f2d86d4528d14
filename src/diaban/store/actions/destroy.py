"""Lawful destruction: rows go, tombstones stay; the name of an account holder is blanked."""

from collections.abc import Iterable
from typing import Any

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.registers.fact import Fact
from diaban.store import models
from diaban.store.actions.acting import At, acting
from diaban.store.actions.receive import return_row
from diaban.store.actions.rows import BATCH, rows_of
from diaban.store.mapping import shape, titled
from diaban.store.viewer import Viewer

__all__ = ["blank_name", "destroy"]


def destroy(
    *,
    facts: Iterable[Fact] = (),
    officer: str | None = None,
    returns: Iterable[int] = (),
    by: Viewer,
    at: At,
    reason: str,
    request: str = "",
) -> Any:
    """Destroy register rows (facts with their ``row``), everything about an officer, the code included, or the bytes of
    ``returns`` by number: their files and scans. What a return stated, its checksum and its steps stay.

    Past answers then lack these rows: the tombstones say so. Returns the act. RefusedError ``nothing-to-do``,
    ``row-unknown``, ``officer-unknown``, ``return-unknown``; ForbiddenError ``administrator-only``.
    """
    by.require_administrator()
    with acting("destroy", by=by, at=at, reason=reason, request=request) as act:
        doomed: dict[type[Any], dict[int, Any]] = {}
        for fact in facts:
            model = shape(type(fact)).model
            found = rows_of(model, [fact.row])
            if not found:
                raise RefusedError(finding("row-unknown", register=titled(model.register()), row=fact.row))
            doomed.setdefault(model, {})[fact.row] = found[0]
        if officer is not None:
            person = models.Officer.objects.filter(key=officer).first()
            if person is None:
                raise RefusedError(finding("officer-unknown"))
            for model in (*_about_officers(), models.Choice):
                mine = _mine(model, person)
                doomed.setdefault(model, {}).update({row.id: row for row in mine})
            doomed[models.Officer] = {person.id: person}
        for number in returns:
            doomed.setdefault(models.FileContent, {}).update(_bytes_of(return_row(number)))
        if not any(doomed.values()):
            raise RefusedError(finding("nothing-to-do"))
        for model, rows in doomed.items():
            _bury(model, rows, act)
    return act


def _about_officers() -> Iterable[type[Any]]:
    for model in models.REGISTERS.values():
        if any(field.name == "officer" for field in model._meta.concrete_fields):
            yield model


def _mine(model: type[Any], person: Any) -> Iterable[Any]:
    if model is models.Choice:
        registers = [kind.register() for kind in models.REGISTERS.values() if kind.subject[:1] == ("officer",)]
        choices = model.objects.filter(attribute__in=registers, about__startswith=person.key)
        return [row for row in choices if row.about == person.key or row.about.startswith(f"{person.key}/")]
    rows: Iterable[Any] = model.objects.filter(officer=person)
    return rows


def _bytes_of(row: Any) -> dict[int, Any]:
    scans = models.ReturnPaper.objects.filter(of_id=row.id).exclude(scan=None).values_list("scan_id", flat=True)
    return {
        one.id: one for one in models.FileContent.objects.filter(file_id__in=[row.file_id, *scans]).defer("content")
    }


def _bury(model: type[Any], rows: dict[int, Any], act: Any) -> None:
    stones = [
        models.Tombstone(
            register=model._meta.db_table,
            row=number,
            unit_id=getattr(row, "unit_id", None),
            written_by_id=row.act_id,
            closed_by_id=getattr(row, "closed_by_id", None),
            act=act,
        )
        for number, row in rows.items()
    ]
    models.Tombstone.objects.bulk_create(stones, batch_size=BATCH)
    numbers = sorted(rows)
    for start in range(0, len(numbers), BATCH // 2):
        model.objects.filter(id__in=numbers[start : start + BATCH // 2]).delete()


def blank_name(*, name: str, by: Viewer, at: At, reason: str, request: str = "") -> Any:
    """Blank the name of an account holder: acts stay, who they were is no longer known. Returns the act.

    The accesses of the account go with it, open and closed: a hash of a password is of the person too.

    RefusedError ``account-unknown``; ForbiddenError ``administrator-only``.
    """
    by.require_administrator()
    with acting("blank-name", by=by, at=at, reason=reason, request=request) as act:
        account = models.AccountName.objects.filter(name=name).values_list("account_id", flat=True).first()
        if account is None:
            raise RefusedError(finding("account-unknown"))
        models.AccountName.objects.filter(account_id=account).update(name=None)
        rows = {row.id: row for row in models.Access.objects.filter(account_id=account)}
        if rows:
            _bury(models.Access, rows, act)
    return act
