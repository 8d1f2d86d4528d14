"""What the checks go by, from files: how far words reach, which words leave a list open, what is measured, paces."""

import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from diaban.basis.catalogue import Say
from diaban.coverage.claims.amount import Bound, Interval, about, rounded
from diaban.coverage.claims.claim import Claim, Modality
from diaban.coverage.state import State

__all__ = ["COUNT", "MONEY", "PERCENT", "RATE", "Counted", "Held", "Measure", "Summed", "Terms", "shipped_terms"]

COUNT: Final = "count"
MONEY: Final = "money"
PERCENT: Final = "percent"
RATE: Final = "rate"
AT_MOST: Final = "-at-most"


@dataclass(frozen=True, slots=True)
class Counted:
    """States under a standard that a figure counts: units in ``surely`` are counted, no others than in ``at_most``."""

    surely: tuple[State, ...]
    at_most: tuple[State, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """The standard, by id, by which the registers hold a measure, and what each modality of it counts."""

    standard: str
    states: Mapping[Modality, Counted]

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> "Held":
        """The table ``register`` of a measure. Raises KeyError or ValueError for one that is not as it should be."""
        return cls(given["standard"], dict(cls._counted(given)))

    @staticmethod
    def _counted(given: Mapping[str, Any]) -> Iterator[tuple[Modality, Counted]]:
        for key, names in given.items():
            if key == "standard":
                continue
            states = tuple(State(name) for name in names)
            if not states or State.UNACCOUNTED in states:
                raise ValueError(f"{key}: {names}: what is not accounted for is counted by no modality")
            modality = Modality(key.removesuffix(AT_MOST))
            yield modality, Counted(() if key.endswith(AT_MOST) else states, states)


@dataclass(frozen=True, slots=True)
class Summed:
    """The register whose rows add up to a measure: the values of ``field``, or the rows themselves where it is empty;
    only rows with these values. Rows that count a period add up from the first one on, others as they stand that day.
    """

    register: str
    field: str
    where: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> "Summed":
        """The table ``sum`` of a measure. Raises KeyError or ValueError for one that is not as it should be."""
        if given.keys() - {"register", "field", "where"}:
            raise ValueError(f"sum: {sorted(given)}")
        return cls(given["register"], given.get("field", ""), tuple(given.get("where", {}).items()))


@dataclass(frozen=True, slots=True)
class Measure:
    """What a figure measures: ``counts_units`` if it is one for each commune, ``falls`` if less is better.

    ``held``: how the registers count it unit by unit, ``summed``: which of their rows add up to it; None where no
    register holds just that.
    """

    key: str
    vi: str
    en: str
    counts_units: bool
    falls: bool
    held: Held | None = None
    summed: Summed | None = None

    def worded(self, say: Say) -> str:
        """Its title."""
        return self.en if say("language") == "en" else self.vi


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one reading. Shares are fractions of 1, money is in đồng."""

    measures: Mapping[str, Measure]
    money_units: Mapping[str, Decimal]
    measured_units: Mapping[str, str]
    open_words: tuple[str, ...]
    nearly_from: Decimal
    over_until: Decimal
    about: Decimal
    money_least: Decimal
    money_most: Decimal
    frame_share_per_month: Decimal
    growth_per_month: Decimal
    vague: Mapping[str, Interval]

    @classmethod
    def load(cls, terms: Path, measures: Path) -> "Terms":
        """Read both files. Raises KeyError or ValueError for a file that lacks something."""
        given, listed = _toml(terms), _toml(measures)
        words, money, pace = given["words"], given["money"], given["pace"]
        return cls(
            measures={
                key: Measure(
                    key,
                    one["vi"],
                    one["en"],
                    one.get("counts") == "units",
                    one.get("falls", False),
                    Held.read(one["register"]) if "register" in one else None,
                    Summed.read(one["sum"]) if "sum" in one else None,
                )
                for key, one in listed["measure"].items()
            },
            money_units={_fold(unit): Decimal(factor) for unit, factor in given["money_units"].items()},
            measured_units={_fold(unit): kind for unit, kind in given["measured_units"].items()},
            open_words=tuple(_fold(word) for word in given["open_list"]["words"]),
            nearly_from=Decimal(words["nearly_from"]),
            over_until=Decimal(words["over_until"]),
            about=Decimal(words["about"]),
            money_least=Decimal(money["least"]),
            money_most=Decimal(money["most"]),
            frame_share_per_month=Decimal(pace["frame_share_per_month"]),
            growth_per_month=Decimal(pace["growth_per_month"]),
            vague={_fold(word): _range(ends) for word, ends in given["vague"]["words"].items()},
        )

    def dimension(self, unit: str) -> str:
        """What a unit measures: ``count`` unless the file says otherwise, ``rate`` for a unit with a stroke."""
        folded = _fold(unit)
        if "/" in folded:
            return RATE
        if folded in self.money_units:
            return MONEY
        return self.measured_units.get(folded, COUNT)

    def factor(self, unit: str) -> Decimal:
        """How many đồng one of a money unit is; 1 for every other unit."""
        return self.money_units.get(_fold(unit.partition("/")[0]), Decimal(1))

    def measure(self, claim: Claim) -> Measure:
        """What a claim measures; one that no file knows counts no units and is named as it stands."""
        key = claim.measure
        return self.measures.get(key) or Measure(key, key, key, counts_units=False, falls=False)

    def is_open(self, *quotes: str) -> bool:
        """Whether some wording leaves its list of parts open."""
        return any(word in _fold(quote) for quote in quotes for word in self.open_words)

    def stated(self, claim: Claim) -> Interval | None:
        """What a claim's value surely is: all values its words and its rounding allow. None: no figure, or vague.

        A value that is not printed follows from the percentage and the whole it is of.
        """
        if claim.bound is Bound.VAGUE:
            return None
        if claim.value is None:
            if claim.of is None or claim.percent_printed is None:
                return None
            share = self._percent(claim.percent_printed)
            return share * Interval.point(claim.of) / Interval.point(Decimal(100))
        match claim.bound:
            case Bound.OVER:
                return Interval(claim.value, None, low_open=True)
            case Bound.AT_LEAST:
                return Interval(claim.value, None)
            case Bound.NEARLY:
                return Interval(None, claim.value, high_open=True)
            case Bound.AT_MOST:
                return Interval(None, claim.value)
            case Bound.ABOUT:
                return about(claim.value, self.about)
            case _:
                return self.printed(claim.value, claim.unit)

    def ordered(self, claim: Claim) -> Interval | None:
        """The order of magnitude that a vague figure's words name; None where they name none. The longest word is
        taken: *hàng chục nghìn* is not *hàng chục*."""
        text = _fold(claim.quote)
        words = [word for word in self.vague if word in text]
        return self.vague[max(words, key=len)] if words and claim.bound is Bound.VAGUE else None

    def meant(self, claim: Claim) -> Interval | None:
        """As :meth:`stated`, with the other end where the words are commonly taken to end; never below nothing."""
        surely, value = self.stated(claim), claim.value
        if surely is None or value is None:
            return surely
        match claim.bound:
            case Bound.OVER:
                return Interval(value, value * self.over_until, low_open=True) if value else surely
            case Bound.NEARLY:
                return Interval(value * self.nearly_from, value, high_open=True) if value else None
            case Bound.AT_MOST:
                return Interval(Decimal(0), value)
            case _:
                return surely

    def printed(self, value: Decimal, unit: str) -> Interval:
        """An unbounded figure: itself where things are counted, rounded to its last place where they are measured."""
        if self.dimension(unit.partition("/")[0]) == COUNT and value == value.to_integral_value():
            return Interval.point(value)
        near = rounded(value)
        return Interval(max(near.low or Decimal(0), Decimal(0)), near.high)

    def _percent(self, printed: Decimal) -> Interval:
        return Interval.point(printed) if printed == 100 else self.printed(printed, "%")


@cache
def shipped_terms() -> Terms:
    """The terms that lie beside this module."""
    here = Path(__file__)
    return Terms.load(here.with_name("terms.toml"), here.with_name("measures.toml"))


def _toml(path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        return tomllib.load(stream)


def _range(ends: list[str]) -> Interval:
    low, high = ends
    return Interval(Decimal(low), Decimal(high))


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
