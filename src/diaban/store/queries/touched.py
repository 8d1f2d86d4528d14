"""When tables were last touched: what was read from them then is what they say now, whatever acts came since.

A row is written, closed once, or destroyed, each by an act; the moment of an act is no other act's, in no memory.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final

from django.db.models import Max

from diaban.coverage.rule import registers_read
from diaban.coverage.standard import Standard
from diaban.coverage.statement import KINDS
from diaban.store import models
from diaban.store.mapping import shape
from diaban.store.prepared import Prepared
from diaban.store.queries.kept import Kept
from diaban.store.queries.known import Known

__all__ = ["Touched", "ground_of", "touched"]

Touched = tuple[datetime | None, datetime | None, datetime | None]
"""The moments of the last acts that wrote into a table, closed a row of it, destroyed one; None: none did."""
BESIDE: Final[tuple[Any, ...]] = (models.Choice, models.Evidence)
"""Tables that a figure of coverage may rest on, beside the registers that its standard reads."""
_TOUCHED: Kept[Mapping[str, Touched]] = Kept(4)


def touched(now: Known) -> Mapping[str, Touched]:
    """By table, as known ``now``: those that figures of coverage are made of."""
    return _TOUCHED.answer("all", _looked, now)


def ground_of(standard: Standard, now: Known, *, steps: bool) -> tuple[Touched, ...]:
    """When what the states of this standard rest on was last touched: until that changes, they do not.

    ``steps``: and what the steps of what is met rest on.
    """
    told = touched(now)
    read = [shape(kind).model for kind in registers_read(standard.rule)]
    beside = BESIDE if steps else BESIDE[:1]
    return tuple(told[model._meta.db_table] for model in (*read, *beside))


def _looked(now: Known) -> dict[str, Touched]:
    gone: dict[str, datetime] = dict(models.Tombstone.objects.values_list("register").annotate(Max("act__moment")))
    found: dict[str, Touched] = {}
    for model in (*(shape(kind).model for kind in KINDS), *BESIDE):
        table = model._meta.db_table
        found[table] = (_last(table, "act", now), _last(table, "closed_by", now), gone.get(table))
    return found


def _last(table: str, by: str, now: Known) -> datetime | None:
    """The moment of the last act of a table."""
    found = _question(table, by).ask(now.act)
    return found[0][0] if found else None


@cache
def _question(table: str, by: str) -> Prepared:
    model = next(one for one in (*models.REGISTERS.values(), *BESIDE) if one._meta.db_table == table)

    def rows(act: int) -> Any:
        # One act from the end of an index, not the highest of a table.
        return model.objects.filter(**{f"{by}_id__lte": act}).order_by(f"-{by}_id").values_list(f"{by}__moment")[:1]

    return Prepared(rows)
