"""A printed page as values: headings, sentences and small tables, with the address of every figure that stands in it.

The same value becomes a Word document and a page in the browser, so that the two say the same.
"""

from dataclasses import dataclass

__all__ = ["Block", "Page", "Said", "rest_of"]


@dataclass(frozen=True, slots=True)
class Said:
    """Words in a cell or a line. ``address``: of the figure that they state; ``link``: a page about what they name;
    ``strong``: what the eye should find first. ``figure``: the words are a number that a reader would like to open."""

    text: str
    address: str = ""
    link: str = ""
    strong: bool = False
    figure: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the page. Without ``rows`` the sentence ``empty`` stands in their place; ``rest``: how much is not
    shown; ``note``: a sentence below; ``widths``: of the columns, as shares of the page (none: as the template has
    them). ValueError for a row of another length than ``columns``."""

    key: str
    heading: str
    lead: tuple[Said, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Said, ...], ...]
    empty: str
    rest: str = ""
    note: str = ""
    widths: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.key}: {len(row)} cells under {len(self.columns)} columns")


@dataclass(frozen=True, slots=True)
class Page:
    """A page: ``heading`` lines above the blocks, ``foot`` below. ``invented``: said at the top of the page."""

    title: str
    heading: tuple[str, ...]
    blocks: tuple[Block, ...]
    foot: tuple[str, ...]
    invented: bool

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses of its figures, each once, in the order they stand there."""
        cells = [cell for block in self.blocks for row in (block.lead, *block.rows) for cell in row]
        return tuple(dict.fromkeys(cell.address for cell in cells if cell.address))


def rest_of(number: int, shown: int) -> int:
    """How many of ``number`` are not among the first ``shown``."""
    return max(0, number - shown)
