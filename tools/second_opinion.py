"""Hold the registry package against the independent compilation of units ($DIABAN_SHARED/units).

Every difference is one line of ``conflicts.csv``: both sides, a kind from a closed list, evidence, which side the
edition follows and why. Points and areas are not compared. The compilation is read, never shipped.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from diaban.basis.names import fold
from tools.package import AFTER, BEFORE, Raw, RawUnit, split_type

HEADING: Final = (
    "kind", "subject", "other", "name", "ours", "theirs", "chosen", "status", "evidence", "why", "source",
)  # fmt: skip
COMPILATION: Final = "second opinion on the units (unit_version.csv, succession.csv)"
Row = dict[str, str]

RULES: Final = {
    "old centre lies there": "old-centre",
    "code kept": "code-kept",
    "NSO: whole population": "population",
    "text: whole population": "population",
    "NSO: only part with people": "population",
    "arbitrary": "arbitrary",
}
"""The compilation's own rules for a default successor, in our words."""


def read(folder: Path) -> Raw:
    """The compilation in the shape of the package's own data: the two lists, lineage and defaults of 2025-07-01."""
    raw = Raw()
    with (folder / "unit_version.csv").open(encoding="utf-8", newline="") as stream:
        versions = list(csv.DictReader(stream))
    for line in versions:
        day = BEFORE if line["uid"].endswith("@legacy") else line["uid"].split("@")[1]
        if day in (BEFORE, AFTER):
            word, name = split_type(line["name"])
            parent = line["parent_uid"].split("@")[0]
            raw.units[day, line["code"]] = RawUnit(
                line["code"], line["level"], name, word, line["type"].lower(), parent
            )
    with (folder / "succession.csv").open(encoding="utf-8", newline="") as stream:
        for line in csv.DictReader(stream):
            if line["effective_date"] == AFTER:
                older, newer = line["from_uid"].split("@")[0], line["to_uid"].split("@")[0]
                raw.lineage[older, newer] = line["relation"]
                if line["relation"] == "part" and line["is_default"] == "1":
                    raw.defaults[older] = (newer, RULES[line["default_rule"]])
    return raw


def conflicts(ours: Raw, theirs: Raw, corrections: Sequence[Row]) -> list[Row]:
    """Every difference between the package and the compilation, decided as ``corrections.csv`` decides."""
    done = {(row["action"], row["subject"], row["object"]): row for row in corrections}
    rows = [*_lineage(ours, theirs, done), *_defaults(ours, theirs, done), *_units(ours, theirs, done)]
    return sorted(rows, key=lambda row: (row["kind"], row["subject"], row["other"]))


def _lineage(ours: Raw, theirs: Raw, done: dict[tuple[str, str, str], Row]) -> Iterator[Row]:
    for pair in sorted(ours.lineage.keys() | theirs.lineage.keys()):
        mine, other = ours.lineage.get(pair, ""), theirs.lineage.get(pair, "")
        if mine == other:
            continue
        kind, action = (
            ("lineage-extra", "drop-lineage")
            if not other
            else ("lineage-missing", "add-lineage")
            if not mine
            else ("lineage-relation", "")
        )
        name = f"{_full(ours.units[BEFORE, pair[0]])} → {_full(ours.units[AFTER, pair[1]])}"
        correction = done.get((action, *pair))
        if kind == "lineage-relation":
            dropped = [f"{a} → {b}" for (act, a, b) in done if act == "drop-lineage" and a == pair[0]]
            settled, why, evidence = bool(dropped), "follows", ", ".join(dropped)
        else:
            settled = correction is not None
            why = "homonym" if kind == "lineage-extra" else "one-table"
            evidence = _meant(ours, correction) if correction else "—"
        yield _row(
            kind, f"{pair[0]}@{BEFORE}", f"{pair[1]}@{AFTER}", name, mine, other,
            "theirs" if settled else "ours", settled, evidence, why,
        )  # fmt: skip


def _meant(ours: Raw, correction: Row) -> str:
    """The act, and the unit of that name which it means."""
    meant = correction["value"]
    if (BEFORE, meant) not in ours.units:
        return correction["source"]
    return f"{correction['source']}: {_full(ours.units[BEFORE, meant])} {meant}"


def _defaults(ours: Raw, theirs: Raw, done: dict[tuple[str, str, str], Row]) -> Iterator[Row]:
    for code in sorted(ours.defaults.keys() & theirs.defaults.keys()):
        (mine, _), (other, rule) = ours.defaults[code], theirs.defaults[code]
        if mine != other:
            correction = done.get(("set-default", code, other))
            yield _row(
                "default-successor", f"{code}@{BEFORE}", "", _full(ours.units[BEFORE, code]),
                f"{_full(ours.units[AFTER, mine])} {mine}", f"{_full(ours.units[AFTER, other])} {other}",
                "theirs" if correction else "ours", correction is not None,
                rule, correction["value"] if correction else "not-shippable",
            )  # fmt: skip


def _units(ours: Raw, theirs: Raw, done: dict[tuple[str, str, str], Row]) -> Iterator[Row]:
    later = _later_names(ours, theirs)
    for key in sorted(ours.units.keys() | theirs.units.keys()):
        mine, other = ours.units.get(key), theirs.units.get(key)
        if mine is None or other is None or (mine.level, mine.parent) != (other.level, other.parent):
            raise ValueError(f"{key}: a difference of no known kind: {mine} / {other}")
        subject = f"{key[1]}@{key[0]}"
        if mine.listed_type != mine.name_type or other.listed_type != mine.listed_type:
            settled = other.listed_type == mine.name_type
            correction = done.get(("set-type", subject, ""))
            evidence = f"{_full(mine)}; {correction['source']}" if correction else _full(mine)
            yield _row(
                "type-against-name", subject, "", _full(mine), mine.listed_type, other.listed_type,
                "theirs" if settled else "ours", settled,
                evidence, "name-decides" if settled else "totals-rest",
            )  # fmt: skip
        if mine.name != other.name:
            correction = done.get(("set-name", subject, ""))
            settled, evidence, why = _spelling(mine.name, other.name, later.get(key[1], {}))
            if correction:
                settled, why = True, "later-name"
            yield _row(
                "spelling", subject, "", _full(mine), _full(mine), _full(other),
                "theirs" if correction else "ours", settled, evidence, why,
            )  # fmt: skip


def _later_names(ours: Raw, theirs: Raw) -> dict[str, dict[str, str]]:
    """Old commune code -> names of 2025-07-01 on which both agree, among its successors and their province."""
    agreed: dict[str, dict[str, str]] = defaultdict(dict)
    for (day, code), unit in ours.units.items():
        if day == AFTER and unit.level == "commune" and theirs.units[day, code].name == unit.name:
            agreed[unit.parent][unit.name] = f"{_full(unit)} {code}"
    return {
        older: agreed[ours.units[AFTER, newer].parent]
        for older, newer in theirs.lineage
        if ours.units[AFTER, newer].level == "commune"
    }


def _spelling(mine: str, other: str, later: dict[str, str]) -> tuple[bool, str, str]:
    """(settled, evidence, why) for a difference of spelling that no correction decides."""
    if mine in later:
        return True, f"2025-07-01: {later[mine]}", "later-name"
    if other in later:
        return False, f"2025-07-01: {later[other]}", "no-evidence"
    if "".join(filter(str.isalnum, mine.lower())) == "".join(filter(str.isalnum, other.lower())):
        return True, f"{mine} = {other}", "same-letters"
    if fold(other).split()[0] in ("nt", "n"):
        return True, f"{other} = {mine}", "in-full"
    return False, f"{mine} / {other}", "no-evidence"


def _row(
    kind: str, subject: str, other: str, name: str, mine: str, theirs: str, chosen: str, settled: bool, evidence: str,
    why: str,
) -> Row:  # fmt: skip
    status = "settled" if settled else "to-confirm"
    values = (kind, subject, other, name, mine, theirs, chosen, status, evidence, why, COMPILATION)
    return dict(zip(HEADING, values, strict=True))


def _full(unit: RawUnit) -> str:
    return f"{unit.name_type} {unit.name}"
