"""Surveys added up over communes: response apart from satisfaction, each with what it is of; where there is none, none.

One line is one question put to one group: lines of different questions are never added, for one form answers several.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from diaban.basis.percent import percent
from diaban.coverage.counts.item import item_key
from diaban.coverage.counts.wilson import Margin, margin
from diaban.registers.opinion import RespondentGroup, SurveyResult
from diaban.units.unit import UnitId

__all__ = ["Line", "survey_lines"]


@dataclass(frozen=True, slots=True)
class Line:
    """One question of a survey put to one group. ``item``: its name in addresses; ``last``: its last day.

    ``counted``: forms come back from communes that also say how many are satisfied; the margin is of these. None for
    ``satisfaction``: the question asks for none, or nobody counted it.
    """

    item: str
    survey: str
    group: RespondentGroup
    question: str
    last: date
    units: int
    asked: int
    returned: int
    counted: int
    satisfied: int
    satisfaction: Margin | None

    @property
    def response(self) -> Decimal | None:
        """Forms come back of forms sent out, in per cent."""
        return percent(self.returned, self.asked)


def survey_lines(facts: Iterable[SurveyResult], reach: Mapping[UnitId, bool], day: date) -> list[Line]:
    """The lines of surveys that were over on ``day``, the latest first. ``reach``: units that lie wholly in the scope.

    Where origins differ about one commune's line, neither is taken.
    """
    of: dict[tuple[str, str, str], dict[UnitId, list[SurveyResult]]] = {}
    for fact in facts:
        if fact.period.last_day is not None and fact.period.last_day <= day and reach.get(fact.unit):
            of.setdefault((fact.survey, fact.group.value, fact.question), {}).setdefault(fact.unit, []).append(fact)
    lines = []
    for (survey, group, question), units in of.items():
        rows = [told[0] for told in units.values() if len({(r.asked, r.returned, r.satisfied) for r in told}) == 1]
        if not rows:
            continue
        counted = [row for row in rows if row.satisfied is not None]
        whole, good = sum(row.returned for row in counted), sum(row.satisfied or 0 for row in counted)
        lines.append(
            Line(
                item_key(f"{survey}\n{group}\n{question}"),
                survey,
                RespondentGroup(group),
                question,
                max(row.period.last_day or date.min for row in rows),
                len(rows),
                sum(row.asked for row in rows),
                sum(row.returned for row in rows),
                whole,
                good,
                margin(good, whole) if counted else None,
            )
        )
    order = list(RespondentGroup)
    return sorted(lines, key=lambda one: (-one.last.toordinal(), one.survey, one.question, order.index(one.group)))
