"""What rows are about: units, officers and hamlets, as things to point at. What is true of them stands elsewhere."""

from django.db import models

from diaban.store.models.act import Act, Recorded
from diaban.store.models.secrecy import Secrecy, classed, open_

__all__ = ["Edition", "HamletKey", "Officer", "Unit"]


class Edition(Recorded):
    """An edition of the reference units, loaded by an act. The atlas known at T is that of the newest one open at T."""

    number = open_(models.BigIntegerField())
    sha256 = open_(models.TextField())
    title = open_(models.TextField())


class Unit(models.Model):
    """A unit's identity. ``id`` is the number in ``public_id``; its names, codes and periods are in the edition."""

    id = open_(models.BigIntegerField(primary_key=True))
    public_id = open_(models.TextField(unique=True))
    act = open_(models.ForeignKey(Act, models.PROTECT, related_name="+"))


class Officer(models.Model):
    """An officer: a pseudonymous code, never a name."""

    id = open_(models.BigAutoField(primary_key=True))
    key = classed(Secrecy.PERSONAL, models.TextField(unique=True))
    act = open_(models.ForeignKey(Act, models.PROTECT, related_name="+"))


class HamletKey(models.Model):
    """A hamlet by the key its commune gave it."""

    id = open_(models.BigAutoField(primary_key=True))
    key = open_(models.TextField(unique=True))
    act = open_(models.ForeignKey(Act, models.PROTECT, related_name="+"))
