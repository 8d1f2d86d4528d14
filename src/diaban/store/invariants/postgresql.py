"""The rules as PostgreSQL triggers and exclusion constraints. No extension: a range type of our own compares texts."""

import hashlib
from collections.abc import Iterator
from typing import Any, Final

from diaban.store import models
from diaban.store.invariants.rules import FIXED, LAST_ACT, NAMED, OWN, dated, no_overlap_columns, recorded, table

__all__ = ["install", "missing", "remove"]

PREFIX: Final = "diaban_"

TEXT_RANGE: Final = """
DO $$ BEGIN
    IF to_regtype('diaban_textrange') IS NULL THEN
        CREATE TYPE diaban_textrange AS RANGE (subtype = text, collation = "C");
    END IF;
END $$
"""


def _refuse(code: str, when: str = "true") -> str:
    return f"IF {when} THEN RAISE integrity_constraint_violation USING MESSAGE = 'diaban:{code}'; END IF;"


INVENTED: Final = "EXISTS (SELECT 1 FROM store_source WHERE kind = 'invented')"
REAL: Final = "EXISTS (SELECT 1 FROM store_installation WHERE kind = 'real')"
BY_LAST_ACT: Final = _refuse("not-last-act", f"NEW.act_id IS DISTINCT FROM {LAST_ACT}")
NO_STONE: Final = 'NOT EXISTS (SELECT 1 FROM store_tombstone WHERE register = TG_TABLE_NAME AND "row" = OLD.id)'
FRAME_ACT: Final = "(SELECT act_id FROM store_frame WHERE id = NEW.frame_id)"
RETURN_ACT: Final = "(SELECT act_id FROM store_return WHERE id = NEW.of_id)"
NEXT_ACT: Final = "coalesce((SELECT max(id) FROM store_act), 0) + 1"
LAST_MOMENT: Final = "(SELECT max(moment) FROM store_act)"

FUNCTIONS: Final = {
    "recorded_insert": [_refuse("born-closed", "NEW.closed_by_id IS NOT NULL"), BY_LAST_ACT],
    "recorded_update": [
        _refuse("closed-twice", "OLD.closed_by_id IS NOT NULL OR NEW.closed_by_id IS NULL"),
        "OLD.closed_by_id := NEW.closed_by_id;",
        _refuse("changed", "NEW IS DISTINCT FROM OLD"),
        _refuse("not-last-act", f"NEW.closed_by_id IS DISTINCT FROM {LAST_ACT}"),
    ],
    "named_insert": [BY_LAST_ACT],
    "buried": [_refuse("no-tombstone", NO_STONE), "RETURN OLD;"],
    "no_update": [_refuse("changed")],
    "no_delete": [_refuse("deleted")],
    "act_insert": [
        _refuse("act-number", f"NEW.id IS DISTINCT FROM {NEXT_ACT}"),
        _refuse("act-moment", f"NEW.moment <= {LAST_MOMENT}"),
    ],
    "frame_unit_insert": [_refuse("not-last-act", f"{FRAME_ACT} IS DISTINCT FROM {LAST_ACT}")],
    "return_unit_insert": [_refuse("not-last-act", f"{RETURN_ACT} IS DISTINCT FROM {LAST_ACT}")],
    "name_update": [_refuse("changed", "NEW.account_id IS DISTINCT FROM OLD.account_id OR NEW.name IS NOT NULL")],
    "source_insert": [_refuse("invented-in-real", f"NEW.kind = 'invented' AND {REAL}")],
    "installation_insert": [_refuse("invented-in-real", f"NEW.kind = 'real' AND {INVENTED}")],
}
"""Each as the steps of its body; what comes to the end lets the row through."""


def _triggers() -> Iterator[tuple[str, str, str]]:
    """Each as (table, event, function). A trigger is named for its function."""
    for model in recorded():
        yield table(model), "INSERT", "recorded_insert"
        yield table(model), "UPDATE", "recorded_update"
        yield table(model), "DELETE", "buried"
    for model in NAMED:
        yield table(model), "INSERT", "named_insert"
        yield table(model), "UPDATE", "no_update"
        yield table(model), "DELETE", "buried"
    for model in FIXED:
        yield table(model), "INSERT", "named_insert"
    for model in (*FIXED, models.Act, models.Account, models.FrameUnit, models.ReturnUnit):
        yield table(model), "UPDATE", "no_update"
        yield table(model), "DELETE", "no_delete"
    yield "store_act", "INSERT", "act_insert"
    yield "store_frame_unit", "INSERT", "frame_unit_insert"
    yield "store_return_unit", "INSERT", "return_unit_insert"
    yield "store_source", "INSERT", "source_insert"
    yield "store_installation", "INSERT", "installation_insert"
    yield "store_accountname", "UPDATE", "name_update"
    yield "store_accountname", "DELETE", "no_delete"
    # TRUNCATE fires no trigger of a row.
    for model in (*recorded(), *NAMED, *FIXED, *OWN):
        yield table(model), "TRUNCATE", "no_delete"


def _trigger_name(event: str, function: str) -> str:
    return f"{PREFIX}{'truncate' if event == 'TRUNCATE' else function}"


def _exclusions() -> Iterator[tuple[str, str, str]]:
    """Each as (table, name, definition); the name changes with the definition."""
    for model in dated():
        numbers, texts = no_overlap_columns(model)
        parts = [f'int8range("{column}", "{column}", \'[]\') WITH &&' for column in numbers]
        parts += [
            f"diaban_textrange(coalesce(\"{column}\", ''), coalesce(\"{column}\", ''), '[]') WITH &&"
            for column in texts
        ]
        parts.append('daterange("start", "end") WITH &&')
        definition = f"EXCLUDE USING gist ({', '.join(parts)}) WHERE (closed_by_id IS NULL)"
        mark = hashlib.sha256(definition.encode()).hexdigest()[:8]
        yield table(model), f"{PREFIX}{table(model)}_overlap_{mark}", definition


def _there(connection: Any) -> tuple[set[tuple[str, str]], dict[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
            " AND c.relnamespace = current_schema()::regnamespace"
        )
        triggers = {(on, name) for on, name in cursor.fetchall() if name.startswith(PREFIX)}
        cursor.execute(
            "SELECT n.conname, c.relname FROM pg_constraint n JOIN pg_class c ON c.oid = n.conrelid"
            " WHERE n.contype = 'x' AND c.relnamespace = current_schema()::regnamespace"
        )
        return triggers, {name: on for name, on in cursor.fetchall() if name.startswith(PREFIX)}


def install(connection: Any, present: set[str]) -> None:
    """Write functions and triggers again; add the exclusion constraints that are lacking, drop those of old."""
    _, excluded = _there(connection)
    wanted = {name for _, name, _ in _exclusions()}
    with connection.cursor() as cursor:
        cursor.execute(TEXT_RANGE)
        for name, steps in FUNCTIONS.items():
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {PREFIX}{name}() RETURNS trigger LANGUAGE plpgsql AS"
                f" $body$ BEGIN {' '.join(steps)} RETURN NEW; END $body$"
            )
        for on, event, function in _triggers():
            if on in present:
                each = "STATEMENT" if event == "TRUNCATE" else "ROW"
                cursor.execute(
                    f"CREATE OR REPLACE TRIGGER {_trigger_name(event, function)} BEFORE {event} ON {on}"
                    f" FOR EACH {each} EXECUTE FUNCTION {PREFIX}{function}()"
                )
        for name, on in excluded.items():
            if name not in wanted:
                cursor.execute(f"ALTER TABLE {on} DROP CONSTRAINT {name}")
        for on, name, definition in _exclusions():
            if on in present and name not in excluded:
                cursor.execute(f"ALTER TABLE {on} ADD CONSTRAINT {name} {definition}")


def remove(connection: Any, _present: set[str]) -> None:
    """Drop them all."""
    triggers, excluded = _there(connection)
    with connection.cursor() as cursor:
        for on, name in triggers:
            cursor.execute(f"DROP TRIGGER {name} ON {on}")
        for name, on in excluded.items():
            cursor.execute(f"ALTER TABLE {on} DROP CONSTRAINT {name}")
        for name in FUNCTIONS:
            cursor.execute(f"DROP FUNCTION IF EXISTS {PREFIX}{name}()")
        cursor.execute("DROP TYPE IF EXISTS diaban_textrange")


def missing(connection: Any) -> list[str]:
    """Triggers and constraints that are not there, or switched off."""
    triggers, excluded = _there(connection)
    lost = [
        f"{on}.{_trigger_name(event, function)}"
        for on, event, function in _triggers()
        if (on, _trigger_name(event, function)) not in triggers
    ]
    return lost + [name for _, name, _ in _exclusions() if name not in excluded]
