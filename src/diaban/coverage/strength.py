"""People against posts in one unit on a day: by title, by whoever says so, and which register speaks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from diaban.coverage.rule import Wins
from diaban.registers.fact import Fact
from diaban.registers.staffing import HeadCount, Post, Posting, Qualification, QualificationKind, Title

__all__ = ["Line", "Said", "Strength", "qualified", "strength"]

F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Said:
    """A number that one origin states, and what it rests on."""

    number: int
    origin: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One title, None for all of them: posts assigned and people present, one entry for each origin that states them.

    ``difference``: present less assigned; None where either is not stated or origins differ.
    """

    title: Title | None
    posts: tuple[Said, ...]
    present: tuple[Said, ...]

    @property
    def difference(self) -> int | None:
        posts, present = ({one.number for one in said} for said in (self.posts, self.present))
        return present.pop() - posts.pop() if len(posts) == len(present) == 1 else None


@dataclass(frozen=True, slots=True)
class Strength:
    """``speaks``: the register that counts people here (``Posting`` or ``HeadCount``), None where neither holds any.

    ``beside``: what the other register says of all titles together.
    """

    speaks: type[Posting] | type[HeadCount] | None
    lines: tuple[Line, ...]
    whole: Line
    beside: tuple[Said, ...]


def strength(facts: Iterable[Fact], wins: Wins, day: date) -> Strength:
    """Of the facts about one unit, after choices. ``wins``: which register speaks where both do (the standard's)."""
    held = [fact for fact in facts if day in fact.period]
    posts, counts, postings = _of(held, Post), _of(held, HeadCount), _of(held, Posting)
    speaks: type[Posting] | type[HeadCount] | None
    if wins is Wins.POSTINGS:
        speaks = Posting if postings else HeadCount if counts else None
    else:
        speaks = HeadCount if counts else Posting if postings else None
    by_posting, by_count = _people(postings, None), _counted(counts, None)
    lines = []
    for title in Title:
        present = _people(postings, title) if speaks is Posting else _counted(counts, title)
        line = Line(title, _assigned(posts, title), present)
        if line.posts or line.present:
            lines.append(line)
    whole, beside = (by_posting, by_count) if speaks is Posting else (by_count, by_posting)
    return Strength(speaks, tuple(lines), Line(None, _assigned(posts, None), whole), beside)


def qualified(facts: Iterable[Fact], day: date) -> dict[QualificationKind, int]:
    """How many of those who serve in the unit on ``day`` hold each qualification. Postings must be among the facts."""
    held = [fact for fact in facts if day in fact.period]
    serving = {posting.officer for posting in _of(held, Posting)}
    rows = _of(held, Qualification)
    return {kind: len({row.officer for row in rows if row.kind is kind} & serving) for kind in QualificationKind}


def _of(facts: Iterable[Fact], kind: type[F]) -> list[F]:
    return [fact for fact in facts if isinstance(fact, kind)]


def _origins(facts: Iterable[Fact]) -> list[str]:
    return sorted({fact.origin for fact in facts})


def _said(number: int, origin: str, facts: Sequence[Fact]) -> Said:
    return Said(number, origin, tuple(sorted({fact.source for fact in facts})))


def _assigned(posts: Sequence[Post], title: Title | None) -> tuple[Said, ...]:
    wanted = [post for post in posts if title is None or post.title is title]
    told = [(origin, [post for post in wanted if post.origin == origin]) for origin in _origins(wanted)]
    return tuple(_said(sum(post.number for post in own), origin, own) for origin, own in told)


def _people(postings: Sequence[Posting], title: Title | None) -> tuple[Said, ...]:
    said = []
    for origin in _origins(postings):
        # An origin that posts people here says of every title how many there are: none, too.
        own = [one for one in postings if one.origin == origin and (title is None or one.title is title)]
        said.append(_said(len({one.officer for one in own}), origin, own))
    return tuple(said)


def _counted(counts: Sequence[HeadCount], title: Title | None) -> tuple[Said, ...]:
    said = []
    for origin in _origins(counts):
        own = [one for one in counts if one.origin == origin]
        if title is None:
            # A count of all titles already holds those by title.
            own = [one for one in own if one.title is None] or own
        else:
            own = [one for one in own if one.title is title]
        if own:
            said.append(_said(sum(one.number for one in own), origin, own))
    return tuple(said)
