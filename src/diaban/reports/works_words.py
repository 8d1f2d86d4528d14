"""Words for works: sums of money as stated, how late, because of what, who acts by when. Used by every door."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from diaban.basis.speech import Speech
from diaban.registers.projects.amount import Amount
from diaban.registers.projects.portfolio import Line
from diaban.registers.value import Valued

__all__ = ["acting", "amount", "because", "billion", "late", "share"]

BILLION: Final = 1_000_000_000


def billion(say: Speech, vnd: int | None) -> str:
    """Đồng as billions, or as millions below one, to two places, half up; a dash where nothing is stated."""
    if vnd is None:
        return "—"
    if vnd < BILLION // 1000:
        return say.text("projects.vnd", value=vnd)
    of, key = (BILLION, "projects.billion") if vnd >= BILLION else (BILLION // 1000, "projects.million")
    places = (Decimal(vnd) / of).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return say.text(key, value=places.normalize() if places % 1 else Decimal(int(places)))


def amount(say: Speech, value: Amount | None) -> str:
    """An amount in its document's own words where there are such, else its bounds; a dash for nothing."""
    if value is None:
        return "—"
    if value.stated:
        return value.stated
    if value.exact is not None:
        return billion(say, value.exact)
    if value.most is None:
        return say.text("projects.at-least", value=billion(say, value.least))
    if value.least is None:
        return say.text("projects.at-most", value=billion(say, value.most))
    return say.text("projects.between", least=billion(say, value.least), most=billion(say, value.most))


def late(say: Speech, line: Line) -> str:
    """By how much works are late, and at which stage; how they stand where they are not."""
    behind, status = line.standing.late, line.standing.status
    if behind is None or status.value in ("done", "stopped"):
        return say.text(f"projects.status.{status.value}")
    key = "projects.late.pace" if behind.by_pace else "projects.late.stage"
    return say.text(key, days=behind.days, stage=say.words(Valued(behind.stage)))


def because(say: Speech, line: Line) -> str:
    """Because of what: the kinds of the open obstacles; that nobody named one, for works that are late without."""
    kinds = list(dict.fromkeys(one.kind for one in line.standing.obstacles))
    if kinds:
        return ", ".join(say.words(Valued(kind)) for kind in kinds)
    return say.text("projects.no-reason") if line.standing.late and line.standing.status.value == "late" else "—"


def acting(say: Speech, line: Line) -> str:
    """Who acts by when, and by how many days that is overdue."""
    told = line.standing
    if told.acts is None or told.by is None:
        return say.text("projects.no-owner") if told.status.value == "late" else "—"
    over = (line.dossier.day - told.by).days
    if over > 0:
        return say.text("projects.acts-over", who=told.acts, by=told.by, days=over)
    return say.text("projects.acts", who=told.acts, by=told.by)


def share(say: Speech, part: int | None, whole: int | None) -> str:
    """A part of a whole in per cent, to one place; a dash where either is not stated."""
    if part is None or not whole:
        return "—"
    value = (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return say.text("projects.percent", value=value)
