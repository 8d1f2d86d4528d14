"""A figure opened: its sum laid out, the units it means, its series, ids like the one asked for, a file taken in."""

from datetime import date

import pytest

from diaban.basis.error import RefusedError
from diaban.coverage.claims.amount import Interval
from diaban.coverage.claims.draft import given_claims, hold
from diaban.coverage.claims.frames import Early
from diaban.coverage.claims.named import unknown
from diaban.coverage.claims.parts import families, laid_out
from diaban.coverage.claims.reading import TABLE
from diaban.coverage.claims.scope import meant
from diaban.coverage.claims.series import followed
from diaban.coverage.claims.terms import shipped_terms
from diaban.coverage.claims.verdict import Checked, Code, Verdict
from diaban.intake.plain_csv import cells_of, read_bytes
from tests.coverage.claims.claims_world import claims_of, units

HEAD = "claim_id | value | unit | of | percent_printed | part_of | as_of | published | place | scope_types | measure\n"
KEPT = "independent-headquarters"


def test_a_sum_that_leaves_two() -> None:
    told = claims_of(
        HEAD + f"B | | xã | 102 | | | 2025-02-28 | 2025-02 | Bắc Kạn | xã, thị trấn | {KEPT}\n"
        f"B.1 | 78 | xã | 102 | | B | 2025-02-28 | 2025-02 | Bắc Kạn | xã, thị trấn | {KEPT}\n"
        f"B.2 | 22 | xã | 102 | | B | 2025-02-28 | 2025-02 | Bắc Kạn | xã, thị trấn | {KEPT}"
    )
    found = laid_out(families(told)["B"], shipped_terms())
    assert found is not None
    assert [part.claim_id for part in found.parts] == ["B.1", "B.2"]
    assert found.rest == Interval.point(2)
    assert (found.code, found.nameless, found.whole.claim_id) == (Code.REMAINDER, True, "B")


def test_a_sum_that_comes_out_leaves_nothing_and_one_that_does_not_add_is_none() -> None:
    day = "2025-02-28 | 2025-02 | | | cameras"
    rows = f"A | 5 | cái | | | | {day}\nA.1 | {{}} | cái | | | A | {day}"
    even = laid_out(families(claims_of(HEAD + rows.format(5)))["A"], shipped_terms())
    over = laid_out(families(claims_of(HEAD + rows.format(7)))["A"], shipped_terms())
    assert even is not None
    assert over is not None
    assert even.rest is None
    assert (over.code, over.rest, over.nameless) == (Code.EXCESS, Interval.point(2), False)
    rate = rows.format(7).replace("A.1 | 7 | cái", "A.1 | 7 | cái/xã")
    assert laid_out(families(claims_of(HEAD + rate))["A"], shipped_terms()) is None


@pytest.mark.parametrize(
    ("types", "whole", "day", "sizes"),
    [
        ("xã, thị trấn", "102", "2025-02-28", [102]),
        ("xã hoặc xã, thị trấn", "", "2025-02-28", [95, 102]),
        ("", "102", "2025-02-28", [102]),
        ("", "", "2025-02-28", []),
        ("", "50", "2025-02-28", [108]),
    ],
)
def test_units_meant(types: str, whole: str, day: str, sizes: list[int]) -> None:
    (claim,) = claims_of(HEAD + f"a | 3 | xã | {whole} | | | {day} | {day} | Bắc Kạn | {types} | {KEPT}")
    where = units()
    frames = meant(claim, shipped_terms(), where)
    assert not isinstance(frames, Early)
    assert [frame.size for frame in frames] == sizes
    assert [len(where.communes(frame)) for frame in frames] == sizes


def test_units_of_a_day_before_the_records_are_not_guessed() -> None:
    (claim,) = claims_of(HEAD + f"a | 3 | xã | 9 | | | 1999-01-01 | 2025-02 | Bắc Kạn | xã | {KEPT}")
    assert isinstance(meant(claim, shipped_terms(), units()), Early)


def test_a_series_stands_in_the_order_of_its_days() -> None:
    head = "claim_id | value | unit | as_of | published | measure | series | modality\n"
    rows = (
        "b | 3 | xã | 2025 | 2025 | x | s | done\n"
        "a | 2 | xã | 2024-01 | 2024-01 | x | s | done\n"
        "c | 9 | xã | 2026 | 2025 | x | s | expected"
    )
    assert {key: [one.claim_id for one in told] for key, told in followed(claims_of(head + rows)).items()} == {
        "s": ["a", "b"]
    }


def test_ids_most_like_the_one_asked_for() -> None:
    named = unknown("b3.DONE", ["A", "B3", "B3.done", "B3.doing", "Q1"]).findings[0]
    assert named.values["claims"] == ["B3.done", "B3.doing"]
    assert unknown("zzz", ["B", "A"]).findings[0].values["claims"] == ["A", "B"]
    assert len(str(unknown("z" * 9_000, []).findings[0].values["claim"])) == 80


def test_what_is_loud_leads() -> None:
    quiet, loud = Verdict(Code.CONSISTENT, "x"), Verdict(Code.EXCESS, "y")
    assert Checked("a", (quiet, loud)).leading is loud
    assert Checked("a", (quiet, loud)).loud
    assert Checked("a", (quiet,)).leading is quiet
    assert not Checked("a", (quiet,)).loud


FILE = (
    "claim_id,document,published,quote,measure,place,as_of,modality,value,unit\n"
    "a,D,,Câu,cameras,Nơi Không Có,2025-02-28,done,5,cái\n"
    'b,D,,"Câu ""hai""",cameras,,2025-02-28,xong,5,cái\n'
    "c,D,,Câu,cameras,,2025-02-28,done,5,cái\n"
)


def test_a_file_tells_of_cells_and_places_at_once_and_is_not_held_before_it_is_sound() -> None:
    reading = read_bytes(FILE.encode(), TABLE, name="f")
    given = given_claims(reading, units(), shipped_terms(), file="f", signed_on=date(2025, 3, 1))
    assert {(one.code, one.place.row) for one in given.findings} == {("csv-choice", 3), ("claim-place-astray", 2)}
    assert [claim.claim_id for claim in given.claims] == ["a", "c"]
    with pytest.raises(RefusedError):
        hold(given, units(), shipped_terms(), lambda claims: ())
    assert cells_of(FILE.encode(), TABLE, {3}) == {
        3: ["b", "D", "", 'Câu "hai"', "cameras", "", "2025-02-28", "xong", "5", "cái"]
    }
    assert cells_of(b"\xff\xff", TABLE, {1}) == {}
