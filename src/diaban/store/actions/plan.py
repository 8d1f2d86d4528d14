"""A scenario of a plan is kept: once its answer was recomputed from the facts alone, never changed after."""

import json
from typing import Any

from diaban.basis.error import FaultError, RefusedError
from diaban.basis.finding import finding
from diaban.plans.phasing.check import check
from diaban.plans.phasing.scenario import Scenario, question_dict
from diaban.store import models
from diaban.store.actions.acting import At, acting
from diaban.store.viewer import Viewer
from diaban.units.unit import UnitId

__all__ = ["keep_scenario"]


def keep_scenario(
    *, scenario: Scenario, scope: UnitId | None, by: Viewer, at: At, reason: str, request: str = ""
) -> Any:
    """Keep a phasing of ``scope`` (None: the nation) with its facts. No register changes by it.

    Returns the act. RefusedError ``plan-from-file`` (its facts are not of this memory), ``plan-kept`` (the same was
    kept already); FaultError ``plan-refused`` with what the checker finds; ForbiddenError as ``acting``.
    """
    question, answer = scenario.question, scenario.answer
    if question.as_of is None or question.cutoff is None:
        raise RefusedError(finding("plan-from-file"))
    verdict = check(question, answer)
    if not verdict.sound:
        raise FaultError(finding("plan-refused", engine=answer.engine), *verdict.findings)
    units = sorted({one.unit for one in question.works if one.unit})
    by.require_writer(units)
    told = {
        "kind": "phasing",
        "scope": scope or "",
        "as_of": question.as_of,
        "criteria": question.criteria,
        "criteria_sha256": question.checksum,
        "begins": json.dumps(dict(sorted(answer.begins.items()))),
    }
    facts = question_dict(question)
    with acting("keep-plan", by=by, at=at, reason=reason, request=request) as act:
        for before in models.PlanScenario.objects.filter(**told).only("act_id", "question"):
            if json.loads(before.question) | {"cutoff": 0} == json.loads(json.dumps(facts)) | {"cutoff": 0}:
                raise RefusedError(finding("plan-kept", act=str(before.act_id)))
        models.PlanScenario.objects.create(
            **told,
            act=act,
            cutoff=question.cutoff,
            value=verdict.value,
            bound=answer.bound,
            checked_bound=verdict.bound,
            gap=answer.gap,
            sound=verdict.sound,
            units=json.dumps(units),
            question=json.dumps(facts, ensure_ascii=False),
            document=json.dumps(scenario.as_dict(), ensure_ascii=False),
        )
    return act
