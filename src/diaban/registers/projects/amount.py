"""An amount as a document states it: a number of đồng, or bounds. "Trên 241 tỷ" is not 241 tỷ, and stays a bound."""

from dataclasses import dataclass

__all__ = ["Amount"]


@dataclass(frozen=True, slots=True)
class Amount:
    """``stated``: the words of the document; ``least``, ``most``: đồng, None where there is no such bound.

    Raises ValueError for bounds that cross or an amount that says nothing.
    """

    stated: str | None
    least: int | None
    most: int | None

    def __post_init__(self) -> None:
        if self.least is None and self.most is None and not self.stated:
            raise ValueError("an amount says something")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError(f"bounds cross: {self.least} > {self.most}")

    @classmethod
    def of(cls, stated: str | None, least: int | None, most: int | None) -> "Amount | None":
        """The amount of three fields of a fact; None where nothing is said."""
        return None if (stated, least, most) == (None, None, None) else cls(stated, least, most)

    @property
    def exact(self) -> int | None:
        """The one number it may be; None for a bound."""
        return self.least if self.least is not None and self.least == self.most else None

    def each(self, number: int) -> "Amount":
        """An equal share of ``number``: the lower bound rounded down, the upper one up, so that the truth stays inside.

        ValueError for fewer than one.
        """
        if number < 1:
            raise ValueError(f"a share of {number}")
        least = None if self.least is None else self.least // number
        most = None if self.most is None else -(-self.most // number)
        return Amount(None if least is not None or most is not None else self.stated, least, most)

    def __add__(self, other: "Amount") -> "Amount":
        least = None if self.least is None or other.least is None else self.least + other.least
        most = None if self.most is None or other.most is None else self.most + other.most
        stated = None if least is not None or most is not None else f"{self.stated or '?'} + {other.stated or '?'}"
        return Amount(stated, least, most)
