"""Lists of published figures: those of the page of figures, and those that touch a unit."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from diaban.basis.names import sort_key
from diaban.basis.speech import Speech
from diaban.coverage.claims.amount import plain
from diaban.coverage.claims.claim import Claim, Modality
from diaban.coverage.claims.verdict import QUIET, Checked
from diaban.coverage.claims.when import When
from diaban.reports.table import Cell, Opened
from diaban.units.unit import Unit
from diaban.web import parts
from diaban.web.claim_parts import claim_chips, claim_figure, claim_path, claim_said
from diaban.web.ground import Visit
from diaban.web.lists.column import Column, choice, code, written
from diaban.web.lists.listing import Listing

__all__ = ["Placed", "Told", "claim_table", "published_table"]

Told = tuple[Claim, Checked]
Placed = tuple[Unit, Claim, Checked]
"""A figure with the unit that it touches another one through: itself, one above it, one whose ground it has."""
PAGE: Final = 200
FIRST: Final = ("so-lieu", "cau", "van-ban", "ket-luan", "vi")


def claim_table(visit: Visit, rows: Sequence[Told], beside: Sequence[str]) -> Listing[Told]:
    """Figures one by one; ``beside``: what of them was asked for, in words."""
    say = visit.say
    columns = [*_columns(say), *_more(say)]
    return Listing(
        title=say.text("web.claims.title"),
        columns=tuple(columns),
        rows=rows,
        source=say.text("web.claims.source"),
        as_of=None,
        anchor="bang",
        invented=False,
        size=PAGE,
        first=FIRST,
        beside=tuple(beside),
        look="wide",
    )


def published_table(visit: Visit, top: Unit, rows: Sequence[Placed], known_at: date | None) -> Listing[Placed]:
    """Figures that touch a unit, those of its own place first."""
    say = visit.say

    def moved(column: Column[Told]) -> Column[Placed]:
        order, words = column.order, column.words
        return Column(
            column.key,
            column.title,
            lambda row: column.html(row[1:]),
            lambda row: column.cells(row[1:]),
            column.titles,
            (lambda row: order(row[1:])) if order else None,
            (lambda row: words(row[1:])) if words else None,
            head=column.head,
        )

    place: Column[Placed] = written("noi", say.text("web.claims.place"), lambda row: row[0].full_name, mark="name")
    return Listing(
        title=say.text("web.unit.published"),
        columns=(place, *map(moved, _columns(say))),
        rows=rows,
        source=say.text("web.claims.source"),
        as_of=None,
        known_at=known_at,
        anchor="l-claims",
        invented=False,
        name="cong-bo",
        subtitle=f"{top.full_name} ({top.code})",
        folded=True,
    )


def _columns(say: Speech) -> list[Column[Told]]:
    """What says a figure, what was said, where, and what is found of it."""

    def figure(row: Told) -> tuple[Cell, ...]:
        claim = row[0]
        return (Opened(claim_said(say, claim), claim.claim_id, claim_path(claim.claim_id)),)

    def codes(row: Told) -> str:
        found = sorted(dict.fromkeys(one.code for one in row[1].verdicts), key=QUIET.__contains__)
        return ", ".join(say.text(f"claim.code.{one.value}") for one in found)

    value, verdict = say.text("web.unit.claim"), say.text("word.status")
    return [
        Column(
            "so-lieu",
            value,
            lambda row: claim_figure(say, row[0]),
            figure,
            (value,),
            lambda row: row[0].value,
            lambda row: claim_said(say, row[0]),
            head=True,
        ),
        written("cau", say.text("web.unit.quote"), lambda row: row[0].quote),
        written("van-ban", say.text("web.unit.document"), lambda row: row[0].document),
        Column(
            "ket-luan",
            verdict,
            lambda row: claim_chips(say, row[1]),
            lambda row: (codes(row),),
            (verdict,),
            # What asks something of somebody before what asks nothing.
            lambda row: (not row[1].loud, sort_key(codes(row))),
            codes,
        ),
        written("vi", say.text("word.why"), lambda row: say.words(row[1].leading)),
    ]


def _more(say: Speech) -> list[Column[Told]]:
    """What else a figure says, for whoever wants it as columns."""
    modalities = {one.value: say.text(f"claim.modality.{one.value}") for one in Modality}
    return [
        code("ma", say.text("web.claims.id"), lambda row: row[0].claim_id),
        written(
            "noi", say.text("web.claims.place"), lambda row: row[0].place or say.text("web.claims.nation"), mark="name"
        ),
        choice("cach-noi", say.text("web.claim.modality"), lambda row: row[0].modality.value, modalities),
        _when("ngay-so-lieu", say.text("claim.row.as-of"), say, lambda claim: claim.speaks),
        _when("cong-bo", say.text("web.claim.published"), say, lambda claim: claim.told),
        _number("gia-tri", say.text("web.claims.value"), say, lambda claim: claim.value),
        _number("mau-so", say.text("web.claims.of"), say, lambda claim: claim.of),
        _number("ty-le", say.text("web.claims.percent"), say, lambda claim: claim.percent_printed),
        written("don-vi-tinh", say.text("web.claims.unit"), lambda row: row[0].unit),
    ]


def _when(key: str, title: str, say: Speech, get: Callable[[Claim], When]) -> Column[Told]:
    """A day, a month or a year, as it was written."""

    def words(row: Told) -> str:
        return say.words(get(row[0]))

    def html(row: Told) -> SafeString:
        return mark_safe(f'<span data-n="date">{escape(words(row))}</span>')

    return Column(key, title, html, lambda row: (words(row),), (title,), lambda row: get(row[0]).first, words)


def _number(key: str, title: str, say: Speech, get: Callable[[Claim], Decimal | None]) -> Column[Told]:
    """A number by itself, without the words around it."""

    def html(row: Told) -> str:
        value = get(row[0])
        return "" if value is None else parts.figure(say, plain(value), None)

    return Column(key, title, html, lambda row: (get(row[0]),), (title,), lambda row: get(row[0]), numeric=True)
