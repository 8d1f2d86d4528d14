"""Every shipped figure, verdict by verdict; and what the mission says must come out, said again in its own words."""

from functools import cache
from pathlib import Path

import pytest

from diaban.basis.catalogue import Language
from diaban.cli.claims import shipped_claims
from diaban.coverage.claims.check import check
from diaban.coverage.claims.terms import shipped_terms
from diaban.coverage.claims.verdict import QUIET, Code, Verdict
from tests.coverage.claims.claims_world import said, short, units

PINNED = """
B2                   | consistent 95
B3                   | consistent 102, remainder 2
B3.done              | consistent 102, consistent
B3.doing             | consistent 102
B3.expected          | consistent 102, unsupported 2
B6a                  | consistent 102
B6a.each             | not-comparable
B6b                  | consistent 108
B6b.each             | not-comparable
Q1                   | consistent
Q1.communes          | consistent
Q1.low               | consistent
Q1.high              | consistent
Q4                   | not-comparable
Q5                   | not-comparable
Q5.officers          | not-comparable
Q7                   | consistent 399
Q7.phase1            | consistent 9.26
Q7.communes          | consistent 98
Q8                   | consistent, overdue-wording
E01.money            | consistent, consistent
E01.count            | before-records, consistent
E01.floor-low        | not-comparable
E01.floor-high       | not-comparable
E01.months           | consistent
E01.early            | not-comparable
E02.money            | consistent, consistent
E02.count            | before-records, consistent
E02.each             | consistent
E02.months           | consistent
E02.storeys          | not-comparable
E02.started          | before-records
E02.post1            | not-comparable
E02.post2            | not-comparable
E02.post3            | not-comparable
E02.post4            | not-comparable
E02.post5            | not-comparable
E03.without          | before-records
E03.march            | before-records
E03.until-2025       | before-records
E05.new-money        | consistent, consistent
E05.province         | consistent
E05.local            | consistent
E05.new              | before-records
E05.converted-money  | consistent
E05.converted        | before-records
E06.done             | before-records, consistent
E06.doing            | before-records
E06.procedures       | before-records
E06.target           | before-records
E08.money            | consistent
E08.city             | consistent
E08.area             | not-comparable
E08.storeys          | not-comparable
E08.target           | not-comparable, before-records
E09.count            | consistent 19
E09.binh-quy         | not-comparable
E09.binh-duong       | not-comparable
E09.binh-dao         | not-comparable
E09.storeys          | not-comparable
E10.money            | consistent
E10.two              | before-records
E10.storeys          | not-comparable
E10.area             | not-comparable
E10.year             | before-records, consistent 23
E10.first            | before-records
E10.officers         | not-comparable
E10.communes         | before-records
E10.without          | before-records
E10.until-2029-money | consistent
E10.until-2029       | before-records
E11.all              | before-records, consistent
E11.done             | before-records
E11.left             | before-records
E11.money            | not-comparable
E11.area             | not-comparable
E11.months           | not-comparable
E13.count            | consistent 101
E13.nt-area          | not-comparable
E13.nt-land          | not-comparable
E13.nt-storeys       | not-comparable
E13.xh-area          | not-comparable
E13.xh-land          | not-comparable
E13.xh-storeys       | not-comparable
E13.xh-early         | not-comparable
E14.provincial       | consistent 39.8
E14.support          | consistent
E14.basements        | not-comparable
E14.storeys          | not-comparable
E14.equipment        | not-comparable
E14.projects-money   | consistent
E14.projects         | consistent
E14.finished         | consistent
E14.running          | consistent
E14.communes         | before-records
E15.money            | consistent
E15.count            | before-records
E15.districts        | not-comparable
E20.added            | not-comparable
E20.added-communes   | before-records
E20.before           | not-comparable
E20.before-communes  | before-records
E23.cameras          | remainder 35
E23.state            | not-comparable
E23.communes         | not-comparable
E23.people           | not-comparable
E23.money            | consistent
E23.money-state      | consistent
E23.money-communes   | consistent
E23.money-people     | consistent
E23.vehicles         | not-comparable
E24.cameras          | not-comparable
E27.models           | not-comparable
E27.kinds            | not-comparable
E27.places           | not-comparable
D.survey             | consistent
D.survey.satisfied   | not-comparable
D.survey.gia-lai     | truncated 88.34
D.bac-kan            | consistent 102
D.quang-nam.1        | before-records
D.quang-nam.2        | before-records, consistent, consistent
D.nation             | before-records
D.surplus            | consistent 515
D.surplus.resolved   | consistent
D.stations           | consistent 3321, consistent
D.stations.xa        | consistent 2621
D.stations.phuong    | consistent 687
D.stations.dac-khu   | consistent 13
"""

# What asks something of somebody, and nothing else does: a false alarm is as bad as a missed one.
LOUD = {
    "B3": ["remainder 2"],
    "B3.expected": ["unsupported 2"],
    "Q8": ["overdue-wording"],
    "E23.cameras": ["remainder 35"],
    "D.survey.gia-lai": ["truncated 88.34"],
}


@cache
def found() -> dict[str, tuple[Verdict, ...]]:
    return {one.claim_id: one.verdicts for one in check(shipped_claims(), units(), shipped_terms())}


def test_every_verdict_of_every_shipped_figure() -> None:
    pinned = [tuple(part.strip() for part in line.split("|")) for line in PINNED.strip().splitlines()]
    assert [(key, ", ".join(map(short, verdicts))) for key, verdicts in found().items()] == pinned


def test_no_false_alarm_and_none_missed() -> None:
    loud = {key: [short(v) for v in verdicts if v.code not in QUIET] for key, verdicts in found().items()}
    assert {key: codes for key, codes in loud.items() if codes} == LOUD


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("B2", "95 xã"),
        ("B3", "95 xã + 7 thị trấn = 102"),
        ("B3", "không xác định được"),
        ("B6a", "95 xã + 7 thị trấn = 102"),
        ("B6b", "95 xã + 6 phường + 7 thị trấn = 108"),
        ("Q1", "từ 5 đến 8, nhân với từ 91 đến 98 nơi là từ 455 đến 784"),
        ("Q4", "không đặt con số thay"),
        ("Q7", "dưới 399 tỷ đồng"),
        ("Q7.phase1", "trên 9,26 tỷ đồng"),
        ("Q8", "vẫn nói như việc sắp tới"),
        ("E23.cameras", "27 + 66 + 142 không đủ 270"),
        ("E23.money", "gần 2 tỷ đồng"),
        ("E05.new-money", "541,099 + 234,765"),
    ],
)
def test_what_the_mission_says_must_come_out(claim: str, words: str) -> None:
    assert any(words in said(verdict, "vi") for verdict in found()[claim])


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("vi", ("Ngày 07/03/2024 sớm hơn mốc", "(01/11/2024)", "không suy đoán", "Cần danh sách đơn vị của ngày ấy")),
        ("en", ("2024-03-07 lies before", "(2024-11-01)", "no guess", "Wanted: a list of the units of that day")),
    ],
)
def test_a_day_before_the_records_says_so_and_what_can_be_done(lang: Language, words: tuple[str, ...]) -> None:
    # Quảng Ninh's 32/98 of March 2024: its list of communes is complete from November on.
    (verdict,) = found()["E14.communes"]
    assert verdict.code is Code.BEFORE_RECORDS
    assert all(part in said(verdict, lang) for part in words)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_verdict_can_be_said(lang: Language) -> None:
    sentences = [said(verdict, lang) for verdicts in found().values() for verdict in verdicts]
    assert all(sentence and "{" not in sentence and "None" not in sentence for sentence in sentences)


def test_ids_are_said_once_and_every_line_cites_its_source() -> None:
    claims = shipped_claims()
    assert len({claim.claim_id for claim in claims}) == len(claims)
    assert [claim.claim_id for claim in claims if not claim.source or not claim.reason] == []


def test_the_sample_reports_are_cited_by_the_address_they_give(shared: Path) -> None:
    addresses = {claim.source for claim in shipped_claims() if claim.claim_id.startswith("E")}
    folder = shared / "examples" / "reports"
    given = {path.read_text("utf-8").splitlines()[0].removeprefix("nguồn:").strip() for path in folder.glob("*.txt")}
    assert addresses == given
