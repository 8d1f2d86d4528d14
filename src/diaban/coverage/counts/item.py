"""By what a row of a register that counts is told apart, and the word for it in an address."""

from enum import StrEnum
from hashlib import sha256

from diaban.basis.figure import KEY
from diaban.coverage.measure import Measure
from diaban.registers.fact import Fact
from diaban.registers.opinion import SurveyResult

__all__ = ["Span", "item_key", "item_of"]


class Span(StrEnum):
    """How long a window is, up to its last day: one reporting month, the quarter, or twelve months."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


def item_key(value: str) -> str:
    """A code as an address can write it: itself, or a short sum of it where it is no name for an address."""
    plain = KEY.fullmatch(value) is not None and "." not in value and value not in set(Span)
    return value if plain else f"x{sha256(value.encode()).hexdigest()[:12]}"


def item_of(measure: Measure, fact: Fact) -> str:
    """By what a row is told apart: its value of ``measure.by``; of a survey its question put to one group."""
    if isinstance(fact, SurveyResult):
        return item_key("\n".join((fact.survey, fact.group, fact.question)))
    return item_key(str(getattr(fact, measure.by))) if measure.by else ""
