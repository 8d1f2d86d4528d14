"""The one vi/en catalogue of texts: sentences of findings and words of screens (``texts.toml``)."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, Protocol, cast

from diaban.basis.finding import Finding

__all__ = ["LANGUAGES", "Catalogue", "Door", "Language", "Say", "Worded", "shipped"]

Language = Literal["vi", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")
PARTS: Final = ("found", "allowed", "remedy")
HEADING: Final = re.compile(r'^\[(text|finding)\.([\w.+"-]+)\]$', re.MULTILINE | re.ASCII)
Door = Literal["command", "page"]
"""Where a reader stands. What to do is another thing at each: a finding whose remedy names a command has a second one
for pages, under ``page``."""


class Say(Protocol):
    """Looks up a text in the language in hand and fills it in."""

    def __call__(self, key: str, /, **values: object) -> str: ...


class Worded(Protocol):
    """A value that knows how to be said: written only when somebody reads it, in that reader's language."""

    def worded(self, say: Say) -> str:
        """The value in words, with texts taken from ``say``."""
        ...


class Catalogue:
    """Texts by key and language.

    Texts are ``str.format`` patterns. Days and numbers are written as the language writes them: 30/06/2025 and
    1.234,5 in Vietnamese, 2025-06-30 and 1,234.5 in English.
    """

    def __init__(self, texts: Mapping[str, Mapping[str, str]], findings: Mapping[str, Mapping[str, object]]) -> None:
        self._texts = texts
        self._findings = findings

    @classmethod
    def load(cls, path: Path) -> "Catalogue":
        """Read a catalogue file. Raises ValueError for a text that lacks a language or a finding that lacks a part."""
        with path.open("rb") as stream:
            document = tomllib.load(stream)
        texts = dict(_flatten(document.get("text", {})))
        findings = document.get("finding", {})
        for key, text in texts.items():
            if set(text) != set(LANGUAGES):
                raise ValueError(f"{path.name}: text {key} needs {LANGUAGES}")
        for code, text in findings.items():
            parts = {frozenset(text[lang]) - {"page"} for lang in text}
            if set(text) != set(LANGUAGES) or parts != {frozenset(PARTS)}:
                raise ValueError(f"{path.name}: finding {code} needs {PARTS} in {LANGUAGES}")
            if len({"page" in text[lang] for lang in LANGUAGES}) > 1:
                raise ValueError(f"{path.name}: finding {code} has a remedy for pages in one language only")
        return cls(texts, findings)

    def text(self, key: str, lang: Language, **values: object) -> str:
        """One text, filled in. Raises KeyError for a key that the catalogue does not hold."""
        return self._fill(self._texts[key][lang], lang, values)

    def sentences(self, found: Finding, lang: Language, door: Door = "command") -> dict[str, str]:
        """The three sentences of a finding: ``found``, ``allowed``, ``remedy`` (what to do at that door)."""
        parts = cast(Mapping[str, str], self._findings[found.code][lang])
        if door == "page" and "page" in parts:
            parts = {**parts, "remedy": parts["page"]}
        return {part: self._fill(parts[part], lang, found.values) for part in PARTS}

    def as_dict(self, found: Finding, lang: Language, door: Door = "command") -> dict[str, object]:
        """A finding as JSON shows it: ``{code, severity, place, found, allowed, remedy}``."""
        return {
            "code": found.code,
            "severity": found.severity.value,
            "place": found.place.as_dict(),
            **self.sentences(found, lang, door),
        }

    def _fill(self, pattern: str, lang: Language, values: Mapping[str, object]) -> str:
        return pattern.format_map({key: self.write(value, lang) for key, value in values.items()})

    def write(self, value: object, lang: Language) -> str:
        """A value as the language writes it: days, numbers, lists, and what knows how to be said."""
        # Asked by attribute: a run-time check against the protocol costs a hundred times the words it saves.
        worded = getattr(value, "worded", None)
        if worded is not None:
            return cast(Worded, value).worded(lambda key, /, **given: self.text(key, lang, **given))
        if isinstance(value, list | tuple | set | frozenset):
            return ", ".join(self.write(part, lang) for part in value)
        return value if isinstance(value, str) else _plain(value, lang)

    def keys(self) -> frozenset[str]:
        """Keys of all texts."""
        return frozenset(self._texts)

    def codes(self) -> frozenset[str]:
        """Codes of all findings."""
        return frozenset(self._findings)


@cache
def shipped() -> Catalogue:
    """The catalogue that lies beside this module, each text read when it is first asked for.

    A process says a few of the thousands: reading all of them is a fifth of a second at the start of each. That the
    file holds what a catalogue must is for ``load``, which a test calls on it.
    """
    text = Path(__file__).with_name("texts.toml").read_text("utf-8")
    headings = list(HEADING.finditer(text))
    places: dict[str, dict[str, list[slice]]] = {"text": {}, "finding": {}}
    for at, heading in enumerate(headings):
        kind, name = heading[1], heading[2].replace('"', "")
        key = name if kind == "text" else name.rpartition(".")[0]
        end = headings[at + 1].start() if at + 1 < len(headings) else len(text)
        places[kind].setdefault(key, []).append(slice(heading.start(), end))
    return Catalogue(_Tables(text, "text", places["text"]), _Tables(text, "finding", places["finding"]))


class _Tables(Mapping[str, Mapping[str, Any]]):
    """Tables of one kind by key, read out of the text of a file where they are asked for."""

    def __init__(self, text: str, kind: str, places: Mapping[str, Sequence[slice]]) -> None:
        self._text, self._kind, self._places = text, kind, places
        self._read: dict[str, Mapping[str, Any]] = {}

    def __getitem__(self, key: str) -> Mapping[str, Any]:
        if key not in self._read:
            table = tomllib.loads("".join(self._text[place] for place in self._places[key]))[self._kind]
            for part in key.split("."):
                table = table[part]
            self._read[key] = table
        return self._read[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _flatten(tree: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    for key, value in tree.items():
        branch = cast(Mapping[str, object], value)
        if all(isinstance(leaf, str) for leaf in branch.values()):
            yield prefix + key, cast(Mapping[str, str], branch)
        else:
            yield from _flatten(branch, f"{prefix}{key}.")


def _plain(value: object, lang: Language) -> str:
    match value:
        case date():
            return f"{value:%d/%m/%Y}" if lang == "vi" else value.isoformat()
        case bool():
            return str(value).lower()
        case int() | Decimal() | float():
            english = f"{value:,}"
            return english.translate(str.maketrans(",.", ".,")) if lang == "vi" else english
        case _:
            return str(value)
