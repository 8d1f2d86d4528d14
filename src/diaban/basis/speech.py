"""Texts of the catalogue in one language: what a door holds while it answers somebody."""

from diaban.basis.catalogue import Catalogue, Door, Language, Worded, shipped
from diaban.basis.finding import Finding

__all__ = ["Speech"]


class Speech:
    """Texts of the catalogue in one language; remedies as they can be followed at ``door``."""

    def __init__(self, lang: Language, door: Door = "command") -> None:
        self.lang = lang
        self.door = door
        self.catalogue: Catalogue = shipped()

    def text(self, key: str, /, **values: object) -> str:
        """One text, filled in."""
        return self.catalogue.text(key, self.lang, **values)

    def words(self, what: Worded) -> str:
        """A value that knows how to be said."""
        return what.worded(self.text)

    def write(self, value: object) -> str:
        """A day, a number or a list, as the language writes it."""
        return self.catalogue.write(value, self.lang)

    def sentences(self, found: Finding) -> dict[str, str]:
        """The three sentences of a finding: ``found``, ``allowed``, ``remedy``."""
        return self.catalogue.sentences(found, self.lang, self.door)

    def as_dict(self, found: Finding) -> dict[str, object]:
        """A finding as JSON shows it."""
        return self.catalogue.as_dict(found, self.lang, self.door)
