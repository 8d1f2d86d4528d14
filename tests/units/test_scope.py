"""A scope is one unit, read strictly: by level, and never as a lower unit where a province bears that name one day."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.basis.catalogue import LANGUAGES, shipped
from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding
from diaban.units.edition import Edition, open_edition
from diaban.units.scope import resolve_scope
from diaban.units.unit import Level, Unit

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-21"

READ = """
    text                    | day        | unit
    Bắc Kạn                 | 2025-02-28 | tỉnh Bắc Kạn 06
    bac kan                 | 2025-02-28 | tỉnh Bắc Kạn 06
    BẮC KẠN                 | 2023-08-31 | tỉnh Bắc Kạn 06
    tỉnh Bắc Kạn            | 2025-06-30 | tỉnh Bắc Kạn 06
    thành phố Bắc Kạn       | 2025-02-28 | thành phố Bắc Kạn 058
    TP.Bắc Kạn              | 2025-06-30 | thành phố Bắc Kạn 058
    tp bac kan              | 2025-06-30 | thành phố Bắc Kạn 058
    phường Bắc Kạn          | 2026-11-21 | phường Bắc Kạn 01843
    06                      | 2025-02-28 | tỉnh Bắc Kạn 06
    058                     | 2025-02-28 | thành phố Bắc Kạn 058
    01843                   | 2026-11-21 | phường Bắc Kạn 01843
     19\u00a0               | 2026-11-21 | tỉnh Thái Nguyên 19
    26740                   | 2025-06-30 | phường Bến Nghé 26740
    26740                   | 2025-07-01 | phường Sài Gòn 26740
    Thái Nguyên             | 2026-11-21 | tỉnh Thái Nguyên 19
    thành phố Thái Nguyên   | 2025-06-30 | thành phố Thái Nguyên 164
    Quảng Ninh              | 2024-12-31 | tỉnh Quảng Ninh 22
    Quảng Ninh              | 2026-08-31 | tỉnh Quảng Ninh 22
    Quảng Ninh              | 2026-09-02 | thành phố Quảng Ninh 22
    TP. Quảng Ninh          | 2026-09-02 | thành phố Quảng Ninh 22
    huyện Quảng Ninh        | 2025-06-30 | huyện Quảng Ninh 456
    Hà Nội                  | 2025-06-30 | thành phố Hà Nội 01
    thủ đô Hà Nội           | 2026-11-21 | thành phố Hà Nội 01
    Hoà Bình                | 2025-06-30 | tỉnh Hòa Bình 17
    huyện Hòa Bình          | 2025-06-30 | huyện Hòa Bình 961
    Bà Rịa – Vũng Tàu       | 2025-06-30 | tỉnh Bà Rịa - Vũng Tàu 77
    ba ria vung tau         | 2025-06-30 | tỉnh Bà Rịa - Vũng Tàu 77
    Huế                     | 2025-02-28 | thành phố Huế 46
    Bắc Sơn                 | 2025-02-28 | huyện Bắc Sơn 185
    thị trấn Bắc Sơn        | 2025-06-30 | thị trấn Bắc Sơn 06325
    Bắc Sơn                 | 2026-11-21 | xã Bắc Sơn 06325
    Quan Sơn                | 2025-06-30 | huyện Quan Sơn 387
    xã Quan Sơn             | 2025-06-30 | xã Quan Sơn 06517
    Quận 1                  | 2025-06-30 | quận 1 760
    Q.1                     | 2025-06-30 | quận 1 760
    Quận I                  | 2025-06-30 | quận 1 760
    Qui Nhơn                | 2025-06-30 | thành phố Quy Nhơn 540
    huyện Ea H’leo          | 2025-06-30 | huyện Ea H'leo 645
    Lý Sơn                  | 2025-06-30 | huyện Lý Sơn 536
    Lý Sơn                  | 2025-07-01 | đặc khu Lý Sơn 21548
    xã Mỹ Thanh, Bạch Thông | 2025-06-30 | xã Mỹ Thanh 02011
    Bạch Thông, xã Mỹ Thanh | 2025-06-30 | xã Mỹ Thanh 02011
    P.4, Q.Tân Bình, TP.HCM | 2025-06-30 | phường 4 26968
    my thanh bach thong     | 2025-06-30 | xã Mỹ Thanh 02011
    Bắc Sơn, Lạng Sơn       | 2025-06-30 | huyện Bắc Sơn 185
    Thanh Bình, Ninh Bình   | 2026-11-21 | xã Thanh Bình 13483
"""

REFUSED = """
    text                    | day        | finding
    Bắc Kạn                 | 2023-04-09 | before-records
    Hà Nội                  | 2020-01-01 | before-records
    ha noi                  | 2020-01-01 | before-records
    01                      | 2020-01-01 | before-records
    Thừa Thiên Huế          | 2024-12-31 | before-records
    quận 1                  | 2020-01-01 | before-records
    thị xã Phú Mỹ           | 2025-02-28 | before-records
    Bắc Sơn                 | 2020-01-01 | before-records
    06                      | 2026-11-21 | code-of-another-day
    058                     | 2025-07-01 | code-of-another-day
    99999                   | 2026-11-21 | unknown-code
    6                       | 2025-06-30 | unknown-code
    Bắc Kạn                 | 2025-07-01 | scope-province-ended
    tinh bac kan            | 2026-11-21 | scope-province-ended
    Hải Dương               | 2026-11-21 | scope-province-ended
    Bình Dương              | 2026-11-21 | scope-province-ended
    Bà Rịa – Vũng Tàu       | 2026-11-21 | scope-province-ended
    Thừa Thiên Huế          | 2025-02-28 | scope-province-ended
    tỉnh Quảng Ninh         | 2026-09-02 | scope-province-ended
    thành phố Quảng Ninh    | 2026-08-31 | scope-province-ended
    Thanh Bình              | 2026-11-21 | scope-ambiguous
    xã Bắc Sơn              | 2025-06-30 | scope-ambiguous
    Phường 4                | 2025-06-30 | scope-ambiguous
    thành phố Bắc Kạn       | 2026-11-21 | scope-not-found
    huyện Bắc Kạn           | 2025-06-30 | scope-not-found
    Bắc Kan                 | 2025-06-30 | scope-not-found
    Bắc Kạm                 | 2025-06-30 | scope-not-found
    Bắc                     | 2025-06-30 | scope-not-found
    Atlantis                | 2025-06-30 | scope-not-found
    tỉnh                    | 2025-06-30 | scope-not-found
                            | 2025-06-30 | scope-not-found
    ,                       | 2025-06-30 | scope-not-found
    xã Mỹ Thanh, Ngân Sơn   | 2025-06-30 | scope-not-found
    Mỹ Than, Bạch Thông     | 2025-06-30 | scope-not-found
    xã Mỹ Thanh, Bạch Thông | 2026-11-21 | scope-not-found
    xã Mỹ Thanh, Bạch Thông | 2020-01-01 | before-records
    my thanh bach thong     | 2020-01-01 | before-records
    xã Mỹ Thanh, Ngân Sơn   | 2020-01-01 | scope-not-found
    Phường 4, TP.HCM        | 2025-06-30 | scope-ambiguous
    -1, TP.HCM              | 2025-06-30 | scope-not-found
    Báº¯c Káº¡n             | 2025-06-30 | name-mojibake
    -1                      | 2025-06-30 | scope-not-found
    ٠٦                      | 2025-06-30 | scope-not-found
"""


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip(" ") for cell in line.split("|")) for line in table.strip("\n ").splitlines()[1:]]


@pytest.fixture(scope="module")
def edition() -> Edition:
    return open_edition(ROOT / "src/diaban/reference/units")


def resolve(edition: Edition, text: str, day: str) -> Unit:
    return resolve_scope(edition.atlas, edition.names, text, date.fromisoformat(day))


def refusal(edition: Edition, text: str, day: str) -> Finding:
    with pytest.raises(RefusedError) as refused:
        resolve(edition, text, day)
    (found,) = refused.value.findings
    return found


@pytest.mark.parametrize(("text", "day", "unit"), rows(READ))
def test_a_scope_is_read(edition: Edition, text: str, day: str, unit: str) -> None:
    found = resolve(edition, text, day)
    assert f"{found.full_name} {found.code}" == unit
    assert found.answers_on(date.fromisoformat(day))


@pytest.mark.parametrize(("text", "day", "code"), rows(REFUSED))
def test_a_scope_is_refused(edition: Edition, text: str, day: str, code: str) -> None:
    found = refusal(edition, text, day)
    assert found.code == code
    for language in LANGUAGES:
        assert all(shipped().sentences(found, language).values())


@pytest.mark.parametrize(
    ("text", "province", "successors", "lower"),
    [
        ("Bắc Kạn", "tỉnh Bắc Kạn 06", "tỉnh Thái Nguyên 19", ["phường Bắc Kạn 01843"]),
        ("bac kan", "tỉnh Bắc Kạn 06", "tỉnh Thái Nguyên 19", ["phường Bắc Kạn 01843"]),
        ("Hải Dương", "tỉnh Hải Dương 30", "thành phố Hải Phòng 31", ["phường Hải Dương 10525"]),
        # Two lower units of that name: both are named, and the province is named first of all.
        (
            "Bình Dương",
            "tỉnh Bình Dương 74",
            "thành phố Hồ Chí Minh 79",
            ["xã Bình Dương 21733", "phường Bình Dương 25760"],
        ),
        ("Kon Tum", "tỉnh Kon Tum 62", "tỉnh Quảng Ngãi 51", ["phường Kon Tum 23293"]),
        ("Thừa Thiên Huế", "tỉnh Thừa Thiên Huế 46", "thành phố Huế 46", ["—"]),
        ("tỉnh Quảng Ninh", "tỉnh Quảng Ninh 22", "thành phố Quảng Ninh 22", ["—"]),
    ],
)
def test_an_ended_province_names_its_successors_and_the_lower_unit(
    edition: Edition, text: str, province: str, successors: str, lower: list[str]
) -> None:
    found = refusal(edition, text, TODAY)
    assert found.code == "scope-province-ended"
    assert found.place.unit == province.rpartition(" ")[2]
    sentence = shipped().sentences(found, "vi")["found"]
    for expected in (province, successors, *lower):
        assert expected in sentence
    # Whoever means the lower unit gives its code, as the remedy says.
    for unit in lower:
        if unit != "—":
            assert resolve(edition, unit.split()[-1], TODAY).full_name == unit.rpartition(" ")[0]


def test_a_name_a_province_gets_only_later_is_not_read_as_a_lower_unit_either(edition: Edition) -> None:
    # thành phố Bắc Ninh is a district's name until 2025-06-30 and, it is reported, the province's from 2026-09-20.
    found = refusal(edition, "thành phố Bắc Ninh", "2025-02-28")
    assert found.code == "scope-province-ended"
    assert "thành phố Bắc Ninh 256" in shipped().sentences(found, "vi")["found"]
    assert resolve(edition, "256", "2025-02-28").full_name == "thành phố Bắc Ninh"


def test_two_units_on_the_deciding_level_are_both_named(edition: Edition) -> None:
    found = refusal(edition, "Thanh Bình", TODAY)
    sentence = shipped().sentences(found, "en")["found"]
    assert "xã Thanh Bình 13483" in sentence
    assert "xã Thanh Bình 30130" in sentence
    many = shipped().sentences(refusal(edition, "xã Bắc Sơn", "2025-06-30"), "vi")["found"]
    assert many.count("xã Bắc Sơn ") == 9


def test_a_day_before_the_records_names_unit_and_horizon(edition: Edition) -> None:
    found = refusal(edition, "Hà Nội", "2020-01-01")
    assert found.values["unit"] == "thành phố Hà Nội"
    assert found.values["horizon"] == date(2025, 1, 1)
    assert found.place.unit == "01"


@pytest.mark.parametrize("day", ["2025-06-30", "2025-07-01", TODAY])
def test_every_province_is_a_scope_by_name_and_by_code(edition: Edition, day: str) -> None:
    for unit in edition.atlas.in_force(date.fromisoformat(day), Level.PROVINCE):
        for text in (unit.code, unit.name, unit.full_name, unit.full_name.upper()):
            assert resolve(edition, text, day) is unit


@given(st.text(max_size=40) | st.text("0123456789", max_size=7), st.sampled_from(["2020-01-01", "2025-06-30", TODAY]))
def test_no_text_does_anything_but_name_a_unit_or_be_refused(edition: Edition, text: str, day: str) -> None:
    try:
        unit = resolve(edition, text, day)
    except RefusedError as refused:
        sentences = [shipped().sentences(found, "vi")["found"] for found in refused.findings]
    else:
        sentences = [unit.full_name]
    assert all(sentences)
