"""``diaban registers``: files loaded into the registers, and what the registers say about a place on a day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from diaban.basis.catalogue import Say as CatalogueSay
from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.cli import home, options
from diaban.cli.clock import now
from diaban.cli.register_show import columns_table, show
from diaban.cli.say import Say
from diaban.cli.spoken import ChoiceType, SpokenGroup
from diaban.intake.plain_csv import read
from diaban.registers.against import findings as against
from diaban.registers.against import unplaced
from diaban.registers.fact import Fact
from diaban.registers.files import REGISTERS, Register, register_named
from diaban.registers.reading import read_facts
from diaban.registers.staffing import Hamlet, Posting
from diaban.units.unit import UnitId

if TYPE_CHECKING:
    from diaban.store.actions import NewOrigin, NewSource
    from diaban.store.viewer import Viewer

__all__ = ["Cited", "register_option", "registers_group", "source_kind", "wanted"]

FactT = TypeVar("FactT", bound=Fact)
COMMAND = "registers load"
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
        return _load(say, Path(file), wanted(register), cited, reason, json_)

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
    group.add_command(
        home.command(
            say,
            "load",
            "registers.load",
            load,
            [
                click.Argument(["file"], metavar=say.text("metavar.file")),
                register_option(say),
                named("source", "source"),
                named("origin", "origin"),
                home.reason(say),
                named("source-title", "source-title", required=False),
                options.day(say, ["--published"], "published-on"),
                source_kind(say),
            ],
        )
    )
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

    def fresh(self, who: "Viewer") -> "tuple[list[NewSource], list[NewOrigin], list[Finding]]":
        """What the memory does not know yet, with a note for each; RefusedError ``source-differs``."""
        from diaban.store import queries
        from diaban.store.actions import NewOrigin, NewSource
        from diaban.store.models import InstallationKind, SourceKind
        from diaban.store.queries.sources import origins, sources

        demonstration = queries.installation(viewer=who) is InstallationKind.DEMONSTRATION
        kind = SourceKind(self.kind or ("invented" if demonstration else "public"))
        notes: list[Finding] = []
        known = {one.key: one for one in sources(viewer=who)}.get(self.source)
        new: list[NewSource] = []
        if known is None:
            title = self.title or self.source
            new.append(NewSource(key=self.source, title=title, kind=kind, published=self.published))
            notes.append(finding("source-new", severity=Severity.NOTE, key=self.source, kind=SaidKind(kind.value)))
        elif (
            (self.title is not None and self.title != known.title)
            or (self.published is not None and self.published != known.published)
            or (self.kind is not None and kind is not known.kind)
        ):
            raise RefusedError(finding("source-differs", key=self.source))
        names = [one.key for one in origins(viewer=who)]
        if self.origin in names:
            return new, [], notes
        notes.append(finding("origin-new", severity=Severity.NOTE, key=self.origin, known=names or ["—"]))
        return new, [NewOrigin(key=self.origin, title=self.origin)], notes


@dataclass(frozen=True, slots=True)
class SaidKind:
    """A kind of source, in words."""

    kind: str

    def worded(self, say: CatalogueSay) -> str:
        """The word of the catalogue."""
        return say(f"source-kind.{self.kind}")


def _load(say: Say, path: Path, register: Register, cited: Cited, reason: str, json_: bool) -> int:
    with home.memory(writing=True) as who:
        from diaban.store.actions import record
        from diaban.store.queries.sources import loaded_by, request_of

        reading = read(path, register.table)
        found = list(reading.findings)
        before = loaded_by(reading.sha256, viewer=who) if reading.sha256 else None
        if before is not None:
            # What else there is to say about it (every row overlaps itself) follows from that.
            raise RefusedError(finding("file-loaded", place=Place(file=str(path)), act=str(before)))
        atlas = home.edition_known(who).atlas
        given = read_facts(register, reading.lines, atlas, file=str(path), origin=cited.origin, source=cited.source)
        found += given.findings
        found += against(register, given.facts, given.places, _standing(register, given.facts, who))
        if not register.placed:
            found += unplaced(given.facts, given.places, _all(Posting, who), _all(Hamlet, who))
        found = _most(sorted(found, key=lambda one: one.place.row or 0), path)
        if any(one.severity is Severity.ERROR for one in found):
            raise RefusedError(*found)
        sources, origins, notes = cited.fresh(who)
        act = record(
            facts=given.facts,
            places=given.places,
            sources=sources,
            origins=origins,
            by=who,
            at=now,
            reason=reason,
            request=request_of(COMMAND, f"{register.name} {path.name}", reading.sha256),
        )
        if not json_:
            click.echo(say.text("registers.loaded", n=len(given.facts), register=_title(say, register)))
        more = {"register": register.name, "rows": len(given.facts), "sha256": reading.sha256}
        return home.report(say, act, who, json_, [*notes, *found], **more)


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
