"""The files of an edition: written whole, in one order, so that the same inputs give the same bytes."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from diaban.basis.names import fold, has_marks
from diaban.units.names import keys_of
from tools import package, second_opinion
from tools.lives import LEVELS, Life, Model
from tools.package import AFTER, BEFORE, Raw
from tools.tables import Row, read, split, write


def emit(model: Model, raw: Raw, folder: Path, tables: Path, conflicts: Sequence[Row]) -> None:
    """Write the files of the edition into ``folder``; ``tables`` holds our own tables."""
    folder.mkdir(parents=True, exist_ok=True)
    lives = sorted(model.lives, key=lambda life: life.id)
    rank = {level: index for index, level in enumerate(LEVELS)}
    versions = [(life, version) for life in lives for version in life.versions]
    versions.sort(key=lambda pair: (rank[pair[1].level], pair[0].id, pair[1].start))
    write(
        folder / "units.csv",
        ["id", "code", "name", "type", "level", "parent", "start", "end"],
        (
            [life.id, v.code, v.name, v.type, v.level, v.parent.id if v.parent else "", v.start, v.end]
            for life, v in versions
        ),
    )
    write(
        folder / "events.csv",
        ["id", "kind", "day", "unit", "act", "confidence"],
        (
            [f"e{i + 1:05d}", kind, day, life.id, act, sure]
            for i, (kind, day, life, act, sure) in enumerate(model.events)
        ),
    )
    write(
        folder / "lineage.csv",
        ["older", "newer", "event", "relation", "is_default", "default_rule", "default_confidence"],
        (
            [older.id, newer.id, f"e{event + 1:05d}", relation, int(default), rule, sure]
            for older, newer, event, relation, default, rule, sure in model.lineage
        ),
    )
    names = {version.name for _, version in versions}
    write(
        folder / "keys.csv",
        ["name", "plain", "marked", "sort"],
        ([name, k.plain, k.marked, k.sort] for name in sorted(names) for k in (keys_of(name),)),
    )
    write(
        folder / "names.csv",
        ["unit", "name", "type", "kind", "is_marked", "plain", "marked", "source"],
        other_names(model, raw, read("names.csv", tables), conflicts),
    )
    base = f"{package.PACKAGE} {package.VERSION}"
    points = sorted(
        (model.at[AFTER, code].id, point, raw.point_sources.get(code, base)) for code, point in raw.points.items()
    )
    write(
        folder / "points.csv",
        ["unit", "lat", "lon", "source"],
        ([unit, lat, lon, source] for unit, (lat, lon), source in points),
    )
    write(
        folder / "acts.csv",
        ["number", "issuer", "signed", "in_force", "title", "source", "confidence"],
        (
            [row[key] for key in ("number", "issuer", "signed", "in_force", "title", "source", "confidence")]
            for row in read("acts.csv", tables)
        ),
    )
    write(
        folder / "horizons.csv",
        ["province", "day", "source"],
        ([model.at[BEFORE, row["province"]].id, row["day"], row["source"]] for row in read("horizons.csv", tables)),
    )
    write(
        folder / "service.csv",
        ["kind", "subject", "start", "end", "confidence", "reason", "source"],
        (
            [row["kind"], model.at[AFTER, row["subject"]].id if row["kind"] == "without-unit" else row["subject"]]
            + [row[key] for key in ("start", "end", "confidence", "reason", "source")]
            for row in read("service.csv", tables)
        ),
    )
    write(
        folder / "conflicts.csv",
        list(second_opinion.HEADING),
        ([row[k] for k in second_opinion.HEADING] for row in conflicts),
    )


def other_names(model: Model, raw: Raw, own_names: Sequence[Row], conflicts: Sequence[Row]) -> list[list[str]]:
    """Former names (package and ``names.csv``), other spellings (conflicts), abbreviations; one line a unit and key."""
    found: dict[tuple[str, str], list[str]] = {}

    def add(life: Life, name: str, type_: str, kind: str, source: str) -> None:
        keys = keys_of(name)
        plain = keys.plain if has_marks(name) or " " in name else fold(name).replace(" ", "")
        own = {keys_of(version.name).plain for version in life.versions}
        if plain in own and kind != "variant" and not type_:
            return
        marked = has_marks(name) or kind != "former"
        found.setdefault((life.id, plain), [life.id, name, type_, kind, str(int(marked)), plain, keys.marked, source])

    for row in own_names:
        add(model.at[split(row["subject"])], row["name"], row["type"], row["kind"], row["source"])
    for conflict in conflicts:
        if conflict["kind"] == "spelling":
            other = conflict["theirs"] if conflict["chosen"] == "ours" else conflict["ours"]
            add(model.at[split(conflict["subject"])], package.split_type(other)[1], "", "variant", conflict["source"])
    words = sorted({fold(word).replace(" ", ""): word for word in package.TYPE_WORDS}.items(), key=lambda w: -len(w[0]))
    keys = set(raw.aliases)
    for code, key in raw.aliases:
        typed = next((w for f, w in words if key.startswith(f) and (code, key.removeprefix(f)) in keys), "")
        if any(char.isdigit() for char in key) and not typed and not key.isdigit():
            continue  # "p15", "ward15": ways of typing, not names
        bare = key.removeprefix(fold(typed).replace(" ", "")) if typed else key
        if typed or not any((code, fold(w).replace(" ", "") + key) in keys for _, w in words):
            kind = "abbreviation" if len(code) == 2 else "former"
            add(model.at[BEFORE, code], bare, typed, kind, f"{package.PACKAGE} {package.VERSION}")
    return [found[key] for key in sorted(found)]


def provenance(folder: Path, tables: Path, number: int) -> str:
    """``provenance.toml``: where the edition comes from and what its files must be."""
    lines = [
        "# Made by tools/reference.py. An edition is never changed once published: corrections make the next one.",
        f"edition = {number}",
        'title = "Đơn vị hành chính Việt Nam qua thời gian"',
        'classification = "public"',
        'licence = "Apache-2.0; facts from public acts; base lists MIT (see source)"',
        "",
        "[[source]]",
        f'name = "{package.PACKAGE}"',
        f'version = "{package.VERSION}"',
        'licence = "MIT"',
        "[source.sha256]",
        *(f'"{name}" = "{digest}"' for name, digest in package.checksums().items()),
    ]
    for name in sorted(path.name for path in tables.glob("*.csv")):
        digest = hashlib.sha256((tables / name).read_bytes()).hexdigest()
        lines += ["", "[[source]]", f'name = "{name}"', 'licence = "Apache-2.0"', f'sha256 = "{digest}"']
    lines += ["", "[files]"]
    for path in sorted(folder.glob("*.csv")):
        lines.append(f'"{path.name}" = "{hashlib.sha256(path.read_bytes()).hexdigest()}"')
    return "\n".join(lines) + "\n"
