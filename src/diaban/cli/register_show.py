"""What registers say about a place on a day, and what the columns of their files are."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

import click

from diaban.basis.catalogue import shipped
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.cli import home
from diaban.cli.definitions import codes_here
from diaban.cli.output import print_findings, print_json, print_table
from diaban.cli.say import Say
from diaban.cli.unit_json import unit_json
from diaban.registers.against import disagreements
from diaban.registers.fact import Fact
from diaban.registers.files import FROM, TO, Register
from diaban.units.edition import Edition
from diaban.units.scope import resolve_scope
from diaban.units.trace import ended_on_ground_of
from diaban.units.unit import Unit, UnitId
from diaban.units.wording import Listed

if TYPE_CHECKING:
    from diaban.store.viewer import Viewer

__all__ = ["columns_table", "show"]


def show(say: Say, register: Register, scope: str | None, day: date, known_at: date | None, json_: bool) -> int:
    """Print the rows of a register about a place, as of ``day``, as known at ``known_at`` (None: now)."""
    with home.memory() as who:
        edition = home.edition_known(who, known_at)
        top = None if scope is None else resolve_scope(edition.atlas, edition.names, scope, day)
        asked = Asked(register, edition, top, day, known_at, who)
        facts = asked.facts()
        chosen = asked.chosen(facts)
        found = list(asked.findings(facts, chosen))
        rows = [asked.row(fact, chosen.get(fact.row)) for fact in facts]
        invented = asked.invented(facts)
    if json_:
        print_json(
            {
                "register": register.name,
                "as_of": day.isoformat(),
                "known_at": known_at.isoformat() if known_at else None,
                "edition": edition.number,
                "scope": None if top is None else unit_json(edition.atlas, top, day),
                "invented": invented,
                "rows": rows,
                "findings": [say.as_dict(one) for one in found],
            }
        )
        return 0
    where = top.full_name if top else say.text("word.nation")
    if invented:
        click.echo(say.text("word.invented-data"))
    title = say.text(f"register.name.{register.name}")
    click.echo(say.text("registers.title", register=title, scope=where, as_of=day, n=len(rows)))
    if known_at is not None:
        click.echo(say.text("registers.known", moment=_moment(known_at)))
    _print(say, register, rows)
    print_findings(found, say)
    return 0


class Asked:
    """One question to one register."""

    def __init__(
        self,
        register: Register,
        edition: Edition,
        top: Unit | None,
        day: date,
        known_at: date | None,
        who: "Viewer",
    ) -> None:
        from diaban.store.mapping import shape

        self.register, self.atlas, self.top = register, edition.atlas, top
        self.day, self.known_at, self.who = day, known_at, who
        self.model: Any = shape(register.fact).model

    def facts(self) -> list[Fact]:
        """The rows, by unit in order of code where they name one; those too on units that ended on this ground."""
        from diaban.store.queries import facts

        units: list[UnitId] | None = None
        if self.top is not None:
            units = [unit.id for unit in self.atlas.below(self.top.id, self.day)]
            units += ended_on_ground_of(self.atlas, units, self.day)
        found: list[Fact] = facts(
            self.model, self.register.fact, as_of=self.day, known_at=self.known_at, viewer=self.who, units=units
        )
        return sorted(found, key=lambda fact: (self._unit(fact).code if self.register.placed else "", fact.row))

    def chosen(self, facts: Iterable[Fact]) -> dict[int, bool]:
        """For rows about something for which an origin was chosen: whether it is theirs."""
        from diaban.store.mapping import about
        from diaban.store.queries import choices

        made = {
            choice.about: choice.origin
            for choice in choices(viewer=self.who, as_of=self.day, known_at=self.known_at)
            if choice.kind is self.register.fact
        }
        if not made:
            return {}
        return {fact.row: made[key] == fact.origin for fact in facts if (key := about(fact)) in made}

    def findings(self, facts: Sequence[Fact], chosen: dict[int, bool]) -> Iterable[Finding]:
        """Origins that disagree and no choice between them; rows on units that are no longer, or not yet, in force."""
        for one, other in disagreements(self.register, facts):
            if one.row not in chosen:
                yield finding(
                    "origins-differ",
                    place=Place(unit=self._unit(one).code) if self.register.placed else Place(),
                    severity=Severity.WARNING,
                    rows=[str(one.row), str(other.row)],
                    origins=sorted([one.origin, other.origin]),
                )
        for fact in facts if self.register.placed else ():
            unit = self._unit(fact)
            if self.day not in unit.period:
                place = Place(unit=unit.code)
                values = {"row": str(fact.row), "unit": Listed.of([unit]), "day": self.day}
                yield finding("row-outside-unit", place=place, severity=Severity.WARNING, **values)

    def row(self, fact: Fact, chosen: bool | None) -> dict[str, object]:
        """One row as JSON shows it."""
        values: dict[str, object] = {"row": fact.row}
        if self.register.placed:
            unit = self._unit(fact)
            in_force = self.day in unit.period
            values["unit"] = {"id": unit.id, "code": unit.code, "name": unit.full_name, "in_force": in_force}
        for cell in self.register.cells:
            value = getattr(fact, cell.name)
            values[cell.name] = (
                value.value if isinstance(value, Enum) else value.isoformat() if isinstance(value, date) else value
            )
        start, end = fact.period.start, fact.period.end
        values |= {FROM: start.isoformat() if start else None, TO: end.isoformat() if end else None}
        return values | {"origin": fact.origin, "source": fact.source, "chosen": chosen}

    def invented(self, facts: Iterable[Fact]) -> bool:
        """Whether some row rests on an invented source."""
        from diaban.store.models import SourceKind
        from diaban.store.queries.sources import sources

        made_up = {one.key for one in sources(viewer=self.who) if one.kind is SourceKind.INVENTED}
        return any(fact.source in made_up for fact in facts)

    def _unit(self, fact: Fact) -> Unit:
        unit_id: str = getattr(fact, "unit")  # noqa: B009  # only facts of a register that is placed have one
        return self.atlas.find_id(unit_id, self.day) or self.atlas.versions(unit_id)[-1]


def _moment(known_at: date) -> str:
    return known_at.isoformat(" ", "seconds") if isinstance(known_at, datetime) else known_at.isoformat()


def _print(say: Say, register: Register, rows: Sequence[dict[str, Any]]) -> None:
    names = [cell.name for cell in register.cells]
    unit = ["code", "unit"] if register.placed else []
    headings = [say.text(f"register.column.{name}") for name in ["row", *unit, *names, FROM, TO, "origin", "source"]]
    numbers = [index for index, cell in enumerate(register.cells, 1 + len(unit)) if cell.kind == "integer"]
    print_table(
        headings,
        [
            (
                row["row"],
                *((row["unit"]["code"], _unit_name(say, row["unit"])) if unit else ()),
                *(_value(say, row[name]) for name in names),
                row[FROM] or "…",
                row[TO] or "…",
                row["origin"] + (f" ({say.text('register.chosen')})" if row["chosen"] else ""),
                row["source"],
            )
            for row in rows
        ],
        right=[0, *numbers],
    )


def _unit_name(say: Say, unit: Mapping[str, Any]) -> str:
    name: str = unit["name"]
    return name if unit["in_force"] else f"{name} ({say.text('register.not-in-force')})"


def _value(say: Say, value: object) -> str:
    match value:
        case None:
            return "—"
        case bool():
            return say.text("register.value.yes") if value else say.text("register.value.no")
        case str() if f"register.value.{value}" in shipped().keys():  # noqa: SIM118  # a method, not a mapping's
            return say.text(f"register.value.{value}")
        case _:
            return str(value)


def columns_table(say: Say, registers: Sequence[Register], json_: bool) -> None:
    """Print the columns of the files of some registers."""
    if json_:
        print_json([_columns(say, register) for register in registers])
        return
    for number, register in enumerate(registers):
        if number:
            click.echo()
        click.echo(f"{register.name}: {say.text(f'register.name.{register.name}')}")
        print_table(
            [say.text(f"register.about.{word}") for word in ("column", "kind", "required", "meaning")],
            [
                (
                    column["name"],
                    say.text(f"register.kind.{column['kind']}"),
                    say.text("register.value.yes") if column["required"] else say.text("register.value.no"),
                    _meaning(say, register, column),
                )
                for column in _columns(say, register)["columns"]
            ],
        )


def _meaning(say: Say, register: Register, column: dict[str, Any]) -> str:
    key = f"register.meaning.{column['name']}"
    words = say.text(f"register.column.{column['name']}")
    if key in shipped().keys():  # noqa: SIM118  # a method, not a mapping's
        words = say.text(key)
    choices = column["choices"]
    if not choices:
        return words
    named = choices if column["name"] == "met" else [_named(say, choice) for choice in choices]
    return f"{words}: {', '.join(named)}"


def _named(say: Say, choice: str) -> str:
    word = _value(say, choice)
    return choice if word == choice else f"{choice} ({word})"


def _columns(say: Say, register: Register) -> dict[str, Any]:
    codes = codes_here(register)
    return {
        "register": register.name,
        "title": say.text(f"register.name.{register.name}"),
        "columns": [
            {
                "name": column.name,
                "kind": column.kind,
                "required": not column.may_be_empty,
                "choices": list(codes.get(column.name, column.choices)),
            }
            for column in register.columns
        ],
    }
