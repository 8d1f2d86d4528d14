"""Published figures as they were loaded."""

from diaban.coverage.claims.claim import Claim
from diaban.store import models
from diaban.store.claim_text import COLUMNS, from_texts
from diaban.store.queries.known import KnownAt, cut, known
from diaban.store.viewer import Viewer

__all__ = ["claims"]


def claims(*, viewer: Viewer, known_at: KnownAt = None) -> list[Claim]:
    """All published figures loaded by ``known_at``, in that order. They are published: open to every viewer."""
    _ = viewer
    rows = models.Claim.objects.filter(cut(known(known_at).act)).order_by("id").values_list(*COLUMNS)
    return [from_texts(dict(zip(COLUMNS, row, strict=True))) for row in rows]
