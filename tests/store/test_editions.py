"""Reference units enter as an act; who may see which follows from the units of today and what became of the old."""

import csv
import hashlib
import shutil
from datetime import date
from pathlib import Path

import pytest

from diaban.basis.error import ConflictError, FaultError, ForbiddenError, RefusedError
from diaban.store.viewer import Role, Viewer, viewer_of
from diaban.units.edition import Edition, open_edition
from diaban.units.unit import Level
from tests.guards.code_base import REFERENCE
from tests.store.conftest import Memory
from tests.store.world import ADMIN, Clock, count, how

UNITS = REFERENCE / "units"
TODAY = date(2026, 11, 21)


def remade(folder: Path, number: int, *, drop: str = "", title: str = "") -> Edition:
    """The shipped edition under another number, without the unit ``drop``."""
    made = folder / f"edition-{number}"
    shutil.copytree(UNITS / "edition-1", made)
    if drop:
        rows = list(csv.reader((made / "units.csv").read_text("utf-8").splitlines()))
        with (made / "units.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(row for row in rows if row[0] != drop)
    provenance = (made / "provenance.toml").read_text("utf-8")
    for path in made.glob("*.csv"):
        before = hashlib.sha256((UNITS / "edition-1" / path.name).read_bytes()).hexdigest()
        provenance = provenance.replace(before, hashlib.sha256(path.read_bytes()).hexdigest())
    (made / "provenance.toml").write_text(provenance + (f"# {title}\n" if title else ""), "utf-8")
    return Edition(made, number)


def test_an_edition_is_loaded_once_followed_by_newer_ones_and_undone(memory: Memory, tmp_path: Path) -> None:
    from diaban.store import models
    from diaban.store.actions import load_units, undo
    from diaban.store.queries import edition

    clock = Clock()
    first = load_units(edition=open_edition(UNITS, 1), **how(clock))
    assert models.Unit.objects.count() == len({unit.id for unit in open_edition(UNITS, 1).atlas.units})
    with pytest.raises(RefusedError, match="edition-loaded"):
        load_units(edition=open_edition(UNITS, 1), **how(clock))
    with pytest.raises(ConflictError, match="edition-differs"):
        load_units(edition=remade(tmp_path, 1, title="x"), **how(clock))
    with pytest.raises(FaultError, match="edition-loses-units"):
        load_units(edition=remade(tmp_path, 2, drop="u14013"), **how(clock))
    second = load_units(edition=remade(tmp_path, 3), **how(clock))
    with pytest.raises(RefusedError, match="edition-older"):
        load_units(edition=open_edition(UNITS, 1), **how(clock))
    now, then = edition(viewer=ADMIN), edition(viewer=ADMIN, known_at=first.moment)
    assert now is not None
    assert then is not None
    assert (now.number, now.act, then.number) == (3, second.id, 1)
    undo(act=second.id, **how(clock))
    again = edition(viewer=ADMIN)
    assert again is not None
    assert again.number == 1
    assert models.Unit.objects.get(public_id="u14013").id == 14013


def test_an_edition_that_rows_rest_on_is_not_undone(memory: Memory) -> None:
    from diaban.store.actions import NewOrigin, NewSource, load_units, record, undo
    from diaban.store.models import SourceKind

    clock = Clock()
    act = load_units(edition=open_edition(UNITS, 1), **how(clock))
    built = record(
        facts=[count("u14013", 5, "2025-07-01")],
        sources=[NewSource(key="bc", title="bc", kind=SourceKind.INVENTED)],
        origins=[NewOrigin(key="xa", title="xã")],
        **how(clock),
    )
    with pytest.raises(RefusedError, match="act-built-on") as refused:
        undo(act=act.id, **how(clock))
    assert refused.value.findings[0].values["later"] == [built.id]
    with pytest.raises(ForbiddenError, match="administrator-only"):
        load_units(edition=open_edition(UNITS, 1), by=Viewer("x", Role.EDITOR), at=clock, reason="x")


def test_a_viewer_has_the_subtree_of_today_and_what_lay_wholly_inside() -> None:
    atlas = open_edition(UNITS, 1).atlas
    before = date(2025, 6, 30)
    commune = next(unit for unit in atlas.in_force(TODAY, Level.COMMUNE) if len(_older(atlas, unit.id, before)) > 1)
    viewer = viewer_of(atlas, name="x", role=Role.EDITOR, unit=commune.id, today=TODAY)
    older = _older(atlas, commune.id, before)
    assert viewer.reads is not None
    assert viewer.writes is not None
    assert older | {commune.id} == {unit for unit in viewer.reads if _commune_on(atlas, unit, before)} | {commune.id}
    assert viewer.writes <= viewer.reads
    whole = {unit for unit in older if _newer(atlas, unit, before) == {commune.id}}
    assert whole <= viewer.writes
    assert not (older - whole) & viewer.writes
    assert viewer_of(atlas, name="x", role=Role.READER, unit=commune.id, today=TODAY).writes == frozenset()


def test_a_province_has_its_former_provinces_and_their_districts() -> None:
    atlas = open_edition(UNITS, 1).atlas
    before = date(2025, 6, 30)
    bac_kan = next(unit for unit in atlas.in_force(before, Level.PROVINCE) if unit.name == "Bắc Kạn")
    today = next(unit for unit in atlas.in_force(TODAY, Level.PROVINCE) if unit.name == "Thái Nguyên")
    viewer = viewer_of(atlas, name="x", role=Role.EDITOR, unit=today.id, today=TODAY)
    assert viewer.writes is not None
    assert bac_kan.id in viewer.writes
    assert {unit.id for unit in atlas.children(bac_kan.id, before)} <= viewer.writes
    assert {unit.id for unit in atlas.below(today.id, TODAY)} <= viewer.writes
    other = next(unit for unit in atlas.in_force(TODAY, Level.PROVINCE) if unit.name == "Quảng Ninh")
    assert viewer.reads is not None
    assert not viewer.reads & {unit.id for unit in atlas.below(other.id, TODAY)}


def _older(atlas, unit, day):  # type: ignore[no-untyped-def]  # two lines, read beside their use
    from diaban.units.trace import origins

    return set(origins(atlas, unit, day, TODAY))


def _newer(atlas, unit, day):  # type: ignore[no-untyped-def]  # two lines, read beside their use
    from diaban.units.trace import flows

    return {flow.newer for flow in flows(atlas, unit, day, TODAY)}


def _commune_on(atlas, unit, day):  # type: ignore[no-untyped-def]  # two lines, read beside their use
    found = atlas.find_id(unit, day)
    return found is not None and found.level is Level.COMMUNE
