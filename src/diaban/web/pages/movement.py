"""The movement (M10): models, places and teams apart, equipment, gatherings, recognition, and how models spread."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import HttpResponse

from diaban.coverage.counts.asked import CountAsked
from diaban.coverage.counts.item import Span, item_key
from diaban.coverage.counts.spread import Spread, spreads
from diaban.coverage.step import add_months
from diaban.coverage.trend import months
from diaban.registers.judging.recognition import deadline
from diaban.registers.movement import Funding, ModelKind, ModelPlace, MovementModel, Recognition, RecognitionLevel
from diaban.store import queries
from diaban.units.unit import Unit
from diaban.web.access import demands
from diaban.web.community import Asking, count_figure, measures, share_figure, titles_of
from diaban.web.drawings import curve
from diaban.web.ground import Visit, asking
from diaban.web.markup import SafeString
from diaban.web.render import show

__all__ = ["movement"]

APART: Final = ("movement-models", "model-places", "model-teams", "model-members", "model-participants")
GATHERED: Final = ("launches", "awareness-sessions", "examples")
SHOWN: Final = 6
"""Models whose spread is drawn; the widest, all others are a number."""
BACK: Final = 24
"""Months of a spread."""


@dataclass(frozen=True, slots=True)
class Line:
    """A model on the page: where it began, how far it has come, its curve."""

    name: str
    kind: str
    unit: Unit
    first_day: date | None
    communes: SafeString
    places: int
    curve: SafeString


@demands("reader")
def movement(visit: Visit) -> HttpResponse:
    """``?pham-vi=``, ``?ngay=``: a scope and a day."""
    asked = Asking.of(visit)
    content = asked.content("movement")
    if not content["refused"]:
        content |= _told(asked)
    return show(visit, "movement", content)


def _told(asked: Asking) -> dict[str, Any]:
    say = asked.visit.say
    title = {one.id: one.definition.title[say.lang] for one in measures().values()}
    kinds = [
        (say.text(f"register.value.{kind.value}"), asked.figure("movement-models", kind.value)) for kind in ModelKind
    ]
    lines, more, top = _spread(asked)
    return {
        "apart": [(title[name], asked.figure(name)) for name in APART],
        "kinds": kinds,
        "equipment": _equipment(asked),
        "rate_title": title["movement-working-rate"],
        "costs": [
            (say.text(f"register.value.{one.value}"), asked.figure("movement-cost", one.value)) for one in Funding
        ],
        "gathered": [
            (title[name], asked.figure(name, "", Span.MONTH), asked.figure(name, "", Span.YEAR)) for name in GATHERED
        ],
        "recognised": _recognised(asked, title),
        "lines": lines,
        "more": more,
        "top": top,
    }


@dataclass(frozen=True, slots=True)
class Recognised:
    """What is recognised on a level: the figure of the day, how many were classified for each year that still counts
    (the latest first), and the deadline of this year; ``lacking``: communes not classified though it has passed."""

    title: str
    figure: SafeString
    years: tuple[tuple[int, int], ...]
    year: int
    due: date
    lacking: int


def _recognised(asked: Asking, title: Mapping[str, str]) -> list[Recognised]:
    """Residential areas by 20 November, communes by 30 November: each by its own deadline."""
    here, day, viewer = asked.here, asked.day, asking(asked.visit)
    frame = set(queries.communes_of(here.edition, asked.scope, day, viewer=viewer).ids)
    told = queries.stated_in(fact=Recognition, edition=here.edition, scope=asked.scope, day=day, viewer=viewer)
    held = [one for one in told if day in one.period and one.unit in frame]
    found = []
    for name, level in (
        ("recognised-areas", RecognitionLevel.RESIDENTIAL_AREA),
        ("recognised-safe", RecognitionLevel.COMMUNE),
    ):
        own, due = [one for one in held if one.level is level], deadline(level, day.year)
        years = sorted(Counter(one.year for one in own).items(), reverse=True)
        lacking = len(frame - {one.unit for one in own if one.year >= day.year}) if day > due else 0
        found.append(Recognised(title[name], asked.figure(name), tuple(years), day.year, due, lacking))
    return found


def _equipment(asked: Asking) -> list[tuple[str, SafeString, SafeString, SafeString]]:
    """Each kind that anything is stated of, and all together: installed, working, the rate."""
    say, rows = asked.visit.say, []
    for code, title in {**titles_of(say, "movement-equipment"), "": say.text("web.movement.all")}.items():
        item = item_key(code) if code else ""
        installed = asked.count("movement-equipment", item)
        working = asked.count("movement-equipment-working", item)
        if code and (installed is None or not installed.counted.stated):
            continue
        rows.append(
            (
                title,
                count_figure(say, installed),
                count_figure(say, working),
                share_figure(say, "movement-working-rate", working, installed),
            )
        )
    return rows


def _spread(asked: Asking) -> tuple[list[Line], int, int]:
    """The widest models with their curves, all told in the communes of the page's day; how many more there are; the
    communes at the upper edge of every curve: one measure for all, so that they can be compared."""
    here, day, viewer = asked.here, asked.day, asking(asked.visit)
    given: dict[str, Any] = {"edition": here.edition, "scope": asked.scope, "day": day, "viewer": viewer}
    frame = queries.communes_of(here.edition, asked.scope, day, viewer=viewer).ids
    models = queries.stated_in(fact=MovementModel, **given)
    places = queries.stated_in(fact=ModelPlace, **given)
    days = months(add_months(day, -BACK), day)
    found = spreads(models, places, frame, here.edition.atlas, at=day, days=days)
    shown = found[:SHOWN]
    top = max((held.possible for one in shown for held in one.curve), default=0)
    return [_line(asked, one, len(frame), top) for one in shown], len(found) - len(shown), top


def _line(asked: Asking, one: Spread, size: int, top: int) -> Line:
    atlas, say = asked.here.edition.atlas, asked.visit.say
    first = one.first_day or asked.day
    unit = atlas.find_id(one.first_unit, first) or atlas.versions(one.first_unit)[-1]
    kind = say.text(f"register.value.{one.kind}") if one.kind else ""
    spread = CountAsked(measures()["model-spread"], asked.scope, asked.day, item_key(one.model))
    answer = queries.counts(edition=asked.here.edition, asked=[spread], viewer=asking(asked.visit))[0]
    told, drawing = count_figure(say, answer), curve(say, one.curve, size, top)
    return Line(one.name, kind, unit, one.first_day, told, one.curve[-1].places, drawing)
