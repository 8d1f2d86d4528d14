"""What the database itself refuses, asked in SQL behind the program's back; and that the rules outlive a rebuild."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.store.conftest import Memory
from tests.store.world import Clock, begin, count, how

# One open row (id 1, act 2) and one closed (id 2, acts 2 and 3); u00003 is free. The last act is 3.
NEXT_ACT = (
    "INSERT INTO store_act (id, moment, by_id, action, reason, request)"
    " VALUES (4, '2030-01-01 00:00:00Z', 1, 'x', 'x', '')"
)
ROW = (
    "INSERT INTO store_head_count"
    ' (act_id, closed_by_id, origin_id, source_id, unit_id, title, number, start, "end") VALUES '
)

CERTIFY = (
    "INSERT INTO store_evidence"
    " (act_id, kind, day, by_id, reporter_id, source_id, unit_id, standard, register, about)"
    " VALUES (3, 'certificate', '2025-01-01', 1, 1, 1, 1, 's', '', 0)"
)

REFUSED = {
    "overlap of open rows": ("overlap", ROW + "(3, NULL, 1, 1, 1, NULL, 5, '2025-05-01', NULL)"),
    "overlap with a start that is not known": ("overlap", ROW + "(3, NULL, 1, 1, 1, NULL, 5, NULL, '2025-01-02')"),
    "a row that was never open": ("born-closed", ROW + "(3, 3, 1, 1, 3, NULL, 5, '2025-05-01', NULL)"),
    "a row by an act of the past": ("not-last-act", ROW + "(2, NULL, 1, 1, 3, NULL, 5, '2025-05-01', NULL)"),
    "a row by no act": ("not-last-act", ROW + "(99, NULL, 1, 1, 3, NULL, 5, '2025-05-01', NULL)"),
    "an empty period": ("holds_a_day", ROW + "(3, NULL, 1, 1, 3, NULL, 5, '2025-05-01', '2025-05-01')"),
    "an unknown unit": ("foreign key", ROW + "(3, NULL, 1, 1, 999, NULL, 5, '2025-05-01', NULL)"),
    "a changed value": ("closed-twice", "UPDATE store_head_count SET number = 6 WHERE id = 1"),
    "a changed value on closing": (
        "diaban:changed",
        "UPDATE store_head_count SET number = 6, closed_by_id = 3 WHERE id = 1",
    ),
    "a changed subject": ("diaban:changed", "UPDATE store_head_count SET unit_id = 3, closed_by_id = 3 WHERE id = 1"),
    "closing twice": ("closed-twice", "UPDATE store_head_count SET closed_by_id = 3 WHERE id = 2"),
    "opening again": ("closed-twice", "UPDATE store_head_count SET closed_by_id = NULL WHERE id = 2"),
    "closing in the past": (
        "not-last-act|closed_after_written",
        "UPDATE store_head_count SET closed_by_id = 2 WHERE id = 1",
    ),
    "deleting an open row": ("no-tombstone", "DELETE FROM store_head_count WHERE id = 1"),
    "deleting a closed row": ("no-tombstone", "DELETE FROM store_head_count WHERE id = 2"),
    "changing an act": ("diaban:changed", "UPDATE store_act SET reason = 'khác' WHERE id = 3"),
    "deleting an act": ("diaban:deleted", "DELETE FROM store_act WHERE id = 3"),
    "an act that leaves a gap": ("act-number", NEXT_ACT.replace("(4,", "(5,")),
    "an act of an earlier moment": ("act-moment", NEXT_ACT.replace("2030", "2020")),
    "an act without a reason": ("act_has_reason", NEXT_ACT.replace("'x', 'x', ''", "'x', '', ''")),
    "changing a source": ("diaban:changed", "UPDATE store_source SET kind = 'public'"),
    "a source of another kind": (
        "source_kind",
        "INSERT INTO store_source (key, title, address, kind, sha256, act_id) VALUES ('k', 'k', '', 'other', '', 3)",
    ),
    "changing an origin": ("diaban:changed", "UPDATE store_origin SET title = 'x'"),
    "changing a unit": ("diaban:changed", "UPDATE store_unit SET public_id = 'u09999' WHERE id = 3"),
    "deleting a unit": ("diaban:deleted", "DELETE FROM store_unit WHERE id = 3"),
    "a unit by an act of the past": (
        "not-last-act",
        "INSERT INTO store_unit (id, public_id, act_id) VALUES (900, 'u00900', 1)",
    ),
    "renaming an account": ("diaban:changed", "UPDATE store_accountname SET name = 'người khác'"),
    "deleting a name": ("diaban:deleted", "DELETE FROM store_accountname"),
    "a real installation over invented sources": (
        "invented-in-real",
        "INSERT INTO store_installation (id, kind, act_id) VALUES (1, 'real', 3)",
    ),
    "a second installation": (
        "installation_is_one",
        "INSERT INTO store_installation (id, kind, act_id) VALUES (2, 'demonstration', 3)",
    ),
    "a certificate by the reporter": (
        "certifier_not_reporter",
        CERTIFY,
    ),
}

REPLACE = ROW.replace("INSERT", "INSERT OR REPLACE").replace("(act_id", "(id, act_id")
ONLY_SQLITE = {"replacing a row": ("row-again", REPLACE + "(1, 3, NULL, 1, 1, 3, NULL, 5, '2025-05-01', NULL)")}
ONLY_POSTGRES = {
    "emptying a register": ("diaban:deleted", "TRUNCATE store_head_count CASCADE"),
    "emptying the journal": ("diaban:deleted", "TRUNCATE store_act CASCADE"),
}


def prepare(memory: Memory) -> None:
    from diaban.store.actions import correct, record
    from diaban.store.queries import facts

    clock = Clock()
    begin(clock)
    record(facts=[count("u00001", 7, "2025-01-01"), count("u00002", 5, "2025-01-01")], **how(clock))
    from diaban.registers.staffing import HeadCount
    from diaban.store import models
    from tests.store.world import ADMIN

    second = facts(models.HeadCount, HeadCount, as_of=None, known_at=None, viewer=ADMIN, units=["u00002"])
    correct(closes=second, facts=[count("u00002", 6, "2025-01-01")], **how(clock))


def execute(statement: str) -> Any:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        # Keys are looked at when a transaction ends; here they are looked at at once.
        connection.check_constraints()
        return cursor.rowcount


def test_the_database_refuses_what_only_it_can_see(memory: Memory) -> None:
    from django.db import DatabaseError

    prepare(memory)
    wanted = REFUSED | (ONLY_POSTGRES if memory.database else ONLY_SQLITE)
    for pattern, statement in wanted.values():
        with pytest.raises(DatabaseError, match=f"(?i){pattern}"):
            execute(statement)


def test_the_database_lets_through_what_is_allowed(memory: Memory) -> None:
    prepare(memory)
    for statement in (
        ROW + "(3, NULL, 1, 1, 3, NULL, 5, '2025-05-01', '2025-06-01')",
        ROW + "(3, NULL, 1, 1, 3, NULL, 5, '2025-06-01', NULL)",
        ROW + "(3, NULL, 2, 1, 3, NULL, 5, '2025-06-01', NULL)",
        ROW + "(3, NULL, 1, 1, 3, 'chief', 5, NULL, NULL)",
        "UPDATE store_head_count SET closed_by_id = 3 WHERE id = 1",
        NEXT_ACT,
        "UPDATE store_accountname SET name = NULL",
    ):
        assert execute(statement) == 1, statement


def test_a_row_goes_only_under_its_own_tombstone(memory: Memory) -> None:
    from django.db import DatabaseError

    prepare(memory)
    stone = (
        "INSERT INTO store_tombstone (register, \"row\", written_by_id, act_id) VALUES ('store_head_count', 2, 2, 3)"
    )
    assert execute(stone) == 1
    with pytest.raises(DatabaseError, match="no-tombstone"):
        execute("DELETE FROM store_head_count WHERE id = 1")
    assert execute("DELETE FROM store_head_count WHERE id = 2") == 1


def test_lost_rules_are_seen_and_put_back(memory: Memory) -> None:
    from django.db import connection

    from diaban.basis.error import FaultError
    from diaban.store.invariants import missing, remove
    from diaban.store.memory import prepare as migrate
    from diaban.store.memory import require_ready

    require_ready()
    remove(connection)
    assert len(missing(connection)) > 50
    with pytest.raises(FaultError, match="memory-unguarded"):
        require_ready()
    migrate()
    assert missing(connection) == []
    require_ready()


def test_a_rebuild_of_a_table_by_django_drops_triggers_that_come_back(memory: Memory) -> None:
    from django.db import connection, models

    from diaban.store.invariants import missing
    from diaban.store.memory import prepare as migrate
    from diaban.store.models import HeadCount

    before = HeadCount._meta.get_field("number")
    after = models.IntegerField(null=True)
    after.set_attributes_from_name("number")
    after.model = HeadCount
    with connection.schema_editor() as editor:
        editor.alter_field(HeadCount, before, after)
    assert bool(missing(connection)) is (memory.vendor == "sqlite")
    migrate()
    assert missing(connection) == []


def shape(connection: Any) -> dict[str, Any]:
    """Everything that the database knows of our tables: columns, rules, indexes, what guards them, migrations noted."""
    found: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = connection.introspection.get_table_description(cursor, table)
            rules = connection.introspection.get_constraints(cursor, table).items()
            # A reference of SQLite has no name but its place among the columns, whose order may differ.
            found[table] = (
                {column.name: tuple(column[1:]) for column in columns},
                sorted(f"{'' if rule['foreign_key'] else name} {sorted(rule.items())}" for name, rule in rules),
            )
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname || ' ' || tgrelid::regclass, pg_get_triggerdef(oid) FROM pg_trigger"
                " WHERE NOT tgisinternal"
            )
        found["triggers"] = dict(cursor.fetchall())
        cursor.execute("SELECT app, name FROM django_migrations")
        found["migrations"] = sorted(cursor.fetchall())
    return found


def test_the_migrations_go_back_and_forth_to_the_tables_that_are_made_at_once(memory: Memory) -> None:
    from django.core.management import call_command
    from django.db import connection

    from diaban.store.invariants import missing
    from diaban.store.memory import clear
    from diaban.store.memory import prepare as make

    def emptied() -> bool:
        return not any(name.startswith("store_") for name in connection.introspection.table_names())

    at_once = shape(connection)
    call_command("migrate", "store", "0004", verbosity=0)
    call_command("migrate", "store", "zero", verbosity=0)
    assert emptied()
    call_command("migrate", verbosity=0)
    assert missing(connection) == []
    assert shape(connection) == at_once
    clear()
    assert emptied()
    make()
    assert shape(connection) == at_once


def test_tables_are_made_once_whoever_comes_at_the_same_time(memory: Memory) -> None:
    from django.db import connection, connections

    from diaban.store.invariants import missing
    from diaban.store.memory import clear, require_ready
    from diaban.store.memory import prepare as make

    def come(_: int) -> None:
        make()
        connections.close_all()

    clear()
    with ThreadPoolExecutor(3) as at_once:
        assert list(at_once.map(come, range(3))) == [None] * 3
    assert missing(connection) == []
    require_ready()


def test_the_models_have_no_step_that_was_forgotten(memory: Memory) -> None:
    from django.core.management import call_command

    # Ends the process with 1 where a migration is lacking.
    assert call_command("makemigrations", "store", "--check", "--dry-run", verbosity=0) is None


def test_every_register_finds_rows_of_a_subject_by_an_index(memory: Memory) -> None:
    """Whether a row overlaps another is asked for every row written: without an index all that stand are looked at."""
    from diaban.store import models
    from diaban.store.invariants.rules import dated

    lacking = []
    for model in dated():
        first = model._meta.get_field(model.subject[0])
        named = {index.fields[0] for index in model._meta.indexes}
        if model is not models.Choice and not first.db_index and first.name not in named:
            lacking.append(model.__name__)
    assert lacking == []
