"""Opinion surveys (M13): response apart from satisfaction, with its margin; no figure where there is none (B7)."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse

from diaban.coverage.counts.asked import CountAsked
from diaban.coverage.counts.survey import Line, survey_lines
from diaban.coverage.trend import scope_at
from diaban.registers.opinion import SurveyResult
from diaban.store import queries
from diaban.units.trace import destinations
from diaban.web import parts
from diaban.web.access import demands
from diaban.web.community import Asking, measures
from diaban.web.ground import Visit, asking
from diaban.web.markup import SafeString
from diaban.web.render import show

__all__ = ["opinion"]


@dataclass(frozen=True, slots=True)
class Told:
    """A line on the page, its numbers as figures that open."""

    survey: str
    group: str
    question: str
    last: date
    units: int
    asked: SafeString
    returned: SafeString
    response: SafeString | None
    satisfied: SafeString | None
    share: SafeString | None
    margin: str


@demands("reader")
def opinion(visit: Visit) -> HttpResponse:
    """``?pham-vi=``, ``?ngay=``: the surveys of a scope that were over on a day."""
    asked = Asking.of(visit)
    content = asked.content("opinion")
    if not content["refused"]:
        content["lines"] = [_told(asked, one) for one in _lines(asked)]
    return show(visit, "opinion", content)


def _lines(asked: Asking) -> list[Line]:
    edition, viewer = asked.here.edition, asking(asked.visit)
    inside = frozenset(queries.communes_of(edition, asked.scope, asked.day, viewer=viewer).ids)
    facts = queries.stated_in(edition=edition, fact=SurveyResult, scope=asked.scope, day=asked.day, viewer=viewer)
    reach = {one.unit: inside.issuperset(destinations(edition.atlas, one.unit, asked.day)) for one in facts}
    return survey_lines(facts, reach, asked.day)


def _told(asked: Asking, one: Line) -> Told:
    say = asked.visit.say
    scope = scope_at(asked.here.edition.atlas, asked.scope, one.last)

    def href(measure: str) -> str:
        return parts.address_path(CountAsked(measures()[measure], scope, one.last, one.item).address)

    found, response = one.satisfaction, one.response
    margin = "" if found is None else say.text("web.opinion.margin", low=found.low, high=found.high)
    return Told(
        one.survey,
        say.text(f"register.value.{one.group.value}"),
        one.question,
        one.last,
        one.units,
        parts.figure(say, one.asked, href("survey-asked"), kind="register"),
        parts.figure(say, one.returned, href("survey-returned"), kind="register"),
        None if response is None else parts.figure(say, response, href("survey-response"), after=" %", kind="register"),
        None
        if found is None
        else parts.figure(say, one.satisfied, href("survey-satisfied"), of=one.counted, kind="register"),
        None
        if found is None
        else parts.figure(say, found.share, href("survey-satisfaction"), after=" %", kind="register"),
        margin,
    )
