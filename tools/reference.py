"""Build an edition of the reference units: ``make reference`` (``python -m tools.reference``).

Registry package + our own tables of facts (``src/diaban/reference/units/*.csv``) -> one folder of plain files with
provenance and checksums. The same inputs give the same bytes. Identities are read from ``identities.csv`` and only
ever added to. With the second opinion at hand the table of conflicts is made anew as well.
"""

import argparse
import filecmp
import shutil
import sys
import tempfile
from pathlib import Path

from tools import package, second_opinion
from tools.corrections import correct
from tools.edition_files import emit, provenance
from tools.lives import LEVELS, Model, build
from tools.tables import Row, read, write

TABLES = Path(__file__).resolve().parent.parent / "src" / "diaban" / "reference" / "units"


def identify(model: Model, tables: Path) -> None:
    """Give every life its id from ``identities.csv``; new ones are added at its end, none is ever changed."""
    path = tables / "identities.csv"
    known = read("identities.csv", tables) if path.exists() else []
    ids = {(row["level"], row["code"], row["day"]): row["id"] for row in known}
    lives = {life.anchor: life for life in model.lives}
    if len(lives) != len(model.lives):
        raise ValueError("two units with one code on one day")
    for anchor in sorted(lives, key=lambda anchor: (anchor[2], LEVELS.index(anchor[0]), anchor[1])):
        if anchor not in ids:
            level, code, day = anchor
            ids[anchor] = f"u{len(known) + 1:05d}"
            known.append({"id": ids[anchor], "level": level, "code": code, "day": day})
        lives[anchor].id = ids[anchor]
    heading = ["id", "level", "code", "day"]
    write(path, heading, ([row[column] for column in heading] for row in known))


def make(tables: Path, folder: Path, number: int, other: Path | None) -> Model:
    """Make edition ``number`` in ``folder`` out of the package and ``tables``.

    ``other``: the second opinion; without it ``conflicts.csv`` stays as it is. Writes ``identities.csv`` and
    ``conflicts.csv`` in ``tables``.
    """
    corrections = read("corrections.csv", tables)
    if other is not None:
        found = second_opinion.conflicts(package.read(), second_opinion.read(other), corrections)
        heading = list(second_opinion.HEADING)
        write(tables / "conflicts.csv", heading, ([row[column] for column in heading] for row in found))
    conflicts = read("conflicts.csv", tables)
    raw = correct(package.read(), corrections)
    raw.doubts = _doubts(conflicts)
    model = build(raw, read("acts.csv", tables), read("events.csv", tables))
    identify(model, tables)
    emit(model, raw, folder, tables, conflicts)
    (folder / "provenance.toml").write_text(provenance(folder, tables, number), encoding="utf-8")
    return model


def _doubts(conflicts: list[Row]) -> set[str]:
    """Old codes whose default successor waits to be confirmed."""
    return {
        row["subject"].split("@")[0]
        for row in conflicts
        if row["kind"] == "default-successor" and row["status"] == "to-confirm"
    }


def main() -> None:
    """Build the edition asked for; an edition that is there already must come out the same, or is left alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edition", type=int, default=1)
    parser.add_argument("--second-opinion", type=Path, help="folder of the independent compilation of units")
    parser.add_argument("--replace", action="store_true", help="write over an edition that was not published yet")
    options = parser.parse_args()
    folder = TABLES / f"edition-{options.edition}"
    other: Path | None = options.second_opinion
    if other is None or not other.is_dir():
        print("no second opinion at hand: conflicts.csv stays as it is")
        other = None
    with tempfile.TemporaryDirectory() as temporary:
        made = Path(temporary) / folder.name
        model = make(TABLES, made, options.edition, other)
        changed = _changed(made, folder)
        if folder.is_dir() and changed and not options.replace:
            sys.exit(f"{folder.name} would change ({', '.join(changed)}): make the next edition, or give --replace")
        if changed:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(made, folder)
    counts = f"{len(model.lives)} units, {len(model.lineage)} successions, {len(model.events)} events"
    print(f"{folder.name}: {counts}; {'written' if changed else 'unchanged'}")


def _changed(made: Path, folder: Path) -> list[str]:
    names = sorted({path.name for place in (made, folder) if place.is_dir() for path in place.iterdir()})
    return [
        name
        for name in names
        if not (folder / name).is_file()
        or not (made / name).is_file()
        or not filecmp.cmp(made / name, folder / name, shallow=False)
    ]


if __name__ == "__main__":
    main()
