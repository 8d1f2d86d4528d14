"""What people decide about records: which origin counts, what proves a record, what is counted, what is destroyed."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.basis.period import Period
from diaban.cli import home, options
from diaban.cli.clock import now
from diaban.cli.frames import frame_commands
from diaban.cli.register_file import Cited, source_kind
from diaban.cli.registers import register_option, wanted
from diaban.cli.say import Say
from diaban.cli.spoken import ChoiceType, NumberType, SpokenGroup
from diaban.registers.evidence import Evidence, EvidenceKind
from diaban.registers.fact import Fact
from diaban.units.restate import frame_of
from diaban.units.scope import resolve_scope
from diaban.units.unit import UnitType

if TYPE_CHECKING:
    from diaban.store.viewer import Viewer

__all__ = ["choose_command", "destroy_command", "evidence_group", "frame_group", "sources_group"]


def choose_command(say: Say) -> click.Command:
    """``diaban choose``, in one language."""

    def choose_(register: str, row: int, start: date | None, end: date | None, reason: str, json_: bool) -> int:
        with home.memory(writing=True) as who:
            from diaban.store.actions import choose

            fact = _fact(register, row, who)
            period = fact.period if start is None and end is None else _period(start, end)
            act = choose(fact=fact, period=period, by=who, at=now, reason=reason)
            told: dict[str, Any] = {"valid_from": _iso(period.start), "valid_to": _iso(period.end)}
            return home.report(say, act, who, json_, register=register, row=row, origin=fact.origin, **told)

    days = [options.day(say, ["--from", "start"], "choice-from"), options.day(say, ["--to", "end"], "choice-to")]
    return home.command(
        say, "choose", "command.choose", choose_, [register_option(say), _row(say), *days, home.reason(say)]
    )


def destroy_command(say: Say) -> click.Command:
    """``diaban destroy``, in one language."""

    def destroy_(register: str | None, row: tuple[int, ...], officer: str | None, reason: str, json_: bool) -> int:
        if officer is None and (register is None or not row):
            raise click.UsageError(say.text("usage.destroy"))
        with home.memory(writing=True) as who:
            from diaban.store.actions import destroy

            facts = [_fact(register, number, who) for number in row] if register else []
            act = destroy(facts=facts, officer=officer, by=who, at=now, reason=reason)
            return home.report(say, act, who, json_, register=register, rows=list(row))

    officer = click.Option(["--officer"], metavar=say.text("metavar.code"), help=say.text("help.option.officer"))
    params = [register_option(say, required=False), _row(say, several=True), officer, home.reason(say)]
    return home.command(say, "destroy", "command.destroy", destroy_, params)


def frame_group(say: Say) -> click.Group:
    """``diaban frame``, in one language."""
    group = SpokenGroup(say, "frame", help=say.text("help.group.frame"))

    def freeze(
        key: str,
        title: str | None,
        scope: str | None,
        types: tuple[UnitType, ...],
        as_of: date | None,
        reason: str,
        json_: bool,
    ) -> int:
        day = options.given_day(as_of)
        with home.memory(writing=True) as who:
            from diaban.store.actions import freeze_frame

            edition = home.edition_known(who)
            top = None if scope is None else resolve_scope(edition.atlas, edition.names, scope, day)
            frame = frame_of(edition.atlas, top.id if top else None, types, day)
            where = top.full_name if top else say.text("word.nation")
            act = freeze_frame(
                key=key,
                title=title or where,
                scope="" if top is None else top.id,
                as_of=day,
                units=frame.units,
                by=who,
                at=now,
                reason=reason,
            )
            if not json_:
                click.echo(say.text("frame.frozen", name=key, scope=where, as_of=day, n=len(frame.units)))
            return home.report(say, act, who, json_, frame=key, as_of=day.isoformat(), size=len(frame.units))

    for command in frame_commands(say):
        group.add_command(command)
    group.add_command(
        home.command(
            say,
            "freeze",
            "frame.freeze",
            freeze,
            [
                click.Argument(["key"], metavar=say.text("metavar.name")),
                click.Option(["--title"], metavar=say.text("metavar.name"), help=say.text("help.option.frame-title")),
                click.Option(["--scope"], metavar=say.text("metavar.scope"), help=say.text("help.option.scope")),
                click.Option(
                    ["--types"],
                    type=options.TypesType(say),
                    default=(),
                    metavar="xã,thị_trấn",
                    help=say.text("help.option.types"),
                ),
                options.day(say, ["--as-of"], "as-of"),
                home.reason(say),
            ],
        )
    )
    return group


def evidence_group(say: Say) -> click.Group:
    """``diaban evidence``, in one language."""
    group = SpokenGroup(say, "evidence", help=say.text("help.group.evidence"))

    def add(kind: str, day: date | None, by: str, source: str, reason: str, json_: bool, **about: Any) -> int:
        register, row, standard, unit = (about[name] for name in ("register", "row", "standard", "unit"))
        if (register is None or row is None) == (standard is None or unit is None):
            raise click.UsageError(say.text("usage.evidence"))
        given = options.given_day(day)
        with home.memory(writing=True) as who:
            from diaban.store.actions import add_evidence

            found = home.edition_known(who).atlas.by_code(unit, given).id if unit else None
            told = _fact(register, row, who) if register else None
            evidence = Evidence(
                kind=EvidenceKind(kind),
                day=given,
                by=by,
                reporter=told.origin if told else about["reporter"] or "",
                source=source,
                unit=found,
                standard=standard or "",
                register=_table(told) if told else "",
                about=row if told else 0,
            )
            act = add_evidence(evidence=evidence, by=who, at=now, reason=reason)
            return home.report(say, act, who, json_, kind=kind, day=given.isoformat(), register=register, row=row)

    kinds = ChoiceType(say, [kind.value for kind in EvidenceKind])
    group.add_command(
        home.command(
            say,
            "add",
            "evidence.add",
            add,
            [
                click.Option(["--kind"], type=kinds, required=True, help=say.text("help.option.evidence-kind")),
                options.day(say, ["--day"], "evidence-day"),
                _text(say, "by", "evidence-by", "name", required=True),
                _text(say, "source", "source", "name", required=True),
                register_option(say, required=False),
                _row(say, required=False),
                _text(say, "standard", "standard", "name"),
                _text(say, "unit", "evidence-unit", "code"),
                _text(say, "reporter", "reporter", "name"),
                home.reason(say),
            ],
        )
    )
    return group


def sources_group(say: Say) -> click.Group:
    """``diaban sources``, in one language."""
    group = SpokenGroup(say, "sources", help=say.text("help.group.sources"))

    def add(
        key: str,
        origin: str,
        source_title: str | None,
        published: date | None,
        source_kind: str | None,
        reason: str,
        json_: bool,
    ) -> int:
        with home.memory(writing=True) as who:
            from diaban.store.actions import introduce

            cited = Cited(key, source_title, published, source_kind, origin)
            sources, origins = cited.told()
            act = introduce(sources=sources, origins=origins, by=who, at=now, reason=reason, anew=True)
            return home.report(say, act, who, json_, cited.notes(act, who), source=key, origin=origin)

    group.add_command(
        home.command(
            say,
            "add",
            "sources.add",
            add,
            [
                click.Argument(["key"], metavar=say.text("metavar.name")),
                _text(say, "origin", "origin", "name", required=True),
                _text(say, "source-title", "source-title", "name"),
                options.day(say, ["--published"], "published-on"),
                source_kind(say),
                home.reason(say),
            ],
        )
    )
    return group


def _fact(register: str, row: int, who: "Viewer") -> Fact:
    """The fact in a row; RefusedError ``row-unknown``."""
    from diaban.store.queries.sources import fact_in_row

    found = fact_in_row(wanted(register).fact, row, viewer=who)
    if found is None:
        raise RefusedError(finding("row-unknown", register=wanted(register).titled, row=str(row)))
    return found


def _table(fact: Fact) -> str:
    """The name of a fact's register in the store."""
    from diaban.store.mapping import shape

    name: str = shape(type(fact)).model.register()
    return name


def _period(start: date | None, end: date | None) -> Period:
    if start is not None and end is not None and end <= start:
        raise RefusedError(finding("period-empty", start=start, end=end))
    return Period(start, end)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _row(say: Say, *, several: bool = False, required: bool = True) -> click.Option:
    return click.Option(
        ["--row"],
        type=NumberType(say),
        multiple=several,
        required=required and not several,
        metavar="N",
        help=say.text("help.option.row"),
    )


def _text(say: Say, flag: str, key: str, shown: str, *, required: bool = False) -> click.Option:
    return click.Option(
        [f"--{flag}"], required=required, metavar=say.text(f"metavar.{shown}"), help=say.text(f"help.option.{key}")
    )
