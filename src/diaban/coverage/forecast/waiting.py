"""Days in which nothing runs: between two stages of a works, and before its first."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from diaban.coverage.forecast.reference import ReferenceClass
from diaban.coverage.forecast.standing import Spells, Standing
from diaban.coverage.forecast.wait import Wait, wait_of

__all__ = ["gap_before", "starts"]

Floats = NDArray[np.float64]


def gap_before(standing: Standing, used: NDArray[np.int64], at: int, reference: ReferenceClass, late: float) -> Wait:
    """The wait between the end of the stage before and the start of this one; less than nothing where they overlap."""
    prior = reference.waits[used[at]] * -np.log(1.0 - (np.arange(5) + 0.5) / 5.0)
    if at == 0:
        return wait_of(Spells.of([]), prior, 1.0)
    before, start = standing.actual[:, used[at - 1], 1], standing.actual[:, used[at], 0]
    ended = ~np.isnan(before)
    begun = ended & ~np.isnan(start)
    later = ~np.isnan(standing.actual[:, used[at] :, :]).all(axis=(1, 2))
    seen = np.minimum(np.fmax(standing.seen[:, used[at - 1]], -late), 0.0)
    waits = ended & ~later & (seen > before)
    pairs = list(zip(start[begun] - before[begun], [True] * int(begun.sum()), strict=True))
    pairs += list(zip(seen[waits] - before[waits], [False] * int(waits.sum()), strict=True))
    return wait_of(Spells.of(pairs), prior, 1.0)


def starts(
    standing: Standing, used: NDArray[np.int64], first: float, late: float, reference: ReferenceClass
) -> tuple[Wait, Wait]:
    """How far the start of a works slips from its plan, and how long a works without a plan stays idle."""
    s = int(used[0])
    start, plan = _begun(standing, used, reference), standing.planned[:, s, 0]
    begun = ~np.isnan(start)
    # Where a register tells no first day at all, that of a works it is silent on has not been waited for in vain.
    untouched = np.isnan(standing.actual).all(axis=(1, 2)) & bool(begun.any())
    prior = reference.waits[0] * -np.log(1.0 - (np.arange(5) + 0.5) / 5.0)

    def spells(since: Floats) -> Iterator[tuple[float, bool]]:
        for w in np.flatnonzero(begun & ~np.isnan(since)):
            yield float(start[w] - since[w]), True
        for w in np.flatnonzero(untouched & ~np.isnan(since)):
            if -late > since[w]:
                yield float(-late - since[w]), False

    slip = wait_of(Spells.of(list(spells(plan))), prior, 1.0)
    idle = wait_of(Spells.of(list(spells(np.full(len(start), first)))), prior - first, 1.0)
    return slip, idle


def _begun(standing: Standing, used: NDArray[np.int64], reference: ReferenceClass) -> Floats:
    """The first day of each works. Where only a later stage is told, as much earlier as the reference class takes to
    get there: a works that was handed over was not idle until then, and it was not never begun."""
    start = standing.actual[:, used[0], 0].copy()
    days = reference.days[used]
    for at in range(len(used) - 1, -1, -1):
        seen = np.fmin(standing.actual[:, used[at], 0], standing.actual[:, used[at], 1])
        before = seen - days[:at].sum()
        fill = np.isnan(standing.actual[:, used[0], 0]) & ~np.isnan(seen)
        start[fill] = before[fill]
    return start
