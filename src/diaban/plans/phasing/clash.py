"""Why nothing fits, by arithmetic first; then, where sums do not tell, by what must give way at the least price."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from diaban.basis.catalogue import Say
from diaban.basis.finding import Finding, finding
from diaban.plans.phasing.engine import Effort, Engine
from diaban.plans.phasing.facts import Candidate, Limit, Pin, Question, Resource
from diaban.plans.phasing.model import model_of, scale_of, with_slacks
from diaban.plans.phasing.open_years import barred, open_years
from diaban.plans.phasing.said import Named, Quantity

__all__ = ["Loosened", "clashes", "loosened"]


@dataclass(frozen=True, slots=True)
class Loosened:
    """A limit that must give way, and by how much (đồng, or how many): up for a most, down for a least."""

    limit: Named
    resource: Resource
    by: Quantity
    down: bool


def clashes(question: Question) -> list[Finding]:
    """What can be seen to be impossible by adding up: ``plan-pin-impossible``, ``plan-pin-order``,
    ``plan-pins-above`` ("pins of phase 1 alone cost X, the ceiling is Y"), ``plan-least-beyond``,
    ``plan-limit-overdrawn``."""
    found: list[Finding] = []
    inside = {key: pin for key, pin in question.pinned.items() if not pin.out}
    for key, pin in sorted(inside.items()):
        found += _of_pin(question, question.by_key[key], pin)
    for limit in question.limits:
        found += _of_limit(question, limit, inside)
    return found


def _of_pin(question: Question, one: Candidate, pin: Pin) -> Iterable[Finding]:
    years = open_years(question, one)
    if not years:
        shut = barred(question, one)
        wanted = [
            why
            for at in question.years
            if pin.year in (None, at.year) and pin.phase in (None, at.phase) and (why := shut.get(at.year))
        ]
        why = wanted[-1] if wanted else "no-such-year"
        yield finding("plan-pin-impossible", works=one.works, when=_when(pin), why=_Why(why))
        return
    for before in one.after:
        first = question.by_key.get(before)
        theirs = () if first is None else open_years(question, first)
        if first is None or not theirs or min(theirs) + first.span > max(years):
            yield finding("plan-pin-order", works=one.works, when=_when(pin), before=before)


def _when(pin: Pin) -> str:
    return str(pin.year if pin.year is not None else pin.phase)


class _Why(str):
    """The reason why works may not begin, said in words."""

    __slots__ = ()

    def worded(self, say: Say) -> str:
        """The words of the catalogue."""
        return say(f"plan.why.{self}")


def _of_limit(question: Question, limit: Limit, inside: Mapping[str, Pin]) -> Iterable[Finding]:
    named = Named.of(limit)

    def told(number: int) -> Quantity:
        return Quantity.of(limit.resource, number)

    if limit.room is not None and limit.room < 0:
        taken, most = told(limit.taken), told(limit.most or 0)
        yield finding("plan-limit-overdrawn", limit=named, taken=taken, most=most, over=told(-limit.room))
        return
    if limit.room is not None:
        # What is pinned is charged wherever its open years leave no way round the limit.
        there = {key: _least_charge(question, limit, question.by_key[key]) for key in inside}
        use = sum(there.values())
        if use > limit.room:
            pins = sorted(key for key, charge in there.items() if charge)
            most, over = told(limit.room), told(use - limit.room)
            yield finding("plan-pins-above", limit=named, pins=pins, use=told(use), most=most, over=over)
    if limit.least is not None:
        reach = sum(_most_charge(question, limit, one) for one in question.works)
        if reach < limit.least:
            yield finding("plan-least-beyond", limit=named, reach=told(reach), least=told(limit.least))


def _charges(question: Question, limit: Limit, one: Candidate) -> list[int]:
    if limit.region not in (None, one.region):
        return [0]
    found = []
    for begins in open_years(question, one):
        years = range(begins, begins + (one.span if limit.resource.lasts else 1))
        times = sum(at.year in years and (at.year == limit.year or at.phase == limit.phase) for at in question.years)
        found.append(times * one.uses(limit.resource))
    return found or [0]


def _least_charge(question: Question, limit: Limit, one: Candidate) -> int:
    return min(_charges(question, limit, one))


def _most_charge(question: Question, limit: Limit, one: Candidate) -> int:
    return max(_charges(question, limit, one))


def loosened(
    question: Question, engine: Engine, effort: Effort, prices: Mapping[Resource, float]
) -> tuple[Loosened, ...] | None:
    """The cheapest loosening of limits, by the prices of the criteria, that lets everything pinned in; empty where none
    is needed; None where no loosening helps (pins and order themselves clash)."""
    model = with_slacks(model_of(question), prices, question)
    solved = engine.solve(model, effort)
    if solved.values is None:
        return None
    limits = {limit.key: limit for limit in question.limits}
    found = []
    for number in range(model.whole, len(model.columns)):
        key, sign = model.columns[number]
        resource = limits[key].resource
        by = round(float(solved.values[number]) * scale_of(resource))
        if by > 0:
            found.append(Loosened(Named.of(limits[key]), resource, Quantity.of(resource, by), sign > 0))
    return tuple(found)
