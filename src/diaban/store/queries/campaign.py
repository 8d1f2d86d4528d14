"""Where a campaign stands, and what communes found when they checked their forms: counts alone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from diaban.coverage.campaign.live import events_of
from diaban.coverage.campaign.standing import Campaign, campaign
from diaban.coverage.frame import Scope
from diaban.quality.live import Waiting
from diaban.quality.summary import CommuneCounts, commune_counts_of
from diaban.registers.campaign import CampaignPlan, CardCount, EventCount, FormCount
from diaban.store import models
from diaban.store.queries.counts import communes_of, stated_in
from diaban.store.queries.known import KnownAt, known
from diaban.store.viewer import Viewer
from diaban.units.edition import Edition
from diaban.units.unit import UnitId

__all__ = ["KeptSummary", "campaign_standing", "events_waiting", "kept_summaries"]


@dataclass(frozen=True, slots=True)
class KeptSummary:
    """The counts of one commune's batch, as an act kept them."""

    act: int
    unit: UnitId
    as_of: date
    counts: CommuneCounts


def campaign_standing(
    *, edition: Edition, scope: Scope, as_of: date, viewer: Viewer, known_at: KnownAt = None
) -> Campaign:
    """The campaign over the communes of a scope. RefusedError as ``communes_of`` gives it."""
    framed = communes_of(edition, scope, as_of, viewer=viewer)
    given: dict[str, Any] = {"edition": edition, "scope": scope, "day": as_of, "viewer": viewer, "known_at": known_at}
    return campaign(
        plans=stated_in(fact=CampaignPlan, **given),
        forms=stated_in(fact=FormCount, **given),
        cards=stated_in(fact=CardCount, **given),
        frame=framed.ids,
        atlas=edition.atlas,
        as_of=as_of,
    )


def kept_summaries(
    *, units: Sequence[UnitId], as_of: date, viewer: Viewer, known_at: KnownAt = None
) -> dict[UnitId, list[KeptSummary]]:
    """By commune, what was kept of batches checked up to ``as_of``, the oldest first."""
    wanted = set(units) if viewer.reads is None else viewer.reads.intersection(units)
    rows = models.CampaignSummary.objects.filter(
        act_id__lte=known(known_at).act, as_of__lte=as_of, unit__in=wanted
    ).order_by("as_of", "id")
    found: dict[UnitId, list[KeptSummary]] = {}
    for row in rows:
        counts = commune_counts_of(json.loads(row.document), f"act {row.act_id}")
        found.setdefault(row.unit, []).append(KeptSummary(row.act_id, row.unit, row.as_of, counts))
    return found


def events_waiting(
    *,
    edition: Edition,
    scope: Scope,
    as_of: date,
    viewer: Viewer,
    kept: Mapping[UnitId, Sequence[KeptSummary]],
    known_at: KnownAt = None,
) -> dict[UnitId, Mapping[str, Waiting]]:
    """By commune, births, deaths and moves that its last checked batch cannot know of: by the returns of events where
    there are any, else as the check itself was told. RefusedError as ``communes_of`` gives it."""
    told = {unit: each[-1].counts for unit, each in kept.items()}
    facts = stated_in(fact=EventCount, edition=edition, scope=scope, day=as_of, viewer=viewer, known_at=known_at)
    frame = communes_of(edition, scope, as_of, viewer=viewer).ids
    filled = {unit: counts.by_day for unit, counts in told.items()}
    returned = events_of(facts, filled, frame=frame, atlas=edition.atlas, as_of=as_of)
    said = {unit: counts.events for unit, counts in told.items() if counts.events is not None}
    return {**said, **returned}
