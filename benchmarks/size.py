"""How much a run measures: the whole of it for the report, next to nothing for the smoke test."""

from dataclasses import dataclass

__all__ = ["FULL", "SEED", "TINY", "Size"]

SEED = 20250701
"""Of every drawing of communes, values and queries."""


@dataclass(frozen=True, slots=True)
class Size:
    """``fresh``: processes started per figure; ``passes``: repetitions inside one process; ``communes``: drawn for
    timing a trace; ``answers``: communes whose answers are compared and values carried (None: all); ``queries``: texts
    searched for, per kind; ``commands``: of ours and of the peers, started whole (None: all)."""

    fresh: int
    passes: int
    communes: int
    answers: int | None
    queries: int
    commands: int | None


FULL = Size(fresh=11, passes=21, communes=500, answers=None, queries=40, commands=None)
TINY = Size(fresh=1, passes=2, communes=5, answers=10, queries=1, commands=1)
