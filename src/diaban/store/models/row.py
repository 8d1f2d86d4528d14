"""The register row: one concrete table per register attribute, each filled from one kind of fact by field names."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from diaban.registers.fact import Fact
from diaban.store.models.act import Recorded
from diaban.store.models.origin import Origin, Source
from diaban.store.models.secrecy import open_

__all__ = ["Dated", "RegisterRow", "by_name"]


def by_name(column: str) -> tuple[models.Index, ...]:
    """The index of a table whose rows are about what reporters named: without it every row written looks at all that
    stand, for an overlap. Rows about a unit are found by their unit."""
    return (models.Index(fields=[column], name="%(class)s_subject"),)


class Dated(Recorded):
    """A row about the days ``start <= day < end``; None is unbounded.

    ``subject``: columns that together say what the row is about. Two open rows about one subject never overlap.
    """

    subject: ClassVar[tuple[str, ...]] = ()

    start = open_(models.DateField(null=True))
    end = open_(models.DateField(null=True))
    origin = open_(models.ForeignKey(Origin, models.PROTECT, db_index=False, related_name="+"))

    class Meta(Recorded.Meta):
        abstract = True
        constraints: Any = (
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                condition=Q(start=None) | Q(end=None) | Q(end__gt=F("start")), name="%(class)s_holds_a_day"
            ),
        )

    @classmethod
    def register(cls) -> str:
        """The register's name, as commands and choices call it."""
        return str(cls._meta.db_table).removeprefix("store_")


class RegisterRow(Dated):
    """A stored fact. Overlap is refused per subject and origin; ``via`` says how a row without a unit belongs to one:
    the model that places its subject, and the column both share."""

    fact: ClassVar[type[Fact]]
    via: ClassVar[tuple[type[Any], str] | None] = None

    source = open_(models.ForeignKey(Source, models.PROTECT, db_index=False, related_name="+"))

    class Meta(Dated.Meta):
        abstract = True
