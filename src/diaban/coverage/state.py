"""States of a unit under a standard, and how they cross a change of units."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from diaban.units.crosswalk import CarryRule

__all__ = ["State", "carried_state"]


class State(StrEnum):
    """Where a unit stands (DESIGN "Figures", rule 3). The lists of a frame are disjoint, their union is the frame."""

    MET = "met"
    UNDER_WAY = "under-way"
    NOT_STARTED = "not-started"
    LOST = "lost"
    UNACCOUNTED = "unaccounted"


ORDER: Final = (State.NOT_STARTED, State.UNDER_WAY, State.LOST, State.MET)
"""From least to most. ``lost`` was met once: where one of two units met it earlier, by ``any`` their ground did."""
RANK: Final = {state: rank for rank, state in enumerate(ORDER)}
TOP: Final = len(ORDER) - 1


def carried_state(sources: Iterable[tuple[State, bool]], rule: CarryRule) -> State:
    """The state of a unit whose ground is that of ``sources``: their states, and whether each lies in it whole.

    ``any``: the ground has what its best part has; ``all``: what its worst part has. Of a divided unit either part may
    be the one that has it, or that lacks it, so a part is only known to have at most (``any``) or at least (``all``)
    what the unit had: the three-valued logic of ``units.crosswalk``, applied to each threshold of the order. Unknown
    sources may be anything. What is not decided is ``unaccounted``. ValueError for another rule or no sources.
    """
    if not rule.is_truth:
        raise ValueError(f"a state is carried by any or all, not by {rule}")
    best = rule is CarryRule.ANY
    lows, highs = [], []
    for state, whole in sources:
        if state is State.UNACCOUNTED:
            low, high = 0, TOP
        else:
            low = RANK[state] if whole or not best else 0
            high = RANK[state] if whole or best else TOP
        lows.append(low)
        highs.append(high)
    low, high = (max(lows), max(highs)) if best else (min(lows), min(highs))
    return ORDER[low] if low == high else State.UNACCOUNTED
