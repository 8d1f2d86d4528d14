"""Names of places and people: three keys to find them by, one to sort them by.

``fold`` is what a person reads aloud without tones, ``search_key`` finds a name written without marks,
``marked_key`` finds it written with marks in any of their accepted places, ``sort_key`` puts names in the
order of a Vietnamese list on every backend.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

__all__ = ["fold", "has_marks", "marked_key", "search_key", "sort_key"]

KEPT: Final = 4096
"""Texts whose keys are remembered: a search looks at one text many times over."""

TONES: Final = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
QUALITIES: Final = "\u0302\u0306\u031b"
VOWELS: Final = frozenset("aăâeêioôơuưy")
ROMAN: Final = {
    numeral: str(value)
    for value, numeral in enumerate(
        "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split(), start=1
    )
}
# These numerals are also Vietnamese syllables, and final ones: Sơn Vi, Pú Xi.
SYLLABLES: Final = frozenset({"I", "VI", "XI"})

# ´ and ` stand here because NFKD would make ´ a space with an accent; the others are the marks that
# keyboards and word processors put where the highland names have their apostrophe.
APOSTROPHES: Final = "'`´\u2018\u2019\u201a\u201b\u2032\u2035\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\uff07"
INVISIBLE: Final = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
DROPPED: Final = re.compile(f"[{APOSTROPHES}{INVISIBLE}]")
STROKED_D: Final = str.maketrans("đĐðÐƉɖ", "dDdDDd")
MARKS: Final = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
TOKEN: Final = re.compile(r"[^\W_]+")
# A combining mark is no word character to ``re``, so that it would part the token it stands in.
MARKED_TOKEN: Final = re.compile(rf"(?:[^\W_]{MARKS.pattern}*)+")
LEADING_ZEROS: Final = re.compile(r"(?<![0-9])0+(?=[0-9])")
SOLE_Y: Final = re.compile(r"(?:qu|[^\Waeiouyăâêôơư0-9_]*)y")


@lru_cache(maxsize=KEPT)
def fold(text: str) -> str:
    """A name without marks: lower case, one space between tokens.

    đ (and the look-alikes ð, Ɖ) become d. An apostrophe inside a name and invisible characters vanish; every
    other character that is no letter and no digit parts tokens. Leading zeros go: ``Phường 04`` is ``phuong 4``.

    A Roman numeral from I to XX becomes its number when it is the last token and not the only one:
    ``Hòa Tú II`` is ``hoa tu 2``, in any case of letters, for no Vietnamese syllable is written ii, iv or x.
    I, VI and XI are syllables too (Sơn Vi, Pú Xi): they are numerals when they alone are in capitals, or when
    nothing but the type stands before them (``phường i``). A, B, L, C, D, M are never numerals (Mỹ An Hưng A),
    nor is a single letter announced as a letter (``ngã ba Chữ V``).
    """
    return " ".join(_plain_tokens(text))


@lru_cache(maxsize=KEPT)
def search_key(text: str) -> str:
    """What a search without marks compares: ``fold`` with a sole y written i, and no spaces.

    Sỹ and Sĩ, Quý and Quí, Ly and Li are the same; Thúy and Thúi, Tây and Tai, Yên and Iên are not. Without
    spaces Ea Bar is EaBar, and K' Dang is K'Dang. Idempotent.
    """
    joined = "".join(map(_sole_i, _plain_tokens(text)))
    # Joining can bring together what the rules for one token change: «q uy», «0 5».
    return _sole_i(LEADING_ZEROS.sub("", joined))


@lru_cache(maxsize=KEPT)
def marked_key(text: str) -> str:
    """What a search with marks compares: ``search_key`` that keeps the marks, tone placement apart.

    The tone stands as a digit behind its group of vowels (1 grave, 2 hook, 3 tilde, 4 acute, 5 dot below), so
    that hòa and hoà are ``hoa1``; a level tone has no digit, so that Ea Bar and EaBar agree. Numbers are
    preceded by ``#``: ``Xã 3`` and ``Xả 3`` cannot be taken for one another. Circumflex, breve, horn and đ stay.
    """
    return "".join(map(_marked_token, _tokens(unicodedata.normalize("NFKD", DROPPED.sub("", text)))))


@lru_cache(maxsize=KEPT)
def has_marks(text: str) -> bool:
    """Whether the writer used any Vietnamese mark: a tone, circumflex, breve, horn or đ."""
    if text.isascii():
        return False
    return any(c in TONES or c in QUALITIES or c in "đĐðÐƉ" for c in unicodedata.normalize("NFD", text))


def _plain_tokens(text: str) -> list[str]:
    if not text.isascii():
        text = MARKS.sub("", unicodedata.normalize("NFKD", DROPPED.sub("", text)).translate(STROKED_D))
    return [token.lower() for token in _tokens(text)]


def _tokens(text: str) -> list[str]:
    """Tokens with leading zeros gone and a final numeral read; letters keep their case and marks."""
    # Once more: NFKD itself brings apostrophes to light.
    text = LEADING_ZEROS.sub("", DROPPED.sub("", text))
    tokens = (TOKEN if text.isascii() else MARKED_TOKEN).findall(text)
    if len(tokens) > 1 and (value := ROMAN.get(tokens[-1].upper())) and _is_numeral(tokens, text):
        tokens[-1] = value
    return tokens


def _is_numeral(tokens: list[str], text: str) -> bool:
    before, last = _bare(tokens[-2]), tokens[-1]
    if len(last) == 1 and before == "chu":
        return False
    if last.upper() not in SYLLABLES or (len(tokens) == 2 and before in {"phuong", "quan", "p", "q"}):
        return True
    return last.isupper() and not text.isupper()


def _bare(token: str) -> str:
    return MARKS.sub("", unicodedata.normalize("NFD", token)).lower()


def _sole_i(token: str) -> str:
    return token[:-1] + "i" if token.endswith("y") and SOLE_Y.fullmatch(token) else token


def _marked_token(token: str) -> str:
    if token[0] in "0123456789" and token.isdecimal():
        return "#" + token
    letters: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFD", token.lower().replace("ð", "đ").replace("ɖ", "đ")):
        if char in TONES:
            tones[-1] += TONES[char]
        elif char in QUALITIES and letters and (whole := unicodedata.normalize("NFC", letters[-1] + char)) in VOWELS:
            letters[-1] = whole
        else:
            letters.append(char)
            tones.append("")
    unified = _sole_i("".join(letters))
    key, pending = "", ""
    for letter, tone in zip(unified, tones, strict=True):
        if letter not in VOWELS:
            key, pending = key + pending, ""
            key += "#" if letter.isdecimal() and not key[-1:].isdecimal() else ""
        key += letter
        pending += tone
    return key + pending


class _Weight(NamedTuple):
    primary: str
    """What stands in the first part of the key; empty for a mark, which belongs to the letter before it."""
    marks: str
    high: bool
    """Comes after what it differs from in case only: a capital, a no-break space."""


# ICU's root order (CLDR 48) of what stands before the digits; the letters that ``vi`` puts behind a plain one.
WHITE: Final = "\t\n\v\f\r\x85\u2028\u2029"
PUNCTUATION: Final = "_‗-‐‒–—―,;:!¡?¿.…·'‹›\"«»()[]{}§¶@*/\\&#%‰†‡•′″`´^¯¨¸°©®+±÷×<=>¬|¦~¤¢$£¥"
VARIANTS: Final = {
    **dict.fromkeys("\u00a0\u202f\u2002\u2003\u2009\u3000", (" ", "", True)),
    "\u2011": ("‐", "", True),
    **{char: ("'", place, False) for place, char in zip("ABCD", "‘’‚‛", strict=True)},
    **{char: ('"', place, False) for place, char in zip("ABCD", "“”„‟", strict=True)},
    "ð": ("d", "Z", False),
    "Ð": ("d", "Z", True),
}
BEHIND: Final = {"ă": "a{", "â": "a|", "đ": "d{", "ɖ": "d|", "ê": "e{", "ô": "o{", "ơ": "o|", "ư": "u{"}
MARK_ORDER: Final = {
    **TONES,
    **dict(zip("\u0306\u0302\u030c\u030a\u0308\u030b\u0307\u0338\u0327\u0328\u0304", "ABCDEFGHIJK", strict=True)),
}
LAST_RUN: Final = 126 - ord("#") - 1


class _Weights(dict[str, _Weight]):
    """Weights by NFC character, each worked out when first met."""

    def __missing__(self, char: str) -> _Weight:
        weight = self[char] = _weigh(char)
        return weight


def sort_key(text: str) -> str:
    """An ASCII string whose binary order is the order of ICU's ``vi`` collation, numeric, tertiary strength.

    Letters a ă â b c d đ e ê … y with f j w z at their Latin places; then, over the whole name, tones in the order
    none, grave, hook, tilde, acute, dot below; then lower case before capitals. Runs of digits count by value and
    stand before letters; space and punctuation, never ignored, before digits. What ICU holds equal (``02`` and
    ``2``, NFC and NFD) gets one key. Source: CLDR ``vi.xml`` and root, ICU 78.2 (tests/golden/vi_collation.txt).

    The key has up to three parts with a space between: letters, marks, capitals. A mark is written as one character
    for how far it stands behind the mark before it (nearer is greater) and one for the mark; a capital as the first of
    these. Characters outside Vietnamese, Latin-1 and common punctuation have a fixed place, not ICU's: behind all
    others of their sort.
    """
    text = unicodedata.normalize("NFC", text)
    if not text.isalpha():
        text = DIGITS.sub(_number, text)
    primary: list[str] = []
    marks: list[str] = []
    capitals: list[str] = []
    place = marked = raised = 0
    for weight, its_marks, high in map(WEIGHTS.__getitem__, text):
        if weight:
            primary.append(weight)
            place += 1
        if its_marks:
            for mark in its_marks if len(its_marks) == 1 else _each_mark(its_marks):
                marks.append(_run(place - marked) + mark)
                marked = place
        if high:
            capitals.append(_run(place - raised))
            raised = place
    return " ".join(("".join(primary), "".join(marks), "".join(capitals))).rstrip(" ")


DIGITS: Final = re.compile("0*([1-9][0-9]*|0)")


def _number(match: re.Match[str]) -> str:
    digits = match[1]
    length = len(digits)
    return f"{length}{digits}" if length < 9 else f"9{length:09}{digits}"


def _run(length: int) -> str:
    if length <= LAST_RUN:
        return chr(126 - length)
    return "#" * (length // LAST_RUN) + chr(126 - length % LAST_RUN)


def _each_mark(marks: str) -> Iterator[str]:
    return iter(re.findall("z.{6}|.", marks))


def _weigh(char: str) -> _Weight:
    if char in VARIANTS:
        like, marks, high = VARIANTS[char]
        return _Weight(_place(like), marks, high)
    category = unicodedata.category(char)
    if category == "Mn":
        return _Weight("", MARK_ORDER.get(char) or "z" + _spell(char), False)
    if category == "Cf" or (category == "Cc" and char not in WHITE):
        return _Weight("", "", False)
    decomposed = unicodedata.normalize("NFD", char)
    base, rest = decomposed[0], list(decomposed[1:])
    for mark in rest:
        whole = unicodedata.normalize("NFC", base + mark)
        if mark in QUALITIES and whole.lower() in BEHIND:
            base = whole
            rest.remove(mark)
            break
    lower = base.lower()
    marks = "".join(MARK_ORDER.get(mark) or "z" + _spell(mark) for mark in rest)
    return _Weight(_place(lower if len(lower) == 1 else base), marks, lower != base)


def _place(char: str) -> str:
    if char in BEHIND:
        return BEHIND[char]
    if char.isascii() and char.isalnum():
        return char
    if char == " ":
        return "-"
    if (at := WHITE.find(char)) >= 0:
        return "," + chr(ord("A") + at)
    if (at := PUNCTUATION.find(char)) >= 0:
        return "." + chr(ord("!") + at)
    return ("/" if unicodedata.category(char)[0] in "PSZ" else "z{") + _spell(char)


def _spell(char: str) -> str:
    """A code point as six letters, so that it cannot be taken for a number."""
    return f"{ord(char):06x}".translate(str.maketrans("0123456789abcdef", "abcdefghijklmnop"))


WEIGHTS: Final = _Weights()
