"""``diaban forecast`` on the promise of Bắc Kạn, with headquarters told unit by unit as report B counts them."""

from datetime import date, timedelta
from typing import Any

from tests.cli.conftest import Home
from tests.cli.test_promises import BUILT, communes

ASKED = ("forecast", "--scope", "Bắc Kạn", "--standard", "independent-headquarters", "--as-of", "2025-02-28")
QUICK = ("--runs", "500")


def told(home: Home) -> list[str]:
    """78 finished over a year and a half, 22 being built, 2 of which nobody said anything."""
    codes = communes()
    lines = []
    for at, code in enumerate(codes[:78]):
        begun = date(2023, 5, 1) + timedelta(days=4 * at)
        done = begun + timedelta(days=220 + 3 * (at % 40))
        lines += [
            f"{code},in-committee,converted,in-procedures,2023-04-10,{begun}",
            f"{code},in-committee,converted,being-built,{begun},{done}",
            f"{code},independent,permanent,finished,{done},2025-07-01",
        ]
    for at, code in enumerate(codes[78:100]):
        begun = date(2024, 6, 1) + timedelta(days=9 * at)
        lines += [
            f"{code},in-committee,converted,in-procedures,2023-04-10,{begun}",
            f"{code},in-committee,converted,being-built,{begun},2025-07-01",
        ]
    loaded = home.load("headquarters", BUILT, *lines)
    assert loaded.code == 0, loaded
    return codes


def asked(home: Home, *more: str) -> dict[str, Any]:
    ran = home.run(*ASKED, *QUICK, "--json", *more)
    assert (ran.code, ran.err) == (0, "")
    document: dict[str, Any] = ran.json
    return document


def test_the_date_is_refused_with_two_units_unknown_and_the_22_are_told_by_the_promise(home: Home) -> None:
    told(home)
    found = asked(home)
    assert (found["stated"], found["quantiles"], found["p_by_promise"]) == (False, None, None)
    assert found["why_not"] == "Không nêu được ngày đạt 100 %: 2 đơn vị chưa rõ hiện trạng."
    assert (found["frame"]["size"], found["frame"]["met"], len(found["frame"]["unknown"])) == (102, 78, 2)
    assert found["frame"]["ends"] == "2025-07-01"
    beside = found["conditional"]
    assert beside["frame"]["size"] == 100
    # Twenty-two at once in a month: possible, and hardly.
    assert 0 < beside["p_by_promise"] < 0.3
    assert found["baselines"]["promise"] == "2025-03-31"
    assert beside["quantiles"]["100"]["p50"] > "2025-03-31"
    assert [unit["p"] for unit in found["tail"][:2]] == [None, None]


def test_a_promise_after_the_merger_is_said_to_be_unverifiable(home: Home) -> None:
    told(home)
    ran = home.run(*ASKED, *QUICK, "--promise", "2025-12-31", "--lang", "en")
    assert "cannot be verified in this frame: its units end on 2025-07-01" in ran.out


def test_a_forecast_is_kept_once_and_its_outcome_stays_open(home: Home) -> None:
    told(home)
    kept = home.run(*ASKED, *QUICK, "--keep", "giao ban tháng 02/2025", "--json")
    assert kept.code == 0
    assert kept.json["forecast"]["stated"] is False
    assert home.run(*ASKED, *QUICK, "--keep", "lần nữa", "--json").findings == ["forecast-kept"]
    listed = home.run("forecast", "kept", "--json").json
    assert [one["act"] for one in listed["forecasts"]] == [kept.json["act"]]
    assert listed["forecasts"][0]["forecast"] == kept.json["forecast"]
    assert listed["forecasts"][0]["scores"]["100"] is None
    undone = home.run("undo", str(kept.json["act"]), "--reason", "thử", "--json")
    assert undone.findings == ["act-irreversible"]


def test_what_cannot_be_forecast_says_why(home: Home) -> None:
    told(home)
    words = ("forecast", "--scope", "Bắc Kạn", "--as-of", "2025-02-28", "--json", "--standard")
    assert home.run(*words, "investigator").findings == ["forecast-no-stages"]
    assert home.run(*words, "nhà").findings == ["standard-unknown"]
