"""``diaban demo``: the tour of the issue's section 4, then the rows of the mission."""

import re
from pathlib import Path

import pytest

from diaban.cli.demo import BOARDS, RETURNS, ROWS, TOUR
from tests import ready
from tests.cli.run import Ran, run

BATCH = ("forms check", "campaign status")
"""What is shown of a batch of forms where its counts are kept already."""


def demonstrated(lang: str = "vi") -> Ran:
    # What it says when there is none yet is in tests/demonstration.
    return ready.toured(lang)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_tour_runs_to_its_end(lang: str) -> None:
    ran = demonstrated(lang)
    assert ran.code == 0
    assert ran.out.count("$ diaban ") == len(TOUR) + len(BATCH) + len(BOARDS) + len(RETURNS)
    assert "Traceback" not in ran.err
    assert "Traceback" not in ran.out


def test_the_tour_shows_every_kind_of_question() -> None:
    shown = {line.split()[1] for _, line in TOUR}
    assert {"count", "show", "trace", "find", "restate", "service"} <= shown


def test_the_tour_shows_the_figures_of_the_issue() -> None:
    out = demonstrated().out
    assert all(figure in out for figure in ("10.035", "3.321", "3.319", "102 đơn vị", "36 đơn vị"))
    assert all(name in out for name in ("Bến Nghé", "Sài Gòn", "Cẩm Giàng", "Văn Khê"))
    assert "10,035" in demonstrated("en").out


def test_every_command_shown_can_be_typed(tmp_path: Path) -> None:
    shown = re.findall(r"^\$ diaban (.*)$", demonstrated().out, re.MULTILINE)
    home = str(ready.copied(tmp_path))
    # The batch of forms is gone when the tour ends, with everything that names people.
    for line in (one for one in shown if not one.startswith(BATCH[0])):
        words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)]
        assert run(*words, env={"DIABAN_HOME": home}).code == 0, line


@pytest.mark.parametrize(("lang", "unbuilt"), [("vi", "chưa xây dựng"), ("en", "not built yet")])
def test_rows_m1_to_m16_are_listed_with_what_is_not_built(lang: str, unbuilt: str) -> None:
    lines = demonstrated(lang).out.splitlines()
    rows = {line.split()[0]: line for line in lines if re.match(r"M\d+\s", line)}
    assert list(rows) == [f"M{number}" for number in range(1, 17)]
    assert [row for row, line in rows.items() if unbuilt in line] == [row for row, where in ROWS if not where]
    assert "diaban units" in rows["M1"]
