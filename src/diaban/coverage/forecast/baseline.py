"""Two naive forecasts that ours must beat: the promise taken at its word, and the pace of the last six months."""

from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diaban.coverage.forecast.answer import SHARES, Baselines, day_after
from diaban.coverage.forecast.clock import BIN

__all__ = ["HALF_YEAR", "baselines", "needed"]

HALF_YEAR: Final = 6 * BIN


def needed(share: int, size: int) -> int:
    """How many units of ``size`` make ``share`` per cent."""
    return -(-share * size // 100)


def baselines(as_of: date, met: NDArray[np.float64], size: int, promise: date | None) -> Baselines:
    """``met``: days (0 is ``as_of``) on which the units that meet the standard came to meet it."""
    lately = int((met > -HALF_YEAR).sum())
    pace: dict[int, date | None] = {}
    for share in SHARES:
        lacking = needed(share, size) - len(met)
        if lacking <= 0:
            pace[share] = day_after(as_of, float(np.sort(met)[needed(share, size) - 1])) if size else None
        else:
            pace[share] = day_after(as_of, lacking * HALF_YEAR / lately) if lately else None
    return Baselines(promise, pace)
