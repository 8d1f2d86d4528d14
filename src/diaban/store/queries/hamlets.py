"""What is stated of hamlets: their lists, who answers for them, and who serves where."""

from collections.abc import Collection
from typing import Any, Final, TypeVar

from diaban.coverage.statement import after_choices
from diaban.registers.fact import Fact
from diaban.registers.handover import HamletFacts
from diaban.registers.staffing import Hamlet, HamletDuty, Posting
from diaban.store import models
from diaban.store.mapping import public_id
from diaban.store.queries.decisions import choices
from diaban.store.queries.facts import facts
from diaban.store.queries.known import Known, KnownAt, cut, known
from diaban.store.viewer import Viewer
from diaban.units.unit import UnitId

__all__ = ["hamlet_facts"]

FactT = TypeVar("FactT", bound=Fact)

IN_ONE: Final = 500
"""Keys named to the database in one statement."""


def hamlet_facts(
    *, viewer: Viewer, known_at: KnownAt = None, keys: Collection[str] | None = None, settled: bool = True
) -> HamletFacts:
    """Hamlets, duties and postings of any day, as known at ``known_at``, after choices between origins.

    ``keys``: only what concerns the units that ever kept one of these hamlets. ``settled`` False: duties as they were
    stated, whichever origin was chosen; lists and postings after choices all the same.
    """
    then = known(known_at)
    units = None if keys is None else _keepers(then, keys)
    made = choices(viewer=viewer, known_at=then)

    def of(model: Any, kind: type[FactT], after: bool) -> list[FactT]:
        told = facts(model, kind, as_of=None, known_at=then, viewer=viewer, units=units)
        return [one for one in after_choices(told, made) if isinstance(one, kind)] if after else told

    return HamletFacts(
        of(models.Hamlet, Hamlet, True),
        of(models.HamletDuty, HamletDuty, settled),
        of(models.Posting, Posting, True),
    )


def _keepers(then: Known, keys: Collection[str]) -> set[UnitId]:
    """Units that keep, or kept, one of the hamlets."""
    wanted = sorted(keys)
    found: set[int] = set()
    for start in range(0, len(wanted), IN_ONE):
        rows = models.Hamlet.objects.filter(cut(then.act), hamlet__key__in=wanted[start : start + IN_ONE])
        found.update(rows.values_list("unit_id", flat=True))
    return {public_id(unit) for unit in found}
