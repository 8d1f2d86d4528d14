"""``python -m benchmarks.reliability [ROWS SEED]``: does the model mean what it says? Draws the manual's two pictures.

Forms of both generators, with seeds that nothing was trained on; every candidate pair with the probability that a check
would give it, the number's evidence and the fit to its batch included, held against the truth, tenth by tenth.
``--print`` draws nothing.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import sqrt
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
from numpy.typing import NDArray

from benchmarks.case_other import _places
from benchmarks.other_forms import PROFILES, made
from benchmarks.subject import book
from diaban.engines.duplicates import read_columns, scored
from diaban.engines.forms_normal import COLUMNS, normalise
from diaban.engines.forms_written import load_forms
from diaban.quality.generated.forms import ERRORS, generated, read_errors
from diaban.quality.generated.ground import ground_of
from diaban.quality.linkage.adapt import adapted
from diaban.quality.linkage.candidates import candidates
from diaban.quality.linkage.model import shipped_model
from diaban.quality.linkage.patterns import gathered
from diaban.quality.linkage.regression import chances
from diaban.quality.linkage.train import reliability

__all__ = ["main", "measured", "picture"]

PICTURES: Final = Path(__file__).resolve().parent.parent / "docs" / "pictures"
DAY: Final = date(2026, 11, 22)
ROWS, SEED = 100_000, 99
Bins = Sequence[tuple[float, float, int]]
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "vi": {"said": "Khả năng chương trình nói", "true": "Phần đúng là một người", "pairs": "cặp",
           "first": "Bảng lỗi thứ nhất", "other": "Bộ sinh thứ hai", "file": "do-tin-cay.svg",
           "title": "Khả năng chương trình nói, cạnh phần đúng là một người (SỐ LIỆU GIẢ LẬP)"},
    "en": {"said": "Probability said", "true": "Share that was one person", "pairs": "pairs",
           "first": "First table of errors", "other": "Second generator", "file": "reliability.svg",
           "title": "Probability said, beside the share that was one person (INVENTED DATA)"},
}  # fmt: skip
SIDE, LEFT, TOP = 360, 60, 50
COLOURS: Final = {"first": "#1a4f7a", "other": "#8a4b00"}


def measured(rows: int, seed: int) -> dict[str, Bins]:
    """By generator: probability said, share that was true, and pairs, of each tenth that has any."""
    atlas = book().atlas
    batch = generated(rows, seed=seed, ground=ground_of(atlas, DAY, rows, seed), errors=read_errors(ERRORS), day=DAY)
    places = _places(atlas, seed)
    profile = replace(PROFILES["usual"], communes=min(max(PROFILES["usual"].communes, rows // 6_000), len(places)))
    other = made(rows, seed=seed, profile=profile, places=places, everywhere=places)
    return {"first": _bins(batch.forms, batch.person), "other": _bins(other.forms, np.asarray(other.person))}


def _bins(forms: Mapping[str, NDArray[Any]], person: NDArray[Any]) -> Bins:
    absent = np.full(len(person), None, dtype=object)
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        load_forms(connection, {column: forms.get(column, absent) for column in COLUMNS})
        normalise(connection)
        read = read_columns(connection)
    pairs = candidates(read.columns)
    patterns = gathered(scored(read, pairs.a, pairs.b))
    model = adapted(shipped_model(), patterns, pairs.blind)
    chance = chances(model.log_odds(patterns.told))[patterns.of]
    return reliability(chance, person[pairs.a] == person[pairs.b])


def picture(found: Mapping[str, Bins], lang: str) -> str:
    """An SVG: a mark for each tenth with the 95 per cent interval of its share; on the line the model means it."""
    say = WORDS[lang]
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + SIDE + 40} {TOP + SIDE + 90}" role="img"'
            f' aria-label="{say["title"]}" font-family="sans-serif" font-size="12" fill="#1f1f1f">'
        ),
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="{LEFT}" y="20" font-weight="bold" font-size="11">{say["title"]}</text>',
        f'<path d="M{_x(0)} {_y(1)}V{_y(0)}H{_x(1)}" fill="none" stroke="#555"/>',
        f'<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke="#999" stroke-dasharray="4 4"/>',
    ]
    for tenth in range(0, 11, 2):
        at, text = tenth / 10, f"{tenth * 10} %"
        parts.append(f'<text x="{_x(at)}" y="{_y(0) + 16}" text-anchor="middle">{text}</text>')
        parts.append(f'<text x="{_x(0) - 6}" y="{_y(at) + 4}" text-anchor="end">{text}</text>')
    parts.append(f'<text x="{_x(0.5)}" y="{_y(0) + 36}" text-anchor="middle">{say["said"]}</text>')
    middle = f"{LEFT - 46} {_y(0.5)}"
    parts.append(f'<text transform="translate({middle}) rotate(-90)" text-anchor="middle">{say["true"]}</text>')
    for at, (which, bins) in enumerate(found.items()):
        colour = COLOURS[which]
        total = f"{sum(n for _, _, n in bins):,}".replace(",", "." if lang == "vi" else ",")
        parts += [_mark(said, true, n, which) for said, true, n in bins]
        y = _y(0) + 56 + 18 * at
        parts.append(_sign(LEFT + 6, y - 4, which))
        parts.append(f'<text x="{LEFT + 18}" y="{y}" fill="{colour}">{say[which]}: {total} {say["pairs"]}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _mark(said: float, true: float, n: int, which: str) -> str:
    half = 1.96 * sqrt(max(true * (1 - true), 0.25 / n) / n)
    low, high = max(0.0, true - half), min(1.0, true + half)
    line = f'<path d="M{_x(said)} {_y(low)}V{_y(high)}" stroke="{COLOURS[which]}"/>'
    return line + _sign(_x(said), _y(true), which)


def _sign(x: float, y: float, which: str) -> str:
    # Told apart by shape, not by colour alone.
    if which == "first":
        return f'<circle cx="{x}" cy="{y}" r="4" fill="{COLOURS[which]}"/>'
    return f'<rect x="{x - 4}" y="{y - 4}" width="8" height="8" fill="{COLOURS[which]}"/>'


def _x(share: float) -> float:
    return round(LEFT + share * SIDE, 1)


def _y(share: float) -> float:
    return round(TOP + (1 - share) * SIDE, 1)


def main() -> None:
    """Measure, print, draw."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.reliability", description=__doc__)
    asked.add_argument("rows", nargs="?", type=int, default=ROWS)
    asked.add_argument("seed", nargs="?", type=int, default=SEED)
    asked.add_argument("--print", action="store_true", dest="only")
    given = asked.parse_args()
    found = measured(given.rows, given.seed)
    for which, bins in found.items():
        print(which)
        for said, true, n in bins:
            print(f"  {said:.3f}  {true:.3f}  {n:,}")
    for lang, say in WORDS.items():
        if not given.only:
            (PICTURES / say["file"]).write_text(picture(found, lang), "utf-8")


if __name__ == "__main__":
    main()
