"""Which tables keep which rule. How a database is told stands in the module named for it.

========== ==============================================================================================
recorded   inserted open and by the last act; closed once, by the last act, else never updated; deleted only
           under a tombstone
named      inserted by the last act, never updated; deleted only under a tombstone
fixed      inserted by the last act, never updated, never deleted
dated      two open rows about one subject (and, but for choices, of one origin) never overlap
========== ==============================================================================================

An act has the next number and a later moment than the last, and is never changed; an account's name can only be
blanked; nothing invented enters a real installation. Of attempts at a password and of jobs none of this
holds: no act writes them.
"""

from collections.abc import Iterator
from typing import Any, Final

from diaban.store import models

__all__ = ["FIXED", "LAST_ACT", "NAMED", "OWN", "SIDE", "dated", "no_overlap_columns", "recorded", "table"]

NAMED: Final = (models.Officer, models.HamletKey, models.FileContent)
FIXED: Final = (
    *(models.Source, models.Origin, models.Unit, models.Installation, models.Tombstone),
    *(models.StoredFile, models.Return, models.Forecast, models.CampaignSummary, models.PlanScenario),
    models.PublicTable,
)
LAST_ACT: Final = "(SELECT max(id) FROM store_act)"
OWN: Final = (models.Act, models.Account, models.AccountName, models.FrameUnit, models.ReturnUnit)
"""Tables whose rules are written out for each."""
SIDE: Final = (models.Attempt, models.PlanJob)
"""Tables without a rule: attempts at a password are counted, counted anew and thrown away (``store.attempts``), no fact
rests on them, and a journal that grew by every guess would serve whoever guesses. Nor does a fact rest on how far a
search is (``store.plan_jobs``): what it finds is kept by an act."""


def table(model: Any) -> str:
    """Its table."""
    return str(model._meta.db_table)


def recorded() -> Iterator[Any]:
    """Every table of rows that are closed once."""
    yield from models.REGISTERS.values()
    yield from (models.Choice, models.Evidence, models.Frame, models.Edition, models.Claim, models.Access)
    yield from (models.ReturnStep, models.ReturnPaper, models.Task)


def dated() -> Iterator[Any]:
    """Every table in which overlap is refused."""
    return (model for model in recorded() if issubclass(model, models.Dated))


def no_overlap_columns(model: Any) -> tuple[list[str], list[str]]:
    """Columns that say which rows must not overlap: whole numbers, and texts (None counts as the empty text)."""
    fields = [model._meta.get_field(name) for name in model.subject]
    if model is not models.Choice:
        fields.append(model._meta.get_field("origin"))
    numbers = [field.column for field in fields if field.is_relation]
    return numbers, [field.column for field in fields if not field.is_relation]
