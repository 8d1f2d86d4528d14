"""Registration and cards (M8): target, pace, the day it ends, four scores per commune over time, cards on their way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse

from diaban.basis.error import RefusedError
from diaban.basis.percent import percent
from diaban.coverage.campaign.differing import Differing
from diaban.coverage.campaign.pace import Finish
from diaban.coverage.campaign.standing import Campaign, CommuneStanding, per_officer_under
from diaban.coverage.tally import provinces_on
from diaban.quality.live import EVENTS, SOON, Waiting, stale_next
from diaban.quality.rule import Quality
from diaban.quality.summary import CommuneCounts
from diaban.registers.files import register_of
from diaban.store import queries
from diaban.units.unit import Unit
from diaban.web import parts
from diaban.web.access import demands
from diaban.web.community import Asking
from diaban.web.days import days_of
from diaban.web.ground import Visit, asking
from diaban.web.markup import SafeString, escape, mark_safe
from diaban.web.pages.board import choices
from diaban.web.render import show

__all__ = ["people"]

SHOWN: Final = 200
"""Communes that the page lists; a province has fewer."""
PUBLISHED: Final = (305_402, 500)
"""Report Q5: data forms collected, by more than so many officers."""


LIVE: Final = (*EVENTS, *(f"in{days}" for days in SOON))


@dataclass(frozen=True, slots=True)
class Row:
    """A commune on the page."""

    unit: Unit
    standing: CommuneStanding
    per_day: int | None
    ends: SafeString


@dataclass(frozen=True, slots=True)
class Check:
    """A batch that a commune checked: the day, by quality the share with its counts, people against those expected."""

    unit: Unit
    day: date
    counts: CommuneCounts
    shares: tuple[tuple[str, SafeString], ...]


@dataclass(frozen=True, slots=True)
class Live:
    """How live a commune's last checked batch is on the day: by heading, events that it cannot know of of those that
    were counted, and forms that grow old within some days."""

    unit: Unit
    check: date
    cells: tuple[tuple[str, SafeString], ...]


@demands("reader")
def people(visit: Visit) -> HttpResponse:
    """``?pham-vi=``, ``?ngay=``: a scope and a day."""
    asked = Asking.of(visit)
    say = visit.say
    content: dict[str, Any] = {
        "title": say.text("web.menu.people"),
        "scope": asked.scope,
        "choices": choices(provinces_on(asked.here.edition.atlas, asked.day), asked.scope.unit),
        "days": days_of(visit, asked.day),
        "day": asked.day,
        "refused": [],
        "submit": f"{reverse('submit')}?bieu=campaign-days",
        "bound": {
            "forms": PUBLISHED[0],
            "officers": PUBLISHED[1],
            "each": per_officer_under(*PUBLISHED),
            "claim": reverse("claims"),
        },
    }
    try:
        told = queries.campaign_standing(
            edition=asked.here.edition, scope=asked.scope, as_of=asked.day, viewer=asking(visit)
        )
    except RefusedError as error:
        content["refused"] = [say.sentences(one) for one in error.findings]
        return show(visit, "campaign", content)
    return show(visit, "campaign", content | _told(asked, told))


def _told(asked: Asking, told: Campaign) -> dict[str, Any]:
    units = [one.unit for one in told.communes]
    kept = queries.kept_summaries(units=units, as_of=asked.day, viewer=asking(asked.visit))
    there = [one for one in told.communes if one.plan is not None or one.collected or one.cards.applied]
    checks = [_check(asked, check.unit, check.as_of, check.counts) for each in kept.values() for check in each]
    named = [(asked.here.edition.atlas.by_id(move.giver, asked.day), move) for move in told.moves]
    return {
        "told": told,
        "rows": [_row(asked, one) for one in there[:SHOWN]],
        "more": max(0, len(there) - SHOWN),
        "ends": _ends(asked, told.finish),
        "silent": [asked.here.edition.atlas.by_id(unit, asked.day) for unit in told.silent],
        "checks": sorted(checks, key=lambda one: (one.unit.code, one.day)),
        "differing": [_differing(asked, one) for one in told.differing],
        "live": _live(asked, kept),
        "live_heads": [asked.visit.say.text(f"campaign.head.live.{each}") for each in LIVE],
        "qualities": [asked.visit.say.text(f"campaign.head.score.{quality}") for quality in Quality],
        "moves": [(giver, asked.here.edition.atlas.by_id(move.taker, asked.day), move.teams) for giver, move in named],
    }


def _differing(asked: Asking, told: Differing) -> tuple[Unit | None, str, list[tuple[str, SafeString]]]:
    """The commune, the register, and what each origin says; the first is the one that is counted by."""
    say = asked.visit.say
    unit = asked.here.edition.atlas.find_id(told.unit, asked.day)
    register = register_of(type(told.told[0]))
    sides = []
    for one in told.told:
        numbers = [
            f"{escape(say.text(f'register.column.{cell.name}'))} {parts.figure(say, getattr(one, cell.name), None)}"
            for cell in register.cells
        ]
        days = f"{parts.day(say, one.period.start)} – {parts.day(say, one.period.last_day)}"
        sides.append((one.origin, mark_safe(f"{', '.join(numbers)} ({days})")))
    return unit, say.text(f"register.name.{register.name}"), sides


def _live(asked: Asking, kept: Mapping[str, Sequence[queries.KeptSummary]]) -> list[Live]:
    edition, day = asked.here.edition, asked.day
    waits = queries.events_waiting(edition=edition, scope=asked.scope, as_of=day, viewer=asking(asked.visit), kept=kept)
    found = []
    for unit, checks in kept.items():
        last, told = checks[-1], waits.get(unit)
        cells = [_waits(asked, told, kind) for kind in EVENTS]
        days = last.counts.by_day
        soon = stale_next(days, day).values()
        cells += [parts.figure(asked.visit.say, each, None) if days else escape("—") for each in soon]
        heads = (asked.visit.say.text(f"campaign.head.live.{each}") for each in LIVE)
        found.append(Live(edition.atlas.by_id(unit, day), last.as_of, tuple(zip(heads, cells, strict=True))))
    return sorted(found, key=lambda one: one.unit.code)


def _waits(asked: Asking, told: Mapping[str, Waiting] | None, kind: str) -> SafeString:
    if told is None:
        return escape("—")
    say, one = asked.visit.say, told[kind]
    return mark_safe(f"{parts.figure(say, one.waiting, None)} / {parts.figure(say, one.known, None)}")


def _row(asked: Asking, one: CommuneStanding) -> Row:
    unit = asked.here.edition.atlas.by_id(one.unit, asked.day)
    return Row(unit, one, round(one.pace.per_day) if one.pace.periods else None, _ends(asked, one.finish))


def _ends(asked: Asking, told: Finish | None) -> SafeString:
    """The day with its interval; in words where none can be told."""
    say = asked.visit.say
    if told is None:
        return mark_safe(f'<span class="quiet">{escape(say.text("web.campaign.no-day"))}</span>')
    if told.middle is None:
        return mark_safe(f'<span class="quiet">{escape(say.text("campaign.never"))}</span>')
    late = escape("…") if told.late is None else parts.day(say, told.late)
    return mark_safe(f"{parts.day(say, told.middle)} ({parts.day(say, told.early)} – {late})")


def _check(asked: Asking, unit: str, day: date, counts: CommuneCounts) -> Check:
    say = asked.visit.say
    shares = tuple(
        (say.text(f"campaign.head.score.{quality}"), _share(asked, score.sound, score.asked))
        for quality, score in ((quality, counts.scores[quality]) for quality in Quality)
    )
    return Check(asked.here.edition.atlas.by_id(unit, asked.day), day, counts, shares)


def _share(asked: Asking, sound: int, whole: int) -> SafeString:
    """A share with the two counts that it is of."""
    say, share = asked.visit.say, percent(sound, whole)
    if share is None:
        return mark_safe(f'<span class="quiet">{escape(say.text("web.commune.unstated"))}</span>')
    behind = parts.figure(say, sound, None, of=whole)
    return mark_safe(f'{parts.figure(say, share, None, after=" %")} <span class="quiet">{behind}</span>')
