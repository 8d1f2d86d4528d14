"""The first minute: the boards of the two reports, as published and as the registers have it, then and today."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding
from diaban.basis.speech import Speech
from diaban.coverage.claims.claim import Claim
from diaban.coverage.claims.verdict import QUIET, Checked
from diaban.coverage.frame import Scope, scope_named
from diaban.coverage.result import CoverageResult
from diaban.coverage.state import State
from diaban.store import queries
from diaban.units.trace import destinations
from diaban.units.unit import Unit
from diaban.web import parts
from diaban.web.access import demands
from diaban.web.claim_parts import claim_figure, claim_path
from diaban.web.ground import Ground, Visit, ground, today
from diaban.web.markup import SafeString, mark_safe
from diaban.web.pages.first_steps import leads_on
from diaban.web.render import show

__all__ = ["home"]

BOARDS: Final = Path(__file__).resolve().parents[1] / "boards.toml"
Claims = Mapping[str, tuple[Claim, Checked]]


@dataclass(slots=True)
class Tile:
    """One tile: what is published, what is found of it, what the register says, what is not told at all."""

    title: str
    wide: bool
    published: SafeString | None = None
    types: str = ""
    """Of which types of commune the published figure is, as its document says it."""
    beside: list[SafeString] = field(default_factory=list)
    bar: SafeString | None = None
    notes: list[tuple[str, str, bool]] = field(default_factory=list)
    """Sentence, where it is opened, whether it asks something of somebody."""
    says: str = ""
    units: list[tuple[Unit, list[Unit]]] = field(default_factory=list)
    result: CoverageResult | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """One report: its tiles, and the frame it counts in."""

    id: str
    title: str
    report: str
    claims: str
    """Where all figures of the report are."""
    day: date
    scope: Unit
    tiles: list[Tile]
    frame: list[tuple[str, int]]
    findings: tuple[Finding, ...] = ()


@demands("reader")
def home(visit: Visit) -> HttpResponse:
    """The boards as of the reports' days, or the same ground today (``?luc=nay``)."""
    if leads_on(visit):
        return HttpResponseRedirect(reverse("first-steps"))
    here, at_today = ground(visit), visit.GET.get("luc") == "nay"
    assert visit.viewer is not None
    claims = queries.checked(edition=here.edition, standards=here.standards, today=today(), viewer=visit.viewer)
    boards = [_board(visit, here, claims, one, at_today) for one in _boards()]
    return show(visit, "home", {"boards": boards, "at_today": at_today, "today": today()})


@cache
def _boards() -> list[dict[str, Any]]:
    with BOARDS.open("rb") as stream:
        boards: list[dict[str, Any]] = tomllib.load(stream)["board"]
    return boards


def _board(visit: Visit, here: Ground, claims: Claims, told: dict[str, Any], at_today: bool) -> Board:
    say, day = visit.say, told["day"]
    assert visit.viewer is not None
    scope = scope_named(here.edition.atlas, here.edition.names, told["scope"], day)
    assert scope.unit is not None
    asked = queries.Question(scope=Scope(scope.unit, day) if at_today else scope, as_of=today() if at_today else day)
    try:
        found = queries.coverages(
            edition=here.edition, standards=here.standards.values(), question=asked, viewer=visit.viewer
        )
        refused: tuple[Finding, ...] = ()
    except RefusedError as error:
        found, refused = [], error.findings
    results = {result.standard.id: result for result in found}
    tiles = [_tile(say, here, claims, one, results, day, at_today) for one in told["tile"]]
    whole = max(results.values(), key=lambda result: len(result.frame.around), default=None)
    frame = _types(here, whole, asked.as_of) if whole else []
    return Board(
        told["id"],
        told["title"][say.lang],
        told["report"][say.lang],
        f"{reverse('claims')}?{urlencode({'van-ban': told['document']})}",
        asked.as_of,
        scope.unit,
        tiles,
        frame,
        refused,
    )


def _types(here: Ground, result: CoverageResult, day: date) -> list[tuple[str, int]]:
    """The communes of the scope, by type: what the frames of the standards are taken from."""
    units = [unit for id_ in result.frame.around if (unit := here.edition.atlas.find_id(id_, day))]
    names = [unit.type.value for unit in units]
    return sorted(((name, names.count(name)) for name in set(names)), key=lambda pair: -pair[1])


def _tile(
    say: Speech,
    here: Ground,
    claims: Claims,
    told: dict[str, Any],
    results: Mapping[str, CoverageResult],
    day: date,
    at_today: bool,
) -> Tile:
    tile = Tile(told["title"][say.lang], bool(told.get("wide")))
    tile.result = results.get(told.get("standard", ""))
    tile.says = told.get("says", {}).get(say.lang, "")

    def claim(key: str) -> Claim | None:
        return claims[told[key]][0] if told.get(key) in claims else None

    if whole := claim("whole"):
        _states(say, tile, whole, {State.MET: claim("met"), State.UNDER_WAY: claim("under-way")})
    elif earmark := claim("money"):
        _money(say, tile, earmark, claim("part"), claim("count"))
    elif one := claim("claim"):
        tile.types = one.scope_types
        tile.published = claim_figure(say, one)
        tile.beside = [claim_figure(say, also) for key in ("each",) if (also := claim(key))]
        tile.beside += [claim_figure(say, claims[key][0]) for key in told.get("also", ()) if key in claims]
    # Of the single figures only what asks something of somebody is said here; their own pages say all.
    noted = told.get("notes") or ([told["claim"]] if "claim" in told else [])
    tile.notes = [
        (verdict.worded(say.text), claim_path(key), verdict.code not in QUIET)
        for key in noted
        if key in claims
        for verdict in claims[key][1].verdicts
        if verdict.code not in QUIET or (tile.wide and verdict.why in SAID)
    ]
    tile.units = [_became(here, code, day) for code in told.get("units", ())]
    return tile


SAID: Final = frozenset({"claim.why.sum-open", "claim.why.each"})
"""What agrees and is said all the same, on the tiles that have room for it: what a bound leaves, and the average."""


def _states(say: Speech, tile: Tile, whole: Claim, stated: Mapping[State, Claim | None]) -> None:
    """Published parts of a published whole, and the remainder by name."""
    size = int(whole.of or whole.value or 0)
    counts = {state: int(one.value) for state, one in stated.items() if one is not None and one.value is not None}
    rest = size - sum(counts.values())
    if rest > 0:
        counts[State.UNACCOUNTED] = rest
    first = stated[State.MET]
    tile.types = whole.scope_types
    if first is not None and first.value is not None:
        tile.published = parts.figure(say, first.value, claim_path(first.claim_id), of=size, kind="published")
    figures = [
        (
            state,
            parts.figure(
                say, n, claim_path(one.claim_id if (one := stated.get(state)) else whole.claim_id), kind="published"
            ),
        )
        for state, n in counts.items()
    ]
    tile.bar = mark_safe(parts.bar(say, counts, size) + parts.legend(say, figures))


def _money(say: Speech, tile: Tile, earmark: Claim, part: Claim | None, count: Claim | None) -> None:
    """Of so much money, so much in the part that is told: both bounds."""
    tile.published = claim_figure(say, earmark)
    tile.beside = [claim_figure(say, one) for one in (part, count) if one is not None]
    if part is not None and part.value is not None and earmark.value:
        share = {State.MET: int(part.value), State.UNACCOUNTED: int(earmark.value - part.value)}
        words = say.text("web.home.money-bar")
        tile.bar = mark_safe(parts.bar(say, share, int(earmark.value)) + f'<p class="quiet">{words}</p>')


def _became(here: Ground, code: str, day: date) -> tuple[Unit, list[Unit]]:
    """A unit of the report's day, and the units of today on its ground."""
    atlas, now = here.edition.atlas, today()
    then = atlas.by_code(code, day)
    return then, [atlas.by_id(unit, now) for unit in destinations(atlas, then.id, now)]


def home_path(at_today: bool) -> str:
    """The boards on their days, or today."""
    return reverse("home") + ("?luc=nay" if at_today else "")
