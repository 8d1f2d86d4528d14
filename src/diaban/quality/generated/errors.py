"""The kinds of error that a form can carry, each as what it does to one written form; how often is a table's to say."""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from diaban.quality.text.legacy import encoded
from diaban.quality.text.syllable import TONES

__all__ = ["KINDS", "TAKING", "Form", "Spoil", "unmarked"]

Form = dict[str, str | None]
Spoil = Callable[[Form, np.random.Generator, Form], None]
"""Changes a form in place; the third is another person's form, for what is taken from another."""

NAMES: Final = ("full_name", "father_name", "mother_name", "spouse_name")
PLACES: Final = (
    "place_of_birth_registration", "place_of_origin", "permanent_commune", "permanent_province", "present_commune",
    "present_province",
)  # fmt: skip
KEYS: Final = dict(zip(TONES, "frxsj", strict=True)) | {"\u0306": "w", "\u031b": "w"}
SHORT: Final = {
    "Xã ": "X. ", "Phường ": "P. ", "Tỉnh ": "T. ", "Thành phố ": "TP. ", "Thị trấn ": "TT. ", "Huyện ": "H. ",
    "Hồ Chí Minh": "HCM", "Đặc khu ": "ĐK ",
}  # fmt: skip
NEAR_KEYS: Final = {"a": "s", "n": "m", "m": "n", "i": "u", "u": "y", "o": "p", "t": "r", "h": "g", "g": "h", "c": "v"}
NEW_TONES: Final = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "úy": "uý", "ùy": "uỳ", "ủy": "uỷ"}


def unmarked(text: str) -> str:
    """A text typed without marks."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def _telex(text: str) -> str:
    """A text as the keys of Telex, tone key behind its word."""
    words = []
    for word in text.split(" "):
        keys, tone = "", ""
        for char in unicodedata.normalize("NFC", word):
            if char in "đĐ":
                keys += "dd" if char == "đ" else "Dd"
                continue
            for part in unicodedata.normalize("NFD", char):
                if part in TONES:
                    tone = KEYS[part]
                else:
                    keys += keys[-1].lower() if part == "\u0302" else KEYS.get(part, part)
        words.append(keys.replace("uwow", "uow") + tone)
    return " ".join(words)


def _each(form: Form, columns: tuple[str, ...], change: Callable[[str], str]) -> None:
    for column in columns:
        if (text := form[column]) is not None:
            form[column] = change(text)


def _of_texts(change: Callable[[str], str], *, places: bool = True) -> Spoil:
    columns = NAMES + PLACES if places else NAMES

    def spoil(form: Form, _rng: np.random.Generator, _other: Form) -> None:
        _each(form, columns, change)

    return spoil


def _blank(*columns: str) -> Spoil:
    def spoil(form: Form, _rng: np.random.Generator, _other: Form) -> None:
        for column in columns:
            form[column] = None

    return spoil


def _taken(*columns: str) -> Spoil:
    """Another person's values."""

    def spoil(form: Form, _rng: np.random.Generator, other: Form) -> None:
        for column in columns:
            form[column] = other[column]

    return spoil


def _name(change: Callable[[list[str], np.random.Generator], list[str]]) -> Spoil:
    def spoil(form: Form, rng: np.random.Generator, _other: Form) -> None:
        if form["full_name"]:
            form["full_name"] = " ".join(change(form["full_name"].split(), rng))

    return spoil


def _abbreviated(words: list[str], rng: np.random.Generator) -> list[str]:
    short = {"Nguyễn": "Ng.", "Trần": "Tr.", "Phạm": "Ph.", "Văn": "V.", "Thị": "T."}
    kept = [short.get(word, word) for word in words[:-1]]
    if kept == words[:-1] and len(words) > 2:
        kept[1:] = [word[0] + "." for word in kept[1:]]
    return [*kept, words[-1]] if rng.random() < 0.8 else [*(word[0] + "." for word in words[:-1]), words[-1]]


def _mistyped(words: list[str], rng: np.random.Generator) -> list[str]:
    """One letter of one word lost, doubled, turned round with the next, or its neighbour on the keyboard."""
    at = int(rng.integers(len(words)))
    word = words[at]
    place = int(rng.integers(len(word)))
    letter = word[place]
    match int(rng.integers(4)):
        case 0 if len(word) > 2:
            word = word[:place] + word[place + 1 :]
        case 1:
            word = word[:place] + letter + word[place:]
        case 2 if place + 1 < len(word):
            word = word[:place] + word[place + 1] + letter + word[place + 2 :]
        case _:
            word = word[:place] + NEAR_KEYS.get(unmarked(letter).lower(), "e") + word[place + 1 :]
    return [*words[:at], word, *words[at + 1 :]]


def _tone_wrong(words: list[str], rng: np.random.Generator) -> list[str]:
    """The tone of one word lost or another."""
    at = int(rng.integers(len(words)))
    letters = unicodedata.normalize("NFD", words[at])
    had = [c for c in letters if c in TONES]
    new = TONES[int(rng.integers(len(TONES)))] if rng.random() < 0.5 else ""
    spelt = letters.replace(had[0], new) if had else letters
    return [*words[:at], unicodedata.normalize("NFC", spelt), *words[at + 1 :]]


def _given_first(words: list[str], rng: np.random.Generator) -> list[str]:
    if len(words) < 2:
        return words
    return [words[-1], *words[:-1]] if rng.random() < 0.5 else [*words[1:], words[0]]


def _middle_dropped(words: list[str], _rng: np.random.Generator) -> list[str]:
    return [words[0], words[-1]] if len(words) > 2 else words


def _short_i(words: list[str], _rng: np.random.Generator) -> list[str]:
    turn = {
        "Mỹ": "Mĩ",
        "Lý": "Lí",
        "Quý": "Quí",
        "Kỳ": "Kì",
        "Sỹ": "Sĩ",
        "Vy": "Vi",
        "My": "Mi",
        "Ly": "Li",
        "Vi": "Vy",
    }
    return [turn.get(word, word) for word in words]


def _birth(change: Callable[[str, str, str, np.random.Generator], str]) -> Spoil:
    def spoil(form: Form, rng: np.random.Generator, _other: Form) -> None:
        if form["dob"] and len(parts := form["dob"].split("/")) == 3:
            day, month, year = parts
            form["dob"] = change(day, month, year, rng)

    return spoil


def _day_typo(d: str, m: str, y: str, rng: np.random.Generator) -> str:
    if rng.random() < 0.6:
        return f"{min(28, max(1, int(d) + int(rng.choice((-10, -1, 1, 10))))):02d}/{m}/{y}"
    return f"{d if int(d) <= 28 else '28'}/{min(12, max(1, int(m) + int(rng.choice((-1, 1))))):02d}/{y}"


def _number(change: Callable[[str, np.random.Generator], str]) -> Spoil:
    def spoil(form: Form, rng: np.random.Generator, _other: Form) -> None:
        if form["personal_id"]:
            form["personal_id"] = change(form["personal_id"], rng)

    return spoil


def _digit(number: str, rng: np.random.Generator) -> str:
    at = int(rng.integers(len(number)))
    return number[:at] + str((int(number[at]) + int(rng.integers(1, 10))) % 10) + number[at + 1 :]


def _turned(number: str, rng: np.random.Generator) -> str:
    at = int(rng.integers(len(number) - 1))
    return number[:at] + number[at + 1] + number[at] + number[at + 2 :]


def _nine(_number: str, rng: np.random.Generator) -> str:
    return f"{int(rng.integers(10**8, 4 * 10**8)):09d}"


def _with(number: str, at: int, part: str) -> str:
    return number[:at] + part + number[at + len(part) :]


def _place_short(text: str) -> str:
    for long, short in SHORT.items():
        text = text.replace(long, short)
    return text


def _no_district(text: str) -> str:
    parts = text.split(", ")
    return ", ".join((parts[0], *parts[2:])) if len(parts) > 2 else text


def _spaced(text: str) -> str:
    return f"{text[:3]} {text[3:6]} {text[6:]}"


def _new_tone(text: str) -> str:
    for old, new in NEW_TONES.items():
        text = text.replace(old, new)
    return text


KINDS: Final[Mapping[str, Spoil]] = {
    "unmarked": _of_texts(unmarked),
    "name-unmarked": _of_texts(unmarked, places=False),
    "tcvn3": _of_texts(lambda text: encoded(text, "tcvn3")),
    "vni": _of_texts(lambda text: encoded(text, "vni")),
    "utf8-as-cp1252": _of_texts(lambda text: encoded(text, "utf8-as-cp1252")),
    "telex": _of_texts(_telex, places=False),
    "decomposed": _of_texts(lambda text: unicodedata.normalize("NFD", text)),
    "capitals": _of_texts(str.upper, places=False),
    "small": _of_texts(str.lower, places=False),
    "new-tones": _of_texts(_new_tone),
    "spaces": _name(lambda words, rng: [f"{words[0]} ", *words[1:]]),
    "short-i": _name(_short_i),
    "abbreviated": _name(_abbreviated),
    "order": _name(_given_first),
    "mistyped": _name(_mistyped),
    "tone-wrong": _name(_tone_wrong),
    "middle-dropped": _name(_middle_dropped),
    "birth-turned": _birth(lambda d, m, y, rng: f"{m}/{d}/{y}"),
    "birth-year-only": _birth(lambda d, m, y, rng: y),
    "birth-first-day": _birth(lambda d, m, y, rng: f"01/01/{y}"),
    "birth-day-wrong": _birth(_day_typo),
    "birth-year-wrong": _birth(lambda d, m, y, rng: f"{d}/{m}/{int(y) + int(rng.choice((-10, -2, -1, 1, 2, 10)))}"),
    "birth-written-otherwise": _birth(lambda d, m, y, rng: f"{y}-{m}-{d}" if rng.random() < 0.5 else f"{d}-{m}-{y}"),
    "birth-missing": _blank("dob"),
    "number-missing": _blank("personal_id"),
    "number-mistyped": _number(_digit),
    "number-turned": _number(_turned),
    "number-old": _number(_nine),
    "number-of-another": _taken("personal_id"),
    "number-place-wrong": _number(lambda number, rng: _with(number, 0, f"{int(rng.integers(1, 97)):03d}")),
    "number-year-wrong": _number(lambda number, rng: _with(number, 4, f"{int(rng.integers(0, 100)):02d}")),
    "number-sex-wrong": _number(lambda number, rng: _with(number, 3, str(int(number[3]) ^ 1))),
    "number-spaced": _number(lambda number, rng: _spaced(number)),
    "number-zero-lost": _number(lambda number, rng: number.lstrip("0")),
    "sex-wrong": lambda form, rng, other: form.update(sex="Nam" if form["sex"] == "Nữ" else "Nữ"),
    "sex-missing": _blank("sex"),
    "parents-missing": _blank("father_name", "mother_name"),
    "father-missing": _blank("father_name"),
    "parents-mistyped": lambda form, rng, other: _each(
        form, NAMES[1:3], lambda text: " ".join(_mistyped(text.split(), rng))
    ),
    "places-short": lambda form, rng, other: _each(form, PLACES, _place_short),
    "places-without-district": lambda form, rng, other: _each(form, PLACES[:2], _no_district),
    "places-missing": _blank("place_of_birth_registration", "place_of_origin"),
    "moved": _taken("permanent_commune", "permanent_province", "present_commune", "present_province", "household_no"),
    "household-missing": _blank("household_no", "relation_to_head"),
    "phone-changed": _taken("phone"),
}  # fmt: skip
"""By the name that a table of errors gives them."""

TAKING: Final = frozenset(("number-of-another", "moved", "phone-changed"))
"""Those that take what is another person's."""
