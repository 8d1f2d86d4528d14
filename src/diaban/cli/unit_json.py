"""Units as JSON shows them, the same in every command."""

from datetime import date

from diaban.units.atlas import Atlas
from diaban.units.search import Match
from diaban.units.trace import Trace
from diaban.units.unit import Unit

__all__ = ["match_json", "trace_json", "unit_json"]


def unit_json(atlas: Atlas, unit: Unit, day: date) -> dict[str, object]:
    """``{id, code, name, type, level, valid_from, valid_to, parent}``; the parent as it was on ``day``, or null.

    ``valid_to`` is exclusive; an unknown or open end is null.
    """
    parent = None if unit.parent_id is None else atlas.find_id(unit.parent_id, day)
    start, end = unit.period.start, unit.period.end
    return {
        "id": unit.id,
        "code": unit.code,
        "name": unit.name,
        "type": unit.type.value,
        "level": unit.level.value,
        "valid_from": start.isoformat() if start else None,
        "valid_to": end.isoformat() if end else None,
        "parent": unit_json(atlas, parent, day) if parent else None,
    }


def trace_json(atlas: Atlas, step: Trace, day: date) -> dict[str, object]:
    """A unit with how it is related, whether by default, and the acts."""
    return {
        **unit_json(atlas, step.unit, day),
        "relation": step.relation.value,
        "is_default": step.is_default,
        "acts": list(step.acts),
    }


def match_json(atlas: Atlas, match: Match) -> dict[str, object]:
    """A unit with its ancestors, the nearest first, the name that matched and how."""
    return {
        **unit_json(atlas, match.unit, match.day),
        "ancestors": [unit_json(atlas, unit, match.day) for unit in match.ancestors],
        "matched": match.matched,
        "match_kind": match.kind.value,
    }
