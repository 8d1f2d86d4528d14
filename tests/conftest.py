"""What every test shares: the folder of second opinions, hypothesis profiles, and no silent skip in CI."""

import os
import shutil
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests import ready
from tests.attempts import Attempts

ROOT = Path(__file__).resolve().parent.parent
IN_CI = "DIABAN_CI" in os.environ or os.environ.get("CI") == "true"

# No deadline: a timing is never asserted in a test. In CI the cases are the same on every run, so that a red run
# can be repeated; at the desk they differ, so that new ones are found. `make faults` goes through many more.
settings.register_profile("desk", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True, print_blob=True)
settings.register_profile("faults", settings.get_profile("desk"), max_examples=1_000)
settings.load_profile("ci" if IN_CI else "desk")


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long each of the long tests may go on: they try again and again, and stop at the end of their time."""
    parser.addoption("--minutes", type=float, default=5.0, help="of each test that `make faults` repeats; 0: no end")


@pytest.fixture
def attempts(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Attempts:
    """Counts a test's attempts off, and stops when its time is over."""
    return Attempts(60 * float(request.config.getoption("--minutes")), record_property)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of second opinions and sample reports, never shipped. In CI its absence fails (see below)."""
    folder = Path(os.environ.get("DIABAN_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no second opinion at {folder}: set DIABAN_SHARED")
    return folder


@pytest.fixture(scope="session")
def office() -> str:
    """The program of LibreOffice. Tests marked ``libreoffice`` are not selected without one."""
    found = shutil.which("soffice")
    assert found is not None
    return found


def pytest_configure(config: pytest.Config) -> None:
    """Where tests run in several processes, the first one makes the folder that all take copies from."""
    if not hasattr(config, "workerinput"):
        ready.prepare()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    if not hasattr(config, "workerinput"):
        ready.forget()


UNSELECTED = pytest.StashKey[int]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where LibreOffice is not installed, and cannot be, its tests are not selected. They are not skipped: a skip says
    that something was to be tested here and was not."""
    if shutil.which("soffice") is not None:
        return
    left = [item for item in items if item.get_closest_marker("libreoffice")]
    if left:
        _count_unselected(config, len(left))
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


def _count_unselected(config: pytest.Config, number: int) -> None:
    config.stash[UNSELECTED] = number
    if hasattr(config, "workeroutput"):
        config.workeroutput["unselected"] = number


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """What a process of several has not selected, which each of them leaves out alike."""
    if number := getattr(node, "workeroutput", {}).get("unselected", 0):
        node.config.stash[UNSELECTED] = number


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was not selected, and why; and how often the long tests tried."""
    for report in terminalreporter.getreports("passed"):
        for what, said in report.user_properties:
            if what == "attempts":
                terminalreporter.write_line(f"{report.nodeid}: {said} attempts")
    if count := config.stash.get(UNSELECTED, 0):
        terminalreporter.write_line(f"{count} tests of LibreOffice not selected: no soffice on this machine")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skipped test is a failed test. An expected failure (xfail) is not a skip."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a module that skips itself as a whole."""
    report = yield
    if IN_CI and report.outcome == "skipped":
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longrepr}"
    return report
