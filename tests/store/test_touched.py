"""An act ends only the answers that rest on what it touched; the others stand; each is the one made anew would be."""

import random
from contextlib import suppress
from datetime import date
from typing import Any

import pytest

from diaban.basis.error import ConflictError, RefusedError
from diaban.basis.figure import Step
from diaban.coverage.count import coverage_of_all
from diaban.coverage.frame import Scope
from diaban.coverage.plain import PlainDecider
from diaban.coverage.result import CoverageResult
from diaban.coverage.state import State
from diaban.coverage.statement import KINDS, Statements, after_choices
from diaban.registers.evidence import Evidence, EvidenceKind
from diaban.registers.fact import Fact
from diaban.registers.staffing import Hamlet, HamletDuty, HeadCount, Posting, Qualification, QualificationKind, Title
from diaban.store.viewer import Role, Viewer
from diaban.units.edition import Edition
from diaban.units.unit import UnitType
from tests.store.conftest import Memory
from tests.store.test_figures import STANDARDS, house, opened
from tests.store.world import ADMIN, Clock, count, during, how

BAC_KAN = "u00004"
DAYS = (date(2025, 2, 1), date(2025, 6, 30))
WANTED = STANDARDS["independent-headquarters"].evidence
LAST = 30


class Deeds:
    """Acts at random on every register that a standard reads, and on what is decided about rows."""

    def __init__(self, seed: int) -> None:
        from diaban.store import actions

        self.clock, self.chance = Clock(), random.Random(seed)
        self.edition, self.units = opened(self.clock)
        self.acts: list[int] = []
        # One that is proved from the beginning: by chance alone few would be.
        actions.record(facts=[house(self.units[0], "2024-01-01")], **how(self.clock))
        for kind in WANTED:
            actions.add_evidence(evidence=self.proof(kind, self.units[0]), **how(self.clock))

    def all(self, kind: type[Fact]) -> list[Any]:
        from diaban.store.mapping import shape
        from diaban.store.queries import facts

        return list(facts(shape(kind).model, kind, as_of=None, known_at=None, viewer=ADMIN))

    def about(self) -> dict[str, Any]:
        end = self.chance.choice([None, "2025-05-01"])
        origin = self.chance.choice(["xa", "xa", "tinh"])
        return {"period": during("2024-06-01", end), "origin": origin, "source": "bc"}

    def fact(self) -> Fact:
        pick = self.chance.choice
        unit, officer, hamlet = pick(self.units), pick(["cb1", "cb2", "cb3"]), pick(["h1", "h2"])
        return pick(
            [
                lambda: house(self.units[0], "2024-01-01"),
                lambda: house(unit, "2024-01-01", origin=pick(["xa", "tinh"])),
                lambda: count(unit, self.chance.randrange(12), "2024-06-01"),
                lambda: Posting(unit=unit, officer=officer, title=Title.MEMBER, **self.about()),
                lambda: Qualification(officer=officer, kind=pick(list(QualificationKind)), **self.about()),
                lambda: Hamlet(hamlet=hamlet, unit=unit, name=hamlet, type=UnitType.THON, **self.about()),
                lambda: HamletDuty(hamlet=hamlet, officer=officer, **self.about()),
            ]
        )()

    def proof(self, kind: EvidenceKind, unit: str) -> Evidence:
        standard = "independent-headquarters"
        given: dict[str, Any] = {"day": date(2025, 1, 5), "by": "bo", "reporter": "xa", "source": "bc"}
        return Evidence(kind=kind, unit=unit, standard=standard, **given)

    def step(self) -> None:
        """One deed; the memory may refuse it."""
        from diaban.store import actions

        given = how(self.clock)
        rows = [row for kind in KINDS for row in self.all(kind)]
        proof = self.proof(self.chance.choice([*WANTED, EvidenceKind.CERTIFICATE]), self.chance.choice(self.units))
        deeds: list[Any] = [lambda: actions.supersede(facts=[self.fact()], **given)] * 5
        deeds += [lambda: actions.add_evidence(evidence=proof, **given)] * 2
        deeds += [
            lambda: actions.undo(act=self.chance.choice(self.acts or [0]), **given),
            lambda: actions.close(facts=[self.chance.choice(rows)], **given),
            lambda: actions.destroy(facts=[self.chance.choice(rows)], **given),
            lambda: actions.choose(fact=self.chance.choice(rows), period=during("2025-01-01"), **given),
        ]
        deed = self.chance.choice(deeds) if rows else deeds[0]
        with suppress(RefusedError, ConflictError):
            self.acts.append(deed().id)


def anew(edition: Edition, day: date, deeds: Deeds) -> list[CoverageResult]:
    """Everything read again and decided by the plain rules."""
    from diaban.store import queries

    facts = after_choices([row for kind in KINDS for row in deeds.all(kind)], queries.choices(viewer=ADMIN))
    proofs = queries.evidence(viewer=ADMIN, until=day)
    scope = Scope(edition.atlas.by_id(BAC_KAN, day))
    decider = PlainDecider(Statements(facts))
    return coverage_of_all(edition.atlas, edition.service, STANDARDS.values(), scope, day, decider, proofs)


def told(results: list[CoverageResult]) -> list[Any]:
    return [
        (one.standard.id, one.units, one.steps, one.outside, one.sources, [found.code for found in one.findings])
        for one in results
    ]


@pytest.mark.parametrize("seed", range(2))
def test_what_is_kept_beyond_acts_is_what_would_be_made_anew(memory: Memory, seed: int) -> None:
    from diaban.store import queries

    deeds = Deeds(seed)
    edition = deeds.edition
    given: dict[str, Any] = {"edition": edition, "standards": STANDARDS.values(), "viewer": ADMIN}
    steps = 0
    for _ in range(LAST):
        deeds.step()
        for day in DAYS:
            expected = anew(edition, day, deeds)
            scope = Scope(edition.atlas.by_id(BAC_KAN, day))
            found = queries.coverages(question=queries.Question(scope=scope, as_of=day), **given)
            assert told(found) == told(expected)
            counts = {one.standard.id: {state: len(ids) for state, ids in one.units.items()} for one in expected}
            tallied = queries.tallies(day=day, **given)[BAC_KAN]
            assert {name: dict(one.states) for name, one in tallied.items()} == counts
            steps += sum(len(one.steps[Step.EVIDENCED]) for one in found)
        trends = queries.trends(scope=Scope(edition.atlas.by_id(BAC_KAN, DAYS[1])), days=DAYS, **given)
        last = {name: trend.runs[-1][-1] for name, trend in trends.items() if trend.runs}
        assert {name: point.met for name, point in last.items() if point.day == DAYS[1]} == {
            one.standard.id: len(one.units[State.MET])
            for one in expected
            if len(one.units[State.UNACCOUNTED]) < one.size
        }
    assert steps
    assert len(deeds.acts) > LAST // 2


def test_an_act_ends_the_answers_of_the_standards_that_read_what_it_touched(memory: Memory) -> None:
    from diaban.store import actions, queries

    clock = Clock()
    edition, units = opened(clock)
    scope = Scope(edition.atlas.by_id(BAC_KAN, DAYS[0]))
    place = {"edition": edition, "question": queries.Question(scope=scope, as_of=DAYS[0]), "viewer": ADMIN}

    def results() -> dict[str, CoverageResult]:
        found = queries.coverages(standards=STANDARDS.values(), **place)  # type: ignore[arg-type]  # each is of the type that its name asks for
        return {one.standard.id: one for one in found}

    def remade(before: dict[str, CoverageResult]) -> set[str]:
        return {name for name, one in results().items() if one is not before[name]}

    before = results()
    assert remade(before) == set()
    actions.introduce(sources=[], origins=[actions.NewOrigin(key="moi", title="mới")], **how(clock))
    assert remade(before) == set()
    actions.record(facts=[count(units[0], 8, "2024-01-01")], **how(clock))
    assert remade(before) == {"staffing-floor"}
    before = results()
    posted = Posting(unit=units[0], officer="cb1", title=Title.CHIEF, period=during(None), origin="xa", source="bc")
    act = actions.record(facts=[posted], **how(clock))
    assert remade(before) == {"staffing-floor", "investigator", "hamlet-officer"}
    before = results()
    actions.undo(act=act.id, **how(clock))
    assert remade(before) == {"staffing-floor", "investigator", "hamlet-officer"}
    before = results()
    row = queries.facts(_model(HeadCount), HeadCount, as_of=None, known_at=None, viewer=ADMIN)[0]
    # Destroyed, its row is gone without a trace in its own table.
    actions.destroy(facts=[row], **how(clock))
    assert remade(before) == {"staffing-floor"}
    assert results()["staffing-floor"].units[State.MET] == ()
    # Whoever reads a part is never given what was made for others.
    with pytest.raises(RefusedError, match="scope-unseen"):
        queries.coverages(
            **{**place, "standards": STANDARDS.values(), "viewer": Viewer("x", Role.READER, frozenset(units))}
        )


def _model(kind: type[Fact]) -> Any:
    from diaban.store.mapping import shape

    return shape(kind).model
