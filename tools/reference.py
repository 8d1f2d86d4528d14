"""Build an edition of the reference units: ``make reference`` (``python -m tools.reference``).

Registry package + our own tables of facts (``src/diaban/reference/units/*.csv``) -> one folder of plain files with
provenance and checksums. The same inputs give the same bytes. Identities are read from ``identities.csv`` and only
ever added to. With the second opinion at hand the table of conflicts is made anew as well.
"""

import argparse
import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from diaban.basis.names import fold, has_marks
from diaban.units.names import keys_of
from tools import package, second_opinion
from tools.package import AFTER, BEFORE, Raw, RawUnit

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "src" / "diaban" / "reference" / "units"
LEVELS = ("province", "district", "commune")
DISTRICTS_END = "203/2025/QH15"
PROVINCES_MERGE = "202/2025/QH15"
Row = dict[str, str]


@dataclass
class Version:
    """A version being built; ``parent`` is a key of a life."""

    code: str
    name: str
    type: str
    level: str
    parent: "Life | None"
    start: str
    end: str


@dataclass(eq=False)
class Life:
    """A unit from first to last version, with the id it gets."""

    versions: list[Version] = field(default_factory=list)
    id: str = ""

    @property
    def birth(self) -> tuple[str, str, str]:
        first = self.versions[0]
        return first.level, first.code, first.start


@dataclass
class Model:
    """Units, lineage and events of an edition before they are written."""

    lives: list[Life] = field(default_factory=list)
    at: dict[tuple[str, str], Life] = field(default_factory=dict)
    lineage: list[tuple[Life, Life, int, str, bool, str, str]] = field(default_factory=list)
    events: list[tuple[str, str, Life, str, str]] = field(default_factory=list)

    def event(self, kind: str, day: str, life: Life, act: str, sure: str) -> int:
        self.events.append((kind, day, life, act, sure))
        return len(self.events) - 1


def read(name: str) -> list[Row]:
    """Lines of one of our own tables."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def correct(raw: Raw, corrections: Sequence[Row]) -> Raw:
    """The package with our corrections applied. ValueError for one that no longer has anything to correct."""
    for line in corrections:
        code, other, value = line["subject"], line["object"], line["value"]
        match line["action"]:
            case "drop-lineage":
                if raw.lineage.pop((code, other), None) is None:
                    raise ValueError(f"nothing to drop: {line}")
            case "add-lineage":
                if (code, other) in raw.lineage:
                    raise ValueError(f"already there: {line}")
                raw.lineage[code, other] = value
            case "dispute-lineage":
                if (code, other) not in raw.lineage:
                    raise ValueError(f"nothing to dispute: {line}")
                raw.disputes.add(other)
            case "set-default":
                if (code, other) not in raw.lineage:
                    raise ValueError(f"no such succession: {line}")
                raw.defaults[code] = (other, value)
            case "set-name":
                raw.units[split(code)].name = value
            case "set-type":
                raw.units[split(code)].name_type = value
            case "set-point":
                lat, lon = value.split()
                raw.points[code] = (float(lat), float(lon))
            case "drop-point":
                del raw.points[code]
            case action:
                raise ValueError(f"unknown action {action}")
    outgoing: dict[str, list[str]] = defaultdict(list)
    for older, newer in raw.lineage:
        outgoing[older].append(newer)
    for older, newers in outgoing.items():
        if len(newers) == 1:
            raw.lineage[older, newers[0]] = "whole"
            raw.defaults.pop(older, None)
    return raw


def split(subject: str) -> tuple[str, str]:
    """(day, code) from ``code@day``."""
    code, day = subject.split("@")
    return day, code


def build(raw: Raw, acts: Sequence[Row], changes: Sequence[Row]) -> Model:
    """Lives of units out of two lists and the lineage between them, then the dated changes."""
    model = Model()
    pairs = continuing(raw)
    for day, code in raw.units:
        if day == AFTER and code in pairs:
            model.at[day, code] = model.at[BEFORE, pairs[code]]
        else:
            model.at[day, code] = Life()
            model.lives.append(model.at[day, code])
    for day in (BEFORE, AFTER):
        for level in LEVELS:
            for (on, code), unit in raw.units.items():
                if on == day and unit.level == level:
                    _add_version(model, model.at[day, code], day, unit)
    orders = {row["province"]: row["number"] for row in acts if row["province"]}
    _succeed(raw, model, orders)
    for change in changes:
        _change(model, change)
    return model


def continuing(raw: Raw) -> dict[str, str]:
    """New code -> old code where one old unit became one new unit, whole: the unit lives on (DESIGN "Time", 6)."""
    out: dict[str, list[str]] = defaultdict(list)
    into: dict[str, list[str]] = defaultdict(list)
    for older, newer in raw.lineage:
        out[older].append(newer)
        into[newer].append(older)
    return {newer: olders[0] for newer, olders in into.items() if len(olders) == 1 and len(out[olders[0]]) == 1}


def _add_version(model: Model, life: Life, day: str, unit: RawUnit) -> None:
    parent = model.at[day, unit.parent] if unit.parent else None
    if life.versions:
        last = life.versions[-1]
        if (last.code, last.name, last.type, last.level, last.parent) == (
            unit.code, unit.name, unit.name_type, unit.level, parent,
        ):  # fmt: skip
            last.end = ""
            return
    start, end = ("", AFTER) if day == BEFORE else (AFTER, "")
    life.versions.append(Version(unit.code, unit.name, unit.name_type, unit.level, parent, start, end))


def _succeed(raw: Raw, model: Model, orders: dict[str, str]) -> None:
    into: dict[str, list[str]] = defaultdict(list)
    for older, newer in raw.lineage:
        into[newer].append(older)
    for newer in sorted(into, key=lambda code: (len(code), code)):
        life = model.at[AFTER, newer]
        unit = raw.units[AFTER, newer]
        act = PROVINCES_MERGE if unit.level == "province" else orders[unit.parent]
        olders = sorted(into[newer])
        if model.at[BEFORE, olders[0]] is life:
            _aspects(model, life, AFTER, act, "confirmed")
            continue
        relations = {raw.lineage[older, newer] for older in olders}
        kind = "merge" if relations == {"whole"} else "split" if len(olders) == 1 else "part-transfer"
        event = model.event(kind, AFTER, life, act, "disputed" if newer in raw.disputes else "confirmed")
        for older in olders:
            relation = raw.lineage[older, newer]
            default, rule, sure = _default(raw, older, newer)
            model.lineage.append((model.at[BEFORE, older], life, event, relation, default, rule, sure))
    for (day, code), unit in raw.units.items():
        if day == BEFORE and unit.level == "district" and not any(code == older for older, _ in raw.lineage):
            model.event("abolition", AFTER, model.at[day, code], DISTRICTS_END, "confirmed")


def _default(raw: Raw, older: str, newer: str) -> tuple[bool, str, str]:
    if raw.lineage[older, newer] == "whole":
        return True, "only", "confirmed"
    chosen, rule = raw.defaults[older]
    if chosen != newer:
        return False, "", "confirmed"
    return True, rule, "to-confirm" if older in raw.doubts else "confirmed"


def _aspects(model: Model, life: Life, day: str, act: str, sure: str) -> None:
    """Events for what changed about a unit that stays itself."""
    before = next((v for v in life.versions if v.end == day), None)
    after = next((v for v in life.versions if v.start == day), None)
    if before is None or after is None:
        return
    for kind, old, new in (
        ("rename", before.name, after.name),
        ("retype", before.type, after.type),
        ("recode", before.code, after.code),
        ("re-parent", before.parent, after.parent),
    ):
        if old != new:
            model.event(kind, day, life, act, sure)


def _change(model: Model, change: Row) -> None:
    """One line of ``events.csv``: what a unit was before a day and what it is from that day on."""
    day, code = change["day"], change["code"]
    life = next(life for life in model.lives if any(_bears(v, code, day) for v in life.versions))
    index = next(i for i, v in enumerate(life.versions) if _bears(v, code, day))
    now = life.versions[index]
    if change["kind"] == "merge":
        now.start = day
        event = model.event("merge", day, life, change["act"], change["confidence"])
        for part in change["before"].split(";"):
            part_code, type_, name = part.split(":")
            older = Life([Version(part_code, name, type_, now.level, now.parent, "", day)])
            model.lives.append(older)
            model.lineage.append((older, life, event, "whole", True, "only", change["confidence"]))
        return
    type_, name = change["type"], change["name"]
    old_type, old_name = change["before"].split(":")
    earlier = replace(now, type=old_type, name=old_name, end=day)
    later = replace(now, type=type_, name=name, start=day)
    if (now.type, now.name) not in ((type_, name), (old_type, old_name)):
        raise ValueError(f"neither before nor after: {change}")
    life.versions[index : index + 1] = [earlier, later]
    _aspects(model, life, day, change["act"], change["confidence"])


def _bears(version: Version, code: str, day: str) -> bool:
    return version.code == code and (version.start or "0") <= day < (version.end or "9")


def identify(model: Model) -> list[Row]:
    """Give every life its id from ``identities.csv``; new ones are added at its end, none is ever changed."""
    path = FOLDER / "identities.csv"
    known = read("identities.csv") if path.exists() else []
    ids = {(row["level"], row["code"], row["since"]): row["id"] for row in known}
    lives = sorted(
        model.lives, key=lambda life: (life.birth[2] != "", life.birth[2], LEVELS.index(life.birth[0]), life.birth[1])
    )
    for life in lives:
        if life.birth not in ids:
            level, code, since = life.birth
            ids[life.birth] = f"u{len(known) + 1:05d}"
            known.append({"id": ids[life.birth], "level": level, "code": code, "since": since})
        life.id = ids[life.birth]
    write(
        path, ["id", "level", "code", "since"], ([row["id"], row["level"], row["code"], row["since"]] for row in known)
    )
    return known


def write(path: Path, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A CSV file, LF line ends, written whole."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream, lineterminator="\n")
        lines.writerow(heading)
        lines.writerows(rows)


def emit(model: Model, raw: Raw, folder: Path, conflicts: Sequence[Row]) -> None:
    """Write the files of the edition."""
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
        other_names(model, raw, conflicts),
    )
    points = sorted((model.at[AFTER, code].id, point) for code, point in raw.points.items())
    write(
        folder / "points.csv",
        ["unit", "lat", "lon", "source"],
        ([unit, lat, lon, f"{package.PACKAGE} {package.VERSION}"] for unit, (lat, lon) in points),
    )
    write(
        folder / "acts.csv",
        ["number", "issuer", "signed", "in_force", "title", "source", "confidence"],
        (
            [row[key] for key in ("number", "issuer", "date", "in_force", "title", "source", "confidence")]
            for row in read("acts.csv")
        ),
    )
    write(
        folder / "horizons.csv",
        ["province", "day", "source"],
        ([model.at[BEFORE, row["province"]].id, row["day"], row["source"]] for row in read("horizons.csv")),
    )
    write(
        folder / "service.csv",
        ["kind", "subject", "start", "end", "confidence", "reason", "source"],
        (
            [row["kind"], model.at[AFTER, row["subject"]].id if row["kind"] == "without-unit" else row["subject"]]
            + [row[key] for key in ("start", "end", "confidence", "reason", "source")]
            for row in read("service.csv")
        ),
    )
    write(
        folder / "conflicts.csv",
        list(second_opinion.HEADING),
        ([row[k] for k in second_opinion.HEADING] for row in conflicts),
    )


def other_names(model: Model, raw: Raw, conflicts: Sequence[Row]) -> list[list[str]]:
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

    for row in read("names.csv"):
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


def provenance(folder: Path, number: int) -> str:
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
    for name in sorted(path.name for path in FOLDER.glob("*.csv")):
        digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
        lines += ["", "[[source]]", f'name = "{name}"', 'licence = "Apache-2.0"', f'sha256 = "{digest}"']
    lines += ["", "[files]"]
    for path in sorted(folder.glob("*.csv")):
        lines.append(f'"{path.name}" = "{hashlib.sha256(path.read_bytes()).hexdigest()}"')
    return "\n".join(lines) + "\n"


def main() -> None:
    """Build and write the edition."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edition", type=int, default=1)
    parser.add_argument("--second-opinion", type=Path, help="folder of the independent compilation of units")
    options = parser.parse_args()
    number: int = options.edition
    other: Path | None = options.second_opinion
    folder = FOLDER / f"edition-{number}"
    corrections = read("corrections.csv")
    if other is not None and other.is_dir():
        conflicts = second_opinion.conflicts(package.read(), second_opinion.read(other), corrections)
        write(
            FOLDER / "conflicts.csv",
            list(second_opinion.HEADING),
            ([row[k] for k in second_opinion.HEADING] for row in conflicts),
        )
    else:
        print("no second opinion at hand: conflicts.csv stays as it is")
    conflicts = read("conflicts.csv")
    raw = correct(package.read(), corrections)
    raw.doubts = {
        row["subject"].split("@")[0]
        for row in conflicts
        if row["kind"] == "default-successor" and row["status"] == "to-confirm"
    }
    model = build(raw, read("acts.csv"), read("events.csv"))
    identify(model)
    emit(model, raw, folder, conflicts)
    (folder / "provenance.toml").write_text(provenance(folder, number), encoding="utf-8")
    print(
        f"{folder.relative_to(ROOT)}: {len(model.lives)} units, {len(model.lineage)} successions, {len(model.events)} events"
    )


if __name__ == "__main__":
    main()
