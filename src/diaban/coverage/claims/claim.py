"""One published figure, as its row in a claims file says it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from diaban.coverage.claims.amount import Bound
from diaban.coverage.claims.when import When

__all__ = ["AHEAD", "Claim", "Modality"]


class Modality(StrEnum):
    """What a report says of its figure: it is so, it is coming about, or it is looked for."""

    DONE = "done"
    BEING_DONE = "being-done"
    EXPECTED = "expected"
    STRIVEN = "striven"
    ASSIGNED = "assigned"


AHEAD: Final = frozenset({Modality.EXPECTED, Modality.STRIVEN})
"""Wordings that speak of a day to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The columns of a claims file, by their names; ``row`` counts as a spreadsheet does, 0 if it came from no file.

    ``published`` and ``as_of`` are days, months or years (see :class:`When`); for an expectation ``as_of`` is the day
    it looks to. ``scope_types`` are types of commune, with commas; ``hoặc`` parts readings that the wording leaves
    open. ``value`` and ``of`` stand in ``unit``; a unit with a stroke is a rate (``CBCS/xã``). ``part_of`` is the
    claim this one is a part of. ``source`` is where the figure was read, ``reason`` why it is read this way.
    """

    claim_id: str
    document: str
    published: str
    quote: str
    measure: str
    scope_types: str = ""
    place: str = ""
    as_of: str
    modality: Modality
    value: Decimal | None = None
    bound: Bound = Bound.EXACT
    unit: str = ""
    of: Decimal | None = None
    percent_printed: Decimal | None = None
    part_of: str = ""
    series: str = ""
    source: str = ""
    reason: str = ""
    row: int = 0

    @property
    def told(self) -> When:
        """When it was published."""
        return When.read(self.published)

    @property
    def speaks(self) -> When:
        """The days it speaks of."""
        return When.read(self.as_of)

    @property
    def ahead(self) -> bool:
        """Whether it speaks of what is to come."""
        return self.modality in AHEAD

    @property
    def is_whole(self) -> bool:
        """Whether it says *all*: 100 %, or as many as there are."""
        if self.percent_printed is not None:
            return self.percent_printed == 100
        return self.of is not None and self.value == self.of
