"""Every shipped rule at its edges: forms that have the fault beside the nearest ones that have not.

Told in facts, to the plain reference: that the engine flags the same forms is held elsewhere (``test_forms_rules``).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from diaban.quality.reference import flagged
from diaban.quality.rule import read_rules

RULES = read_rules()[0]
TODAY = date(2026, 11, 28)
Told = Mapping[str, Any]
Case = Told | Sequence[Told]


def born(year: int, month: int = 1, day: int = 1) -> Told:
    return {"birth": date(year, month, day), "birth_year": year}


def number(place: str, sign: str, year: str) -> Told:
    return {"long_number": f"{place}{sign}{year}000001"}


def house(own: Told, *others: Told) -> list[Told]:
    """The form that is asked, and others of its household."""
    return [one | {"household": "h"} for one in (own, *others)]


def name(text: str) -> Told:
    return {"full_name": text, "spelt": text.lower()}


HEAD = {"relation": "head", "name_plain": "tran an", "spouse_plain": "le be", "gender": "m", "birth_year": 1980}
WIFE = {"relation": "spouse", "name_plain": "le be", "spouse_plain": "tran an", "gender": "f"}
CHILD = {"relation": "child", "father_plain": "tran an", "mother_plain": "le be", "birth_year": 2010}
FIRST = {"form_of_person": 1}


def place(which: str) -> dict[str, tuple[list[Case], list[Case]]]:
    commune, state = f"{which}_commune", f"{which}_state"
    here = {commune: "xã X", f"{which}_province": "tỉnh Y"}
    return {
        f"{which}-unit-not-in-force": (
            [here | {state: "former"}, here | {state: "later"}],
            [here | {state: "in-force"}, here | {state: "since-ended"}, here],
        ),
        f"{which}-unit-succeeded": ([here | {state: "since-ended"}], [here | {state: "in-force"}, here]),
        f"{which}-unit-unknown": ([here | {state: "unknown"}], [here | {state: "former"}, here]),
    }


def empty(field: str, code: str) -> dict[str, tuple[list[Case], list[Case]]]:
    return {code: ([{}], [{field: "x"}])}


FOREIGN = {"citizenship": "foreign"}
EDGES: dict[str, tuple[list[Case], list[Case]]] = {
    "age-out-of-range": ([{"birth_year": 1905}], [{"birth_year": 1906}, {}]),
    "birth-registration-unknown": (
        [{"place_of_birth_registration": "bệnh viện"}],
        [{"place_of_birth_registration": "x", "birth_places": "022"}, {}],
    ),
    "blood-group-unknown": (
        [{"blood_group": text} for text in ("C", "không rõ", "AB O")],
        [{"blood_group": text} for text in ("A", "ab", "O+", "Nhóm B", "nhom máu O", "O Rh+", "AB (Rh-)", "A Rh(D)+",
         "0")],
    ),
    **{
        f"card-due-{age}": (
            [{"age_when_filled": age - 1, "age": age}, {"age_when_filled": age - 2, "age": age + 1}],
            [{"age_when_filled": age, "age": age}, {"age_when_filled": age - 1, "age": age - 1}, {"age": age}],
        )
        for age in (14, 25, 40, 60)
    },
    "child-too-old": ([house(CHILD | {"birth_year": 1992}, HEAD)], [house(CHILD | {"birth_year": 1993}, HEAD)]),
    "child-too-young": ([house(CHILD | {"birth_year": 2046}, HEAD)], [house(CHILD | {"birth_year": 2045}, HEAD)]),
    "dob-impossible": ([{"dob": "29/02/1991", "dob_state": "impossible"}], [{"dob": "29/02/1992", "dob_state": "day"}]),
    "dob-in-future": (
        [born(2026, 11, 29), {"birth_year": 2027}, born(2024, 3, 2) | {"filled": date(2024, 3, 1)},
         {"birth_year": 2024, "filled": date(2023, 12, 31)}],
        [born(2026, 11, 28), born(2024, 3, 1) | {"filled": date(2024, 3, 1)},
         {"birth_year": 2024, "filled": date(2024, 1, 1)}],
    ),
    "dob-short-year": ([{"dob": "05/03/15", "dob_state": "short"}], [{"dob": "05/03/2015", "dob_state": "day"}]),
    "dob-unreadable": ([{"dob": "?", "dob_state": "unreadable"}], [{"dob": "1950", "dob_state": "year"}]),
    "dob-year-only": (
        [{"dob": "1950", "dob_state": "year"}, {"dob": "3/1950", "dob_state": "month"}],
        [{"dob": "1/3/1950", "dob_state": "day"}],
    ),
    "ethnicity-unknown": ([{"ethnicity": "12"}],
     [{"ethnicity": "Kinh", "ethnic": "Kinh"}, FOREIGN | {"ethnicity": "x"}]),
    "filled-in-future": ([{"filled": date(2026, 11, 29)}], [{"filled": TODAY}]),
    "filled-too-early": ([{"filled": date(2015, 12, 31)}], [{"filled": date(2016, 1, 1)}]),
    "filled-unreadable": ([{"date_filled": "x"}], [{"date_filled": "1/3/2024", "filled": date(2024, 3, 1)}, {}]),
    "form-id-twice": ([{"form_id": "P1##2"}], [{"form_id": "P1#2"}, {"form_id": "P1##"}]),
    "form-old": (
        [{"filled": date(2024, 11, 28)}, {"filled": date(2020, 2, 29)}],
        [{"filled": date(2024, 11, 29)}, {}],
    ),
    "grandchild-too-old": (
        [house({"relation": "grandchild", "birth_year": 2005}, HEAD)],
        [house({"relation": "grandchild", "birth_year": 2006}, HEAD),
         house({"relation": "other", "birth_year": 1980}, HEAD)],
    ),
    "grandparent-too-young": (
        [house({"relation": "grandparent", "birth_year": 1955}, HEAD)],
        [house({"relation": "grandparent", "birth_year": 1954}, HEAD)],
    ),
    "head-is-a-child": (
        [house({"relation": "head", "age": 17}, {"age": 18})],
        [house({"relation": "head", "age": 18}, {"age": 18}), house({"relation": "head", "age": 17}, {"age": 15})],
    ),
    "head-not-married": (
        [house({"relation": "head", "marital": "single"}, WIFE),
         house({"relation": "head", "marital": "widowed"}, WIFE)],
        [house({"relation": "head", "marital": "married"}, WIFE),
         house({"relation": "head", "marital": "single"}, CHILD)],
    ),
    "household-no-head": ([house(CHILD, WIFE)], [house(CHILD, HEAD), CHILD]),
    "household-too-large": ([house(*[FIRST] * 26)], [house(*[FIRST] * 25), house(*[{"form_of_person": 2}] * 26)]),
    "household-two-heads": (
        [house(HEAD | FIRST, HEAD | FIRST)],
        [house(HEAD | FIRST, HEAD | {"form_of_person": 2}), house(HEAD | FIRST, WIFE | FIRST)],
    ),
    "household-two-spouses": (
        [house(WIFE | FIRST, WIFE | FIRST)],
        [house(WIFE | FIRST, WIFE | {"form_of_person": 2}), house(WIFE | FIRST, HEAD | FIRST)],
    ),
    "marital-unknown": ([{"marital_status": "x"}], [{"marital_status": "Góa", "marital": "widowed"}, {}]),
    "married-too-young": (
        [{"marital": "married", "gender": "m", "age": 19}, {"marital": "widowed", "gender": "f", "age": 17},
         {"marital": "married", "gender": "f", "age": 18, "age_when_filled": 17}],
        [{"marital": "married", "gender": "m", "age": 20}, {"marital": "divorced", "gender": "f", "age": 18},
         {"marital": "single", "gender": "f", "age": 17}, {"marital": "married", "age": 17}],
    ),
    **empty("place_of_birth_registration", "missing-birth-registration"),
    **empty("date_filled", "missing-day"),
    **empty("dob", "missing-dob"),
    **empty("household_no", "missing-household"),
    **empty("full_name", "missing-name"),
    **empty("nationality", "missing-nationality"),
    **empty("present_commune", "missing-present-place"),
    **empty("relation_to_head", "missing-relation"),
    **empty("sex", "missing-sex"),
    "missing-ethnicity": ([{}, {"citizenship": "vn"}], [FOREIGN, {"ethnicity": "Kinh"}]),
    "missing-origin": ([{}], [FOREIGN, {"place_of_origin": "x"}]),
    "missing-form-id": ([{"form_id": "?7"}], [{"form_id": "7?"}]),
    "missing-marital": ([{"age": 18}], [{"age": 17}, {"age": 18, "marital_status": "x"}, {}]),
    "missing-number": ([{"age": 14}], [{"age": 13}, {"age": 14, "personal_id": "x"}, FOREIGN | {"age": 40}, {}]),
    "missing-number-child": (
        [born(2026, 9, 28) | {"age": 0}, born(2016) | {"age": 10}],
        [born(2026, 9, 29) | {"age": 0}, born(2015, 12, 31) | {"age": 10}, born(2016) | {"age": 10,
         "personal_id": "x"}],
    ),
    "missing-parents": ([{}], [{"father_name": "x"}, {"mother_name": "x"}]),
    "missing-permanent-place": (
        [{}, {"permanent_commune": "xã X", "filled": TODAY}],
        [{"permanent_commune": "xã X", "permanent_state": "in-force", "filled": TODAY},
         {"permanent_commune": "xã X", "permanent_province": "tỉnh Y", "filled": TODAY}, {"permanent_commune": "xã X"}],
    ),
    "missing-representative": (
        [{"age": 13}],
        [{"age": 14}, {"age": 13, "mother_name": "x"}, {"age": 13, "representative_name": "x"}, {}],
    ),
    "missing-spouse": ([{"marital": "married"}],
     [{"marital": "widowed"}, {"marital": "married", "spouse_name": "x"}, {}]),
    "name-not-a-name": (
        [{"full_name": text} for text in ("Trần An 2", "Nguy?n V?n A", "=A1", "a@b", "X")],
        [{"full_name": text} for text in ("Trần An", "K'Brơi", "Y-Bluk", "Nguyễn Văn An (Tý)", "Lý Ý")],
    ),
    "name-of-one-word": ([name("Lan")], [name("Trần Lan"), {}]),
    "name-spelling": (
        [name(text) for text in ("trần an", "Trần an", "đỗ An", "NGuyễn An")]
        + [{"full_name": "Hoà Uý", "spelt": "hòa úy"}, {"full_name": "Trần  An", "spelt": "trần an"}],
        [name(text) for text in ("Trần An", "TRẦN AN", "H'Hen Niê", "K'Brơi", "Giàng A Páo")]
        + [{"full_name": "Y-Bluk Niê", "spelt": "y bluk niê"}],
    ),
    "nationality-foreign": ([FOREIGN], [{"citizenship": "vn"}, {}]),
    "number-birth-place": (
        [number("019", "0", "80") | {"birth_places": "006 022"}],
        [number("006", "0", "80") | {"birth_places": "006 022"}, number("019", "0", "80")],
    ),
    "number-century": (
        [number("022", "2", "99") | {"birth_year": 1999}, number("022", "0", "00") | {"birth_year": 2000},
         number("022", "8", "00") | {"birth_year": 1900}],
        [number("022", "1", "99") | {"birth_year": 1999}, number("022", "3", "00") | {"birth_year": 2000},
         number("022", "8", "99") | {"birth_year": 1899}, number("022", "2", "15")],
    ),
    "number-of-two-people": (
        [number("022", "0", "80") | {"people_of_number": 2}],
        [number("022", "0", "80") | {"people_of_number": 1}, {"people_of_number": 2}],
    ),
    "number-old-identity": (
        [{"number_digits": "012345678", "filled": date(2025, 1, 1)}],
        [{"number_digits": "012345678", "filled": date(2024, 12, 31)},
         {"number_digits": "022080000001", "filled": date(2025, 1, 1)}],
    ),
    "number-sex": (
        [number("022", "1", "80") | {"gender": "m"}, number("022", "2", "01") | {"gender": "f"}],
        [number("022", "0", "80") | {"gender": "m"}, number("022", "3", "01") | {"gender": "f"}, number("022", "1",
         "80")],
    ),
    "number-shape": (
        [{"personal_id": "x"}, {"personal_id": "1", "number_digits": "1" * 11},
         {"personal_id": "1", "number_digits": "1" * 10}],
        [{"personal_id": "1", "number_digits": "1" * 12}, {"personal_id": "1", "number_digits": "1" * 9},
         FOREIGN | {"personal_id": "B123", "number_digits": "123"}, {}],
    ),
    "number-unissued-place": (
        [number("003", "0", "80"), number("097", "0", "80"), number("000", "0", "80")],
        [number("001", "0", "80"), number("096", "0", "80"), number("120", "0", "80"), {}],
    ),
    "number-year": (
        [number("022", "0", "81") | {"birth_year": 1980}],
        [number("022", "0", "80") | {"birth_year": 1980}, number("022", "2", "05") | {"birth_year": 2005}],
    ),
    "parent-names-differ": (
        [house(CHILD | {"father_plain": "le an"}, HEAD), house(CHILD | {"mother_plain": "x"}, HEAD | {"gender": "f"})],
        [house(CHILD, HEAD), house(CHILD | {"mother_plain": "x"}, HEAD), house(CHILD | {"father_plain": None}, HEAD),
         house(CHILD | {"relation": "other-child", "father_plain": "x"}, HEAD),
         house(CHILD | {"father_plain": "x"}, HEAD, HEAD | {"name_plain": "le an"})],
    ),
    "parent-too-old": (
        [house({"relation": "parent", "birth_year": 1914}, HEAD)],
        [house({"relation": "parent", "birth_year": 1915}, HEAD)],
    ),
    "parent-too-young": (
        [house({"relation": "parent", "birth_year": 1968}, HEAD)],
        [house({"relation": "parent", "birth_year": 1967}, HEAD)],
    ),
    **place("permanent"),
    **place("present"),
    "person-twice": ([{"forms_of_person": 2}], [{"forms_of_person": 1}, {}]),
    "person-with-two-numbers": (
        [number("022", "0", "80") | {"numbers_of_person": 2}],
        [number("022", "0", "80") | {"numbers_of_person": 1}, {"numbers_of_person": 2}],
    ),
    "phone-shape": (
        [{"phone": text} for text in ("12", "091234567", "091234567890", "912345678", "0912345678 / 0987654321")],
        [{"phone": text} for text in ("0912345678", "+84912345678", "84 912 345 678", "0203 3825 123", "0912.345.678")],
    ),
    "reached-18-unmarried-unknown": (
        [{"age_when_filled": 17, "age": 18}],
        [{"age_when_filled": 18, "age": 19}, {"age_when_filled": 17, "age": 18, "marital_status": "x"}],
    ),
    "relation-unknown": (
        [{"relation_to_head": "x", "relation": "unknown"}],
        [{"relation_to_head": "x", "relation": "other"}, {"relation": "unknown"}],
    ),
    "sex-unreadable": ([{"sex": "x"}], [{"sex": "Nam", "gender": "m"}, {}]),
    "spouse-names-differ": (
        [house(WIFE | {"spouse_plain": "tran anh"}, HEAD), house(HEAD | {"spouse_plain": "le ba"}, WIFE)],
        [house(WIFE, HEAD), house(HEAD, WIFE), house(HEAD, CHILD), house(WIFE | {"spouse_plain": None}, HEAD),
         house(HEAD | {"spouse_plain": "x"}, WIFE, WIFE | {"name_plain": "ho ca"}), WIFE | {"spouse_plain": "x"}],
    ),
    "spouse-not-married": (
        [WIFE | {"marital": "single"}, WIFE | {"marital": "divorced"}],
        [WIFE | {"marital": "married"}, WIFE, {"relation": "child", "marital": "single"}],
    ),
    "spouse-of-same-sex-as-head": ([house(WIFE | {"gender": "m"}, HEAD)],
     [house(WIFE, HEAD), house(WIFE | {"gender": None}, HEAD)]),
    "spouse-though-single": (
        [{"marital": "single", "spouse_name": "x"}],
        [{"marital": "married", "spouse_name": "x"}, {"marital": "widowed", "spouse_name": "x"}, {"marital": "single"}],
    ),
}  # fmt: skip


def faulty(code: str, case: Case) -> bool:
    forms = [case] if isinstance(case, Mapping) else case
    return dict(flagged([RULES[code]], [one | {"today": TODAY} for one in forms])[code]).get(0, False)


def test_no_rule_is_without_its_edges() -> None:
    assert set(EDGES) == set(RULES)


@pytest.mark.parametrize("code", EDGES)
def test_a_rule_flags_the_fault_and_not_its_neighbour(code: str) -> None:
    wrong, right = EDGES[code]
    assert [case for case in wrong if not faulty(code, case)] == []
    assert [case for case in right if faulty(code, case)] == []
