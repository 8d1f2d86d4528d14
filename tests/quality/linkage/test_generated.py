"""Invented forms: as many as asked for, the same for the same seed, with their truth, by a table one can replace."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from diaban.quality.generated.errors import KINDS
from diaban.quality.generated.forms import COLUMNS, DOMAIN_ERRORS, ERRORS, Generated, generated, in_pieces, read_errors
from diaban.quality.generated.people import Ground, name_shares

GROUND = Ground(
    [(f"Xã Tân Lập {number}", "Tỉnh Thái Nguyên") for number in range(6)],
    [("Xã Tân Lập, Huyện Chợ Đồn, Tỉnh Bắc Kạn", "006"), ("Xã Đại Từ, Tỉnh Thái Nguyên", "019")],
    [0, 0, 0, 1, 1, 1],
)
DAY = date(2026, 6, 1)


def made(seed: int = 1, table: Path = ERRORS, rows: int = 1_500) -> Generated:
    return generated(rows, seed=seed, ground=GROUND, errors=read_errors(table), day=DAY)


@pytest.mark.parametrize("table", [ERRORS, DOMAIN_ERRORS])
def test_a_batch_is_whole_and_repeatable(table: Path) -> None:
    one, again, other = made(1, table), made(1, table), made(2, table)
    assert list(one.forms) == list(COLUMNS)
    assert all(len(values) == 1_500 for values in one.forms.values())
    assert len(set(one.forms["form_id"])) == 1_500
    assert all((one.forms[name] == again.forms[name]).all() for name in COLUMNS)
    assert (one.forms["full_name"] != other.forms["full_name"]).any()


def test_numbers_follow_the_rule_where_nothing_was_done_to_them() -> None:
    batch = made()
    checked = 0
    for number, born, sex, done in zip(
        *(batch.forms[name].tolist() for name in ("personal_id", "dob", "sex")), batch.errors.tolist(), strict=True
    ):
        if done or number is None or len(number) != 12:
            continue
        year = int(born[-4:])
        assert number[:3] in {"006", "019"}
        assert number[3:6] == f"{2 * (year // 100 - 19) + (sex == 'Nữ')}{year % 100:02d}"
        checked += 1
    assert checked > 500


def test_a_large_batch_is_made_in_pieces_that_share_nobody() -> None:
    def pieces(piece: int) -> list[Generated]:
        return list(in_pieces(1_500, seed=1, ground=GROUND, errors=read_errors(ERRORS), day=DAY, piece=piece))

    one, whole = pieces(1_500), made()
    assert len(one) == 1
    assert all((one[0].forms[name] == whole.forms[name]).all() for name in COLUMNS)
    several = pieces(400)
    forms = [number for piece in several for number in piece.forms["form_id"]]
    assert forms == [f"P{number:09d}" for number in range(1, 1_501)]
    persons = [set(piece.person.tolist()) for piece in several]
    assert sum(map(len, persons)) == len(set.union(*persons)) == max(map(max, persons)) + 1
    homes = [{*piece.forms["permanent_commune"]} & {name for name, _ in GROUND.communes} for piece in several]
    assert len(several) == 4
    assert sum(map(len, homes)) == len(GROUND.communes)


def test_truth_tells_who_is_on_several_forms_and_what_was_done() -> None:
    batch = made()
    _, forms = np.unique(batch.person, return_counts=True)
    assert (forms > 1).sum() > 50
    kinds = set(" ".join(batch.errors.tolist()).split())
    assert kinds <= set(KINDS)
    assert len(kinds) > 20


def test_only_the_kinds_of_a_table_happen(tmp_path: Path) -> None:
    table = tmp_path / "errors.toml"
    head = "twice = 0.1\ncopies = [1.0]\nold_number = 0.0\nno_number = 0.0\nyear_only = 0.0\n"
    table.write_text(head + "[error]\ntcvn3 = { all = 0.5 }\n", "utf-8")
    assert set(made(1, table, 300).errors.tolist()) == {"", "tcvn3"}
    for bad in ("[error]\nnonsense = { all = 0.5 }\n", "[error]\ntcvn3 = { all = 5 }\n"):
        table.write_text(head + bad, "utf-8")
        with pytest.raises(ValueError, match=r"nonsense|rate"):
            read_errors(table)


def test_every_kind_changes_a_form_or_leaves_it_whole() -> None:
    rng = np.random.default_rng(0)
    batch = made(3, rows=200)
    for kind, spoil in KINDS.items():
        changed = 0
        for at in range(100):
            form = {name: values[at] for name, values in batch.forms.items()}
            before = dict(form)
            spoil(form, rng, {name: values[at + 100] for name, values in batch.forms.items()})
            assert form.keys() == before.keys()
            changed += form != before
        assert changed, kind


def test_twins_are_a_mark_apart() -> None:
    pairs = [pair.split() for found in name_shares()["twins"].values() for pair in found]
    assert ["Anh", "Ánh"] in pairs
    assert all(one != other for one, other in pairs)
