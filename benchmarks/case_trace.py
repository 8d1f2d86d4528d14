"""Case 3: what became of a commune, against ``convert_address``; and whose answers are right."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.figure import Case, Figure, Table, Times, timed
from benchmarks.peers import converter
from benchmarks.size import SEED, Size
from benchmarks.stopwatch import in_turns
from benchmarks.subject import AFTER, BEFORE, address, book, communes, drawn
from diaban.basis.error import DiabanError
from diaban.units.conflict import ConflictKind
from diaban.units.edition import Edition
from diaban.units.search import find
from diaban.units.trace import trace
from diaban.units.unit import Unit
from tools.second_opinion import read

__all__ = ["measure"]

Convert = Callable[[str], Any]
NOT_PRESENT = "second opinion not present"
SHARED = Path(os.environ.get("DIABAN_SHARED", Path(__file__).parent.parent.parent / "shared")) / "units"


def measure(size: Size) -> Case:
    """Time the same communes in turns; then compare the answers for all of them."""
    edition = book()
    atlas, names = edition.atlas, edition.names
    convert, asked = converter()
    sample = drawn(communes(atlas, BEFORE), size.communes)
    texts = [address(atlas, unit, BEFORE) for unit in sample]
    ids, codes = [unit.id for unit in sample], [unit.code for unit in sample]

    def by_text(text: str) -> object:
        unit = find(atlas, names, text, as_of=BEFORE, today=AFTER)[0].unit
        return trace(atlas, unit.id, BEFORE, AFTER)

    ways = {
        "trace": lambda: [trace(atlas, unit_id, BEFORE, AFTER) for unit_id in ids],
        "code": lambda: [trace(atlas, atlas.by_code(code, BEFORE).id, BEFORE, AFTER) for code in codes],
        "text": lambda: [by_text(text) for text in texts],
        "peer": lambda: [convert(text) for text in texts],
    }
    first = in_turns(ways, 1, warm=False)
    seconds = in_turns(ways, size.passes, warm=False)
    n = len(sample)
    code, text = "ours: by code, then trace", "ours: find by text, then trace"
    text_first = "ours: find by text, then trace, first pass of the process"
    tables = _answers(edition, convert, drawn(communes(atlas, BEFORE), size.answers))

    def figure(what: str, times: Times, target: float | None = None, against: str | None = None) -> Figure:
        return timed(what, "µs", times, 1e6 / n, target, against)

    return Case(
        key="trace",
        title="Trace across 2025-07-01",
        asked="≤ 50 µs against vietnamadminunits.convert_address on addresses with no street",
        figures=(
            figure(code, seconds["code"], target=50),
            figure("ours: trace alone", seconds["trace"], target=50),
            figure("peer: convert_address, held against our answer by code", seconds["peer"], against=code),
            figure(text, seconds["text"]),
            figure("peer: convert_address, held against our answer by text", seconds["peer"], against=text),
            figure(text_first, first["text"]),
            figure("peer: convert_address, first pass of the process", first["peer"], against=text_first),
        ),
        method=(
            f"{n} of the {len(communes(atlas, BEFORE)):,} communes of {BEFORE} (random.sample, seed {SEED}); a pass"
            " takes all of them, the ways in turns; the figure is the pass divided by its communes. By code: the unit"
            ' by its code, then its trace. By text: the peer and we get the same "xã …, huyện …, tỉnh …". The peer'
            " compiles a pattern for each district it meets and keeps the last few hundred: its first pass pays for"
            f" that and stands apart. Addresses that the peer took to its geocoder: {len(asked)} (it is cut off from"
            " the network here)."
        ),
        limits=(
            "The peer reads addresses with a street, which we do not, and knows one date only; we answer any two days,"
            " with all parts, relation and acts, where it names one commune. Edition 1 is built from the same package"
            " and then corrected: that both agree is no independent evidence. The second opinion is a separate"
            " compilation."
        ),
        tables=tables,
    )


def _answers(edition: Edition, convert: Convert, units: list[Unit]) -> tuple[Table, ...]:
    """Whose answers agree; where they do not, what a second opinion says and what the edition records."""
    second = _second_opinion()
    recorded = {(line.kind, line.subject, line.other): line.why.value for line in edition.conflicts}
    kinds: Counter[str] = Counter()
    sides: Counter[str] = Counter()
    found: Counter[str] = Counter()
    rows: list[tuple[str, ...]] = []
    for unit in units:
        text = address(edition.atlas, unit, BEFORE)
        found[_found(edition, text, unit)] += 1
        steps = trace(edition.atlas, unit.id, BEFORE, AFTER)
        ours = next((step.unit.code for step in steps if step.is_default), None)
        theirs = convert(text).ward_code
        kind = _kind(ours, theirs, [step.unit.code for step in steps])
        kinds[kind] += 1
        other = None if second is None else second.get(unit.code)
        sides[NOT_PRESENT if second is None else _side(ours, theirs, other)] += 1
        if kind != AGREE:
            conflict, names_both = KINDS[kind]
            key = (conflict, f"{unit.code}@{BEFORE}", f"{theirs}@{AFTER}" if names_both else "")
            rows.append(
                (
                    f"{unit.full_name} {unit.code}",
                    ours or "—",
                    theirs or "—",
                    other or "—",
                    kind,
                    recorded.get(key, "—"),
                )
            )
    dropped = {key for key in recorded if key[0] is ConflictKind.LINEAGE_EXTRA}
    total = f"{len(units):,}"
    return (
        Table(
            f"What convert_address answers for {total} communes of {BEFORE}, against our default successor",
            ("the peer", "communes"),
            tuple((kind, f"{kinds[kind]:,}") for kind in KINDS),
        ),
        Table(
            "The second opinion's default successor for the same communes",
            ("is that of", "communes"),
            tuple((side, f"{number:,}") for side, number in sides.most_common()),
        ),
        Table(
            "Edges that the package draws and the edition drops",
            ("what", "edges"),
            (
                ("dropped", f"{len(dropped):,}"),
                ("of these, seen in an answer above", f"{kinds[OUTSIDE]:,}"),
            ),
        ),
        Table(
            f"Our search for the same {total} texts, on {BEFORE}",
            ("it gives", "texts"),
            tuple((what, f"{number:,}") for what, number in found.most_common()),
        ),
        Table(
            "Each difference",
            ("commune", "ours", "peer", "second opinion", "the peer", "reason recorded in the edition"),
            tuple(rows),
        ),
    )


AGREE, PART, OUTSIDE, NONE = (
    "names the same commune",
    "names another part of a divided commune",
    "names a commune that holds none of its ground by our lineage",
    "names no commune",
)
KINDS: dict[str, tuple[ConflictKind, bool]] = {
    AGREE: (ConflictKind.SPELLING, False),
    PART: (ConflictKind.DEFAULT_SUCCESSOR, False),
    OUTSIDE: (ConflictKind.LINEAGE_EXTRA, True),
    NONE: (ConflictKind.TYPE_AGAINST_NAME, False),
}
"""The kind of conflict under which the edition records each, and whether that names the newer commune, too."""


def _kind(ours: str | None, theirs: str | None, parts: Sequence[str]) -> str:
    if not theirs:
        return NONE
    if theirs == ours:
        return AGREE
    return PART if theirs in parts else OUTSIDE


def _side(ours: str | None, theirs: str | None, other: str | None) -> str:
    if ours == theirs:
        return "ours and the peer's" if other == ours else "another, where ours and the peer's agree"
    return "ours, not the peer's" if other == ours else "the peer's, not ours" if other == theirs else "neither"


def _found(edition: Edition, text: str, unit: Unit) -> str:
    try:
        matches = find(edition.atlas, edition.names, text, as_of=BEFORE, today=AFTER)
    except DiabanError:
        return "nothing"
    if matches[0].unit is not unit:
        return "another commune first"
    return "the commune alone" if len(matches) == 1 else "the commune first among several"


def _second_opinion() -> Mapping[str, str] | None:
    """The successor it names by default, by the code of the older commune; None where the folder is not there."""
    if not (SHARED / "succession.csv").is_file():
        return None
    raw = read(SHARED)
    return dict(_single(raw.lineage)) | {older: newer for older, (newer, _) in raw.defaults.items()}


def _single(lineage: Mapping[tuple[str, str], str]) -> Iterator[tuple[str, str]]:
    return ((older, newer) for (older, newer), relation in lineage.items() if relation == "whole")
