"""Keys of the Telex method that no keyboard program took away: ``Nguyeenx Vawn``, undone where a syllable comes out."""

import unicodedata
from functools import lru_cache
from typing import Final

from diaban.quality.text.syllable import is_plain_syllable, is_syllable, placed

__all__ = ["from_telex", "is_telex_proof"]

TONE_KEYS: Final = dict(zip("frxsj", "\u0300\u0309\u0303\u0301\u0323", strict=True))
CIRCUMFLEX: Final = {"a": "â", "e": "ê", "o": "ô"}
HORNED: Final = {"a": "ă", "o": "ơ", "u": "ư"}
FOREIGN: Final = frozenset(
    "max rex lex dex cox lux nix dix pax tex hoax raj taj haj dawn lawn law low row show".split()
)
"""Names and words of other tongues that would come out as syllables: mã, rẽ, dăn."""
VOWELS: Final = frozenset("aăâeêioôơuưy")


@lru_cache(maxsize=65_536)
def from_telex(token: str) -> str | None:
    """What the keys of a token meant, in small letters; None where it is a syllable already or none comes out."""
    low = token.lower()
    if not (low.isascii() and low.isalpha()) or len(low) < 3 or is_plain_syllable(low):
        return None
    letters: list[str] = []
    tone = ""
    for key in low:
        before = letters[-1] if letters else ""
        vowel = next((at for at in range(len(letters) - 1, -1, -1) if letters[at] in VOWELS), None)
        if key in TONE_KEYS and vowel is not None:
            if tone:
                return None
            tone = TONE_KEYS[key]
        elif key == "d" and letters == ["d"]:
            letters[0] = "đ"
        elif key == "w":
            if not _horned(letters):
                return None
        elif key in CIRCUMFLEX and vowel is not None and letters[vowel] == key and (before == key or vowel > 0):
            letters[vowel] = CIRCUMFLEX[key]
        else:
            letters.append(key)
    bare = "".join(letters)
    at = next((at for at, letter in enumerate(bare) if letter in VOWELS), None)
    if at is None or (bare == low and not tone):
        return None
    word = _toned(bare, tone)
    return word if word is not None else None


def _horned(letters: list[str]) -> bool:
    """Put breve or horn on the last letter that can bear one; u before o gets its own."""
    for at in range(len(letters) - 1, -1, -1):
        if letters[at] in HORNED:
            glide = at > 0 and letters[at - 1] == "u" and letters[0] != "q"
            if not (glide and letters[at] == "a"):
                letters[at] = HORNED[letters[at]]
            if glide:
                letters[at - 1] = "ư"
            return True
    return False


def _toned(bare: str, tone: str) -> str | None:
    """The syllable with its tone where this house puts it; None if there is none."""
    for at, letter in enumerate(bare):
        if letter in VOWELS:
            word = unicodedata.normalize("NFC", bare[: at + 1] + tone + bare[at + 1 :])
            if is_syllable(word):
                return placed(word)
    return None


def is_telex_proof(token: str) -> bool:
    """Whether a token can hardly be anything else; Max, Rex and Dawn are names of other tongues."""
    low = token.lower()
    if low in FOREIGN or from_telex(low) is None:
        return False
    return "w" in low or low[-1] in "fxj" or low.startswith("dd")
