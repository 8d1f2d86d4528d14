"""The rules that the database guards. They are also put back after every later migration (see ``store.apps``)."""

from typing import Any

from django.db import migrations

from diaban.store.invariants import install, remove


def _install(_apps: Any, editor: Any) -> None:
    install(editor.connection)


def _remove(_apps: Any, editor: Any) -> None:
    remove(editor.connection)


class Migration(migrations.Migration):
    """Only on the tables that are there by now."""

    dependencies = (("store", "0004_decisions"),)
    operations = (migrations.RunPython(_install, _remove),)
