"""``diaban projects``: the portfolio, one works, what is due, stage histories; and OC4IDS out and in."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.cli import home, options
from diaban.cli.new_file import write_new
from diaban.cli.output import print_json, print_table
from diaban.cli.projects_json import due_json, line_json, sums_json, works_json
from diaban.cli.projects_oc4ids import export, import_
from diaban.cli.say import Say
from diaban.cli.spoken import SpokenGroup
from diaban.coverage.frame import scope_named
from diaban.coverage.trend import scope_at
from diaban.registers.projects.difficulty import Directive
from diaban.registers.projects.dossier import Investment
from diaban.registers.projects.portfolio import Sums, due, portfolio, sums
from diaban.registers.value import Valued
from diaban.units.edition import Edition
from diaban.units.restate import frame_of, restate
from diaban.units.unit import UnitId

if TYPE_CHECKING:
    from diaban.store.viewer import Viewer

__all__ = ["projects_group"]


def projects_group(say: Say) -> click.Group:
    """``diaban projects``."""
    group = SpokenGroup(say, "projects", help=say.text("help.group.projects"))

    def list_(scope: str | None, as_of: date | None, known_at: date | None, json_: bool) -> int:
        return _list(say, scope, options.given_day(as_of), known_at, json_)

    def due_(scope: str | None, as_of: date | None, known_at: date | None, json_: bool) -> int:
        return _due(say, scope, options.given_day(as_of), known_at, json_)

    def show(works: str, as_of: date | None, known_at: date | None, out: str | None, json_: bool) -> int:
        return _show(say, works, options.given_day(as_of), known_at, out, json_)

    def export_(oc4ids: str, schema: str | None, as_of: date | None, json_: bool) -> int:
        return export(say, oc4ids, schema, options.given_day(as_of), json_)

    def import_in(file: str, reason: str, json_: bool) -> int:
        return import_(say, file, reason, json_)

    def stages(scope: str | None, as_of: date | None, known_at: date | None, json_: bool) -> int:
        return _stages(say, scope, options.given_day(as_of), known_at, json_)

    scope_ = click.Option(["--scope"], metavar=say.text("metavar.scope"), help=say.text("help.option.scope-ground"))
    asked: list[click.Parameter] = [scope_, options.day(say, ["--as-of"], "as-of"), home.known_at(say)]
    group.add_command(home.command(say, "list", "projects.list", list_, asked))
    group.add_command(home.command(say, "due", "projects.due", due_, asked))
    group.add_command(home.command(say, "stages", "projects.stages", stages, asked))
    out = click.Option(["--out"], metavar=say.text("metavar.file"), help=say.text("help.option.passport-out"))
    group.add_command(home.command(say, "export", "projects.export", export_, _oc4ids(say, asked[1])))
    file = click.Argument(["file"], metavar=say.text("metavar.file"))
    group.add_command(home.command(say, "import", "projects.import", import_in, [file, home.reason(say)]))
    key = click.Argument(["works"], metavar=say.text("metavar.works"))
    group.add_command(home.command(say, "show", "projects.show", show, [key, *asked[1:], out]))
    return group


def _oc4ids(say: Say, day: click.Parameter) -> list[click.Parameter]:
    file, schema = say.text("help.option.oc4ids"), say.text("help.option.oc4ids-schema")
    return [
        click.Option(["--oc4ids"], required=True, metavar=say.text("metavar.file"), help=file),
        click.Option(["--schema"], metavar=say.text("metavar.file"), help=schema),
        day,
    ]


def communes(edition: Edition, scope: str | None, day: date) -> list[UnitId] | None:
    """The communes of a scope on a day; None for the nation."""
    if scope is None:
        return None
    atlas = edition.atlas
    at = scope_at(atlas, scope_named(atlas, edition.names, scope, day), day)
    if at.unit is None:
        return None
    if at.ground_of is not None and at.ground_of != day:
        ground = frame_of(atlas, at.unit.id, (), at.ground_of)
        return [part.unit.id for part in restate(atlas, ground, day)]
    return list(frame_of(atlas, at.unit.id, (), day).units)


def _gathered(who: "Viewer", scope: str | None, day: date, known_at: date | None) -> tuple[Investment, Edition]:
    from diaban.store import queries

    edition = home.edition_known(who, known_at)
    units = communes(edition, scope, day)
    return queries.investment(as_of=day, viewer=who, known_at=known_at, units=units), edition


def _name(edition: Edition, unit: UnitId, day: date) -> str:
    return (edition.atlas.find_id(unit, day) or edition.atlas.versions(unit)[-1]).full_name


def _list(say: Say, scope: str | None, day: date, known_at: date | None, json_: bool) -> int:
    with home.memory() as who:
        told, edition = _gathered(who, scope, day, known_at)
    lines = portfolio(told)
    if json_:
        print_json(
            {
                "as_of": day.isoformat(),
                "sums": sums_json(sums(told)),
                "works": [line_json(line) for line in lines],
            }
        )
        return 0
    if not lines:
        click.echo(say.text("projects.none"))
        return 0
    from diaban.reports.works_words import acting, because, late

    click.echo(_summed(say, sums(told)))
    print_table(
        [say.text(f"projects.column.{name}") for name in ("works", "unit", "project", "late", "because", "acts")],
        [
            (
                line.key,
                _name(edition, line.dossier.works.unit, day),
                line.dossier.works.project,
                late(say, line),
                because(say, line),
                acting(say, line),
            )
            for line in lines
        ],
    )
    return 0


def _summed(say: Say, told: Sums) -> str:
    from diaban.reports.works_words import amount, billion

    return say.text(
        "projects.sums",
        earmarked=amount(say, told.earmarked),
        investment=amount(say, told.investment),
        stated=told.projects_stated,
        projects=told.projects,
        assigned=billion(say, told.assigned),
        assigned_of=told.assigned_of,
        paid=billion(say, told.paid),
        paid_of=told.paid_of,
        works=told.works,
    )


def _due(say: Say, scope: str | None, day: date, known_at: date | None, json_: bool) -> int:
    with home.memory() as who:
        told, edition = _gathered(who, scope, day, known_at)
    found = due(portfolio(told), day)
    if json_:
        print_json([due_json(one) for one in found])
        return 0
    if not found:
        click.echo(say.text("projects.nothing-due"))
        return 0
    print_table(
        [say.text(f"projects.column.{name}") for name in ("kind", "works", "unit", "text", "who", "by", "over")],
        [
            (
                say.text("projects.directive" if isinstance(one.what, Directive) else "projects.obstacle"),
                one.dossier.works.works,
                _name(edition, one.dossier.works.unit, day),
                one.what.text,
                one.who,
                say.write(one.what.due),
                say.text("projects.days", days=one.over) if one.over else "—",
            )
            for one in found
        ],
    )
    return 0


def _show(say: Say, works: str, day: date, known_at: date | None, out: str | None, json_: bool) -> int:
    with home.memory() as who:
        from diaban.store import queries

        told = queries.investment(as_of=day, viewer=who, known_at=known_at)
        dossier = queries.course_of(works, as_of=day, viewer=who, known_at=known_at)
        edition = home.edition_known(who, known_at)
        invented = queries.installation(viewer=who) == "demonstration"
    line = next((one for one in portfolio(told) if one.key == works), None)
    if dossier is None or line is None:
        raise RefusedError(finding("works-unknown", works=works[:80], day=day))
    if json_:
        print_json(works_json(dossier, line))
        return 0
    from diaban.reports.passport import passport

    page = passport(say, line, dossier, unit=_name(edition, dossier.works.unit, day), invented=invented)
    if out is None:
        from diaban.cli.week import show_page

        show_page(say, page)
        return 0
    from diaban.reports.document import page_document

    if not out.lower().endswith(".docx"):
        raise RefusedError(finding("document-suffix", place=Place(file=out), suffix=".docx"))
    write_new(Path(out), page_document(page, say, code=works))
    click.echo(say.text("projects.written", file=out))
    return 0


def _stages(say: Say, scope: str | None, day: date, known_at: date | None, json_: bool) -> int:
    with home.memory() as who:
        from diaban.store import queries

        edition = home.edition_known(who, known_at)
        units = communes(edition, scope, day)
        rows = queries.stage_histories(viewer=who, known_at=known_at, units=units)
    told = [one for one in rows if one.reported_on is not None and one.reported_on <= day]
    names = ("unit", "works", "stage", "planned_start", "planned_end", "actual_start", "actual_end", "reported_on")
    if json_:
        print_json([{name: _plain(getattr(one, name)) for name in names} for one in told])
        return 0
    heads: Sequence[str] = [say.text(f"register.column.{name}") for name in names[1:-1]]
    print_table(
        [say.text("projects.column.unit"), *heads, say.text("projects.column.reported")],
        [
            (
                _name(edition, one.unit, one.reported_on or day),
                one.works,
                say.words(Valued(one.stage)),
                *(say.write(value) if (value := getattr(one, name)) else "" for name in names[3:]),
            )
            for one in told
        ],
    )
    return 0


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
