"""Published figures on a page: as they were printed, each a link to what is found of it."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from diaban.basis.speech import Speech
from diaban.coverage.claims.claim import Claim, Modality
from diaban.coverage.claims.frames import Ground
from diaban.coverage.claims.verdict import QUIET, Checked, Code
from diaban.coverage.claims.wording import Figure
from diaban.units.edition import Edition
from diaban.web import parts
from diaban.web.markup import SafeString, escape, mark_safe

__all__ = [
    "claim_chip",
    "claim_chips",
    "claim_figure",
    "claim_ground",
    "claim_path",
    "claim_said",
    "claim_words",
    "series_chart",
    "source",
]

KINDS = {Code.CONSISTENT: "good"}
PLAIN: Final = re.compile(r"[^\W_][^/\\?#%&+;\s]*")
"""Ids that make an address of their own; any other is asked for by name: no letter of it is taken for a path."""
TAKEN: Final = frozenset({"du-thao"})
OUTSIDE: Final = re.compile(r"https?://[^\s\"'<>]+")
WIDTH, HEIGHT, EDGE = 600, 120, 12


@lru_cache(maxsize=2)
def claim_ground(edition: Edition) -> Ground:
    """What published figures are read against; kept, for it remembers the places it has found."""
    return Ground(edition.atlas, edition.names, edition.number)


def claim_path(key: str) -> str:
    """Where a published figure is opened."""
    if PLAIN.fullmatch(key) and key not in TAKEN:
        return reverse("claim", args=[key])
    return f"{reverse('claims')}?{urlencode({'ma': key})}"


def claim_figure(say: Speech, claim: Claim) -> SafeString:
    """The figure as a sentence would print it, with bound, whole and unit; beside it, if it is not yet so."""
    href = escape(claim_path(claim.claim_id))
    return mark_safe(f'<a class="{_classes(claim)}" data-n="figure" href="{href}">{_body(say, claim)}</a>')


def claim_words(say: Speech, claim: Claim) -> SafeString:
    """As :func:`claim_figure`, of a figure that opens nowhere: a row of a draft."""
    return mark_safe(f'<span class="{_classes(claim)}" data-n="figure">{_body(say, claim)}</span>')


def claim_said(say: Speech, claim: Claim) -> str:
    """The same as plain words."""
    return f"{say.words(Figure(claim))} {_tense(say, claim)}".strip()


def claim_chip(say: Speech, code: Code) -> SafeString:
    """One code."""
    return parts.chip(say.text(f"claim.code.{code.value}"), KINDS.get(code, "quiet" if code in QUIET else "warn"))


def claim_chips(say: Speech, checked: Checked) -> SafeString:
    """What is found of it, each code once, those first that ask something of somebody."""
    codes = dict.fromkeys(verdict.code for verdict in checked.verdicts)
    return mark_safe(" ".join(claim_chip(say, code) for code in sorted(codes, key=QUIET.__contains__)))


def source(text: str) -> SafeString:
    """Where a figure was read: an address leads there and says nothing of whence; anything else stands as written."""
    if OUTSIDE.fullmatch(text):
        shown = escape(text)
        return mark_safe(f'<a data-n="label" rel="noreferrer noopener external" href="{shown}">{shown}</a>')
    return parts.label(text)


def series_chart(say: Speech, members: Sequence[Claim], here: str) -> SafeString | None:
    """Figures that follow one another, drawn by their days from nothing to their whole; None for fewer than two."""
    points = [(claim, claim.value) for claim in members if claim.value is not None and claim.value >= 0]
    if len(points) < 2:
        return None
    first, last = points[0][0].speaks.last, points[-1][0].speaks.last
    days = max((last - first).days, 1)
    most = max(max(value, claim.of or Decimal(0)) for claim, value in points) or Decimal(1)
    drawn = [
        (
            EDGE + (WIDTH - 2 * EDGE) * (claim.speaks.last - first).days / days,
            HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * float(value / most),
            claim.claim_id == here,
        )
        for claim, value in points
    ]
    words = "; ".join(f"{say.words(claim.speaks)}: {say.words(Figure(claim))}" for claim, _ in points)
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in drawn)
    dots = "".join(
        f'<circle class="{"at" if at else ""}" cx="{x:.1f}" cy="{y:.1f}" r="{6 if at else 4}"/>' for x, y, at in drawn
    )
    return mark_safe(
        f'<svg class="series" role="img" aria-label="{escape(words)}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path class="whole" d="M0 {EDGE}H{WIDTH}"/><path class="base" d="M0 {HEIGHT - EDGE}H{WIDTH}"/>'
        f'<polyline points="{line}"/>{dots}</svg>'
    )


def _classes(claim: Claim) -> str:
    return "fig published ahead" if claim.ahead else "fig published"


def _body(say: Speech, claim: Claim) -> str:
    text = f"<b>{escape(say.words(Figure(claim)))}</b>"
    return f'{text} <span class="tense">{escape(_tense(say, claim))}</span>' if _tense(say, claim) else text


def _tense(say: Speech, claim: Claim) -> str:
    """What a figure is if it is not simply so: an expected 100 % must not be read as one that is reached."""
    if claim.modality is Modality.DONE:
        return ""
    modality = say.text(f"claim.modality.{claim.modality.value}")
    return say.text("web.claim.ahead", modality=modality, as_of=claim.speaks) if claim.ahead else modality
