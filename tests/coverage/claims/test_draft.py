"""A draft beside what is published: series and other sources are seen with both, verdicts are the draft's alone."""

from diaban.basis.catalogue import LANGUAGES, shipped
from diaban.basis.finding import Severity
from diaban.coverage.claims.check import check
from diaban.coverage.claims.draft import repeat_findings
from diaban.coverage.claims.terms import shipped_terms
from diaban.coverage.claims.verdict import QUIET
from tests.coverage.claims.claims_world import claims_of, said, short, units

PUBLISHED = """
    claim_id | value | of  | unit    | as_of      | series | scope_types  | place   | document | part_of
    old      | 29    | 102 | trụ sở | 2023-08-31 | s      | xã, thị trấn | Bắc Kạn | Báo cáo  |
    all      |       | 102 | trụ sở | 2025-02-28 |        | xã, thị trấn | Bắc Kạn | Báo cáo  |
    new      | 78    | 102 | trụ sở | 2025-02-28 | s      | xã, thị trấn | Bắc Kạn | Báo cáo  | all
"""


def beside(table: str) -> dict[str, list[str]]:
    """What is loud about a draft held beside what is published."""
    found = check(claims_of(table), units(), shipped_terms(), beside=claims_of(PUBLISHED))
    return {one.claim_id: [short(v) for v in one.verdicts if v.code not in QUIET] for one in found}


def draft(*rows: str) -> str:
    heading = "claim_id | value | of | unit | as_of | series | scope_types | place | document | part_of | published\n"
    return heading + "\n".join(f"{row} | 2025-07" for row in rows)


def test_only_the_draft_is_told_of() -> None:
    row = "a | 78 | 102 | trụ sở | 2025-02-28 | s | xã, thị trấn | Bắc Kạn | Dự thảo | "
    assert beside(draft(row)) == {"a": []}


def test_another_number_was_published() -> None:
    row = "a | 80 | 102 | trụ sở | 2025-02-28 | | xã, thị trấn | Bắc Kạn | Dự thảo | "
    assert beside(draft(row)) == {"a": ["contradicts-source 2"]}


def test_less_than_was_published_before() -> None:
    row = "a | 70 | 102 | trụ sở | 2025-06-30 | s | xã, thị trấn | Bắc Kạn | Dự thảo | "
    assert beside(draft(row)) == {"a": ["regression 8"]}


def test_more_than_was_published_of_a_later_day() -> None:
    row = "a | 90 | 102 | trụ sở | 2024-06-30 | s | xã, thị trấn | Bắc Kạn | Dự thảo | "
    assert beside(draft(row)) == {"a": ["regression 12"]}
    (found,) = check(claims_of(draft(row)), units(), shipped_terms(), beside=claims_of(PUBLISHED))
    loud = next(one for one in found.verdicts if one.code not in QUIET)
    assert all("new" in said(loud, lang) and "90" in said(loud, lang) for lang in LANGUAGES)


def test_too_fast_towards_what_is_published_and_from_it() -> None:
    slow = "a | 29 | 102 | trụ sở | 2025-01-31 | s | xã, thị trấn | Bắc Kạn | Dự thảo | "
    fast = "b | 102 | 102 | trụ sở | 2025-03-20 | s | xã, thị trấn | Bắc Kạn | Dự thảo | "
    assert beside(draft(slow)) == {"a": ["implausible-pace 49"]}
    assert beside(draft(fast)) == {"b": ["implausible-pace 24"]}


def test_the_id_of_a_published_figure_is_its_correction() -> None:
    table = draft("new | 80 | 102 | trụ sở | 2025-02-28 | s | xã, thị trấn | Bắc Kạn | Dự thảo | ")
    assert beside(table) == {"new": []}
    (found,) = repeat_findings(claims_of(table), claims_of(PUBLISHED), file="du-thao.csv")
    assert (found.code, found.severity, found.place.row) == ("claim-repeats", Severity.WARNING, 2)
    for lang in LANGUAGES:
        sentences = shipped().as_dict(found, lang)
        assert "78/102" in str(sentences["found"])
        assert "Báo cáo" in str(sentences["found"])
    assert repeat_findings(claims_of(table), (), file="du-thao.csv") == ()


def test_a_whole_of_the_same_name_elsewhere_hides_nothing() -> None:
    """Two documents may both call their whole *all*: a part of one is no sibling of a part of the other."""
    table = draft(
        "all | | 102 | trụ sở | 2025-02-28 | | xã, thị trấn | Bắc Kạn | Dự thảo | ",
        "done | 80 | 102 | trụ sở | 2025-02-28 | | xã, thị trấn | Bắc Kạn | Dự thảo | all",
    )
    assert "contradicts-source 2" in beside(table)["done"]


def test_published_figures_of_places_long_gone_stop_no_draft() -> None:
    gone = claims_of(
        "claim_id | value | of | unit | as_of | place | published\n x | 3 | 9 | trụ sở | 2025-08-01 | Bắc Kạn | 2025-08"
    )
    row = draft("a | 78 | 102 | trụ sở | 2025-02-28 | | xã, thị trấn | Bắc Kạn | Dự thảo | ")
    assert [one.claim_id for one in check(claims_of(row), units(), shipped_terms(), beside=gone)] == ["a"]
