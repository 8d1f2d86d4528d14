"""Returns as JSON shows them, the same at every door: in a list, with all that was done with them, as judged."""

from dataclasses import fields
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from diaban.basis.moment import VIET_NAM
from diaban.basis.speech import Speech
from diaban.intake.paper import PaperCode
from diaban.intake.reporting import ReportingPeriod
from diaban.registers.difference import Change, Effect
from diaban.registers.fact import Fact
from diaban.registers.files import FROM, TO
from diaban.store.queries.returns import ReturnDetail, ReturnLine
from diaban.store.receiving.beside import JudgedTable
from diaban.store.receiving.way import Judged
from diaban.units.atlas import Atlas
from diaban.units.unit import Unit, UnitId

__all__ = [
    "changes_json",
    "counts_json",
    "judged_json",
    "period_json",
    "return_detail_json",
    "return_json",
    "sender",
    "sender_json",
]

OWN: Final = frozenset(("row", "source", "origin", "period", "unit"))
"""Fields of every fact, told apart from what it says."""


def sender(atlas: Atlas, unit: UnitId, day: date) -> Unit:
    """A unit as it was on the last day of a period; of one that had ended, as it was last."""
    return atlas.find_id(unit, day) or atlas.versions(unit)[-1]


def sender_json(atlas: Atlas, unit: UnitId, day: date) -> dict[str, str]:
    """``{id, code, name}``."""
    one = sender(atlas, unit, day)
    return {"id": one.id, "code": one.code, "name": one.full_name}


def period_json(period: ReportingPeriod) -> dict[str, str]:
    """A reporting period with both its ends."""
    return {
        "rule": period.rule.value,
        "calendar": period.calendar.value,
        "key": period.key,
        "start": period.start.isoformat(),
        "cut_off": period.cut_off.isoformat(),
    }


def return_json(line: ReturnLine, atlas: Atlas) -> dict[str, Any]:
    """A return in a list."""
    lock = line.standing.lock
    return {
        "return": line.number,
        "form": line.form,
        "unit": sender_json(atlas, line.unit, line.cut_off),
        "period": {
            "rule": line.rule,
            "calendar": line.calendar,
            "key": line.key,
            "start": line.start.isoformat(),
            "cut_off": line.cut_off.isoformat(),
        },
        "received": line.received.isoformat(),
        "state": line.state.value,
        "approved": lock.level.value if lock is not None and lock.level is not None else None,
        "origin": line.origin,
        "corrects": line.corrects,
        "corrected_by": line.standing.corrected_by,
        "file": {"name": line.name, "sha256": line.sha256, "size": line.size},
        "lines": line.lines,
        "faults": line.faults,
        "errors": line.errors,
        "warnings": line.warnings,
        "notes": line.notes,
        "document": line.paper,
        "act": line.act,
    }


def return_detail_json(one: ReturnDetail, atlas: Atlas) -> dict[str, Any]:
    """A return with all that was done with it."""
    line, paper = one.line, one.paper
    return {
        **return_json(line, atlas),
        "version": line.version.isoformat(),
        "digest": line.digest,
        "code": str(PaperCode.of(line.number, line.digest)),
        "steps": [
            {
                "step": step.kind.value,
                "level": step.level.value if step.level else None,
                "act": step.act,
                "moment": step.moment.astimezone(VIET_NAM).isoformat(),
                "by": step.by,
                "reason": step.reason,
            }
            for step in one.steps
        ],
        "covers": [sender_json(atlas, unit, line.cut_off) for unit in one.covers],
        "paper": None
        if paper is None
        else {
            "number": paper.number,
            "symbol": paper.symbol,
            "day": paper.day.isoformat(),
            "signatory_title": paper.signatory_title,
            "secrecy": paper.secrecy.value,
            "code": paper.code or None,
            "scan": None if paper.scan is None else {"name": paper.scan_name, "sha256": paper.scan},
            "act": paper.act,
        },
        "corrections": list(one.corrections),
        "media": one.media,
        "keep_until": one.keep_until.isoformat() if one.keep_until else None,
        "kept": one.kept,
    }


def counts_json(judged: Judged) -> dict[str, int]:
    """Changes by kind."""
    return {kind.value: sum(table.difference.count(kind) for table in judged.tables) for kind in Effect}


def judged_json(judged: Judged, atlas: Atlas, say: Speech) -> dict[str, Any]:
    """What a return was read as and came to, with every finding in one language."""
    return {
        "form": judged.form.id,
        "unit": sender_json(atlas, judged.unit.id, judged.period.cut_off),
        "period": period_json(judged.period),
        "origin": judged.origin.key,
        "corrects": judged.corrects,
        "sha256": judged.received.sha256,
        "lines": judged.tally.lines,
        "allowed": judged.allowed,
        "changes": counts_json(judged),
        "findings": [say.as_dict(found) for found in judged.findings],
    }


def changes_json(judged: Judged, atlas: Atlas, most: int) -> list[dict[str, Any]]:
    """What accepting it would change, row by row, at most so many; rows that change nothing are left out."""
    changed = [(table, change) for table in judged.tables for change in table.changes if change.kind is not Effect.SAME]
    return [_change_json(table, change, atlas, judged.period.cut_off) for table, change in changed[:most]]


def _change_json(table: JudgedTable, change: Change, atlas: Atlas, day: date) -> dict[str, Any]:
    return {
        "table": table.table.id,
        "register": table.register.name,
        "effect": change.kind.value,
        "place": change.place.as_dict(),
        "fields": list(change.fields),
        "before": _fact_json(change.before, atlas, day),
        "after": _fact_json(change.after, atlas, day),
    }


def _fact_json(fact: Fact | None, atlas: Atlas, day: date) -> dict[str, Any] | None:
    if fact is None:
        return None
    unit = getattr(fact, "unit", None)
    told: dict[str, Any] = {} if unit is None else {"unit": sender_json(atlas, unit, day)}
    told |= {field.name: _plain(getattr(fact, field.name)) for field in fields(fact) if field.name not in OWN}
    told[FROM] = _plain(fact.period.start)
    told[TO] = _plain(fact.period.end)
    return told


def _plain(value: object) -> object:
    match value:
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case _:
            return value
