"""The journal: who did what, when and why, and what it wrote and closed."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from diaban.store import models
from diaban.store.invariants.rules import recorded, table
from diaban.store.queries.known import KnownAt, known
from diaban.store.viewer import Role, Viewer

__all__ = ["JournalLine", "journal"]


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One act. ``by``: the account's name, None once blanked; ``wrote``, ``closed``, ``destroyed``: rows by table."""

    act: int
    moment: datetime
    by: str | None
    action: str
    reason: str
    request: str
    reverses: int | None
    reversed_by: int | None
    wrote: dict[str, int]
    closed: dict[str, int]
    destroyed: dict[str, int]


def journal(
    *, viewer: Viewer, known_at: KnownAt = None, act: int | None = None, last: int | None = 50
) -> list[JournalLine]:
    """The last acts at ``known_at``, the newest first; or act number ``act`` alone. ``last`` None: all.

    Only an administrator of the nation reads the journal of others; anybody reads their own lines.
    """
    end = known(known_at).act
    acts = models.Act.objects.filter(id__lte=end).order_by("-id")
    if act is not None:
        acts = acts.filter(id=act if 0 < act < 2**63 else 0)
    if viewer.role is not Role.ADMINISTRATOR or viewer.reads is not None:
        acts = acts.filter(by__accountname__name=viewer.name)
    rows = list(
        acts.values_list(
            "id", "moment", "by__accountname__name", "action", "reason", "request", "reverses_id", "reversed_by__id"
        )[:last]
    )
    numbers = [row[0] for row in rows]
    wrote, closed = _counts("act_id", numbers), _counts("closed_by_id", numbers)
    stones = _count(models.Tombstone, "act_id", numbers, "register")
    return [
        JournalLine(
            number,
            moment,
            name,
            action,
            why,
            request,
            reverses,
            later if later is not None and later <= end else None,
            wrote.get(number, {}),
            closed.get(number, {}),
            stones.get(number, {}),
        )
        for number, moment, name, action, why, request, reverses, later in rows
    ]


def _counts(column: str, acts: list[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for model in (*recorded(), *((models.Unit,) if column == "act_id" else ())):
        name = table(model).removeprefix("store_")
        rows = model.objects
        if acts:
            rows = rows.filter(**{f"{column}__gte": min(acts), f"{column}__lte": max(acts)})
        for act, count in rows.values_list(column).annotate(Count("id")).order_by(column):
            if act is not None:
                found.setdefault(act, {})[name] = count
    return found


def _count(model: type[Any], column: str, acts: list[int], name: str) -> dict[int, dict[str, int]]:
    rows = model.objects.filter(**{f"{column}__in": acts[:500]}).values_list(column, name)
    found: dict[int, dict[str, int]] = {}
    for (act, register), count in Counter(rows).items():
        found.setdefault(act, {})[register.removeprefix("store_")] = count
    return found
