"""Evidence is appended, never taken back but by undoing the act that brought it."""

from typing import Any

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, finding
from diaban.registers.evidence import Evidence, EvidenceKind
from diaban.store import models
from diaban.store.actions.acting import At, acting, is_storable
from diaban.store.actions.lines import numbers_of, units_among
from diaban.store.actions.rows import raise_all, require_placed, rows_of
from diaban.store.mapping import public_id, titled, unit_number
from diaban.store.viewer import Viewer

__all__ = ["add_evidence"]


def add_evidence(*, evidence: Evidence, by: Viewer, at: At, reason: str, request: str = "") -> Any:
    """Append one piece of evidence. About a row, the reporter is that row's origin, whatever was given.

    Returns the act. RefusedError ``origin-unknown``, ``source-unknown``, ``unit-unknown``, ``row-unknown``,
    ``evidence-about-nothing``, ``certifier-is-reporter``; ForbiddenError ``not-your-unit``.
    """
    problems: list[Finding] = []
    with acting("add-evidence", by=by, at=at, reason=reason, request=request) as act:
        values: dict[str, Any] = {"kind": evidence.kind.value, "day": evidence.day, "standard": evidence.standard}
        if evidence.register:
            values |= _row(evidence, by)
            reporter = values["reporter_id"]
        else:
            unit = unit_number(evidence.unit or "")
            if not evidence.standard.strip() or not is_storable(evidence.standard) or evidence.unit is None:
                raise RefusedError(finding("evidence-about-nothing"))
            if unit is None or not units_among({unit}):
                raise RefusedError(finding("unit-unknown", unit=evidence.unit))
            by.require_writer([evidence.unit])
            values["unit_id"] = unit
            reporter = _origin(evidence.reporter)
            if reporter is None:
                problems.append(finding("origin-unknown", key=evidence.reporter))
        giver, source = _origin(evidence.by), numbers_of(models.Source, {evidence.source}).get(evidence.source)
        if giver is None:
            problems.append(finding("origin-unknown", key=evidence.by))
        if source is None:
            problems.append(finding("source-unknown", key=evidence.source))
        if evidence.kind is EvidenceKind.CERTIFICATE and giver is not None and giver == reporter:
            problems.append(finding("certifier-is-reporter", key=evidence.by))
        raise_all(problems)
        models.Evidence.objects.create(
            **(values | {"reporter_id": reporter, "by_id": giver, "source_id": source, "act": act})
        )
    return act


def _row(evidence: Evidence, by: Viewer) -> dict[str, Any]:
    model = models.register_by_name(evidence.register)
    row = next(iter(rows_of(model, [evidence.about])), None) if model else None
    if model is None or row is None or row.closed_by_id is not None:
        raise RefusedError(finding("row-unknown", register=titled(evidence.register), row=evidence.about))
    require_placed(by, model, [row])
    unit = getattr(row, "unit_id", None)
    if evidence.unit is not None and unit is not None and evidence.unit != public_id(unit):
        raise RefusedError(finding("row-unknown", register=titled(evidence.register), row=evidence.about))
    return {"register": model.register(), "about": row.id, "unit_id": unit, "reporter_id": row.origin_id}


def _origin(key: str) -> int | None:
    return numbers_of(models.Origin, {key}).get(key)
