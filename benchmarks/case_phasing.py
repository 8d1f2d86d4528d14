"""Case: phasing a nation within a gap, a province to the proven best, beside greedy by need and the engine alone."""

from dataclasses import dataclass
from time import perf_counter, process_time

from benchmarks.figure import Case, Figure, Spread, Table, Times, timed
from benchmarks.phases import invented
from benchmarks.size import Size
from diaban.engines.highs import Highs
from diaban.plans.phasing.answer import Status, gap_of
from diaban.plans.phasing.engine import Effort
from diaban.plans.phasing.facts import Question
from diaban.plans.phasing.model import begins_of, model_of
from diaban.plans.phasing.search import Found, find, value_of

__all__ = ["measure"]

WORKS, REGIONS, PROVINCE = 3_321, 34, 98
SECONDS = 60.0
SEEDS = (1, 2, 3)
NATIONS = (1, 2)
ALONE = 1
"""The peer's minute is spent on the first nation only, and half of one on each of the hard provinces: the whole case is
to be over in four minutes."""
HARD = 0.5
SEARCHED = 0.8
"""The part of the time for the engine."""
GAP, GOAL = 0.05, 0.01
"""Per cent: what is asked, and where the search stops of itself."""


@dataclass(frozen=True, slots=True)
class _Run:
    found: Found
    wall: float
    cpu: float

    @property
    def verified(self) -> float:
        """The gap in per cent to the bound that the checker computed itself from the facts and the prices."""
        return 100 * (gap_of(self.found.answer.value, self.found.verdict.bound) or 0.0)


def measure(size: Size) -> Case:
    """Nations, provinces, and what greedy and the engine alone make of the same nations."""
    small = size.answers is not None
    works, regions, province = (60, 3, 12) if small else (WORKS, REGIONS, PROVINCE)
    seeds = SEEDS[:1] if small else SEEDS
    seconds = 1.0 if small else SECONDS
    nations = [invented(works, regions, seed) for seed in (seeds[:1] if small else NATIONS)]
    provinces = [invented(province, 1, seed) for seed in (seeds[:1] if small else NATIONS)]
    # The rest of the minute is for building, checking and greedy.
    ours = [_run(one, Effort(SEARCHED * seconds, gap=GOAL / 100)) for one in nations]
    alone = [_alone(one, SEARCHED * seconds) for one in nations[:ALONE]]
    proven = [_run(invented(province, 1, seed, 3), Effort(seconds)) for seed in seeds]
    longer = [_run(one, Effort(HARD * seconds)) for one in provinces]
    name = f"ours: gap to the checker's own bound, {works:,} works in {regions} regions"
    greedy = [_behind(value_of(one, run.found.greedy), run) for one, run in zip(nations, ours, strict=True)]
    return Case(
        key="phasing",
        title="Phasing",
        asked=f"{WORKS:,} works, {REGIONS} regions: gap ≤ {GAP} % in {SECONDS:.0f} s, goal {GOAL} %; a province proven",
        figures=(
            Figure(name, "%", Spread.of([run.verified for run in ours]), target=GAP),
            Figure("peer: greedy by need", "%", Spread.of(greedy), against=name),
            Figure(
                "peer: the engine alone on the whole model, the same time",
                "%",
                Spread.of([_behind(value, run) for value, run in zip(alone, ours[:ALONE], strict=True)]),
                against=name,
            ),
            _time("ours: time for it", ours, SECONDS),
            _time(f"ours: a province of {province} works over three years proven best", proven, SECONDS),
            Figure(
                f"ours: gap the engine proves for a province of {province} works over five years",
                "%",
                Spread.of([100 * (run.found.answer.gap or 0.0) for run in longer]),
                target=GAP,
            ),
        ),
        method=(
            "Instances invented by seeds 1, 2, 3 (`benchmarks/phases.py`; nations and provinces over five years: 1 and"
            " 2, the latter for half a minute each; the engine alone: 1): ceilings of money of"
            " years for all and of phases for each region, supervisors and crews a year, a least number of works in"
            " phase 1, one works in ten waits for another. One thread. The gap is not the engine's claim: the checker"
            " computes the bound from the facts and the prices of the relaxation in exact arithmetic, and recomputes"
            " the plan. Greedy takes works by score in the first year that has room; a plan of it that misses a least"
            " number is told all the same. The time is from the facts to the checked answer."
        ),
        limits=(
            "Invented instances. A province over five years with every limit tight is the hardest of them: few works"
            " fill a ceiling, so whole works leave a gap that takes minutes to prove. The machine's speed decides what"
            " 60 s are worth; the engine is given its limit by the clock on the wall."
        ),
        tables=(
            Table(
                "What was found",
                ("instance", "begun", "value", "engine's bound", "checker's bound", "greedy", "status"),
                tuple(
                    _told(f"{kind} {seed}", run)
                    for kind, runs in (("nation", ours), ("province, 3 years,", proven), ("province, 5 years,", longer))
                    for seed, run in zip(seeds, runs, strict=False)
                ),
            ),
        ),
    )


def _run(question: Question, effort: Effort) -> _Run:
    cpu, wall = process_time(), perf_counter()
    found = find(question, Highs(), effort)
    return _Run(found, perf_counter() - wall, process_time() - cpu)


def _alone(question: Question, seconds: float) -> int:
    """The value of what the engine finds without a start and without looking first among what is in doubt."""
    model = model_of(question)
    solved = Highs().solve(model, Effort(seconds, gap=GOAL / 100))
    return 0 if solved.values is None else value_of(question, begins_of(question, model, solved.values))


def _behind(value: int, run: _Run) -> float:
    """The gap of another plan's value to the same bound."""
    return 100 * (gap_of(value, run.found.verdict.bound) or 0.0)


def _time(what: str, runs: list[_Run], target: float) -> Figure:
    return timed(what, "s", Times([run.wall for run in runs], [run.cpu for run in runs]), 1.0, target=target)


def _told(name: str, run: _Run) -> tuple[str, ...]:
    answer, verdict = run.found.answer, run.found.verdict
    bounds = [f"{bound:,.1f}" if bound is not None else "—" for bound in (answer.bound, verdict.bound)]
    status = "proven best" if answer.status is Status.OPTIMAL else f"gap {100 * (answer.gap or 0.0):.4f} %"
    theirs = "breaks a least" if run.found.greedy_value is None else f"{run.found.greedy_value:,}"
    return name, f"{len(answer.chosen()):,}", f"{answer.value:,}", *bounds, theirs, status
