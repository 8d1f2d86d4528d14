"""A form in words, for every place that shows one: what a column takes, when a return is due, how a period is meant."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from diaban.basis.speech import Speech
from diaban.intake.form import Form, FormColumn
from diaban.intake.reporting import Due, PeriodRule
from diaban.units.unit import Level

__all__ = ["DAYS", "YEARS_FROM", "calendar", "due", "dues", "takes"]

DAYS: Final = (date(1945, 9, 2), date(2100, 12, 31))
"""Days that a template takes."""
YEARS_FROM: Final = 1000
"""A column whose least value is this or more holds years: 2025 is no 2.025."""


def takes(column: FormColumn, say: Speech, words: Sequence[str] = ()) -> str:
    """What a column takes, in a sentence; ``words``: what may be chosen, where it is not the column's own."""
    chosen = list(words) or [title[say.lang] for title in column.choices.values()]
    if chosen:
        return say.text("template.takes.choice", words="; ".join(chosen))
    match column.kind:
        case "day":
            return say.text("template.takes.day", first=DAYS[0], last=DAYS[1])
        case "code" if column.widths:
            return say.text("template.takes.digits", widths=[str(width) for width in column.widths])
        case "integer" | "decimal" | "percent":
            bounds = [column.least or 0, column.most or 0]
            # A year is written without the sign that parts thousands.
            least, most = map(str, bounds) if bounds[0] >= YEARS_FROM else map(say.write, bounds)
            return say.text(f"template.takes.{column.kind}", least=least, most=most)
        case _:
            return say.text("template.takes.text", most=column.max_length)


def calendar(form: Form, say: Speech) -> str:
    """How the days of a period are counted."""
    if form.rule is PeriodRule.WEEKLY:
        return say.text("reporting.calendar.weekly")
    if not form.rule.regular:
        return say.text("reporting.calendar.asked")
    return say.text(f"reporting.calendar.{form.calendar}")


def due(one: Due, say: Speech) -> str:
    """When a return is due after its cut-off."""
    if one.day is None:
        return say.text("reporting.due.after", days=one.after)
    if one.month_offset:
        return say.text("reporting.due.months", day=one.day, months=one.month_offset)
    return say.text("reporting.due.day", day=one.day)


def dues(form: Form, say: Speech) -> list[str]:
    """When each level is due, the lowest first, and the ministry last: "cấp xã ngày 16"."""
    told = [
        (say.text("reporting.district" if at is Level.DISTRICT else f"level.{at}"), on) for at, on in form.due.items()
    ]
    if form.ministry:
        told.append((say.text("reporting.ministry"), form.ministry))
    return [f"{name} {due(one, say)}" for name, one in told]
