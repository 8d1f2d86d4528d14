"""The report: a table for the terminal, Markdown for the reader, JSON for the next run to be held against."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import takewhile

from benchmarks.figure import Case, Figure, Table, to_json

__all__ = ["as_json", "as_markdown", "as_text"]

FRAME = """\
# Speed and memory

Made by `make bench`; not edited by hand. Figures are medians, with the least and the greatest of n repetitions in
brackets. A ratio is the peer's median divided by that of ours: above 1, ours is faster or smaller. A floor is no peer:
no program could go below it. Targets were set before the code was written; they are judged on the median. No test
asserts a time.
"""
NOISE = """\
The machine was not reserved for this run: other programs may have used it meanwhile (see load). Ours and the peer ran
in turns, so noise falls on both. CPU is the median of the time for which the program had a processor, beside the
median by the clock on the wall, which is what is judged: where the two differ much, the machine was busy with others.
"""


def as_json(about: Mapping[str, Mapping[str, str]], cases: Sequence[Case]) -> str:
    """Everything, for a machine."""
    document = {**about, "cases": [to_json(case) for case in cases]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def as_text(cases: Sequence[Case]) -> str:
    """The figures, aligned, and the counts."""
    blocks = []
    for case in cases:
        lines = [f"{case.title}  ({case.asked})"]
        lines += _aligned([_row(case, figure) for figure in case.figures], right=range(1, 7))
        for table in case.tables:
            lines += ["", f"  {table.title}"]
            lines += ["  " + line for line in _aligned([table.heading, *table.rows])]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def as_markdown(about: Mapping[str, Mapping[str, str]], cases: Sequence[Case]) -> str:
    """The report that is committed."""
    parts = [FRAME]
    for title, facts in about.items():
        parts.append(f"## {title.capitalize()}\n")
        parts.append("\n".join(f"- {name}: {value}" for name, value in facts.items()) + "\n")
    parts += [NOISE, "## Targets\n", _targets(cases), "## Where a peer is ahead\n", _ahead(cases)]
    for number, case in enumerate(cases, 1):
        parts += [f"## {number}. {case.title}\n", f"Asked: {case.asked}.\n"]
        heading = ("figure", "median", "[least–greatest]", "CPU", "n", "target", "peer : ours")
        parts.append(_markdown(Table("", heading, tuple(_row(case, figure) for figure in case.figures)), right=True))
        parts += [f"How: {case.method}\n", f"What it does not show: {case.limits}\n"]
        for table in case.tables:
            parts += [f"{table.title}:\n", _markdown(table)]
    return "\n".join(parts)


def _targets(cases: Sequence[Case]) -> str:
    rows = []
    for case in cases:
        for place, figure in enumerate(case.figures):
            if figure.target is not None:
                # The peers that follow a figure are those it is held against; the first of them stands here.
                after = takewhile(lambda each: each.target is None, case.figures[place + 1 :])
                peer = next(
                    (each for each in after if each.against == figure.what and each.what.startswith("peer")), None
                )
                ratio = "" if peer is None else f"{peer.what.removeprefix('peer: ')}: {_ratio(case, peer)}"
                median = f"{_number(figure.spread.median)} {figure.unit}"
                target = f"{_number(figure.target)} {figure.unit}"
                cpu = "" if figure.cpu is None else f"{_number(figure.cpu)} {figure.unit}"
                rows.append(
                    (case.title, figure.what, median, cpu, target, "met" if figure.met else "**not met**", ratio)
                )
    heading = ("case", "figure", "median", "CPU", "target", "", "peer in the same run")
    return _markdown(Table("", heading, tuple(rows)))


def _ahead(cases: Sequence[Case]) -> str:
    """Peers that need less than we do: nobody should have to look for them."""
    rows = [
        (case.title, figure.what, figure.against or "", _ratio(case, figure))
        for case in cases
        for figure in case.figures
        if figure.what.startswith("peer") and (case.ratio(figure) or 1) < 1
    ]
    return _markdown(Table("", ("case", "peer", "held against", "peer : ours"), tuple(rows))) if rows else "Nowhere.\n"


def _row(case: Case, figure: Figure) -> tuple[str, ...]:
    spread = figure.spread
    target = ""
    if figure.target is not None:
        target = f"≤ {_number(figure.target)} {'met' if figure.met else 'NOT MET'}"
    return (
        figure.what,
        f"{_number(spread.median)} {figure.unit}",
        f"[{_number(spread.low)}–{_number(spread.high)}]",
        "" if figure.cpu is None else _number(figure.cpu),
        str(spread.n),
        target,
        _ratio(case, figure),
    )


def _ratio(case: Case, figure: Figure) -> str:
    ratio = case.ratio(figure)
    return "" if ratio is None else f"{_number(ratio)}×"


def _number(value: float) -> str:
    """Three figures that mean something."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    places = 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    text = f"{value:.{places}f}"
    return text.rstrip("0").rstrip(".") if float(text) == int(float(text)) else text


def _aligned(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    widths = [max(_width(row[at]) for row in rows) for at in range(len(rows[0]))] if rows else []
    lines = []
    for row in rows:
        cells = []
        for at, cell in enumerate(row):
            pad = " " * (widths[at] - _width(cell))
            cells.append(pad + cell if at in right else cell + pad)
        lines.append("  " + "  ".join(cells).rstrip())
    return lines


def _width(text: str) -> int:
    return sum(not unicodedata.combining(char) for char in text)


def _markdown(table: Table, *, right: bool = False) -> str:
    rules = ["---" if at == 0 or not right else "---:" for at in range(len(table.heading))]
    lines = [table.heading, rules, *table.rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"
