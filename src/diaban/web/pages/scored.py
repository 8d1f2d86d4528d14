"""Forecasts against what came: every kept one with its score, all together, and where something naive was better."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.http import HttpResponse

from diaban.coverage.forecast.answer import SHARES
from diaban.coverage.forecast.score import Score, Summary, summary
from diaban.store import queries
from diaban.store.models import InstallationKind
from diaban.store.queries import KeptForecast
from diaban.units.unit import Unit
from diaban.web import parts
from diaban.web.access import demands
from diaban.web.forecast_strip import forecast_path
from diaban.web.ground import Ground, Visit, asking, ground, today
from diaban.web.keeping import kept
from diaban.web.lists.asked import tidied
from diaban.web.lists.column import Column, choice, day, whole, written
from diaban.web.lists.drawing import drawn
from diaban.web.lists.handing import handed
from diaban.web.lists.listing import Listing, seen
from diaban.web.markup import SafeString, escape, mark_safe
from diaban.web.pages.projects import project_tabs
from diaban.web.render import show

__all__ = ["scored_page"]

LEVELS: Final = (10, 50, 80, 90)


@dataclass(frozen=True, slots=True)
class _Line:
    """One share of one kept forecast; ``score`` None: what came is not known yet."""

    kept: KeptForecast
    share: int
    score: Score | None

    def day(self, level: int) -> date | None:
        """The day that was said at a level; None: beyond twenty years."""
        drawn_ = self.kept.forecast.answer or self.kept.forecast.conditional
        return None if drawn_ is None else drawn_.quantile(self.share, level)

    @property
    def came(self) -> date | None:
        """The day on which it came to be."""
        return None if self.score is None else self.kept.as_of + timedelta(days=round(self.score.truth))

    @property
    def verdict(self) -> str:
        """``held``, ``missed`` or ``open``."""
        return "open" if self.score is None else "held" if self.score.held else "missed"


@demands("reader")
@kept
def scored_page(visit: Visit) -> HttpResponse:
    """Every kept forecast with what came of it; the sums by share; what is not known yet is counted, not left out."""
    if (tidy := tidied(visit)) is not None:
        return tidy
    here = ground(visit)
    told = queries.scored_forecasts(standards=here.standards, today=today(), viewer=asking(visit))
    lines = [_Line(one, share, by[share]) for one, by in reversed(told) for share in sorted(by, reverse=True)]
    listed = seen(visit, _listing(visit, here, lines))
    if (file := handed(visit, listed)) is not None:
        return file
    sums = [
        (share, summary(found))
        for share in SHARES
        if (found := [line.score for line in lines if line.share == share and line.score is not None])
    ]
    content = {
        "tabs": project_tabs(visit, "forecast"),
        "levels": LEVELS,
        "forecasts": len(told),
        "open": sum(line.score is None for line in lines),
        "sums": [_sum(visit, share, one) for share, one in sums],
        "worse": [text for share, one in sums for text in _worse(visit, share, one)],
        "narrow": [visit.say.text("web.scored.few", n=one.n, share=share) for share, one in sums if one.n < 10],
        "table": drawn(visit.say, listed) if lines else None,
    }
    return show(visit, "scored", content)


def _sum(visit: Visit, share: int, one: Summary) -> Mapping[str, Any]:
    say = visit.say
    low, high = (round(100 * part) for part in one.band)

    def days(value: float) -> SafeString:
        return parts.figure(say, round(value), None)

    return {
        "share": share,
        "n": one.n,
        "held": one.held,
        "band": say.text("web.scored.band", low=low, high=high),
        "bias": parts.figure(say, round(100 * one.bias), None, unit="%"),
        "pinball": [days(one.pinball[level]) for level in LEVELS],
        "crps": days(one.crps),
        "brier": None if one.brier is None else parts.figure(say, round(one.brier, 2), None),
        "rivals": [_rival(visit, rival.better) for rival in (one.promise, one.pace)],
    }


def _rival(visit: Visit, better: float | None) -> SafeString:
    say = visit.say
    if better is None:
        return mark_safe("—")
    key = "web.scored.better" if better > 0 else "web.scored.worse"
    return parts.chip(say.text(key, percent=round(abs(100 * better))), "good" if better > 0 else "warn")


def _worse(visit: Visit, share: int, one: Summary) -> Sequence[str]:
    """In words where a baseline was better, so that nobody has to find it in a table."""
    say = visit.say
    return [
        say.text("web.scored.not-better", share=share, rival=say.text(f"forecast.kept.{name}"), n=rival.n)
        for name, rival in (("promise", one.promise), ("pace", one.pace))
        if rival.better is not None and rival.better <= 0
    ]


def _listing(visit: Visit, here: Ground, lines: Sequence[_Line]) -> Listing[_Line]:
    say = visit.say
    verdicts = {name: say.text(f"web.scored.{name}") for name in ("held", "missed", "open")}
    shares = {str(share): f"{share} %" for share in SHARES}

    def place(line: _Line) -> str:
        return say.text("word.nation") if line.kept.scope is None else _unit(here, line.kept).full_name

    def standard(line: _Line) -> str:
        known = here.standards.get(line.kept.standard)
        return known.definition.title[say.lang] if known else line.kept.standard

    def number(line: _Line) -> str:
        return str(line.kept.act)

    def linked(line: _Line) -> str:
        href = escape(forecast_path(line.kept.scope, line.kept.standard, line.kept.as_of))
        return mark_safe(f'<a data-n="code" href="{href}">{escape(number(line))}</a>')

    def of_score(name: str) -> Callable[[_Line], int | None]:
        def get(line: _Line) -> int | None:
            return None if line.score is None else round(getattr(line.score, name))

        return get

    def at_level(level: int) -> Callable[[_Line], date | None]:
        return lambda line: line.day(level)

    def title(name: str) -> str:
        return say.text(f"web.scored.column.{name}")

    columns: tuple[Column[_Line], ...] = (
        Column(
            "lan",
            title("act"),
            linked,
            lambda line: (line.kept.act,),
            (title("act"),),
            lambda line: line.kept.act,
            number,
            head=True,
        ),
        day(say, "luu", title("kept"), lambda line: line.kept.moment.date()),
        written("noi", title("scope"), place, mark="name"),
        written("tieu-chi", title("standard"), standard),
        day(say, "ngay", title("as-of"), lambda line: line.kept.as_of),
        day(say, "so-lieu", title("cutoff"), lambda line: line.kept.cutoff),
        choice("ty-le", title("share"), lambda line: str(line.share), shares),
        *(day(say, f"p{level}", f"P{level}", at_level(level)) for level in (10, 50, 90)),
        day(say, "ket-qua", title("came"), lambda line: line.came),
        choice("dung", title("verdict"), lambda line: line.verdict, verdicts, chip=True),
        whole(say, "lech", title("error"), of_score("error")),
        whole(say, "crps", "CRPS", of_score("crps")),
        whole(say, "loi-hua", title("promise"), lambda line: _whole(line.score.promise if line.score else None)),
        whole(say, "nhip", title("pace"), lambda line: _whole(line.score.pace if line.score else None)),
    )
    return Listing(
        title=say.text("web.scored.title"),
        columns=columns,
        rows=lines,
        source=say.text("web.list.source-registers", edition=str(here.edition.number)),
        as_of=today(),
        anchor="du-bao",
        look="roomy",
        invented=visit.kind is InstallationKind.DEMONSTRATION,
        size=100,
    )


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _unit(here: Ground, kept_: KeptForecast) -> Unit:
    atlas = here.edition.atlas
    return atlas.find_id(str(kept_.scope), kept_.as_of) or atlas.versions(str(kept_.scope))[-1]
