"""Invented names of hamlets: words for fields, streams and hills as hamlets bear them; never a person's name."""

from collections.abc import Iterable
from itertools import count
from random import Random
from typing import Final

from diaban.units.unit import Unit, UnitType

__all__ = ["hamlet_names", "told_apart"]

HIGHLAND: Final = (
    ("Nà", "Khuổi", "Bản", "Cốc", "Lũng", "Phiêng", "Thôm", "Nặm", "Khau", "Pò"),
    ("Đon", "Lẹng", "Mòn", "Slâm", "Pjạt", "Cáy", "Mèo", "Luông", "Nưa", "Lặng", "Phai", "Rào", "Tảu", "Vằng"),
)
COAST: Final = (
    ("Khe", "Đồng", "Làng", "Cái", "Bãi", "Vụng", "Đầm", "Gốc"),
    ("Cạn", "Tràm", "Sú", "Nhạn", "Ngang", "Đá", "Chanh", "Vàu", "Rong", "Mắm", "Lim", "Sâu"),
)
KINDS: Final = {
    "bk": (UnitType.THON, UnitType.THON, UnitType.THON, UnitType.BAN),
    "qn": (UnitType.THON, UnitType.THON, UnitType.BAN, UnitType.XOM),
}


def hamlet_names(rng: Random, unit: Unit, key: str, number: int) -> list[tuple[str, UnitType]]:
    """Names and types of a commune's hamlets, all different. Wards and townships number theirs (tổ, khu)."""
    if unit.type is not UnitType.XA:
        word = "Khu" if key == "qn" else "Tổ"
        return [(f"{word} {at}", UnitType.TO_DAN_PHO) for at in range(1, number + 1)]
    first, second = HIGHLAND if key == "bk" or rng.random() < 0.4 else COAST
    drawn = rng.sample([f"{a} {b}" for a in first for b in second], number)
    return [(name, rng.choice(KINDS[key])) for name in drawn]


def told_apart(names: Iterable[str]) -> list[str]:
    """The names of hamlets that come together in one unit: of those that are the same the later get another number."""
    taken: dict[str, None] = {}
    for name in names:
        word, _, number = name.rpartition(" ")
        stem = word if number.isdecimal() else name
        free = (told for at in count(2) if (told := f"{stem} {at}") not in taken)
        taken[next(free) if name in taken else name] = None
    return list(taken)
