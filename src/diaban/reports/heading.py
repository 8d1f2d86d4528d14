"""What stands above a table wherever it goes: that it is invented, its title, day, moment, source and notes."""

from diaban.basis.moment import VIET_NAM
from diaban.basis.speech import Speech
from diaban.reports.table import Table

__all__ = ["heading"]


def heading(table: Table, say: Speech) -> list[str]:
    """The lines in their order, none of them empty; the first is the warning where the figures are invented."""
    moment = table.known_at.astimezone(VIET_NAM)
    known = say.text("reports.table.known", time=f"{moment:%H:%M}", day=moment.date())
    of = say.text("reports.table.of", day=table.as_of) if table.as_of else ""
    lines = [
        say.text("reports.table.invented") if table.invented else "",
        table.title,
        table.subtitle,
        " · ".join(part for part in (of, known) if part),
        say.text("reports.table.source", source=table.source),
        *table.notes,
    ]
    return [line for line in lines if line]
