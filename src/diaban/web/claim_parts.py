"""Published figures on a page: as they were printed, each a link to what is found of it."""

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from diaban.basis.speech import Speech
from diaban.coverage.claims.claim import Claim
from diaban.coverage.claims.verdict import QUIET, Checked, Code
from diaban.coverage.claims.wording import Figure
from diaban.web import parts

__all__ = ["claim_chips", "claim_figure", "claim_path"]

KINDS = {Code.CONSISTENT: "good"}


def claim_path(key: str) -> str:
    """Where a published figure is opened."""
    return reverse("claim", args=[key])


def claim_figure(say: Speech, claim: Claim) -> SafeString:
    """The figure as a sentence would print it, with its bound, whole and unit."""
    text = say.words(Figure(claim))
    href = escape(claim_path(claim.claim_id))
    return mark_safe(f'<a class="fig published" data-n="figure" href="{href}"><b>{escape(text)}</b></a>')


def claim_chips(say: Speech, checked: Checked) -> SafeString:
    """What is found of it, each code once."""
    codes = dict.fromkeys(verdict.code for verdict in checked.verdicts)
    told = (
        parts.chip(say.text(f"claim.code.{code.value}"), KINDS.get(code, "quiet" if code in QUIET else "warn"))
        for code in codes
    )
    return mark_safe(" ".join(told))
