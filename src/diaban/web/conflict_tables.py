"""The list of places where sources differ about the units, with both sides and which is chosen."""

from collections.abc import Callable
from datetime import date
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from diaban.basis.names import sort_key
from diaban.basis.speech import Speech
from diaban.units.conflict import Conflict, ConflictKind, ConflictReason, ConflictStatus
from diaban.units.unit import Unit
from diaban.web import parts
from diaban.web.ground import Ground, Visit
from diaban.web.lists.column import Column, choice, code, written
from diaban.web.lists.listing import Listing

__all__ = ["conflict_table"]

ANCHOR: Final = "danh-sach"
PAGE: Final = 50
RELATIONS: Final = (ConflictKind.LINEAGE_EXTRA, ConflictKind.LINEAGE_MISSING, ConflictKind.LINEAGE_RELATION)


def conflict_table(visit: Visit, here: Ground, kind: ConflictKind | None) -> Listing[Conflict]:
    """Where sources differ, of one kind or of any, with both sides and which is chosen."""
    say = visit.say
    every = here.edition.conflicts
    kinds = {one.value: say.text(f"conflict.{one.value}") for one in ConflictKind}
    sides = {side: say.text(f"word.{side}") for side in ("ours", "theirs")}
    states = {one.value: say.text(f"confidence.{one.value}") for one in ConflictStatus}
    reasons = {one.value: say.text(f"why.{one.value}") for one in ConflictReason}
    columns: tuple[Column[Conflict], ...] = (
        choice("loai", say.text("word.kind"), lambda one: one.kind.value, kinds),
        _side("ten", say.text("word.unit"), here, lambda one: (one.subject, one.name), head=True),
        code("ma", say.text("word.code"), lambda one: one.subject.partition("@")[0]),
        _side("kia", say.text("web.conflicts.other"), here, lambda one: (one.other, "")),
        code("ma-kia", say.text("web.conflicts.other-code"), lambda one: one.other.partition("@")[0]),
        written("goi", sides["ours"], lambda one: _value(say, one, one.ours)),
        written("doi-chieu", sides["theirs"], lambda one: _value(say, one, one.theirs)),
        choice("chon", say.text("word.chosen"), lambda one: one.chosen, sides),
        choice("tinh-trang", say.text("word.status"), lambda one: one.status.value, states, chip=True),
        choice("ly-do", say.text("word.why"), lambda one: one.why.value, reasons),
    )
    return Listing(
        title=say.text("web.conflicts.title"),
        columns=columns,
        rows=[one for one in every if kind in (None, one.kind)],
        source=say.text("web.list.source-units", edition=str(here.edition.number)),
        as_of=None,
        anchor=ANCHOR,
        invented=False,
        subtitle=kinds[kind.value] if kind else "",
        size=PAGE,
        look="wide",
    )


def _side(
    key: str, title: str, here: Ground, get: Callable[[Conflict], tuple[str, str]], *, head: bool = False
) -> Column[Conflict]:
    """The unit that one side names: ``get`` gives code and day as written, and what it is called where it is none."""

    def named(one: Conflict) -> tuple[Unit | None, date | None, str]:
        coded, name = get(one)
        found, day = _bearer(here, coded)
        return found, day, found.full_name if found else name

    def html(one: Conflict) -> SafeString:
        found, day, name = named(one)
        return parts.linked(found, day) if found else mark_safe(f'<span data-n="name">{escape(name)}</span>')

    def words(one: Conflict) -> str:
        return named(one)[2]

    def order(one: Conflict) -> str | None:
        found, _, name = named(one)
        return sort_key(found.name if found else name) or None

    return Column(key, title, html, lambda one: (words(one) or None,), (title,), order, words, head=head)


def _bearer(here: Ground, coded: str) -> tuple[Unit | None, date | None]:
    """``06079@2025-06-30``: the unit that bore the code that day, and the day."""
    code_, _, text_ = coded.partition("@")
    if not text_:
        return None, None
    day = date.fromisoformat(text_)
    return next((one for one in here.edition.atlas.bearers(code_) if day in one.period), None), day


def _value(say: Speech, one: Conflict, value: str) -> str:
    """One side of a difference: how much of the ground, or as it is written."""
    if one.kind in RELATIONS:
        return say.text(f"relation.{value}" if value else "word.absent")
    return value or "—"
