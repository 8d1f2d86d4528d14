"""What speaks for or against two forms being of one person: one level of each comparison for each pair."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diaban.quality.linkage.columns import Columns, Words, mixed

__all__ = ["COMPARISONS", "NUMBER", "Compared", "Counted", "compared", "counted", "number_levels"]

Levels = NDArray[np.uint8]
Ints = NDArray[np.int64]
Codes = NDArray[np.int32]

COMPARISONS: Final[Mapping[str, tuple[str, ...]]] = {
    # «unmarked»: one side was typed without any mark; «marks» are two that conflict (Anh and Ánh, twins).
    # A name a mark or a letter apart is a slip of the pen, but not among those born on one day in one house.
    "given": ("missing", "same", "unmarked", "marks", "near", "short", "different", "twin-marks", "twin-near",
              "twin-different"),
    "rest": ("missing", "same", "unmarked", "marks", "middle-left-out", "short", "near", "middle-differs",
             "family-differs", "different", "turned"),
    "birth": ("missing", "same", "same-first-day", "turned", "coarse", "one-digit", "near-day", "same-day-near-year",
              "same-day", "same-year", "near-year", "different"),
    # How many others would share what is the same of name, birth and commune by chance, in this file.
    "rarity": ("none", "ten-thousandth", "thousandth", "hundredth", "tenth", "one", "ten", "hundred", "many"),
    "sex": ("missing", "same", "different"),
    "parents": ("missing", "both", "one", "one-other-near", "one-other-differs", "near", "near-other-differs",
                "one-differs", "both-differ"),
    "spouse": ("missing", "same", "near", "different"),
    "place": ("missing", "household", "commune+birth", "commune", "commune-birth-differs", "birth", "commune-differs",
              "all-differ", "birth-alone", "birth-differs"),
    "phone": ("missing", "same", "different"),
}  # fmt: skip
"""Comparisons of the model, each with its levels; a level is written as its place in the tuple."""

NUMBER: Final = (
    "missing",
    "same",
    "part-wrong",
    "near",
    "different",
    "old-same",
    "old-near",
    "old-different",
    "foreign",
)
"""Levels of the personal number, which the model never sees: its evidence is added. 9 digits beside 12 say nothing;
``foreign``: they clearly differ, and one of the two contradicts its own form: a number of somebody else."""

FILLED_UP: Final = 200
"""Forms with the usual days and places that are counted beside those of a file."""
RARE: Final = (1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0)


@dataclass(frozen=True, slots=True)
class Compared:
    """Levels of many pairs, by comparison; ``number`` apart."""

    levels: Mapping[str, Levels]
    number: Levels

    def picked(self, places: NDArray[np.integer]) -> "Compared":
        """Some of them."""
        return Compared({name: levels[places] for name, levels in self.levels.items()}, self.number[places])


@dataclass(frozen=True, slots=True)
class Counted:
    """How often what a form says stands in the file: names, given names, days, years; to know what is rare."""

    name: Ints
    ends: Ints
    rest: Ints
    given: Ints
    date: Ints
    year: Ints
    commune: Ints
    forms: int


def counted(columns: Columns) -> Counted:
    """Counts by form, not by value."""
    date = columns.year.astype(np.int64) * 512 + columns.month * 32 + columns.day
    year = np.where(columns.year > 0, columns.year, columns.number_year)
    return Counted(
        name=_times(columns.name),
        ends=_times(mixed(columns.family, columns.given)),
        rest=_times(columns.rest),
        given=_times(columns.given),
        date=_times(date),
        year=_times(year),
        commune=_times(columns.commune),
        forms=len(columns),
    )


def _times(codes: NDArray[np.integer]) -> Ints:
    # The row in place of the last bits: see ``candidates``; what two codes have in common there counts as one.
    below = (1 << len(codes).bit_length()) - 1
    packed = np.sort(mixed(codes + 1) & ~below | np.arange(len(codes)))
    starts = np.flatnonzero(np.append(True, (packed[1:] ^ packed[:-1]) > below))
    times = np.diff(np.append(starts, len(packed)))
    by_form = np.empty(len(codes), np.int64)
    by_form[packed & below] = np.repeat(times, times)
    return by_form


def compared(c: Columns, words: Words, count: Counted, a: Ints, b: Ints) -> Compared:
    """All comparisons of the pairs of rows ``a`` and ``b``."""
    birth = _birth(c, a, b)
    rest, parents, place = _rest(c, words, a, b), _parents(c, words, a, b), _place(c, a, b)
    given = _twins(_given(c, words, a, b), birth, parents, place)
    return Compared(
        {
            "given": given,
            "rest": rest,
            "birth": birth,
            "rarity": _rarity(count, (given, rest, birth, place), a, b),
            "sex": _plain("sex", c.sex[a], c.sex[b]),
            "parents": parents,
            "spouse": _spouse(c, a, b),
            "place": place,
            "phone": _plain("phone", c.phone[a], c.phone[b]),
        },
        number_levels(c, a, b),
    )  # fmt: skip


def _pick(conditions: list[NDArray[np.bool_]], comparison: str, names: tuple[str, ...], other: str) -> Levels:
    """The level of the first condition that holds."""
    levels = NUMBER if comparison == "number" else COMPARISONS[comparison]
    codes = [np.uint8(levels.index(name)) for name in names]
    return np.select(conditions, codes, np.uint8(levels.index(other))).astype(np.uint8)


def _plain(comparison: str, x: Codes, y: Codes) -> Levels:
    return _pick([(x == 0) | (y == 0), x == y], comparison, ("missing", "same"), "different")


def _given(c: Columns, words: Words, a: Ints, b: Ints) -> Levels:
    x, y = c.given[a], c.given[b]
    missing, same = (x == 0) | (y == 0), x == y
    marked = c.given_marked[a] == c.given_marked[b]
    bare = (c.has_marks[a] == 0) != (c.has_marks[b] == 0)
    near, short = _like(words, x, y, missing | same)
    return _pick(
        [missing, same & marked, same & bare, same, near, short],
        "given", ("missing", "same", "unmarked", "marks", "near", "short"), "different",
    )  # fmt: skip


def _twins(given: Levels, birth: Levels, parents: Levels, place: Levels) -> Levels:
    """Names that differ, apart where both were born on one day of the same parents or in one household."""
    names = COMPARISONS["given"]
    alike = (parents == COMPARISONS["parents"].index("both")) | (place == COMPARISONS["place"].index("household"))
    one_day = np.isin(birth, [COMPARISONS["birth"].index(one) for one in ("same", "coarse", "same-first-day")])
    found = given.copy()
    for level in ("marks", "near", "different"):
        found[alike & one_day & (given == names.index(level))] = names.index(f"twin-{level}")
    return found


def _like(words: Words, x: Codes, y: Codes, done: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether two words are one slip apart, or one is short for the other, where that is still open."""
    near, short = np.zeros(len(x), bool), np.zeros(len(x), bool)
    open_ = np.flatnonzero(~done)
    if len(open_):
        near[open_] = words.distance(x[open_], y[open_]) <= 1
        short[open_] = words.is_short_for(x[open_], y[open_])
    return near & ~short, short


def _rest(c: Columns, words: Words, a: Ints, b: Ints) -> Levels:
    x, y = c.rest[a], c.rest[b]
    missing, same = (x == 0) | (y == 0), x == y
    marked = c.rest_marked[a] == c.rest_marked[b]
    bare = (c.has_marks[a] == 0) != (c.has_marks[b] == 0)
    turned = (c.bag[a] == c.bag[b]) & ~same
    family = c.family[a] == c.family[b]
    no_middle = (c.middle[a] == 0) | (c.middle[b] == 0)
    middle = (c.middle[a] == c.middle[b]) & ~no_middle
    family_near, family_short = _like(words, c.family[a], c.family[b], missing | same | family)
    middle_near, middle_short = _like(words, c.middle[a], c.middle[b], missing | same | no_middle | middle)
    family_ok, middle_ok = family | family_near | family_short, middle | middle_near | middle_short
    short = (family_short & (middle_ok | no_middle)) | (family & middle_short)
    return _pick(
        [missing, same & marked, same & bare, same, turned, short, family & no_middle,
         family_ok & middle_ok, family, middle | (family_near & no_middle)],
        "rest",
        ("missing", "same", "unmarked", "marks", "turned", "short", "middle-left-out", "near", "middle-differs",
         "family-differs"),
        "different",
    )  # fmt: skip


def _birth(c: Columns, a: Ints, b: Ints) -> Levels:
    # A form that says no birth has the year of its number, but not where the other's number could give it away.
    alone = (c.number[a] < 0) | (c.number[b] < 0)
    year, other_year = (np.where((c.year[x] == 0) & alone, c.number_year[x], c.year[x]) for x in (a, b))
    d, m, e, n = c.day[a], c.month[a], c.day[b], c.month[b]
    exact, other_exact = (d > 0) & (m > 0), (e > 0) & (n > 0)
    both = exact & other_exact
    first, other_first = exact & (d == 1) & (m == 1), other_exact & (e == 1) & (n == 1)
    same_year = year == other_year
    missing = (year == 0) | (other_year == 0)
    day = both & (d == e) & (m == n)
    gap = np.abs(year - other_year)
    near_year = (gap <= 2) | (gap % 10 == 0) & (gap <= 20) | _turned_years(year, other_year)
    coarse = same_year & (~both | first | other_first) & ((m == 0) | (n == 0) | (m == n) | first | other_first)
    return _pick(
        [missing, same_year & day & first, same_year & day, same_year & both & (d == n) & (m == e), coarse,
         same_year & both & (_digits_apart(d, m, e, n) == 1), same_year & both & ((d == e) | (m == n)),
         day & ~first & near_year, day & ~first, same_year, gap <= 2],
        "birth",
        ("missing", "same-first-day", "same", "turned", "coarse", "one-digit", "near-day", "same-day-near-year",
         "same-day", "same-year", "near-year"),
        "different",
    )  # fmt: skip


def _digits_apart(d: Codes, m: Codes, e: Codes, n: Codes) -> NDArray[np.int8]:
    """In how many places two days differ, written with two digits for the day and two for the month."""
    return _differing(d.astype(np.int64) * 100 + m, e.astype(np.int64) * 100 + n, 4)


def _turned_years(year: Codes, other: Codes) -> NDArray[np.bool_]:
    """1978 and 1987."""
    turned: NDArray[np.bool_] = (year // 100 == other // 100) & (
        (year % 10 == other // 10 % 10) & (year // 10 % 10 == other % 10)
    )
    return turned


def _rarity(count: Counted, found: tuple[Levels, Levels, Levels, Levels], a: Ints, b: Ints) -> Levels:
    """Others in the file who would, by chance, share what is the same of the name, of the birth and the commune.

    Of names that are the same the whole is counted; of others what they share: family and given name, all but the given
    name, the given name alone.
    """
    given, rest, birth, place = found
    names, births, places = COMPARISONS["rest"], COMPARISONS["birth"], COMPARISONS["place"]
    is_given = (given >= 1) & (given <= 3)
    is_rest = np.isin(rest, [names.index(one) for one in ("same", "unmarked", "marks", "turned")])
    is_family = np.isin(rest, [names.index(one) for one in ("middle-left-out", "short", "near", "middle-differs")])
    # Brothers share all but the given name: there it must at least be a slip or a short form.
    holds = is_given | (is_rest & np.isin(given, [COMPARISONS["given"].index(one) for one in ("near", "short")]))
    name = np.minimum(count.given[a], count.given[b])
    for which, times in ((is_rest, count.rest), (is_given & is_family, count.ends), (is_given & is_rest, count.name)):
        name = np.where(which, np.minimum(times[a], times[b]), name)
    by_day = np.isin(birth, [births.index(one) for one in ("same", "same-first-day", "turned")])
    by_year = np.isin(birth, [births.index(one) for one in ("coarse", "one-digit", "near-day", "same-year")])

    def share(times: Ints, usual: float) -> NDArray[np.float64]:
        """Of the other forms those that have the same; a small file is filled up with what is usual."""
        others = np.maximum(np.minimum(times[a], times[b]) - 2, 0)
        found: NDArray[np.float64] = (others + usual * FILLED_UP) / (max(count.forms - 2, 0) + FILLED_UP)
        return found

    expected = np.maximum(name - 2, 0) + 0.5
    expected = np.where(by_day, expected * share(count.date, 4e-5), expected)
    expected = np.where(by_year, expected * share(count.year, 0.015), expected)
    by_part = np.isin(birth, [births.index(one) for one in ("same-day-near-year", "same-day")])
    expected = np.where(by_part, expected / 365, expected)
    near = [places.index(one) for one in ("household", "commune+birth", "commune", "commune-birth-differs")]
    expected = np.where(np.isin(place, near), expected * share(count.commune, 0.1), expected)
    levels = (np.searchsorted(RARE, expected) + 1).clip(1, len(COMPARISONS["rarity"]) - 1)
    return np.where(holds, levels, 0).astype(np.uint8)


ALIKE: Final = 2
DIFFERENT: Final = 3


def _relative(x: Codes, y: Codes, *parts: tuple[Codes, Codes]) -> Levels:
    """0 not said, 1 the same, 2 alike (given name or all else the same), 3 different."""
    said = (x > 0) & (y > 0)
    alike = np.zeros(len(x), bool)
    for left, right in parts:
        alike |= (left == right) & (left > 0)
    return np.where(~said, 0, np.where(x == y, 1, np.where(alike, 2, 3))).astype(np.uint8)


def _parents(c: Columns, words: Words, a: Ints, b: Ints) -> Levels:
    father = _parent(words, (c.father, c.father_given, c.father_rest), a, b)
    mother = _parent(words, (c.mother, c.mother_given, c.mother_rest), a, b)
    low, high = np.minimum(father, mother), np.maximum(father, mother)
    one = (father == 1) | (mother == 1)
    near = (father == 2) | (mother == 2)
    return _pick(
        [high == 0, (father == 1) & (mother == 1), one & (low == 0), one & near, one, near & (high == 2), near,
         low == 0],
        "parents",
        ("missing", "both", "one", "one-other-near", "one-other-differs", "near", "near-other-differs", "one-differs"),
        "both-differ",
    )  # fmt: skip


def _parent(words: Words, parts: tuple[Codes, Codes, Codes], a: Ints, b: Ints) -> Levels:
    """As :func:`_relative`; a given name a slip apart is alike where all else is the same."""
    whole, given, rest = parts
    found = _relative(whole[a], whole[b], (given[a], given[b]))
    open_ = np.flatnonzero((found == DIFFERENT) & (rest[a] == rest[b]) & (rest[a] > 0))
    near = words.distance(given[a[open_]], given[b[open_]]) <= 1
    found[open_[near]] = ALIKE
    return found


def _spouse(c: Columns, a: Ints, b: Ints) -> Levels:
    return _relative(
        c.spouse[a], c.spouse[b], (c.spouse_given[a], c.spouse_given[b]), (c.spouse_rest[a], c.spouse_rest[b])
    )


def _place(c: Columns, a: Ints, b: Ints) -> Levels:
    known = (c.commune[a] > 0) & (c.commune[b] > 0)
    commune = known & ((c.commune[a] == c.commune[b]) | ((c.present[a] == c.present[b]) & (c.present[a] > 0)))
    commune |= known & ((c.commune[a] == c.present[b]) | (c.present[a] == c.commune[b]))
    household = (c.household[a] == c.household[b]) & (c.household[a] > 0)
    born = np.zeros(len(a), bool)
    said = np.zeros(len(a), bool)
    for whole, head, tail in (
        (c.registration, c.registration_head, c.registration_tail),
        (c.origin, c.origin_head, c.origin_tail),
    ):
        x, y = whole[a], whole[b]
        # The province alone beside a commune in it says nothing.
        coarse = (x != y) & ((x == tail[b]) | (y == tail[a]))
        said |= (x > 0) & (y > 0) & ~coarse
        born |= ((x == y) | (head[a] == head[b])) & (x > 0) & (y > 0) & ~coarse
    return _pick(
        [household & (commune | ~known), commune & born, commune & ~said, commune, known & born, known & ~said, known,
         born, said],
        "place",
        ("household", "commune+birth", "commune", "commune-birth-differs", "birth", "commune-differs", "all-differ",
         "birth-alone", "birth-differs"),
        "missing",
    )  # fmt: skip


# --- the personal number --------------------------------------------------------------------------------------------


def number_levels(c: Columns, a: Ints, b: Ints) -> Levels:
    """Twelve digits against twelve, nine against nine.

    ``part-wrong``: the six that were drawn agree, and place, century and sex, or year is wrong. ``different``,
    clearly: at least three of the six differ, or fewer and more of the others; two such forms are never one person's,
    but for ``foreign``.
    """
    x, y = c.number[a], c.number[b]
    full = (x >= 0) & (y >= 0)
    end = _differing(x % 1_000_000, y % 1_000_000, 6)
    start = _differing(x // 1_000_000, y // 1_000_000, 6)
    parts = (
        (x // 10**9 != y // 10**9).astype(np.int8)
        + (x // 10**8 % 10 != y // 10**8 % 10)
        + (x // 10**6 % 100 != y // 10**6 % 100)
    )
    old_x, old_y = c.old[a], c.old[b]
    old = (old_x >= 0) & (old_y >= 0)
    old_end = _differing(old_x, old_y, 9)
    return _pick(
        [full & (x == y), full & (end == 0) & (parts <= 2), full & (end <= 2) & (start + end <= 3),
         full & (c.foreign[a] != c.foreign[b]), full, old & (old_x == old_y), old & (old_end <= 2), old],
        "number",
        ("same", "part-wrong", "near", "foreign", "different", "old-same", "old-near", "old-different"),
        "missing",
    )  # fmt: skip


def _differing(x: Ints, y: Ints, digits: int) -> NDArray[np.int8]:
    differing = np.zeros(len(x), np.int8)
    for _ in range(digits):
        differing += x % 10 != y % 10
        x, y = x // 10, y // 10
    return differing
