"""One spelling of a name: normal form, case, tone placement, i and y, đ; keys without marks; abbreviations; order."""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import Final

from diaban.quality.text.syllable import is_plain_syllable, is_syllable, placed

__all__ = [
    "FAMILIES",
    "SHORT",
    "STRONG_FAMILIES",
    "bare_key",
    "expanded",
    "in_order",
    "is_regular",
    "marked_key",
    "normal_text",
    "normal_token",
]

INVISIBLE: Final = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# A full stop, comma or the like parts words; an apostrophe of the highland names does not.
PARTING: Final = re.compile(r"[\s.,;:/\\|_()\[\]{}\"*–—-]+")
SOLE_Y: Final = re.compile(r"\b(qu|[bcdđghklmnpqrstvx]*)([yỳỷỹýỵ])\b")
SHORT_I: Final = dict(zip("yỳỷỹýỵ", "iìỉĩíị", strict=True))

FAMILIES: Final = frozenset(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý lí đào đinh đoàn lâm trịnh mai trương"
    " phùng cao hà lương tạ tô châu chu vương quách tăng thái tống triệu kiều lưu đàm hứa la lại lục mạc nghiêm ninh"
    " từ văn vi viên bạch âu bế cà cầm chảo chẩu cù cổ danh diệp doãn dư đồng giang giàng hàn hầu hạng hoa hồng kha"
    " khổng khúc khuất kim lã lạc lầu lò lường lữ lù lỳ ly ma má mã mẫn mùa nhâm nhan nông ôn ông phàn phí phó phương"
    " quan quàng quảng sầm sìn sơn sùng tẩn tất thạch thào thân thi thiều tiêu tiếu tòng tôn trà trác trang tráng ung"
    " uông vàng vòng vừ xa y h niê ksor rơ siu kpă ka chau"
    " thẩm nhữ tưởng phù sái lều đái đậu điền cung cấn chử giáp khiếu ngụy tiết thang thôi ân bàng cam hán khương lăng"
    " liêu liễu lôi mông nhạc quế sử tề tiền tương vưu đới đăng hạ thiệu ứng vạn".split()
)
"""Names that stand first; enough to know that a name is in its order, not a list of all."""

STRONG_FAMILIES: Final = frozenset("nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương".split())
"""Nine in ten bear one of these; only these are moved to the front."""

MIDDLES: Final = frozenset(("văn", "thị", "van", "thi"))
SHORT_FIRST: Final = {"ng": "nguyễn", "ngx": "nguyễn", "tr": "trần", "ph": "phạm", "hg": "hoàng", "đg": "đặng"}
SHORT_MIDDLE: Final = {"v": "văn", "th": "thị", "t": "thị"}


SHORT: Final = frozenset(SHORT_FIRST) | frozenset(SHORT_MIDDLE)
"""Words that may be abbreviations, depending on where they stand."""


APOSTROPHES: Final = dict.fromkeys(map(ord, "’‘ʼʻ`′"), "'")
"""As programs and keyboards write the one of K'Brơi."""
HILL: Final = re.compile(r"\b([a-zđ]{1,2})' (?=\w)")
"""K' Brơi is K'Brơi."""
UNSEEN_BLANK: Final = "\u200b"
AROUND_UNSEEN: Final = re.compile(r"\S*\u200b\S*")


@lru_cache(maxsize=65_536)
def normal_token(token: str) -> str:
    """A token in small letters, NFC, without invisible characters, its tone in the place of this house."""
    return placed(token if token.isascii() else INVISIBLE.sub("", token).translate(APOSTROPHES))


def normal_text(text: str) -> str:
    """The same of each token of a text; one space between tokens, what parts words gone. Idempotent."""
    if all(map(is_regular, text.split(" "))):
        return text.lower()
    if not text.isascii():
        if UNSEEN_BLANK in text:
            text = AROUND_UNSEEN.sub(lambda found: _blank_seen(found[0]), text)
        text = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    text = " ".join(placed(token) for token in PARTING.split(text.translate(APOSTROPHES)) if token)
    return HILL.sub(r"\1'", text) if "' " in text else text


def _blank_seen(token: str) -> str:
    """A blank of no width parts words where each half can stand and the whole cannot; else it is nothing."""
    halves = token.split(UNSEEN_BLANK)
    apart = all(is_syllable(half) or is_plain_syllable(half) for half in halves if half)
    return (" " if apart and not is_syllable("".join(halves)) else "").join(halves)


def marked_key(normal: str) -> str:
    """A normal text with a sole y written i: Mỹ and Mĩ, Quý and Quí are one; marks stay."""
    return SOLE_Y.sub(lambda found: found[1] + SHORT_I[found[2]], normal)


def bare_key(normal: str) -> str:
    """The same without marks."""
    letters = unicodedata.normalize("NFD", marked_key(normal).replace("đ", "d"))
    return "".join(c for c in letters if not unicodedata.combining(c))


@lru_cache(maxsize=65_536)
def is_regular(token: str) -> bool:
    """Whether a token as written, in any case of letters, is already normal and no sign of another table."""
    low = token.lower()
    if not low or any(later.isupper() and before.islower() for before, later in pairwise(token)):
        return False
    if not low.isalpha() and not (low.isascii() and low.replace("'", "").isalpha()):
        return False
    if low in SHORT:
        return False
    if low.isascii():
        return is_plain_syllable(low) or low == "y" or len(low) == 1
    return is_syllable(low) and placed(low) == low


FAMILY_KEYS: Final = frozenset(map(bare_key, FAMILIES))
STRONG_KEYS: Final = frozenset(map(bare_key, STRONG_FAMILIES))


def _is_family(token: str) -> bool:
    return token in FAMILIES if not token.isascii() else token in FAMILY_KEYS


def _is_strong(token: str) -> bool:
    return token in STRONG_FAMILIES if not token.isascii() else token in STRONG_KEYS


def expanded(tokens: list[str]) -> list[str]:
    """Abbreviations that can mean one thing written out: ``ng`` first, ``v`` and ``th`` in the middle."""
    last = len(tokens) - 1
    whole = [
        SHORT_FIRST.get(token, token) if at == 0 else SHORT_MIDDLE.get(token, token) if at < last else token
        for at, token in enumerate(tokens)
    ]
    return whole if len(tokens) > 1 else tokens


def in_order(tokens: list[str]) -> list[str]:
    """Family name, middle, given: a name whose given name was written first is turned; one that may be right stays."""
    if len(tokens) < 2 or _is_family(tokens[0]):
        return tokens
    if len(tokens) > 2 and _is_strong(tokens[1]):
        return [*tokens[1:], tokens[0]]
    if not _is_strong(tokens[-1]):
        return tokens
    turned = [tokens[-1], *tokens[:-1]]
    if len(turned) > 2 and turned[-1] in MIDDLES:
        turned[1:] = reversed(turned[1:])
    return turned
