"""From a question to an answer: the prices of the relaxation, greedy as the start, an engine, then the checker.

A programme of thousands of works is first searched among the columns that the prices leave in doubt: what is found
there is a plan of the whole, and the bound of the relaxation, which the checker computes again, holds for the whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diaban.basis.error import FaultError, RefusedError
from diaban.basis.finding import finding
from diaban.plans.phasing.answer import Answer, Status
from diaban.plans.phasing.check import Verdict, check
from diaban.plans.phasing.clash import clashes
from diaban.plans.phasing.engine import Effort, Engine, Glance, Solved, Watch
from diaban.plans.phasing.facts import OUT, Question
from diaban.plans.phasing.greedy import greedy
from diaban.plans.phasing.model import Model, begins_of, model_of, prices_of, start_of, within

__all__ = ["Found", "find", "value_of"]

LARGE: Final = 4_000
"""Columns above which the search begins among those in doubt."""
DOUBT: Final = ((0.2, 0.3, 1.0), (0.3, 0.75, 0.25))
"""What is searched one after another then: the part of the columns that is left open, by which part of the time it must
end, and how near it is brought to its own best, as a part of the gap asked for. The narrow search is over in seconds
and gives the wider one its start; one that leaves too little open for any plan costs next to nothing."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer, what the checker says of it, and greedy by need beside it (None where it breaks a limit or a pin)."""

    answer: Answer
    verdict: Verdict
    greedy: Mapping[str, int]
    greedy_value: int | None


def value_of(question: Question, begins: Mapping[str, int]) -> int:
    """What a plan is worth."""
    return sum(question.worth(question.by_key[key], year) for key, year in begins.items() if year != OUT)


def find(
    question: Question,
    engine: Engine,
    effort: Effort,
    *,
    start: Mapping[str, int] | None = None,
    watch: Watch | None = None,
) -> Found:
    """The best plan that can be found with an effort; ``start``: a plan to begin from (one that was kept).

    RefusedError: the findings of :func:`clashes`, else ``plan-infeasible``; ``plan-stopped`` where the time ended
    before any plan was found; FaultError ``plan-refused`` where the checker refuses what the engine gave.
    """
    wrong = clashes(question)
    if wrong:
        raise RefusedError(*wrong)
    model = model_of(question)
    relaxed = engine.solve(model, replace(effort, relaxed=True))
    if relaxed.status is Status.INFEASIBLE:
        raise RefusedError(finding("plan-infeasible"))
    by_need = greedy(question)
    begin = _begin(question, start, by_need)
    prices, order = ({}, {}) if relaxed.prices is None else prices_of(question, model, relaxed.prices)
    ceiling = None if relaxed.objective is None else _whole(relaxed.objective)
    solved = _searched(
        model, relaxed, engine, effort, None if begin is None else start_of(model, begin), ceiling, watch
    )
    if solved.values is None:
        if solved.status is Status.INFEASIBLE:
            raise RefusedError(finding("plan-infeasible"))
        raise RefusedError(finding("plan-stopped", seconds=round(effort.seconds)))
    begins = begins_of(question, model, solved.values)
    value = value_of(question, begins)
    bounds = [bound for bound in (solved.bound, ceiling) if bound is not None]
    bound = _whole(min(bounds)) if bounds else None
    status = Status.OPTIMAL if bound is not None and bound <= value else solved.status
    answer = Answer(begins, value, bound, status, engine.name, effort.seed, prices, order)
    verdict = check(question, answer)
    if not verdict.sound:
        raise FaultError(finding("plan-refused", engine=engine.name), *verdict.findings)
    greedy_value = value_of(question, by_need)
    theirs = check(question, Answer(by_need, greedy_value, None, Status.STOPPED, "greedy"))
    return Found(answer, verdict, by_need, greedy_value if theirs.sound else None)


def _whole(bound: float) -> float:
    """Plans are worth whole points; the engine's last digits are not trusted."""
    return float(np.floor(bound + 1e-9 * abs(bound) + 1e-6))


def _begin(question: Question, start: Mapping[str, int] | None, by_need: Mapping[str, int]) -> Mapping[str, int] | None:
    """The better of the plans to begin from that break nothing."""
    told = []
    for plan in (start, by_need):
        if plan is not None and plan.keys() == question.by_key.keys():
            value = value_of(question, plan)
            if check(question, Answer(plan, value, None, Status.STOPPED, "")).sound:
                told.append((value, plan))
    return max(told, key=lambda one: one[0])[1] if told else None


def _searched(
    model: Model,
    relaxed: Solved,
    engine: Engine,
    effort: Effort,
    begin: NDArray[np.float64] | None,
    ceiling: float | None,
    watch: Watch | None,
) -> Solved:
    """The whole model, after the doubtful columns of a large one. Stops as soon as the gap is small enough."""

    lasted = 0.0

    def near(glance: Glance) -> bool:
        nonlocal lasted
        lasted = glance.seconds
        told = watch(glance) if watch is not None else False
        if glance.value is None or ceiling is None:
            return told
        return told or (effort.gap > 0 and glance.value >= ceiling * (1 - effort.gap))

    first: Solved | None = None
    left = effort.seconds
    if len(model.columns) > LARGE and relaxed.prices is not None:
        for part, until, near_own in DOUBT:
            lasted, limit = 0.0, left - (1.0 - until) * effort.seconds
            narrow = within(model, relaxed.prices, int(part * len(model.columns)))
            trial = replace(effort, seconds=limit, gap=near_own * effort.gap)
            found = engine.solve(narrow, trial, start=begin, watch=near)
            # What a search did not need the next one has: the engine itself told how long it lasted.
            left -= min(lasted, limit)
            if found.values is not None and (first is None or (found.objective or 0.0) >= (first.objective or 0.0)):
                first, begin = found, found.values
                if ceiling is not None and effort.gap > 0 and (first.objective or 0.0) >= ceiling * (1 - effort.gap):
                    return replace(first, bound=ceiling, status=Status.STOPPED)
    whole = engine.solve(model, replace(effort, seconds=left), start=begin, watch=near)
    if first is not None and first.values is not None:
        best = max((whole, first), key=lambda one: -np.inf if one.objective is None else one.objective)
        return replace(best, bound=whole.bound if whole.bound is not None else ceiling, status=whole.status)
    return whole
