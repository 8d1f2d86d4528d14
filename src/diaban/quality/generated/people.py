"""Households drawn as columns: couples, children, twins, parents in the house or not, and brothers next door."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Ground", "People", "name_shares", "people"]

Ints = NDArray[np.int64]
Texts = NDArray[np.object_]

CHILDREN: Final = (0.22, 0.26, 0.32, 0.13, 0.05, 0.02)
TWINS: Final = 0.012
ELDERS: Final = 0.16
NEAR: Final = 0.25
"""Husbands whose parents are those of the household before: brothers."""
ALONE: Final = 0.12
MOVED_IN: Final = 0.18
"""Born elsewhere, a wife more often."""
YEAR: Final = 365.2425
RANK: Final = 6.0


@dataclass(frozen=True, slots=True)
class Ground:
    """Where people live and where they were born: ``communes`` as (name with its type, province with its type);
    ``births`` as (text of the place, the three digits that a personal number of it begins with); ``native``: for each
    commune, the place in ``births`` where its own people were registered."""

    communes: Sequence[tuple[str, str]]
    births: Sequence[tuple[str, str]]
    native: Sequence[int]


@dataclass(frozen=True, slots=True)
class People:
    """Columns, one entry a person: texts of names, ``born`` in days since 1970, places as numbers into a Ground."""

    name: Texts
    female: NDArray[np.bool_]
    born: Ints
    father: Texts
    mother: Texts
    spouse: Texts
    household: Ints
    commune: Ints
    birth_place: Ints
    relation: Texts
    number: Texts

    def __len__(self) -> int:
        return len(self.name)


@cache
def name_shares() -> Mapping[str, Any]:
    """The shares of names that are shipped."""
    return tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))


def _drawn(rng: np.random.Generator, shares: Mapping[str, float], n: int) -> Texts:
    words = np.array(list(shares), dtype=object)
    weights = np.array(list(shares.values()), dtype=float)
    return words[rng.choice(len(words), size=n, p=weights / weights.sum())]


def _given(rng: np.random.Generator, sex: str, n: int) -> Texts:
    words = name_shares()["given"][sex].split()
    return _drawn(rng, {word: 1 / (rank + RANK) for rank, word in enumerate(dict.fromkeys(words))}, n)


def _full(family: Texts, middle: Texts, given: Texts) -> Texts:
    between = np.where(middle == "", " ", " " + middle + " ")
    whole: Texts = family + between + given
    return whole


def _named(rng: np.random.Generator, female: NDArray[np.bool_], family: Texts) -> Texts:
    n = len(female)
    shares = name_shares()["middles"]
    middle = np.where(female, _drawn(rng, shares["f"], n), _drawn(rng, shares["m"], n))
    given = np.where(female, _given(rng, "f", n), _given(rng, "m", n))
    return _full(family, middle, given)


def people(rng: np.random.Generator, n: int, ground: Ground, day: date) -> People:
    """At least ``n`` invented people as of a day, cut to ``n``."""
    today = (day - date(1970, 1, 1)).days
    homes = max(4, int(n / 2.6) + 4)
    families = name_shares()["families"]
    commune = np.sort(rng.integers(0, len(ground.communes), homes))
    # The couple; brothers share parents, family and home.
    near = (rng.random(homes) < NEAR) & (commune == np.roll(commune, 1))
    near[0] = False
    root = np.maximum.accumulate(np.where(near, 0, np.arange(homes)))
    his_family = _drawn(rng, families, homes)[root]
    her_family = _drawn(rng, families, homes)
    male, female = np.zeros(homes, bool), np.ones(homes, bool)
    grandfather, grandmother = (
        _named(rng, male, his_family)[root],
        _named(rng, female, _drawn(rng, families, homes))[root],
    )
    her_father, her_mother = _named(rng, male, her_family), _named(rng, female, _drawn(rng, families, homes))
    husband, wife = _named(rng, male, his_family), _named(rng, female, her_family)
    age = rng.triangular(22, 38, 88, homes)
    husband_born = (today - age * YEAR).astype(int)
    wife_born = (today - np.clip(age - rng.normal(2.5, 3.5, homes), 19, 95) * YEAR).astype(int)
    alone = rng.random(homes) < ALONE
    here = np.asarray(ground.native)[commune]
    away = rng.integers(0, len(ground.births), homes)
    his_birth = np.where(rng.random(homes) < MOVED_IN / 2, away, here)
    her_birth = np.where(rng.random(homes) < MOVED_IN, np.roll(away, 1), here)
    blank = np.full(homes, None, dtype=object)
    lone_woman = alone & (rng.random(homes) < 0.5)
    has_wife = ~alone | lone_woman
    has_husband = ~lone_woman
    at = np.arange(homes)
    blocks = [
        _block(at[has_husband], husband, male, husband_born, grandfather, grandmother,
               np.where(alone, blank, wife), his_birth, "Chủ hộ"),
        _block(at[has_wife], wife, female, wife_born, her_father, her_mother,
               np.where(alone, blank, husband), her_birth, "Vợ"),
        *_children(rng, at, his_family, husband, wife, wife_born, alone, here, today),
    ]  # fmt: skip
    elders = (rng.random(homes) < ELDERS) & ~near & (age < 60) & ~alone
    elder_age = np.clip(age + rng.normal(27, 4, homes), age + 18, 99)
    elder_born = (today - elder_age * YEAR).astype(int)
    blocks += [
        _block(
            at[elders], grandfather, male, elder_born, _named(rng, male, his_family), blank, grandmother, here, "Bố"
        ),
        _block(at[elders], grandmother, female, elder_born + 700, blank, blank, grandfather, here, "Mẹ"),
    ]
    columns = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    order = np.argsort(columns["household"], kind="stable")[:n]
    columns = {name: values[order] for name, values in columns.items()}
    lone = np.array([spouse is None for spouse in columns["spouse"]])
    columns["relation"] = np.where((columns["relation"] == "Vợ") & lone, "Chủ hộ", columns["relation"])
    number = _numbers(rng, columns["female"], columns["born"], columns["birth_place"], ground)
    return People(**columns, commune=commune[columns["household"]], number=number)


def _block(
    at: Ints, name: Texts, female: NDArray[np.bool_], born: Ints, father: Texts, mother: Texts, spouse: Texts,
    birth: Ints, relation: str,
) -> dict[str, Any]:  # fmt: skip
    """The members of one standing in the households ``at``."""
    return {
        "name": name[at], "female": female[at], "born": born[at], "father": father[at], "mother": mother[at],
        "spouse": spouse[at], "household": at, "birth_place": birth[at],
        "relation": np.full(len(at), relation, dtype=object),
    }  # fmt: skip


def _children(
    rng: np.random.Generator, at: Ints, family: Texts, husband: Texts, wife: Texts, wife_born: Ints,
    alone: NDArray[np.bool_], here: Ints, today: int,
) -> list[dict[str, Any]]:  # fmt: skip
    """One block per rank of birth; a twin follows on the same day, named a mark apart or like a sibling."""
    homes = len(at)
    count = np.where(alone, 0, rng.choice(len(CHILDREN), size=homes, p=CHILDREN))
    born = wife_born + (rng.uniform(19, 29, homes) * YEAR).astype(int)
    none = np.full(homes, None, dtype=object)
    blocks = []
    for rank in range(len(CHILDREN)):
        female = rng.random(homes) < 0.48
        # The grown-up mostly live elsewhere.
        stays = (born > today - 24 * YEAR) | (rng.random(homes) < 0.15)
        live = (count > rank) & (born < today) & stays
        name = _named(rng, female, family)
        blocks.append(_block(at[live], name, female, born, husband, wife, none, here, "Con"))
        twins = live & (rng.random(homes) < TWINS)
        pairs = {sex: [pair.split() for pair in name_shares()["twins"][sex]] for sex in "mf"}
        near = {sex: dict(found) | {b: a for a, b in found} for sex, found in pairs.items()}
        other = _named(rng, female, family)
        for home in np.flatnonzero(twins):
            *rest, given = name[home].split()
            like = near["f" if female[home] else "m"].get(given, other[home].split()[-1])
            other[home] = " ".join((*rest, like))
        blocks.append(_block(at[twins], other, female, born, husband, wife, none, here, "Con"))
        born = born + (rng.uniform(1.2, 5, homes) * YEAR).astype(int)
    return blocks


def _numbers(rng: np.random.Generator, female: NDArray[np.bool_], born: Ints, birth: Ints, ground: Ground) -> Texts:
    """Twelve digits by the rule: place of registration, century and sex, year, six drawn."""
    code = np.array([code for _, code in ground.births], dtype=object)[birth]
    year = born.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    century = 2 * (year // 100 - 19) + female
    drawn = rng.integers(0, 1_000_000, len(born))
    rest = [
        f"{c}{y:02d}{d:06d}" for c, y, d in zip(century.tolist(), (year % 100).tolist(), drawn.tolist(), strict=True)
    ]
    whole: Texts = code + np.array(rest, dtype=object)
    return whole
