"""A text that carries both languages: titles of definition files in the sentences of findings."""

from collections.abc import Mapping
from dataclasses import dataclass

from diaban.basis.catalogue import Language, Say

__all__ = ["Bilingual"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """Words in both languages; a sentence takes those of its own."""

    words: Mapping[Language, str]

    def worded(self, say: Say) -> str:
        """In the language of ``say``."""
        return self.words["en" if say("language") == "en" else "vi"]
