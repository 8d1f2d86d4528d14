"""A scenario: a question with its answer, the checker's verdict, greedy beside it, why, prices and the frontier."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from diaban.plans.phasing.answer import Answer, gap_of
from diaban.plans.phasing.check import Verdict
from diaban.plans.phasing.engine import Effort, Engine, Watch
from diaban.plans.phasing.facts import OUT, Candidate, Limit, Pin, Question, Resource, Year
from diaban.plans.phasing.further import Point, Shadow, changes, frontier, replanned, shadows
from diaban.plans.phasing.search import Found, find
from diaban.plans.phasing.why import Entry, WhyIn, WhyOut, why_in, why_out

__all__ = ["Scenario", "made", "question_dict", "question_from"]

EXPLAINED: Final = 400
"""Works up to which every one is explained; of more, those that are asked about."""


@dataclass(frozen=True)
class Scenario:
    """``before``: the plan it changes few works of, and ``changed``: which these are."""

    question: Question
    found: Found
    answer: Answer
    verdict: Verdict
    ins: Mapping[str, WhyIn]
    outs: Mapping[str, WhyOut]
    shadows: tuple[Shadow, ...]
    frontier: tuple[Point, ...]
    before: Mapping[str, int] | None
    changed: tuple[str, ...]

    def of_year(self, year: int) -> tuple[Candidate, ...]:
        """The works that begin in a year (``OUT``: in none), the neediest first."""
        told = [one for one in self.question.works if self.answer.begins[one.works] == year]
        return tuple(sorted(told, key=lambda one: (-one.score, one.works)))

    @property
    def verified_gap(self) -> float | None:
        """The gap to the bound that the checker computed itself."""
        return gap_of(self.answer.value, self.verdict.bound)

    def as_dict(self) -> dict[str, Any]:
        """The scenario for machines: money in đồng, years as numbers, unknown as null."""
        question, answer = self.question, self.answer
        prices = {one.limit: one for one in self.shadows}
        theirs = self.found.greedy
        return {
            "as_of": None if question.as_of is None else question.as_of.isoformat(),
            "cutoff": question.cutoff,
            "criteria": {"id": question.criteria, "sha256": question.checksum},
            "years": [asdict(one) for one in question.years],
            "status": answer.status.value,
            "value": answer.value,
            "bound": answer.bound,
            "gap": answer.gap,
            "engine": answer.engine,
            "seed": answer.seed,
            "checker": {
                "sound": self.verdict.sound,
                "value": self.verdict.value,
                "bound": self.verdict.bound,
                "gap": self.verified_gap,
            },
            "greedy": {
                "value": self.found.greedy_value,
                "begun": sum(year != OUT for year in theirs.values()),
            },
            "limits": [self._limit(one, prices.get(one.key)) for one in question.limits],
            "works": [self._works(one) for one in question.works],
            "frontier": [
                {**asdict(one), "done_by": None if one.done_by is None else one.done_by.isoformat()}
                for one in self.frontier
            ],
            "changes": None if self.before is None else list(self.changed),
        }

    def _limit(self, one: Limit, shadow: Shadow | None) -> dict[str, Any]:
        use = self.verdict.use[one.key]
        return {
            **asdict(one),
            "used": use,
            "left": None if one.room is None else one.room - use,
            "price_of_billion": None if shadow is None else round(shadow.price, 6),
            "gain_of_billion": None if shadow is None else shadow.exact,
        }

    def _works(self, one: Candidate) -> dict[str, Any]:
        year, theirs = self.answer.begins[one.works], self.found.greedy.get(one.works, OUT)
        why_in_, why_out_ = self.ins.get(one.works), self.outs.get(one.works)
        return {
            "works": one.works,
            "name": one.name,
            "unit": one.unit,
            "region": one.region,
            "year": year or None,
            "phase": self.question.phase_of(year),
            "score": one.score,
            "points": dict(one.points),
            "cost_least": one.least,
            "cost_most": one.most,
            "charged": one.cost,
            "greedy_year": theirs or None,
            "why_in": None if why_in_ is None else asdict(why_in_),
            "why_out": None if why_out_ is None else _out(why_out_),
        }


def _out(one: WhyOut) -> dict[str, Any]:
    nearest = one.nearest
    return {
        "barred": {str(year): why for year, why in one.barred.items()},
        "entries": [_entry(entry) for entry in one.entries],
        "nearest": None if nearest is None else nearest.year,
    }


def _entry(one: Entry) -> dict[str, Any]:
    return {
        **asdict(one),
        "waits": list(one.waits),
        "displaces": None if one.displaces is None else list(one.displaces),
    }


def made(
    question: Question,
    engine: Engine,
    effort: Effort,
    *,
    start: Mapping[str, int] | None = None,
    before: Mapping[str, int] | None = None,
    give: int = 1,
    shares: Sequence[int] | None = None,
    watch: Watch | None = None,
    beat: Watch | None = None,
) -> Scenario:
    """Everything of a question. ``before``: a plan of which as few works as possible shall change, for which ``give``
    per cent of the value may be given; ``shares``: of the frontier (none: it is left out); ``watch``: looks at the
    search, ``beat``: at those after it, whose plans are not the answer. Errors of :func:`find`."""
    found = find(question, engine, effort, start=start, watch=watch)
    answer, verdict = found.answer, found.verdict
    if before is not None:
        answer, verdict = replanned(question, found, before, engine, effort, give, beat)
    few = len(question.works) <= EXPLAINED
    ins = {one.works: one for one in why_in(question, answer.begins)} if few else {}
    outs = {one.works: one for one in why_out(question, answer.begins)} if few else {}
    side = Effort(min(effort.seconds, 5.0), effort.seed, effort.threads)
    points = () if shares is None or not few else frontier(question, engine, side, shares, beat)
    prices = shadows(question, found, engine, side, beat)
    changed = () if before is None else changes(before, answer.begins)
    return Scenario(question, found, answer, verdict, ins, outs, prices, points, before, changed)


def question_dict(question: Question) -> dict[str, Any]:
    """A question as it is kept, so that its answer can be checked again at any time."""
    days = ("ready", "unit_ends")
    return {
        "works": [
            {
                **asdict(one),
                "points": dict(one.points),
                **{name: None if (day := getattr(one, name)) is None else day.isoformat() for name in days},
            }
            for one in question.works
        ],
        "years": [asdict(one) for one in question.years],
        "limits": [asdict(one) for one in question.limits],
        "pins": [asdict(one) for one in question.pins],
        "criteria": question.criteria,
        "checksum": question.checksum,
        "as_of": None if question.as_of is None else question.as_of.isoformat(),
        "cutoff": question.cutoff,
    }


def question_from(told: Mapping[str, Any]) -> Question:
    """The question that was kept."""

    def day(value: str | None) -> date | None:
        return None if value is None else date.fromisoformat(value)

    works = [
        Candidate(
            **{**one, "after": tuple(one["after"]), "ready": day(one["ready"]), "unit_ends": day(one["unit_ends"])}
        )
        for one in told["works"]
    ]
    return Question(
        tuple(works),
        tuple(Year(**one) for one in told["years"]),
        tuple(Limit(**{**one, "resource": Resource(one["resource"])}) for one in told["limits"]),
        tuple(Pin(**one) for one in told["pins"]),
        told["criteria"],
        told["checksum"],
        day(told["as_of"]),
        told["cutoff"],
    )
