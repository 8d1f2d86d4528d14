"""``diaban plan`` and ``diaban jobs``, from a file and from the registers, end to end."""

import json
import os
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from diaban.cli.clock import now
from diaban.cli.home import memory
from tests.cli.conftest import Home
from tests.cli.project_files import PROJECT_FILES
from tests.cli.run import Ran, run

HEAD = "row,works,name,region,cost_least,cost_most,ready,months,after,score,year,phase,most"
ROWS = (
    HEAD,
    "works,A,Trụ sở A,Q,9000000000,9000000000,2027-01-01,12,,60,,,",
    "works,B,Trụ sở B,Q,5000000000,5000000000,2027-01-01,12,,40,,,",
    "works,C,Trụ sở C,Q,5000000000,,2027-01-01,8,,35,,,",
    "works,D,Trụ sở D,Q,4000000000,4200000000,2027-06-01,12,B,50,,,",
    "works,E,Trụ sở E,Q,,,2027-06-01,12,,50,,,",
    "ceiling,,,,,,,,,,2027,1,10000000000",
    "ceiling,,,,,,,,,,2028,2,8000000000",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.csv"
    path.write_text("\n".join(ROWS) + "\n", "utf-8")
    return path


def plan(file: Path, *words: str) -> Ran:
    return run("plan", "phasing", "--from", str(file), *words)


def test_a_file_is_planned_and_told(file: Path) -> None:
    told = plan(file, "--json").json
    assert (told["status"], told["value"], told["bound"], told["gap"]) == ("optimal", 200, 200.0, 0.0)
    assert told["checker"]["sound"]
    assert told["checker"]["bound"] >= 200
    assert told["greedy"] == {"value": 160, "begun": 2}
    assert {one["works"]: one["phase"] for one in told["works"]} == {"A": None, "B": 1, "C": 1, "D": 2, "E": None}
    out = next(one for one in told["works"] if one["works"] == "A")["why_out"]
    entry = next(one for one in out["entries"] if one["year"] == 2027)
    assert (entry["lacks"], entry["displaces"], entry["loss"]) == ({"2027/money": 9_000_000_000}, ["B", "C", "D"], 200)
    assert len(told["criteria"]["sha256"]) == 64
    assert [one["share"] for one in told["frontier"]] == [70, 80, 90, 100, 110, 125, 150, 200]
    assert {one["code"] for one in told["findings"]} == {"plan-cost-bound", "plan-no-cost"}
    assert all(one["price_of_billion"] is not None for one in told["limits"])


def test_it_is_said_in_both_languages(file: Path) -> None:
    vi, en = plan(file, "--no-frontier"), plan(file, "--lang", "en")
    assert (vi.code, en.code) == (0, 0)
    for words in (
        "đạt 200 điểm (đã chứng minh là tốt nhất)",
        "hơn 40 điểm",
        "B, C, D phải ra",
        "ít nhất 5 tỷ đồng",
        "8 tỷ",
    ):
        assert words in vi.out
    assert "Xong hết trước" not in vi.out
    for words in ("200 points (proven best)", "Entering displaces B, C, D", "short by 9 bn", "without 1 works"):
        assert words in en.out


def test_pins_and_ceilings_are_typed(file: Path) -> None:
    told = plan(file, "--pin", "A=1", "--pin", "C=out", "--ceiling", "2028=20 tỷ", "--no-frontier", "--json").json
    assert {one["works"]: one["year"] for one in told["works"]} == {
        "A": 2027,
        "B": 2028,
        "C": None,
        "D": None,
        "E": None,
    }
    assert told["frontier"] == []


def test_pins_that_cost_more_than_there_is(file: Path) -> None:
    ran = plan(file, "--pin", "A=1", "--pin", "B=2027", "--json")
    assert ran.code == 3
    assert ran.findings == ["plan-pins-above", "plan-loosen"]
    assert "4 tỷ đồng" in ran.json["findings"][1]["found"]
    said = plan(file, "--pin", "A=1", "--pin", "B=1", "--lang", "en")
    assert "Pins alone (A, B) take 14 bn đồng" in said.err


def test_capacities_are_typed(file: Path) -> None:
    told = plan(file, "--capacity", "works:2027=1", "--capacity", "supervision:2028=1", "--no-frontier", "--json").json
    limits = {one["key"]: one for one in told["limits"]}
    assert (limits["2027/works"]["most"], limits["2027/works"]["used"]) == (1, 1)
    assert limits["2028/supervision"]["used"] <= 1
    assert told["value"] < 200


WRONG: tuple[tuple[tuple[str, ...], int, str], ...] = (
    (("--ceiling", "2027=90"), 2, "2027=90"),
    (("--pin", "A"), 2, "A"),
    (("--capacity", "money:2027=5"), 2, "money:2027=5"),
    (("--seconds", "0"), 2, "--seconds"),
    (("--scope", "Quảng Ninh"), 2, "--scope"),
    (("--criteria", "wish"), 3, "wish"),
    (("--pin", "Z=1"), 3, "Z"),
    (("--ceiling", "2031=5ty"), 3, "2029"),
)


@pytest.mark.parametrize(("words", "code", "said"), WRONG)
def test_what_cannot_be_is_refused_with_its_place(file: Path, words: tuple[str, ...], code: int, said: str) -> None:
    ran = plan(file, *words)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


def test_a_file_with_mistakes_is_refused_with_all_of_them(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("\n".join((HEAD, "works,,,,,,,,,,,,", "works,A,,,9,5,,,,,,,", "ceiling,,,,,,,,,,,,5")), "utf-8")
    ran = plan(path, "--json")
    assert (ran.code, ran.findings) == (3, ["plan-file-key", "plan-file-value", "plan-file-ceiling"])
    assert plan(tmp_path / "none.csv", "--json").findings == ["csv-missing"]


def test_a_json_file_of_the_same(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    works = [{"works": "A", "score": 3, "cost_most": 5 * 10**9, "ready": "2027-01-01"}]
    path.write_text(json.dumps({"works": works, "ceilings": [{"year": 2027, "most": 5 * 10**9}]}), "utf-8")
    assert plan(path, "--json").json["value"] == 3


@pytest.fixture
def filled(home: Home) -> Home:
    for name in ("programmes", "programme-money", "projects", "works", "eligibility"):
        assert home.load(name, *PROJECT_FILES[name]).code == 0, name
    return home


def asked(home: Home, *words: str) -> Ran:
    given = ("--as-of", "2025-09-20", "--ceiling", "2026=900 tỷ", "--no-frontier", *words, "--json")
    return home.run("plan", "phasing", "--scope", "79", *given)


def test_registers_are_planned_kept_shown_and_checked_again(filled: Home) -> None:
    none = filled.run("plan", "list", "--json")
    assert (none.code, none.json) == (0, [])
    told = asked(filled).json
    works: list[dict[str, Any]] = told["works"]
    assert [one["works"] for one in works] == ["CT1"]
    assert told["cutoff"] > 0
    kept = asked(filled, "--keep", "trình lãnh đạo")
    assert kept.code == 0
    number = str(kept.json["act"])
    assert [one["act"] for one in filled.run("plan", "list", "--json").json] == [int(number)]
    shown = filled.run("plan", "show", number, "--json").json
    assert (shown["checked_again"], shown["works"]) == (True, works)
    assert "vẫn đúng" in filled.run("plan", "show", number).out
    assert asked(filled, "--keep", "lần nữa").findings == ["plan-kept"]
    near = asked(filled, "--near", number).json
    assert near["changes"] == []
    assert filled.run("plan", "show", "1", "--json").findings == ["plan-unknown"]
    assert "trình lãnh đạo" in filled.run("plan", "list").out


def test_no_ceiling_no_plan(filled: Home) -> None:
    ran = filled.run("plan", "phasing", "--scope", "79", "--as-of", "2040-01-01", "--json")
    assert (ran.code, ran.findings) == (3, ["plan-no-ceiling"])


def ask(home: Home, pins: list[str]) -> None:
    """What the page does."""
    told: dict[str, Any] = {"scope": "79", "as_of": "2025-09-20", "criteria": "need", "ceilings": ["2026=900ty"]}
    told |= {"pins": pins, "near": None, "seconds": 5, "reason": "thử"}
    with (
        patch.dict(os.environ, {"DIABAN_HOME": str(home.folder), "DIABAN_BY": "nguyễn văn thử"}),
        memory(writing=True) as who,
    ):
        from diaban.store.plan_jobs import add_job

        add_job(asked=told, by=who, at=now())


def test_jobs_that_wait_are_run_and_told(filled: Home) -> None:
    assert filled.run("jobs", "run", "--json").json == []
    ask(filled, [])
    ask(filled, ["CT1=2031"])
    assert filled.run("jobs", "run", "--json").json == [{"job": 1, "state": "done"}, {"job": 2, "state": "failed"}]
    done, failed = reversed(filled.run("jobs", "list", "--json").json)
    assert (done["state"], done["by"]) == ("done", "nguyễn văn thử")
    assert filled.run("plan", "show", str(done["scenario"]), "--json").json["checked_again"]
    assert [one["code"] for one in failed["findings"]] == ["plan-pin-impossible"]
    assert "không tìm được" in filled.run("jobs", "list").out
