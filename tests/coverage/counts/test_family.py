"""All that leaves the service of a year, attacked as one: quarters, their sums, a merger seen from either side."""

from itertools import product
from random import Random

import pytest

from diaban.coverage.counts.family import LEAST, Leaf, Stage, withheld
from diaban.coverage.counts.public_year import Quarter, Shown, published
from tests.coverage.counts.alone import publish
from tests.coverage.counts.attack_family import fixed, widths

Counts = dict[Leaf, int]
QUARTERS = ("q1", "q2", "q3", "q4")
SUMS = {"q2": ("h1", QUARTERS[:2]), "q3": ("9m", QUARTERS[:3]), "q4": ("y", QUARTERS)}


def year(rng: Random, communes: int, categories: int, quarters: int = 4, most: int = 14) -> Counts:
    return {
        (f"c{i}", f"k{j}", quarter): rng.choice((0, 0, 1, 2, 3, rng.randrange(4, most), rng.randrange(most, 4 * most)))
        for i, j, quarter in product(range(communes), range(categories), QUARTERS[:quarters])
    }


def table(counts: Counts, name: str, quarters: tuple[str, ...], frame: dict[str, tuple[str, ...]]) -> Stage:
    """Units of a frame (each of some communes) by categories, with all totals, over some quarters."""
    kinds = {key: (key,) for key in dict.fromkeys(leaf[1] for leaf in counts)}
    units = {**frame, "all": tuple(one for unit in frame.values() for one in unit)}
    return {
        f"{name}/{unit}/{kind}": frozenset(product(communes, of, quarters))
        for unit, communes in units.items()
        for kind, of in {**kinds, "all": tuple(kinds)}.items()
    }


def stages(counts: Counts, merged: bool = False) -> list[Stage]:
    """Quarter by quarter, as a year is published, each with the sums that end with it; ``merged``: in both frames."""
    communes = tuple(dict.fromkeys(leaf[0] for leaf in counts))
    old = {one: (one,) for one in communes}
    new = {f"m{at}": communes[at : at + 2] for at in range(0, len(communes), 2)}
    made = []
    for quarter in dict.fromkeys(leaf[2] for leaf in counts):
        stage = dict(table(counts, quarter, (quarter,), old))
        if merged:
            stage |= table(counts, f"{quarter}-new", (quarter,), new)
        if quarter in SUMS:
            name, of = SUMS[quarter]
            stage |= table(counts, name, of, old)
        made.append(stage)
    return made


def assert_safe(counts: Counts, made: list[Stage], least: int = LEAST) -> frozenset[str]:
    """After every stage, nobody who kept all of it tells a small cell."""
    hidden: frozenset[str] = frozenset()
    for number in range(1, len(made) + 1):
        cells = {name: leaves for stage in made[:number] for name, leaves in stage.items()}
        before, hidden = hidden, withheld(counts, made[:number], least)
        assert before <= hidden, "what was shown stays shown, what was withheld stays withheld"
        assert not (hidden - before) & {name for stage in made[: number - 1] for name in stage}
        small = {name for name, leaves in cells.items() if 0 < sum(counts[leaf] for leaf in leaves) < least}
        assert small <= hidden
        assert not fixed(counts, cells, hidden) & small
        near = widths(counts, cells, hidden, small)
        assert all(width >= least - 1e-6 for width in near.values()), near
    return hidden


@pytest.mark.parametrize("seed", range(3))
def test_a_year_of_quarters_and_their_sums(seed: int) -> None:
    counts = year(Random(seed), 6, 3)
    hidden = assert_safe(counts, stages(counts))
    assert len(hidden) < sum(len(stage) for stage in stages(counts)), "something is left to publish"


@pytest.mark.parametrize("seed", range(2))
def test_a_quarter_before_and_after_a_merger(seed: int) -> None:
    counts = year(Random(seed), 6, 3, quarters=1)
    assert_safe(counts, stages(counts, merged=True))


def test_by_another_limit() -> None:
    counts = year(Random(5), 4, 2)
    assert_safe(counts, stages(counts), 3)


def test_tables_that_are_safe_alone_are_not_together() -> None:
    # Each quarter and the half-year as their own tables, each protected by itself: the attacker subtracts.
    rng = Random(3)
    caught = 0
    for _ in range(6):
        counts = year(rng, 4, 3, quarters=2)
        made = stages(counts)
        cells = {name: leaves for stage in made for name, leaves in stage.items()}
        hidden = set()
        for name, quarters in (("q1", ("q1",)), ("q2", ("q2",)), ("h1", ("q1", "q2"))):
            units, kinds = [f"c{at}" for at in range(4)], [f"k{at}" for at in range(3)]
            rows = [[sum(counts[unit, kind, one] for one in quarters) for kind in kinds] for unit in units]
            for unit, row in zip([*units, "all"], publish(rows).rows, strict=True):
                hidden |= {
                    f"{name}/{unit}/{kind}" for kind, value in zip([*kinds, "all"], row, strict=True) if value is None
                }
        small = {name for name, leaves in cells.items() if 0 < sum(counts[leaf] for leaf in leaves) < LEAST}
        caught += bool(fixed(counts, cells, hidden) & small)
        assert not fixed(counts, cells, withheld(counts, made)) & small
    assert caught, "the attack is one that works"


def test_what_was_shown_is_not_taken_back() -> None:
    # The second quarter would need cells of the first that everybody has seen: it is not published.
    counts = {("a", "k", "q1"): 20, ("b", "k", "q1"): 30, ("a", "k", "q2"): 2, ("b", "k", "q2"): 40}
    first, second = stages(counts)
    assert not withheld(counts, [first])
    hidden = withheld(counts, [first, second])
    assert hidden <= second.keys()
    assert {"q2/a/k", "h1/a/k"} <= hidden
    assert_safe(counts, [first, second])


def test_what_is_no_family_is_refused() -> None:
    with pytest.raises(ValueError, match="family of counts"):
        withheld({("a", "k", "q1"): -1}, [])


def corrected(rng: Random, counts: Counts, quarter: str) -> Counts:
    """The same with some counts of a quarter reported anew, as after it was given out."""
    anew = rng.sample([leaf for leaf in counts if leaf[2] == quarter], 3)
    return counts | {leaf: rng.choice((0, 1, 2, 3, 9)) for leaf in anew}


def released(counts: Counts, number: int) -> list[Quarter]:
    """Quarters of counts up to one of them, as the program is handed them."""
    units, kinds = tuple(dict.fromkeys(x[0] for x in counts)), tuple(dict.fromkeys(x[1] for x in counts))
    return [
        Quarter(units, kinds, tuple(tuple(counts[unit, kind, quarter] for kind in kinds) for unit in units))
        for quarter in QUARTERS[:number]
    ]


def cells_shown(made: list[tuple[Quarter, Shown]]) -> tuple[dict[str, frozenset[Leaf]], dict[str, int | None]]:
    """All that was given out, whenever, as equations over the counts of the quarters as they were given out."""
    cells: dict[str, frozenset[Leaf]] = {}
    values: dict[str, int | None] = {}
    for number, (one, shown) in enumerate(made):
        kinds = {**{kind: (kind,) for kind in one.items}, "all": one.items}
        units = {**{unit: (unit,) for unit in one.units}, "all": one.units}
        for (unit, among), row in zip(units.items(), shown.lines, strict=True):
            for (kind, of), value in zip(kinds.items(), row, strict=True):
                name = f"{number}/{unit}/{kind}"
                cells[name], values[name] = frozenset(product(among, of, QUARTERS[number : number + 1])), value
        for (kind, of), value in zip(kinds.items(), shown.sums, strict=False):
            name = f"sum {number}/{kind}"
            cells[name], values[name] = frozenset(product(one.units, of, QUARTERS[: number + 1])), value
    return cells, values


@pytest.mark.parametrize("seed", range(3))
def test_what_was_given_out_stays_whatever_is_corrected_after(seed: int) -> None:
    rng = Random(seed)
    before = year(rng, 5, 3, quarters=3)
    quarters: list[Quarter] = []
    given: list[Shown] = []
    now = before
    for number in (1, 2, 3):
        quarters.append(released(now, number)[-1])
        given.append(published(quarters, given=given))
        # Asked for again: what was given out before is not worked out anew.
        assert published(quarters, given=given) == given[-1]
        now = corrected(rng, now, QUARTERS[number - 1])
    cells, values = cells_shown(list(zip(quarters, given, strict=True)))
    told = {
        (unit, kind, QUARTERS[at]): value
        for at, one in enumerate(quarters)
        for unit, row in zip(one.units, one.counts, strict=True)
        for kind, value in zip(one.items, row, strict=True)
    }
    hidden = {name for name, value in values.items() if value is None}
    assert all(values[name] in (None, sum(told[leaf] for leaf in leaves)) for name, leaves in cells.items())
    small = {name for name, leaves in cells.items() if 0 < sum(told[leaf] for leaf in leaves) < LEAST}
    assert small <= hidden
    assert not fixed(told, cells, hidden) & small
    assert all(width >= LEAST - 1e-6 for width in widths(told, cells, hidden, small).values())
    assert any(value is not None for value in values.values())


def test_worked_out_anew_from_corrected_counts_a_table_betrays_what_it_withheld() -> None:
    # As it was once: whoever asked later was given the counts of now, with what is withheld by those.
    caught = 0
    for seed in range(6):
        rng = Random(seed)
        before = year(rng, 5, 3, quarters=1)
        after = corrected(rng, before, "q1")
        (first,), (anew,) = released(before, 1), released(after, 1)
        cells, values = cells_shown([(first, published([first]))])
        _, later = cells_shown([(anew, published([anew]))])
        # A cell of which nothing was corrected is the same in both, and may be shown in either.
        same = {name for name, leaves in cells.items() if all(before[leaf] == after[leaf] for leaf in leaves)}
        hidden = {name for name in cells if values[name] is None and (name not in same or later[name] is None)}
        small = {name for name in hidden if 0 < sum(before[leaf] for leaf in cells[name]) < LEAST}
        caught += any(width < LEAST - 1e-6 for width in widths(before, cells, hidden, small).values())
    assert caught, "the attack is one that works"


def test_a_table_given_out_by_other_rules_stays_and_the_next_is_safe_beside_it() -> None:
    counts = year(Random(8), 5, 3, quarters=2)
    first, second = released(counts, 2)
    loose = published([first], least=3)
    later = published([first, second], given=[loose])
    assert published([first], given=[loose]) == loose
    assert later.lines
