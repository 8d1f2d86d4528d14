"""Definition files are read once, and again as soon as one of them is another."""

import shutil
from pathlib import Path

import pytest

from diaban.coverage.standard import SHIPPED
from diaban.store.memory import setup


def test_files_are_read_again_only_when_one_of_them_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIABAN_HOME", str(tmp_path))
    setup(tmp_path)
    from diaban.store import ground

    first = ground.standards_here()
    assert ground.standards_here() is first
    own = tmp_path / "definitions" / SHIPPED.name
    own.mkdir(parents=True)
    assert ground.standards_here()[0] == first[0]
    shipped = next(SHIPPED.glob("*.toml"))
    mine = own / shipped.name
    shutil.copy(shipped, mine)
    mine.write_text(mine.read_text("utf-8").replace(shipped.stem, "cua-tinh"), "utf-8")
    mine.rename(own / "cua-tinh.toml")
    assert "cua-tinh" in ground.standards_here()[0]
    (own / "cua-tinh.toml").unlink()
    assert "cua-tinh" not in ground.standards_here()[0]
