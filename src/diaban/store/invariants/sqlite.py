"""The rules as SQLite triggers."""

from collections.abc import Iterator
from typing import Any, Final

from diaban.store import models
from diaban.store.invariants.rules import FIXED, LAST_ACT, NAMED, dated, no_overlap_columns, recorded, table

__all__ = ["install", "missing", "remove"]

PREFIX: Final = "diaban_"


def _trigger(name: str, on: str, event: str, refusals: dict[str, str]) -> tuple[str, str]:
    checks = " ".join(f"SELECT RAISE(ABORT, 'diaban:{code}') WHERE {wrong};" for code, wrong in refusals.items())
    full = f"{PREFIX}{on}_{name}"
    return full, f"CREATE TRIGGER {full} BEFORE {event} ON {on} FOR EACH ROW BEGIN {checks} END"


def _inserted(on: str) -> dict[str, str]:
    # REPLACE would delete the row of that number first.
    return {
        "row-again": f"EXISTS (SELECT 1 FROM {on} WHERE id = NEW.id)",
        "not-last-act": f"NEW.act_id IS NOT {LAST_ACT}",
    }


def _buried(on: str) -> dict[str, str]:
    return {"no-tombstone": f"NOT EXISTS (SELECT 1 FROM store_tombstone WHERE register = '{on}' AND \"row\" = OLD.id)"}


def _changed(model: Any, *, but: str) -> str:
    columns = [field.column for field in model._meta.concrete_fields if field.column != but]
    return " OR ".join(f'NEW."{column}" IS NOT OLD."{column}"' for column in columns)


def _overlap(model: Any) -> str:
    numbers, texts = no_overlap_columns(model)
    # Only what is compared as it stands is found by an index.
    lacking = {field.column for field in model._meta.concrete_fields if field.null}
    same = [f'"{column}" = NEW."{column}"' for column in (*numbers, *texts) if column not in lacking]
    same += [f"""coalesce("{column}", '') = coalesce(NEW."{column}", '')""" for column in texts if column in lacking]
    return (
        f"EXISTS (SELECT 1 FROM {table(model)} WHERE closed_by_id IS NULL AND {' AND '.join(same)}"
        ' AND ("start" IS NULL OR NEW."end" IS NULL OR "start" < NEW."end")'
        ' AND (NEW."start" IS NULL OR "end" IS NULL OR NEW."start" < "end"))'
    )


def _triggers() -> Iterator[tuple[str, str]]:
    overlapping = set(dated())
    for model in recorded():
        on = table(model)
        overlap = {"overlap": _overlap(model)} if model in overlapping else {}
        yield _trigger(
            "insert", on, "INSERT", {"born-closed": "NEW.closed_by_id IS NOT NULL", **_inserted(on), **overlap}
        )
        yield _trigger(
            "update",
            on,
            "UPDATE",
            {
                "closed-twice": "OLD.closed_by_id IS NOT NULL OR NEW.closed_by_id IS NULL",
                "changed": _changed(model, but="closed_by_id"),
                "not-last-act": f"NEW.closed_by_id IS NOT {LAST_ACT}",
            },
        )
        yield _trigger("delete", on, "DELETE", _buried(on))
    for model in NAMED:
        on = table(model)
        yield _trigger("insert", on, "INSERT", _inserted(on))
        yield _trigger("update", on, "UPDATE", {"changed": "1"})
        yield _trigger("delete", on, "DELETE", _buried(on))
    for model in FIXED:
        on = table(model)
        yield _trigger("insert", on, "INSERT", _inserted(on) | _extra(model))
    for model in (*FIXED, models.Act, models.Account, models.FrameUnit, models.ReturnUnit):
        yield _trigger("update", table(model), "UPDATE", {"changed": "1"})
        yield _trigger("delete", table(model), "DELETE", {"deleted": "1"})
    yield _trigger(
        "insert",
        "store_act",
        "INSERT",
        {
            "act-number": "NEW.id IS NOT coalesce((SELECT max(id) FROM store_act), 0) + 1",
            "act-moment": "NEW.moment <= (SELECT max(moment) FROM store_act)",
        },
    )
    frame_act = "(SELECT act_id FROM store_frame WHERE id = NEW.frame_id)"
    yield _trigger("insert", "store_frame_unit", "INSERT", {"not-last-act": f"{frame_act} IS NOT {LAST_ACT}"})
    return_act = "(SELECT act_id FROM store_return WHERE id = NEW.of_id)"
    yield _trigger("insert", "store_return_unit", "INSERT", {"not-last-act": f"{return_act} IS NOT {LAST_ACT}"})
    name_changed = "NEW.account_id IS NOT OLD.account_id OR NEW.name IS NOT NULL"
    yield _trigger("update", "store_accountname", "UPDATE", {"changed": name_changed})
    yield _trigger("delete", "store_accountname", "DELETE", {"deleted": "1"})


def _extra(model: Any) -> dict[str, str]:
    if model is models.Source:
        real = "EXISTS (SELECT 1 FROM store_installation WHERE kind = 'real')"
        return {"invented-in-real": f"NEW.kind = 'invented' AND {real}"}
    if model is models.Installation:
        invented = "EXISTS (SELECT 1 FROM store_source WHERE kind = 'invented')"
        return {"invented-in-real": f"NEW.kind = 'real' AND {invented}"}
    return {}


def _there(connection: Any) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {name: sql for name, sql in cursor.fetchall() if name.startswith(PREFIX)}


def install(connection: Any, present: set[str]) -> None:
    """Write every trigger that is lacking or differs, for tables that are there."""
    there = _there(connection)
    with connection.cursor() as cursor:
        for name, sql in _triggers():
            on = sql.partition(" ON ")[2].partition(" ")[0]
            if on in present and there.get(name) != sql:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(sql)


def remove(connection: Any, _present: set[str]) -> None:
    """Drop them all."""
    with connection.cursor() as cursor:
        for name in _there(connection):
            cursor.execute(f"DROP TRIGGER {name}")


def missing(connection: Any) -> list[str]:
    """Triggers that are not there, or not as written here."""
    there = _there(connection)
    return [name for name, sql in _triggers() if there.get(name) != sql]
