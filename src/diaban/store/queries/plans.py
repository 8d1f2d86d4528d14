"""Scenarios that were kept, with what is needed to check them again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.plans.phasing.answer import Answer, Status
from diaban.plans.phasing.check import Verdict, check
from diaban.plans.phasing.facts import Question
from diaban.plans.phasing.scenario import question_from
from diaban.store import models
from diaban.store.queries.known import KnownAt, known
from diaban.store.viewer import Viewer

__all__ = ["KeptScenario", "plan_scenario", "plan_scenarios"]


@dataclass(frozen=True)
class KeptScenario:
    """A phasing as an act kept it. ``document``: what was printed; ``begins``: the year of each works, 0 for none."""

    act: int
    moment: datetime
    scope: str | None
    reason: str
    begins: Mapping[str, int]
    document: Mapping[str, Any]
    facts: str

    @cached_property
    def question(self) -> Question:
        """The facts it was made from."""
        return question_from(json.loads(self.facts))

    def checked(self) -> Verdict:
        """What the checker says of it now, from the facts alone."""
        told = self.document
        answer = Answer(self.begins, told["value"], told["bound"], Status(told["status"]), told["engine"])
        return check(self.question, answer)


def plan_scenarios(*, viewer: Viewer, known_at: KnownAt = None) -> list[KeptScenario]:
    """Every scenario kept by then of which the viewer reads all communes, the newest first."""
    rows = models.PlanScenario.objects.filter(act_id__lte=known(known_at).act).select_related("act").order_by("-id")
    return [_kept(row) for row in rows if viewer.reads is None or viewer.reads.issuperset(json.loads(row.units))]


def plan_scenario(act: int, *, viewer: Viewer, known_at: KnownAt = None) -> KeptScenario:
    """The scenario that an act kept. RefusedError ``plan-unknown``: there is none that the viewer may read."""
    number = act if 0 < act <= known(known_at).act else 0
    row = models.PlanScenario.objects.filter(act_id=number).select_related("act").first()
    if row is None or not (viewer.reads is None or viewer.reads.issuperset(json.loads(row.units))):
        raise RefusedError(finding("plan-unknown", act=str(act)))
    return _kept(row)


def _kept(row: Any) -> KeptScenario:
    return KeptScenario(
        row.act_id,
        row.act.moment,
        row.scope or None,
        row.act.reason,
        json.loads(row.begins),
        json.loads(row.document),
        row.question,
    )
