"""The plan is made once; what it says is counted by the tests themselves."""

from pathlib import Path

import pytest

import diaban
from diaban.cli.demonstration.generate import demonstration
from diaban.cli.demonstration.step import Plan
from diaban.units.edition import Edition, open_edition


@pytest.fixture(scope="session")
def edition() -> Edition:
    return open_edition(Path(diaban.__file__).parent / "reference" / "units")


@pytest.fixture(scope="session")
def plan(edition: Edition) -> Plan:
    return demonstration(edition.atlas)
