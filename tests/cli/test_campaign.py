"""``diaban campaign``: plans and daily counts through the registers, the day it ends, counts of checked batches."""

import json
from pathlib import Path
from typing import Any

import pytest

from diaban.quality.live import EVENTS
from tests.cli.conftest import Home

HAI_SON, BAI_CHAY = "06724", "06673"
QN = "Quảng Ninh"


def counted(home: Home) -> None:
    """Two communes: one that keeps pace with three teams, one that is behind with one; and their cards."""
    rows = [
        f"{code},{forms},{forms},2026-09-{day:02},2026-09-{day + 1:02}"
        for day in range(1, 11)
        for code, forms in ((HAI_SON, 60), (BAI_CHAY, 20))
    ]
    assert home.load("form-counts", "code,collected,checked,valid_from,valid_to", *rows).code == 0
    plans = [f"{HAI_SON},700,3,2,9,2026-09-01,2026-10-11", f"{BAI_CHAY},1400,1,1,4,2026-09-01,2026-10-11"]
    head = "code,target,teams,shifts,crew,valid_from,valid_to"
    assert home.load("campaign-plans", head, *plans, source="kh-01").code == 0
    cards = f"{HAI_SON},30,20,12,2026-09-01,2026-09-11"
    assert (
        home.load("card-counts", "code,applied,issued,handed_over,valid_from,valid_to", cards, source="t-9").code == 0
    )


def summary(*, correct: int = 90, invented: bool = False, as_of: str = "2026-09-09") -> dict[str, Any]:
    """Counts of one commune as a check writes them."""
    score = {"asked": 100, "sound": 80}
    commune = {"unit": "u11510", "code": HAI_SON, "name": "xã Hải Sơn", "forms": 100, "persons": 98, "expected": 120}
    own = {
        "cells": {"required": 900, "filled": 890},
        "median_days": 12,
        "due": dict.fromkeys(("14", "25", "40", "60"), 1),
    }
    scores = {"correct": {"asked": 100, "sound": correct}, "complete": score, "clean": score, "live": score}
    top = {"kind": "diaban-forms-summary", "version": 1, "as_of": as_of, "expires": "2026-12-08", "engine": "duckdb"}
    files = [{"sha256": "a" * 64, "size": 9, "forms": 100}]
    rules = {"number-year": {"asked": 100, "flagged": 10}}
    return {
        **top,
        "invented": invented,
        "model": None,
        "rules_sha256": "b" * 64,
        "files": files,
        "forms": 100,
        "pairs": {},
        "communes": [{**commune, **own, **scores, "rules": rules}],
    }


def kept(home: Home, told: object, name: str = "summary.json") -> Any:
    path: Path = home.folder.parent / name
    path.write_text(json.dumps(told), "utf-8")
    return home.run("campaign", "keep", str(path), "--reason", "kiểm tra tháng 9", "--json")


def status(home: Home, day: str = "2026-09-10") -> dict[str, Any]:
    ran = home.run("campaign", "status", "--scope", QN, "--as-of", day, "--json")
    assert ran.code == 0, ran
    found: dict[str, Any] = ran.json
    return found


def test_where_a_campaign_stands(home: Home) -> None:
    counted(home)
    told = status(home)
    assert (told["target"], told["collected"], told["rest"], told["officers"]) == (2100, 800, 1300, 13)
    one, other = (next(c for c in told["communes"] if c["code"] == code) for code in (HAI_SON, BAI_CHAY))
    assert (one["collected"], one["rest"], one["per_day"], one["periods"]) == (600, 100, 60.0, 10)
    assert one["finish"] == dict.fromkeys(("early", "middle", "late"), "2026-09-12")
    assert other["finish"]["middle"] == "2026-11-09"
    assert told["finish"] == other["finish"], "the last commune decides"
    assert (one["teams_needed"], other["teams_needed"]) == (1, 2)
    assert told["moves"] == [{"from": one["id"], "to": other["id"], "teams": 1}]
    assert told["cards"] == {"applied": 30, "issued": 20, "handed_over": 12, "to_issue": 10, "to_hand_over": 8}
    early = status(home, "2026-09-03")
    assert next(c for c in early["communes"] if c["code"] == HAI_SON)["finish"] is None, "three days are too few"
    shown = home.run("campaign", "status", "--scope", QN, "--as-of", "2026-09-10")
    assert "12/09/2026" in shown.out
    assert "1 tổ từ xã Hải Sơn sang phường Bãi Cháy" in shown.out


def test_counts_of_a_check_are_kept_once_and_shown(home: Home) -> None:
    ran = kept(home, summary())
    assert (ran.code, ran.json["communes"], ran.json["action"]) == (0, 1, "keep-summary")
    assert kept(home, summary()).findings == ["summary-kept"]
    assert kept(home, summary(correct=95, as_of="2026-09-10")).code == 0
    checks = next(c for c in status(home)["communes"] if c["code"] == HAI_SON)["checks"]
    assert [(one["as_of"], one["correct"]["sound"], one["expected"]) for one in checks] == [
        ("2026-09-09", 90, 120),
        ("2026-09-10", 95, 120),
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "other"},
        {"forms": -1},
        {"forms": "100"},
        {"names": ["Nguyễn Văn An"]},
        {"communes": [{"unit": "u11510", "full_name": "Nguyễn Văn An"}]},
        {"communes": "x"},
        {"engine": "001099012345"},
        {"as_of": "hôm qua"},
    ],
)
def test_only_counts_come_in(home: Home, change: dict[str, Any]) -> None:
    ran = kept(home, {**summary(), **change})
    assert (ran.code, ran.findings) == (3, ["summary-refused"])
    assert "Nguyễn" not in ran.out + ran.err


def test_invented_counts_stay_out_of_a_real_installation(home: Home) -> None:
    assert kept(home, summary(invented=True)).findings == ["summary-invented"]
    nowhere = summary()
    nowhere["communes"][0]["unit"] = None
    assert kept(home, nowhere, "nowhere.json").findings == ["summary-empty"]


def test_a_file_that_is_none_is_refused(home: Home) -> None:
    path = home.folder.parent / "x.json"
    for data in (b"{", b"[" * 100_000, b"\xff"):
        path.write_bytes(data)
        assert home.run("campaign", "keep", str(path), "--reason", "x", "--json").findings == ["summary-refused"]
    assert home.run("campaign", "keep", "nothing.json", "--reason", "x", "--json").code == 3


def test_events_returned_after_a_check_wait_for_the_forms(home: Home) -> None:
    told = summary()
    told["communes"][0] |= {
        "by_day": {"2024-09-20": 25, "2026-09-05": 75},
        "events": {kind: {"known": 9, "waiting": 2, "surely": 1} for kind in EVENTS},
    }
    assert kept(home, told).code == 0
    commune = next(c for c in status(home)["communes"] if c["code"] == HAI_SON)
    assert commune["events"]["births"] == {"known": 9, "waiting": 2, "surely": 1}, "as the check was told"
    assert commune["stale_within"] == {"30": 25, "90": 25, "365": 25}
    head = "code,births,deaths,arrivals,departures,valid_from,valid_to"
    rows = (f"{HAI_SON},4,8,0,1,2026-09-01,2026-09-02", f"{HAI_SON},3,0,0,0,2026-09-06,2026-09-10")
    assert home.load("event-counts", head, *rows).code == 0
    commune = next(c for c in status(home)["communes"] if c["code"] == HAI_SON)
    assert commune["events"]["births"] == {"known": 7, "waiting": 4, "surely": 3}
    assert commune["events"]["deaths"] == {"known": 8, "waiting": 2, "surely": 0}
    shown = home.run("campaign", "status", "--scope", QN, "--as-of", "2026-09-10").out
    assert "4 / 7" in shown
    told["communes"][0]["events"] = {"births": {"known": 1}}
    assert kept(home, told, "b.json").findings == ["summary-refused"]


def test_two_origins_of_a_plan_are_both_shown_until_one_is_chosen(home: Home) -> None:
    counted(home)
    head = "code,target,teams,shifts,crew,valid_from,valid_to"
    other = f"{HAI_SON},900,2,2,6,2026-09-01,2026-10-11"
    assert home.load("campaign-plans", head, other, source="kh-02", origin="xa").code == 0
    again = f"{HAI_SON},61,61,2026-09-10,2026-09-11"
    assert (
        home.load("form-counts", "code,collected,checked,valid_from,valid_to", again, source="x", origin="xa").code == 0
    )
    told = status(home)
    plans, forms = told["differing"]
    assert [(one["origin"], one["target"]) for one in plans["told"]] == [("xa", 900), ("tinh", 700)]
    assert [(one["origin"], one["collected"]) for one in forms["told"]] == [("tinh", 60), ("xa", 61)]
    one = next(c for c in told["communes"] if c["code"] == HAI_SON)
    assert (one["target"], one["collected"]) == (900, 600), "no day is counted twice"
    shown = home.run("campaign", "status", "--scope", QN, "--as-of", "2026-09-10").out
    assert "đang tính theo xa:" in shown
    assert all(number in shown for number in (" 900", " 700"))
