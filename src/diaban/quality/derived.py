"""What is worked out from one written value: relation, marital status, state of a date, old provinces of a place.

Each is asked once per distinct value, whatever the number of forms.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from diaban.basis.names import fold, search_key

__all__ = ["citizenship", "dob_state", "ethnic", "hamlet_of", "marital", "relation"]

RELATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        words: code
        for code, said in {
            "head": "chu ho; chu ho gia dinh; chu nha; head",
            "spouse": "vo; chong; vo chong; ba xa; spouse; wife; husband",
            "child": "con; con de; con ruot; con trai; con gai; con trai ruot; con gai ruot; con dau long; con ca;"
            " con thu; con ut; child; son; daughter",
            "other-child": "con nuoi; con rieng; con dau; con re; con rieng cua vo; con rieng cua chong; step child;"
            " adopted child",
            "parent": "bo; me; cha; bo de; me de; cha de; bo ruot; me ruot; cha ruot; ba; ma; tia; thay; u; parent;"
            " father; mother",
            "other-parent": "bo vo; me vo; bo chong; me chong; cha vo; cha chong; bo nuoi; me nuoi; ba vo; ba chong",
            "grandparent": "ong noi; ong ngoai; ba noi; ba ngoai; grandparent",
            "grandchild": "chau noi; chau ngoai; chat; grandchild",
            "sibling": "anh; chi; em; anh trai; chi gai; em trai; em gai; anh ruot; chi ruot; em ruot; anh re; chi dau;"
            " em dau; em re; sibling; brother; sister",
            # Cháu is a grandchild or a nephew, ông any old man: nothing can be worked out from them.
            "other": "chau; chau ruot; chau ho; chau dau; chau re; ong; cu; ky; co; di; chu; bac; cau; mo; thim;"
            " duong; chu ruot; bac ruot; co ruot; di ruot; cau ruot; ong ba; nguoi o nho; o nho; o muon; o thue;"
            " cung o nho; cung o muon; cung o thue; nguoi o thue; nguoi giup viec; nguoi lam thue; nguoi lam; ban;"
            " ban be; nguoi duoc giam ho; nguoi giam ho; nguoi duoc nuoi duong; nguoi duoc cham soc; ho hang; nguoi"
            " than; than nhan; quan he khac; khac; other; lodger; nephew; niece",
        }.items()
        for words in said.split("; ")
    }
)
MARITAL: Final[Mapping[str, str]] = MappingProxyType(
    {
        words: code
        for code, said in {
            "single": "chua ket hon; doc than; chua vo; chua chong; chua co vo; chua co chong; single; never married",
            "married": "da ket hon; dang co vo chong; co vo; co chong; co vo chong; da co vo; da co chong; ket hon;"
            " da lap gia dinh; dang co vo; dang co chong; co gia dinh; da co gia dinh; married",
            "divorced": "ly hon; li hon; da ly hon; da li hon; ly than; li than; divorced; separated; da ly hon hoac"
            " goa vo chong; da ly hon hoac goa; ly hon hoac goa",
            "widowed": "goa; goa vo; goa chong; goa bua; vo chet; chong chet; vo chong da chet; widowed",
        }.items()
        for words in said.split("; ")
    }
)
HEADS: Final = re.compile(r"^la |(?: cua)? chu ho$|(?<=\w) cua (?:ong|ba) chu ho$")
"""Con của chủ hộ, là con: the child of the head."""
CHILD: Final = re.compile(r"^con (?:thu|truong|ca|ut|so)(?: \w+)?$|^con \d+$")
CHANGED: Final = {"chu": {"chủ": "head"}, "ba": {"bà": "other"}}
"""Words that without their marks would be others: Chủ is the head, Chú an uncle; Ba a father, Bà an old woman."""
PARTING: Final = re.compile(r"[/()]")
SAID: Final = re.compile(r"^\s*(?:dân tộc|người)\s+", re.IGNORECASE)
OURS: Final = frozenset(
    ("viet nam", "vietnam", "vn", "vietnamese", "nguoi viet nam", "quoc tich viet nam", "chxhcn viet nam", "viet")
)
NOBODYS: Final = frozenset(
    ("khong", "khong quoc tich", "chua ro", "khong ro", "chua xac dinh", "chua xac dinh quoc tich")
)
PEOPLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        search_key(word): name
        for name, others in tomllib.loads(Path(__file__).with_name("peoples.toml").read_text("utf-8")).items()
        for word in (*others, name)
    }
)
DAY: Final = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4})")
ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
SOLID: Final = re.compile(r"(\d{2})(\d{2})(\d{4})")
MONTH: Final = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{4})")
YEAR: Final = re.compile(r"(\d{4})")
WORDED: Final = re.compile(r"(?:ngay\s+)?(\d{1,2})\s+thang\s+(\d{1,2})\s+nam\s+(\d{4})")
SHORT: Final = re.compile(r"\d{1,2}\s*[/.\- ]\s*\d{1,2}\s*[/.\- ]\s*\d{2}")
YEARS: Final = range(1850, 2150)
HAMLETS: Final = ("thon", "ban", "xom", "to", "khu", "ap", "buon", "lang", "phum", "soc", "khom", "bon", "plei")


def relation(text: str) -> str:
    """The relation to the head of the household as a code; ``unknown`` for what is none of those known."""
    words = CHILD.sub("con", HEADS.sub("", fold(text)))
    if words in CHANGED and (meant := CHANGED[words].get(unicodedata.normalize("NFC", text.strip().lower()))):
        return meant
    return RELATIONS.get(words, "unknown")


def marital(text: str) -> str | None:
    """The marital status as a code; None for what is none of those known."""
    return MARITAL.get(fold(PARTING.sub(" ", text)))


def citizenship(text: str) -> str | None:
    """``vn`` or ``foreign``; None where the nationality says that there is none, or that it is not known."""
    words = fold(text)
    return "vn" if words in OURS else None if words in NOBODYS else "foreign"


def ethnic(text: str) -> str | None:
    """The people by its name in the list of the 54 (``peoples.toml``); None for none of them."""
    words = SAID.sub("", text.partition("(")[0])
    return PEOPLES.get(search_key(words))


def dob_state(text: str) -> str:
    """How a date of birth reads: ``day``, ``month``, ``year``, ``impossible`` (on no calendar), ``unreadable``,
    ``short`` (two digits of the year: of which century?).

    Day before month, as the form asks; months with one digit or two. ``00`` for a day or month that is not known.
    """
    text = text.strip()
    if found := ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := DAY.fullmatch(text) or SOLID.fullmatch(text) or WORDED.fullmatch(fold(text)):
        day, month, year = map(int, found.groups())
    elif found := MONTH.fullmatch(text):
        month, year = map(int, found.groups())
        return "unreadable" if year not in YEARS else "month" if 1 <= month <= 12 else "impossible"
    elif found := YEAR.fullmatch(text):
        return "year" if int(text) in YEARS else "unreadable"
    elif SHORT.fullmatch(text):
        return "short"
    else:
        return "unreadable"
    if year not in YEARS:
        return "unreadable"
    if day == 0:
        return "year" if month == 0 else "month" if month <= 12 else "impossible"
    try:
        date(year, month, day)
    except ValueError:
        # Day and month the other way about are a slip of their own, and no calendar knows the day as it is written.
        return "impossible"
    return "day"


def hamlet_of(commune: str) -> str | None:
    """The hamlet in front of a commune: "Thôn 3, xã Hải Sơn" gives "Thôn 3"; None where none is written."""
    first, comma, _ = commune.partition(",")
    return first.strip() if comma and fold(first).partition(" ")[0] in HAMLETS else None
