"""Returns as JSON shows them, the same in every command."""

from datetime import date
from typing import TYPE_CHECKING, Any

from diaban.cli.clock import VIET_NAM
from diaban.intake.paper import PaperCode
from diaban.units.atlas import Atlas
from diaban.units.unit import Unit, UnitId

if TYPE_CHECKING:
    from diaban.store.queries import ReturnDetail, ReturnLine

__all__ = ["return_detail_json", "return_json", "sender", "sender_json"]


def sender(atlas: Atlas, unit: UnitId, day: date) -> Unit:
    """A unit as it was on the last day of a period; of one that had ended, as it was last."""
    return atlas.find_id(unit, day) or atlas.versions(unit)[-1]


def sender_json(atlas: Atlas, unit: UnitId, day: date) -> dict[str, str]:
    """``{id, code, name}``."""
    one = sender(atlas, unit, day)
    return {"id": one.id, "code": one.code, "name": one.full_name}


def return_json(line: "ReturnLine", atlas: Atlas) -> dict[str, Any]:
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


def return_detail_json(one: "ReturnDetail", atlas: Atlas) -> dict[str, Any]:
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
