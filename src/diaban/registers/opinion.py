"""What people say when asked (M13): response apart from satisfaction, and no figure where there is none (report B7)."""

from dataclasses import dataclass

from diaban.registers.fact import Fact, Kinded
from diaban.units.unit import UnitId

__all__ = ["RespondentGroup", "SurveyResult"]


class RespondentGroup(Kinded):
    """Who was asked. Report B7 names three of them."""

    COMMITTEES = "committees"
    PEOPLE = "people"
    ORGANISATIONS = "organisations"
    ENTERPRISES = "enterprises"


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyResult(Fact):
    """One question of a survey put to a group in a unit: forms sent out, come back, satisfied of these.

    ``satisfied`` None: the question asks for no satisfaction, or nobody counted it: then there is no figure.
    """

    unit: UnitId
    survey: str
    group: RespondentGroup
    question: str
    asked: int
    returned: int
    satisfied: int | None
