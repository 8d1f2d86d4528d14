"""The language of one run: ``--lang`` anywhere on the command line, else ``DIABAN_LANG``, else Vietnamese."""

from collections.abc import Mapping, Sequence

from diaban.basis.catalogue import LANGUAGES, Catalogue, Language, shipped
from diaban.basis.finding import Finding

__all__ = ["Say", "choose_language"]


class Say:
    """Texts of the catalogue in one language."""

    def __init__(self, lang: Language) -> None:
        self.lang = lang
        self.catalogue: Catalogue = shipped()

    def text(self, key: str, **values: object) -> str:
        """One text, filled in."""
        return self.catalogue.text(key, self.lang, **values)

    def as_dict(self, found: Finding) -> dict[str, object]:
        """A finding as JSON shows it."""
        return self.catalogue.as_dict(found, self.lang)


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[Language, list[str]]:
    """The language, and the arguments without it. ValueError, with the word, for one that is not a language."""
    chosen = environment.get("DIABAN_LANG") or "vi"
    left: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            left += [word, *words]
        elif word == "--lang":
            chosen = next(words, "")
        elif word.startswith("--lang="):
            chosen = word.removeprefix("--lang=")
        else:
            left.append(word)
    if chosen not in LANGUAGES:
        raise ValueError(chosen)
    return chosen, left
