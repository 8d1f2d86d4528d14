"""What personal data looks like in a text: numbers of identity papers, and names with a day of birth.

Nothing here keeps or repeats what it looks at: the answers are yes and no.
"""

import re
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import Final

from diaban.basis.names import fold as unmarked

__all__ = ["is_birth_heading", "is_name", "names_somebody_born", "number_in", "number_is_personal"]

# Of places of birth registration, unchanged by the mergers (DOMAIN "Registration forms"); 11 digits are a 12-digit
# number that lost its leading zero in a spreadsheet, so its place is one below 100.
PLACES: Final = frozenset(
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042"
    " 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087"
    " 089 091 092 093 094 095 096".split()
)
CENTURIES: Final = frozenset("0123")
"""Born 1900 to 2099, men and women."""

SOLID: Final = re.compile(r"(?<![0-9+])(?:[0-9]{9}|[0-9]{11,12})(?![0-9])")
# Groups of two and more with one kind of sign between them, which are no part of a longer number.
GROUPED: Final = re.compile(
    r"(?<![0-9+])(?<![0-9][ .,\-/])[0-9]{2,}([ .\-\u00a0\u202f])[0-9]{2,}(?:\1[0-9]{2,}){0,5}(?![0-9])(?![.,\-/][0-9])"
)
MONEY: Final = re.compile(r"\s*(?:đồng|dong|đ\b|vnd|vnđ|triệu|trieu|tỷ|ty\b|nghìn|nghin|%)", re.IGNORECASE)
SEPARATORS: Final = re.compile(r"[^0-9]")


def number_is_personal(digits: str) -> bool:
    """Whether digits can be the number of an identity paper: nine of the old kind, twelve, eleven that lost a zero."""
    if len(digits) == 11:
        padded = "0" + digits
        return padded[:3] in PLACES and padded[3] in CENTURIES
    return len(digits) in {9, 12}


@lru_cache(maxsize=8_192)
def number_in(text: str, *, grouped: bool = True) -> bool:
    """Whether a text holds such a number, together or, if ``grouped``, in groups. Amounts with their money are none."""
    for pattern in (SOLID, GROUPED) if grouped else (SOLID,):
        for hit in pattern.finditer(text):
            if number_is_personal(SEPARATORS.sub("", hit[0])) and not MONEY.match(text, hit.end()):
                return True
    return False


SURNAMES: Final = frozenset(
    (
        "bach be bui cam cao chau chieu chu cut dam dang danh dao dau deo dinh do doan duong giang ha hau ho"
        " hoang hua huynh khuat kieu kim ksor la lam lau le lieu lo lu luc luong luu ly ma mac mai moong mua nay"
        " ngan nghiem ngo nguyen nong ong pham phan phung quach quang rcom rmah sam siu son sung ta tang thach"
        " thai thao to tran trieu trinh truong vang vi vo vu vuong"
    ).split()
)
"""Of the peoples of the country, without marks: the commonest, which most lists of people show in any ten rows."""

NAME: Final = re.compile(r"[^\W\d_][^\W\d_'’]*(?: [^\W\d_][^\W\d_'’]*){1,5}")
BORN: Final = re.compile(r"(?:\w+ ){0,4}?(?:sinh|sn|born|dob)\b.{0,24}?\b(?:19|20)[0-9]{2}\b")
YEAR: Final = re.compile(r"\s*\(\s*(?:19|20)[0-9]{2}\s*\)")
BIRTH: Final = re.compile(
    r"(?:(?:ngay )?(?:thang )?(?:nam )?sinh|sinh (?:ngay|nam))\b.*|(?:date|year|day) of birth\b.*"
    r"|birth ?(?:date|day)\b.*|d ?o ?b|n ?s"
)
NEXT: Final = re.compile(r"\s+\S+|.")
BEHIND: Final = 80
"""Characters behind a name in which its birth is looked for."""


@lru_cache(maxsize=8_192)
def is_name(text: str) -> bool:
    """Whether a text can be the name of a person: two to six words with capitals, a surname first."""
    words = text.split()
    return (
        2 <= len(words) <= 6
        and len(text) <= 60
        and NAME.fullmatch(" ".join(words)) is not None
        and all(word[0].isupper() for word in words)
        and unmarked(words[0]) in SURNAMES
    )


@lru_cache(maxsize=8_192)
def is_birth_heading(text: str) -> bool:
    """Whether a heading asks for a day or year of birth."""
    return len(text) <= 60 and BIRTH.fullmatch(unmarked(text)) is not None


@lru_cache(maxsize=8_192)
def names_somebody_born(text: str) -> bool:
    """Whether one text says a name and, behind it, when that person was born: "Nguyễn Văn A, sinh năm 1990"."""
    if not any(map(str.isdigit, text)):
        return False
    words = list(re.finditer(r"[^\W\d_]+", text))
    for one, other in pairwise(words):
        surname = one[0][0].isupper() and other[0][0].isupper() and unmarked(one[0]) in SURNAMES
        if surname:
            rest = text[other.end() : other.end() + BEHIND]
            # The rest of the name first: its words have capitals.
            rest = rest[sum(len(piece) for piece in takewhile(_continues, NEXT.findall(rest))) :]
            if YEAR.match(rest) or BORN.match(unmarked(rest)):
                return True
    return False


def _continues(piece: str) -> bool:
    word = piece.strip()
    return bool(word) and word.isalpha() and word[0].isupper()
