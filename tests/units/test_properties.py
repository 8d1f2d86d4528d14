"""Any sequence of events: the program's answers against a plain reference that only compares sets of plots."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.basis.error import RefusedError
from diaban.basis.period import Period
from diaban.units.atlas import Atlas
from diaban.units.crosswalk import CarryRule, Crosswalk, Given, Share
from diaban.units.event import Relation
from diaban.units.restate import Frame, restate
from diaban.units.trace import Trace, trace
from diaban.units.unit import Level, UnitId
from tests.cases import examples
from tests.units.histories import CONSERVING, every_day, histories, spans
from tests.units.model import History, carried_numbers, carried_truths

HOLDING_GROUND = st.sampled_from(["sum", "by-place", "by-share", "none"])
Span = tuple[History, list[date]]
# Where many steps have to fall together before anything can go wrong.
often = settings(max_examples=examples(100))


def shown(step: Trace) -> tuple[UnitId, Relation, bool, frozenset[str]]:
    return step.unit.id, step.relation, step.is_default, frozenset(step.acts)


# -- identity -----------------------------------------------------------------------------------------


@given(histories())
def test_a_unit_never_changes_its_ground(history: History) -> None:
    atlas = history.atlas()
    grounds: dict[UnitId, set[frozenset[str]]] = {}
    for day in every_day(history):
        for unit in atlas.in_force(day):
            grounds.setdefault(unit.id, set()).add(history.on(day)[unit.id].ground)
    assert all(len(found) == 1 for found in grounds.values())
    assert grounds.keys() == {unit_id for picture in history.pictures for unit_id in picture}


@given(histories())
def test_a_unit_in_force_on_both_days_is_the_same_and_no_other_is(history: History) -> None:
    atlas = history.atlas()
    for early, late in combinations(history.days, 2):
        for older in history.on(early):
            steps = trace(atlas, older, early, late)
            assert [step.relation for step in steps if step.unit.id == older] == [Relation.SAME] * (
                older in history.on(late)
            )
            assert all(step.relation is not Relation.SAME for step in steps if step.unit.id != older)


@given(histories(horizons=True))
def test_no_code_and_no_unit_is_held_twice_on_a_day(history: History) -> None:
    atlas = history.atlas()
    for day in every_day(history):
        units = atlas.in_force(day)
        assert len({unit.code for unit in units}) == len({unit.id for unit in units}) == len(units)


@given(histories(), st.data())
def test_two_versions_that_overlap_are_no_atlas(history: History, data: st.DataObject) -> None:
    units = history.units()
    one = data.draw(st.sampled_from(units))
    day = data.draw(st.sampled_from([d for d in every_day(history) if d in one.period]))
    twin = replace(one, period=Period(day, None), **data.draw(st.sampled_from([{"id": "twin"}, {"code": "99999"}])))
    with pytest.raises(ValueError, match="overlap"):
        Atlas([*units, twin])


@given(histories(horizons=True))
def test_a_code_means_on_each_day_the_unit_that_bears_it(history: History) -> None:
    atlas = history.atlas()
    codes = {holder.code for picture in history.pictures for holder in picture.values()}
    for day in every_day(history):
        bearers = {holder.code: unit_id for unit_id, holder in history.on(day).items()}
        for code in codes:
            bearer = bearers.get(code)
            if bearer is not None and history.is_vouched(bearer, day):
                unit = atlas.by_code(code, day)
                assert (unit.id, unit.code, unit.name, unit.type, unit.level, unit.parent_id) == (
                    bearer,
                    *history.on(day)[bearer].face,
                )
            else:
                with pytest.raises(RefusedError, match="before-records" if bearer else "code-of-another-day"):
                    atlas.by_code(code, day)
    with pytest.raises(RefusedError, match="unknown-code"):
        atlas.by_code("77777", history.days[-1])


@given(histories(horizons=True))
def test_between_two_changes_no_day_differs(history: History) -> None:
    atlas = history.atlas()
    told: dict[date, list[str]] = {}
    for day in every_day(history):
        since = atlas.since(day)
        assert since <= day
        assert atlas.since(since) == since
        # By the units themselves: the atlas keeps what it once found.
        there = [repr(unit) for unit in history.units() if day in unit.period]
        there += [repr(unit) for unit in history.units() if unit.answers_on(day)]
        assert told.setdefault(since, there) == there


@given(histories(horizons=True))
def test_the_hierarchy_of_a_day_is_that_of_the_day(history: History) -> None:
    atlas = history.atlas()
    for day in every_day(history):
        vouched = set(history.vouched(day))
        parents = {unit_id: history.on(day)[unit_id].parent for unit_id in vouched}
        assert {unit.id for unit in atlas.in_force(day)} == vouched
        for unit_id in vouched:
            children = {child for child, parent in parents.items() if parent == unit_id}
            assert {child.id for child in atlas.children(unit_id, day)} == children
            above = [unit.id for unit in atlas.ancestors(atlas.by_id(unit_id, day), day)]
            assert above == climb(parents, unit_id)
            below = {unit.id for unit in atlas.below(unit_id, day, Level.COMMUNE)}
            assert below == {
                other
                for other in vouched
                if unit_id in (other, *climb(parents, other)) and history.on(day)[other].level is Level.COMMUNE
            }


def climb(parents: Mapping[UnitId, UnitId | None], unit_id: UnitId) -> list[UnitId]:
    """Vouched units above, the nearest first."""
    parent = parents[unit_id]
    return [] if parent is None or parent not in parents else [parent, *climb(parents, parent)]


# -- traces -------------------------------------------------------------------------------------------


@often
@given(spans(horizons=True))
def test_a_trace_says_who_holds_the_ground_on_the_other_day(span: Span) -> None:
    history, (start, end) = span
    atlas = history.atlas()
    for unit_id in history.vouched(start):
        there = history.sharing(unit_id, start, end)
        if not all(history.is_vouched(other, end) for other in there):
            with pytest.raises(RefusedError, match="before-records"):
                trace(atlas, unit_id, start, end)
            continue
        pairs = {(unit_id, other) if start <= end else (other, unit_id): other for other in there}
        early, late = min(start, end), max(start, end)
        expected = {
            (
                other,
                history.relation(older, early, newer, late),
                history.seat(older, early, late)[0] == newer,
                frozenset(history.acts(older, early, newer, late)),
            )
            for (older, newer), other in pairs.items()
        }
        found = trace(atlas, unit_id, start, end)
        assert {shown(step) for step in found} == expected
        assert [step.unit.code for step in found] == sorted(history.on(end)[other].code for other in there)


@often
@given(spans(CONSERVING, days=3))
def test_traces_compose(span: Span) -> None:
    history, days = span
    first, middle, last = sorted(days)
    atlas = history.atlas()
    for unit_id in history.on(first):
        ends: dict[UnitId, list[tuple[Trace, Trace]]] = {}
        for step in trace(atlas, unit_id, first, middle):
            for further in trace(atlas, step.unit.id, middle, last):
                ends.setdefault(further.unit.id, []).append((step, further))
        composed = set()
        for end, ways in ends.items():
            # Ground is conserved here: what has a single end went there whole, by whatever ways.
            relation = Relation.SAME if end == unit_id else Relation.WHOLE if len(ends) == 1 else Relation.PART
            default = any(one.is_default and two.is_default for one, two in ways)
            composed.add((end, relation, default, frozenset(act for way in ways for step in way for act in step.acts)))
        assert {shown(step) for step in trace(atlas, unit_id, first, last)} == composed


@given(spans())
def test_a_trace_forward_and_one_backward_say_the_same(span: Span) -> None:
    history, days = span
    early, late = sorted(days)
    atlas = history.atlas()
    forward = {
        (older, newer, *rest)
        for older in history.on(early)
        for newer, *rest in map(shown, trace(atlas, older, early, late))
    }
    backward = {
        (older, newer, *rest)
        for newer in history.on(late)
        for older, *rest in map(shown, trace(atlas, newer, late, early))
    }
    assert forward == backward


@often
@given(spans(), st.data())
def test_a_frame_restated_is_the_units_that_hold_its_ground(span: Span, data: st.DataObject) -> None:
    history, (as_of, day) = span
    frame = data.draw(st.lists(st.sampled_from(sorted(history.on(as_of))), unique=True))
    expected = []
    for other in history.on(day):
        olders = history.sharing(other, day, as_of)
        if olders & set(frame):
            expected.append((history.on(day)[other].code, other, not olders <= set(frame)))
    restated = restate(history.atlas(), Frame(as_of, tuple(frame)), day)
    assert [(part.unit.code, part.unit.id, part.mixed) for part in restated] == sorted(expected)


# -- values -------------------------------------------------------------------------------------------


@given(spans())
def test_a_crosswalk_joins_the_units_that_share_ground(span: Span) -> None:
    history, (start, end) = span
    table = Crosswalk(history.atlas(), start, end)
    for here in history.on(start):
        assert set(table.targets.get(here, ())) == history.sharing(here, start, end)
    for there in history.on(end):
        assert set(table.sources.get(there, ())) == history.sharing(there, end, start)


def divided(targets: list[UnitId]) -> st.SearchStrategy[dict[UnitId, Decimal]]:
    """Shares in eighths that add up to one."""
    cuts = st.lists(st.integers(0, 8), min_size=len(targets) - 1, max_size=len(targets) - 1)
    return cuts.map(lambda inner: [Decimal(b - a) / 8 for a, b in pairwise([0, *sorted(inner), 8])]).map(
        lambda row: dict(zip(targets, row, strict=True))
    )


@often
@given(spans(horizons=True), HOLDING_GROUND, st.data())
def test_numbers_carried_are_those_the_ground_decides(span: Span, name: str, data: st.DataObject) -> None:
    history, (start, end) = span
    units = sorted(history.vouched(start))
    drawn = {unit_id: data.draw(st.sampled_from([8, 0, 1, 20, None]), f"value of {unit_id}") for unit_id in units}
    values = {unit_id: Decimal(number) for unit_id, number in drawn.items() if number is not None}
    to: dict[UnitId, UnitId] = {}
    shares: dict[UnitId, dict[UnitId, Decimal]] = {}
    for unit_id in values:
        there = sorted(history.sharing(unit_id, start, end))
        if name == "by-place":
            place = data.draw(st.sampled_from([*there, None, *sorted(history.vouched(end))]), f"place of {unit_id}")
            to |= {unit_id: place} if place else {}
        if name == "by-share" and there and all(history.is_vouched(target, end) for target in there):
            shares |= data.draw(st.just({}) | divided(there).map(lambda row, its=unit_id: {its: row}), unit_id)
    expected = carried_numbers(history, start, end, name, values, to, shares)

    here, other = history.on(start), history.on(end)
    table = Crosswalk(history.atlas(), start, end)
    carried = table.carry(
        [Given(here[u].code, v, other[to[u]].code if u in to else None) for u, v in values.items()],
        CarryRule(name),
        [Share(here[u].code, other[t].code, s) for u, row in shares.items() for t, s in row.items()],
    )
    assert {unit.id: value for unit, value in carried.values} == expected.values
    assert [unit.code for unit, _ in carried.values] == sorted(other[u].code for u in expected.values)
    # Sums are conserved, and whatever is left over is named.
    assert sum(value for _, value in carried.values) + carried.remainder == sum(values.values())
    codes = {holder.code: unit_id for unit_id, holder in other.items()}
    named = {
        unit_id
        for found in carried.findings
        for unit_id in (
            [codes[found.place.unit]]
            if found.code == "before-records"
            else [unit.id for unit in found.values["unit"].units]
        )
    }
    assert expected.undecided <= named
    for unit_id in values:
        there = history.sharing(unit_id, start, end)
        assert there <= expected.values.keys() or named & {unit_id, *there}


@often
@given(spans(horizons=True), st.sampled_from([any, all]), st.data())
def test_yes_and_no_carried_are_those_the_ground_decides(span: Span, quantifier: object, data: st.DataObject) -> None:
    history, (start, end) = span
    answers = st.sampled_from([True, False, None])
    drawn = {unit_id: data.draw(answers, unit_id) for unit_id in sorted(history.vouched(start))}
    values = {unit_id: answer for unit_id, answer in drawn.items() if answer is not None}
    expected = carried_truths(history, start, end, quantifier, values)

    table = Crosswalk(history.atlas(), start, end)
    rule = CarryRule.ANY if quantifier is any else CarryRule.ALL
    carried = table.carry([Given(history.on(start)[u].code, value) for u, value in values.items()], rule)
    assert {unit.id: value for unit, value in carried.values} == expected.values
    withheld = {
        u.id for found in carried.findings if found.code == "carry-withheld" for u in found.values["unit"].units
    }
    assert withheld == expected.undecided
    assert carried.remainder is None
