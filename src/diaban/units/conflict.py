"""Where sources differ about the units: both sides, evidence, which is chosen and why."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Conflict", "ConflictKind", "ConflictReason", "ConflictStatus", "read_conflict"]


class ConflictKind(StrEnum):
    """What the sources differ about: a closed list."""

    LINEAGE_EXTRA = "lineage-extra"
    LINEAGE_MISSING = "lineage-missing"
    LINEAGE_RELATION = "lineage-relation"
    DEFAULT_SUCCESSOR = "default-successor"
    SPELLING = "spelling"
    TYPE_AGAINST_NAME = "type-against-name"


class ConflictStatus(StrEnum):
    """Whether a difference is settled."""

    SETTLED = "settled"
    TO_CONFIRM = "to-confirm"


class ConflictReason(StrEnum):
    """Why one side was chosen: a closed list, with its sentences in the catalogue."""

    HOMONYM = "homonym"
    ONE_TABLE = "one-table"
    FOLLOWS = "follows"
    CODE_KEPT = "code-kept"
    POPULATION = "population"
    NOT_SHIPPABLE = "not-shippable"
    LATER_NAME = "later-name"
    SAME_LETTERS = "same-letters"
    IN_FULL = "in-full"
    NO_EVIDENCE = "no-evidence"
    NAME_DECIDES = "name-decides"
    TOTALS_REST = "totals-rest"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One difference. ``subject`` and ``other`` are codes with the day on which they are meant, ``code@day``.

    ``ours`` is what the registry package says, ``theirs`` what the second opinion says, ``chosen`` which of
    them the edition follows. ``evidence`` holds acts, names and codes, or for a default successor the second
    opinion's own rule.
    """

    kind: ConflictKind
    subject: str
    other: str
    name: str
    ours: str
    theirs: str
    chosen: str
    status: ConflictStatus
    evidence: str
    why: ConflictReason
    source: str


def read_conflict(row: list[str]) -> Conflict:
    """A line of ``conflicts.csv``; ValueError for a kind or status outside the closed lists."""
    kind, subject, other, name, ours, theirs, chosen, status, evidence, why, source = row
    settled = ConflictStatus(status)
    return Conflict(
        ConflictKind(kind), subject, other, name, ours, theirs, chosen, settled, evidence, ConflictReason(why), source
    )
