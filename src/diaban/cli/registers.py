"""``diaban registers``: files loaded, returns corrected, and what the registers say about a place on a day."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from diaban.basis.catalogue import Say as CatalogueSay
from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.cli import home, options
from diaban.cli.clock import now
from diaban.cli.definitions import codes_here
from diaban.cli.register_show import columns_table, show
from diaban.cli.say import Say
from diaban.cli.spoken import ChoiceType, SpokenGroup
from diaban.intake.plain_csv import read
from diaban.registers.against import findings as against
from diaban.registers.against import unplaced
from diaban.registers.correction import corrected
from diaban.registers.fact import Fact
from diaban.registers.files import REGISTERS, Register, register_named
from diaban.registers.reading import Read, read_facts
from diaban.registers.staffing import Hamlet, Posting
from diaban.units.unit import UnitId

if TYPE_CHECKING:
    from diaban.store.actions import NewOrigin, NewSource
    from diaban.store.viewer import Viewer

__all__ = ["Cited", "register_option", "registers_group", "source_kind", "wanted"]

FactT = TypeVar("FactT", bound=Fact)
MOST = 1_000
"""Findings listed at most."""


def register_option(say: Say, *, required: bool = True) -> click.Option:
    """``--register NAME``."""
    names = ChoiceType(say, [register.name for register in REGISTERS])
    return click.Option(["--register"], type=names, required=required, help=say.text("help.option.register"))


def source_kind(say: Say) -> click.Option:
    """``--source-kind invented|public``."""
    kinds = ChoiceType(say, ["invented", "public"])
    return click.Option(["--source-kind"], type=kinds, help=say.text("help.option.source-kind"))


def wanted(name: str) -> Register:
    """The register of a name that an option has checked."""
    found = register_named(name)
    if found is None:
        raise LookupError(name)
    return found


def registers_group(say: Say) -> click.Group:
    """The group and its commands, in one language."""
    group = SpokenGroup(say, "registers", help=say.text("help.group.registers"))
    names = ChoiceType(say, [register.name for register in REGISTERS])

    def load(
        file: str,
        register: str,
        source: str,
        origin: str,
        reason: str,
        source_title: str | None,
        published: date | None,
        source_kind: str | None,
        json_: bool,
    ) -> int:
        cited = Cited(source, source_title, published, source_kind, origin)
        return _load(say, _Filed(Path(file), wanted(register), cited), reason, json_)

    def correct(
        file: str,
        register: str,
        source: str,
        origin: str,
        reason: str,
        source_title: str | None,
        published: date | None,
        source_kind: str | None,
        whole_rows: bool,
        json_: bool,
    ) -> int:
        cited = Cited(source, source_title, published, source_kind, origin)
        return _correct(say, _Filed(Path(file), wanted(register), cited), whole_rows, reason, json_)

    def show_(name: str, scope: str | None, as_of: date | None, known_at: date | None, json_: bool) -> int:
        return show(say, wanted(name), scope, options.given_day(as_of), known_at, json_)

    def columns(name: str | None, json_: bool) -> int:
        columns_table(say, [one for one in REGISTERS if name in (None, one.name)], json_)
        return 0

    def named(flag: str, key: str, *, required: bool = True) -> click.Option:
        return click.Option(
            [f"--{flag}"], required=required, metavar=say.text("metavar.name"), help=say.text(f"help.option.{key}")
        )

    name = say.text("metavar.register")
    filed = [
        click.Argument(["file"], metavar=say.text("metavar.file")),
        register_option(say),
        named("source", "source"),
        named("origin", "origin"),
        home.reason(say),
        named("source-title", "source-title", required=False),
        options.day(say, ["--published"], "published-on"),
        source_kind(say),
    ]
    group.add_command(home.command(say, "load", "registers.load", load, filed))
    whole = click.Option(["--whole-rows"], is_flag=True, help=say.text("help.option.whole-rows"))
    group.add_command(home.command(say, "correct", "registers.correct", correct, [*filed, whole]))
    group.add_command(
        home.command(
            say,
            "show",
            "registers.show",
            show_,
            [
                click.Argument(["name"], type=names, metavar=name),
                click.Option(["--scope"], metavar=say.text("metavar.scope"), help=say.text("help.option.scope")),
                options.day(say, ["--as-of"], "as-of"),
                home.known_at(say),
            ],
        )
    )
    argument = click.Argument(["name"], type=names, required=False, metavar=name)
    group.add_command(home.command(say, "columns", "registers.columns", columns, [argument]))
    return group


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


@dataclass(frozen=True, slots=True)
class SaidKind:
    """A kind of source, in words."""

    kind: str

    def worded(self, say: CatalogueSay) -> str:
        """The word of the catalogue."""
        return say(f"source-kind.{self.kind}")


@dataclass(frozen=True, slots=True)
class _Filed:
    """A file for a register, and what it rests on."""

    path: Path
    register: Register
    cited: Cited

    def read(self, who: "Viewer") -> "_Given":
        """Its lines as facts, with what is wrong with them."""
        reading = read(self.path, self.register.table)
        atlas = home.edition_known(who).atlas
        named = {"file": str(self.path), "origin": self.cited.origin, "source": self.cited.source}
        given = read_facts(self.register, reading.lines, atlas, **named, codes=codes_here(self.register))
        return _Given(given, (*reading.findings, *given.findings), reading.sha256)

    def unplaced(self, facts: Sequence[Fact], places: Sequence[Place], who: "Viewer") -> list[Finding]:
        """What names officers or hamlets that are nowhere."""
        return [] if self.register.placed else unplaced(facts, places, _all(Posting, who), _all(Hamlet, who))

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


def _load(say: Say, filed: _Filed, reason: str, json_: bool) -> int:
    register = filed.register
    with home.memory(writing=True) as who:
        from diaban.store.actions import record

        given = filed.read(who)
        facts, places = given.read.facts, given.read.places
        found = filed.accepted(
            [
                *given.findings,
                *against(register, facts, places, _standing(register, facts, who)),
                *filed.unplaced(facts, places, who),
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


def _correct(say: Say, filed: _Filed, whole: bool, reason: str, json_: bool) -> int:
    register = filed.register
    with home.memory(writing=True) as who:
        from diaban.store import actions

        given = filed.read(who)
        standing = _standing(register, given.read.facts, who)
        decided = corrected(register, given.read.facts, given.read.places, standing, whole=whole)
        facts, places = decided.facts, decided.places
        found = filed.accepted(
            [
                *given.findings,
                *decided.findings,
                *against(register, given.read.facts, given.read.places, decided.left),
                *filed.unplaced(facts, places, who),
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


def _standing(register: Register, given: Sequence[Fact], who: "Viewer") -> list[Fact]:
    """What the register holds about the units of ``given``, on any day, by any origin."""
    units = {unit for fact in given if (unit := getattr(fact, "unit", None)) is not None}
    among = units if register.placed and register.subject[0] == "unit" else None
    return _all(register.fact, who, among)


def _all(kind: type[FactT], who: "Viewer", units: Collection[UnitId] | None = None) -> list[FactT]:
    """What is held of one kind now, on any day."""
    from diaban.store.mapping import shape
    from diaban.store.queries import facts

    found: list[FactT] = facts(shape(kind).model, kind, as_of=None, known_at=None, viewer=who, units=units)
    return found


def _title(say: Say, register: Register) -> str:
    return say.text(f"register.name.{register.name}")
