"""The reference class: what a stage takes where a register holds too little to say, read from its definition file."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diaban.basis.definition import Definition, Reader, read_definitions
from diaban.basis.error import FaultError
from diaban.coverage.forecast.stage import TO_STANDARD

__all__ = ["ReferenceClass", "shipped_reference"]

HERE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class ReferenceClass:
    """``days``, ``waits``: medians of the stages up to handover and of the waits before each, in days.

    ``overrun``: mean and standard deviation of log(actual ÷ planned), from the published range taken as the central
    90 per cent of a lognormal.
    """

    definition: Definition
    days: NDArray[np.float64]
    waits: NDArray[np.float64]
    overrun: tuple[float, float]


@cache
def shipped_reference() -> ReferenceClass:
    """The file that lies beside this module. FaultError with its faults."""
    read = read_definitions([HERE])
    definition, reader = read.files.get("reference-class", (None, None))
    if definition is None or reader is None:
        raise FaultError(*read.findings)
    days, waits = _stages(reader, "median_days"), _stages(reader, "wait_days")
    low, high = reader.number("overrun_low", least=1), reader.number("overrun_high", least=2)
    reader.done()
    if read.findings or low is None or high is None:
        raise FaultError(*read.findings)
    ends = np.log1p(np.array([low, high]) / 100.0)
    return ReferenceClass(definition, days, waits, (float(ends.mean()), float(np.ptp(ends) / (2 * 1.645))))


def _stages(reader: Reader, key: str) -> NDArray[np.float64]:
    inner = reader.table(key)
    if inner is None:
        return np.zeros(len(TO_STANDARD))
    found = [inner.number(stage.value, least=1) or 1 for stage in TO_STANDARD]
    inner.done()
    return np.array(found, float)
