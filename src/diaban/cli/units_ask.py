"""``diaban units``: questions about units on a day."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

import click
from rich.markup import escape
from rich.tree import Tree

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.basis.names import has_marks
from diaban.cli import home, options
from diaban.cli.clock import today
from diaban.cli.editions import open_edition
from diaban.cli.output import print_findings, print_json, print_table, print_tree, worst
from diaban.cli.say import Say
from diaban.cli.spoken import ChoiceType, SpokenGroup
from diaban.cli.unit_json import match_json, unit_json
from diaban.cli.units_move import move_commands, no_successor
from diaban.units.atlas import Atlas
from diaban.units.conflict import ConflictKind, ConflictStatus
from diaban.units.edition import Edition
from diaban.units.scope import resolve_scope
from diaban.units.search import Match, find
from diaban.units.trace import trace
from diaban.units.unit import Level, Unit

__all__ = ["REFERENCE", "units_group"]

SHOWN = 50
"""Matches shown to a person; a script gets them all."""
REFERENCE = home.UNITS


def units_group(say: Say) -> click.Group:
    """The group and its commands, in one language."""
    group = SpokenGroup(say, "units", help=say.text("help.group.units"))
    edition, as_of = options.edition(say), options.day(say, ["--as-of"], "as-of")
    scope = click.Option(["--scope"], metavar=say.text("metavar.scope"), help=say.text("help.option.scope"))
    code = click.Argument(["code"], metavar=say.text("metavar.code"))
    text = click.Argument(["text"], nargs=-1, required=True, metavar=say.text("metavar.text"))

    def count(as_of: date | None, scope: str | None, edition: int | None, json_: bool) -> int:
        return _count(say, open_edition(REFERENCE, edition), options.given_day(as_of), scope, json_)

    def show(code: str, as_of: date | None, edition: int | None, json_: bool) -> int:
        return _show(say, open_edition(REFERENCE, edition), code, options.given_day(as_of), json_)

    def find_(text: Sequence[str], as_of: date | None, edition: int | None, json_: bool) -> int:
        return _find(say, open_edition(REFERENCE, edition), " ".join(text), as_of, json_)

    def service(as_of: date | None, edition: int | None, json_: bool) -> int:
        return _service(say, open_edition(REFERENCE, edition), options.given_day(as_of), json_)

    def horizons(edition: int | None, json_: bool) -> int:
        return _horizons(say, open_edition(REFERENCE, edition), json_)

    def conflicts(kind: str | None, status: str | None, edition: int | None, json_: bool) -> int:
        return _conflicts(say, open_edition(REFERENCE, edition), kind, status, json_)

    kind = click.Option(
        ["--kind"], type=ChoiceType(say, [k.value for k in ConflictKind]), help=say.text("help.option.kind")
    )
    status = click.Option(
        ["--status"], type=ChoiceType(say, [s.value for s in ConflictStatus]), help=say.text("help.option.status")
    )
    for command in (
        options.command("count", count, say, [as_of, scope, edition]),
        options.command("show", show, say, [code, as_of, edition]),
        options.command("find", find_, say, [text, as_of, edition]),
        *move_commands(say, REFERENCE),
        options.command("service", service, say, [as_of, edition]),
        options.command("horizons", horizons, say, [edition]),
        options.command("conflicts", conflicts, say, [kind, status, edition]),
    ):
        group.add_command(command)
    return group


def _count(say: Say, edition: Edition, day: date, scope: str | None, json_: bool) -> int:
    atlas = edition.atlas
    top = None if scope is None else resolve_scope(atlas, edition.names, scope, day)
    count = atlas.count(day, top.id if top else None)
    if json_:
        print_json(
            {
                "as_of": day.isoformat(),
                **({"scope": unit_json(atlas, top, day)} if top else {}),
                **{level.value: number for level, number in count.levels.items()},
                "types": {
                    level.value: {kind.value: number for kind, number in types.items()}
                    for level, types in count.types.items()
                },
            }
        )
    else:
        where = top.full_name if top else say.text("word.nation")
        click.echo(say.text("units.count.title", where=where, day=day, edition=edition.number))
        print_table(
            [say.text("word.level"), say.text("word.units"), say.text("word.by-type")],
            [
                (
                    say.text(f"level.{level.value}"),
                    say.text("word.number", n=number),
                    ", ".join(say.text("word.n-of", n=n, what=kind.value) for kind, n in count.types[level].items()),
                )
                for level, number in count.levels.items()
            ],
            right=[1],
        )
    _warn_future(say, day)
    return 0


def _show(say: Say, edition: Edition, code: str, day: date, json_: bool) -> int:
    atlas = edition.atlas
    unit = atlas.by_code(code, day)
    if json_:
        print_json(unit_json(atlas, unit, day))
    else:
        print_tree(_portrait(say, edition, unit, day))
    _warn_future(say, day)
    return 0


def _portrait(say: Say, edition: Edition, unit: Unit, day: date) -> Tree:
    """A unit on one day: where it lies, what it came from and became, and what else it is known by."""
    atlas = edition.atlas
    above = ", ".join(parent.full_name for parent in atlas.ancestors(unit, day))
    root = Tree(f"[bold]{escape(unit.full_name)}[/] [cyan]{unit.code}[/]{escape(', ' + above if above else '')}")
    root.add(say.text("units.show.period", period=_period(say, unit), day=day, id=unit.id))
    below = atlas.children(unit.id, day)
    if below:
        root.add(say.text("units.show.below", n=len(below), level=say.text(f"level.{below[0].level.value}")))
    first = atlas.versions(unit.id)[0].period.start
    if first is not None and (before := first.toordinal() - 1) and first <= day:
        _kin(say, root, atlas, unit, day, date.fromordinal(before), "units.show.from")
    end = atlas.versions(unit.id)[-1].period.end
    if end is not None and end > day:
        _kin(say, root, atlas, unit, day, end, "units.show.to")
    if len(atlas.versions(unit.id)) > 1:
        branch = root.add(say.text("units.show.versions"))
        for version in atlas.versions(unit.id):
            branch.add(f"{escape(version.full_name)} [cyan]{version.code}[/] {_period(say, version)}")
    names = edition.names.other_names(unit.id)
    if names:
        root.add(say.text("units.show.names", names=", ".join(names)))
    point = edition.points.get(unit.id)
    if point is not None and unit.period.end is None:
        root.add(say.text("units.show.point", lat=f"{point.lat:.4f}", lon=f"{point.lon:.4f}"))
    root.add(say.text("units.show.edition", edition=edition.number))
    return root


def _kin(say: Say, root: Tree, atlas: Atlas, unit: Unit, day: date, other: date, key: str) -> None:
    """A branch with the units of another day that share the ground; none where the records do not reach."""
    if atlas.horizons and any(step.older for step in atlas.successions_into(unit.id)) and other < day:
        olders = {step.older for step in atlas.successions_into(unit.id)}
        if any(atlas.find_id(older, other) is None for older in olders):
            root.add(say.text("units.show.before-records", day=other))
            return
    steps = trace(atlas, unit.id, day, other)
    if not steps:
        root.add(no_successor(say, unit, day, other))
        return
    branch = root.add(say.text(key, day=other, acts=", ".join(dict.fromkeys(a for s in steps for a in s.acts))))
    for step in steps:
        mark = "" if step.relation.value != "part" else f" [yellow]{say.text('relation.part')}[/]"
        default = f" [dim]{say.text('word.default')}[/]" if step.is_default and step.relation.value == "part" else ""
        branch.add(f"{escape(step.unit.full_name)} [cyan]{step.unit.code}[/]{mark}{default}")


def _period(say: Say, unit: Unit) -> str:
    last = unit.period.last_day
    return say.text(
        "word.period",
        start=unit.period.start or say.text("word.unknown"),
        end=last if last is not None else say.text("word.now"),
    )


def _find(say: Say, edition: Edition, text: str, day: date | None, json_: bool) -> int:
    atlas = edition.atlas
    matches = find(atlas, edition.names, text, as_of=day, today=today())
    if json_:
        print_json([match_json(atlas, match) for match in matches])
        return 0
    when = say.text("units.find.on", day=day) if day else say.text("units.find.always")
    click.echo(say.text("units.find.title", text=text, n=len(matches), when=when))
    print_table(
        [
            say.text("word.code"),
            say.text("word.unit"),
            say.text("word.within"),
            say.text("word.in-force"),
            say.text("word.matched"),
        ],
        [
            (
                match.unit.code,
                match.unit.full_name,
                ", ".join(unit.full_name for unit in match.ancestors),
                _period(say, match.unit),
                _how(say, match),
            )
            for match in matches[:SHOWN]
        ],
    )
    if len(matches) > SHOWN:
        click.echo(say.text("units.find.more", n=len(matches) - SHOWN))
    return 0


def _how(say: Say, match: Match) -> str:
    kind = say.text(f"match.{match.kind.value}")
    # A former name known only by its folded key is not shown: "hoanhbo" is no way to write Hoành Bồ.
    shown = match.matched != match.unit.name and has_marks(match.matched)
    return f"{kind}: {match.matched}" if shown else kind


def _service(say: Say, edition: Edition, day: date, json_: bool) -> int:
    atlas, service = edition.atlas, edition.service
    stations, communes, gaps = _stations(edition, day)
    absences = service.absences(day)
    if json_:
        print_json(
            {
                "as_of": day.isoformat(),
                "levels": [level.level.value for level in service.levels(day)],
                "commune_units": stations,
                "communes": communes,
                "without_unit": [
                    {
                        **unit_json(atlas, atlas.by_id(absence.unit, day), day),
                        "confidence": absence.confidence.value,
                        "source": absence.source,
                    }
                    for absence in absences
                ],
                "findings": [say.as_dict(found) for found in gaps],
            }
        )
        return worst(gaps)
    levels = ", ".join(say.text(f"level.{level.level.value}") for level in service.levels(day))
    click.echo(say.text("units.service.levels", day=day, levels=levels))
    if stations is not None:
        click.echo(say.text("units.service.title", n=stations, communes=communes))
    for absence in absences:
        unit = atlas.by_id(absence.unit, day)
        sure = say.text(f"confidence.{absence.confidence.value}")
        click.echo(say.text("units.service.without", unit=unit.full_name, code=unit.code, sure=sure))
    print_findings(gaps, say)
    return worst(gaps)


def _stations(edition: Edition, day: date) -> tuple[int | None, int | None, tuple[Finding, ...]]:
    """Commune units of the service and communes on a day; neither, with findings, where some list is not known."""
    try:
        stations = edition.service.stations(edition.atlas, day)
    except RefusedError as refused:
        return None, None, refused.findings
    return len(stations), len(edition.atlas.in_force(day, Level.COMMUNE)), ()


def _horizons(say: Say, edition: Edition, json_: bool) -> int:
    atlas = edition.atlas
    lines = [(atlas.versions(horizon.province)[-1], horizon) for horizon in atlas.horizons.values()]
    if json_:
        print_json(
            [
                {
                    "province": unit_json(atlas, unit, horizon.day),
                    "day": horizon.day.isoformat(),
                    "source": horizon.source or None,
                }
                for unit, horizon in lines
            ]
        )
        return 0
    click.echo(say.text("units.horizons.title"))
    print_table(
        [say.text("word.code"), say.text("word.unit"), say.text("word.day"), say.text("word.source")],
        [
            (
                unit.code,
                unit.full_name,
                say.text("word.this-day", day=horizon.day),
                horizon.source or say.text("units.horizons.default"),
            )
            for unit, horizon in lines
        ],
    )
    return 0


def _conflicts(say: Say, edition: Edition, kind: str | None, status: str | None, json_: bool) -> int:
    wanted = [c for c in edition.conflicts if kind in (None, c.kind.value) and status in (None, c.status.value)]
    if json_:
        print_json([{**asdict(c), "reason": say.text(f"why.{c.why.value}")} for c in wanted])
        return 0
    click.echo(say.text("units.conflicts.title", n=len(wanted), edition=edition.number))
    print_table(
        [say.text(f"word.{word}") for word in ("kind", "unit", "ours", "theirs", "chosen", "status", "why")],
        [
            (
                say.text(f"conflict.{c.kind.value}"),
                f"{c.name}: " + " → ".join(_coded(say, side) for side in (c.subject, c.other) if side),
                _side(say, c.kind, c.ours),
                _side(say, c.kind, c.theirs),
                say.text(f"word.{c.chosen}"),
                say.text(f"confidence.{c.status.value}"),
                say.text(f"why.{c.why.value}"),
            )
            for c in wanted
        ],
    )
    return 0


def _coded(say: Say, text: str) -> str:
    """``06079@2025-06-30`` as people read it."""
    code, _, day = text.partition("@")
    return say.text("word.coded", code=code, day=date.fromisoformat(day)) if day else code


def _side(say: Say, kind: ConflictKind, value: str) -> str:
    if kind in (ConflictKind.LINEAGE_EXTRA, ConflictKind.LINEAGE_MISSING, ConflictKind.LINEAGE_RELATION):
        return say.text(f"relation.{value}") if value else say.text("word.absent")
    return value or "—"


def _warn_future(say: Say, day: date) -> None:
    if day > today():
        print_findings([finding("day-in-future", place=Place(), severity=Severity.NOTE, day=day)], say)
