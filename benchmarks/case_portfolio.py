"""Case: the pages of a portfolio of three thousand works, read by twenty people at once."""

import json
import subprocess
import sys
from pathlib import Path
from statistics import quantiles

from benchmarks.figure import Case, Figure, Spread, Table, Times, timed
from benchmarks.fresh import ROOT
from benchmarks.memories import copies
from benchmarks.nation import DAY, in_process
from benchmarks.readers import Read, read_for, serving
from benchmarks.size import SEED, Size
from benchmarks.subject import book
from benchmarks.works import WORKS
from diaban.units.unit import Level

__all__ = ["measure"]

READERS, SECONDS, THINK, WORKERS = 20, 60.0, 2.0, 2
"""Those of the case of the pages."""


def measure(size: Size) -> Case:
    """The nation with its works, a server of two workers, and readers of the portfolio on the same machine."""
    whole = size.answers is None
    readers, seconds, asked = (READERS, SECONDS, 4) if whole else (2, 1.0, 1)
    with copies(server=False) as made:
        memory = made["sqlite"].make()
        with memory.named():
            in_process("make", size.answers)()
            rows = _write(WORKS if whole else int(size.answers or 0))
        with serving(Path(memory.home), WORKERS if whole else 1) as server:
            paths = _paths()
            for every in paths.values():
                for path in every[:asked] * asked:
                    server.get(path, {"Accept-Encoding": "gzip"})
            read = read_for(server, paths, readers=readers, seconds=seconds, think=THINK if whole else 0.2, seed=SEED)
    return Case(
        key="portfolio",
        title="The portfolio",
        asked=f"portfolio of {WORKS:,} works: p95 ≤ 200 ms under the readers' load of the case of the pages",
        figures=tuple(_figures(read)),
        method=(
            f"The invented nation with one works in each of {WORKS:,} communes ({rows:,} rows: project, package,"
            " stages, curve, progress, payment; obstacle and directive of one in six), diaban serve with 2 workers."
            f" Each of {readers} readers asks for a page of a random kind (portfolio of the nation or a province, what"
            f" is due, the Gantt, a passport; drawn with seed {SEED}), reads it to its end, and waits for a time drawn"
            f" from the exponential distribution with mean {THINK:.0f} s, for {seconds:.0f} s; some pages of each kind"
            " are asked for before the clock starts."
        ),
        limits=(
            "Readers, server and clock share the machine's two processors. Pages that failed:"
            f" {', '.join(sorted(set(read.failures))[:3]) or 'none'}."
        ),
        tables=(
            Table("Pages read", ("kind", "answers", "median, ms", "slowest, ms", "kB over the line"), _rows(read)),
        ),
    )


def _write(works: int) -> int:
    words = [sys.executable, "-m", "benchmarks.works", str(works)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    return int(json.loads(done.stdout)["rows"])


def _paths() -> dict[str, list[str]]:
    atlas = book().atlas
    provinces = [unit.id for unit in atlas.in_force(DAY, Level.PROVINCE)]
    communes = sorted(atlas.in_force(DAY, Level.COMMUNE), key=lambda unit: unit.id)[: WORKS // 10]
    return {
        "nation": [f"/von/?ngay={DAY}", f"/von/?ngay={DAY}&loc=tien-do.late", f"/von/?ngay={DAY}&xep=-khoi-luong"],
        "province": [f"/von/?pham-vi={province}&ngay={DAY}" for province in provinces],
        "due": [f"/von/vuong-mac/?ngay={DAY}", *(f"/von/vuong-mac/?pham-vi={one}&ngay={DAY}" for one in provinces)],
        "gantt": [f"/von/tien-do/?pham-vi={province}&ngay={DAY}" for province in provinces],
        "passport": [f"/von/cong-trinh/CT-{unit.code}/?ngay={DAY}" for unit in communes],
    }


def _figures(read: Read) -> list[Figure]:
    answered = sum(len(page.seconds) for page in read.pages.values())
    every = [spent for page in read.pages.values() for spent in page.seconds]
    figures = [Figure("ours: all pages of the portfolio, 95th percentile", "ms", Spread.of([_p95(every) * 1e3]), 200)]
    figures += [
        Figure(f"ours: {kind}, 95th percentile", "ms", Spread.of([_p95(page.seconds) * 1e3]), 200)
        for kind, page in read.pages.items()
    ]
    told = {kind: Times(page.seconds, [0.0]) for kind, page in read.pages.items() if page.seconds}
    figures += [timed(f"ours: {kind}", "ms", times, 1e3) for kind, times in told.items()]
    figures.append(Figure("ours: CPU of the server per page", "ms", Spread.of([read.cpu / max(1, answered) * 1e3])))
    return figures


def _rows(read: Read) -> tuple[tuple[str, ...], ...]:
    found = []
    for kind, page in read.pages.items():
        ordered = sorted(page.seconds) or [0.0]
        size = sum(page.sizes) / max(1, len(page.sizes)) / 1e3
        middle, slowest = ordered[len(ordered) // 2] * 1e3, ordered[-1] * 1e3
        found.append((kind, str(len(page.seconds)), f"{middle:.0f}", f"{slowest:.0f}", f"{size:.1f}"))
    return tuple(found)


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1] if len(values) > 1 else max(values, default=float("inf"))
