"""The manual builds with every warning an error, as ``make docs`` builds it."""

import subprocess
import sys
from pathlib import Path

from tests.guards.code_base import ROOT


def test_the_manual_builds_without_a_warning(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"),
            *("-d", tmp_path / "trees", ROOT / "docs", tmp_path / "html"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for page in ("index.html", "en/index.html", "glossary.html"):
        assert (tmp_path / "html" / page).is_file()
