"""After a check, its summary kept and a crash, neither the memory nor its folder holds a value of a form."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Home
from tests.cli.forms_batch import PLANTED, batch


def planted_in(folder: Path) -> list[str]:
    """Files that hold the planted name or number, in the encodings that a file may have."""
    words = [word.encode(code) for word in PLANTED for code in ("utf-8", "utf-16-le")]
    words += [json.dumps(PLANTED[0]).strip('"').encode(), PLANTED[0].lower().encode()]
    return [path.name for path in folder.rglob("*") if path.is_file() and any(w in path.read_bytes() for w in words)]


def test_the_search_finds_what_is_planted(tmp_path: Path) -> None:
    batch(tmp_path / "phieu.csv")
    assert planted_in(tmp_path) == ["phieu.csv"]


def test_after_a_run_the_memory_and_its_folder_hold_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    beside = home.folder.parent / "xa"
    beside.mkdir()
    forms, out = batch(beside / "phieu.csv"), beside / "ket-qua"
    said: list[Any] = [home.run("forms", "check", str(forms), "--out", str(out), "--as-of", "2026-11-28", "--json")]
    said.append(home.run("campaign", "keep", str(out / "summary.json"), "--reason", "kiểm tra", "--json"))
    said.append(home.run("campaign", "status", "--as-of", "2026-11-28", "--json"))
    said.append(home.run("forms", "recheck", "draw", str(forms), "--out", str(beside / "phuc-tra"), "--json"))
    assert [one.code for one in said] == [1, 0, 0, 0]
    # A crash, too, with the switch on that shows where it happened.
    from diaban.engines import forms_check

    def crash(*_: object, **__: object) -> None:
        raise RuntimeError(" ".join(PLANTED))

    monkeypatch.setattr(forms_check, "judge", crash)
    again = ("forms", "check", str(forms), "--out", str(beside / "lan-hai"), "--json")
    said.append(home.run(*again, DIABAN_DEBUG="1"))
    assert said[-1].code == 70
    assert not any(word in one.out + one.err for one in said for word in PLANTED)
    assert planted_in(home.folder) == []
    assert sorted(planted_in(beside)) != [], "the commune's own files do"
    assert not list(beside.glob(".*")), "nothing is left aside"


def test_a_crash_in_the_door_itself_tells_its_kind_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from diaban.cli import check
    from tests.cli.run import run

    def crash(*_: object, **__: object) -> None:
        raise ValueError(" ".join(PLANTED))

    monkeypatch.setattr(check, "_show", crash)
    forms = batch(tmp_path / "phieu.csv")
    words = ("forms", "check", str(forms), "--out", str(tmp_path / "ra"))
    ran = run(*words, env={"DIABAN_DEBUG": "1"})
    assert ran.code == 70
    assert "ValueError" in ran.out + ran.err
    assert not any(word in ran.out + ran.err for word in PLANTED)
