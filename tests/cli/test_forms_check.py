"""``diaban forms check``: planted faults found, results whole or none, nothing of a form where it must not be."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from diaban.engines import forms_check
from tests.cli.forms_batch import EXPECTED, FAULTS, PLANTED, RIGHT, batch, right
from tests.cli.run import Ran, run

DAY = "2026-11-28"
KEPT = ("linked_by", "normal", "pairs", "persons")
MADE = {"findings.parquet", "pairs.parquet", "persons.parquet", "summary.json", "worklists"}


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    return batch(tmp_path / "phieu.csv")


def check(forms: Path, out: Path, *more: str) -> Ran:
    return run("forms", "check", str(forms), "--out", str(out), "--as-of", DAY, *more)


def rows(path: Path, columns: str = "*") -> list[tuple[Any, ...]]:
    with duckdb.connect(":memory:") as connection:
        return connection.execute(f"SELECT {columns} FROM read_parquet(?)", [str(path)]).fetchall()


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    folder = tmp_path_factory.mktemp("check")
    ran = check(batch(folder / "phieu.csv"), folder / "ket-qua", "--json", "--invented")
    return folder / "ket-qua", ran


def test_every_planted_fault_is_found_and_nothing_else(result: tuple[Path, Ran]) -> None:
    out, ran = result
    assert ran.code == 1
    found: dict[str, set[str]] = {}
    for form, code, field, shown, remedy in rows(out / "findings.parquet"):
        found.setdefault(form, set()).add(code)
        assert field
        assert shown
        assert remedy
    assert found == EXPECTED


def test_right_forms_of_every_kind_raise_no_false_alarm(tmp_path: Path) -> None:
    ran = check(right(tmp_path / "dung.csv"), tmp_path / "ra", "--json")
    found: dict[str, set[str]] = {form: set() for form in RIGHT}
    for form, code in rows(tmp_path / "ra" / "findings.parquet", "form_id, code"):
        found[form].add(code)
    assert found == {form: noted for form, (_, noted) in RIGHT.items()}
    assert ran.code == 0
    assert rows(tmp_path / "ra" / "pairs.parquet", "form_id_a, form_id_b, decision") == [("R03", "R04", "review")]
    told = {one["name"]: one["forms"] for one in ran.json["summary"]["communes"]}
    assert told == {"xã Hải Sơn": len(RIGHT) - 1, None: 1}


def test_the_files_are_as_promised(result: tuple[Path, Ran]) -> None:
    out, _ = result
    assert {one.name for one in out.iterdir()} == MADE
    assert all(one.stat().st_mode & 0o077 == 0 for one in (out, *out.rglob("*")))
    assert sorted(form for form, _ in rows(out / "persons.parquet")) == sorted([*FAULTS, "H1", "H2", "H3"])
    assert all(a < b for a, b in rows(out / "pairs.parquet", "form_id_a, form_id_b"))
    with duckdb.connect(":memory:") as connection:
        told = connection.execute(
            "SELECT decode(key), decode(value) FROM parquet_kv_metadata(?)", [str(out / "findings.parquet")]
        ).fetchall()
    assert ("expires", "2027-02-26") in told


def test_the_summary_holds_counts_alone(result: tuple[Path, Ran]) -> None:
    out, ran = result
    text = (out / "summary.json").read_text("utf-8")
    summary = json.loads(text)
    assert summary == ran.json["summary"]
    assert not any(word in text for word in (*PLANTED, "Trần", "F15", "phieu"))
    whole = {one["name"]: one for one in summary["communes"]}
    assert sum(one["forms"] for one in whole.values()) == summary["forms"] == len(EXPECTED) + 3
    hai_son = whole["xã Hải Sơn"]
    assert hai_son["rules"]["number-year"]["flagged"] == 1
    assert hai_son["live"]["asked"] > 0
    assert summary["invented"] is True


def test_worklists_go_house_by_house_and_say_until_when(result: tuple[Path, Ran]) -> None:
    out, _ = result
    files = sorted((out / "worklists").iterdir())
    assert "06724-xa-hai-son.xlsx" in [one.name for one in files]
    sheet = openpyxl.load_workbook(out / "worklists" / "06724-xa-hai-son.xlsx").active
    assert sheet is not None
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert lines[0][0] == "SỐ LIỆU GIẢ LẬP"
    assert "26/02/2027" in str(lines[2][0])
    body = lines[4:]
    assert {row[0] for row in body} == {"Thôn 3"}
    assert [row[1] for row in body] == sorted(row[1] for row in body)
    by_form = {row[2]: row[5] for row in body}
    assert "Số định danh và năm sinh không khớp" in by_form["F02"]
    assert "F10" not in by_form, "a note is no errand"


def test_results_are_new_and_lie_outside_the_memory(forms: Path, tmp_path: Path) -> None:
    out = tmp_path / "ra"
    out.mkdir()
    assert (ran := check(forms, out, "--json")).code == 3
    assert ran.findings == ["forms-out-there"]
    home = tmp_path / "home"
    inside = run("forms", "check", str(forms), "--out", str(home / "x" / "y"), "--json", env={"DIABAN_HOME": str(home)})
    assert (inside.code, inside.findings) == (3, ["forms-out-home"])
    assert not home.exists()


@pytest.mark.parametrize(
    ("more", "code"),
    [(("--model", "none.json"), "model-refused"), (("--expected", "none.csv"), "expected-refused"),
     (("--engine", "spark"), "engine-missing"), (("--decisions", "none.csv"), "decisions-refused")],
)  # fmt: skip
def test_what_is_given_must_be_readable(forms: Path, tmp_path: Path, more: tuple[str, str], code: str) -> None:
    monkey = pytest.MonkeyPatch()
    monkey.setattr("diaban.cli.check.find_spec", lambda _: None)
    ran = check(forms, tmp_path / "ra", *more, "--json")
    monkey.undo()
    assert (ran.code, ran.findings) == (3, [code])
    assert sorted(one.name for one in tmp_path.iterdir()) == ["phieu.csv"]


def test_expected_people_stand_beside_the_forms(forms: Path, tmp_path: Path) -> None:
    (tmp_path / "nk.csv").write_text("code,persons\n06724,40\n", "utf-8")
    ran = check(forms, tmp_path / "ra", "--expected", str(tmp_path / "nk.csv"), "--json")
    told = next(one for one in ran.json["summary"]["communes"] if one["code"] == "06724")
    assert (told["expected"], told["persons"]) == (40, told["forms"])


def failing(error: BaseException) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("at", "error", "code", "finding"),
    [
        ("normalise", KeyboardInterrupt(), 130, None),
        ("write_worklists", KeyboardInterrupt(), 130, None),
        ("normalise", duckdb.InterruptException("x"), 130, None),
        ("write_worklists", OSError(28, "No space left on device"), 3, "forms-disk-full"),
        ("write_worklists", OSError(27, "File too large"), 3, "forms-disk-full"),
        ("normalise", duckdb.OutOfMemoryException("x"), 3, "forms-disk-full"),
        ("judge", ValueError(f"bad value {PLANTED[0]} {PLANTED[1]}"), 70, "forms-fault"),
    ],
)
def test_a_run_that_fails_leaves_nothing_and_repeats_nothing(
    forms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str, error: BaseException, code: int, finding: str
) -> None:
    monkeypatch.setattr(forms_check, at, failing(error))
    ran = check(forms, tmp_path / "ra", "--json")
    assert ran.code == code
    if finding is not None:
        assert ran.findings == [finding]
    else:
        assert "Đã dừng giữa chừng" in ran.err
    assert not any(word in ran.out + ran.err for word in PLANTED)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["phieu.csv"]


def test_finished_steps_serve_the_next_run_of_the_same_forms(
    forms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms_check, "KEEP_FROM", 0.0)
    with monkeypatch.context() as broken:
        broken.setattr(forms_check, "judge", failing(KeyboardInterrupt()))
        assert check(forms, tmp_path / "ra").code == 130
    aside = tmp_path / ".ra.dang-kiem-tra"
    assert sorted(one.name for one in aside.glob("*.parquet")) == [f"{one}.parquet" for one in KEPT]
    assert not (aside / "tam").exists()
    assert aside.stat().st_mode & 0o077 == 0
    again = check(forms, tmp_path / "ra", "--json")
    assert (again.code, again.json["resumed"]) == (1, True)
    assert {form for form, *_ in rows(tmp_path / "ra" / "findings.parquet")} == set(EXPECTED)
    assert not aside.exists()


def test_steps_of_other_forms_are_not_taken(forms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms_check, "KEEP_FROM", 0.0)
    with monkeypatch.context() as broken:
        broken.setattr(forms_check, "judge", failing(KeyboardInterrupt()))
        check(forms, tmp_path / "ra")
    forms.write_text(forms.read_text("utf-8").replace("Ngô Văn Khoa", "Ngô Văn Khoan"), "utf-8")
    ran = check(forms, tmp_path / "ra", "--json")
    assert ran.json["resumed"] is False


def test_purge_removes_what_is_over_and_ours(forms: Path, tmp_path: Path) -> None:
    out = tmp_path / "ra"
    check(forms, out, "--keep-days", "10")
    (out / "ghi-chu.txt").write_text("của xã")
    kept = run("forms", "purge", str(tmp_path), "--as-of", "2026-12-08", "--json")
    assert (kept.code, list(kept.json["kept"].values())) == (0, [date(2026, 12, 8).isoformat()])
    gone = run("forms", "purge", str(tmp_path), "--as-of", "2026-12-09", "--json")
    assert gone.json["removed"] == [str(out)]
    assert [one.name for one in out.iterdir()] == ["ghi-chu.txt"]
    assert run("forms", "purge", str(tmp_path), "--json").findings == ["purge-nothing"]


def test_it_is_said_in_words(forms: Path, tmp_path: Path) -> None:
    shown = check(forms, tmp_path / "ra")
    assert shown.code == 1
    assert "xã Hải Sơn" in shown.out
    assert "Chỉ summary.json được gửi đi." in shown.out
    assert "Correct" in check(forms, tmp_path / "en", "--lang", "en").out


def test_events_that_the_forms_cannot_know_of(forms: Path, tmp_path: Path) -> None:
    head, file = "code,day,births,deaths,arrivals,departures\n", tmp_path / "bd.csv"
    file.write_text(head + "06724,2026-09-30,1,0,2,0\n06724,2026-10-15,3,1,0,4\n06724,2027-01-01,5,0,0,0\n", "utf-8")
    ran = check(forms, tmp_path / "ra", "--events", str(file), "--json")
    assert "events-divided" in ran.findings, "a day to come is told"
    told = next(one for one in ran.json["summary"]["communes"] if one["code"] == "06724")
    assert told["events"]["births"] == {"known": 4, "waiting": 3, "surely": 3}
    assert told["events"]["departures"] == {"known": 4, "waiting": 4, "surely": 4}
    assert told["by_day"] == {"2026-10-01": told["forms"]}
    assert "3 sinh, 1 tử" in check(forms, tmp_path / "ra2", "--events", str(file)).out
    for text in ("", "code,day\n", head + "06724,2026-09-31,1,0,2,0\n", head + "06724,2026-09-30,-1,0,2,0\n"):
        file.write_text(text, "utf-8")
        assert check(forms, tmp_path / "ra3", "--events", str(file), "--json").findings == ["events-refused"]
