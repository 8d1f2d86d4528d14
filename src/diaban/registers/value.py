"""A value of a register's list, said by its words."""

from diaban.basis.catalogue import Say

__all__ = ["Valued"]


class Valued(str):
    """The value of a closed list (``chief``), said as the register's screens say it."""

    __slots__ = ()

    def worded(self, say: Say) -> str:
        """The words of the catalogue."""
        return say(f"register.value.{self}")
