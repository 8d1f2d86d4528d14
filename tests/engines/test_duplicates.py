"""The same person twice: accuracy on invented forms by a floor; what must never happen, on forms written by hand."""

import json
from datetime import date
from itertools import combinations

import duckdb
import numpy as np
import pytest

from diaban.engines.duplicates import Counts, find, train
from diaban.engines.forms_normal import COLUMNS, normalise
from diaban.engines.forms_written import load_forms
from diaban.quality.generated.forms import DOMAIN_ERRORS, ERRORS, generated, read_errors
from diaban.quality.generated.people import Ground
from diaban.quality.linkage.model import as_text, read_model, shipped_model

GROUND = Ground(
    [(f"Xã {name}", "Tỉnh Thái Nguyên") for name in ("Tân Lập", "Yên Trạch", "Đại Từ", "Phú Lương", "Hòa Bình")],
    [("Xã Tân Lập, Huyện Chợ Đồn, Tỉnh Bắc Kạn", "006"), ("Xã Đại Từ, Tỉnh Thái Nguyên", "019")],
    [0, 0, 1, 1, 1],
)
Form = dict[str, str | None]
ANH: Form = {
    "full_name": "Nguyễn Văn Anh", "dob": "05/03/2010", "sex": "Nam", "father_name": "Nguyễn Văn Bình",
    "mother_name": "Trần Thị Hoa", "permanent_commune": "Xã Tân Lập", "permanent_province": "Tỉnh Thái Nguyên",
    "household_no": "000123", "place_of_birth_registration": "Xã Tân Lập, Tỉnh Thái Nguyên",
}  # fmt: skip
Found = dict[tuple[str, str], tuple[str, float, str]]


def linked(*forms: Form) -> tuple[Found, dict[str, str], Counts]:
    with duckdb.connect() as connection:
        rows = [{name: form.get(name) for name in COLUMNS} | {"form_id": f"P{at}"} for at, form in enumerate(forms)]
        if rows:
            columns = {name: np.array([row[name] for row in rows], dtype=object) for name in COLUMNS}
            load_forms(connection, columns)
        else:
            connection.execute(f"create table forms (row bigint, {', '.join(f'{name} varchar' for name in COLUMNS)})")
        normalise(connection)
        counts = find(connection, model=shipped_model())
        pairs = connection.execute("select * from pairs").fetchall()
        persons = dict(connection.execute("select * from persons").fetchall())
    return {(a, b): (decision, chance, evidence) for a, b, chance, decision, evidence in pairs}, persons, counts


def decision(one: Form, other: Form) -> str:
    found, persons, _ = linked(one, other)
    assert (persons["P0"] == persons["P1"]) == (found.get(("P0", "P1"), ("",))[0] == "same")
    return found[("P0", "P1")][0] if found else "different"


@pytest.mark.parametrize(("table", "floor"), [(ERRORS, 0.975), (DOMAIN_ERRORS, 0.96)])
def test_accuracy_stays_above_a_floor_on_a_batch_that_nothing_was_tuned_on(table, floor: float) -> None:
    batch = generated(3_000, seed=77, ground=GROUND, errors=read_errors(table), day=date(2026, 6, 1))
    with duckdb.connect() as connection:
        load_forms(connection, batch.forms)
        normalise(connection)
        counts = find(connection, model=shipped_model())
        pairs = connection.execute("select form_id_a, form_id_b, probability, decision from pairs").fetchall()
        persons = dict(connection.execute("select form_id, person_id from persons").fetchall())
    whose = dict(zip(batch.forms["form_id"].tolist(), batch.person.tolist(), strict=True))
    by_person: dict[int, list[str]] = {}
    for form, person in whose.items():
        by_person.setdefault(person, []).append(form)
    truth = {pair for forms in by_person.values() for pair in combinations(sorted(forms), 2)}
    same = {(a, b) for a, b, _, said in pairs if said == "same"}
    assert 2 * len(same & truth) / (len(same) + len(truth)) > floor
    assert len(pairs) == len({(a, b) for a, b, _, _ in pairs})
    assert all(a < b for a, b, _, _ in pairs)
    assert persons.keys() == whose.keys()
    assert all(persons[a] == persons[b] for a, b in same)
    assert (counts.forms, counts.persons, counts.same) == (3_000, len(set(persons.values())), len(same))


def test_twins_stay_two() -> None:
    assert decision(ANH, ANH | {"full_name": "Nguyễn Văn Ánh"}) != "same"
    assert decision(ANH, ANH | {"full_name": "Nguyễn Văn Hùng"}) != "same"
    # Registered one after the other.
    first, second = ({"personal_id": f"02221000010{end}"} for end in "12")
    assert decision(ANH | first, ANH | second | {"full_name": "Nguyễn Văn Ánh"}) == "review"


def test_marks_missing_on_one_side_do_not_part_a_person() -> None:
    assert decision(ANH, ANH | {"full_name": "NGUYEN VAN ANH", "household_no": None}) == "same"
    assert decision(ANH, ANH | {"full_name": "NguyÔn V¨n Anh"}) == "same"


@pytest.mark.parametrize("dob", ["5-3-2010", "03/05/2010", "2010", "01/01/2010"])
def test_a_day_written_otherwise_does_not_part_a_person(dob: str) -> None:
    assert decision(ANH, ANH | {"dob": dob}) == "same"


def test_a_brother_is_another_person() -> None:
    assert decision(ANH, ANH | {"full_name": "Nguyễn Văn Bắc", "dob": "07/09/2012"}) == "different"


def test_nine_digits_beside_twelve_say_nothing() -> None:
    one, other = ANH | {"personal_id": "019210123456"}, ANH | {"personal_id": "123456789"}
    found, _, _ = linked(one, other)
    assert "number" not in json.loads(found[("P0", "P1")][2])
    assert found[("P0", "P1")][:2] == linked(ANH, ANH)[0][("P0", "P1")][:2]


@pytest.mark.parametrize(
    ("number", "same"),
    [("019210123456", True), ("019210123465", True), ("001210123456", True), ("019210987654", False)],
)
def test_numbers_that_clearly_differ_are_two_people_and_a_slip_is_not(number: str, same: bool) -> None:
    found = decision(ANH | {"personal_id": "019210123456"}, ANH | {"personal_id": number})
    assert (found == "same") is same


def test_a_chain_never_joins_two_whole_numbers() -> None:
    found, persons, _ = linked(ANH | {"personal_id": "019210123456"}, ANH, ANH | {"personal_id": "019210987654"})
    assert persons["P0"] != persons["P2"]
    assert len(set(persons.values())) == 2
    assert found[("P0", "P2")][0] != "same"


def test_one_number_used_by_two_does_not_make_them_one() -> None:
    other: Form = {
        "full_name": "Lê Thị Thu", "dob": "17/11/1971", "sex": "Nữ", "permanent_commune": "Xã Đại Từ",
        "permanent_province": "Tỉnh Thái Nguyên", "personal_id": "019210123456",
    }  # fmt: skip
    assert decision(ANH | {"personal_id": "019210123456"}, other) != "same"


SHARING = {"dob": "12/03/1985", "personal_id": "022085001234", "permanent_commune": "Xã Tân Lập"}
NAMED = ("Nguyễn Văn An", "Trần Thị Bình", "Lê Minh Châu", "Phạm Quốc Dũng", "Hoàng Thị Em", "Vũ Đức Giang")


def test_a_number_and_a_day_that_six_names_share_are_a_question() -> None:
    found, persons, counts = linked(*(SHARING | {"full_name": name} for name in NAMED))
    assert len(set(persons.values())) == len(NAMED)
    assert (counts.same, counts.review) == (0, 15)
    assert {one[0] for one in found.values()} == {"review"}


def test_a_name_spoilt_beyond_reading_is_vouched_for_by_number_birth_and_parents() -> None:
    known = SHARING | {"father_name": "Nguyễn Văn Bảy", "mother_name": "Trần Thị Hoa"}
    assert decision(known | {"full_name": "Nguyễn Văn An"}, known | {"full_name": "Xyzk Qpwr Mnbv"}) == "same"


def test_the_whole_of_a_person_is_listed() -> None:
    found, persons, counts = linked(ANH, ANH, ANH)
    assert {pair: said for pair, (said, _, _) in found.items()} == {
        ("P0", "P1"): "same", ("P0", "P2"): "same", ("P1", "P2"): "same",
    }  # fmt: skip
    assert set(persons.values()) == {"P0"}
    assert (counts.same, counts.persons) == (3, 1)


def test_nothing_and_nothing_said() -> None:
    assert linked() == ({}, {}, Counts(0, 0, 0, 0, 0, 0, 0, shipped_model().version))
    found, persons, _ = linked({}, {}, {"full_name": ""})
    assert found == {}
    assert len(set(persons.values())) == 3


def test_a_model_is_trained_without_labels_and_read_back(tmp_path) -> None:
    batch = generated(4_000, seed=5, ground=GROUND, errors=read_errors(ERRORS), day=date(2026, 6, 1))
    with duckdb.connect() as connection:
        load_forms(connection, batch.forms)
        normalise(connection)
        model = train(connection, version="t", same=0.5, review=0.1, about={"by": "test"})
        connection.execute("delete from normal where row > 5")
        connection.execute("delete from forms where row > 5")
        with pytest.raises(ValueError, match="< 50"):
            train(connection, version="t", same=0.5, review=0.1, about={})
    file = tmp_path / "model.json"
    file.write_text(as_text(model), "utf-8")
    read = read_model(file)
    assert read.version.startswith("t+")
    assert read.number["same"] > 3 > -3 >= read.number["different"]
    assert read.weights["given"]["same"] > read.weights["given"]["different"]
    assert sum(n for _, _, n in model.about["reliability"]) == model.about["pairs"]
    for spoilt in ("[]", as_text(model).replace('"same": 0.5', '"same": 0.01'), as_text(model).replace('"sex"', '"x"')):
        file.write_text(spoilt, "utf-8")
        with pytest.raises(ValueError, match=r"≠|≤|KeyError"):
            read_model(file)
