"""Hamlets are handed over: the duty until now ends, the new one begins, in one act."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from diaban.basis.finding import Place, Severity
from diaban.registers import handover
from diaban.registers.staffing import HamletDuty
from diaban.store.actions.acting import At, acting
from diaban.store.actions.origin import NewOrigin, NewSource, introduce_within
from diaban.store.actions.record import supersede_within
from diaban.store.actions.rows import raise_all
from diaban.store.queries.hamlets import hamlet_facts
from diaban.store.viewer import Viewer
from diaban.units.atlas import Atlas

__all__ = ["hand_over"]


def hand_over(
    *,
    duties: Collection[HamletDuty],
    places: Sequence[Place],
    atlas: Atlas,
    day: date,
    by: Viewer,
    at: At,
    reason: str,
    request: str = "",
    sources: Sequence[NewSource] = (),
    origins: Sequence[NewOrigin] = (),
) -> Any:
    """Hand hamlets over on ``day`` as ``duties`` say (all by one origin), ``atlas`` being the one known now.

    What the same origin said until then ends on ``day``. Decided under the lock by :func:`handover.hand_over`: nobody
    is posted away in between. Returns the act. RefusedError with all its findings of severity error, ``nothing-to-do``
    where all is as it was; ForbiddenError ``not-your-unit``.
    """
    with acting("hand-over", by=by, at=at, reason=reason, request=request) as act:
        told = hamlet_facts(viewer=by, keys={duty.hamlet for duty in duties}, settled=False)
        decided = handover.hand_over(list(duties), places, told, atlas, day)
        raise_all(found for found in decided.findings if found.severity is Severity.ERROR)
        introduce_within(act, sources, origins)
        supersede_within(act, by, decided.duties, decided.places)
    return act
