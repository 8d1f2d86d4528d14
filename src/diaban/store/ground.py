"""What both doors stand on: the edition of the units in force, and the definitions of this installation."""

import os
from collections.abc import Callable, Iterable, Mapping
from functools import cache, wraps
from pathlib import Path
from typing import Final, TypeVar

import diaban
from diaban.basis.error import FaultError, RefusedError
from diaban.basis.finding import Finding, Severity, finding
from diaban.coverage.listed import listed_codes
from diaban.coverage.measure import SHIPPED_MEASURES, Measure, read_measures
from diaban.coverage.promise import SHIPPED_PROMISES, Promise, read_promises
from diaban.coverage.standard import SHIPPED, Standard, read_standards
from diaban.intake.form import SHIPPED_FORMS, Form, with_listed
from diaban.intake.form_file import read_forms
from diaban.reports.superior import SHIPPED_SUPERIOR, Superior, read_superior
from diaban.store.actions.edition import mark
from diaban.store.address import default_home
from diaban.store.queries.decisions import LoadedEdition
from diaban.store.queries.decisions import edition as loaded_edition
from diaban.store.queries.kept import Kept
from diaban.store.queries.known import KnownAt, known
from diaban.store.viewer import Viewer
from diaban.units.edition import Edition, open_edition

__all__ = [
    "UNITS",
    "edition_known",
    "forms_here",
    "measured_here",
    "measures_here",
    "promises_here",
    "standards_here",
    "superior_here",
]

UNITS: Final = Path(diaban.__file__).parent / "reference" / "units"
_LOADED: Final[Kept[LoadedEdition | None]] = Kept(8)


def edition_known(viewer: Viewer, known_at: KnownAt = None) -> Edition:
    """The edition of the units in force at ``known_at``, opened once a process.

    RefusedError ``edition-not-loaded`` before any was loaded; FaultError ``edition-altered``.
    """
    then = known(known_at)
    now = then if known_at is None else None
    loaded = _LOADED.answer(then.act, lambda _: loaded_edition(viewer=viewer, known_at=then), now)
    if loaded is None:
        raise RefusedError(finding("edition-not-loaded"))
    return _edition(loaded.number, loaded.sha256)


@cache
def _edition(number: int, sha256: str) -> Edition:
    found = open_edition(UNITS, number)
    if mark(found) != sha256:
        raise FaultError(finding("edition-altered", number=number))
    return found


_Read = TypeVar("_Read")


def _while_the_same(*shipped: Path) -> Callable[[Callable[[], _Read]], Callable[[], _Read]]:
    """What is read from the files of these folders, and of one's own beside them, is kept until a file of one's own
    comes, goes or is written: its name, size and moment tell. The shipped ones are the program's and stay as they are
    while it runs. Whoever gets it must leave it as it is."""

    def keeping(read: Callable[[], _Read]) -> Callable[[], _Read]:
        kept: dict[tuple[tuple[str, int, int], ...], _Read] = {}

        @wraps(read)
        def answer() -> _Read:
            own = [folder for each in shipped for folder in _folders(each) if folder is not each]
            told = [(file, file.stat()) for folder in own for file in sorted(folder.rglob("*"))]
            key = tuple((str(file), stat.st_size, stat.st_mtime_ns) for file, stat in told)
            if key not in kept:
                made = read()
                kept.clear()
                kept[key] = made
            return kept[key]

        return answer

    return keeping


@_while_the_same(SHIPPED)
def standards_here() -> tuple[Mapping[str, Standard], list[Finding]]:
    """Standards by id, and the faults of one's own files. FaultError where a shipped file is faulty."""
    standards, findings = read_standards(_folders(SHIPPED))
    return standards, _own_faults(findings)


def promises_here(standards: Iterable[str]) -> tuple[dict[str, Promise], list[Finding]]:
    """Promises by id, and the faults of one's own; ``standards``: the ids they may name. FaultError as above."""
    promises, findings = read_promises(standards, _folders(SHIPPED_PROMISES))
    return promises, _own_faults(findings)


@_while_the_same(SHIPPED_MEASURES)
def measures_here() -> tuple[Mapping[str, Measure], list[Finding]]:
    """Measures by id, and the faults of one's own files. FaultError where a shipped file is faulty."""
    measures, findings = read_measures(_folders(SHIPPED_MEASURES))
    return measures, _own_faults(findings)


@_while_the_same(SHIPPED_FORMS, SHIPPED, SHIPPED_MEASURES)
def forms_here() -> tuple[Mapping[str, Form], list[Finding]]:
    """Forms by id, with the words of this installation's lists, and the faults of one's own files. A form of which such
    a list is empty, because the file that holds it is faulty, is left out. FaultError where a shipped one is faulty."""
    forms, findings = read_forms(_folders(SHIPPED_FORMS))
    standards, faults = standards_here()
    measures, more = measures_here()
    filled = with_listed(forms.values(), listed_codes(standards.values(), measures.values()))
    return {key: form for key, form in filled.items() if form.complete}, [*_own_faults(findings), *faults, *more]


def superior_here(forms: Mapping[str, Form]) -> tuple[dict[str, Superior], list[Finding]]:
    """Forms of superiors by id, and the faults of one's own files. FaultError where a shipped file is faulty."""
    found, findings = read_superior(forms, _folders(SHIPPED_SUPERIOR))
    return found, _own_faults(findings)


def measured_here() -> Mapping[str, Standard]:
    """Everything that the address of a figure may name: standards, and promises that ask a number of their own."""
    standards, _ = standards_here()
    promises, _ = promises_here(standards)
    asked = [promise.asked(standards[promise.standard]) for promise in promises.values()]
    return {standard.id: standard for standard in asked} | dict(standards)


def _folders(shipped: Path) -> list[Path]:
    """Definition files as shipped, overridden by those in the home's ``definitions``."""
    own = default_home(os.environ) / "definitions" / shipped.name
    return [shipped, own] if own.is_dir() else [shipped]


def _own_faults(findings: list[Finding]) -> list[Finding]:
    broken = [found for found in findings if found.severity is Severity.ERROR]
    if broken and Path(str(broken[0].place.file or "")).is_relative_to(Path(diaban.__file__).parent):
        raise FaultError(*broken)
    return findings
