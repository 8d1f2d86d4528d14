"""``diaban forms``: the forms in use, what each asks, the Excel file to fill in, and the JSON schema."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.cli import home, options
from diaban.cli.check import check_command
from diaban.cli.definitions import form_here, forms_here
from diaban.cli.forms_generate import generate_command, train_command
from diaban.cli.new_file import write_new
from diaban.cli.output import print_findings, print_json, print_table, worst
from diaban.cli.purge import purge_command
from diaban.cli.recheck import recheck_group
from diaban.cli.review import review_command
from diaban.cli.say import Say
from diaban.cli.spoken import SpokenGroup
from diaban.cli.unseal import open_command
from diaban.intake.expected import owing
from diaban.intake.form import Form, FormColumn, FormVersion
from diaban.intake.json_schema import json_schema
from diaban.intake.reporting import Due, ReportingPeriod, parse_period
from diaban.units.edition import Edition
from diaban.units.unit import Unit, UnitId

if TYPE_CHECKING:
    from diaban.store.receiving.export import Export
    from diaban.store.viewer import Viewer

__all__ = ["forms_group"]

SUFFIX: Final = ".xlsx"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A template to be made: the form, the sender as it was named, the period's key, the origin, the file; ``held``:
    with what the registers hold."""

    form: str
    unit: str
    period: str
    origin: str
    held: bool
    out: str | None


def forms_group(say: Say) -> click.Group:
    """The group and its commands, in one language."""
    group = SpokenGroup(say, "forms", help=say.text("help.group.forms"))

    def list_(as_of: date | None, json_: bool) -> int:
        return _list(say, options.given_day(as_of), json_)

    def show(form: str, as_of: date | None, json_: bool) -> int:
        return _show(say, form, options.given_day(as_of), json_)

    def template(form: str, unit: str, period: str, origin: str, held: bool, out: str | None, json_: bool) -> int:
        return _template(say, _Wanted(form, unit, period, origin, held, out), json_)

    def schema(form: str, as_of: date | None, json_: bool) -> int:
        # It is JSON with or without being asked.
        found = form_here(form)
        print_json(json_schema(found, found.on(options.given_day(as_of))))
        return 0

    def option(
        name: str, metavar: str, key: str, *, default: str | None = None, required: bool = False
    ) -> click.Option:
        return click.Option(
            [name],
            metavar=say.text(f"metavar.{metavar}"),
            help=say.text(f"help.option.{key}"),
            default=default,
            required=required,
        )

    form = click.Argument(["form"], metavar=say.text("metavar.form"))
    day = options.day(say, ["--as-of"], "as-of")
    group.add_command(home.command(say, "list", "forms.list", list_, [day]))
    group.add_command(home.command(say, "show", "forms.show", show, [form, day]))
    group.add_command(
        home.command(
            say,
            "template",
            "forms.template",
            template,
            [
                form,
                option("--unit", "scope", "form-unit", required=True),
                option("--period", "period", "form-period", required=True),
                option("--origin", "name", "origin", default=""),
                click.Option(["--held"], is_flag=True, help=say.text("help.option.held")),
                option("--out", "file", "out"),
            ],
        )
    )
    group.add_command(home.command(say, "schema", "forms.schema", schema, [form, day]))
    for made in (check_command, open_command, purge_command, review_command, generate_command, train_command):
        group.add_command(made(say))
    group.add_command(recheck_group(say))
    return group


def _list(say: Say, day: date, json_: bool) -> int:
    forms, faults = forms_here()
    used = [form for form in forms.values() if day in form.definition.in_force]
    if json_:
        print_json({"forms": [_json(form, day) for form in used], "findings": [say.as_dict(one) for one in faults]})
        return worst(faults)
    if not used:
        click.echo(say.text("forms.list.none", day=day))
    else:
        heads = [say.text(f"forms.list.{key}") for key in ("id", "title", "rule", "calendar", "due", "scope")]
        print_table(heads, [_row(form, day, say) for form in used])
    print_findings(faults, say)
    return worst(faults)


def _row(form: Form, day: date, say: Say) -> list[str]:
    from diaban.reports.form_words import calendar, dues

    scope = form.scope_on(day)
    return [
        form.id,
        form.definition.title[say.lang],
        say.text(f"reporting.rule.{form.rule}"),
        calendar(form, say),
        "; ".join(dues(form, say)),
        scope.sentence[say.lang] if scope else "—",
    ]


def _show(say: Say, name: str, day: date, json_: bool) -> int:
    from diaban.reports.form_words import calendar, dues, takes

    form = form_here(name)
    version = form.on(day)
    if json_:
        print_json({**_json(form, day), "tables": _tables(version)})
        return 0
    scope = form.scope_on(day)
    kind = say.text("template.paper.own" if form.own else "template.paper.set")
    rule = say.text(f"reporting.rule.{form.rule}")
    click.echo(form.definition.title[say.lang])
    click.echo(say.text("forms.show.basis", basis="; ".join(form.definition.legal_basis), kind=kind))
    click.echo(say.text("forms.show.period", rule=rule, calendar=calendar(form, say), start=version.start))
    click.echo(say.text("forms.show.due", dues="; ".join(dues(form, say))))
    click.echo(say.text("forms.show.scope", sentence=scope.sentence[say.lang] if scope else "—"))
    heads = [say.text(f"forms.show.{key}") for key in ("column", "name", "required", "takes")]
    for table in version.tables:
        click.echo(f"\n{table.title[say.lang]} · {say.text(f'forms.show.dates.{table.dates}')}")
        yes, no = say.text("register.value.yes"), ""
        print_table(
            heads,
            [
                (_titled(column, say), column.name, yes if _needed(column) else no, takes(column, say))
                for column in table.columns
            ],
        )
    return 0


def _titled(column: FormColumn, say: Say) -> str:
    own = column.title[say.lang]
    return f"{column.group[say.lang]}: {own}" if column.group else own


def _needed(column: FormColumn) -> bool:
    return column.required and not column.blank


def _template(say: Say, asked: _Wanted, json_: bool) -> int:
    form = form_here(asked.form)
    period = parse_period(form.rule, form.calendar, asked.period)
    form.on(period.cut_off)
    with home.memory() as who:
        from diaban.store import queries
        from diaban.store.receiving.sender import named_sender

        edition = home.edition_known(who)
        sender = named_sender(asked.unit, period.cut_off, edition)
        units = _communes(say, form, period, sender, edition, _border(form, period, who))
        invented = queries.installation(viewer=who) == "demonstration"
        held = _held(asked, form, period, sender, edition, who) if asked.held else None
    from diaban.reports.template import template

    data = template(
        form,
        period,
        sender,
        units,
        say=say,
        origin=held.origin if held else asked.origin,
        export=held.mark if held else "",
        filled=held.filled if held else None,
        parents=_parents(edition, units, period.cut_off),
        invented=invented,
    )
    path = Path(asked.out or f"{form.id}_{sender.code}_{period.key}{SUFFIX}")
    write_new(path, data)
    title = form.definition.title[say.lang]
    if json_:
        told = {"file": str(path), "form": form.id, "unit": sender.code, "period": period.key, "units": len(units)}
        more = {} if held is None else {"origin": held.origin, "rows": held.count}
        print_json({**told, "cut_off": period.cut_off.isoformat(), "invented": invented, **more})
        return 0
    click.echo(say.text("forms.template.written", file=str(path), title=title, period=period.titled, n=len(units)))
    if held is not None:
        click.echo(say.text("forms.template.held", n=held.count, origin=held.origin or "—"))
    return 0


def _held(
    asked: _Wanted, form: Form, period: ReportingPeriod, sender: Unit, edition: Edition, who: "Viewer"
) -> "Export":
    from diaban.store.queries.known import known
    from diaban.store.receiving.export import export

    return export(form, period, sender, atlas=edition.atlas, viewer=who, now=known(None), origin=asked.origin)


def _communes(
    say: Say, form: Form, period: ReportingPeriod, sender: Unit, edition: Edition, border: Iterable[UnitId]
) -> list[Unit]:
    """The communes of the sender that owe the form on the day of the cut-off."""
    day, atlas = period.cut_off, edition.atlas
    if sender.level not in form.sent_by:
        levels = [say.text(f"level.{level}") for level in form.sent_by]
        raise RefusedError(finding("form-sender", unit=sender.full_name, form=form.id, levels=levels))
    below = atlas.below(sender.id, day)
    owe = set(owing(form, day, below, edition.service, frozenset(border)))
    if not owe:
        scope = form.scope_on(day)
        sentence = scope.sentence[say.lang] if scope else "—"
        raise RefusedError(finding("form-not-owed", unit=sender.full_name, form=form.id, day=day, sentence=sentence))
    return [unit for unit in below if unit.id in owe]


def _border(form: Form, period: ReportingPeriod, who: "Viewer") -> list[UnitId]:
    """The communes that a register names, where the form asks for these alone. RefusedError ``border-list-empty``."""
    scope = form.scope_on(period.cut_off)
    if scope is None or not scope.narrowed:
        return []
    from diaban.registers.patrols import BorderCommune
    from diaban.registers.projects.investment import Works
    from diaban.store import models, queries

    if scope.works:
        built = queries.facts(models.Works, Works, as_of=period.cut_off, known_at=None, viewer=who)
        return [fact.unit for fact in built if fact.state.runs]
    held = queries.facts(
        models.BorderCommune, BorderCommune, as_of=period.cut_off, known_at=None, viewer=who, settled=True
    )
    if not held:
        raise RefusedError(finding("border-list-empty", day=period.cut_off))
    return [fact.unit for fact in held]


def _parents(edition: Edition, units: Iterable[Unit], day: date) -> dict[UnitId, str]:
    """Names of the units directly above."""
    above = ((unit.id, edition.atlas.ancestors(unit, day)) for unit in units)
    return {unit: parents[0].full_name for unit, parents in above if parents}


def _json(form: Form, day: date) -> dict[str, Any]:
    definition, scope = form.definition, form.scope_on(day)
    return {
        "id": form.id,
        "title": dict(definition.title),
        "own": form.own,
        "legal_basis": list(definition.legal_basis),
        "rule": form.rule.value,
        "calendar": form.calendar.value,
        "sent_by": [level.value for level in form.sent_by],
        "due": {level.value: _due(one) for level, one in form.due.items()}
        | ({"ministry": _due(form.ministry)} if form.ministry else {}),
        "scope": dict(scope.sentence) if scope else None,
        "secrecy": form.secrecy,
        "retention_months": form.retention_months,
        "versions": [version.start.isoformat() for version in form.versions],
        "review": definition.review.isoformat(),
    }


def _due(one: Due) -> dict[str, int]:
    return {"after": one.after} if one.day is None else {"day": one.day, "months": one.month_offset}


def _tables(version: FormVersion) -> list[dict[str, Any]]:
    return [
        {
            "id": table.id,
            "register": table.register,
            "title": dict(table.title),
            "dates": table.dates.value,
            "unique": list(table.unique),
            "columns": [
                {
                    "name": column.name,
                    "title": dict(column.title),
                    "group": dict(column.group) if column.group else None,
                    "kind": column.kind,
                    "required": _needed(column),
                    "choices": {value: dict(title) for value, title in column.choices.items()},
                    "also": list(column.also),
                    "least": column.least,
                    "most": column.most,
                    "help": dict(column.help) if column.help else None,
                }
                for column in table.columns
            ],
        }
        for table in version.tables
    ]
