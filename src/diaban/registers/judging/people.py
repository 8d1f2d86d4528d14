"""People: an officer in two posts, a title for which no post is assigned, more people than posts, a duty elsewhere.

All of these happen in a good week (somebody moved and only one of the two units has said so), so that they are
warnings: they name what to look at and keep nobody from sending a return.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.registers.fact import Fact
from diaban.registers.judging.held import Held
from diaban.registers.staffing import Hamlet, HamletDuty, HeadCount, Post, Posting, Title
from diaban.registers.value import Valued
from diaban.units.atlas import Atlas
from diaban.units.unit import UnitId
from diaban.units.wording import Listed

__all__ = ["duties", "posts", "two_posts"]


def two_posts(given: Iterable[tuple[Fact, Place]], held: Held, atlas: Atlas, _day: date) -> Iterator[Finding]:
    """Warning ``officer-in-two-posts``: the same officer serves somewhere else, or under another title, on the same
    days, as another origin says. The officer's code is not repeated."""
    for fact, place in given:
        if not isinstance(fact, Posting):
            continue
        for other in held.by(Posting, officer=fact.officer):
            differs = (other.unit, other.title) != (fact.unit, fact.title)
            if other is not fact and differs and other.period.overlaps(fact.period):
                start = max(fact.period.start or date.min, other.period.start or date.min)
                unit = Listed.of([atlas.find_id(other.unit, start) or atlas.versions(other.unit)[-1]])
                values = {"unit": unit, "title": Valued(other.title), "origin": other.origin, "day": start}
                yield finding("officer-in-two-posts", place=place, severity=Severity.WARNING, **values)
                break


def posts(given: Sequence[tuple[Fact, Place]], held: Held, _atlas: Atlas, day: date) -> Iterator[Finding]:
    """Warnings ``post-not-assigned`` and ``people-above-posts``, once for each unit and title.

    A unit of which no posts are known at all is not judged. Where origins differ the larger number of posts counts,
    and people present as a count and one by one are held against the posts each by itself.
    """
    seen: set[tuple[UnitId, Title | None, str]] = set()
    # A return names the same unit and title in a hundred rows: their people are counted once.
    counted: set[tuple[UnitId, Title, date]] = set()
    for fact, place in reversed(given):
        if not isinstance(fact, Post | HeadCount | Posting):
            continue
        on = day if day in fact.period else fact.period.start or day
        if isinstance(fact, Posting):
            if (about := (fact.unit, fact.title, on)) in counted:
                continue
            counted.add(about)
        assigned = _assigned(held, fact.unit, on)
        for title, people in _people(fact, held, on):
            limit = sum(assigned.values()) if title is None else assigned.get(title, 0)
            code = "post-not-assigned" if limit == 0 else "people-above-posts"
            if not assigned or people <= limit or (fact.unit, title, code) in seen:
                continue
            seen.add((fact.unit, title, code))
            named = Valued(title) if title else Valued("all-titles")
            if limit == 0:
                yield finding("post-not-assigned", place=place, severity=Severity.WARNING, title=named, day=on)
            else:
                values = {"title": named, "people": people, "posts": limit, "day": on}
                yield finding("people-above-posts", place=place, severity=Severity.WARNING, **values)


def duties(given: Iterable[tuple[Fact, Place]], held: Held, atlas: Atlas, day: date) -> Iterator[Finding]:
    """Warning ``duty-officer-elsewhere``: who answers for a hamlet serves in another unit than lists it."""
    for fact, place in given:
        if not isinstance(fact, HamletDuty):
            continue
        on = day if day in fact.period else fact.period.start or day
        there = {hamlet.unit for hamlet in held.by(Hamlet, hamlet=fact.hamlet) if on in hamlet.period}
        serving = {posting.unit for posting in held.by(Posting, officer=fact.officer) if on in posting.period}
        if there and serving and not there & serving:
            units = [atlas.find_id(unit, on) or atlas.versions(unit)[-1] for unit in sorted(serving)]
            values = {"hamlet": fact.hamlet, "unit": Listed.of(units), "day": on}
            yield finding("duty-officer-elsewhere", place=place, severity=Severity.WARNING, **values)


def _assigned(held: Held, unit: UnitId, day: date) -> dict[Title, int]:
    found: dict[Title, int] = {}
    for post in held.by(Post, unit=unit):
        if day in post.period:
            found[post.title] = max(found.get(post.title, 0), post.number)
    return found


def _people(fact: Post | HeadCount | Posting, held: Held, day: date) -> Iterator[tuple[Title | None, int]]:
    """People present under the titles that a fact concerns."""
    match fact:
        case HeadCount():
            yield fact.title, fact.number
        case Posting():
            yield fact.title, _posted(held, fact.unit, fact.title, day)
        case Post():
            yield fact.title, _posted(held, fact.unit, fact.title, day)
            for count in held.by(HeadCount, unit=fact.unit, title=fact.title):
                if day in count.period:
                    yield fact.title, count.number


def _posted(held: Held, unit: UnitId, title: Title, day: date) -> int:
    return len({one.officer for one in held.by(Posting, unit=unit, title=title) if day in one.period})
