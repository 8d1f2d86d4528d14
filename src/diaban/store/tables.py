"""The tables of a new memory, made at once, as every migration after the other would have made them.

Django draws all models anew for each of its steps, some seven seconds for ours; a memory that holds nothing needs none
of the steps. That both ways end with the same tables is held by a test on both databases.
"""

from typing import Any

__all__ = ["create", "drop", "untouched"]


def untouched(connection: Any) -> bool:
    """Whether no migration was ever carried out here and none of our tables is there."""
    from django.db.migrations.recorder import MigrationRecorder

    return not MigrationRecorder(connection).applied_migrations() and not _ours(connection)


def create(connection: Any) -> None:
    """Make every table with what guards them, and note every migration as carried out: all of it, or nothing.

    Whoever comes while another makes them waits, and finds them made.
    """
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    from diaban.store.actions.acting import lock
    from diaban.store.invariants import install

    loader = MigrationLoader(connection)
    recorder = MigrationRecorder(connection)
    with connection.schema_editor() as editor:
        lock()
        if not untouched(connection):
            return
        for model in _models():
            editor.create_model(model)
        recorder.ensure_schema()
        for target in loader.graph.leaf_nodes():
            for app, name in loader.graph.forwards_plan(target):
                recorder.record_applied(app, name)
        install(connection)


def drop(connection: Any) -> None:
    """Remove every table, what guards them, and the note of every migration."""
    from django.db.migrations.recorder import MigrationRecorder

    from diaban.store.invariants import remove

    recorder = MigrationRecorder(connection)
    remove(connection)
    with connection.schema_editor() as editor:
        for model in reversed(_models()):
            editor.delete_model(model)
        for app, name in recorder.applied_migrations():
            recorder.record_unapplied(app, name)


def _models() -> list[Any]:
    from django.apps import apps

    # In the order of the files that define them, which puts what is referred to before what refers to it; where the
    # database cares, Django sets the references down last.
    return list(apps.get_app_config("store").get_models())


def _ours(connection: Any) -> bool:
    there = set(connection.introspection.table_names())
    return any(model._meta.db_table in there for model in _models())
