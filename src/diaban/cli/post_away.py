"""``diaban hamlets post-away``: an officer leaves, and nobody's hamlets are forgotten; one act."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, Severity
from diaban.cli import home, options
from diaban.cli.clock import now
from diaban.cli.register_file import Cited, citing
from diaban.cli.say import Say
from diaban.cli.spoken import ChoiceType
from diaban.intake.plain_csv import Table, read
from diaban.registers.files import HAMLET, OFFICER
from diaban.registers.posting_away import Away, PostedAway
from diaban.registers.posting_away import post_away as decide
from diaban.registers.staffing import Title
from diaban.units.edition import Edition
from diaban.units.unit import UnitId

if TYPE_CHECKING:
    from diaban.store.viewer import Viewer

__all__ = ["post_away_command"]

COMMAND: Final = "hamlets post-away"
COLUMNS: Final = Table((HAMLET.column, OFFICER.column), unique=("hamlet",), strict=True)


def post_away_command(say: Say) -> click.Command:
    """The command, in one language."""

    def post_away(
        officer: str,
        day: date,
        to: str | None,
        title: str | None,
        takers: str | None,
        share: bool,
        leave: bool,
        reason: str,
        json_: bool,
        **about: Any,
    ) -> int:
        cited = Cited.given(about)
        with home.memory(writing=True) as who:
            edition = home.edition_known(who)
            unit = None if to is None else _unit(edition, to, day)
            away = Away(officer, day, cited.origin, cited.source, unit, Title(title) if title else None, share, leave)
            return _post(say, away, cited, None if takers is None else Path(takers), reason, edition, who, json_)

    return home.command(
        say,
        "post-away",
        "hamlets.post-away",
        post_away,
        [
            click.Argument(["officer"], metavar=say.text("metavar.name")),
            options.day(say, ["--day"], "posting-day", required=True),
            options.named(say, "to", "posting-to", required=False),
            click.Option(
                ["--title"], type=ChoiceType(say, [one.value for one in Title]), help=say.text("help.option.posting-as")
            ),
            click.Option(["--takers"], metavar=say.text("metavar.file"), help=say.text("help.option.posting-takers")),
            click.Option(["--share"], is_flag=True, help=say.text("help.option.posting-share")),
            click.Option(["--leave"], is_flag=True, help=say.text("help.option.posting-leave")),
            *citing(say),
        ],
    )


def _unit(edition: Edition, code: str, day: date) -> UnitId:
    """The commune that bears a code on the day. RefusedError ``unknown-code`` and its kin."""
    return edition.atlas.by_code(code, day).id


def _post(
    say: Say, away: Away, cited: Cited, path: Path | None, reason: str, edition: Edition, who: "Viewer", json_: bool
) -> int:
    from diaban.store import actions, queries

    reading = None if path is None else read(path, COLUMNS)
    if reading is not None and any(one.severity is Severity.ERROR for one in reading.findings):
        raise RefusedError(*reading.findings)
    lines = () if reading is None else reading.lines
    takers = {str(line.values["hamlet"]): str(line.values["officer"]) for line in lines}
    places = {str(line.values["hamlet"]): Place(file=str(path), row=line.row) for line in lines}
    told = queries.hamlet_facts(viewer=who, settled=False)
    decided: PostedAway = decide(away, takers, places, told, edition.atlas)
    if any(one.severity is Severity.ERROR for one in decided.findings):
        raise RefusedError(*decided.findings)
    sources, origins = cited.told()
    act = actions.post_away(
        away=away,
        takers=takers,
        places=places,
        atlas=edition.atlas,
        by=who,
        at=now,
        reason=reason,
        request=f"{COMMAND} {away.officer} {away.day}",
        sources=sources,
        origins=origins,
    )
    if not json_:
        key = "hamlets.posted-away" if decided.handed else "hamlets.none-handed"
        click.echo(say.text(key, officer=away.officer, day=away.day, n=len(decided.handed)))
        for hamlet, officer in decided.handed.items():
            click.echo(f"  {hamlet} → {officer}")
    more = {"officer": away.officer, "day": away.day.isoformat(), "handed": dict(decided.handed)}
    found = [*cited.notes(act, who), *decided.findings]
    return home.report(say, act, who, json_, found, left=list(decided.left), **more)
