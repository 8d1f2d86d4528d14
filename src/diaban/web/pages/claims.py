"""Published figures: document by document, each with what is found of it; and one figure opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString

from diaban.basis.error import RefusedError
from diaban.basis.figure import Address
from diaban.basis.finding import finding
from diaban.basis.moment import VIET_NAM
from diaban.basis.speech import Speech
from diaban.coverage.claims.claim import Claim
from diaban.coverage.claims.frames import Early, Ground, Tally, frame_day
from diaban.coverage.claims.named import unknown
from diaban.coverage.claims.parts import Equation, families, laid_out
from diaban.coverage.claims.scope import meant
from diaban.coverage.claims.series import followed
from diaban.coverage.claims.terms import shipped_terms
from diaban.coverage.claims.verdict import QUIET, Checked, Code, Verdict
from diaban.coverage.opening import measured
from diaban.store import queries
from diaban.web import parts
from diaban.web.access import demands
from diaban.web.claim_parts import (
    claim_chip,
    claim_chips,
    claim_figure,
    claim_ground,
    claim_path,
    claim_words,
    series_chart,
    source,
)
from diaban.web.claim_tables import claim_table
from diaban.web.ground import Visit, asking, ground, today
from diaban.web.lists.asked import tidied
from diaban.web.lists.drawing import drawn
from diaban.web.lists.handing import handed
from diaban.web.lists.listing import seen
from diaban.web.render import show

__all__ = ["claim", "claims"]

Told = Mapping[str, tuple[Claim, Checked]]
NAMED: Final = 300
"""Units of a frame named on the page, at most: the nation has ten thousand."""
FORM, TABLE = "dang", "bang"
"""The list as one table (``?dang=bang``) instead of document by document."""
NATION: Final = "-"
"""How a filter names figures of the whole country, whose place is an empty cell."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the list is wanted; "" is all. ``place``: that one and places said to lie in it."""

    code: str
    document: str
    place: str
    form: str

    def takes(self, told: Claim) -> bool:
        """Whether a figure is of that document and place."""
        place = told.place or NATION
        return self.document in ("", told.document) and (self.place in ("", place) or place.endswith(f", {self.place}"))

    def words(self, say: Speech) -> list[str]:
        """What is asked for, each in a sentence."""
        named = {
            "web.claims.code": say.text(f"claim.code.{self.code}") if self.code in {*Code} else "",
            "web.claims.document": self.document,
            "web.claims.place": say.text("web.claims.nation") if self.place == NATION else self.place,
        }
        return [
            say.text("web.list.note-option", column=say.text(key), option=value)
            for key, value in named.items()
            if value
        ]

    def query(self, code: str) -> str:
        """The same list with another code, as a query."""
        given = {"ket-luan": code, "van-ban": self.document, "noi": self.place, FORM: self.form}
        return "?" + urlencode({key: value for key, value in given.items() if value})


@demands("reader")
def claims(visit: Visit) -> HttpResponse:
    """The list, with ``ket-luan``, ``van-ban``, ``noi``; or the figure named by ``ma``."""
    if "ma" in visit.GET:
        return _claim(visit, visit.GET["ma"])
    if (tidy := tidied(visit)) is not None:
        return tidy
    told = _told(visit)
    asked = Asked(*(visit.GET.get(key, "")[:500] for key in ("ket-luan", "van-ban", "noi", FORM)))
    near = {key: one for key, one in told.items() if asked.takes(one[0])}
    counts = {code: sum(code in checked.codes for _, checked in near.values()) for code in Code}
    shown = [one for one in near.values() if not asked.code or asked.code in one[1].codes]
    places = sorted({one.place for one, _ in told.values() if one.place})
    listed = seen(visit, claim_table(visit, _as_told(shown), asked.words(visit.say)))
    if (file := handed(visit, listed)) is not None:
        return file
    as_table = visit.GET.get(FORM) == TABLE
    content = {
        "table": drawn(visit.say, listed) if as_table else None,
        "form": TABLE if as_table else "",
        "other_form": listed.asked.address(**{FORM: "" if as_table else TABLE}),
        "documents": () if as_table else _documents(visit, shown),
        "count": len(shown),
        "all": len(told),
        "counts": [
            (claim_chip(visit.say, code), n, asked.query(code.value), asked.code == code.value)
            for code, n in sorted(counts.items(), key=lambda one: one[0] in QUIET)
            if n
        ],
        "asked": asked,
        "nothing_asked": asked == Asked("", "", "", asked.form),
        "any_code": asked.query(""),
        "names": sorted({one.document for one, _ in told.values()}),
        "places": places,
        "nation": NATION if any(not one.place for one, _ in told.values()) else "",
    }
    return show(visit, "claims", content)


@demands("reader")
def claim(visit: Visit, claim_id: str) -> HttpResponse:
    """One published figure; ``ngan``: for the drawer; ``don-vi``: with the units it speaks of by name."""
    return _claim(visit, claim_id)


def _told(visit: Visit) -> Told:
    here = ground(visit)
    return queries.checked(edition=here.edition, standards=here.standards, today=today(), viewer=asking(visit))


def _as_told(shown: Sequence[tuple[Claim, Checked]]) -> list[tuple[Claim, Checked]]:
    """As the documents are shown: what asks something of somebody first, in documents as among them."""
    return [one for members in _by_document(shown) for one in members]


def _by_document(shown: Sequence[tuple[Claim, Checked]]) -> list[list[tuple[Claim, Checked]]]:
    found: dict[str, list[tuple[Claim, Checked]]] = {}
    for one in shown:
        found.setdefault(one[0].document, []).append(one)
    order = sorted(found.values(), key=lambda members: not any(checked.loud for _, checked in members))
    return [sorted(members, key=lambda one: not one[1].loud) for members in order]


def _documents(visit: Visit, shown: Sequence[tuple[Claim, Checked]]) -> list[dict[str, object]]:
    """Document by document."""
    say = visit.say
    return [
        {
            "name": members[0][0].document,
            "told": say.words(members[0][0].told),
            "source": source(members[0][0].source),
            "rows": [
                {
                    "claim": told,
                    "figure": claim_figure(say, told),
                    "chips": claim_chips(say, checked),
                    "why": say.words(checked.leading),
                    "loud": checked.loud,
                }
                for told, checked in members
            ],
        }
        for members in _by_document(shown)
    ]


def _claim(visit: Visit, claim_id: str) -> HttpResponse:
    claims, viewer, say = _told(visit), asking(visit), visit.say
    past = queries.claim_past(claim_id=claim_id[:200], viewer=viewer)
    if claim_id not in claims:
        if past:
            raise RefusedError(finding("claim-withdrawn", claim=claim_id, day=_day(past[0].until)))
        raise unknown(claim_id, claims)
    told, checked = claims[claim_id]
    where, terms = claim_ground(ground(visit).edition), shipped_terms()
    every = [one for one, _ in claims.values()]
    whole = families(every)
    family = whole.get(claim_id) or whole.get(told.part_of)
    equation = laid_out(family, terms) if family else None
    frames = meant(told, terms, where)
    series = followed(every).get(told.series, []) if told.series else []
    content = {
        "claim": told,
        "address": claim_path(claim_id),
        "list": f"{reverse('claims')}?{urlencode({'van-ban': told.document})}",
        "figure": claim_figure(say, told),
        "modality": say.text(f"claim.modality.{told.modality.value}"),
        "measure": say.words(terms.measure(told)),
        "told": say.words(told.told),
        "speaks": say.words(told.speaks),
        "source": source(told.source) if told.source else None,
        "chips": claim_chips(say, checked),
        "verdicts": [_verdict(visit, claims, verdict) for verdict in checked.verdicts],
        "sum": _sum(visit, equation) if equation else None,
        "parts": [claim_figure(say, one) for one in whole[claim_id].parts] if claim_id in whole else (),
        "whole": claim_figure(say, claims[told.part_of][0]) if told.part_of in claims else None,
        "frame_day": frame_day(told),
        "early": [say.sentences(one) for one in frames.findings] if isinstance(frames, Early) else (),
        "frames": () if isinstance(frames, Early) else [_frame(frame) for frame in frames],
        "chart": series_chart(say, series, claim_id),
        "series": [(say.words(one.speaks), claim_figure(say, one), one is told) for one in series],
        "past": [(claim_figure(say, one.claim), _day(one.since), _day(one.until), one.claim.quote) for one in past],
        **_beside([one for one in every if one.document == told.document], told),
    }
    if "ngan" in visit.GET:
        return show(visit, "claim_drawer", content)
    if "don-vi" in visit.GET and not isinstance(frames, Early):
        content["named"] = [_named(where, frame) for frame in frames]
    return show(visit, "claim", {**content, "figure": claim_words(say, told)})


def _day(moment: datetime) -> date:
    return moment.astimezone(VIET_NAM).date()


def _verdict(visit: Visit, claims: Told, verdict: Verdict) -> dict[str, object]:
    """One verdict, with the figures of registers and the published figures that it rests on."""
    say = visit.say
    registers = [one for one in verdict.evidence if one.get("kind") == "register"]
    cited = dict.fromkeys(str(one["claim_id"]) for one in verdict.evidence if one.get("kind") == "claim")
    return {
        "chip": claim_chip(say, verdict.code),
        "loud": verdict.code not in QUIET,
        "why": say.words(verdict),
        "registers": [_register(visit, one) for one in registers],
        "invented": any(one.get("invented") for one in registers),
        "claims": [claim_figure(say, claims[key][0]) for key in cited if key in claims],
        "nameless": any(one.get("kind") == "units" for one in verdict.evidence),
    }


def _register(visit: Visit, one: Mapping[str, object]) -> SafeString:
    address = Address.parse(str(one["address"]))
    state = visit.say.text(f"state.{measured(address)[1].value}")
    return parts.figure(
        visit.say, one["value"], parts.address_path(address), of=one["of"], before=state, kind="register"
    )


def _sum(visit: Visit, equation: Equation) -> dict[str, object]:
    """Parts and whole as they are written under one another."""
    say = visit.say
    return {
        "parts": [(claim_figure(say, one), one.quote) for one in equation.parts],
        "whole": claim_figure(say, equation.whole),
        "rest": None if equation.rest is None else say.words(equation.rest),
        "unit": equation.whole.unit,
        "excess": equation.code is Code.EXCESS,
        "open": equation.code is Code.CONSISTENT,
        "nameless": equation.nameless,
    }


def _frame(frame: Tally) -> dict[str, object]:
    return {"types": [(kind.value, n) for kind, n in frame.types.items()], "size": frame.size, "place": frame.place}


def _named(where: Ground, frame: Tally) -> dict[str, object]:
    units = where.communes(frame)
    return {**_frame(frame), "units": units[:NAMED], "more": max(0, len(units) - NAMED)}


def _beside(document: Sequence[Claim], told: Claim) -> dict[str, object]:
    """The figures before and after it in its document."""
    at = document.index(told)
    before = document[at - 1] if at else None
    after = document[at + 1] if at + 1 < len(document) else None
    return {
        "before": before and (claim_path(before.claim_id), before.claim_id),
        "after": after and (claim_path(after.claim_id), after.claim_id),
    }
