"""``diaban receive``: files that communes sent, read against their form, kept as they came, and accepted if asked."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from diaban.basis.error import DiabanError, RefusedError
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.cli import home
from diaban.cli.clock import now, today
from diaban.cli.definitions import forms_here
from diaban.cli.new_file import write_new
from diaban.cli.output import print_findings, print_json, worst
from diaban.cli.return_paper import file_bytes
from diaban.cli.say import Say
from diaban.cli.spoken import NumberType
from diaban.intake.limits import LIMITS

if TYPE_CHECKING:
    from diaban.store.receiving import Ground, Judged, Told
    from diaban.store.viewer import Viewer

__all__ = ["accept_command", "receive_command"]

NAMED: Final = 3


def receive_command(say: Say) -> click.Command:
    """``diaban receive``, in one language."""

    def receive(
        files: tuple[Path, ...],
        form: str | None,
        unit: str | None,
        period: str | None,
        origin: str | None,
        corrects: int | None,
        accept: bool,
        check: bool,
        marked: Path | None,
        reason: str | None,
        json_: bool,
    ) -> int:
        told = {"form": form, "unit": unit, "period": period, "origin": origin, "corrects": corrects}
        why = reason if reason is not None else say.text("receive.reason", file=_named(files))
        return _receive(say, files, told, _Wish(accept and not check, check, why, marked), json_)

    def named(flag: str, key: str, metavar: str = "name") -> click.Option:
        return click.Option([flag], metavar=say.text(f"metavar.{metavar}"), help=say.text(f"help.option.{key}"))

    kind = click.Path(path_type=Path)
    return home.command(
        say,
        "receive",
        "command.receive",
        receive,
        [
            click.Argument(["files"], type=kind, nargs=-1, required=True, metavar=f"{say.text('metavar.file')}..."),
            named("--form", "receive-form"),
            named("--unit", "receive-unit", "scope"),
            named("--period", "receive-period"),
            named("--origin", "receive-origin"),
            click.Option(
                ["--corrects"],
                type=NumberType(say),
                metavar=say.text("metavar.return"),
                help=say.text("help.option.receive-corrects"),
            ),
            click.Option(["--accept"], is_flag=True, help=say.text("help.option.receive-accept")),
            click.Option(["--check"], is_flag=True, help=say.text("help.option.receive-check")),
            click.Option(
                ["--marked"],
                type=kind,
                metavar=say.text("metavar.folder"),
                help=say.text("help.option.receive-marked"),
            ),
            home.reason(say, required=False),
        ],
    )


def _named(files: Sequence[Path]) -> str:
    """The files in a sentence of the journal: of many the first."""
    names = ", ".join(file.name for file in files[:NAMED])
    return names if len(files) <= NAMED else f"{names} … ({len(files)})"


def accept_command(say: Say, number: click.Argument) -> click.Command:
    """``diaban returns accept``, in one language."""

    def accept(number: int, reason: str, json_: bool) -> int:
        with home.memory(writing=True) as who:
            from diaban.store.receiving import accept_return, judge_kept
            from diaban.store.receiving.as_json import counts_json

            judged = judge_kept(number, ground=_ground(who))
            act = accept_return(number, judged, by=who, at=now, reason=reason)
            if not json_:
                click.echo(say.text("receive.accepted", number=str(number), **counts_json(judged)))
            told: dict[str, Any] = {"return": number, "changes": counts_json(judged)}
            return home.report(say, act, who, json_, judged.findings, **told)

    return home.command(say, "accept", "returns.accept", accept, [number, home.reason(say)])


@dataclass(frozen=True, slots=True)
class _Wish:
    """Whether what is received shall be accepted, or only looked at; the reason for the journal; the folder for what is
    marked."""

    accept: bool
    check: bool
    reason: str
    marked: Path | None = None


@dataclass(slots=True)
class _Done:
    """What became of one file."""

    file: str
    judged: "Judged | None" = None
    number: int | None = None
    again: bool = False
    received: int | None = None
    accepted: int | None = None
    findings: Sequence[Finding] = ()
    error: DiabanError | None = None
    marked: Path | None = None


def _receive(say: Say, files: Sequence[Path], told: Mapping[str, Any], wish: _Wish, json_: bool) -> int:
    with home.memory(writing=not wish.check) as who:
        from diaban.store import queries
        from diaban.store.receiving import Told

        done = [_Done(str(file)) for file in files]
        pressed: KeyboardInterrupt | None = None
        try:
            (_check if wish.check else _take)(done, Told(**told), wish, who)
        except KeyboardInterrupt as interrupt:
            # What was received is told all the same.
            pressed = interrupt
        atlas = home.edition_known(who).atlas
        invented = queries.installation(viewer=who) == "demonstration"
    if wish.marked is not None:
        for one in done:
            _mark(say, one, wish.marked)
    failed = [one for one in done if one.error is not None]
    if len(done) == 1 and failed and failed[0].error is not None and failed[0].number is None:
        # One file alone is answered as every command answers: by the error itself.
        raise failed[0].error
    if json_:
        print_json({"files": [_json(say, one, atlas) for one in done]})
    else:
        if invented:
            click.echo(say.text("word.invented-data"))
        for one in done:
            _print(say, one)
    if pressed is not None:
        received = sum(one.received is not None for one in done)
        click.echo(say.text("receive.interrupted", received=received, files=len(done)), err=True)
        raise pressed
    from diaban.cli.main import EXIT_CODES

    codes = [next(code for kind, code in EXIT_CODES.items() if isinstance(one.error, kind)) for one in failed]
    return max(codes, default=0) or worst(found for one in done for found in one.findings)


def _take(done: Sequence[_Done], told: "Told", wish: _Wish, who: "Viewer") -> None:
    """Receive each file, in their order."""
    from diaban.store.receiving import Incoming, take_in

    read: list[_Done] = []

    def incoming() -> Iterator[Incoming]:
        for one in done:
            data = _bytes(one)
            if data is not None:
                read.append(one)
                yield Incoming(Path(one.file).name, data, told)

    how: dict[str, Any] = {"by": who, "at": now, "reason": wish.reason}
    answers = take_in(incoming(), ground=_ground(who), today=today(), accept=wish.accept, **how)
    for at, (_, outcome) in enumerate(answers):
        one, receipt = read[at], outcome.receipt
        one.judged, one.findings = outcome.judged, outcome.judged.findings if outcome.judged else ()
        one.accepted = outcome.accepted.id if outcome.accepted is not None else None
        if receipt is not None:
            one.number, one.again, one.received = receipt.number, receipt.again, receipt.act.id
        if receipt is not None and receipt.again:
            values: dict[str, Any] = {"number": str(receipt.number), "act": str(receipt.act.id)}
            place = Place(file=Path(one.file).name)
            note = finding("return-again", place=place, severity=Severity.NOTE, **values)
            one.findings = (*one.findings, note)
        if outcome.error is not None:
            _failed(one, outcome.error)


def _check(done: Sequence[_Done], told: "Told", _: _Wish, who: "Viewer") -> None:
    """Judge each file as it would be received; nothing is kept."""
    from diaban.store.receiving import judge_return

    ground = _ground(who)
    for one in done:
        data = _bytes(one)
        try:
            if data is not None:
                one.judged = judge_return(data, name=Path(one.file).name, told=told, ground=ground)
                one.findings = one.judged.findings
        except DiabanError as error:
            _failed(one, error)


def _mark(say: Say, one: _Done, folder: Path) -> None:
    """The file with what was found in it, or where it cannot be marked a list of that; nothing where nothing was."""
    from diaban.intake.marking import findings_workbook, marked_workbook

    findings = one.findings or (one.error.findings if one.error is not None else ())
    if not findings:
        return
    file = Path(one.file)
    if one.judged is None:
        made = findings_workbook(file.name, findings, say)
    else:
        made, _ = marked_workbook(file_bytes(file, LIMITS.size), one.judged.received, say, findings)
    # report.xlsx and report.ods of one folder are two files.
    name = file.stem if file.suffix.lower() == ".xlsx" else file.name.replace(".", "-")
    target = folder / f"{name}-{say.text('receive.marked-name')}.xlsx"
    try:
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
        write_new(target, made)
        one.marked = target
    except RefusedError as error:
        # The file was received: that is told first, and that its marked copy was not written beside it.
        one.findings = (*one.findings, *error.findings)


def _bytes(one: _Done) -> bytes | None:
    try:
        return file_bytes(Path(one.file), LIMITS.size)
    except DiabanError as error:
        _failed(one, error)
        return None


def _failed(one: _Done, error: DiabanError) -> None:
    # What was a warning before is the reason now: said once.
    now_said = {found.code for found in error.findings}
    before = [found for found in one.findings if found.code not in now_said]
    one.error, one.findings = error, (*before, *error.findings)


def _ground(who: "Viewer") -> "Ground":
    from diaban.store.receiving import Ground

    forms, _ = forms_here()
    return Ground.of(home.edition_known(who), forms, who)


def _json(say: Say, one: _Done, atlas: Any) -> dict[str, Any]:
    from diaban.store.receiving.as_json import judged_json

    judged = one.judged
    told: dict[str, Any] = {"file": one.file, "return": one.number, "again": one.again}
    told |= {"received": one.received, "accepted": one.accepted}
    told |= {"marked": str(one.marked)} if one.marked else {}
    if judged is not None:
        told |= judged_json(judged, atlas, say)
    return told | {"findings": [say.as_dict(found) for found in one.findings]}


def _print(say: Say, one: _Done) -> None:
    from diaban.store.receiving.as_json import counts_json

    judged = one.judged
    if judged is not None:
        said = {"file": one.file, "form": judged.form.id, "unit": judged.unit.full_name, "period": judged.period.titled}
        click.echo(say.text("receive.read", lines=judged.tally.lines, **said))
        if one.number is not None:
            key = "receive.again" if one.again else "receive.received"
            click.echo(say.text(key, number=str(one.number), act=str(one.received)))
        if one.accepted is not None:
            click.echo(say.text("receive.accepted", number=str(one.number), **counts_json(judged)))
        elif judged.allowed:
            click.echo(say.text("receive.would", **counts_json(judged)))
        else:
            click.echo(say.text("receive.not-yet", n=judged.tally.errors))
    print_findings(one.findings, say)
    if one.marked is not None:
        click.echo(say.text("receive.marked", file=str(one.marked)))
