"""``diaban claims``: published figures against their own arithmetic, the units of their day and one another."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
from rich.markup import escape

import diaban
from diaban.basis import catalogue
from diaban.basis.catalogue import Worded
from diaban.basis.error import RefusedError
from diaban.cli import home, options
from diaban.cli.clock import now, today
from diaban.cli.editions import open_edition
from diaban.cli.output import console, print_findings, print_json
from diaban.cli.say import Say
from diaban.cli.spoken import SpokenGroup
from diaban.coverage.claims.check import check
from diaban.coverage.claims.claim import Claim
from diaban.coverage.claims.draft import Given, given_claims, hold
from diaban.coverage.claims.frames import Ground
from diaban.coverage.claims.held import HeldFigure, questions
from diaban.coverage.claims.named import unknown
from diaban.coverage.claims.reading import TABLE
from diaban.coverage.claims.summed import sum_questions
from diaban.coverage.claims.terms import shipped_terms
from diaban.coverage.claims.verdict import QUIET, Checked, Code, Verdict
from diaban.coverage.claims.wording import Figure, checked_json, claim_json
from diaban.intake.plain_csv import read

if TYPE_CHECKING:
    from diaban.store.viewer import Viewer

__all__ = ["CLAIMS", "claims_group", "ground", "loaded_claims", "registers", "shipped_claims"]

T = TypeVar("T")
CLAIMS = Path(diaban.__file__).parent / "reference" / "claims"
COLOURS = {Code.CONSISTENT: "green", Code.BEFORE_RECORDS: "dim", Code.NOT_COMPARABLE: "dim"}
"""Of the chips; what is not named here wants somebody and is red."""


def ground(number: int | None = None) -> Ground:
    """What claims are held against: the newest shipped edition of the units, or the one of that number."""
    edition = open_edition(home.UNITS, number)
    return Ground(edition.atlas, edition.names, edition.number)


def shipped_claims() -> tuple[Claim, ...]:
    """The published figures that come with the program, file by file."""
    where = ground()
    return tuple(claim for path in sorted(CLAIMS.glob("*.csv")) for claim in _read(path, where).claims)


def loaded_claims() -> Sequence[Claim]:
    """The published figures loaded into the memory; where there is no memory yet, those that come with the program."""

    def ask(viewer: "Viewer") -> Sequence[Claim]:
        from diaban.store import queries

        return queries.claims(viewer=viewer)

    return _remembered(ask, shipped_claims)


def registers(claims: Sequence[Claim], where: Ground) -> Sequence[HeldFigure]:
    """What the registers hold of these figures on their days; nothing where there is no memory yet."""

    def ask(viewer: "Viewer") -> Sequence[HeldFigure]:
        from diaban.cli.definitions import standards_here
        from diaban.store import queries

        edition, (standards, _) = home.edition_known(viewer), standards_here()
        return queries.registered(
            claims=claims, ground=where, edition=edition, standards=standards, today=today(), viewer=viewer
        )

    # Without a question the memory need not be opened.
    given = (claims, shipped_terms(), where, today())
    return _remembered(ask, tuple) if questions(*given) or sum_questions(*given) else ()


def _remembered(ask: Callable[["Viewer"], T], otherwise: Callable[[], T]) -> T:
    """What the memory answers; where there is none yet, what is to stand in its place."""
    try:
        with home.memory() as viewer:
            return ask(viewer)
    except RefusedError as refused:
        if any(found.code != "memory-empty" for found in refused.findings):
            raise
        return otherwise()


def claims_group(say: Say, loaded: Callable[[], Sequence[Claim]] = loaded_claims) -> click.Group:
    """The group and its commands; ``loaded`` gives the claims that are checked when no file is named."""
    group = SpokenGroup(say, "claims", help=say.text("help.group.claims"))
    file = click.Argument(["file"], required=False, metavar=say.text("claim.metavar.file"))
    draft = click.Option(["--draft"], metavar=say.text("claim.metavar.file"), help=say.text("help.option.draft"))
    claim_id = click.Argument(["claim_id"], required=False, metavar=say.text("claim.metavar.id"))

    def check_(file: str | None, draft: str | None, json_: bool) -> int:
        if file and draft:
            raise click.UsageError(say.text("claim.usage.one-file"))
        return _check(say, file or draft, draft is not None, loaded, json_)

    def show(claim_id: str | None, json_: bool) -> int:
        return _show(say, claim_id, loaded, json_)

    def load(file: str, reason: str, json_: bool) -> int:
        return _load(say, file, reason, json_)

    given = click.Argument(["file"], metavar=say.text("claim.metavar.file"))
    group.add_command(home.command(say, "load", "claims.load", load, [given, home.reason(say)]))
    group.add_command(_command("check", check_, say, [file, draft]))
    group.add_command(_command("show", show, say, [claim_id]))
    return group


def _command(name: str, callback: object, say: Say, params: list[click.Parameter]) -> click.Command:
    # Names of commands repeat from group to group; the help of these stands under keys of its own.
    command = options.command("show", callback, say, params)
    command.name, command.help = name, say.text(f"help.claims.{name}")
    return command


def _read(path: Path, where: Ground, *, draft: bool = False) -> Given:
    """A sound file. RefusedError with every finding where one is an error."""
    signed_on = today() if draft else None
    given = given_claims(read(path, TABLE), where, shipped_terms(), file=str(path), signed_on=signed_on)
    return given.require_sound()


def _load(say: Say, file: str, reason: str, json_: bool) -> int:
    given = _read(Path(file), ground())
    with home.memory(writing=True) as viewer:
        from diaban.store import actions

        act = actions.load_claims(claims=given.claims, by=viewer, at=now, reason=reason, request=f"claims load {file}")
        return home.report(say, act, viewer, json_, given.findings, claims=len(given.claims))


def _check(say: Say, file: str | None, draft: bool, loaded: Callable[[], Sequence[Claim]], json_: bool) -> int:
    where = ground()
    given = Given("", tuple(loaded()), ()) if file is None else _read(Path(file), where, draft=draft)
    claims, published = given.claims, loaded() if file is not None and draft else ()
    checked, findings = hold(given, where, shipped_terms(), lambda asked: registers(asked, where), published)
    if json_:
        print_json([checked_json(one, _spoken(say)) for one in checked])
    else:
        _print(say, claims, checked)
    print_findings(findings, say)
    return 0


def _show(say: Say, claim_id: str | None, loaded: Callable[[], Sequence[Claim]], json_: bool) -> int:
    claims, where = loaded(), ground()
    checked = {one.claim_id: one for one in check(claims, where, shipped_terms(), registers(claims, where))}
    wanted = [claim for claim in claims if claim_id in (None, claim.claim_id)]
    if not wanted:
        raise unknown(str(claim_id), [claim.claim_id for claim in claims])
    if json_:
        print_json([{**claim_json(one), **checked_json(checked[one.claim_id], _spoken(say))} for one in wanted])
        return 0
    if claim_id is None:
        _print(say, claims, tuple(checked.values()))
        return 0
    _portrait(say, wanted[0], claims, checked)
    return 0


def _print(say: Say, claims: Sequence[Claim], checked: Iterable[Checked]) -> None:
    """All claims, document by document, each with its verdicts in words; then how many of each."""
    terminal, found = console(), {one.claim_id: one for one in checked}
    document = ""
    for claim in claims:
        if claim.document != document:
            if document:
                terminal.print()
            document = claim.document
            terminal.print(f"[bold]{escape(document)}[/] [dim]· {escape(_words(say, claim.told))}[/]")
        _claim(say, claim, found[claim.claim_id])
    counts = {code: sum(code in one.codes for one in found.values()) for code in Code}
    chips = " · ".join(f"{n} {_chip(say, code)}" for code, n in counts.items() if n)
    terminal.print()
    terminal.print(f"{escape(say.text('claim.total', n=len(found)))} {chips}")


def _claim(say: Say, claim: Claim, checked: Checked) -> None:
    terminal = console()
    chips = " ".join(_chip(say, code) for code in dict.fromkeys(verdict.code for verdict in checked.verdicts))
    modality = say.text(f"claim.modality.{claim.modality.value}")
    figure = _words(say, Figure(claim))
    terminal.print(f"  [bold]{escape(claim.claim_id)}[/]  {escape(figure)} [dim]({modality})[/]  {chips}")
    terminal.print(f"      [italic]“{escape(claim.quote)}”[/]")
    for verdict in checked.verdicts:
        style = "dim" if verdict.code in QUIET else ""
        terminal.print(f"      · {escape(_words(say, verdict))}", style=style)
        for address in _addresses(verdict):
            terminal.print(f"        diaban figure {escape(address)}", style="dim")


def _portrait(say: Say, claim: Claim, claims: Sequence[Claim], checked: dict[str, Checked]) -> None:
    """One claim opened: where it stands, what it says, its parts, its verdicts."""
    terminal = console()
    terminal.print(f"[bold]{escape(claim.document)}[/] [dim]· {escape(_words(say, claim.told))}[/]")
    _claim(say, claim, checked[claim.claim_id])
    measure = shipped_terms().measure(claim)
    rows = {
        "measure": _words(say, measure),
        "place": claim.place or say.text("word.nation"),
        "scope": claim.scope_types,
        "as-of": _words(say, claim.speaks),
        "whole": claim.part_of,
        "source": claim.source,
        "reason": claim.reason,
    }
    for key, value in rows.items():
        if value:
            terminal.print(f"      [dim]{escape(say.text(f'claim.row.{key}'))}:[/] {escape(value)}")
    parts = [one for one in claims if one.part_of == claim.claim_id]
    if parts:
        terminal.print(f"      [dim]{escape(say.text('claim.row.parts'))}:[/]")
    for part in parts:
        _claim(say, replace(part, claim_id=f"└ {part.claim_id}"), checked[part.claim_id])


def _addresses(verdict: Verdict) -> list[str]:
    return [str(one["address"]) for one in verdict.evidence if one.get("kind") == "register"]


def _chip(say: Say, code: Code) -> str:
    colour = COLOURS.get(code, "red")
    return f"[{colour}]\\[{escape(say.text(f'claim.code.{code.value}'))}][/]"


def _words(say: Say, what: Worded) -> str:
    return what.worded(_spoken(say))


def _spoken(say: Say) -> catalogue.Say:
    return lambda key, /, **values: say.text(key, **values)
