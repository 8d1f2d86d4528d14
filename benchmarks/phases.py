"""Invented phasings by seed: works of many regions under ceilings of years and phases, crews and supervision."""

from datetime import date
from random import Random
from typing import Final

from diaban.plans.phasing.facts import Candidate, Limit, Question, Resource, Year

__all__ = ["invented"]

FIRST: Final = 2027
MILLION: Final = 1_000_000


def invented(works: int, regions: int, seed: int, number_of_years: int = 5) -> Question:
    """``works`` of ``regions`` over some years in two phases; over five the money is for about three in five of them.

    Costs of new buildings 4 to 9.3 bn, of extensions 1.3 to 2.6; one in ten waits for another of its region. Every
    region has a ceiling of money a phase, supervisors and crews a year, and a least number of works in phase 1; the
    nation has a ceiling a year.
    """
    rng = Random(f"{seed}/{works}/{regions}")
    years = tuple(Year(FIRST + number, 1 if number < 2 else 2) for number in range(number_of_years))
    made: list[Candidate] = []
    mine: dict[str, list[Candidate]] = {}
    for number in range(works):
        region = f"R{number % regions:02d}"
        new = rng.random() < 0.7
        cost = rng.randrange(4_000, 9_300, 10) if new else rng.randrange(1_300, 2_600, 10)
        before = mine.setdefault(region, [])
        one = Candidate(
            works=f"{region}-{number:04d}",
            name="",
            unit=f"u{number}",
            region=region,
            least=cost * MILLION,
            most=cost * MILLION,
            score=rng.randrange(10, 101),
            ready=date(FIRST + rng.choice((0, 0, 0, 0, 1, 1, 2)), 1, 1),
            months=rng.choice((10, 12, 14, 18)) if new else rng.choice((5, 8)),
            after=(rng.choice(before).works,) if before and rng.random() < 0.1 else (),
            supervision=2 if new else 1,
        )
        made.append(one)
        before.append(one)
    limits: list[Limit] = []
    whole = sum(one.cost or 0 for one in made)
    for at in years:
        share = (0.10, 0.12, 0.13, 0.13, 0.14)[at.year - FIRST]
        most = int(whole * share) // (100 * MILLION) * 100 * MILLION
        limits.append(Limit(key=f"{at.year}", resource=Resource.MONEY, year=at.year, most=most))
    for region, there in mine.items():
        total = sum(one.cost or 0 for one in there)
        for phase, share in ((1, 0.26), (2, 0.46)):
            most = int(total * share * rng.uniform(0.9, 1.1)) // (100 * MILLION) * 100 * MILLION
            limits.append(
                Limit(key=f"{region}/{phase}", resource=Resource.MONEY, phase=phase, region=region, most=most)
            )
        limits.append(
            Limit(key=f"{region}/least", resource=Resource.WORKS, phase=1, region=region, least=len(there) // 10)
        )
        for at in years:
            for resource, share in ((Resource.SUPERVISION, 0.42), (Resource.CONTRACTORS, 0.26)):
                most = max(2, int(len(there) * share))
                key = f"{region}/{resource.value}/{at.year}"
                limits.append(Limit(key=key, resource=resource, year=at.year, region=region, most=most))
    return Question(tuple(made), years, tuple(limits))
