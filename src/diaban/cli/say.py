"""The language of one run: ``--lang`` anywhere on the command line, else ``DIABAN_LANG``, else Vietnamese."""

from collections.abc import Mapping, Sequence

from diaban.basis.catalogue import LANGUAGES, Language
from diaban.basis.speech import Speech as Say

__all__ = ["Say", "choose_language"]


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
