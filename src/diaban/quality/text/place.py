"""Names of places as people write them, brought to one key: types, abbreviations and marks do not count."""

import re
from functools import lru_cache
from typing import Final

from diaban.quality.text.spelling import bare_key, normal_text

__all__ = ["place_key"]

# Longer ones first; a single letter only before something (p 5, x tan lap).
TYPES: Final = re.compile(
    r"\b(?:thanh pho|thi tran|thi xa|dac khu|to dan pho|tinh|huyen|quan|xa|phuong|tp|tx|tt)\b|\bdk(?= )|\b[txhqp](?= )"
)
# A type and the name after it in one word: Q1, P12, TP.HCM has its stop taken away.
NUMBERED: Final = re.compile(r"\b(?:[qp]|tp)(?=\d)")
ZEROS: Final = re.compile(r"\b0+(?=\d)")
SHORT: Final = {
    "hcm": "ho chi minh",
    "tphcm": "ho chi minh",
    "sg": "ho chi minh",
    "sai gon": "ho chi minh",
    "hn": "ha noi",
    "tphn": "ha noi",
    "hp": "hai phong",
    "dn": "da nang",
    "ct": "can tho",
    "brvt": "ba ria vung tau",
    "br vt": "ba ria vung tau",
    "tth": "thua thien hue",
    "qn": "quang ninh",
    "bk": "bac kan",
    "bac can": "bac kan",
    "tn": "thai nguyen",
    "daklak": "dak lak",
    "dac lac": "dak lak",
}


@lru_cache(maxsize=65_536)
def place_key(text: str) -> str | None:
    """The key of a place; None where nothing is said. Expects what :func:`normal_text` made, or makes it."""
    bare = bare_key(normal_text(text))
    if not bare:
        return None
    if bare in SHORT:
        return SHORT[bare]
    named = ZEROS.sub("", NUMBERED.sub("", TYPES.sub(" ", bare)))
    tokens = [SHORT.get(token, token) for token in named.split()]
    key = " ".join(tokens) or bare
    return SHORT.get(key, key)
