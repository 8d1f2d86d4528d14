"""Random histories against a plain Python model: what held on a day, as known at a moment, now and for ever after."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from diaban.basis.error import RefusedError
from diaban.basis.period import Period
from diaban.coverage.columns import NEVER
from diaban.registers.fact import Fact
from diaban.registers.staffing import HeadCount, Posting, Title
from tests.store.conftest import Factory
from tests.store.world import ADMIN, Clock, begin, how

FIRST = date(2025, 1, 1)
DAYS = range(-1, 13)
"""Days by number from FIRST; -1 stands for all before, 12 for all after."""

SUBJECT = {HeadCount: ("unit", "title"), Posting: ("officer",)}

edges = st.tuples(st.none() | st.integers(0, 10), st.none() | st.integers(1, 11)).filter(
    lambda pair: pair[0] is None or pair[1] is None or pair[0] < pair[1]
)
periods = edges.map(lambda pair: Period(*(None if n is None else FIRST + timedelta(days=n) for n in pair)))
common: dict[str, Any] = {
    "period": periods,
    "origin": st.sampled_from(["xa", "tinh"]),
    "source": st.just("bc"),
    "unit": st.sampled_from(["u00001", "u00002"]),
}
given_facts = st.one_of(
    st.builds(HeadCount, title=st.sampled_from([None, Title.CHIEF]), number=st.integers(0, 99), **common),
    st.builds(Posting, officer=st.sampled_from(["o1", "o2"]), title=st.sampled_from(list(Title)), **common),
)


@dataclass
class Row:
    """A row of the model; ``row`` is only learnt from the store, to tell it which one is meant."""

    fact: Fact
    act: int
    closed_by: int | None = None

    @property
    def key(self) -> tuple[Any, ...]:
        kind = type(self.fact)
        return (kind, *(getattr(self.fact, name) for name in SUBJECT[kind]), self.fact.origin)

    @property
    def days(self) -> set[int]:
        return days_of(self.fact.period)


def days_of(period: Period) -> set[int]:
    start = -1 if period.start is None else (period.start - FIRST).days
    end = 13 if period.end is None else (period.end - FIRST).days
    return set(range(start, end))


def without(period: Period, taken: set[int]) -> Iterator[Period]:
    """Runs of days that are left, day by day: another way than the store's."""
    run: list[int] = []
    for number in [*sorted(days_of(period) - taken), None]:
        if run and (number is None or number != run[-1] + 1):
            start = None if run[0] == -1 else FIRST + timedelta(days=run[0])
            yield Period(start, None if run[-1] == 12 else FIRST + timedelta(days=run[-1] + 1))
            run = []
        if number is not None:
            run.append(number)


def said(fact: Fact) -> str:
    return repr(replace(fact, row=0))


class Histories(RuleBasedStateMachine):
    factory: Factory

    def __init__(self) -> None:
        super().__init__()
        self.memory = self.factory.make()
        self.clock = Clock()
        begin(self.clock)
        self.rows: list[Row] = []
        self.moments = {1: self.clock.moment}
        self.reversed: set[int] = set()
        self.actions = {1: "introduce"}
        self.stones: list[Row] = []
        self.stone_acts: list[tuple[int, int | None]] = []
        self.answers: dict[tuple[int | None, int], list[str]] = {}

    def teardown(self) -> None:
        self.factory.close(self.memory)

    # --- the model

    def open(self) -> list[Row]:
        return [row for row in self.rows if row.closed_by is None]

    def clash(self, new: list[Row], among: list[Row]) -> bool:
        pairs = [(one, other) for one in new for other in among] + [
            (one, other) for number, one in enumerate(new) for other in new[:number]
        ]
        return any(one.key == other.key and one.days & other.days for one, other in pairs)

    def acted(self, act: Any, action: str) -> None:
        assert act.moment > max(self.moments.values())
        assert act.id == max(self.moments) + 1
        self.moments[act.id] = act.moment
        self.actions[act.id] = action

    @property
    def next(self) -> int:
        return max(self.moments) + 1

    def stored(self, row: Row) -> Fact:
        from diaban.store import models
        from diaban.store.queries import facts

        kind = type(row.fact)
        there = facts(models.REGISTERS[kind], kind, as_of=None, known_at=None, viewer=ADMIN)
        return next(fact for fact in there if said(fact) == said(row.fact))

    # --- what can happen

    @rule(given=st.lists(given_facts, min_size=1, max_size=4))
    def record(self, given: list[Fact]) -> None:
        from diaban.store.actions import record

        new = [Row(fact, self.next) for fact in given]
        if self.clash(new, self.open()):
            with pytest.raises(RefusedError, match="overlaps"):
                record(facts=given, **how(self.clock))
        else:
            self.acted(record(facts=given, **how(self.clock)), "record")
            self.rows += new

    @rule(given=st.lists(given_facts, min_size=1, max_size=3))
    def supersede(self, given: list[Fact]) -> None:
        from diaban.store.actions import supersede

        act = self.next
        new = [Row(fact, act) for fact in given]
        if self.clash(new, []):
            with pytest.raises(RefusedError, match="overlaps-given"):
                supersede(facts=given, **how(self.clock))
            return
        self.acted(supersede(facts=given, **how(self.clock)), "supersede")
        left = []
        for old in self.open():
            taken = {day for one in new if one.key == old.key for day in one.days}
            if taken & old.days:
                old.closed_by = act
                left += [Row(replace(old.fact, period=part), act) for part in without(old.fact.period, taken)]
        self.rows += new + left

    @precondition(lambda self: self.open())
    @rule(data=st.data(), given=st.lists(given_facts, max_size=2))
    def correct(self, data: st.DataObject, given: list[Fact]) -> None:
        from diaban.store.actions import close, correct

        act = self.next
        doomed = data.draw(st.sampled_from(range(len(self.open()))))
        row = self.open()[doomed]
        new = [Row(fact, act) for fact in given]
        fact = self.stored(row)
        if self.clash(new, [other for other in self.open() if other is not row]):
            with pytest.raises(RefusedError, match="overlaps"):
                correct(closes=[fact], facts=given, **how(self.clock))
            return
        done = (
            correct(closes=[fact], facts=given, **how(self.clock)) if given else close(facts=[fact], **how(self.clock))
        )
        self.acted(done, "correct")
        row.closed_by = act
        self.rows += new

    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        from diaban.store.actions import undo

        target = data.draw(st.integers(1, max(self.moments)))
        act = self.next
        back = [Row(row.fact, act) for row in self.rows if row.closed_by == target]
        wrote = [row for row in self.rows if row.act == target]
        others = [row for row in self.open() if row.act != target]
        built = (
            any(row.closed_by is not None for row in wrote)
            or self.clash(back, others)
            or any(target in stone for stone in self.stone_acts)
            or (target == 1 and bool(self.open()))
        )
        if self.actions[target] == "destroy" or target in self.reversed or built:
            with pytest.raises(RefusedError, match=r"act-(irreversible|reversed|built-on)"):
                undo(act=target, **how(self.clock))
            return
        self.acted(undo(act=target, **how(self.clock)), "undo")
        self.reversed.add(target)
        for row in wrote:
            row.closed_by = act
        self.rows += back

    @precondition(lambda self: self.open())
    @rule(data=st.data())
    def destroy(self, data: st.DataObject) -> None:
        from diaban.store.actions import destroy

        row = self.open()[data.draw(st.sampled_from(range(len(self.open()))))]
        self.acted(destroy(facts=[self.stored(row)], **how(self.clock)), "destroy")
        self.rows.remove(row)
        self.stones.append(row)
        self.stone_acts.append((row.act, row.closed_by))

    @rule(number=st.integers(1_000, 9_999))
    def more_units(self, number: int) -> None:
        """A new edition brings units, and changes no answer."""
        from diaban.store import models
        from diaban.store.actions.acting import acting
        from diaban.store.mapping import public_id

        with acting("load-units", **how(self.clock)) as act:
            if not models.Unit.objects.filter(id=number).exists():
                models.Unit.objects.create(id=number, public_id=public_id(number), act=act)
        self.acted(act, "load-units")

    # --- what must hold

    @invariant()
    def answers_agree(self) -> None:
        last = max(self.moments)
        for act in {last, 1 + last // 2} & self.moments.keys():
            for number in (None, -1, 5, 12):
                expected = sorted(
                    said(row.fact)
                    for row in self.rows
                    if row.act <= act
                    and (row.closed_by is None or row.closed_by > act)
                    and (number is None or number in row.days)
                )
                found = self.ask(number, act)
                assert found == expected
                before = self.answers.setdefault((number, act), found)
                gone = [said(stone.fact) for stone in self.stones if stone.act <= act]
                assert [one for one in before if one not in gone] == [one for one in found if one not in gone]

    def ask(self, number: int | None, act: int) -> list[str]:
        from diaban.store import models
        from diaban.store.queries import columns, facts

        as_of = None if number is None else FIRST + timedelta(days=number)
        found: list[str] = []
        for kind in SUBJECT:
            given: dict[str, Any] = {"as_of": as_of, "known_at": self.moments[act], "viewer": ADMIN}
            rows: list[Fact] = list(facts(models.REGISTERS[kind], kind, **given))
            found += [said(row) for row in rows]
            if number is None:
                # Of one unit, by a question compiled once for all units and moments: the same rows.
                few = list(facts(models.REGISTERS[kind], kind, **given, units=["u00002"]))
                assert few == [row for row in rows if getattr(row, "unit", "") == "u00002"]
            if number != 5:
                continue
            lists = columns(models.REGISTERS[kind], kind, **given)
            names = [field.name for field in fields(kind) if field.name != "period"]
            assert {name: list(lists[name]) for name in names} == {
                name: [getattr(row, name) for row in rows] for name in names
            }
            assert [(int(start), int(end)) for start, end in zip(lists["start"], lists["end"], strict=True)] == [
                (
                    row.period.start.toordinal() if row.period.start else 1,
                    row.period.end.toordinal() if row.period.end else NEVER,
                )
                for row in rows
            ]
        return sorted(found)


def test_every_history_is_told_as_a_plain_model_tells_it(factory: Factory) -> None:
    machine = type("Machine", (Histories,), {"factory": factory})
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=8, stateful_step_count=12, suppress_health_check=list(HealthCheck)),
    )
    assert factory.made > 1
