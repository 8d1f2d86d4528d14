"""What the first sheet of a filled-in template says of the paper: its number and symbol, day, title and secrecy."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from diaban.basis.names import fold
from diaban.intake.day_text import day_of

__all__ = ["PaperSaid", "paper_said"]


@dataclass(frozen=True, slots=True)
class PaperSaid:
    """As it was written, as far as it was; ``secret``: the paper bears a mark of secrecy."""

    number: str = ""
    symbol: str = ""
    day: date | None = None
    signatory: str = ""
    secret: bool = False


def paper_said(cells: Mapping[str, str]) -> PaperSaid:
    """``cells``: by the keys of ``head.PAPER_CELLS``. A number is what stands before the first stroke: 15/BC-CAX.

    What somebody wrote instead of choosing it is secret where it names a secret and does not deny it.
    """
    number, _, symbol = cells.get("paper.number", "").strip().partition("/")
    text = cells.get("paper.day", "").strip()
    typed = day_of(text) if text else None
    words = fold(cells.get("paper.secrecy", "")).split()
    secret = bool({"mat", "secret"} & set(words)) and not {"khong", "not", "no"} & set(words)
    return PaperSaid(
        number.strip(),
        symbol.strip(),
        None if typed is None or typed.others else typed.day,
        cells.get("paper.signatory", "").strip(),
        secret,
    )
