"""What a Vietnamese syllable can be, and where its tone stands (the older placement, as in names of units: hòa, thủy).

Sources: Hoàng Phê, *Từ điển tiếng Việt* (list of rimes); Decision 240/QĐ (1984) for the places of tones.
"""

import unicodedata
from functools import lru_cache
from typing import Final

__all__ = ["TONES", "is_plain_syllable", "is_syllable", "placed", "syllable_pattern"]

TONES: Final = "\u0300\u0309\u0303\u0301\u0323"
"""Grave, hook, tilde, acute, dot below, as combining marks."""

QUALITIES: Final = frozenset("ăâêôơư")
VOWELS: Final = frozenset("aăâeêioôơuưy")
STOPS: Final = ("ch", "c", "p", "t")
FRONT: Final = frozenset("eêiy")
HARD: Final = frozenset(("c", "g", "ng"))
"""Not before a front vowel, where k, gh and ngh are written."""
SOFT: Final = frozenset(("k", "gh", "ngh"))
ONSETS: Final = tuple("ngh ng nh gh gi g kh k ch c th tr t ph p qu b d đ h l m n r s v x".split())
OPEN: Final = (
    "a e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iu oa oai oao oay oe oeo oi ôi ơi ua uây uê ui uơ uy uya uyu"
    " ưa ưi ưu iêu yêu uôi ươi ươu"
)
CLOSED: Final = {
    "a": "c ch m n ng nh p t",
    "ă": "c m n ng p t",
    "â": "c m n ng p t",
    "e": "c m n ng p t",
    "ê": "ch m n nh p t",
    "i": "ch m n nh p t",
    "o": "c m n ng p t",
    "oo": "c ng",
    "ô": "c m n ng p t",
    "ơ": "m n p t",
    "u": "c m n ng p t",
    "ư": "c m n ng t",
    "y": "ch n nh t",
    "iê": "c m n ng p t",
    "yê": "m n ng t",
    "oa": "c ch m n ng nh p t",
    "oă": "c m n ng t",
    "oe": "m n t",
    "uâ": "n ng t",
    "uê": "ch n nh",
    "uy": "ch n nh p t",
    "uyê": "n t",
    "uô": "c m n ng t",
    "ươ": "c m n ng p t",
}
RIMES: Final = frozenset(OPEN.split()) | {vowel + coda for vowel, codas in CLOSED.items() for coda in codas.split()}
STROKES: Final = str.maketrans("ðÐƉɖ", "đĐĐđ")


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn").replace("đ", "d")


PLAIN_RIMES: Final = frozenset(map(_plain, RIMES))


def _parts(bare: str, rimes: frozenset[str]) -> tuple[str, str] | None:
    """Onset and rime of a syllable without its tone."""
    for onset in (*ONSETS, ""):
        if not bare.startswith(onset):
            continue
        rime = bare[len(onset) :]
        if rime in rimes and _agree(onset, rime):
            return onset, rime
    return None


def _agree(onset: str, rime: str) -> bool:
    front = rime[0] in FRONT
    if onset == "g" and rime[0] == "i":
        return True
    if onset == "gi" and rime[0] == "i":
        return False
    if onset == "qu" and rime[0] in "uư":
        return False
    return not ((onset in HARD and front) or (onset in SOFT and not front))


def _undressed(token: str) -> tuple[str, str]:
    """The letters of a token with their qualities, and its tones; one that was typed twice (hòà) counts once."""
    letters = unicodedata.normalize("NFD", token)
    tones = "".join(dict.fromkeys(c for c in letters if c in TONES))
    return unicodedata.normalize("NFC", "".join(c for c in letters if c not in TONES)), tones


@lru_cache(maxsize=65_536)
def _read(token: str) -> tuple[str, str, str] | None:
    """Onset, rime and tone of a token in small letters; None for what no Vietnamese syllable is."""
    bare, tone = _undressed(token)
    parts = _parts(bare, RIMES)
    if parts is None or len(tone) > 1:
        return None
    if parts[1].endswith(STOPS) and tone not in {"\u0301", "\u0323"}:
        return None
    return (*parts, tone)


def is_syllable(token: str) -> bool:
    """Whether a token can stand as it is in marked Vietnamese; its tone may stand in either accepted place."""
    return _read(token.lower()) is not None


@lru_cache(maxsize=65_536)
def is_plain_syllable(token: str) -> bool:
    """Whether a token in ASCII letters can be a syllable whose marks were left out."""
    return token.isascii() and _parts(token.lower(), PLAIN_RIMES) is not None


@lru_cache(maxsize=65_536)
def placed(token: str) -> str:
    """A token in small letters, NFC, with its tone in the place of this house; what is no syllable stays, but small."""
    token = unicodedata.normalize("NFC", token.translate(STROKES).lower())
    found = _read(token)
    return token if found is None else _dressed(*found)


def _dressed(onset: str, rime: str, tone: str) -> str:
    if not tone:
        return onset + rime
    at = _place(rime)
    return onset + unicodedata.normalize("NFC", rime[: at + 1] + tone + rime[at + 1 :])


def _place(rime: str) -> int:
    marked = [at for at, letter in enumerate(rime) if letter in QUALITIES]
    if marked:
        return marked[-1]
    vowels = sum(letter in VOWELS for letter in rime)
    if vowels < len(rime):
        return vowels - 1
    return 1 if vowels == 3 else 0


def syllable_pattern() -> str:
    """A regular expression (RE2) of every syllable in small letters, tone in the place of this house, or unmarked."""
    marked = {
        rime: [_dressed("", rime, tone) for tone in ("", *TONES) if tone in "\u0301\u0323" or not rime.endswith(STOPS)]
        for rime in RIMES
    }
    for rime, forms in marked.items():
        if rime.endswith(STOPS):
            forms.remove(rime) if rime in forms else None
    for plain in PLAIN_RIMES:
        marked.setdefault(plain, []).append(plain)
    groups: dict[str, list[str]] = {}
    for onset in ("", *ONSETS):
        forms = sorted({form for rime, forms in marked.items() if _agree(onset, rime) for form in forms})
        groups.setdefault("|".join(forms), []).append(onset)
    return "|".join(f"(?:{'|'.join(onsets)})(?:{forms})" for forms, onsets in groups.items())
