"""Attempts at a password, counted beside the journal."""

from django.db import models

from diaban.store.models.secrecy import Secrecy, classed

__all__ = ["Attempt"]


class Attempt(models.Model):
    """How often somebody tried lately, and when last. Rewritten and thrown away (``store.attempts``).

    ``key`` says neither who nor whence: a hash of the name and the address, with a key that is not in the memory.
    """

    key = classed(Secrecy.PERSONAL, models.TextField(primary_key=True))
    count = classed(Secrecy.PERSONAL, models.PositiveIntegerField())
    last = classed(Secrecy.PERSONAL, models.DateTimeField(db_index=True))

    class Meta:
        db_table = "store_attempt"
