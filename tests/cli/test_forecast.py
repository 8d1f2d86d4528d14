"""``diaban forecast``: from a file alone, and from counts."""

from pathlib import Path

import pytest

from tests.cli.run import run

HEAD = "unit,works,stage,planned_start,planned_end,actual_start,actual_end,reported_on\n"
ROWS = [
    f"u{at:02d},w,works,2023-{1 + at % 9:02d}-01,2023-{3 + at % 9:02d}-01,2023-{1 + at % 9:02d}-05,"
    f"2024-{1 + at % 9:02d}-0{1 + at % 7},2024-{1 + at % 9:02d}-20\n"
    f"u{at:02d},w,handover,,,2024-{1 + at % 9:02d}-10,{'' if at > 8 else f'2024-{1 + at % 9:02d}-15'},"
    f"2024-{1 + at % 9:02d}-20\n"
    for at in range(12)
]
QUICK = ("--runs", "200")


def written(folder: Path, *more: str) -> str:
    path = folder / "lich-su.csv"
    path.write_text(HEAD + "".join(ROWS) + "".join(f"{row}\n" for row in more), "utf-8")
    return str(path)


def test_a_register_is_forecast_from_it_alone(tmp_path: Path) -> None:
    done = run("forecast", "replay", "--register", written(tmp_path), "--json", *QUICK)
    assert (done.code, done.err) == (0, "")
    told = done.json
    assert list(told) == (
        "as_of cutoff standard frame stated why_not p_by_promise quantiles tail conditional baselines seed".split()
    )
    assert (told["as_of"], told["stated"], told["frame"]["size"]) == ("2024-09-20", True, 12)
    assert told["quantiles"]["100"]["p10"] <= told["quantiles"]["100"]["p90"]
    again = run("forecast", "replay", "--register", written(tmp_path), "--json", *QUICK)
    assert again.out == done.out


def test_unknown_units_make_it_unstated_and_the_condition_is_told(tmp_path: Path) -> None:
    done = run("forecast", "replay", "--register", written(tmp_path, "x1,,,,,,,", "x2,,,,,,,"), "--json", *QUICK)
    told = done.json
    assert (done.code, told["stated"], told["quantiles"], told["p_by_promise"]) == (0, False, None, None)
    assert told["why_not"] == "Không nêu được ngày đạt 100 %: 2 đơn vị chưa rõ hiện trạng."
    assert [unit["unit"] for unit in told["tail"][:2]] == ["x1", "x2"]
    assert told["conditional"]["frame"]["size"] == 12
    english = run("forecast", "replay", "--register", written(tmp_path, "x1,,,,,,,"), "--lang", "en", *QUICK)
    assert "cannot be stated: 1 units unknown" in english.out


def test_faulty_rows_are_told_and_set_aside(tmp_path: Path) -> None:
    file = written(tmp_path, "u01,w,site,2024-02-01,2024-01-01,,,2024-01-10", "z,w,roofing,,,,,2024-01-10")
    done = run("forecast", "replay", "--register", file, "--json", *QUICK)
    assert done.code == 1
    assert done.json["frame"]["unknown"] == ["z"]
    assert "[stage-ends-before-start]" in done.err
    assert "dòng 26" in done.err
    assert "[csv-choice]" in done.err


@pytest.mark.parametrize("content", [None, "", "a,b\n1,2\n", HEAD])
def test_a_file_that_holds_nothing_is_refused(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "x.csv"
    if content is not None:
        path.write_text(content, "utf-8")
    done = run("forecast", "replay", "--register", str(path), "--json")
    assert done.code == 3
    assert done.findings


def test_a_plan_that_nobody_reported_on_speaks_of_today(tmp_path: Path) -> None:
    path = tmp_path / "ke-hoach.csv"
    path.write_text(HEAD + "001,w,works,2099-01-01,2099-06-01,,,\n002,,,,,,,\n", "utf-8")
    done = run("forecast", "replay", "--register", str(path), "--json", *QUICK)
    assert (done.code, done.json["cutoff"], done.json["stated"]) == (0, None, False)
    assert [one["unit"] for one in done.json["tail"]] == ["002", "001"]


def test_a_second_handover_row_without_a_day_opens_the_unit_again(tmp_path: Path) -> None:
    done = run("forecast", "replay", "--register", written(tmp_path, "u00,w,handover,,,,,2024-01-20"), "--json", *QUICK)
    assert (done.code, done.json["frame"]["met"]) == (0, 8)


def test_counts_alone_are_wide_and_say_so() -> None:
    words = ("forecast", "counts", "--count", "2023-08-31:29", "--count", "2025-02-28:78", "--size", "102", *QUICK)
    done = run(*words, "--promise", "2025-12-31", "--frame-ends", "2025-07-01")
    assert done.code == 0
    assert "chỉ dựa trên 2 số đếm" in done.out
    assert "không kiểm chứng được trong mẫu số này" in done.out
    assert run(*words, "--unknown", "2", "--json").json["stated"] is False
    assert run(*words[:4], "--size", "102", "--json").findings == ["counts-too-few"]
    assert run("forecast", "counts", "--count", "29", "--size", "102").code == 2


def test_a_forecast_needs_a_standard_and_a_sensible_number_of_runs(tmp_path: Path) -> None:
    assert run("forecast", "--as-of", "2025-02-28").code == 2
    assert run("forecast", "replay", "--register", written(tmp_path), "--runs", "3").code == 2
