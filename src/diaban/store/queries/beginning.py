"""How far an installation has come: what lies in it, counted, so that the next step can be told."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from diaban.store import models
from diaban.store.queries.kept import Kept
from diaban.store.queries.known import Known, cut
from diaban.store.viewer import Viewer

__all__ = ["Beginning", "beginning"]


@dataclass(frozen=True, slots=True)
class Beginning:
    """What lies there now: number of the edition (None: no units yet), published figures, accounts that can sign in,
    sources, origins, rows of registers."""

    edition: int | None
    claims: int
    accounts: int
    sources: int
    origins: int
    rows: int


_KEPT: Kept[Beginning] = Kept(1)


def beginning(*, viewer: Viewer) -> Beginning:
    """How far it has come. Open to every viewer: no count is of one unit. Kept until the next act."""
    _ = viewer
    return _KEPT.answer("beginning", _counted)


def _counted(now: Known) -> Beginning:
    known: Any = cut(now.act)
    by_then = Q(act_id__lte=now.act)
    return Beginning(
        edition=models.Edition.objects.filter(known).order_by("-number").values_list("number", flat=True).first(),
        claims=models.Claim.objects.filter(known).count(),
        accounts=models.Access.objects.filter(known, account__accountname__name__isnull=False).count(),
        sources=models.Source.objects.filter(by_then).count(),
        origins=models.Origin.objects.filter(by_then).count(),
        rows=sum(model.objects.filter(known).count() for model in models.REGISTERS.values()),
    )
