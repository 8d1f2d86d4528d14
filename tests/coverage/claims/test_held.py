"""Published figures against registers: which are held, in which units, and what an unaccounted unit leaves open."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.basis.figure import Address
from diaban.basis.period import Period
from diaban.cli.home import UNITS
from diaban.coverage.claims.amount import Bound
from diaban.coverage.claims.check import check
from diaban.coverage.claims.claim import Modality
from diaban.coverage.claims.held import Asked, RegisterFigure, questions, register_figures
from diaban.coverage.claims.terms import Held, shipped_terms
from diaban.coverage.claims.verdict import Code
from diaban.coverage.count import coverage_of_all
from diaban.coverage.frame import Scope
from diaban.coverage.plain import PlainDecider
from diaban.coverage.statement import Statements
from diaban.registers.premises import Building, Headquarters, Progress, Tenure
from diaban.units.edition import open_edition
from diaban.units.restate import frame_of
from diaban.units.unit import Unit, UnitType
from tests.coverage.claims.claims_world import claims_of, said, short, units, verdicts
from tests.coverage.world import STANDARDS

DAY = date(2025, 2, 28)
FRAME = {UnitType.XA: 95, UnitType.THI_TRAN: 7}
HEADING = "claim_id | value | bound | unit | of | percent_printed | scope_types | place | modality | as_of | measure\n"


def bac_kan() -> Unit:
    place = units().place(claims_of("claim_id | value | place\n a | 1 | Bắc Kạn")[0])
    assert isinstance(place, Unit)
    return place


def register(
    held: int,
    unaccounted: int = 0,
    *,
    low: int | None = None,
    modality: Modality = Modality.DONE,
    measure: str = "independent-headquarters",
) -> RegisterFigure:
    """Of Bắc Kạn's 102: so many are so, so many state nothing."""
    return RegisterFigure(
        measure=measure,
        place=bac_kan().id,
        as_of=DAY,
        modality=modality,
        low=held if low is None else low,
        high=held,
        unaccounted=unaccounted,
        types=FRAME,
        opens=(("f:1", held),),
    )


def against(figure: RegisterFigure, row: str) -> list[str]:
    """What the register adds to the verdicts on ``value | bound | unit | of | % | types | modality | day``."""
    value, bound, unit, of, percent, types, modality, day = (cell.strip() for cell in row.split("|"))
    cells = ("a", value, bound, unit, of, percent, types, "Bắc Kạn", modality, day, figure.measure)
    table = HEADING + " | ".join(cells)
    found = [one for one in verdicts(table, (figure,))["a"] if one.why.startswith("claim.why.register")]
    assert [one for one in verdicts(table)["a"] if one.why.startswith("claim.why.register")] == []
    return [short(one) for one in found]


XT = "xã, thị trấn"
D = "done | 2025-02-28"
HELD = {
    "the number": ((78, 0), f"78 | | trụ sở | 102 | | {XT} | {D}", ["consistent"]),
    "two more": ((78, 0), f"80 | | trụ sở | 102 | | {XT} | {D}", ["contradicts-register -2"]),
    "three less": ((78, 0), f"75 | | trụ sở | 102 | | {XT} | {D}", ["contradicts-register 3"]),
    "the two unknown may be so": ((78, 2), f"80 | | trụ sở | 102 | | {XT} | {D}", ["unsupported 2"]),
    "one of them may be": ((78, 2), f"79 | | trụ sở | 102 | | {XT} | {D}", ["unsupported 1"]),
    "no more than they": ((78, 2), f"81 | | trụ sở | 102 | | {XT} | {D}", ["contradicts-register -1"]),
    "what is known stays known": ((78, 2), f"77 | | trụ sở | 102 | | {XT} | {D}", ["contradicts-register 1"]),
    "what is known agrees": ((78, 2), f"78 | | trụ sở | 102 | | {XT} | {D}", ["consistent"]),
    "over": ((78, 0), f"77 | over | trụ sở | 102 | | {XT} | {D}", ["consistent"]),
    "over, and just that": ((78, 0), f"78 | over | trụ sở | 102 | | {XT} | {D}", ["contradicts-register -1"]),
    "nearly": ((78, 0), f"80 | nearly | trụ sở | 102 | | {XT} | {D}", ["consistent"]),
    "all of them": ((102, 0), f" | | | | 100 | {XT} | {D}", ["consistent"]),
    "100 % is all": ((101, 0), f" | | | | 100 | {XT} | {D}", ["contradicts-register -1"]),
    "100 % with one unknown": ((101, 1), f" | | | | 100 | {XT} | {D}", ["unsupported 1"]),
    "a percentage": ((78, 0), f" | | | | 76.5 | {XT} | {D}", ["consistent"]),
    "a percentage that was cut": ((78, 0), f" | | | | 76.4 | {XT} | {D}", ["consistent"]),
    "a percentage in the unit": ((78, 0), f"76.5 | | % | | | {XT} | {D}", ["consistent"]),
    "another percentage": ((78, 0), f" | | | | 80.4 | {XT} | {D}", ["contradicts-register -4"]),
    "over a percentage": ((78, 0), f" | over | | | 75 | {XT} | {D}", ["consistent"]),
    "a percentage of no number": ((78, 0), f" | | | | 76.9 | {XT} | {D}", ["contradicts-register -0.438"]),
    "only xã": ((78, 0), f"78 | | trụ sở | 95 | | xã | {D}", ["not-comparable"]),
    "wards too": ((78, 0), f"80 | | trụ sở | 108 | | xã, phường, thị trấn | {D}", ["not-comparable"]),
    "two readings": ((78, 0), f"80 | | trụ sở | | | xã hoặc {XT} | {D}", ["not-comparable"]),
    "another whole": ((78, 0), f"80 | | trụ sở | 104 | | {XT} | {D}", ["not-comparable"]),
    "types told by the whole alone": ((78, 0), f"80 | | trụ sở | 102 | | | {D}", ["contradicts-register -2"]),
    "no types and no whole": ((78, 0), f"80 | | trụ sở | | | | {D}", ["not-comparable"]),
    "a whole month, agreeing": ((78, 0), f"78 | | trụ sở | 102 | | {XT} | done | 2025-02", ["consistent"]),
    "a whole month": ((78, 0), f"75 | | trụ sở | 102 | | {XT} | done | 2025-02", ["not-comparable"]),
    "another modality": ((78, 0), f"80 | | trụ sở | 102 | | {XT} | expected | 2025-02-28", []),
    "another day": ((78, 0), f"80 | | trụ sở | 102 | | {XT} | done | 2025-02-27", []),
    "before the records": ((78, 0), f"80 | | trụ sở | 102 | | {XT} | done | 2019-02-27", []),
    "a rate": ((78, 0), f"80 | | trụ sở/huyện | | | {XT} | {D}", []),
    "no number": ((78, 0), f" | vague | trụ sở | | | {XT} | {D}", []),
}


@pytest.mark.parametrize("name", HELD)
def test_a_claim_against_the_register(name: str) -> None:
    (held, unaccounted), row, expected = HELD[name]
    assert against(register(held, unaccounted), row) == expected


def test_at_most_so_many_are_under_way() -> None:
    doing = {"modality": Modality.BEING_DONE, "low": 0}
    row = "{} | | trụ sở | 102 | | xã, thị trấn | being-done | 2025-02-28"
    assert against(register(22, 2, **doing), row.format(22)) == ["consistent"]
    assert against(register(22, 2, **doing), row.format(15)) == ["consistent"]
    assert against(register(22, 2, **doing), row.format(24)) == ["unsupported 2"]
    assert against(register(22, 2, **doing), row.format(25)) == ["contradicts-register -1"]


def test_a_verdict_opens_and_says_when_the_register_is_invented() -> None:
    table = (
        HEADING + "a | 81 | | trụ sở | 102 | | xã, thị trấn | Bắc Kạn | done | 2025-02-28 | independent-headquarters"
    )
    real = verdicts(table, (register(78, 2),))["a"][-1]
    invented = verdicts(table, (replace(register(78, 2), invented=True),))["a"][-1]
    assert real.evidence == ({"kind": "register", "address": "f:1", "value": 78, "of": 102, "invented": False},)
    assert invented.evidence[0]["invented"] is True
    for lang in ("vi", "en"):
        assert "SỐ LIỆU GIẢ LẬP" in said(invented, lang)
        assert "SỐ LIỆU GIẢ LẬP" not in said(real, lang)
        assert "78/102" in said(real, lang)


def agrees(n: int, size: int, figure: Decimal, bound: Bound, *, percent: bool) -> bool:
    """Whether ``n`` of ``size`` is what was printed, in fractions and from the words alone."""
    value = Fraction(n * 100, size) if percent else Fraction(n)
    printed = Fraction(figure)
    match bound:
        case Bound.OVER:
            return value > printed
        case Bound.NEARLY:
            return value < printed
        case Bound.AT_LEAST:
            return value >= printed
        case Bound.AT_MOST:
            return value <= printed
        case Bound.ABOUT:
            return abs(value - printed) <= printed / 5
        case _:
            if not percent or printed in (0, 100):
                return value == printed
            place = Fraction(1, 10 ** len(str(figure).partition(".")[2]))
            return abs(value - printed) <= place / 2 or printed <= value < printed + place


@given(
    known=st.lists(st.sampled_from(["so", "maybe", "not"]), min_size=0, max_size=102),
    unaccounted=st.integers(0, 102),
    figure=st.one_of(
        st.integers(0, 110).map(Decimal), st.decimals("0.1", 99, places=1), st.decimals("0.01", 99, places=2)
    ),
    bound=st.sampled_from([bound for bound in Bound if bound is not Bound.VAGUE]),
    percent=st.booleans(),
)
def test_a_register_contradicts_only_what_no_settling_agrees_with(
    known: list[str], unaccounted: int, figure: Decimal, bound: Bound, percent: bool
) -> None:
    """Every way of settling is tried: whoever may be so is or is not, whoever states nothing is or is not."""
    if not percent:
        figure = figure.to_integral_value()
    unaccounted = min(unaccounted, 102 - len(known))
    so, maybe = known.count("so"), known.count("maybe")
    row = claims_of(HEADING + "a | 1 | | trụ sở | 102 | | xã, thị trấn | Bắc Kạn | done | 2025-02-28 | s")[0]
    claim = replace(
        row,
        measure="independent-headquarters",
        bound=bound,
        value=None if percent else figure,
        percent_printed=figure if percent else None,
    )
    held = register(so + maybe, unaccounted, low=so)
    found = check((claim,), units(), shipped_terms(), (held,))[0].verdicts[-1]
    stated = [n for n in range(so, so + maybe + 1) if agrees(n, 102, figure, bound, percent=percent)]
    settled = [
        more for more in range(unaccounted + 1) if agrees(so + maybe + more, 102, figure, bound, percent=percent)
    ]
    if stated:
        assert (found.code, found.amount) == (Code.CONSISTENT, None)
    elif settled:
        assert (found.code, found.amount) == (Code.UNSUPPORTED, Decimal(settled[0]))
    else:
        assert found.code is Code.CONTRADICTS_REGISTER
        if not percent and bound is Bound.EXACT:
            end = so if figure < so else so + maybe + unaccounted
            assert found.amount == end - figure


def test_what_is_held_names_standards_that_are_there() -> None:
    held = {key: one.held for key, one in shipped_terms().measures.items() if one.held is not None}
    assert {"independent-headquarters", "official-housing", "staffing-floor", "investigator"} <= set(held)
    assert {one.standard for one in held.values()} <= set(STANDARDS)
    # What nobody has done yet, or only hopes for, no register holds.
    assert {modality for one in held.values() for modality in one.states} == {Modality.DONE, Modality.BEING_DONE}
    assert all(shipped_terms().measures[key].counts_units for key in held)


@pytest.mark.parametrize(
    "given_",
    [
        {"done": ["met"]},
        {"standard": "s", "done": []},
        {"standard": "s", "done": ["unaccounted"]},
        {"standard": "s", "done": ["finished"]},
        {"standard": "s", "done-at-least": ["met"]},
    ],
)
def test_a_measure_that_is_not_as_it_should_be_is_refused(given_: dict[str, object]) -> None:
    with pytest.raises((KeyError, ValueError)):
        Held.read(given_)


def test_one_question_for_a_place_and_a_day() -> None:
    table = """
        claim_id | value | percent_printed | measure                    | modality   | as_of      | place | published
        a        | 78    |                 | independent-headquarters   | done       | 2025-02-28 | Bắc Kạn | 2025-02
        b        |       | 100             | official-housing           | done       | 2025-02    | Bắc Kạn | 2025-02
        c        | 22    |                 | independent-headquarters   | being-done | 2025-02-28 | Bắc Kạn | 2025-02
        d        | 60    |                 | independent-headquarters   | done       | 2025-01-31 | Bắc Kạn | 2025-02
        early    | 60    |                 | independent-headquarters   | done       | 2019-01-31 | Bắc Kạn | 2025-02
        ahead    |       | 100             | independent-headquarters   | expected   | 2025-03-31 | Bắc Kạn | 2025-02
        cameras  | 12    |                 | cameras                    | done       | 2025-02-28 | Bắc Kạn | 2025-02
        nowhere  | 12    |                 | independent-headquarters   | done       | 2025-02-28 | Nơi Lạ | 2025-02
        ended    | 12    |                 | independent-headquarters   | done       | 2025-08-01 | Bắc Kạn | 2025-08
    """
    assert questions(claims_of(table), shipped_terms(), units(), DAY) == (
        Asked(bac_kan(), DAY, ("independent-headquarters", "official-housing")),
        Asked(bac_kan(), date(2025, 1, 31), ("independent-headquarters",)),
    )
    assert questions((), shipped_terms(), units(), DAY) == ()
    assert [one.day for one in questions(claims_of(table), shipped_terms(), units(), date(2025, 2, 27))] == [
        date(2025, 1, 31)
    ]


EDITION = open_edition(UNITS, 1)
BUILT = {"met": (Tenure.INDEPENDENT, Progress.FINISHED), "under-way": (Tenure.IN_COMMITTEE, Progress.BEING_BUILT)}
FROM = Period(date(2025, 1, 1), None)


def frame() -> list[str]:
    """The 102 of Bắc Kạn."""
    inside = frame_of(EDITION.atlas, bac_kan().id, (), DAY).units
    return [unit for unit in inside if EDITION.atlas.by_id(unit, DAY).type in FRAME]


def answered(states: Mapping[str, str]) -> dict[Modality, RegisterFigure]:
    """What a register in which these units are in these states says of independent headquarters, by modality."""
    table = "claim_id | value | place\n a | 1 | Bắc Kạn"
    (asked,) = questions(claims_of(table), shipped_terms(), units(), DAY)
    facts = [
        Headquarters(
            unit=unit,
            period=FROM,
            origin="tinh",
            source="bc-01",
            tenure=BUILT[state][0] if state in BUILT else Tenure.BORROWED,
            building=Building.PERMANENT,
            progress=BUILT[state][1] if state in BUILT else Progress.NO_SITE,
            capacity=None,
            floor_m2=None,
            land_m2=None,
            year=None,
        )
        for unit, state in states.items()
    ]
    results = coverage_of_all(
        EDITION.atlas,
        EDITION.service,
        [STANDARDS[name] for name in asked.standards],
        Scope(asked.place),
        asked.day,
        PlainDecider(Statements(facts)),
    )
    found = register_figures(asked, results, shipped_terms(), invented=False)
    return {one.modality: one for one in found if one.measure == "independent-headquarters"}


def test_the_figures_of_a_register() -> None:
    inside = frame()
    states = dict.fromkeys(inside[:70], "met") | dict.fromkeys(inside[70:90], "under-way")
    states |= dict.fromkeys(inside[90:99], "not-started")
    found = answered(states)
    done, doing = found[Modality.DONE], found[Modality.BEING_DONE]
    assert (done.low, done.high, done.unaccounted, done.types) == (70, 70, 3, FRAME)
    assert (doing.low, doing.high, doing.unaccounted) == (0, 20, 3)
    assert [(Address.parse(address).measure, n) for address, n in done.opens] == [
        ("independent-headquarters.met", 70),
        ("independent-headquarters.unaccounted", 3),
    ]
    assert [n for _, n in doing.opens] == [20, 3]


def test_a_register_that_holds_nothing_of_the_frame_says_nothing() -> None:
    assert answered({}) == {}


@given(st.integers(0, 102), st.randoms(use_true_random=False))
def test_settling_what_is_unaccounted_never_leaves_the_range(known: int, chance: Random) -> None:
    """The range that is held against claims is what any later register may turn out to say, and no wider."""
    inside = frame()
    states = {unit: chance.choice(["met", "under-way", "not-started"]) for unit in inside[:known]}
    settled = states | {unit: chance.choice(["met", "under-way", "not-started"]) for unit in inside[known:]}
    before, after = answered(states), answered(settled)
    assert before.keys() <= after.keys()
    for modality, figure in before.items():
        then = after[modality]
        assert then.unaccounted == 0
        assert figure.low <= then.low <= then.high <= figure.high + figure.unaccounted
    if states:
        most = answered(states | dict.fromkeys(inside[known:], "met"))[Modality.DONE]
        assert most.high == before[Modality.DONE].high + before[Modality.DONE].unaccounted
