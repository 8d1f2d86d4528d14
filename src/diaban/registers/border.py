"""The list of border communes: the one that is shipped, and lists of others turned into rows of the register.

By law (Decree 34/2014/NĐ-CP, as amended by 299/2025/NĐ-CP) a commune is a border commune if the country's border runs
along it; the annex of the decree lists them. Shipped is only what public sources that anybody can open say of Quảng
Ninh, each line with its source and how sure it is; the rest is for the owner of the installation to load.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

import diaban
from diaban.intake.plain_csv import Column, Line, Table
from diaban.registers.files import CODE, COMMUNE_CODE, FROM, TO
from diaban.registers.patrols import Border
from diaban.units.event import Confidence

__all__ = ["SHIPPED_BORDER", "border_lines", "border_table"]

SHIPPED_BORDER: Final = Path(diaban.__file__).parent / "reference" / "border" / "border-communes.csv"
NOT: Final = frozenset({"", "0", "no", "không", "false"})
"""What a list writes beside a commune that lies on no border."""


def border_table(flag: str) -> Table:
    """How a list of all communes is read of which the column ``flag`` marks those on a border. Others are passed over.

    ValueError for a flag that is the column of codes.
    """
    return Table((Column(CODE, kind="code", widths=COMMUNE_CODE), Column(flag, required=True, blank=True)))


def border_lines(
    lines: Iterable[Line], flag: str, *, day: date, border: Border, confidence: Confidence, basis: str
) -> tuple[Line, ...]:
    """Rows of the register for the communes that the list marks, from ``day`` on."""
    given = {"border": border.value, "confidence": confidence.value, "basis": basis, FROM: day, TO: None}
    return tuple(
        Line(line.row, MappingProxyType({CODE: line.values[CODE], **given}))
        for line in lines
        if str(line.values[flag] or "").strip().casefold() not in NOT
    )
