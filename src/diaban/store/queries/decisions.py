"""What was decided: choices, evidence, frozen frames, what was destroyed; and the edition in force."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from diaban.basis.period import Period
from diaban.coverage.frame import Freezing, FrozenFrame
from diaban.coverage.statement import Choice
from diaban.registers.evidence import Evidence, EvidenceKind
from diaban.store import models
from diaban.store.mapping import public_id, unit_number
from diaban.store.queries.kept import Kept
from diaban.store.queries.known import Known, KnownAt, cut, held_on, known
from diaban.store.viewer import Viewer
from diaban.units.unit import UnitId

__all__ = [
    "Buried",
    "LoadedEdition",
    "choices",
    "edition",
    "evidence",
    "frame",
    "frames",
    "installation",
    "tombstones",
]

_CHOICES: Kept[list[Choice]] = Kept(8)


@dataclass(frozen=True, slots=True)
class LoadedEdition:
    """The edition of the reference units in force, its checksum, and the act that loaded it."""

    number: int
    sha256: str
    act: int


@dataclass(frozen=True, slots=True)
class Buried:
    """A row that was destroyed: where it lay, when it was known, by which act it went."""

    register: str
    row: int
    unit: UnitId | None
    written_by: int
    closed_by: int | None
    act: int


def edition(*, viewer: Viewer, known_at: KnownAt = None) -> LoadedEdition | None:
    """The edition in force at ``known_at``; None before any was loaded. Open to every viewer."""
    _ = viewer
    found = models.Edition.objects.filter(cut(known(known_at).act)).order_by("-number")
    row = found.values_list("number", "sha256", "act_id").first()
    return LoadedEdition(*row) if row else None


def installation(*, viewer: Viewer) -> models.InstallationKind | None:
    """What this memory is; None before anybody said so. Open to every viewer."""
    _ = viewer
    kind = models.Installation.objects.values_list("kind", flat=True).first()
    return models.InstallationKind(kind) if kind else None


def choices(*, viewer: Viewer, as_of: date | None = None, known_at: KnownAt = None) -> list[Choice]:
    """Choices that hold on ``as_of`` (None: on any day), about units the viewer reads."""
    then = known(known_at)
    return list(_CHOICES.answer((then.act, as_of, viewer.reads), lambda _: _choices(viewer, as_of, then)))


def _choices(viewer: Viewer, as_of: date | None, then: Known) -> list[Choice]:
    kinds = {model.register(): kind for kind, model in models.REGISTERS.items()}
    rows = models.Choice.objects.filter(cut(then.act), held_on(as_of)).order_by("id")
    found = [
        Choice(kinds[register], tuple(part or None for part in about.split("/")), Period(start, end), *rest)
        for register, about, start, end, *rest in rows.values_list(
            "attribute", "about", "start", "end", "origin__key", "act__reason", "act_id"
        )
    ]
    if viewer.reads is None:
        return found
    return [choice for choice in found if choice.subject[0] in viewer.reads]


def evidence(
    *,
    viewer: Viewer,
    known_at: KnownAt = None,
    until: date | None = None,
    units: Collection[UnitId] | None = None,
) -> list[Evidence]:
    """Evidence given on or before ``until`` (None: whenever), in order of days, about units the viewer reads."""
    rows = models.Evidence.objects.filter(cut(known(known_at).act)).order_by("day", "id")
    if until is not None:
        rows = rows.filter(day__lte=until)
    allowed = viewer.reads if units is None else frozenset(units) & (viewer.reads or frozenset(units))
    if viewer.reads is not None and not viewer.reads:
        allowed = frozenset()
    paths = ("id", "kind", "day", "by__key", "reporter__key", "source__key", "unit_id", "standard", "register", "about")
    return [
        Evidence(
            row=row,
            kind=EvidenceKind(kind),
            day=day,
            by=by,
            reporter=reporter,
            source=source,
            unit=None if unit is None else public_id(unit),
            standard=standard,
            register=register,
            about=about,
        )
        for row, kind, day, by, reporter, source, unit, standard, register, about in rows.values_list(*paths)
        if allowed is None or (unit is not None and public_id(unit) in allowed)
    ]


def frames(*, viewer: Viewer, known_at: KnownAt = None) -> list[FrozenFrame]:
    """All frozen frames, by key. A frame is a list of units: open to every viewer."""
    keys = models.Frame.objects.filter(cut(known(known_at).act)).order_by("key").values_list("key", flat=True)
    found = (frame(key=key, viewer=viewer, known_at=known_at) for key in keys)
    return [one for one in found if one is not None]


def frame(*, key: str, viewer: Viewer, known_at: KnownAt = None) -> FrozenFrame | None:
    """The frozen frame of that key, as known at ``known_at``; None where there was none."""
    _ = viewer
    act = known(known_at).act
    lives: list[Any] = list(models.Frame.objects.filter(key=key, act_id__lte=act).order_by("id").select_related("act"))
    if not lives or (lives[-1].closed_by_id is not None and lives[-1].closed_by_id <= act):
        return None
    changes, before = [], frozenset[int]()
    units: list[int] = []
    for life in lives:
        units = list(life.units.order_by("unit_id").values_list("unit_id", flat=True))
        now = frozenset(units)
        changes.append(Freezing(life.act_id, life.act.reason, _ids(now - before), _ids(before - now)))
        before = now
    last = lives[-1]
    return FrozenFrame(
        key, last.title, last.scope, last.as_of, _ids(units), last.act_id, last.act.reason, tuple(changes)
    )


def tombstones(*, viewer: Viewer, units: Collection[UnitId] | None = None) -> list[Buried]:
    """Rows that were destroyed, in the order they were. What an old figure lacks today is among them."""
    rows = models.Tombstone.objects.order_by("id")
    if units is not None:
        rows = rows.filter(unit_id__in=[number for unit in units if (number := unit_number(unit)) is not None])
    found = [
        Buried(register.removeprefix("store_"), row, None if unit is None else public_id(unit), wrote, closed, act)
        for register, row, unit, wrote, closed, act in rows.values_list(
            "register", "row", "unit_id", "written_by_id", "closed_by_id", "act_id"
        )
    ]
    return [one for one in found if viewer.reads is None or one.unit in viewer.reads]


def _ids(units: Collection[int]) -> tuple[UnitId, ...]:
    return tuple(public_id(unit) for unit in sorted(units))
