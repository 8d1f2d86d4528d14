"""``diaban campaign``: where the registration campaign stands, and the counts of checked batches kept to be seen."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.cli import home, options
from diaban.cli.check import share
from diaban.cli.clock import now
from diaban.cli.output import print_json, print_table
from diaban.cli.say import Say
from diaban.cli.spoken import SpokenGroup
from diaban.coverage.campaign.differing import Differing
from diaban.coverage.campaign.pace import Finish
from diaban.coverage.campaign.standing import Campaign, Cards, CommuneStanding
from diaban.coverage.frame import scope_named
from diaban.quality.live import EVENTS, SOON, Waiting, stale_next
from diaban.quality.rule import Quality
from diaban.quality.summary import read_summary
from diaban.registers.campaign import CampaignPlan, CardCount, FormCount
from diaban.registers.files import register_of
from diaban.units.edition import Edition

if TYPE_CHECKING:
    from diaban.store.queries.campaign import KeptSummary

__all__ = ["campaign_group"]

LARGEST: int = 64 * 1024**2
NAMED: int = 8
"""Communes that a sentence names."""


def campaign_group(say: Say) -> click.Group:
    """The group and its commands, in one language."""
    group = SpokenGroup(say, "campaign", help=say.text("help.group.campaign"))

    def status(scope: str | None, as_of: date | None, known_at: date | None, json_: bool) -> int:
        return _status(say, scope, options.given_day(as_of), known_at, json_)

    def keep(file: str, reason: str, json_: bool) -> int:
        return _keep(say, Path(file), reason, json_)

    named = click.Option(["--scope"], metavar=say.text("metavar.scope"), help=say.text("help.option.scope"))
    params = [named, options.day(say, ["--as-of"], "as-of"), home.known_at(say)]
    group.add_command(home.command(say, "status", "campaign.status", status, params))
    file = click.Argument(["file"], metavar=say.text("metavar.file"))
    group.add_command(home.command(say, "keep", "campaign.keep", keep, [file, home.reason(say)]))
    return group


def _keep(say: Say, path: Path, reason: str, json_: bool) -> int:
    try:
        if path.stat().st_size > LARGEST:
            raise RefusedError(finding("summary-refused", place=Place(file=str(path))))
        data = path.read_bytes()
        document = json.loads(data)
    except (OSError, ValueError, RecursionError) as error:
        raise RefusedError(finding("summary-refused", place=Place(file=str(path)))) from error
    summary = read_summary(document, path.name)
    with home.memory(writing=True) as who:
        from diaban.store import actions

        act = actions.keep_summary(
            summary=summary, sha256=sha256(data).hexdigest(), by=who, at=now, reason=reason, request=""
        )
        communes = sum(one.unit is not None for one in summary.communes)
        return home.report(say, act, who, json_, communes=communes, forms=summary.forms)


def _status(say: Say, named: str | None, as_of: date, known_at: date | None, json_: bool) -> int:
    with home.memory() as viewer:
        from diaban.store import queries

        edition = home.edition_known(viewer, known_at)
        scope = scope_named(edition.atlas, edition.names, named, as_of)
        told = queries.campaign_standing(edition=edition, scope=scope, as_of=as_of, viewer=viewer, known_at=known_at)
        units = [one.unit for one in told.communes]
        kept = queries.kept_summaries(units=units, as_of=as_of, viewer=viewer, known_at=known_at)
        waits = queries.events_waiting(
            edition=edition, scope=scope, as_of=as_of, viewer=viewer, kept=kept, known_at=known_at
        )
        invented = queries.installation(viewer=viewer) == "demonstration"
    if json_:
        communes = [
            _commune_json(one, kept.get(one.unit, []), waits.get(one.unit), edition, as_of)
            for one in told.communes
            if _held(one, kept)
        ]
        print_json(
            {"scope": scope.as_dict(), **_json(told), "communes": communes, "invented": invented, "findings": []}
        )
        return 0
    if invented:
        click.echo(say.text("word.invented-data"))
    _show(say, told, kept, edition)
    _show_live(say, kept, waits, edition, as_of)
    return 0


def _held(one: CommuneStanding, kept: "dict[str, list[KeptSummary]]") -> bool:
    return one.plan is not None or bool(one.collected) or one.unit in kept or bool(one.cards.applied)


def _json(told: Campaign) -> dict[str, Any]:
    planned = any(one.plan is not None for one in told.communes)
    return {
        "as_of": told.as_of.isoformat(),
        "target": told.target if planned else None,
        "collected": told.collected,
        "rest": told.rest if planned else None,
        "officers": told.officers,
        "finish": _finish_json(told.finish),
        "cards": _cards_json(told.cards),
        "moves": [{"from": one.giver, "to": one.taker, "teams": one.teams} for one in told.moves],
        "divided": told.divided,
        "without_target": list(told.untold),
        "silent": list(told.silent),
        "differing": [_differing_json(one) for one in told.differing],
    }


def _differing_json(told: Differing) -> dict[str, Any]:
    """What each origin says; the first is the one that is counted by."""
    return {
        "unit": told.unit,
        "register": register_of(type(told.told[0])).name,
        "told": [
            {
                "origin": one.origin,
                "row": one.row,
                "from": None if one.period.start is None else one.period.start.isoformat(),
                "to": None if one.period.end is None else one.period.end.isoformat(),
                **{name: getattr(one, name) for name in _numbered(one)},
            }
            for one in told.told
        ],
    }


def _commune_json(
    one: CommuneStanding,
    kept: "list[KeptSummary]",
    waits: Mapping[str, Waiting] | None,
    edition: Edition,
    day: date,
) -> dict[str, Any]:
    unit = edition.atlas.by_id(one.unit, day)
    plan = one.plan
    return {
        "id": one.unit,
        "code": unit.code,
        "name": unit.full_name,
        "target": None if plan is None else plan.target,
        "collected": one.collected,
        "checked": one.checked,
        "rest": one.rest,
        "last_report": None if one.last is None else one.last.isoformat(),
        "per_day": round(one.pace.per_day, 1),
        "periods": one.pace.periods,
        "finish": _finish_json(one.finish),
        "teams": None if plan is None else plan.teams,
        "shifts": None if plan is None else plan.shifts,
        "officers": None if plan is None else plan.crew,
        "teams_needed": None if one.need is None else one.need.needed,
        "cards": _cards_json(one.cards),
        "events": None if waits is None else {kind: asdict(each) for kind, each in waits.items()},
        "stale_within": _stale(kept, day),
        "checks": [
            {
                "act": check.act,
                "as_of": check.as_of.isoformat(),
                "forms": check.counts.forms,
                "persons": check.counts.persons,
                "expected": check.counts.expected,
                **{
                    quality.value: {"asked": score.asked, "sound": score.sound}
                    for quality, score in check.counts.scores.items()
                },
            }
            for check in kept
        ],
    }


def _stale(kept: "list[KeptSummary]", day: date) -> dict[str, int] | None:
    """By days ahead of the day asked for, forms of the last check that grow old; None where no day is known."""
    if not kept or not kept[-1].counts.by_day:
        return None
    return {str(days): n for days, n in stale_next(kept[-1].counts.by_day, day).items()}


def _finish_json(told: Finish | None) -> dict[str, str | None] | None:
    if told is None:
        return None
    days = {"early": told.early, "middle": told.middle, "late": told.late}
    return {key: None if day is None else day.isoformat() for key, day in days.items()}


def _cards_json(cards: Cards) -> dict[str, int]:
    return {
        "applied": cards.applied,
        "issued": cards.issued,
        "handed_over": cards.handed_over,
        "to_issue": cards.to_issue,
        "to_hand_over": cards.to_hand_over,
    }


def _show(say: Say, told: Campaign, kept: "dict[str, list[KeptSummary]]", edition: Edition) -> None:
    name = {one.unit: edition.atlas.by_id(one.unit, told.as_of).full_name for one in told.communes}
    heads = ("commune", "target", "collected", "pace", "finish", "teams", *(f"score.{one}" for one in Quality))
    rows = []
    for one in told.communes:
        if not _held(one, kept):
            continue
        scores = kept[one.unit][-1].counts.scores if one.unit in kept else None
        needed = "—" if one.need is None or one.need.needed is None else say.write(one.need.needed)
        rows.append(
            [
                name[one.unit],
                "—" if one.plan is None else say.write(one.plan.target),
                say.write(one.collected),
                say.write(round(one.pace.per_day)) if one.pace.periods else "—",
                finish_words(say, one.finish),
                "—" if one.plan is None else f"{one.plan.teams} / {needed}",
                *("—" if scores is None else share(say, scores[each].sound, scores[each].asked) for each in Quality),
            ]
        )
    if not rows:
        click.echo(say.text("campaign.none"))
        return
    print_table([say.text(f"campaign.head.{key}") for key in heads], rows, right=(1, 2, 3, 5, 6, 7, 8, 9))
    # No target stated is not a target of none.
    planned = any(one.plan is not None for one in told.communes)
    target, rest = (say.write(told.target), say.write(told.rest)) if planned else ("—", "—")
    click.echo(say.text("campaign.total", target=target, collected=say.write(told.collected), rest=rest))
    if told.divided:
        click.echo(say.text("campaign.divided", forms=say.write(told.divided)))
    for key, units in (("silent", told.silent), ("untold", told.untold)):
        if units:
            named = [name[one] for one in units[:NAMED]]
            left = [say.text("campaign.others", n=len(units) - NAMED)] if len(units) > NAMED else []
            click.echo(say.text(f"campaign.{key}", units=", ".join([*named, *left])))
    click.echo(say.text("campaign.ends", finish=finish_words(say, told.finish)))
    cards = {key: say.write(count) for key, count in _cards_json(told.cards).items()}
    click.echo(say.text("campaign.cards", **cards))
    for one_ in told.differing:
        first, *rest = (f"{one.origin}: {_numbers(say, one)}" for one in one_.told)
        kind = say.text(f"register.name.{register_of(type(one_.told[0])).name}")
        click.echo(
            say.text(
                "campaign.differing", unit=name.get(one_.unit, one_.unit), kind=kind, first=first, rest="; ".join(rest)
            )
        )
    for move in told.moves:
        click.echo(
            say.text("campaign.move", giver=name[move.giver], taker=name[move.taker], teams=say.write(move.teams))
        )


def _numbers(say: Say, one: CampaignPlan | FormCount | CardCount) -> str:
    told = (f"{say.text(f'register.column.{name}')} {say.write(getattr(one, name))}" for name in _numbered(one))
    return ", ".join(told)


def _numbered(one: CampaignPlan | FormCount | CardCount) -> list[str]:
    return [cell.name for cell in register_of(type(one)).cells]


def _show_live(
    say: Say,
    kept: "dict[str, list[KeptSummary]]",
    waits: Mapping[str, Mapping[str, Waiting]],
    edition: Edition,
    day: date,
) -> None:
    """How far forms are behind what happened, and what grows old next; nothing where nothing was checked."""
    rows = []
    for unit, checks in sorted(kept.items(), key=lambda one: edition.atlas.by_id(one[0], day).code):
        told, soon = waits.get(unit), stale_next(checks[-1].counts.by_day, day)
        cells = ["—" if told is None else f"{say.write(told[k].waiting)} / {say.write(told[k].known)}" for k in EVENTS]
        rows.append(
            [
                edition.atlas.by_id(unit, day).full_name,
                *cells,
                *(say.write(soon[days]) if checks[-1].counts.by_day else "—" for days in SOON),
            ]
        )
    if rows:
        heads = ("commune", *(f"live.{one}" for one in EVENTS), *(f"live.in{one}" for one in SOON))
        print_table([say.text(f"campaign.head.{key}") for key in heads], rows, right=range(1, 8))
        click.echo(say.text("campaign.live.how"))


def finish_words(say: Say, told: Finish | None) -> str:
    """A day with its interval, as a sentence has it; a dash where none can be told."""
    if told is None:
        return "—"
    days = ["…" if day is None else say.write(day) for day in (told.early, told.middle, told.late)]
    if len(set(days)) == 1:
        return days[0] if days[0] != "…" else say.text("campaign.never")
    return say.text("campaign.between", early=days[0], middle=days[1], late=days[2])
