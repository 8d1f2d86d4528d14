"""A file for a register: what it rests on, its rows held against the registers, loaded or taken as a correction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from diaban.basis.catalogue import Say as CatalogueSay
from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.cli import home, options
from diaban.cli.clock import now, today
from diaban.cli.definitions import codes_here
from diaban.cli.say import Say
from diaban.cli.spoken import ChoiceType
from diaban.intake.plain_csv import Reading, read
from diaban.registers.correction import corrected
from diaban.registers.fact import Fact
from diaban.registers.files import Register
from diaban.registers.judging.held import BESIDE, Held
from diaban.registers.judging.judge import judge
from diaban.registers.reading import Read, read_facts
from diaban.units.atlas import Atlas
from diaban.units.trace import ended_on_ground_of
from diaban.units.unit import UnitId

if TYPE_CHECKING:
    from diaban.store.actions import NewOrigin, NewSource
    from diaban.store.viewer import Viewer

__all__ = ["Cited", "Filed", "citing", "correct", "load", "source_kind"]

FactT = TypeVar("FactT", bound=Fact)
MOST = 1_000
"""Findings listed at most."""


@dataclass(frozen=True, slots=True)
class Cited:
    """What a file rests on and who states it: a source and an origin by key, and what to know of a source that is new.

    ``kind``: invented or public; None: invented in a demonstration, public in a real installation.
    """

    source: str
    title: str | None
    published: date | None
    kind: str | None
    origin: str

    @classmethod
    def given(cls, about: Mapping[str, Any]) -> "Cited":
        """As the options of :func:`citing` say."""
        return cls(about["source"], about["source_title"], about["published"], about["source_kind"], about["origin"])

    def told(self) -> "tuple[list[NewSource], list[NewOrigin]]":
        """As actions take it: which of it is new, and whether it agrees with what is recorded, is found by them."""
        from diaban.store.actions import NewOrigin, NewSource
        from diaban.store.models import SourceKind

        kind = SourceKind(self.kind) if self.kind else None
        source = NewSource(key=self.source, title=self.title, kind=kind, published=self.published)
        return [source], [NewOrigin(key=self.origin)]

    def notes(self, act: Any, who: "Viewer") -> list[Finding]:
        """A note for the source and the origin that ``act`` made known."""
        from diaban.store.queries.sources import origins, sources

        notes = [
            finding("source-new", severity=Severity.NOTE, key=one.key, kind=SaidKind(one.kind.value))
            for one in sources(viewer=who)
            if one.act == act.id
        ]
        known = origins(viewer=who)
        names = [one.key for one in known if one.act < act.id] or ["—"]
        return notes + [
            finding("origin-new", severity=Severity.NOTE, key=one.key, known=names)
            for one in known
            if one.act == act.id
        ]


def citing(say: Say) -> list[click.Option]:
    """``--source``, ``--origin``, ``--reason``, and what to know of a source that is new."""
    return [
        options.named(say, "source", "source"),
        options.named(say, "origin", "origin"),
        home.reason(say),
        options.named(say, "source-title", "source-title", required=False),
        options.day(say, ["--published"], "published-on"),
        source_kind(say),
    ]


def source_kind(say: Say) -> click.Option:
    """``--source-kind invented|public``."""
    kinds = ChoiceType(say, ["invented", "public"])
    return click.Option(["--source-kind"], type=kinds, help=say.text("help.option.source-kind"))


@dataclass(frozen=True, slots=True)
class SaidKind:
    """A kind of source, in words."""

    kind: str

    def worded(self, say: CatalogueSay) -> str:
        """The word of the catalogue."""
        return say(f"source-kind.{self.kind}")


@dataclass(frozen=True, slots=True)
class Filed:
    """A file for a register, and what it rests on."""

    path: Path
    register: Register
    cited: Cited

    def lines(self) -> Reading:
        """Its lines, read as the register wants them."""
        return read(self.path, self.register.table)

    def read(self, who: "Viewer") -> "_Given":
        """Its lines as facts, with what is wrong with them."""
        reading = self.lines()
        atlas = home.edition_known(who).atlas
        named = {"file": str(self.path), "origin": self.cited.origin, "source": self.cited.source}
        given = read_facts(self.register, reading.lines, atlas, **named, codes=codes_here(self.register))
        return _Given(given, (*reading.findings, *given.findings), reading.sha256, atlas)

    def accepted(self, found: Iterable[Finding], sha256: str, who: "Viewer") -> list[Finding]:
        """The findings in order of rows, as many as anybody reads; RefusedError with them where one is an error.

        Of a file that was loaded already ``file-loaded`` alone: that every row overlaps itself follows from it. Asked
        after everything else was read, so that a load that ended meanwhile is seen; the action asks again.
        """
        from diaban.store.queries.sources import loaded_by

        before = loaded_by(sha256, viewer=who) if sha256 else None
        if before is not None:
            raise RefusedError(finding("file-loaded", place=Place(file=str(self.path)), act=str(before)))
        listed = _most(sorted(found, key=lambda one: one.place.row or 0), self.path)
        if any(one.severity is Severity.ERROR for one in listed):
            raise RefusedError(*listed)
        return listed

    def request(self, command: str, sha256: str) -> str:
        """What the act notes of it."""
        from diaban.store.queries.sources import request_of

        return request_of(command, f"{self.register.name} {self.path.name}", sha256)


@dataclass(frozen=True, slots=True)
class _Given:
    """What a file stated: facts and places, findings about its lines, its checksum."""

    read: Read
    findings: tuple[Finding, ...]
    sha256: str
    atlas: Atlas


def load(say: Say, filed: Filed, reason: str, json_: bool) -> int:
    """Load a file whole, as one act; all findings at once."""
    register = filed.register
    with home.memory(writing=True) as who:
        from diaban.store.actions import record

        given = filed.read(who)
        facts, places = given.read.facts, given.read.places
        found = filed.accepted(
            [
                *given.findings,
                *_judged(register, facts, places, _standing(register, facts, who, given.atlas), given.atlas, who),
            ],
            given.sha256,
            who,
        )
        sources, origins = filed.cited.told()
        act = record(
            facts=facts,
            places=places,
            sources=sources,
            origins=origins,
            by=who,
            at=now,
            reason=reason,
            request=filed.request("registers load", given.sha256),
        )
        if not json_:
            click.echo(say.text("registers.loaded", n=len(facts), register=_title(say, register)))
        more = {"register": register.name, "rows": len(facts), "sha256": given.sha256}
        return home.report(say, act, who, json_, [*filed.cited.notes(act, who), *found], **more)


def correct(say: Say, filed: Filed, whole: bool, reason: str, json_: bool) -> int:
    """Take a corrected file as one act; ``whole``: its lines stand for the whole of the rows they touch."""
    register = filed.register
    with home.memory(writing=True) as who:
        from diaban.store import actions

        given = filed.read(who)
        standing = _standing(register, given.read.facts, who, given.atlas)
        decided = corrected(register, given.read.facts, given.read.places, standing, whole=whole)
        facts, places = decided.facts, decided.places
        found = filed.accepted(
            [
                *given.findings,
                *decided.findings,
                *_judged(register, given.read.facts, given.read.places, decided.left, given.atlas, who),
            ],
            given.sha256,
            who,
        )
        if not facts:
            raise RefusedError(finding("nothing-to-do", place=Place(file=str(filed.path))), *found)
        sources, origins = filed.cited.told()
        how: dict[str, Any] = {"facts": facts, "places": places, "sources": sources, "origins": origins}
        how |= {"by": who, "at": now, "reason": reason, "request": filed.request("registers correct", given.sha256)}
        act = actions.correct(closes=decided.replaced, **how) if whole else actions.supersede(**how)
        replaced = [fact.row for fact in decided.replaced]
        if not json_:
            values = {"n": len(facts), "replaced": len(replaced), "register": _title(say, register)}
            click.echo(say.text("registers.corrected", **values))
        more = {"register": register.name, "rows": len(facts), "replaced": replaced, "sha256": given.sha256}
        return home.report(say, act, who, json_, [*filed.cited.notes(act, who), *found], **more)


def _most(found: list[Finding], path: Path) -> list[Finding]:
    """Errors first, and no more than anybody reads: of the others their number."""
    if len(found) <= MOST:
        return found
    first = sorted(found, key=lambda one: one.severity is not Severity.ERROR)[:MOST]
    severity = max((one.severity for one in found), key=lambda severity: severity is Severity.ERROR)
    more = len(found) - MOST
    place = Place(file=str(path))
    return [*first, finding("csv-more-findings", place=place, severity=severity, count=more, kept=MOST)]


def _judged(
    register: Register,
    facts: Sequence[Fact],
    places: Sequence[Place],
    standing: Iterable[Fact],
    atlas: Atlas,
    who: "Viewer",
) -> list[Finding]:
    """Whether the facts can be true beside what stands, in their register and in those it is judged with."""
    units = _units(facts)
    beside = [
        fact
        for kind in BESIDE.get(register.fact, ())
        for fact in _all(kind, who, units if register.placed and "unit" in kind.__dataclass_fields__ else None)
    ]
    return judge(register, facts, places, Held([*standing, *beside]), atlas, today())


def _standing(register: Register, given: Sequence[Fact], who: "Viewer", atlas: Atlas) -> list[Fact]:
    """What the register holds about the units of ``given`` and those that ended on their ground, by any origin."""
    if not register.placed or register.subject[0] != "unit":
        return _all(register.fact, who)
    units = _units(given)
    return _all(register.fact, who, units | set(ended_on_ground_of(atlas, units, today())))


def _units(facts: Iterable[Fact]) -> set[UnitId]:
    return {unit for fact in facts if (unit := getattr(fact, "unit", None)) is not None}


def _all(kind: type[FactT], who: "Viewer", units: Collection[UnitId] | None = None) -> list[FactT]:
    """What is held of one kind now, on any day."""
    from diaban.store.mapping import shape
    from diaban.store.queries import facts

    found: list[FactT] = facts(shape(kind).model, kind, as_of=None, known_at=None, viewer=who, units=units)
    return found


def _title(say: Say, register: Register) -> str:
    return say.text(f"register.name.{register.name}")
