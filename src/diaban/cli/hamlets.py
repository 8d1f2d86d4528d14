"""``diaban hamlets``: who answers for which hamlet, which are without anybody and why, and handing over."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, Severity, finding
from diaban.cli import home, options
from diaban.cli.clock import now
from diaban.cli.output import print_json, print_table
from diaban.cli.post_away import post_away_command
from diaban.cli.register_file import Cited, citing
from diaban.cli.registers import wanted
from diaban.cli.say import Say
from diaban.cli.spoken import SpokenGroup
from diaban.intake.plain_csv import Table, read
from diaban.registers.files import FROM, HAMLET, OFFICER, TO
from diaban.registers.handover import Answered, Standing, Stated, hand_over, standings
from diaban.registers.reading import read_facts
from diaban.registers.staffing import HamletDuty
from diaban.units.atlas import Atlas
from diaban.units.edition import Edition
from diaban.units.scope import resolve_scope
from diaban.units.unit import Unit, UnitId

__all__ = ["hamlets_group"]

COMMAND: Final = "hamlets hand-over"
DUTIES: Final = wanted("hamlet-duties")
COLUMNS: Final = Table((HAMLET.column, OFFICER.column), unique=("hamlet",), strict=True)
NAMED: Final = 3
"""Officers named in a line who could take a hamlet; JSON names all."""


def hamlets_group(say: Say) -> click.Group:
    """The group and its commands, in one language."""
    group = SpokenGroup(say, "hamlets", help=say.text("help.group.hamlets"))

    def show(scope: str | None, as_of: date | None, known_at: date | None, open_: bool, json_: bool) -> int:
        return _show(say, _Asked(scope, options.given_day(as_of), known_at, open_), json_)

    def hand(file: str, day: date, reason: str, json_: bool, **about: Any) -> int:
        cited = Cited.given(about)
        return _hand_over(say, Path(file), day, cited, reason, json_)

    group.add_command(
        home.command(
            say,
            "show",
            "hamlets.show",
            show,
            [
                click.Option(["--scope"], metavar=say.text("metavar.scope"), help=say.text("help.option.scope")),
                options.day(say, ["--as-of"], "as-of"),
                home.known_at(say),
                click.Option(["--open", "open_"], is_flag=True, help=say.text("help.option.hamlets-open")),
            ],
        )
    )
    group.add_command(
        home.command(
            say,
            "hand-over",
            "hamlets.hand-over",
            hand,
            [
                click.Argument(["file"], metavar=say.text("metavar.file")),
                options.day(say, ["--day"], "handover-day", required=True),
                *citing(say),
            ],
        )
    )
    group.add_command(post_away_command(say))
    return group


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which hamlets are asked for. ``open_``: only those for which nobody answers."""

    scope: str | None
    day: date
    known_at: date | None
    open_: bool


def _show(say: Say, asked: _Asked, json_: bool) -> int:
    with home.memory() as who:
        from diaban.store import queries

        edition = home.edition_known(who, asked.known_at)
        atlas = edition.atlas
        top = None if asked.scope is None else resolve_scope(atlas, edition.names, asked.scope, asked.day)
        told = queries.hamlet_facts(viewer=who, known_at=asked.known_at)
        invented = queries.installation(viewer=who) == "demonstration"
    found = _inside(standings(told, atlas, asked.day), atlas, top, asked.day)
    counts = Counter(one.state for one in found)
    shown = [one for one in found if not asked.open_ or one.state is not Answered.ANSWERED]
    if json_:
        print_json(
            {
                "as_of": asked.day.isoformat(),
                "known_at": asked.known_at.isoformat() if asked.known_at else None,
                "edition": edition.number,
                "scope": None if top is None else _unit_json(atlas, top.id, asked.day),
                "invented": invented,
                "counts": {state.value: counts[state] for state in Answered},
                "hamlets": [_json(one, atlas, asked.day) for one in shown],
            }
        )
        return 0
    if invented:
        click.echo(say.text("word.invented-data"))
    where = top.full_name if top else say.text("word.nation")
    click.echo(say.text("hamlets.title", scope=where, day=asked.day, n=len(found)))
    states = [
        say.text("hamlets.count", state=say.text(f"hamlets.state.{state.value}"), n=counts[state]) for state in Answered
    ]
    click.echo("  " + " · ".join(states))
    headings = ("code", "unit", "hamlet", "name", "officer")
    print_table(
        [
            *(say.text(f"register.column.{name}") for name in headings),
            say.text("hamlets.why"),
            say.text("hamlets.takers"),
        ],
        [_line(say, one, edition, asked.day) for one in shown],
    )
    return 0


def _inside(found: Sequence[Standing], atlas: Atlas, top: Unit | None, day: date) -> list[Standing]:
    """Those of the units below ``top``, in order of code; hamlets left behind go where their unit's ground went."""
    if top is not None:
        units = {unit.id for unit in atlas.below(top.id, day)}
        found = [one for one in found if one.unit in units or units.intersection(one.heirs)]
    return sorted(found, key=lambda one: (_version(atlas, one.unit, day).code if one.unit else "", one.hamlet))


def _line(say: Say, one: Standing, edition: Edition, day: date) -> tuple[str, ...]:
    unit = None if one.unit is None else _version(edition.atlas, one.unit, day)
    takers = ", ".join(one.could_take[:NAMED])
    rest = len(one.could_take) - NAMED
    return (
        unit.code if unit else "—",
        unit.full_name if unit else "—",
        one.hamlet,
        f"{one.type.value} {one.name}" if one.type else "—",
        ", ".join(dict.fromkeys(stated.duty.officer for stated in _telling(one))) or "—",
        _why(say, one, edition.atlas, day),
        say.text("hamlets.and-more", names=takers, n=rest) if rest > 0 else takers,
    )


def _telling(one: Standing) -> list[Stated]:
    """The duties that count; where none does, all of them."""
    return [stated for stated in one.duties if stated.void is None] or list(one.duties)


def _why(say: Say, one: Standing, atlas: Atlas, day: date) -> str:
    if one.state is Answered.ANSWERED:
        return say.text("hamlets.state.answered")
    words: list[str] = []
    if one.state is Answered.WITHOUT:
        words.append(say.text("hamlets.state.without"))
    if one.state is Answered.UNLISTED:
        heirs = ", ".join(_version(atlas, unit, day).full_name for unit in one.heirs) or "—"
        words.append(say.text("hamlets.state.unlisted") if not one.heirs else say.text("hamlets.left", heirs=heirs))
    else:
        for stated in one.duties:
            units = ", ".join(_version(atlas, unit, day).full_name for unit in stated.posted) or "—"
            words.append(say.text(f"hamlets.void.{stated.void}", units=units))
    return "; ".join(dict.fromkeys(words))


def _version(atlas: Atlas, unit: UnitId, day: date) -> Unit:
    return atlas.find_id(unit, day) or atlas.versions(unit)[-1]


def _unit_json(atlas: Atlas, unit: UnitId, day: date) -> dict[str, str]:
    version = _version(atlas, unit, day)
    return {"id": version.id, "code": version.code, "name": version.full_name}


def _json(one: Standing, atlas: Atlas, day: date) -> dict[str, Any]:
    return {
        "hamlet": one.hamlet,
        "name": one.name,
        "type": one.type.value if one.type else None,
        "unit": None if one.unit is None else _unit_json(atlas, one.unit, day),
        "state": one.state.value,
        "duties": [_duty_json(stated, atlas, day) for stated in one.duties],
        "heirs": [_unit_json(atlas, unit, day) for unit in one.heirs],
        "could_take": list(one.could_take),
    }


def _duty_json(stated: Stated, atlas: Atlas, day: date) -> dict[str, Any]:
    duty, start, end = stated.duty, stated.duty.period.start, stated.duty.period.end
    return {
        "row": duty.row,
        "officer": duty.officer,
        FROM: start.isoformat() if start else None,
        TO: end.isoformat() if end else None,
        "origin": duty.origin,
        "source": duty.source,
        "void": stated.void.value if stated.void else None,
        "posted": [_unit_json(atlas, unit, day) for unit in stated.posted],
    }


def _hand_over(say: Say, path: Path, day: date, cited: Cited, reason: str, json_: bool) -> int:
    with home.memory(writing=True) as who:
        from diaban.store import actions, queries
        from diaban.store.queries.sources import request_of

        atlas = home.edition_known(who).atlas
        reading = read(path, COLUMNS)
        # Each line is a line of the register, from that day on.
        lines = [replace(line, values={**line.values, FROM: day, TO: None}) for line in reading.lines]
        given = read_facts(DUTIES, lines, atlas, file=str(path), origin=cited.origin, source=cited.source, codes={})
        duties, places = [fact for fact in given.facts if isinstance(fact, HamletDuty)], given.places
        told = queries.hamlet_facts(viewer=who, keys={duty.hamlet for duty in duties}, settled=False)
        decided = hand_over(duties, places, told, atlas, day)
        found = sorted([*reading.findings, *given.findings, *decided.findings], key=lambda one: one.place.row or 0)
        if any(one.severity is Severity.ERROR for one in found):
            raise RefusedError(*found)
        if not decided.duties:
            raise RefusedError(finding("nothing-to-do", place=Place(file=str(path))), *found)
        sources, origins = cited.told()
        act = actions.hand_over(
            duties=duties,
            places=places,
            atlas=atlas,
            day=day,
            by=who,
            at=now,
            reason=reason,
            request=request_of(COMMAND, f"{day} {path.name}", reading.sha256),
            sources=sources,
            origins=origins,
        )
        if not json_:
            click.echo(say.text("hamlets.handed-over", n=len(decided.duties), day=day))
        more: Mapping[str, object] = {"day": day.isoformat(), "rows": len(decided.duties), "sha256": reading.sha256}
        return home.report(say, act, who, json_, [*cited.notes(act, who), *found], **more)
