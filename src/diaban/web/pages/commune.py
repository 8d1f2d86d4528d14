"""A commune on a day: states with reasons, people against posts, hamlets, premises, equipment, what differs, what
is known about it. Only counts; officers by their pseudonymous codes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final, TypeVar

from diaban.basis.error import RefusedError
from diaban.basis.figure import Step
from diaban.basis.speech import Speech
from diaban.coverage.frame import Scope
from diaban.coverage.plain import PlainDecider
from diaban.coverage.reason import reasons
from diaban.coverage.result import CoverageResult
from diaban.coverage.rule import ChecklistRule, StaffingRule, Wins
from diaban.coverage.standard import Standard
from diaban.coverage.state import State
from diaban.coverage.statement import SUBJECTS, Choice, Statements, key_of
from diaban.coverage.strength import qualified, strength
from diaban.registers.against import disagreements
from diaban.registers.fact import Fact
from diaban.registers.files import REGISTERS, Register
from diaban.registers.handover import Answered, Standing, standings
from diaban.registers.premises import ChecklistItem, Equipment, Headquarters, Housing
from diaban.registers.staffing import Posting
from diaban.reports.table import Opened
from diaban.store import queries
from diaban.store.ground import measures_here
from diaban.units.trace import ended_on_ground_of
from diaban.units.unit import Unit, UnitId
from diaban.web import parts
from diaban.web.claim_tables import Placed
from diaban.web.commune_tables import Frame, Kept, Stood, equipment_table, hamlet_table, stood_table, strength_table
from diaban.web.ground import Ground, Visit, asking, today
from diaban.web.lists.listing import Listing

__all__ = ["commune_content", "published"]

F = TypeVar("F", bound=Fact)
TIMELINE: Final = 12
"""Acts shown at once; the rest unfold."""
TAKERS: Final = 3


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the checklist: ``told`` None: not stated; otherwise the distinct answers, and who gives them."""

    title: str
    told: tuple[bool, ...]
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """What one origin says: the values that differ, in words, for which days, and what it rests on."""

    by: str
    source: str
    values: tuple[tuple[str, str], ...]
    start: date | None
    last: date | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Apart:
    """Two statements about one thing that differ, by register; ``choice``: which of them counts, if that was chosen."""

    register: str
    sides: tuple[Side, Side]
    choice: Choice | None


def commune_content(
    visit: Visit, here: Ground, unit: Unit, on: date, known_at: date | datetime | None
) -> tuple[dict[str, Any], dict[str, Listing[Any]]]:
    """Everything the registers hold of ``unit`` as of ``on``, as known at a moment: what the page says, and its lists.

    Nothing, and it says so, for who may not read it.
    """
    viewer, atlas, say = asking(visit), here.edition.atlas, visit.say
    before = ended_on_ground_of(atlas, [unit.id], on)
    held = queries.dossier(unit=unit.id, before=before, day=on, known_at=known_at, viewer=viewer)
    if held is None:
        return {"closed": True}, {}
    today_ = [fact for fact in held.settled if on in fact.period]
    try:
        results = queries.coverages(
            edition=here.edition,
            standards=here.standards.values(),
            question=queries.Question(scope=Scope(unit), as_of=on, known_at=known_at),
            viewer=viewer,
        )
    except RefusedError as error:
        return {"refused": [say.sentences(one) for one in error.findings]}, {}
    decider = PlainDecider(Statements(held.settled))
    apart = [
        _apart(say, register, pair, held, on)
        for register in REGISTERS
        for pair in disagreements(
            register, (one for one in held.stated if type(one) is register.fact and on in one.period)
        )
    ]
    findings = [found for result in results for found in result.findings]
    told = [one for one in standings(held.hamlets, atlas, on) if one.unit == unit.id or unit.id in one.heirs]
    strong = strength(held.settled, _wins(here), on)
    equipped = [(_equipment_title(one.kind, say), one) for one in _of(today_, Equipment)]
    frame = Frame(visit, here, unit, on, known_at, held.titles)
    lists: dict[str, Listing[Any]] = {
        "stood": stood_table(frame, [_stood(say, result, unit, on, decider, held.titles) for result in results])
    }
    if strong.lines or strong.whole.posts or strong.whole.present:
        lists["people"] = strength_table(frame, strong)
    if equipped:
        lists["equipment"] = equipment_table(frame, equipped)
    if told:
        lists["hamlets"] = hamlet_table(frame, [_kept(say, here, one, on) for one in told])
    return {
        "held": held,
        "invented_list": True,
        "strength": strong,
        "nobody_speaks": strong.speaks is None,
        "by_postings": strong.speaks is Posting,
        "qualified": [(kind, n) for kind, n in qualified(held.settled, on).items()],
        "hamlet_counts": [(state, sum(1 for one in told if one.state is state)) for state in Answered],
        "headquarters": _of(today_, Headquarters),
        "housing": _of(today_, Housing),
        "checklist": _checklist(say, here, _of(today_, ChecklistItem), on),
        "findings": [parts.finding_told(say, one, here.standards, held.titles) for one in findings],
        "apart": [one for one in apart if one.choice is None],
        "chosen": [one for one in apart if one.choice is not None],
        "recent": held.acts[:TIMELINE],
        "older_acts": held.acts[TIMELINE:],
    }, lists


def _of(facts: Iterable[Fact], kind: type[F]) -> list[F]:
    return [fact for fact in facts if isinstance(fact, kind)]


def _wins(here: Ground) -> Wins:
    """Which register speaks of people here: as the standard for staffing has it."""
    rules = (standard.rule for standard in here.standards.values())
    return next((rule.wins for rule in rules if isinstance(rule, StaffingRule)), Wins.POSTINGS)


def _stood(say: Speech, result: CoverageResult, unit: Unit, on: date, decider: PlainDecider, titles: Any) -> Stood:
    standard: Standard = result.standard
    title, sentence = standard.definition.title[say.lang], result.scope_rule.sentence[say.lang]
    state = next((state for state in State if unit.id in result.units[state]), None)
    if state is None:
        return Stood(title, None, None, None, (sentence,))
    decision = decider.decision(standard, unit, on, {})
    step = next((step for step in reversed(Step) if unit.id in result.steps[step]), None)
    address = result.address(state, step if state is State.MET and step else Step.REPORTED)
    figure = Opened(say.text(f"state.{state.value}"), str(address), parts.address_path(address))
    why = tuple(say.words(one) for one in reasons(standard, unit, decision, on, titles))
    return Stood(title, state, figure, step, why)


def _hamlet_words(say: Speech, here: Ground, one: Standing, on: date) -> str:
    """Why nobody answers for a hamlet, in words; empty where somebody does."""
    if one.state is Answered.ANSWERED:
        return ""
    if one.state is Answered.WITHOUT:
        return say.text("hamlets.state.without")
    if one.state is Answered.UNLISTED:
        heirs = _named(here, one.heirs, on)
        return say.text("hamlets.left", heirs=heirs) if one.heirs else say.text("hamlets.state.unlisted")
    told = [say.text(f"hamlets.void.{each.void}", units=_named(here, each.posted, on)) for each in one.duties]
    return "; ".join(dict.fromkeys(told))


def _kept(say: Speech, here: Ground, one: Standing, on: date) -> Kept:
    """A hamlet with who answers, and the first who could where nobody does."""
    counting = [each for each in one.duties if each.void is None]
    officers = tuple(dict.fromkeys(each.duty.officer for each in counting))
    return Kept(one, _hamlet_words(say, here, one, on), officers, tuple(one.could_take[:TAKERS]))


def _named(here: Ground, units: Iterable[UnitId], on: date) -> str:
    atlas = here.edition.atlas
    return ", ".join((atlas.find_id(one, on) or atlas.versions(one)[-1]).full_name for one in units) or "—"


def _checklist(say: Speech, here: Ground, told: Sequence[ChecklistItem], on: date) -> list[tuple[str, list[Item]]]:
    """Every standard with a list of items, each item with what is said of it."""
    found = []
    for standard in here.standards.values():
        rule = standard.rule
        if isinstance(rule, ChecklistRule) and standard.in_force_on(on):
            items = []
            for code in rule.items:
                mine = [one for one in told if one.item == code]
                answers = tuple(sorted({one.met for one in mine}, reverse=True))
                title = rule.titles[code][say.lang] if code in rule.titles else code
                items.append(Item(title, answers, tuple(dict.fromkeys(one.origin for one in mine))))
            found.append((standard.definition.title[say.lang], items))
    return found


@cache
def _measures() -> Any:
    return measures_here()[0]


def _equipment_title(kind: str, say: Speech) -> str:
    for measure in _measures().values():
        if kind in measure.titles:
            title: str = measure.titles[kind][say.lang]
            return title
    return kind


def _apart(say: Speech, register: Register, pair: tuple[Fact, Fact], held: queries.Dossier, on: date) -> Apart:
    names = register.differing(*pair)
    choice = next((one for one in held.choices if on in one.period and _about(one, pair[0])), None)

    def side(fact: Fact) -> Side:
        values = tuple((say.text(f"register.column.{name}"), _value(say, getattr(fact, name))) for name in names)
        by, source = held.titles.get(fact.origin, fact.origin), held.titles.get(fact.source, fact.source)
        chosen = choice is not None and choice.origin == fact.origin
        return Side(by, source, values, fact.period.start, fact.period.last_day, chosen)

    return Apart(say.text(f"register.name.{register.name}"), (side(pair[0]), side(pair[1])), choice)


def _about(choice: Choice, fact: Fact) -> bool:
    return choice.kind is type(fact) and choice.kind in SUBJECTS and choice.subject == key_of(fact)


def _value(say: Speech, value: object) -> str:
    if value is None:
        return say.text("web.commune.unstated")
    if isinstance(value, bool):
        return say.text("register.value.yes" if value else "register.value.no")
    key = f"register.value.{value}"
    return say.text(key) if isinstance(value, str) and key in say.catalogue.keys() else say.write(value)  # noqa: SIM118  # a method, not a mapping's


def published(
    visit: Visit, here: Ground, unit: Unit, above: Sequence[Unit], known_at: date | datetime | None
) -> list[Placed]:
    """Published figures whose place is the unit, a unit above it, or one of those on whose ground it was
    formed; as they stood here then."""
    atlas = here.edition.atlas
    places = {one.id: one for one in (unit, *above)}
    for step in atlas.successions_into(unit.id):
        older = atlas.versions(step.older)[-1]
        last = older.answers.last_day if older.answers else None
        for one in (older, *(atlas.ancestors(older, last) if last else ())):
            places.setdefault(one.id, one)
    found = queries.claims_by_place(
        edition=here.edition, standards=here.standards, today=today(), known_at=known_at, viewer=asking(visit)
    )

    return [(one, claim, checked) for id_, one in places.items() for claim, checked in found.get(id_, ())]
