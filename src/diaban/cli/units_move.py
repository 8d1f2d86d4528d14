"""``diaban units trace``, ``restate`` and ``carry``: from the units of one day to those of another."""

import csv
import errno
import io
import os
import stat
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import click
from rich.markup import escape
from rich.tree import Tree

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, finding
from diaban.cli import options
from diaban.cli.editions import open_edition
from diaban.cli.output import print_findings, print_json, print_table, print_tree, worst
from diaban.cli.say import Say
from diaban.cli.spoken import ChoiceType, SaidError
from diaban.cli.unit_json import trace_json, unit_json
from diaban.intake.plain_csv import Column, Line, Reading, Table, read, read_stream
from diaban.units.crosswalk import Carried, CarryRule, Crosswalk, Given, Share
from diaban.units.edition import Edition
from diaban.units.event import Relation
from diaban.units.restate import frame_of, restate
from diaban.units.scope import resolve_scope
from diaban.units.trace import trace
from diaban.units.unit import Unit, UnitType

__all__ = ["move_commands", "no_successor"]

STANDARD = "-"
"""Standard input or output, in place of a file."""
CODE_WIDTHS = (2, 3, 5)
TRUE = frozenset({"1", "true", "có", "yes"})
FALSE = frozenset({"0", "false", "không", "no"})
SHARES = Table(
    (
        Column("code", kind="code", widths=CODE_WIDTHS),
        Column("to", kind="code", widths=CODE_WIDTHS),
        Column("share", kind="decimal"),
    ),
    unique=("code", "to"),
)


def move_commands(say: Say, reference: Path) -> list[click.Command]:
    """The three commands, in one language."""
    edition = options.edition(say)

    def trace_(code: str, from_: date, to: date, edition: int | None, json_: bool) -> int:
        return _trace(say, open_edition(reference, edition), code, from_, to, json_)

    def restate_(
        scope: str | None, types: tuple[UnitType, ...], as_of: date, on: date, edition: int | None, json_: bool
    ) -> int:
        return _restate(say, open_edition(reference, edition), scope, types, as_of, on, json_)

    def carry(
        values: str,
        from_: date,
        to: date,
        rule: str,
        shares: str | None,
        output: str | None,
        edition: int | None,
        json_: bool,
    ) -> int:
        asked = _Carrying(values, from_, to, CarryRule(rule), shares, output)
        return _carry(say, open_edition(reference, edition), asked, json_)

    def days() -> list[click.Option]:
        start = options.day(say, ["--from", "from_"], "from", required=True)
        return [start, options.day(say, ["--to"], "to", required=True)]

    rules = ChoiceType(say, [rule.value for rule in CarryRule])
    file = say.text("metavar.file")
    code = click.Argument(["code"], metavar=say.text("metavar.code"))
    return [
        options.command("trace", trace_, say, [code, *days(), edition]),
        options.command(
            "restate",
            restate_,
            say,
            [
                click.Option(["--scope"], metavar=say.text("metavar.scope"), help=say.text("help.option.scope")),
                click.Option(
                    ["--types"],
                    type=options.TypesType(say),
                    default=(),
                    metavar="xã,thị_trấn",
                    help=say.text("help.option.types"),
                ),
                options.day(say, ["--as-of"], "frame-day", required=True),
                options.day(say, ["--on"], "on", required=True),
                edition,
            ],
        ),
        options.command(
            "carry",
            carry,
            say,
            [
                click.Argument(["values"], metavar=file),
                *days(),
                click.Option(["--rule"], type=rules, required=True, help=say.text("help.option.rule")),
                click.Option(["--shares"], metavar=file, help=say.text("help.option.shares")),
                click.Option(["--output"], metavar=file, help=say.text("help.option.output")),
                edition,
            ],
        ),
    ]


def _trace(say: Say, edition: Edition, code: str, start: date, end: date, json_: bool) -> int:
    atlas = edition.atlas
    unit = atlas.by_code(code, start)
    steps = trace(atlas, unit.id, start, end)
    if json_:
        document = unit_json(atlas, unit, start)
        print_json({"from": document, "to": [trace_json(atlas, step, end) for step in steps]})
        return 0
    above = "".join(f", {parent.full_name}" for parent in atlas.ancestors(unit, start))
    root = Tree(f"[bold]{escape(unit.full_name)}[/] [cyan]{unit.code}[/]{escape(above)}")
    title = "units.trace.became" if start <= end else "units.trace.came"
    branch = root.add(say.text(title, start=start, end=end))
    for step in steps:
        parents = "".join(f", {parent.full_name}" for parent in atlas.ancestors(step.unit, end))
        colour = "yellow" if step.relation is Relation.PART else "green"
        relation = say.text(f"relation.{step.relation.value}")
        default = f" · {say.text('word.default')}" if step.relation is Relation.PART and step.is_default else ""
        branch.add(
            f"[bold]{escape(step.unit.full_name)}[/] [cyan]{step.unit.code}[/]{escape(parents)}"
            f" [{colour}]· {escape(relation + default)}[/]"
        )
    for act in dict.fromkeys(act for step in steps for act in step.acts):
        root.add(f"[dim]{escape(say.text('units.trace.acts', act=_cite(edition, act)))}[/]")
    if not steps:
        branch.add(no_successor(say, unit, start, end))
    print_tree(root)
    return 0


def _cite(edition: Edition, number: str) -> str:
    act = edition.acts.get(number)
    return number if act is None else f"{number}: {act.title}"


def _restate(
    say: Say,
    edition: Edition,
    scope: str | None,
    types: tuple[UnitType, ...],
    as_of: date,
    on: date,
    json_: bool,
) -> int:
    atlas = edition.atlas
    top = None if scope is None else resolve_scope(atlas, edition.names, scope, as_of)
    frame = frame_of(atlas, top.id if top else None, types, as_of)
    parts = restate(atlas, frame, on)
    if json_:
        units = [{**unit_json(atlas, part.unit, on), "mixed": part.mixed} for part in parts]
        print_json({"size": len(parts), "units": units})
        return 0
    click.echo(
        say.text(
            "units.restate.title",
            n=len(frame.units),
            scope=top.full_name if top else say.text("word.nation"),
            types=", ".join(kind.value for kind in types) or say.text("word.all-types"),
            as_of=as_of,
            size=len(parts),
            on=on,
            mixed=sum(part.mixed for part in parts),
        )
    )
    print_table(
        [say.text("word.code"), say.text("word.unit"), say.text("word.within"), ""],
        [
            (
                part.unit.code,
                part.unit.full_name,
                ", ".join(unit.full_name for unit in atlas.ancestors(part.unit, on)),
                say.text("word.mixed") if part.mixed else "",
            )
            for part in parts
        ],
    )
    return 0


@dataclass(frozen=True, slots=True)
class _Carrying:
    """The values in ``file``, of units of ``start``, wanted in units of ``end`` by ``rule``; ``shares``: file of the
    shares of divided units; ``output``: file for the result."""

    file: str
    start: date
    end: date
    rule: CarryRule
    shares: str | None
    output: str | None


def _carry(say: Say, edition: Edition, asked: _Carrying, json_: bool) -> int:
    file, rule, shares, output = asked.file, asked.rule, asked.shares, asked.output
    reading = _read(file, _values_table(rule))
    name = "stdin" if file == STANDARD else file
    if shares is not None and rule is not CarryRule.BY_SHARE:
        raise SaidError(say.text("usage.shares"), click.get_current_context())
    divided = None if shares is None else _read(shares, SHARES)
    found = [*reading.findings, *(divided.findings if divided else ())]
    # With more mistakes than are listed nobody knows which rows are contested: nothing is carried.
    unlisted = any(one.code == "csv-more-findings" for one in found)
    if unlisted or not reading.lines or (divided and not divided.lines):
        raise RefusedError(*found)
    table = Crosswalk(edition.atlas, asked.start, asked.end)
    carried = table.carry(
        [_given(line, rule, name) for line in _uncontested(reading)],
        rule,
        [_share(line, shares or "") for line in divided.lines] if divided else (),
    )
    found += carried.findings
    if output is not None and output != STANDARD:
        _replace(Path(output), _csv_text(carried))
    if json_:
        print_json(_document(say, edition, carried, found, asked))
        return worst(found)
    if output in (None, STANDARD):
        sys.stdout.write(_csv_text(carried))
    print_findings(found, say)
    sys.stderr.write(_summary(say, carried, asked) + "\n")
    return worst(found)


def _values_table(rule: CarryRule) -> Table:
    value = Column("value", kind="choice", choices=tuple(sorted(TRUE | FALSE))) if rule.is_truth else None
    return Table(
        (
            Column("code", kind="code", widths=CODE_WIDTHS),
            value or Column("value", kind="decimal"),
            Column("to", kind="code", widths=CODE_WIDTHS, required=False),
        )
    )


def _read(file: str, table: Table) -> Reading:
    if file == STANDARD:
        return read_stream(sys.stdin.buffer, table, name="stdin")
    return read(Path(file), table)


def _uncontested(reading: Reading) -> list[Line]:
    """Lines but those that another line contradicts: which of two values is right is not ours to choose."""
    contested = {found.values["key"] for found in reading.findings if found.code == "csv-row-contradicts"}
    return [line for line in reading.lines if line.values["code"] not in contested]


def _given(line: Line, rule: CarryRule, file: str) -> Given:
    value: Decimal | bool = line.get("value", str) in TRUE if rule.is_truth else line.get("value", Decimal)
    to = line.values["to"]
    return Given(line.get("code", str), value, to if isinstance(to, str) else None, Place(file=file, row=line.row))


def _share(line: Line, file: str) -> Share:
    place = Place(file=file, row=line.row)
    return Share(line.get("code", str), line.get("to", str), line.get("share", Decimal), place)


def _number(value: Decimal | bool) -> str:
    if isinstance(value, bool):
        return str(int(value))
    return f"{value.normalize():f}"


def _document(
    say: Say, edition: Edition, carried: Carried, found: list[Finding], asked: _Carrying
) -> dict[str, object]:
    return {
        "rule": asked.rule.value,
        "from": asked.start.isoformat(),
        "to": asked.end.isoformat(),
        "edition": edition.number,
        "values": [
            {
                "code": unit.code,
                "name": unit.name,
                "value": value if isinstance(value, bool) else _json_number(value),
            }
            for unit, value in carried.values
        ],
        "remainder": None if carried.remainder is None else _json_number(carried.remainder),
        "findings": [say.as_dict(one) for one in found],
    }


def _json_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _csv_text(carried: Carried) -> str:
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(["code", "value"])
    lines.writerows([unit.code, _number(value)] for unit, value in carried.values)
    return text.getvalue()


def _summary(say: Say, carried: Carried, asked: _Carrying) -> str:
    remainder = "—" if carried.remainder is None else carried.remainder.normalize() + 0
    n = len(carried.values)
    values = {"rule": asked.rule.value, "start": asked.start, "end": asked.end}
    return say.text("units.carry.summary", **values, n=n, remainder=remainder)


def _mode(path: Path) -> int:
    """Permissions of a file about to be written: those it has, or those of any new file."""
    try:
        status = path.stat()
    except FileNotFoundError:
        mask = os.umask(0o077)
        os.umask(mask)
        return 0o666 & ~mask
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EISDIR if stat.S_ISDIR(status.st_mode) else errno.EINVAL, "")
    if not status.st_mode & 0o222 or not os.access(path, os.W_OK):
        raise OSError(errno.EACCES, "")
    return stat.S_IMODE(status.st_mode)


def no_successor(say: Say, unit: Unit, day: date, other: date) -> str:
    """That nothing on its level continues a unit, and the command that names the communes on its ground."""
    command = f"diaban units restate --scope {unit.code} --as-of {day} --on {other}"
    return say.text("units.show.no-successor", day=other, command=command)


def _replace(path: Path, text: str) -> None:
    """Write a file that is there whole or not at all. One that may not be written to is not replaced either."""
    try:
        mode = _mode(path)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(handle)
            Path(temporary).chmod(mode)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = errno.errorcode.get(error.errno or 0, type(error).__name__)
        raise RefusedError(finding("output-refused", place=Place(file=str(path)), reason=reason)) from error
