"""Results sealed and opened by command: the passphrase stands nowhere, nothing that names people lies open."""

from pathlib import Path

import pytest

from diaban.engines import seal
from tests.cli.forms_batch import PLANTED, batch
from tests.cli.run import Ran, run

WORD = "mưa phùn bếp lửa"
DAY = "2026-11-28"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "COST", {"n": 16, "r": 8, "p": 1})


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    return batch(tmp_path / "phieu.csv")


def check(forms: Path, out: Path, *more: str, word: str = WORD, day: str = DAY) -> Ran:
    words = ("--as-of", day, "--json", "--passphrase-file", "-", *more)
    return run("forms", "check", str(forms), "--out", str(out), *words, stdin=f"{word}\n".encode())


def opened(folder: Path, out: Path, *more: str, word: str = WORD) -> Ran:
    words = ("--out", str(out), "--passphrase-file", "-", "--json", *more)
    return run("forms", "open", str(folder), *words, stdin=word.encode())


def test_a_result_is_sealed_opened_and_removed(forms: Path, tmp_path: Path) -> None:
    ran = check(forms, out := tmp_path / "ra", "--seal")
    assert ran.code == 1
    assert {one.name for one in out.iterdir()} == {"summary.json", seal.NAME}
    assert not any(WORD in text for text in (ran.out, ran.err, (out / "summary.json").read_text("utf-8")))
    held = (out / seal.NAME).read_bytes()
    assert not any(word.encode() in held for word in PLANTED)
    told = opened(out, tmp_path / "mo")
    assert told.code == 0
    assert "worklists/06724-xa-hai-son.xlsx" in told.json["files"]
    plain = check(forms, tmp_path / "ngo").json["summary"]
    assert plain["communes"] == ran.json["summary"]["communes"]
    for name in ("findings.parquet", "summary.json"):
        assert (tmp_path / "mo" / name).stat().st_size > 0
    alone = opened(out / seal.NAME, tmp_path / "mot", "--only", "pairs.parquet")
    assert sorted(alone.json["files"]) == ["pairs.parquet", "summary.json"]
    gone = run("forms", "purge", str(tmp_path), "--as-of", "2030-01-01", "--json")
    assert {Path(one).name for one in gone.json["removed"]} == {"ra", "mo", "mot", "ngo"}
    assert sorted(one.name for one in tmp_path.iterdir()) == ["phieu.csv"]


def test_a_seal_without_its_summary_is_removed_too(forms: Path, tmp_path: Path) -> None:
    check(forms, tmp_path / "ra")
    (tmp_path / "ra" / "summary.json").unlink()
    kept = run("forms", "purge", str(tmp_path / "ra"), "--as-of", "2027-02-26", "--json")
    assert list(kept.json["kept"].values()) == ["2027-02-26"]
    assert run("forms", "purge", str(tmp_path / "ra"), "--as-of", "2027-02-27").code == 0
    assert not (tmp_path / "ra").exists()


def test_what_cannot_be_opened_leaves_nothing(forms: Path, tmp_path: Path) -> None:
    check(forms, out := tmp_path / "ra")
    for word, code in (("sai mật khẩu rồi", "seal-passphrase"), ("", "seal-no-passphrase")):
        ran = opened(out, tmp_path / "mo", word=word)
        assert (ran.code, ran.findings) == (3, [code])
    old = tmp_path / "cu"
    check(forms, old, "--keep-days", "1", day="2024-01-01")
    assert opened(old, tmp_path / "mo").findings == ["seal-expired"]
    assert opened(tmp_path, tmp_path / "mo").findings == ["seal-nothing"]
    data = (out / seal.NAME).read_bytes()
    (out / seal.NAME).write_bytes(data[:-1])
    assert opened(out, tmp_path / "mo").findings == ["seal-cut"]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["cu", "phieu.csv", "ra"]


def test_without_a_passphrase_nothing_is_checked(forms: Path, tmp_path: Path) -> None:
    asked = ("forms", "check", str(forms), "--out", str(tmp_path / "ra"), "--json")
    assert run(*asked, "--seal").findings == ["seal-no-passphrase"]
    assert run(*asked, "--passphrase-file", str(tmp_path / "none")).findings == ["seal-no-passphrase"]
    assert check(forms, tmp_path / "ra", word="ngắn quá").findings == ["seal-passphrase-short"]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["phieu.csv"]


def test_the_sheet_of_a_re_check_is_sealed_too(forms: Path, tmp_path: Path) -> None:
    words = ("recheck", "draw", str(forms), "--out", str(tmp_path / "pt"), "--as-of", DAY, "--seal")
    ran = run("forms", *words, "--passphrase-file", "-", "--json", stdin=WORD.encode())
    assert ran.code == 0
    assert {one.name for one in (tmp_path / "pt").iterdir()} == {"phuc-tra.json", seal.NAME}
    assert sorted(opened(tmp_path / "pt", tmp_path / "mo").json["files"]) == ["phuc-tra.json", "phuc-tra.xlsx"]


def test_pairs_of_a_sealed_result_are_reviewed(forms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(forms, out := tmp_path / "ra")
    words = ("forms", "review", str(out), "--forms", str(forms), "--passphrase-file", "-")
    ran = run(*words, stdin=WORD.encode())
    assert (ran.code, "cặp" in ran.out) == (0, True)
    assert {one.name for one in out.iterdir()} == {"summary.json", seal.NAME}
    assert run(*words, stdin=b"sai sai sai sai\n").code == 3
