"""``diaban init``: a real installation in an empty home, the units in force as its first content."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from diaban.basis.error import DiabanError, RefusedError
from diaban.basis.finding import Severity, finding
from diaban.cli import home, password
from diaban.cli.clock import now
from diaban.cli.editions import open_edition
from diaban.cli.output import print_json
from diaban.cli.say import Say

if TYPE_CHECKING:
    from diaban.store.viewer import Viewer

__all__ = ["Made", "establish", "init_command"]

KEPT = frozenset({"definitions"})
"""What may lie in the home before: definition files of the owner's own."""
SHOWN = 5


def init_command(say: Say) -> click.Command:
    """The command, in one language."""
    published = click.Option(
        ["--with-published-figures", "published"], is_flag=True, help=say.text("help.option.published")
    )

    administrator = click.Option(
        ["--administrator"], metavar=say.text("metavar.name"), help=say.text("help.option.administrator")
    )

    def init(published: bool, administrator: str | None, password_file: Path | None, json_: bool) -> int:
        return _init(say, published, administrator, password_file, json_)

    params = [published, administrator, password.file_option(say)]
    return home.command(say, "init", "command.init", init, params)


def _init(say: Say, published: bool, administrator: str | None, file: Path | None, json_: bool) -> int:
    asks = password.can_ask() and not json_
    # A bad password is told before anything is made.
    text = None if administrator is None else _given(administrator, file, asks)
    made = establish(say, "real", again=published or administrator is not None)
    act = made.act
    with home.memory(writing=True) as who:
        if published:
            act = _publish(say, who) or act
        if administrator is None and asks and not _accounts(who):
            administrator = str(click.prompt(say.text("accounts.ask-name"), default=who.name, err=True)).strip()
        if administrator is not None:
            act = _appoint(say, administrator, text or password.typed(say, administrator), who)
        findings = () if _accounts(who) else (finding("account-missing", severity=Severity.NOTE),)
    if act is None and not made.renewed:
        raise RefusedError(finding("installation-there", folder=str(made.folder), edition=made.edition))
    more: dict[str, Any] = {"home": str(made.folder), "edition": made.edition}
    if act is None:
        if json_:
            print_json({"act": None, **more, "findings": [say.as_dict(one) for one in findings]})
        else:
            click.echo(say.text("init.upgraded", folder=str(made.folder)))
        return 0
    if not json_:
        click.echo(say.text("init.made", folder=str(made.folder), edition=made.edition))
    return home.report(say, act, made.who, json_, findings, **more)


def _given(name: str, file: Path | None, asks: bool) -> str | None:
    """The password given beside the name; None where somebody can be asked for it."""
    from diaban.store.password import faults

    text = password.given(file)
    found = faults(text, name) if text is not None else [] if asks else [finding("password-needed", name=name)]
    if found:
        raise RefusedError(*found)
    return text


def _accounts(who: "Viewer") -> bool:
    from diaban.store import queries

    return bool(queries.accesses(viewer=who))


def _appoint(say: Say, name: str, text: str, who: "Viewer") -> Any:
    """Grant the first administrator the nation."""
    from diaban.store.actions import grant
    from diaban.store.viewer import Role

    return grant(
        name=name,
        role=Role.ADMINISTRATOR,
        unit=None,
        password=text,
        by=who,
        at=now,
        reason=say.text("init.administrator"),
    )


def _publish(say: Say, who: "Viewer") -> Any:
    """Load the published figures that come with the program; None where they are loaded already."""
    from diaban.cli.claims import shipped_claims
    from diaban.store.actions import load_claims

    try:
        return load_claims(claims=shipped_claims(), by=who, at=now, reason=say.text("init.published"))
    except RefusedError as refused:
        if [one.code for one in refused.findings] != ["nothing-to-do"]:
            raise
        return None


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the last act (None if there was none), who acted, where, which edition is loaded; ``renewed``:
    whether the tables were made or changed."""

    act: Any
    who: "Viewer"
    folder: Path
    edition: int
    renewed: bool


def establish(say: Say, kind: Literal["real", "demonstration"], *, again: bool = False) -> Made:
    """Make an installation of a kind where there is none: tables, what it is, the newest edition of the units.

    What an interrupted run left half made is finished, and older tables get the newer shape. RefusedError
    ``home-not-empty``, ``installation-other-kind``; ``installation-there`` unless it may be there ``again``.
    """
    from diaban.store.address import FILE_NAME, default_home

    database = os.environ.get("DIABAN_DATABASE") or None
    folder = default_home(os.environ)
    if database is None and not (folder / FILE_NAME).exists():
        _require_empty(folder)
    home.point(database)
    with home.closing_connections():
        from diaban.store import queries
        from diaban.store.actions import found, load_units
        from diaban.store.memory import prepare, require_ready
        from diaban.store.models import InstallationKind

        wanted = InstallationKind(kind)
        renewed = not _is_ready()
        prepare()
        require_ready()
        who = home.signed()
        there = queries.installation(viewer=who)
        if there not in (None, wanted):
            raise RefusedError(finding("installation-other-kind", folder=str(folder), kind=there.value))
        how: dict[str, Any] = {"by": who, "at": now, "reason": say.text("init.reason")}
        act = None if there else found(kind=wanted, **how)
        newest, loaded = open_edition(home.UNITS), queries.edition(viewer=who)
        if loaded is None or (renewed and loaded.number < newest.number):
            return Made(load_units(edition=newest, **how), who, folder, newest.number, renewed)
        if not (renewed or again):
            raise RefusedError(finding("installation-there", folder=str(folder), edition=loaded.number))
    return Made(act, who, folder, loaded.number, renewed)


def _require_empty(folder: Path) -> None:
    try:
        strange = sorted(path.name for path in folder.iterdir() if path.name not in KEPT)
    except FileNotFoundError:
        return
    except OSError as error:
        raise RefusedError(finding("home-unusable", folder=str(folder), reason=error.strerror or "")) from error
    if strange:
        raise RefusedError(finding("home-not-empty", folder=str(folder), entries=strange[:SHOWN]))


def _is_ready() -> bool:
    """Whether the tables are there as this program wants them."""
    from diaban.store.memory import require_ready

    try:
        require_ready()
    except DiabanError as error:
        if {one.code for one in error.findings} <= {"memory-empty", "memory-version", "memory-unguarded"}:
            return False
        raise
    return True
