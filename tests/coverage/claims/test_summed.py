"""Published figures against registers that count: sums over units and periods, and what a sum leaves open."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from diaban.basis.period import Period
from diaban.coverage.claims.held import HeldFigure
from diaban.coverage.claims.summed import SumAsked, SumFigure, sum_figure, sum_questions, sum_register
from diaban.coverage.claims.terms import Summed, shipped_terms
from diaban.registers.campaign import FormCount
from diaban.registers.fact import Fact
from diaban.registers.files import REGISTERS
from diaban.registers.movement import Funding, ModelKind, MovementEquipment, MovementModel
from diaban.registers.situation import SituationCount
from diaban.units.unit import Unit
from tests.coverage.claims.claims_world import claims_of, said, short, units, verdicts
from tests.units.table import atlas_of

# a and b became M; s was divided: U lies in the place, V does not.
ATLAS = atlas_of(
    """
    P  01     Mẫu   tỉnh  province  -  -           -
    Q  02     Thử   tỉnh  province  -  -           -
    a  00101  Một   xã    commune   P  -           2025-07-01
    b  00102  Hai   xã    commune   P  -           2025-07-01
    s  00103  Ba    xã    commune   P  -           2025-07-01
    c  00104  Bốn   xã    commune   P  -           -
    M  00201  Gộp   xã    commune   P  2025-07-01  -
    U  00202  Trên  xã    commune   P  2025-07-01  -
    V  00203  Dưới  xã    commune   Q  2025-07-01  -
    """,
    """
    a  M  merge  2025-07-01  whole  default  act_1  confirmed
    b  M  merge  2025-07-01  whole  default  act_1  confirmed
    s  U  split  2025-07-01  part   default  act_1  confirmed
    s  V  split  2025-07-01  part   -        act_1  confirmed
    """,
    horizons="P 2024-01-01\nQ 2024-01-01",
)
TERMS = shipped_terms()
BEFORE, AFTER = date(2025, 6, 14), date(2025, 9, 14)


def span(start: str, end: str | None, origin: str = "xa") -> dict[str, Any]:
    ends = None if end is None else date.fromisoformat(end)
    return {"period": Period(date.fromisoformat(start), ends), "origin": origin, "source": "bc"}


def forms(unit: str, collected: int, start: str, end: str, origin: str = "xa") -> FormCount:
    return FormCount(unit=unit, collected=collected, checked=0, **span(start, end, origin))


def violations(unit: str, detected: int | None, least: int | None = None, most: int | None = None) -> SituationCount:
    stated = None if detected is not None else "hàng trăm"
    given: dict[str, Any] = {"category": "drugs", "prevented": None, "resolved": None}
    return SituationCount(
        unit=unit, detected=detected, stated=stated, least=least, most=most, **given, **span("2025-05-15", "2025-06-15")
    )


def summed(measure: str, day: date, communes: Sequence[str], facts: Sequence[Fact]) -> SumFigure | None:
    asked = SumAsked(TERMS.measures[measure], None, day)
    return sum_figure(asked, communes, facts, ATLAS, invented=False)


def told(figure: SumFigure | None) -> tuple[int, int | None, int] | None:
    return None if figure is None else (figure.low, figure.high, figure.silent)


MAY = ("2025-05-15", "2025-06-15")
APRIL = ("2025-04-15", "2025-05-15")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([], None),
        ([forms("a", 5, *MAY), forms("b", 7, *MAY), forms("c", 1, *MAY)], (13, 13, 0)),
        ([forms("a", 5, *APRIL), forms("a", 5, *MAY), forms("b", 7, *MAY), forms("c", 1, *MAY)], (18, 18, 0)),
        ([forms("a", 5, *MAY), forms("b", 7, *MAY)], (12, None, 1)),
        ([forms("a", 5, *APRIL), forms("b", 7, *MAY), forms("c", 1, *MAY)], (13, None, 1)),
        ([forms("a", 5, *MAY), forms("a", 6, *MAY, "tinh"), forms("b", 7, *MAY), forms("c", 1, *MAY)], (13, 14, 0)),
        # Of a period that runs on over the day nobody knows which part is meant: 14 June is in it.
        ([forms("a", 5, "2025-06-01", "2025-07-01"), forms("b", 7, *MAY), forms("c", 1, *MAY)], (8, 13, 0)),
        (
            [forms("a", 5, *MAY), forms("b", 7, *MAY), forms("c", 1, *MAY), forms("c", 9, "2025-06-15", "2025-07-15")],
            (13, 13, 0),
        ),
    ],
)
def test_counts_of_periods_add_up_until_the_day(facts: list[Fact], expected: object) -> None:
    assert told(summed("forms-collected", BEFORE, ["a", "b", "c"], facts)) == expected


def test_across_a_merger_what_went_in_whole_counts_and_a_divided_unit_only_may() -> None:
    late = ("2025-08-15", "2025-09-15")
    facts = [forms("a", 5, *MAY), forms("b", 7, *MAY), forms("s", 100, *MAY)]
    facts += [forms(unit, 1, *late) for unit in ("c", "M", "U")]
    assert told(summed("forms-collected", AFTER, ["c", "M", "U"], facts)) == (15, 115, 0)
    assert told(summed("forms-collected", AFTER, ["c", "M", "U", "V"], facts)) == (115, None, 1)
    assert told(summed("forms-collected", date(2025, 7, 10), ["M"], facts[:2])) == (12, 12, 0)
    figure = summed("forms-collected", AFTER, ["c", "M", "U"], facts)
    assert figure is not None
    assert figure.since == date(2025, 5, 15)


def test_vague_rows_stay_between_their_bounds() -> None:
    assert told(
        summed("violations-handled", BEFORE, ["a", "b"], [violations("a", 40), violations("b", None, 100, 999)])
    ) == (140, 1039, 0)
    assert told(
        summed("violations-handled", BEFORE, ["a", "b"], [violations("a", 40), violations("b", None, 100)])
    ) == (140, None, 0)


def test_what_stands_is_counted_as_it_stands_on_the_day() -> None:
    models = [
        MovementModel(model=f"MH-{n}", unit="c", name="x", kind=ModelKind.CAMERA, **span("2025-01-01", end))
        for n, end in enumerate([None, None, "2025-03-01"])
    ]
    assert told(summed("models", BEFORE, ["c"], models)) == (2, 2, 0)
    assert told(summed("models", date(2025, 2, 1), ["c"], models)) == (3, 3, 0)
    pieces = [
        MovementEquipment(
            unit="c", kind=kind, funding=funding, installed=n, working=n, cost_vnd=None, **span("2025-01-01", None)
        )
        for kind, funding, n in [
            ("camera", Funding.STATE_BUDGET, 20),
            ("camera", Funding.PEOPLE, 9),
            ("light", Funding.PEOPLE, 70),
        ]
    ]
    assert told(summed("cameras", BEFORE, ["c"], pieces)) == (29, 29, 0)


# -- claims -----------------------------------------------------------------------------------------------

Q5 = "claim_id | value | bound | unit | scope_types | place | modality | as_of | measure\n"
Q4 = (
    "claim_id | quote | bound | unit | place | as_of | measure\n"
    " a | {} | vague | vụ | Quảng Ninh | 2024-12-31 | violations-handled"
)
DAY = date(2024, 12, 31)


def figure(low: int, high: int | None, silent: int = 0, measure: str = "forms-collected", **more: Any) -> SumFigure:
    place = units().place(claims_of("claim_id | value | place | as_of\n a | 1 | Quảng Ninh | 2024-12-31")[0])
    assert isinstance(place, Unit)
    asked = SumAsked(TERMS.measures[measure], place, DAY)
    return SumFigure(asked=asked, low=low, high=high, silent=silent, size=171, since=date(2020, 2, 15), **more)


def against(held: HeldFigure, table: str) -> list[str]:
    found = [one for one in verdicts(table, (held,))["a"] if one.why.startswith("claim.why.register")]
    return [short(one) for one in found]


@pytest.mark.parametrize(
    ("low", "high", "row", "expected"),
    [
        (305_402, 305_402, "305402 | |", ["consistent"]),
        (305_402, None, "305402 | |", ["consistent"]),
        (300_000, 300_000, "305402 | |", ["unsupported 5402"]),
        (300_000, None, "305402 | |", ["unsupported 5402"]),
        (300_000, 310_000, "305402 | |", ["consistent"]),
        (305_403, None, "305402 | |", ["contradicts-register 1"]),
        (305_402, 305_402, "305000 | over |", ["consistent"]),
        (305_402, 305_402, "306000 | nearly |", ["consistent"]),
        (305_402, 305_402, "305402 | | xã", ["not-comparable"]),
    ],
)
def test_a_claim_against_a_sum(low: int, high: int | None, row: str, expected: list[str]) -> None:
    value, bound, types = (cell.strip() for cell in row.split("|"))
    table = Q5 + f"a | {value} | {bound} | phiếu | {types} | Quảng Ninh | done | 2024-12-31 | forms-collected"
    assert against(figure(low, high), table) == expected


@pytest.mark.parametrize(
    ("quote", "low", "expected"),
    [
        ("phát hiện hàng trăm vụ", 640, ["consistent"]),
        ("phát hiện hàng trăm vụ", 1_200, ["contradicts-register 201"]),
        ("phát hiện hàng trăm vụ", 40, ["unsupported 60"]),
        ("phát hiện hàng chục nghìn vụ", 640, ["unsupported 9360"]),
        ("phát hiện nhiều vụ", 640, []),
    ],
)
def test_a_vague_claim_names_an_order_of_magnitude(quote: str, low: int, expected: list[str]) -> None:
    assert against(figure(low, low, measure="violations-handled"), Q4.format(quote)) == expected


def test_a_sum_says_from_when_how_many_reported_and_that_it_is_invented() -> None:
    table = Q5 + "a | 305402 | | phiếu | | Quảng Ninh | done | 2024-12-31 | forms-collected"
    verdict = verdicts(table, (figure(300_000, None, 3, invented=True),))["a"][-1]
    assert verdict.evidence == (
        {
            "kind": "sum",
            "register": "form-counts",
            "value": 300_000,
            "silent": 3,
            "of": 171,
            "since": "2020-02-15",
            "invented": True,
        },
    )
    assert verdict.amount == Decimal(5402)
    for lang, words in (
        ("vi", ["168/171", "SỐ LIỆU GIẢ LẬP", "15/02/2020"]),
        ("en", ["168 of 171", "SỐ LIỆU GIẢ LẬP"]),
    ):
        assert all(word in said(verdict, lang) for word in words)


def test_what_is_asked_is_asked_once_and_never_of_days_to_come() -> None:
    rows = "a | 1 | | phiếu | | Quảng Ninh | done | 2024-12-31 | forms-collected\n"
    rows += "b | 2 | over | phiếu | | Quảng Ninh | done | 2024-12-31 | forms-collected\n"
    rows += "c | 2 | | phiếu | | Quảng Ninh | expected | 2024-12-31 | forms-collected\n"
    asked = sum_questions(claims_of(Q5 + rows), TERMS, units(), date(2026, 1, 1))
    assert [(one.measure.key, one.place.name if one.place else None, one.day) for one in asked] == [
        ("forms-collected", "Quảng Ninh", DAY)
    ]
    assert sum_questions(claims_of(Q5 + rows), TERMS, units(), date(2024, 12, 30)) == ()


# -- the files --------------------------------------------------------------------------------------------


def test_what_is_summed_names_registers_and_columns_that_are_there() -> None:
    for measure in TERMS.measures.values():
        if measure.summed is None:
            continue
        register = sum_register(measure.summed)
        assert register in REGISTERS
        assert register.placed
        cells = {cell.name: cell for cell in register.cells}
        assert not measure.summed.field or cells[measure.summed.field].kind == "integer"
        assert all(name in cells for name, _ in measure.summed.where)


@pytest.mark.parametrize("given_", [{}, {"register": "x", "fields": "y"}, {"field": "collected"}])
def test_a_faulty_sum_is_refused(given_: dict[str, Any]) -> None:
    with pytest.raises((KeyError, ValueError)):
        Summed.read(given_)
