"""Case 9: the pages, read by twenty people at once on a memory of the nation; and what a figure costs to draw."""

import gzip
import re
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.figure import Case, Figure, Spread, Table, Times, timed
from benchmarks.fresh import run_in_turns
from benchmarks.memories import copies
from benchmarks.nation import DAY, in_process
from benchmarks.readers import Read, Server, read_for, serving
from benchmarks.size import SEED, Size
from benchmarks.subject import book
from diaban.units.unit import Level

__all__ = ["measure"]

READERS, SECONDS, THINK = 20, 60.0, 2.0
WORKERS = 2
ACTS, ASKED = 5, 6
STANDARDS = ("independent-headquarters", "staffing-floor", "official-housing", "investigator")
LINK = re.compile(rb'(?:href|src)="(/tinh/[^"]+)"')
URL = re.compile(rb"url\(\"?([^)\"]+)\"?\)")


def measure(size: Size) -> Case:
    """A server of two workers, readers on the same machine; then 500 figures drawn by either way."""
    whole = size.answers is None
    readers, seconds, asked = (READERS, SECONDS, 4) if whole else (2, 1.0, 1)
    with copies(server=False) as made, TemporaryDirectory(prefix="diaban-bench-"):
        memory = made["sqlite"].make()
        with memory.named():
            in_process("make", size.answers)()
        with serving(memory.home, WORKERS if whole else 1) as server:
            paths = _paths(size)
            for every in paths.values():
                for path in every[:asked] * asked:
                    server.get(path, {"Accept-Encoding": "gzip"})
            read = read_for(server, paths, readers=readers, seconds=seconds, think=THINK if whole else 0.2, seed=SEED)
            first, later = _bytes(server, paths["board"][0])
            with memory.named():
                counted = [_after_an_act(server, paths["board"][0], size) for _ in range(ACTS if whole else 1)]
    drawn = run_in_turns({"figures": in_process("figures", None), "includes": in_process("includes", None)}, size.fresh)
    return Case(
        key="web",
        title="The pages",
        asked=(
            "national data, 20 readers, mean think time 2 s, 2 workers, client on the same 2 cores: p95 ≤ 150 ms for"
            " the board, commune and figure pages, mean CPU per page ≤ 25 ms; first visit ≤ 250 kB, later ≤ 40 kB"
        ),
        figures=(*_figures(read, first, later), _recount(counted), *_drawn(drawn)),
        method=(
            "diaban serve with 2 workers on the invented nation. Each reader asks for a page of a random kind (board of"
            f" the nation or a province, a commune, a figure; drawn with seed {SEED}), reads it to its end, and waits"
            " for a time drawn from the exponential distribution,"
            f" for {seconds:.0f} s; some pages of each kind are asked"
            " for before the clock starts. CPU is that of the server's processes by /proc, divided by the pages"
            " answered. Bytes are those over the line, compressed: a first visit is the board with every stylesheet,"
            " script and font it names; a later one is the page alone, the rest being immutable in the browser's cache."
            " Figures: 500 on one page by our function, and by a template included for each (the plain Django way), in"
            " fresh processes in turns. After an act: one commune counts its people anew, then the nation's board is"
            f" asked for {ASKED} times; the slowest answer is that of a worker that had not counted since."
        ),
        limits=(
            "Readers, server and clock share the machine's two processors. Pages that failed:"
            f" {', '.join(sorted(set(read.failures))[:3]) or 'none'}."
            " A browser's own work is not in these figures."
        ),
        tables=(
            Table(
                "Pages read",
                ("kind", "answers", "median, ms", "slowest, ms", "kB over the line"),
                tuple(_row(kind, read) for kind in read.pages),
            ),
        ),
    )


def _paths(size: Size) -> dict[str, list[str]]:
    edition = book()
    provinces = [unit.id for unit in edition.atlas.in_force(DAY, Level.PROVINCE)]
    communes = [unit.id for unit in edition.atlas.in_force(DAY, Level.COMMUNE)][:: 1 if size.answers is None else 100]
    figures = [
        f"/so/{standard}.met~{province}~derived~{DAY}~latest~reported~as-reported/"
        for standard in STANDARDS
        for province in provinces
    ]
    return {
        "board": [f"/bang/?ngay={DAY}", *(f"/bang/{province}/?ngay={DAY}" for province in provinces)],
        "commune": [f"/don-vi/{commune}/?ngay={DAY}" for commune in communes],
        "figure": figures,
    }


def _figures(read: Read, first: int, later: int) -> list[Figure]:
    answered = sum(len(page.seconds) for page in read.pages.values())
    figures = [
        Figure(f"ours: {kind} page, 95th percentile", "ms", Spread.of([_p95(page.seconds) * 1e3]), 150)
        for kind, page in read.pages.items()
    ]
    figures += [timed(f"ours: {kind} page", "ms", Times(page.seconds, [0.0]), 1e3) for kind, page in read.pages.items()]
    figures.append(Figure("ours: CPU of the server per page", "ms", Spread.of([read.cpu / max(1, answered) * 1e3]), 25))
    figures.append(Figure("ours: first visit, over the line", "kB", Spread.of([first / 1e3]), 250))
    figures.append(Figure("ours: later visit, over the line", "kB", Spread.of([later / 1e3]), 40))
    return figures


def _after_an_act(server: Server, path: str, size: Size) -> float:
    """Seconds of the slowest of some answers after one act: two workers share them."""
    in_process("act", size.answers)()
    slowest = 0.0
    for _ in range(ASKED):
        start = perf_counter()
        server.get(path, {"Accept-Encoding": "gzip"})
        slowest = max(slowest, perf_counter() - start)
    return slowest


def _recount(seconds: list[float]) -> Figure:
    return Figure("ours: the nation's board, first after an act", "ms", Spread.of(seconds, 1e3))


def _drawn(found: dict[str, dict[str, list[float]]]) -> list[Figure]:
    own = "ours: 500 figures on a page"
    ours = Times(found["figures"]["answer"], found["figures"]["answer_cpu"])
    peer = Times(found["includes"]["answer"], found["includes"]["answer_cpu"])
    return [timed(own, "ms", ours, 1e3), timed("peer: a template included for each of 500", "ms", peer, 1e3, None, own)]


def _row(kind: str, read: Read) -> tuple[str, ...]:
    page = read.pages[kind]
    middle, slowest = (sorted(page.seconds)[len(page.seconds) // 2], max(page.seconds)) if page.seconds else (0.0, 0.0)
    size = sum(page.sizes) / max(1, len(page.sizes)) / 1e3
    return kind, str(len(page.seconds)), f"{middle * 1e3:.0f}", f"{slowest * 1e3:.0f}", f"{size:.1f}"


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1] if len(values) > 1 else max(values, default=float("inf"))


def _bytes(server: Server, path: str) -> tuple[int, int]:
    """Bytes of a first visit and of a later one."""
    _, headers, body = server.get(path, {"Accept-Encoding": "gzip"})
    text = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
    named = {match.decode() for match in LINK.findall(text)}
    total = len(body)
    for name in sorted(named):
        _, told, content = server.get(name, {"Accept-Encoding": "gzip"})
        total += len(content)
        if name.endswith(".css"):
            sheet = gzip.decompress(content) if told.get("content-encoding") == "gzip" else content
            further = {str(Path(name).parent / match.decode()) for match in URL.findall(sheet)} - named
            total += sum(len(server.get(other)[2]) for other in sorted(further))
    return total, len(body)
