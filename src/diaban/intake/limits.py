"""How much of a returned file is read: enough for the largest return, too little to hurt the machine."""

from dataclasses import dataclass
from typing import Final

__all__ = ["LIMITS", "Limits"]

MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one file; what passes one of them is refused with a finding that names it.

    ``size``: bytes of the file. ``rows``: rows that hold something, of all sheets together. ``last_row``, ``columns``:
    the last that a spreadsheet knows. ``cells``: of all sheets, the empty ones that only have a format included.
    ``sheets``: tabs. ``expanded``: bytes of the unpacked parts; also refused from ``dense`` bytes on if it is more than
    ``ratio`` times the file. ``strings``, ``characters``: of all texts together. ``text``: characters of one cell.
    ``depth``: of XML elements within each other. ``token``: bytes of one XML tag. ``json``: bytes of a JSON document,
    each of which costs more memory than one of a workbook; ``json_depth``: of its lists and objects.
    """

    size: int = 20 * MEGABYTE
    rows: int = 200_000
    last_row: int = 1_048_576
    columns: int = 16_384
    cells: int = 8_000_000
    sheets: int = 60
    parts: int = 2_000
    expanded: int = 400 * MEGABYTE
    dense: int = 20 * MEGABYTE
    ratio: int = 100
    strings: int = 1_000_000
    characters: int = 14_000_000
    text: int = 32_767
    depth: int = 100
    token: int = MEGABYTE
    json: int = 5 * MEGABYTE
    json_depth: int = 12


LIMITS: Final = Limits()
