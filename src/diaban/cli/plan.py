"""``diaban plan``: which works in which phase, why, and at what price; kept scenarios."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Severity, finding
from diaban.cli import home, options
from diaban.cli.clock import now
from diaban.cli.definitions import criteria_here
from diaban.cli.output import print_findings, print_json, worst
from diaban.cli.plan_output import print_document, print_kept
from diaban.cli.projects import communes
from diaban.cli.say import Say
from diaban.cli.spoken import NumberType, SaidError, SpokenGroup
from diaban.coverage.frame import scope_named
from diaban.intake.plain_csv import MAX_BYTES, read
from diaban.plans.phasing import typed
from diaban.plans.phasing.clash import Loosened, loosened
from diaban.plans.phasing.criteria import Criteria
from diaban.plans.phasing.engine import Effort, Engine
from diaban.plans.phasing.facts import Limit, Pin, Question, Resource
from diaban.plans.phasing.further import SHARES
from diaban.plans.phasing.gather import Ceiling, question_of
from diaban.plans.phasing.read import read_plan, table_of
from diaban.plans.phasing.scenario import Scenario, made

__all__ = ["plan_group"]

MOST_SECONDS: Final = 3_600
MOST_THREADS: Final = 64
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A phasing as it was typed. ``near``: the act of the scenario of which few works shall change."""

    scope: str | None
    as_of: date
    known_at: date | None
    criteria: str
    ceilings: tuple[Ceiling, ...]
    capacities: tuple[Limit, ...]
    pins: tuple[Pin, ...]
    file: str | None
    near: int | None
    give: int
    keep: str | None
    frontier: bool
    effort: Effort


def plan_group(say: Say) -> click.Group:
    """``diaban plan``."""
    group = SpokenGroup(say, "plan", help=say.text("help.group.plan"))

    def phasing(
        scope: str | None,
        as_of: date | None,
        known_at: date | None,
        criteria: str,
        ceiling: Sequence[str],
        capacity: Sequence[str],
        pin: Sequence[str],
        from_: str | None,
        near: int | None,
        give: int,
        keep: str | None,
        no_frontier: bool,
        seconds: int,
        seed: int,
        threads: int,
        json_: bool,
    ) -> int:
        if not (1 <= seconds <= MOST_SECONDS and give <= 100 and 1 <= threads <= MOST_THREADS):
            raise SaidError(say.text("plan.usage.effort"))
        if from_ is not None and (keep is not None or scope is not None):
            raise SaidError(say.text("plan.usage.file"))
        asked = _Asked(
            scope=scope,
            as_of=options.given_day(as_of),
            known_at=known_at,
            criteria=criteria,
            ceilings=_typed(say, ceiling, typed.ceiling, "plan.usage.ceiling"),
            capacities=_unique(_typed(say, capacity, typed.capacity, "plan.usage.capacity")),
            pins=_typed(say, pin, typed.pin, "plan.usage.pin"),
            file=from_,
            near=near,
            give=give,
            keep=keep,
            frontier=not no_frontier,
            effort=Effort(float(seconds), seed, threads),
        )
        return _phasing(say, asked, json_)

    def list_(json_: bool) -> int:
        return _list(say, json_)

    def show(act: int, json_: bool) -> int:
        return _show(say, act, json_)

    group.add_command(home.command(say, "phasing", "plan.phasing", phasing, _parameters(say)))
    group.add_command(home.command(say, "list", "plan.list", list_, []))
    act = click.Argument(["act"], type=NumberType(say), metavar=say.text("metavar.act"))
    group.add_command(home.command(say, "show", "plan.show", show, [act]))
    return group


def _parameters(say: Say) -> list[click.Parameter]:
    def help_(name: str) -> str:
        return say.text(f"help.option.plan-{name}")

    number, sentence = NumberType(say), say.text("metavar.sentence")
    return [
        click.Option(["--scope"], metavar=say.text("metavar.scope"), help=say.text("help.option.scope-ground")),
        options.day(say, ["--as-of"], "as-of"),
        home.known_at(say),
        click.Option(["--criteria"], metavar="ID", default="need", help=help_("criteria")),
        click.Option(["--ceiling"], multiple=True, metavar=say.text("plan.metavar.ceiling"), help=help_("ceiling")),
        click.Option(["--capacity"], multiple=True, metavar=say.text("plan.metavar.capacity"), help=help_("capacity")),
        click.Option(["--pin"], multiple=True, metavar=say.text("plan.metavar.pin"), help=help_("pin")),
        click.Option(["--from", "from_"], metavar=say.text("metavar.file"), help=help_("from")),
        click.Option(["--near"], type=number, metavar=say.text("metavar.act"), help=help_("near")),
        click.Option(["--give"], type=number, default=1, metavar="N", help=help_("give")),
        click.Option(["--keep"], metavar=sentence, help=help_("keep")),
        click.Option(["--no-frontier"], is_flag=True, help=help_("no-frontier")),
        click.Option(["--seconds"], type=number, default=60, metavar="N", help=help_("seconds")),
        click.Option(["--seed"], type=number, default=0, metavar="N", help=help_("seed")),
        click.Option(["--threads"], type=number, default=1, metavar="N", help=help_("threads")),
    ]


def _typed(say: Say, texts: Sequence[str], read_: Callable[[str], T], usage: str) -> tuple[T, ...]:
    found = []
    for text in texts:
        try:
            found.append(read_(text))
        except ValueError as error:
            raise SaidError(say.text(usage, text=text)) from error
    return tuple(found)


def _unique(limits: Sequence[Limit]) -> tuple[Limit, ...]:
    """Of two about the same thing the later one."""
    return tuple({one.key: one for one in limits}.values())


def _phasing(say: Say, asked: _Asked, json_: bool) -> int:
    from diaban.engines.highs import Highs

    criteria, faults = criteria_here(asked.criteria)
    engine = Highs()
    if asked.file is not None:
        question, notes = _from_file(asked, criteria)
        scenario = _solved(asked, question, criteria, engine, None)
        return _said(say, scenario, [*notes, *faults], json_, invented=False, names={})
    with home.memory(writing=asked.keep is not None) as who:
        from diaban.store import actions, queries

        edition = home.edition_known(who, asked.known_at)
        scope = scope_named(edition.atlas, edition.names, asked.scope, asked.as_of)
        before = None if asked.near is None else queries.plan_scenario(asked.near, viewer=who).begins
        question, notes = queries.phasing_question(
            edition=edition,
            units=communes(edition, asked.scope, asked.as_of),
            as_of=asked.as_of,
            criteria=criteria,
            ceilings=asked.ceilings,
            pins=asked.pins,
            capacities=asked.capacities,
            viewer=who,
            known_at=asked.known_at,
        )
        scenario = _solved(asked, question, criteria, engine, before)
        if asked.keep is not None:
            act = actions.keep_scenario(
                scenario=scenario,
                scope=scope.unit.id if scope.unit else None,
                by=who,
                at=now,
                reason=asked.keep,
                request=f"plan phasing {asked.scope or ''} {asked.as_of}",
            )
            return home.report(say, act, who, json_, [*notes, *faults], scenario=scenario.as_dict())
        invented = queries.installation(viewer=who) == "demonstration"
        names = {unit.id: unit.full_name for unit in edition.atlas.units if asked.as_of in unit.period}
    return _said(say, scenario, [*notes, *faults], json_, invented=invented, names=names)


def _from_file(asked: _Asked, criteria: Criteria) -> tuple[Question, list[Finding]]:
    """The question of a file. RefusedError with every mistake where there is one."""
    path = Path(asked.file or "")
    if not path.is_file() or path.stat().st_size > MAX_BYTES or not os.access(path, os.R_OK):
        raise RefusedError(*read(path, table_of(criteria)).findings)
    told = read_plan(path.read_bytes(), criteria, file=str(path))
    wrong = [one for one in told.findings if one.severity is Severity.ERROR]
    if wrong:
        raise RefusedError(*told.findings)
    limits = {one.key: one for one in told.limits}
    for one in asked.ceilings:
        key = f"{one.year}/money"
        limits[key] = Limit(key=key, resource=Resource.MONEY, year=one.year, most=one.most)
    limits |= {one.key: one for one in asked.capacities}
    question, notes = question_of(
        told.works, tuple(limits.values()), told.phases, asked.pins, criteria, as_of=asked.as_of
    )
    return question, [*told.findings, *notes]


def _solved(
    asked: _Asked, question: Question, criteria: Criteria, engine: Engine, before: Mapping[str, int] | None
) -> Scenario:
    """The scenario; where nothing fits, what would have to give way is added to what is found."""
    shares = SHARES if asked.frontier else None
    try:
        return made(question, engine, asked.effort, before=before, give=asked.give, shares=shares)
    except RefusedError as error:
        if any(found.code == "plan-stopped" for found in error.findings):
            raise
        told = loosened(question, engine, asked.effort, criteria.slack_prices())
        more = [_loosen(one) for one in told or ()]
        raise RefusedError(*error.findings, *more) from error


def _loosen(one: Loosened) -> Finding:
    if one.down:
        return finding("plan-loosen-down", limit=one.limit, by=one.by)
    return finding("plan-loosen", limit=one.limit, by=one.by)


def _said(
    say: Say, scenario: Scenario, notes: Sequence[Finding], json_: bool, *, invented: bool, names: Mapping[str, str]
) -> int:
    if json_:
        print_json({**scenario.as_dict(), "findings": [say.as_dict(one) for one in notes]})
        return worst(notes)
    if invented:
        click.echo(say.text("word.invented-data"))
    print_document(say, scenario.as_dict(), names)
    print_findings(notes, say)
    return worst(notes)


def _list(say: Say, json_: bool) -> int:
    with home.memory() as who:
        from diaban.store import queries

        told = queries.plan_scenarios(viewer=who)
    print_kept(say, told, json_=json_)
    return 0


def _show(say: Say, act: int, json_: bool) -> int:
    with home.memory() as who:
        from diaban.store import queries

        kept = queries.plan_scenario(act, viewer=who)
        edition = home.edition_known(who)
    if json_:
        print_json({**kept.document, "act": kept.act, "checked_again": kept.checked().sound})
        return 0
    day = kept.question.as_of
    names = {unit.id: unit.full_name for unit in edition.atlas.units if day is None or day in unit.period}
    click.echo(say.text("plan.kept.head", act=str(kept.act), day=day or "—"))
    click.echo(say.text("plan.kept.sound" if kept.checked().sound else "plan.kept.unsound"))
    print_document(say, kept.document, names)
    return 0
