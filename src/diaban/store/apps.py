"""The store as Django knows it."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

from diaban.store.memory import note_opened

__all__ = ["StoreConfig"]


class StoreConfig(AppConfig):
    """Label ``store``. After every migration the rules of the database are put back where they should be.

    Not a rule in a signal: Django's SQLite backend rebuilds a table to alter it, and drops its triggers on the way.
    """

    name = "diaban.store"
    label = "store"
    verbose_name = "Bộ nhớ"

    def ready(self) -> None:
        """Called once by Django."""
        post_migrate.connect(_guard, sender=self, dispatch_uid="diaban.store.invariants")
        connection_created.connect(note_opened, dispatch_uid="diaban.store.memory")


def _guard(using: str, **_: Any) -> None:
    from diaban.store.invariants import install

    install(connections[using])
