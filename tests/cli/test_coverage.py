"""``diaban coverage`` and ``diaban figure`` on the demonstration: scopes of the reports, and every number opened."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import ready
from tests.cli.run import Ran, run

Ask = Callable[..., Ran]
BAC_KAN = ("--scope", "Bắc Kạn", "--as-of", "2025-02-28")
QUANG_NINH = ("--scope", "Quảng Ninh", "--as-of", "2024-12-31")
HEADQUARTERS = ("--standard", "independent-headquarters")


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    home = ready.copied(tmp_path_factory.mktemp("demonstration"))

    def run_(*words: str, home: Path = home) -> Ran:
        return run(*words, env={"DIABAN_HOME": str(home), "DIABAN_BY": "thử"})

    return run_


def coverage(ask: Ask, *words: str) -> dict[str, dict[str, Any]]:
    done = ask("coverage", *words, "--json")
    assert done.code == 0, done.out + done.err
    return {one["standard"]: one for one in done.json}


@pytest.mark.parametrize(
    ("scope", "sizes"),
    [
        (
            BAC_KAN,
            {"official-housing": 95, "independent-headquarters": 102, "staffing-floor": 102, "investigator": 108},
        ),
        (
            QUANG_NINH,
            {"official-housing": 91, "independent-headquarters": 98, "staffing-floor": 98, "investigator": 171},
        ),
    ],
)
def test_each_standard_has_the_scope_of_the_report(ask: Ask, scope: tuple[str, ...], sizes: dict[str, int]) -> None:
    found = coverage(ask, *scope)
    assert {name: found[name]["frame"]["size"] for name in sizes} == sizes


def test_the_register_agrees_with_the_report_of_bac_kan(ask: Ask) -> None:
    found = coverage(ask, *BAC_KAN)
    assert found["independent-headquarters"]["states"] == {
        "met": 78,
        "under-way": 22,
        "not-started": 0,
        "lost": 0,
        "unaccounted": 2,
    }
    assert found["official-housing"]["states"]["met"] == 95
    assert found["staffing-floor"]["states"]["met"] == 102
    assert found["investigator"]["states"]["met"] == 108


def test_the_shape_and_the_sums(ask: Ask) -> None:
    for one in coverage(ask, *BAC_KAN).values():
        assert set(one) == {
            *("standard", "title", "as_of", "known_at", "reading", "carry_rule", "frame", "states", "units", "steps"),
            *("outside", "sources", "findings"),
        }
        units = [unit for state in one["units"].values() for unit in state]
        assert len(units) == len(set(units)) == one["frame"]["size"]
        assert {state: len(ids) for state, ids in one["units"].items()} == one["states"]
        steps = list(one["steps"].values())
        assert steps == sorted(steps, reverse=True)
        assert steps[0] == one["states"]["met"]
        assert not set(one["outside"]) & set(units)


@pytest.mark.parametrize(("scope", "size", "mixed"), [(BAC_KAN, 36, 1), (QUANG_NINH, 39, 15)])
def test_restated_to_the_units_of_today(ask: Ask, scope: tuple[str, ...], size: int, mixed: int) -> None:
    found = coverage(ask, *scope, *HEADQUARTERS, "--frame", "2025-07-01")["independent-headquarters"]
    assert (found["reading"], found["carry_rule"]) == ("restated", "any")
    assert (found["frame"]["size"], len(found["frame"]["mixed"])) == (size, mixed)
    strict = coverage(ask, *scope, *HEADQUARTERS, "--frame", "2025-07-01", "--rule", "all")["independent-headquarters"]
    assert strict["states"]["met"] < found["states"]["met"]


def test_what_was_known_earlier_is_told_as_it_was_known(ask: Ask) -> None:
    now = coverage(ask, *BAC_KAN, *HEADQUARTERS)["independent-headquarters"]
    then = coverage(ask, *BAC_KAN, *HEADQUARTERS, "--known-at", "2024-12-31")["independent-headquarters"]
    assert then["known_at"].startswith("2024-12-31T23:59:59")
    assert then["states"]["met"] < now["states"]["met"]


def test_a_figure_opens_to_the_units_and_records_it_counts(ask: Ask) -> None:
    board = coverage(ask, *BAC_KAN, *HEADQUARTERS)["independent-headquarters"]
    scope = board["frame"]["scope"]["id"]
    address = f"independent-headquarters.met~{scope}~derived~2025-02-28~latest~reported~as-reported"
    done = ask("figure", address, "--json")
    figure = done.json
    assert done.code == 0
    assert (figure["address"], figure["value"], figure["of"]) == (address, 78, 102)
    assert sorted(figure["units"]) == sorted(board["units"]["met"])
    assert {one["unit"] for one in figure["records"]} == set(figure["units"])
    assert figure["invented"] is True
    assert figure["sources"]
    assert all(len(checksum) == 64 for checksum in figure["definitions"].values())


def test_people_see_that_it_is_invented_and_where_it_opens(ask: Ask) -> None:
    done = ask("coverage", *BAC_KAN, *HEADQUARTERS)
    assert done.out.startswith("SỐ LIỆU GIẢ LẬP")
    assert "78/102 đạt (76,5 %)" in done.out
    assert "chưa rõ: 2" in done.out
    assert "diaban figure independent-headquarters.met~" in done.out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("coverage", "--scope", "Bắc Kạn", "--as-of", "2026-01-01"), "scope-province-ended"),
        (("coverage", "--scope", "Bắc Kạn", "--as-of", "2020-01-01"), "before-records"),
        (("coverage", "--as-of", "2024-01-01"), "before-records"),
        (("coverage", "--standard", "kpi"), "standard-unknown"),
        (("coverage", *BAC_KAN, "--frozen", "khong-co"), "frame-unknown"),
        (("coverage", "--scope", "Bắc Kạn@hôm-qua"), "scope-day"),
        (("figure", "một con số"), "figure-address"),
        (("figure", "kpi.met~nation~derived~2025-07-01~latest~reported~as-reported"), "standard-unknown"),
    ],
)
def test_what_cannot_be_answered_is_refused(ask: Ask, words: tuple[str, ...], code: str) -> None:
    done = ask(*words, "--json")
    assert done.code == 3
    assert {one["code"] for one in done.json["findings"]} == {code}


def test_the_ground_of_a_province_that_ended(ask: Ask) -> None:
    found = coverage(ask, "--scope", "Bắc Kạn@2025-02-28", "--as-of", "2025-07-01", *HEADQUARTERS)
    assert found["independent-headquarters"]["frame"]["size"] == 37


def test_without_a_memory_nothing_is_made_up(ask: Ask, tmp_path: Path) -> None:
    done = ask("coverage", "--json", home=tmp_path)
    assert done.code == 3
    assert [one["code"] for one in done.json["findings"]] == ["memory-empty"]
    assert list(tmp_path.iterdir()) == []


def test_published_figures_are_those_loaded(ask: Ask) -> None:
    done = ask("claims", "check", "--json")
    verdicts = {one["claim_id"]: {verdict["code"] for verdict in one["verdicts"]} for one in done.json}
    assert "remainder" in verdicts["B3"]
    assert "unsupported" in verdicts["B3.expected"]
    assert "overdue-wording" in verdicts["Q8"]
