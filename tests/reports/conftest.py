"""Templates as LibreOffice saves them, once a run: it takes its time to start."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.reports.office import saved_by
from tests.reports.template_world import FORMS, filled, made

SAVED = ("movement", "premises", "staffing")
"""Forms with every kind of column between them."""


@pytest.fixture(scope="session")
def saved(office: str, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[Path]]:
    """Filled-in templates of these forms, saved as .xlsx and as .ods."""
    folder = tmp_path_factory.mktemp("office")
    files = [folder / f"{id_}.xlsx" for id_ in SAVED]
    for file in files:
        file.write_bytes(made(file.stem, filled=filled(FORMS[file.stem])))
    return {suffix: saved_by(office, files, suffix, folder / suffix) for suffix in ("xlsx", "ods")}
