"""A published figure by its id, and what is nearest to an id that none bears."""

from collections.abc import Collection
from difflib import get_close_matches
from typing import Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding

__all__ = ["unknown"]

NAMED: Final = 10
LONGEST: Final = 80
"""Characters of an id (``reading.TABLE``): a longer one is cut before it is compared or shown."""


def unknown(text: str, ids: Collection[str]) -> RefusedError:
    """The refusal of an id that no published figure bears, naming those most like it, else those that come first."""
    asked = text[:LONGEST]
    folded = {one.casefold(): one for one in ids}
    near = [folded[one] for one in get_close_matches(asked.casefold(), folded, NAMED, 0.5)]
    return RefusedError(finding("claim-unknown", claim=asked, claims=near or sorted(ids)[:NAMED] or ["—"]))
