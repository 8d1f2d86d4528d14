"""Vietnamese text read with the wrong table of characters: which one it was, and what the writer meant."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal

__all__ = ["SEPARATORS", "VIETNAMESE", "Diagnosis", "Kind", "diagnose", "is_readable", "shown_in"]

Kind = Literal["utf8-as-cp1252", "tcvn3", "vni", "replacement"]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What happened to a text. ``repaired`` is NFC, or None where characters are lost and would have to be guessed."""

    kind: Kind
    repaired: str | None


def diagnose(text: str) -> Diagnosis | None:
    """Say whether a short text (a name, a cell) was read with the wrong table, and undo it.

    - ``utf8-as-cp1252``: UTF-8 read as Windows-1252 or Latin-1, up to three times over: ``Báº¯c Káº¡n``.
    - ``tcvn3``: written with an ABC font (TCVN 5712, .VnTime): ``B¾c K¹n``.
    - ``vni``: written with a VNI-Windows font: ``Baéc Kaïn``.
    - ``replacement``: U+FFFD, or question marks inside words: ``B?c K?n``. Nothing to repair from.

    None for sound Vietnamese in any normal form and for ordinary text in other languages. A text that can be read as
    it stands is left alone: ``Hè Nai`` may be a name or Hố Nai in TCVN3, and only a whole column can tell. A text that
    can be read both ways is VNI if a letter with its mark behind it stands there; else it is called TCVN3, the
    standard, and not repaired: ``Cöu An`` is Cửu An in TCVN3, Cưu An in VNI.

    ABC fonts have no capitals with a tone: the case of the rest of the text decides. Their ư is the soft hyphen, which
    many programs drop: where a word betrays it (ơng and ơc are no rimes, Hng is no word) ``repaired`` is None; Lưu
    that became Lu does not. The à of ``Ã`` + U+00A0 whose no-break space became a space is restored only where another
    letter proves the case.

    Sources: TCVN 5712:1993; the VNI-Windows table as in xvnkb's ``vni.h``; the WHATWG table of windows-1252.
    """
    if text.isascii():
        return Diagnosis("replacement", None) if _is_questioned(text) else None
    text = unicodedata.normalize("NFC", text)
    if "\ufffd" in text:
        return Diagnosis("replacement", None)
    if (found := _from_utf8(text)) is not None:
        return found
    if _is_questioned(text):
        return Diagnosis("replacement", None)
    tokens = [token for token in SEPARATORS.split(text) if not token.isascii()]
    if all(map(is_readable, tokens)):
        return None
    vni, tcvn3 = _from_vni(text), _from_tcvn3(text)
    is_vni = vni is not None and _is_believable(text, vni)
    if tcvn3 is None or not _is_believable(text, tcvn3) or (is_vni and VNI_PAIR.search(text)):
        return Diagnosis("vni", vni) if is_vni else None
    return Diagnosis("tcvn3", None if _lacks_u(text, tcvn3) or (is_vni and vni != tcvn3) else tcvn3)


def shown_in(text: str, table: Literal["tcvn3", "vni"]) -> str | None:
    """What a font of an old table shows for a text, in NFC; None for a text with letters that the table lacks.

    Where the font is known nothing has to be believable: ``Hè Nai`` in .VnTime is Hố Nai. ABC fonts show no capitals
    with a tone; those whose names end in H show every letter as a capital, which is the caller's to see.
    """
    if text.isascii():
        return text
    if table == "vni":
        return _from_vni(unicodedata.normalize("NFC", text))
    if not all(c.isascii() or c in TCVN3 or c in PUNCTUATION for c in text):
        return None
    return "".join(TCVN3.get(c, c) for c in text)


# --- lost characters ----------------------------------------------------------------------------------------------

WITHIN: Final = re.compile(r"[^\W\d_]\?+[^\W\d_]")
TOUCHING: Final = re.compile(r"[^\W\d_]\?|\?[^\W\d_]")


def _is_questioned(text: str) -> bool:
    """One between two letters of a word, or several at words with one before a letter; addresses apart."""
    if "?" not in text or "=" in text or "/" in text:
        return False
    if any(not hit[0][-1].isupper() or (hit[0][0].isupper() and text.isupper()) for hit in WITHIN.finditer(text)):
        return True
    return len(TOUCHING.findall(text)) > 1 and re.search(r"\?[^\W\d_]", text) is not None


# --- UTF-8 read as Windows-1252 -----------------------------------------------------------------------------------

TONES: Final = "\u0300\u0309\u0303\u0301\u0323"
VOWELS: Final = "aăâeêioôơuưy"
VIETNAMESE: Final = frozenset(
    cased
    for letter in ["đ", *(unicodedata.normalize("NFC", v + t) for v in VOWELS for t in ("", *TONES))]
    if not letter.isascii()
    for cased in (letter, letter.upper())
)
COMBINING: Final = frozenset(TONES + "\u0302\u0306\u031b")
PUNCTUATION: Final = frozenset("–—‘’“”…·•°²³×₫\u00a0")

# Bytes 81, 8D, 8F, 90 and 9D are undefined in windows-1252; browsers keep them as control characters (WHATWG).
BYTE: Final = {chr(byte): byte for byte in range(0x80, 0x100)} | {
    bytes([byte]).decode("cp1252"): byte for byte in range(0x80, 0x100) if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}


def _class(first: int, last: int) -> str:
    return "[" + "".join(re.escape(char) for char, byte in BYTE.items() if first <= byte <= last) + "]"


SEQUENCE: Final = re.compile(f"{_class(0xC2, 0xDF)}{_class(0x80, 0xBF)}|{_class(0xE1, 0xE2)}{_class(0x80, 0xBF)}{{2}}")
LAYERS: Final = 3


def _from_utf8(text: str) -> Diagnosis | None:
    repaired, proof = text, False
    for _ in range(LAYERS):
        peeled, gained = _peel(repaired)
        if peeled == repaired:
            break
        repaired, proof = peeled, gained
    if not proof:
        return None
    sound = all(c.isascii() or c in VIETNAMESE or c in COMBINING or c in PUNCTUATION for c in repaired)
    return Diagnosis("utf8-as-cp1252", unicodedata.normalize("NFC", repaired) if sound else None)


def _peel(text: str) -> tuple[str, bool]:
    """One layer undone, and whether a Vietnamese letter came to light where it could not have been chance."""
    proof = False

    def whole(match: re.Match[str]) -> str:
        nonlocal proof
        try:
            char = bytes(BYTE[c] for c in match[0]).decode("utf-8")
        except UnicodeDecodeError:
            return match[0]
        if char in VIETNAMESE or char in COMBINING:
            # «XÃ HÒA» with a no-break space is a heading, not Xà.
            after = text[match.end() : match.end() + 1]
            heading = text.isupper() or not (after in {"", " "} or after.islower())
            proof = proof or match[0][-1] != "\u00a0" or not heading
            return char
        return char if char in BYTE or char in PUNCTUATION else match[0]

    peeled = SEQUENCE.sub(whole, text)
    if proof and "Ã " in text:
        peeled = SEQUENCE.sub(whole, re.sub("Ã (?=[ a-z]|$)", "Ã\u00a0", text))
    return peeled, proof


# --- what a Vietnamese word can look like --------------------------------------------------------------------------

SEPARATORS: Final = re.compile(r"[\s!-/:-@\[-`{-~–—‘’“”…]+")
VOWEL_RUN: Final = re.compile(f"([{VOWELS}]+)")
CONSONANTS: Final = re.compile("đ?[bcdghjklmnpqrstvxz]{0,4}")
CODAS: Final = frozenset("c ch m n ng nh p t k h l r".split())
OPEN: Final = frozenset(
    "a e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iu oa oai oay oao oe oeo oi ôi ơi ua uê ui uơ uy uya uyu uây uôi"
    " ưa ưi ươi ươu ưu iêu yêu ă ea êê êy iâu iê ơơ".split()
)
CLOSED: Final = frozenset("a ă ăi â e ê i iê o oa oă oăi oe oo ô ơ u uă uâ uê uô uy uyê ư ươ yê".split())
STOPS: Final = frozenset("c ch p t".split())
# Before e and i the sound is written k; the tone of a word that ends in a glide stands before it: bão, never baõ.
HARD_C: Final = re.compile("c[eêiyèẻẽéẹềểễếệìỉĩíịỳỷỹýỵ]", re.IGNORECASE)
GLIDE_TONE: Final = re.compile("(?<![qg])[aâeêiôơouư](?:[òỏõóọùủũúụ]|(?<!u)[ìỉĩíị])$", re.IGNORECASE)


def _syllables(token: str) -> int:
    """How many syllables a word has, 0 when it is none: highland names are taken in, with clusters and codas."""
    bare = "".join(c for c in unicodedata.normalize("NFD", token) if c not in TONES)
    parts = VOWEL_RUN.split(unicodedata.normalize("NFC", bare.lower()))
    consonants, runs = parts[::2], parts[1::2]
    if not runs or not all(map(CONSONANTS.fullmatch, consonants)):
        return 0
    for place, run in enumerate(runs):
        before, after, last = consonants[place], consonants[place + 1], place == len(runs) - 1
        glide = len(run) > 1 and (before[-1:] + run[0] in {"qu", "gi"} or before + run[0] == "y")
        rest = run[1:] if glide else run
        is_open = rest in OPEN or run in OPEN
        is_closed = rest in CLOSED or run in CLOSED
        if last and not (is_closed and after in CODAS if after else is_open):
            return 0
        if last and after in {"nh", "ch"} and rest[-1] not in "aiêy":
            return 0
        if not (is_open or is_closed):
            return 0
    if HARD_C.search(token) or (not consonants[-1] and GLIDE_TONE.search(token)):
        return 0
    tones = [c for c in unicodedata.normalize("NFD", token) if c in TONES]
    if len(tones) > len(runs) or (tones and consonants[-1] in STOPS and tones[-1] not in "\u0301\u0323"):
        return 0
    return len(runs)


@lru_cache(maxsize=8_192)
def is_readable(token: str) -> bool:
    """Whether a word can stand as it is: Vietnamese letters in Vietnamese places, capitals where they may be."""
    if not all(c.isascii() or c in VIETNAMESE or c in PUNCTUATION for c in token):
        return False
    return not _is_humped(token) and _syllables(token) > 0


def _is_humped(token: str) -> bool:
    """A capital with marks behind a small letter is a small letter of another table: TrÊn for Trấn."""
    return any(b in VIETNAMESE and b.isupper() and a.islower() for a, b in pairwise(token))


def _is_believable(text: str, repaired: str) -> bool:
    """Whether each changed word reads as Vietnamese, and one that could not be read before is one syllable now."""
    proof = False
    before, after = SEPARATORS.split(text), SEPARATORS.split(repaired)
    if len(before) != len(after):
        return False
    for old, new in zip(before, after, strict=True):
        if old.isascii() or any(c.isdigit() for c in old if c.isascii()):
            continue
        if not (syllables := _syllables(new)) or _is_humped(new):
            return False
        # µm, ½, £ and © begin with a sign of their own right; a mangled word begins with a letter or with đ.
        starts = (old[0].isascii() and old[0].isalpha()) or new[0] in "đĐ"
        proof = proof or (syllables == 1 and len(old) > 1 and starts and not is_readable(old))
    return proof


# --- TCVN 5712 in ABC fonts -----------------------------------------------------------------------------------------

TCVN3: Final = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
TYPE_WORDS: Final = frozenset(("trấn", "xã", "phố", "khu"))
CAPITAL: Final = "[B-DF-HJ-NP-TV-XZĐ]"
# No rimes; a word in small letters without a vowel; a capital alone inside a name (the B of An Bình B ends it).
LOST_U: Final = re.compile(
    "(?<![ưƯ])[ơờởỡớợ](?=ng|c)"
    rf"|(?<![\w'’.])(?:{CAPITAL}?[b-df-hj-np-tv-xzđ]+|{CAPITAL}(?= ))(?![\w'’.])"
)


def _from_tcvn3(text: str) -> str | None:
    if not all(c.isascii() or c in TCVN3 or c in PUNCTUATION for c in text):
        return None
    repaired = "".join(TCVN3.get(c, c) for c in text)
    plain = [c for c in text if c.isascii() and c.isalpha()]
    if plain and not any(map(str.islower, plain)) and re.search("[A-Z]{2}", text):
        return repaired.upper()
    words = [word for word in SEPARATORS.split(repaired) if word and word[0].isalpha()]
    if all(word[0].isupper() for word in words if word[0].isascii() and word not in TYPE_WORDS):
        return re.sub(r"(?<![^\W\d_])(?<!['’])[^\W\d_]", _capital, repaired)
    return repaired


def _capital(first: re.Match[str]) -> str:
    return first[0] if first[0].isascii() else first[0].upper()


def _lacks_u(text: str, repaired: str) -> bool:
    return "\u00ad" not in text and LOST_U.search(repaired) is not None


# --- VNI-Windows ----------------------------------------------------------------------------------------------------

# A base letter, then a letter that stands for its marks, in rows of grave, hook, tilde, acute, dot.
VNI_TONES: Final = "øûõùï"
VNI_PAIRS: Final = {
    **{
        base + sign: unicodedata.normalize("NFC", vowel + tone)
        for base, vowel in zip("aeouyôö", "aeouyơư", strict=True)
        for sign, tone in zip(VNI_TONES, TONES, strict=True)
    },
    **{
        base + sign: unicodedata.normalize("NFC", vowel + tone)
        for base, vowel in zip("aeo", "âêô", strict=True)
        for sign, tone in zip("âàåãáä", ("", *TONES), strict=True)
    },
    **{"a" + sign: unicodedata.normalize("NFC", "ă" + tone) for sign, tone in zip("êèúüéë", ("", *TONES), strict=True)},
}
VNI_SINGLES: Final = dict(zip("ñôöìæóíòî", "đơưìỉĩíịỵ", strict=True))
# A small letter never has a capital sign behind it: HuÕ is Huế in TCVN3.
VNI_PAIR: Final = re.compile(
    "|".join(form for pair in VNI_PAIRS for form in (pair, pair[0].upper() + pair[1], pair.upper()))
)
VNI_SIGN: Final = re.compile(f"{VNI_PAIR.pattern}|[^\x00-\x7f]")


def _from_vni(text: str) -> str | None:
    lost = False

    def letter(match: re.Match[str]) -> str:
        nonlocal lost
        found = match[0]
        whole = VNI_PAIRS.get(found.lower()) or VNI_SINGLES.get(found.lower())
        if whole is None:
            lost = lost or found not in PUNCTUATION
            return found
        return whole.upper() if found[0].isupper() else whole

    repaired = VNI_SIGN.sub(letter, text)
    return None if lost else repaired
