"""What we ourselves put into a workbook that is sent back, and how we know it when it is sent in again."""

from typing import Final

__all__ = ["FINDINGS_SHEETS", "SIGN"]

FINDINGS_SHEETS: Final = frozenset(("Kết quả kiểm tra", "Check results"))
"""Names of the sheet of findings: those of the text ``marking.sheet``."""
SIGN: Final = "Địa Bàn · "
"""Begins each of our comments."""
