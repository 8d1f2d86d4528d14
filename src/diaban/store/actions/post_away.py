"""An officer is posted away: the posting and the hand-over of every hamlet are one act."""

from collections.abc import Mapping, Sequence
from typing import Any

from diaban.basis.finding import Place, Severity
from diaban.registers import posting_away
from diaban.registers.posting_away import Away
from diaban.store.actions.acting import At, acting
from diaban.store.actions.origin import NewOrigin, NewSource, introduce_within
from diaban.store.actions.record import supersede_within
from diaban.store.actions.rows import raise_all
from diaban.store.mapping import shape
from diaban.store.queries.hamlets import hamlet_facts
from diaban.store.viewer import Viewer
from diaban.units.atlas import Atlas

__all__ = ["post_away"]


def post_away(
    *,
    away: Away,
    takers: Mapping[str, str],
    places: Mapping[str, Place],
    atlas: Atlas,
    by: Viewer,
    at: At,
    reason: str,
    request: str = "",
    sources: Sequence[NewSource] = (),
    origins: Sequence[NewOrigin] = (),
) -> Any:
    """Post an officer away as ``away`` says, hamlets handed to ``takers`` (officers by hamlet). Returns the act.

    Decided under the lock by :func:`posting_away.post_away`. RefusedError with all its findings of severity error;
    ForbiddenError ``not-your-unit``.
    """
    with acting("post-away", by=by, at=at, reason=reason, request=request) as act:
        decided = posting_away.post_away(away, takers, places, hamlet_facts(viewer=by, settled=False), atlas)
        raise_all(found for found in decided.findings if found.severity is Severity.ERROR)
        introduce_within(act, sources, origins)
        whole: dict[type[Any], set[int]] = {}
        for fact in decided.whole:
            whole.setdefault(shape(type(fact)).model, set()).add(fact.row)
        supersede_within(act, by, decided.facts, decided.places, whole=whole)
    return act
