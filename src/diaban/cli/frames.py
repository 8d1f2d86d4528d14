"""``diaban frame list`` and ``show``: frozen frames, their units, and what each freezing changed."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.basis.moment import VIET_NAM
from diaban.cli import home
from diaban.cli.output import print_json, print_table
from diaban.cli.say import Say
from diaban.coverage.frame import FrozenFrame
from diaban.units.atlas import Atlas
from diaban.units.unit import Unit, UnitId
from diaban.units.wording import Listed

if TYPE_CHECKING:
    from diaban.store.viewer import Viewer

__all__ = ["frame_commands"]


def frame_commands(say: Say) -> list[click.Command]:
    """The commands that read, in one language."""

    def list_(known_at: date | None, json_: bool) -> int:
        return _list(say, known_at, json_)

    def show(key: str, known_at: date | None, json_: bool) -> int:
        return _show(say, key, known_at, json_)

    known = home.known_at(say)
    key = click.Argument(["key"], metavar=say.text("metavar.name"))
    return [
        home.command(say, "list", "frame.list", list_, [known]),
        home.command(say, "show", "frame.show", show, [key, known]),
    ]


def _list(say: Say, known_at: date | None, json_: bool) -> int:
    with home.memory() as who:
        from diaban.store import queries

        found = queries.frames(viewer=who, known_at=known_at)
        atlas = home.edition_known(who, known_at).atlas
    if json_:
        print_json([_json(one, atlas) for one in found])
        return 0
    if not found:
        click.echo(say.text("frame.none"))
        return 0
    words = ("frame.key", "frame.title", "frame.scope", "frame.day", "frame.size", "frame.changes")
    print_table(
        [*(say.text(word) for word in words), say.text("journal.act"), say.text("journal.reason")],
        [
            (
                one.key,
                one.title,
                _scope(say, one, atlas),
                one.as_of,
                len(one.units),
                len(one.freezings),
                one.act,
                one.reason,
            )
            for one in found
        ],
        right=[4, 5, 6],
    )
    return 0


def _show(say: Say, key: str, known_at: date | None, json_: bool) -> int:
    with home.memory() as who:
        from diaban.store import queries

        one = queries.frame(key=key, viewer=who, known_at=known_at)
        if one is None:
            raise RefusedError(finding("frame-unknown", text=key))
        atlas = home.edition_known(who, known_at).atlas
        moments = {freezing.act: _moment(freezing.act, who) for freezing in one.freezings}
    units = _versions(atlas, one.units, one.as_of)
    if json_:
        print_json(
            _json(one, atlas) | {"units": [_unit_json(unit) for unit in units], "changes": _changes(one, moments)}
        )
        return 0
    head = {"name": one.key, "title": one.title, "scope": _scope(say, one, atlas), "as_of": one.as_of}
    click.echo(say.text("frame.head", **head, n=len(units), act=str(one.act)))
    for number, freezing in enumerate(one.freezings):
        moment = f"{moments[freezing.act]:%Y-%m-%d %H:%M:%S}"
        given: dict[str, Any] = {"act": str(freezing.act), "moment": moment, "reason": freezing.reason}
        if number:
            added, removed = (
                Listed(tuple(_versions(atlas, which, one.as_of))) for which in (freezing.added, freezing.removed)
            )
            click.echo("  " + say.text("frame.again", added=added, removed=removed, **given))
        else:
            click.echo("  " + say.text("frame.first", n=len(freezing.added), **given))
    print_table([say.text("word.code"), say.text("word.unit")], [(unit.code, unit.full_name) for unit in units])
    return 0


def _moment(act: int, who: "Viewer") -> datetime:
    from diaban.store import queries

    return queries.journal(viewer=who, act=act)[0].moment.astimezone(VIET_NAM)


def _versions(atlas: Atlas, units: Iterable[UnitId], day: date) -> list[Unit]:
    """Units as they were on the day, in order of code."""
    found = (atlas.find_id(unit, day) or atlas.versions(unit)[-1] for unit in units)
    return sorted(found, key=lambda unit: unit.code)


def _scope(say: Say, one: FrozenFrame, atlas: Atlas) -> str:
    return _versions(atlas, [one.scope], one.as_of)[0].full_name if one.scope else say.text("word.nation")


def _unit_json(unit: Unit) -> dict[str, str]:
    return {"id": unit.id, "code": unit.code, "name": unit.full_name}


def _json(one: FrozenFrame, atlas: Atlas) -> dict[str, Any]:
    return {
        "frame": one.key,
        "title": one.title,
        "scope": _unit_json(_versions(atlas, [one.scope], one.as_of)[0]) if one.scope else None,
        "as_of": one.as_of.isoformat(),
        "size": len(one.units),
        "act": one.act,
        "reason": one.reason,
        "freezings": len(one.freezings),
    }


def _changes(one: FrozenFrame, moments: dict[int, datetime]) -> list[dict[str, Any]]:
    return [
        {
            "act": freezing.act,
            "moment": moments[freezing.act].isoformat(),
            "reason": freezing.reason,
            "added": list(freezing.added),
            "removed": list(freezing.removed),
        }
        for freezing in one.freezings
    ]
