"""Pairs of forms for somebody to look at: out of a result's ``pairs``, with what both forms say, out of the files."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.engines.forms_quiet import quietly
from diaban.engines.forms_read import connect, read
from diaban.quality.field import FIELDS

__all__ = ["Pair", "pairs_to_review"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two forms side by side. ``evidence``: each comparison, what it found, what that weighs (logarithms of odds)."""

    a: str
    b: str
    probability: float
    decision: str
    evidence: tuple[tuple[str, str, float], ...]
    fields: tuple[tuple[str, str | None, str | None], ...]

    def as_dict(self) -> dict[str, Any]:
        """For the page."""
        return {
            "a": self.a,
            "b": self.b,
            "probability": self.probability,
            "decision": self.decision,
            "evidence": [list(one) for one in self.evidence],
            "fields": [list(one) for one in self.fields],
        }


def pairs_to_review(path: Path, files: Sequence[Path], *, spill: Path, most: int) -> list[Pair]:
    """The pairs of the file ``path`` left for review first, the most doubtful of them first; then those held to be one
    person, the least certain first; at most so many. RefusedError ``review-no-result``, and as :func:`read` gives it.
    """
    if not path.is_file():
        raise RefusedError(finding("review-no-result", place=Place(file=str(path.parent))))
    size = sum(file.stat().st_size for file in files if file.is_file())
    with quietly("review", spill.parent), connect(spill, size) as connection:
        read(connection, files, spill=spill)
        names = [one.name for one in FIELDS if one.name != "form_id"]
        sides = ", ".join(f"{side}.{name}" for name in names for side in ("f", "g"))
        try:
            rows = connection.execute(
                f"SELECT form_id_a, form_id_b, probability, decision, evidence, {sides} FROM read_parquet(?) p"
                " JOIN forms f ON f.form_id = p.form_id_a JOIN forms g ON g.form_id = p.form_id_b"
                " WHERE decision IN ('review', 'same')"
                " ORDER BY decision = 'same', abs(probability - 0.5), form_id_a, form_id_b LIMIT ?",
                [str(path), most],
            ).fetchall()
        except duckdb.Error as error:
            place = Place(file=str(path))
            raise RefusedError(finding("forms-unreadable", place=place, reason=type(error).__name__)) from None
    return [_pair(row, names) for row in rows]


def _pair(row: Sequence[Any], names: Sequence[str]) -> Pair:
    a, b, probability, decision, evidence, *sides = row
    fields = tuple(
        (name, one, other) for name, one, other in zip(names, sides[::2], sides[1::2], strict=True) if one or other
    )
    return Pair(a, b, float(probability), decision, _weighed(evidence), fields)


def _weighed(evidence: str | None) -> tuple[tuple[str, str, float], ...]:
    """Each comparison, what it found, its weight; the heaviest first, whichever way it pulls."""
    told = json.loads(evidence) if evidence else {}
    found = [(name, str(level), float(weight)) for name, (level, weight) in told.items() if weight]
    return tuple(sorted(found, key=lambda one: -abs(one[2])))
