"""The seam to an engine: it is handed a model and an effort, and gives numbers; what they mean is decided here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from diaban.plans.phasing.answer import Status
from diaban.plans.phasing.model import Model

__all__ = ["Effort", "Engine", "Glance", "Solved", "Watch"]


@dataclass(frozen=True, slots=True)
class Effort:
    """How much may be spent. ``gap``: a share of the bound at which to stop; ``relaxed``: without whole numbers, for
    the prices of the rows."""

    seconds: float = 60.0
    seed: int = 0
    threads: int = 1
    gap: float = 0.0
    relaxed: bool = False


@dataclass(frozen=True, slots=True)
class Glance:
    """How far a search is. ``values``: the columns of the best plan, where it is new."""

    seconds: float
    value: float | None
    bound: float | None
    values: NDArray[np.float64] | None = None


Watch = Callable[[Glance], bool]
"""Looks at a search from time to time; true: stop it."""


@dataclass(frozen=True, slots=True)
class Solved:
    """``values``: of the columns (None: none was found); ``prices``: of the rows, where the effort was relaxed: what
    one more of the row's bound is worth."""

    status: Status
    objective: float | None
    bound: float | None
    values: NDArray[np.float64] | None
    prices: NDArray[np.float64] | None


class Engine(Protocol):
    """Whatever solves a model."""

    name: str

    def solve(
        self,
        model: Model,
        effort: Effort,
        *,
        start: NDArray[np.float64] | None = None,
        watch: Watch | None = None,
    ) -> Solved:
        """Maximise. ``start``: columns of a plan to begin from."""
        ...
