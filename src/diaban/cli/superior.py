"""``diaban superior``: the superior's own forms, filled in from a return or from the registers. Nobody types twice."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.cli import home
from diaban.cli.definitions import forms_here, measured_here, superior_here
from diaban.cli.new_file import write_new
from diaban.cli.output import print_findings, print_json, print_table, worst
from diaban.cli.say import Say
from diaban.cli.spoken import NumberType, SpokenGroup
from diaban.intake.reporting import parse_period

if TYPE_CHECKING:
    from diaban.reports.superior import Superior
    from diaban.reports.superior_fill import Source
    from diaban.store.receiving import Ground

__all__ = ["superior_group"]


def superior_group(say: Say) -> click.Group:
    """The group and its commands, in one language."""
    group = SpokenGroup(say, "superior", help=say.text("help.group.superior"))

    def list_(json_: bool) -> int:
        return _list(say, json_)

    def fill(
        mapping: str,
        number: int | None,
        unit: str | None,
        period: str | None,
        origin: str,
        out: Path | None,
        json_: bool,
    ) -> int:
        asked = {"unit": unit, "period": period, "origin": origin}
        return _fill(say, mapping, number, asked, out, json_)

    def option(name: str, metavar: str, key: str, *, default: str | None = None) -> click.Option:
        shown, told = say.text(f"metavar.{metavar}"), say.text(f"help.option.{key}")
        return click.Option([name], metavar=shown, help=told, default=default)

    group.add_command(home.command(say, "list", "superior.list", list_, []))
    group.add_command(
        home.command(
            say,
            "fill",
            "superior.fill",
            fill,
            [
                click.Argument(["mapping"], metavar=say.text("metavar.name")),
                click.Option(
                    ["--return", "number"],
                    type=NumberType(say),
                    metavar=say.text("metavar.return"),
                    help=say.text("help.option.superior-return"),
                ),
                option("--unit", "scope", "form-unit"),
                option("--period", "period", "form-period"),
                option("--origin", "name", "origin", default=""),
                click.Option(
                    ["--out"],
                    type=click.Path(path_type=Path),
                    metavar=say.text("metavar.file"),
                    help=say.text("help.option.out"),
                ),
            ],
        )
    )
    return group


def _list(say: Say, json_: bool) -> int:
    """The mappings, and every fault of every file of them."""
    forms, _ = forms_here()
    found, faults = superior_here(forms)
    if json_:
        told = [
            {
                "id": one.id,
                "title": dict(one.definition.title),
                "form": one.form,
                "workbook": one.workbook,
                "invented": one.invented,
                "checksum": one.definition.checksum,
            }
            for one in found.values()
        ]
        print_json({"superior": told, "findings": [say.as_dict(one) for one in faults]})
        return worst(faults)
    heads = [say.text(f"superior.list.{key}") for key in ("id", "title", "form", "workbook")]
    print_table(heads, [(one.id, _title(say, one), one.form, one.workbook) for one in found.values()])
    print_findings(faults, say)
    return worst(faults)


def _title(say: Say, one: "Superior") -> str:
    title = one.definition.title[say.lang]
    return f"{title} ({say.text('word.invented-form')})" if one.invented else title


def _fill(say: Say, name: str, number: int | None, asked: dict[str, Any], out: Path | None, json_: bool) -> int:
    forms, _ = forms_here()
    found, faults = superior_here(forms)
    if name not in found:
        raise RefusedError(finding("superior-unknown", text=name, known=sorted(found)), *faults)
    superior = found[name]
    if number is None and not (asked["unit"] and asked["period"]):
        raise RefusedError(finding("superior-untold"))
    with home.memory() as who:
        from diaban.store.receiving import Ground

        ground = Ground.of(home.edition_known(who), forms, who)
        source = _source(superior, number, asked, ground)
        from diaban.reports.superior_fill import filled_form

        data = filled_form(superior, source, say)
    path = out or Path(f"{superior.id}_{source.sender.code}_{source.period.key}.xlsx")
    write_new(path, data)
    if json_:
        told = {"file": str(path), "superior": superior.id, "unit": source.sender.code, "period": source.period.key}
        print_json({**told, "return": number, "invented": source.invented or superior.invented})
        return 0
    title = superior.definition.title[say.lang]
    click.echo(say.text("superior.filled", file=str(path), title=title, unit=source.sender.full_name))
    if source.invented or superior.invented:
        click.echo(say.text("word.invented-data"))
    return 0


def _source(superior: "Superior", number: int | None, asked: dict[str, Any], ground: "Ground") -> "Source":
    from diaban.store.receiving.sender import named_sender
    from diaban.store.receiving.superior import of_registers, of_return

    standards = measured_here()
    if number is not None:
        return of_return(number, superior, ground=ground, standards=standards)
    form = ground.forms[superior.form]
    period = parse_period(form.rule, form.calendar, asked["period"])
    unit = named_sender(asked["unit"], period.cut_off, ground.edition)
    if unit.level not in form.sent_by:
        levels = [level.value for level in form.sent_by]
        raise RefusedError(finding("form-sender", unit=unit.full_name, form=form.id, levels=levels))
    return of_registers(superior, period, unit, ground=ground, standards=standards, origin=asked["origin"])
