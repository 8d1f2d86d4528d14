"""``diaban accounts``: who may sign in in the browser, as what, over which unit; and an end to their sessions."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.basis.moment import VIET_NAM
from diaban.cli import home, password
from diaban.cli.clock import now, today
from diaban.cli.output import print_json, print_table
from diaban.cli.say import Say
from diaban.cli.spoken import ChoiceType, SpokenGroup
from diaban.units.scope import resolve_scope

if TYPE_CHECKING:
    from diaban.store.queries import Granted

__all__ = ["accounts_group"]

ROLES = ("reader", "editor", "administrator")
RIGHTS = ("add", "update", "end")


def accounts_group(say: Say) -> click.Group:
    """The group and its commands, in one language."""
    group = SpokenGroup(say, "accounts", help=say.text("help.group.accounts"))

    def list_(json_: bool) -> int:
        return _list(say, json_)

    def grant(
        name: str,
        role: str,
        unit: str | None,
        right: tuple[str, ...],
        password_file: Path | None,
        reason: str,
        json_: bool,
    ) -> int:
        return _grant(say, name, role, unit, right, password_file, reason, json_)

    def change(name: str, password_file: Path | None, reason: str, json_: bool) -> int:
        with home.memory(writing=True) as who:
            from diaban.store.actions import change_password

            text = _password(say, name, password_file)
            act = change_password(name=name, password=text, by=who, at=now, reason=reason)
            return home.report(say, act, who, json_, account=name)

    def withdraw_(name: str, reason: str, json_: bool) -> int:
        with home.memory(writing=True) as who:
            from diaban.store.actions import withdraw

            act = withdraw(name=name, by=who, at=now, reason=reason)
            return home.report(say, act, who, json_, account=name)

    def end(name: str | None, everybody: bool, reason: str, json_: bool) -> int:
        if (name is None) is not everybody:
            raise click.UsageError(say.text("usage.end-sessions"))
        with home.memory(writing=True) as who:
            from diaban.store.actions import end_sessions

            act = end_sessions(name=name, by=who, at=now, reason=reason)
            return home.report(say, act, who, json_, account=name)

    def sessions(json_: bool) -> int:
        return _sessions(say, json_)

    name, why, file = _name(say), home.reason(say), password.file_option(say)
    role = click.Option(["--role"], type=ChoiceType(say, ROLES), required=True, help=say.text("help.option.role"))
    unit = click.Option(["--unit"], metavar=say.text("metavar.name"), help=say.text("help.option.account-unit"))
    right = click.Option(
        ["--right"], type=ChoiceType(say, RIGHTS), multiple=True, help=say.text("help.option.account-right")
    )
    anyone = click.Argument(["name"], required=False, metavar=say.text("metavar.name"))
    everybody = click.Option(["--everybody"], is_flag=True, help=say.text("help.option.everybody"))
    group.add_command(home.command(say, "list", "accounts.list", list_, []))
    group.add_command(home.command(say, "grant", "accounts.grant", grant, [name, role, unit, right, file, why]))
    group.add_command(home.command(say, "withdraw", "accounts.withdraw", withdraw_, [name, why]))
    group.add_command(home.command(say, "password", "accounts.password", change, [name, file, why]))
    group.add_command(home.command(say, "sessions", "accounts.sessions", sessions, []))
    group.add_command(home.command(say, "end-sessions", "accounts.end-sessions", end, [anyone, everybody, why]))
    return group


def _name(say: Say) -> click.Argument:
    return click.Argument(["name"], metavar=say.text("metavar.name"))


def _password(say: Say, name: str, file: Path | None) -> str:
    text = password.given(file)
    if text is None and password.can_ask():
        text = password.typed(say, name)
    if text is None:
        raise RefusedError(finding("password-needed", name=name))
    return text


def _grant(
    say: Say,
    name: str,
    role: str,
    unit: str | None,
    rights: tuple[str, ...],
    file: Path | None,
    reason: str,
    json_: bool,
) -> int:
    with home.memory(writing=True) as who:
        from diaban.store import queries
        from diaban.store.actions import grant
        from diaban.store.password import written
        from diaban.store.viewer import ALL_RIGHTS, Right, Role

        edition = home.edition_known(who)
        found = None if unit is None else resolve_scope(edition.atlas, edition.names, unit, today())
        old = next((one for one in queries.accesses(viewer=who) if one.name == written(name).strip()), None)
        has_access = old is not None
        # An editor whose unit changes keeps the rights it has, unless others are named.
        kept = old.rights if old is not None and old.role is Role.EDITOR and role == Role.EDITOR else ALL_RIGHTS
        # Whoever has access keeps the password; a file named all the same is refused by the action.
        text = password.given(file) if has_access and file else None if has_access else _password(say, name, file)
        act = grant(
            name=name,
            role=Role(role),
            unit=found.id if found else None,
            password=text,
            rights={Right(one) for one in rights} or kept,
            by=who,
            at=now,
            reason=reason,
        )
        return home.report(
            say, act, who, json_, account=name, role=role, unit={"id": found.id, "code": found.code} if found else None
        )


def _list(say: Say, json_: bool) -> int:
    with home.memory() as who:
        from diaban.store import queries

        found = queries.accesses(viewer=who)
        atlas = home.edition_known(who).atlas
    units = {one.unit: atlas.find_id(one.unit, today()) or atlas.versions(one.unit)[-1] for one in found if one.unit}
    if json_:
        print_json(
            [
                {
                    "account": one.name,
                    "role": one.role.value,
                    "unit": {"id": one.unit, "code": units[one.unit].code, "name": units[one.unit].full_name}
                    if one.unit
                    else None,
                    "rights": _rights(one),
                    "act": one.act,
                }
                for one in found
            ]
        )
        return 0
    if not found:
        click.echo(say.text("accounts.none"))
        return 0
    print_table(
        [
            *(say.text(f"accounts.{word}") for word in ("name", "role")),
            say.text("word.unit"),
            say.text("accounts.rights"),
            say.text("accounts.since"),
        ],
        [
            (
                one.name,
                say.text(f"role.{one.role.value}"),
                units[one.unit].full_name if one.unit else say.text("word.nation"),
                ", ".join(say.text(f"right.{right}") for right in _rights(one)) or "—",
                one.act,
            )
            for one in found
        ],
        right=[4],
    )
    return 0


def _rights(one: "Granted") -> list[str]:
    """What the account may do with what is recorded, in their order."""
    from diaban.store.viewer import Role

    return [] if one.role is Role.READER else [right for right in RIGHTS if right in set(one.rights)]


def _sessions(say: Say, json_: bool) -> int:
    """The server keeps no list of sessions: what can be told is before when none can have begun that still counts."""
    with home.memory() as who:
        from diaban.store import queries
        from diaban.store.session import IDLE, LONGEST

        found = queries.accesses(viewer=who)
    longest, idle = int(LONGEST.total_seconds()) // 3600, int(IDLE.total_seconds()) // 60
    oldest = now() - LONGEST
    since = {one.name: datetime.fromisoformat(one.moment) for one in found}
    if json_:
        accounts = [
            {
                "account": one.name,
                "act": one.act,
                "moment": since[one.name].astimezone(VIET_NAM).isoformat(),
                "none_before": max(since[one.name], oldest).astimezone(VIET_NAM).isoformat(timespec="seconds"),
            }
            for one in found
        ]
        print_json({"longest_hours": longest, "idle_minutes": idle, "accounts": accounts})
        return 0
    if not found:
        click.echo(say.text("accounts.none"))
        return 0
    print_table(
        [say.text(f"accounts.{word}") for word in ("name", "since", "none-before")],
        [
            (one.name, one.act, f"{max(since[one.name], oldest).astimezone(VIET_NAM):%Y-%m-%d %H:%M:%S}")
            for one in found
        ],
        right=[1],
    )
    click.echo()
    click.echo(say.text("accounts.sessions-say", hours=str(longest), minutes=str(idle)))
    return 0
