"""Reference units enter as an act."""

import hashlib
from typing import Any

from diaban.basis.error import ConflictError, FaultError, RefusedError
from diaban.basis.finding import finding
from diaban.store import models
from diaban.store.actions.acting import At, acting
from diaban.store.actions.rows import insert
from diaban.store.mapping import unit_number
from diaban.store.viewer import Viewer
from diaban.units.edition import Edition

__all__ = ["load_units", "mark"]


def mark(edition: Edition) -> str:
    """The checksum by which an edition is known: of its provenance, which holds those of its files."""
    return hashlib.sha256((edition.folder / "provenance.toml").read_bytes()).hexdigest()


def load_units(*, edition: Edition, by: Viewer, at: At, reason: str, request: str = "") -> Any:
    """Make the units of an edition known, and the edition the one in force from this act on. Returns the act.

    RefusedError ``edition-loaded`` (this one is in force), ``edition-older``; ConflictError ``edition-differs`` (same
    number, other files); FaultError ``edition-loses-units``; ForbiddenError ``administrator-only``.
    """
    by.require_administrator()
    numbers = {unit.id: unit_number(unit.id) for unit in edition.atlas.units}
    with acting("load-units", by=by, at=at, reason=reason, request=request) as act:
        last = models.Edition.objects.filter(closed_by=None).order_by("-number").first()
        if last is not None and last.number == edition.number:
            if last.sha256 == mark(edition):
                raise RefusedError(finding("edition-loaded", number=edition.number, act=last.act_id))
            raise ConflictError(finding("edition-differs", number=edition.number))
        if last is not None and last.number > edition.number:
            raise RefusedError(finding("edition-older", number=edition.number, last=last.number))
        there = set(models.Unit.objects.values_list("public_id", flat=True))
        lost = sorted(there - numbers.keys())
        if lost:
            raise FaultError(finding("edition-loses-units", number=edition.number, count=len(lost), units=lost[:10]))
        insert(models.Unit, act, [{"id": numbers[unit], "public_id": unit} for unit in sorted(numbers.keys() - there)])
        title = str(edition.provenance.get("title", ""))
        models.Edition.objects.create(number=edition.number, sha256=mark(edition), title=title, act=act)
    return act
