"""The page of phasing: a scenario with its reasons for whoever reads; a search for whoever may ask."""

from html import unescape
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from tests.cli.run import spawn
from tests.web.in_process import sign_in, visitor
from tests.web.paths import PATHS
from tests.web.people import codes

PAGE = "/von/phan-ky/"
ASKED = {"viec": "tim", "tran": "2027=20 tỷ\n2028=20 tỷ", "an-dinh": "QN-GD3-01=1", "ly-do": "họp giao ban"}
OWN = f"{PAGE}?pham-vi=u00014&ngay=2026-11-22"


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_a_scenario_is_read_without_an_account_and_without_a_script(demo: Path) -> None:
    shown = text(visitor().get(PATHS["phasing"]))
    for words in ("đã chứng minh là tốt nhất", "đúng mọi điều kiện", "Vì sao vào, vì sao chưa", "QN-GD3-01", "phải ra"):
        assert words in shown
    assert 'class="gantt curve phasing"' in shown
    assert "Tìm phương án mới" not in shown
    english = text(visitor().get(f"{PATHS['phasing']}&lang=en"))
    assert "Entering displaces" in english
    assert "Money against the date of 100 %" in english


def test_a_scenario_is_opened_by_its_act(demo: Path) -> None:
    first = text(visitor().get(f"{PAGE}?lang=en"))
    number = first.split('href="?phuong-an=')[-1].split('"')[0]
    other = text(visitor().get(f"{PAGE}?phuong-an={number}&lang=en"))
    assert "QN-GD3-01" in other
    assert "TN-GD1-01" in text(visitor().get(f"{PAGE}?phuong-an={int(number) + 1}"))
    for wrong, code in (
        ("phuong-an=1", "plan-unknown"),
        ("phuong-an=x", "plan-unknown"),
        ("luot=9", "plan-job-unknown"),
    ):
        answer = visitor().get(f"{PAGE}?{wrong}")
        assert (answer.status_code, codes(answer)) == (404, {code})


def test_whoever_only_reads_asks_for_nothing(demo: Path) -> None:
    for client in (visitor(), sign_in("reader nation")):
        answer = client.post(PAGE, ASKED)
        assert (answer.status_code, codes(answer)) == (403, {"may-not-write"})


WRONG = (
    ({"tran": "2027=20"}, "2027=20 không phải trần vốn"),
    ({"an-dinh": "QN"}, "QN không ấn định được"),
    ({"ly-do": " "}, "lý do"),
    ({"gan": "7"}, "lượt ghi 7"),
)


@pytest.mark.parametrize(("changed", "said"), WRONG)
def test_what_was_typed_wrong_is_told_and_kept(own: Path, changed: dict[str, str], said: str) -> None:
    with patch("diaban.web.worker.start") as started:
        answer = sign_in("editor nation").post(OWN, ASKED | changed)
    assert answer.status_code == 422
    assert said.casefold() in text(answer).casefold()
    assert "2028=20 tỷ" in text(answer) or "tran" in changed
    assert not started.called


def test_a_search_is_asked_for_stopped_taken_up_and_kept(own: Path) -> None:
    client = sign_in("editor nation")
    with patch("diaban.web.worker.start") as started:
        answer = client.post(OWN, ASKED | {"an-dinh": ""})
        assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?luot=1")
        assert [call.args for call in started.call_args_list] == [(1,)]
        waiting = text(client.get(f"{PAGE}?luot=1"))
        assert "đang chờ" in waiting
        assert 'hx-trigger="every 3s"' in waiting
        assert client.post(PAGE, {"viec": "dung", "luot": "1"}).status_code == 302
        assert "đã dừng" in text(client.get(f"{PAGE}?luot=1"))
        client.post(PAGE, {"viec": "tiep", "luot": "1"})
        assert started.call_count == 2
    # What a page sees of it while it waits, alone; others than who asked see nothing.
    part = client.get(f"{PAGE}?luot=1&phan=1", headers={"HX-Request": "true"})
    assert text(part).lstrip().startswith('<div id="luot"')
    assert codes(sign_in("editor own").get(f"{PAGE}?luot=1")) == {"plan-job-unknown"}
    ran = spawn("jobs", "run", "--job", "1", "--json", env={"DIABAN_HOME": str(own), "DIABAN_BY": "máy chủ"})
    assert ran.json == [{"job": 1, "state": "done"}], ran
    done = text(client.get(f"{PAGE}?luot=1"))
    assert "đã xong" in done
    act = done.split("?phuong-an=")[1].split('"')[0]
    kept = text(client.get(f"{PAGE}?phuong-an={act}"))
    assert "họp giao ban" in kept
    assert "vốn năm 2027: dùng" in kept
    from diaban.store import queries
    from tests.web.people import ADMIN

    (line,) = queries.journal(viewer=ADMIN, act=int(act))
    assert (line.action, line.by) == ("keep-plan", "editor nation")


def test_the_worker_runs_the_command_on_the_same_memory(own: Path) -> None:
    from diaban.web import worker

    with patch("diaban.web.worker.subprocess.Popen") as begun:
        worker.start(7)
    (words,), given = begun.call_args
    assert words[-4:] == ["jobs", "run", "--job", "7"]
    assert given["env"]["DIABAN_HOME"] == str(own.resolve())
    assert "DJANGO_SETTINGS_MODULE" not in given["env"]
    assert given["start_new_session"]
