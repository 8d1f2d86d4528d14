"""Case 5: finding a unit by what somebody typed, over all names of all days."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median, quantiles
from time import perf_counter, process_time

from rapidfuzz import fuzz, process

from benchmarks.figure import Case, Figure, Spread, Table, Times, timed
from benchmarks.queries import KINDS, NONSENSE, Query, label, queries
from benchmarks.size import SEED, Size
from benchmarks.subject import AFTER, book
from diaban.basis.error import RefusedError
from diaban.basis.names import fold
from diaban.units.edition import Edition
from diaban.units.search import find
from diaban.units.unit import UnitId

__all__ = ["measure"]

LIMIT = 10
OURS, RAW, FOLDED, PLACED = "ours", "rapidfuzz", "rapidfuzz, folded", "rapidfuzz, folded, with all above"
Search = Callable[[str], list[UnitId]]


def measure(size: Size) -> Case:
    """Every query by ours and by the peer in turns, query by query; then where the planted truth stood."""
    edition = book()
    asked = queries(edition, size.queries)
    names, units = _list(edition)
    placed = [fold(label(edition, unit)) for unit in edition.atlas.units]
    placed_units = [unit.id for unit in edition.atlas.units]
    folded = [fold(name) for name in names]
    searches: dict[str, Search] = {
        OURS: lambda text: _ours(edition, text),
        RAW: lambda text: _peer(text, names, units),
        FOLDED: lambda text: _peer(fold(text), folded, units),
        PLACED: lambda text: _peer(fold(text), placed, placed_units),
    }
    times, answers = _ask(asked, searches)
    figures = _figures("ours", times[OURS], target=20)
    for name in (RAW, FOLDED, PLACED):
        figures += _figures(f"peer: {name}", times[name], against="ours")
    return Case(
        key="find",
        title="Find over all names",
        asked="≤ 20 ms over all names, against rapidfuzz over the same list",
        figures=tuple(figures),
        method=(
            f"{len(asked)} texts (seed {SEED}), {size.queries} of each kind below, over all days. Each text goes to"
            " ours and to the peer in turns: to ours three times, once before each of the three ways to ask the peer,"
            " and the median of the three counts; to each of these ways once. The"
            f" peer is rapidfuzz.process.extract, scorer WRatio, limit {LIMIT}, over the {len(names):,} names that"
            " ours holds, type in front (every version of every unit, former names, other spellings): as written; with"
            f" names and text folded beforehand; and folded over {len(placed):,} names with all units above in them."
            " No processor and no cut-off are given to it. The figures are the median, the 95th percentile and the"
            " greatest of the times of all texts; n is the number of texts."
        ),
        limits=(
            "Planted truths favour whoever planned for their kinds, and we did; two slips are there because ours does"
            " not look that far. Except where the units above are written, the truths are names that one unit alone"
            " bears, so that first place means something; a name begun is the beginning of many. The peer answers ten"
            " names whatever the text, ours all that fit or none. Folding the peer's list beforehand is not in its"
            " time, folding the text is."
        ),
        tables=(_hits(asked, answers), _by_kind(asked, times)),
    )


def _list(edition: Edition) -> tuple[list[str], list[UnitId]]:
    """Every name we hold, with its unit."""
    pairs = [(unit.full_name, unit.id) for unit in edition.atlas.units]
    for aliases in edition.names.aliases.values():
        pairs += [(f"{alias.type} {alias.name}" if alias.type else alias.name, alias.unit) for alias in aliases]
    return [name for name, _ in pairs], [unit for _, unit in pairs]


def _ours(edition: Edition, text: str) -> list[UnitId]:
    try:
        matches = find(edition.atlas, edition.names, text, as_of=None, today=AFTER)
    except RefusedError:
        return []
    return [match.unit.id for match in matches]


def _peer(text: str, names: Sequence[str], units: Sequence[UnitId]) -> list[UnitId]:
    return [units[at] for _, _, at in process.extract(text, names, scorer=fuzz.WRatio, limit=LIMIT)]


def _ask(asked: Sequence[Query], searches: dict[str, Search]) -> tuple[dict[str, Times], dict[str, list[list[UnitId]]]]:
    """Times and answers by search, one for each query; ours before each of the peers, so that all are in turns."""
    times = {name: Times() for name in searches}
    answers: dict[str, list[list[UnitId]]] = {name: [] for name in searches}
    for query in asked:
        own = Times()
        answer = []
        for name, search in searches.items():
            if name != OURS:
                answer = _timed(searches[OURS], query.text, own)
                answers[name].append(_timed(search, query.text, times[name]))
        times[OURS].wall.append(median(own.wall))
        times[OURS].cpu.append(median(own.cpu))
        answers[OURS].append(answer)
    return times, answers


def _timed(search: Search, text: str, times: Times) -> list[UnitId]:
    cpu, wall = process_time(), perf_counter()
    answer = search(text)
    times.wall.append(perf_counter() - wall)
    times.cpu.append(process_time() - cpu)
    return answer


def _figures(name: str, times: Times, target: float | None = None, against: str | None = None) -> list[Figure]:
    """The median over the queries with least and greatest; 95th percentile and greatest as figures of their own."""

    def one(what: str, of: Callable[[list[float]], float]) -> Figure:
        own = None if against is None else f"{against}, {what}"
        return timed(f"{name}, {what}", "ms", Times([of(times.wall)], [of(times.cpu)]), 1e3, target, own)

    middle = one("median text", median)
    late = one("95th percentile", lambda each: quantiles(each, n=20, method="inclusive")[-1])
    return [replace(middle, spread=Spread.of(times.wall, 1e3)), late, one("slowest text", max)]


def _hits(asked: Sequence[Query], answers: dict[str, list[list[UnitId]]]) -> Table:
    rows = []
    for kind in KINDS:
        at = [place for place, query in enumerate(asked) if query.kind == kind]
        rows.append((kind, *(_rate(asked, answers[name], at) for name in answers)))
    planted = [place for place, query in enumerate(asked) if query.truth is not None]
    rows.append(("all of these", *(_rate(asked, answers[name], planted) for name in answers)))
    empty = [place for place, query in enumerate(asked) if query.kind == NONSENSE]
    refused = (f"{sum(not answers[name][place] for place in empty)} of {len(empty)}" for name in answers)
    rows.append((f"{NONSENSE}; rightly no answer", *refused))
    return Table(
        f"The planted unit in first place / among the first {LIMIT} / anywhere in the answer (per cent)",
        ("kind of text", *answers),
        tuple(rows),
    )


def _rate(asked: Sequence[Query], answers: Sequence[list[UnitId]], at: Sequence[int]) -> str:
    first = sum(answers[place][:1] == [asked[place].truth] for place in at)
    among = sum(asked[place].truth in answers[place][:LIMIT] for place in at)
    anywhere = sum(asked[place].truth in answers[place] for place in at)
    rates = (f"{100 * number / len(at):.0f}" for number in (first, among, anywhere))
    return " / ".join(rates)


def _by_kind(asked: Sequence[Query], times: dict[str, Times]) -> Table:
    rows = []
    for kind in (*KINDS, NONSENSE):
        at = [place for place, query in enumerate(asked) if query.kind == kind]
        cells = []
        for name in times:
            ms = [times[name].wall[place] * 1e3 for place in at]
            cells.append(f"{median(ms):.2f} [{min(ms):.2f}–{max(ms):.2f}]")
        rows.append((kind, *cells))
    return Table("Time by kind of text, ms: median [least–greatest]", ("kind of text", *times), tuple(rows))
