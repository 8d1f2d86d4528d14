"""The whole demonstration as a plan: both provinces' acts in order of their moments. The same seed, the same plan."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from diaban.cli.demonstration.book import Book
from diaban.cli.demonstration.border import border_days
from diaban.cli.demonstration.community import community
from diaban.cli.demonstration.counting import counting
from diaban.cli.demonstration.ground import MERGED, ground_of
from diaban.cli.demonstration.investments import bac_kan_projects, quang_ninh_projects
from diaban.cli.demonstration.province import bac_kan, quang_ninh
from diaban.cli.demonstration.returns import returns
from diaban.cli.demonstration.step import Plan
from diaban.units.atlas import Atlas

__all__ = ["SEED", "demonstration", "joined"]

SEED: Final = 2026


def demonstration(atlas: Atlas, seed: int = SEED) -> Plan:
    """Bắc Kạn and Quảng Ninh, each from its horizon to November 2026, with the provinces they went into."""
    north, east = ground_of(atlas, "06"), ground_of(atlas, "22")
    eve = MERGED - timedelta(days=1)
    homes = [bac_kan(north, seed), quang_ninh(east, seed)]
    ours, theirs = (atlas.by_code(code, eve).id for code in ("06", "22"))
    books = [
        *homes,
        community("bk", "Bắc Kạn", north, seed, 10, surveyed=False),
        community("qn", "Quảng Ninh", east, seed, 20, surveyed=True),
        counting(east, seed, 40, border_days(atlas)),
        bac_kan_projects(north, homes[0].facts(), seed, ours),
        quang_ninh_projects(east, homes[1].facts(), seed, theirs),
    ]
    made = joined(books)
    steps = sorted((*made.steps, *returns(east, seed)), key=lambda step: step.moment)
    return replace(made, steps=tuple(steps))


def joined(books: Sequence[Book]) -> Plan:
    """One plan of several books; each makes its acts in a second of its own, so no two moments are the same."""
    steps = sorted((step for book in books for step in book.steps), key=lambda step: step.moment)
    return Plan(
        tuple(steps),
        {key: line for book in books for key, line in book.sources.items()},
        {key: title for book in books for key, title in book.origins.items()},
        tuple(fact for book in books for fact in book.facts()),
    )
