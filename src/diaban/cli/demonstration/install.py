"""The demonstration's installation: made where there is none, left alone where it is whole, made anew on request."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from diaban.basis.error import DiabanError, RefusedError
from diaban.basis.finding import finding
from diaban.basis.moment import VIET_NAM
from diaban.cli import home
from diaban.cli.demonstration.border import load_border_after
from diaban.cli.demonstration.candidates import load_candidates_after
from diaban.cli.demonstration.forecasts import keep_forecasts_after
from diaban.cli.demonstration.generate import SEED, demonstration
from diaban.cli.demonstration.load import carry_out, found_demonstration, load_claims_after
from diaban.cli.demonstration.nation import nation
from diaban.cli.demonstration.phasings import keep_phasings_after
from diaban.cli.demonstration.step import Plan
from diaban.cli.editions import open_edition
from diaban.registers.fact import Fact
from diaban.units.edition import Edition

if TYPE_CHECKING:
    from diaban.store.viewer import Viewer

__all__ = ["SCALES", "Loaded", "install", "there"]

SCALES: Final = {"provinces": demonstration, "nation": nation}
"""What may be made: the two provinces of the reports, or 34 for measuring."""
FILES: Final = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What lies in the installation: whether it was made now, rows by register, acts, choices, evidence, claims."""

    folder: Path
    fresh: bool
    registers: Mapping[type[Fact], int]
    acts: int
    choices: int
    evidence: int
    claims: int
    first: date
    last: date


def install(scale: str, *, reset: bool, reason: str) -> Loaded:
    """Make the demonstration in ``$DIABAN_HOME``, or find it whole; one that was broken off is made anew.

    RefusedError ``installation-other-kind`` where a real installation is, ``demo-other-scale`` where another
    demonstration is (``reset`` makes it anew).
    """
    edition = open_edition(home.UNITS)
    request = _request(scale, edition)
    with _open() as (folder, by):
        found = _state(folder, by, request)
        if found != "whole" or reset:
            if found == "other" and not reset:
                raise RefusedError(finding("demo-other-scale", folder=str(folder)))
            if found != "empty":
                _clear(folder)
            _prepare()
            plan = SCALES[scale](edition.atlas)
            found_demonstration(plan, edition, by, reason, request)
            _carry_out(plan, by, provinces=scale == "provinces")
        return _told(folder, by, fresh=found != "whole" or reset)


def there(scale: str) -> bool:
    """Whether the demonstration lies in ``$DIABAN_HOME`` whole; RefusedError ``installation-other-kind``."""
    with _open() as (folder, by):
        return _state(folder, by, _request(scale, open_edition(home.UNITS))) == "whole"


def _request(scale: str, edition: Edition) -> str:
    return f"demo {scale} {SEED} edition {edition.number}"


@contextmanager
def _open() -> Iterator[tuple[Path, "Viewer"]]:
    folder = home.point(os.environ.get("DIABAN_DATABASE") or None)
    with home.closing_connections():
        yield folder, home.signed()


def _prepare() -> None:
    from diaban.store.memory import prepare, require_ready

    prepare()
    require_ready()


def _carry_out(plan: Plan, by: "Viewer", *, provinces: bool) -> None:
    """Everything after the units at once: a thousand acts are committed for the price of one, and nobody waits."""
    from diaban.store.actions.acting import together

    with together():
        carry_out(plan, by)
        if provinces:
            load_border_after(plan, by)
        load_claims_after(plan, by)
        if provinces:
            keep_forecasts_after(plan, by)
            load_candidates_after(plan, by)
            keep_phasings_after(by)


def _state(folder: Path, by: "Viewer", request: str) -> str:
    """``empty``, ``whole``, ``other`` (another demonstration) or ``broken`` (this one, broken off)."""
    from diaban.store import queries
    from diaban.store.memory import require_ready
    from diaban.store.models import InstallationKind

    try:
        require_ready()
    except DiabanError as error:
        codes = {one.code for one in error.findings}
        if codes == {"memory-empty"}:
            return "empty"
        # Of an earlier version of the program: a demonstration gets the newer shape, a real one by its owner's init.
        if codes != {"memory-version"} or queries.installation(viewer=by) is InstallationKind.REAL:
            raise
        _prepare()
    kind = queries.installation(viewer=by)
    if kind is InstallationKind.REAL:
        raise RefusedError(finding("installation-other-kind", folder=str(folder), kind=kind.value))
    if kind is None:
        if queries.known(None).act:
            raise RefusedError(finding("installation-other-kind", folder=str(folder), kind="?"))
        return "empty"
    first = queries.journal(viewer=by, act=1)
    if [line.request for line in first] != [request]:
        return "other"
    # All is committed at once, and the published figures are there with it.
    return "whole" if queries.claims(viewer=by) else "broken"


def _clear(folder: Path) -> None:
    """Throw the demonstration away: its file, or its tables on a server. Only ever called on a demonstration."""
    from django.db import connection, connections

    from diaban.store.address import FILE_NAME
    from diaban.store.memory import clear

    if connection.vendor == "sqlite":
        connections.close_all()
        for ending in FILES:
            (folder / f"{FILE_NAME}{ending}").unlink(missing_ok=True)
    else:
        clear()


def _told(folder: Path, by: "Viewer", *, fresh: bool) -> Loaded:
    from diaban.store import models, queries

    def ask(fact: type[Fact]) -> int:
        found = queries.columns(models.REGISTERS[fact], fact, as_of=None, known_at=None, viewer=by)
        return len(found["row"])

    moments = [
        line.moment for number in (1, queries.known(None).act) for line in queries.journal(viewer=by, act=number)
    ]
    return Loaded(
        folder=folder,
        fresh=fresh,
        registers={fact: ask(fact) for fact in models.REGISTERS},
        acts=queries.known(None).act,
        choices=len(queries.choices(viewer=by)),
        evidence=len(queries.evidence(viewer=by)),
        claims=len(queries.claims(viewer=by)),
        first=moments[0].astimezone(VIET_NAM).date(),
        last=moments[-1].astimezone(VIET_NAM).date(),
    )
