"""What is found of a published figure: a code of a closed list, one number, why, and what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from diaban.basis.catalogue import Say

__all__ = ["QUIET", "Checked", "Code", "Verdict"]


class Code(StrEnum):
    """All that can be found of a published figure."""

    CONSISTENT = "consistent"
    REMAINDER = "remainder"
    EXCESS = "excess"
    TRUNCATED = "truncated"
    FRAME_MISMATCH = "frame-mismatch"
    UNSUPPORTED = "unsupported"
    IMPLAUSIBLE_PACE = "implausible-pace"
    REGRESSION = "regression"
    CONTRADICTS_SOURCE = "contradicts-source"
    CONTRADICTS_REGISTER = "contradicts-register"
    OVERDUE_WORDING = "overdue-wording"
    BEFORE_RECORDS = "before-records"
    NOT_COMPARABLE = "not-comparable"


QUIET: Final = frozenset({Code.CONSISTENT, Code.BEFORE_RECORDS, Code.NOT_COMPARABLE})
"""Codes that ask nothing of anybody: it agrees, or nothing can be said."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One verdict. ``why`` is a key of the catalogue, filled in with ``values``; ``evidence`` is plain data for JSON.

    ``amount`` is the number it turns on: what is missing or too much, the percentage that rounding gives, the size of
    the frame; in the unit of the claim. None where no one number names it.
    """

    code: Code
    why: str
    values: Mapping[str, object] = field(default_factory=dict, hash=False)
    amount: Decimal | None = None
    evidence: tuple[Mapping[str, object], ...] = field(default=(), hash=False)

    def worded(self, say: Say) -> str:
        """Why, in a sentence."""
        return say(self.why, **self.values)


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdicts of one claim, at least one."""

    claim_id: str
    verdicts: tuple[Verdict, ...]

    @property
    def codes(self) -> frozenset[Code]:
        """Their codes."""
        return frozenset(verdict.code for verdict in self.verdicts)

    @property
    def loud(self) -> bool:
        """Whether some verdict asks something of somebody."""
        return not self.codes <= QUIET

    @property
    def leading(self) -> Verdict:
        """The verdict to be told first: one that asks something of somebody, else the first."""
        return next((verdict for verdict in self.verdicts if verdict.code not in QUIET), self.verdicts[0])
