"""Forms of a second generator, with errors of its own: what nothing in the program was tuned on.

``made(rows, seed, profile)`` gives columns and truth; a profile is how many forms a person has and how they go wrong.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.other_people import Person, Place, villages
from diaban.quality.text.legacy import encoded

__all__ = ["PROFILES", "Made", "Profile", "made"]

Row = dict[str, str]
COLUMNS: Final = (
    "form_id full_name dob sex personal_id place_of_birth_registration place_of_origin permanent_commune"
    " permanent_province present_commune present_province household_no relation_to_head father_name mother_name"
    " spouse_name representative_name marital_status blood_group ethnicity religion nationality education occupation"
    " phone date_filled"
).split()
NAMES: Final = ("full_name", "father_name", "mother_name", "spouse_name")
PLACES: Final = ("place_of_birth_registration", "place_of_origin", "permanent_commune", "permanent_province",
                 "present_commune", "present_province")  # fmt: skip
KEYS: Final = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j", "\u0306": "w", "\u031b": "w"}
READ_AS: Final = {"n": "u", "u": "n", "m": "rn", "h": "b", "l": "i", "i": "l", "e": "c", "c": "e", "o": "a", "g": "q"}
DIGITS: Final = {"0": "8", "8": "0", "1": "7", "7": "1", "5": "6", "6": "5", "3": "8", "2": "7", "4": "9", "9": "4"}
BESIDE: Final = {"a": "s", "n": "b", "h": "j", "i": "o", "o": "p", "u": "y", "t": "r", "g": "h", "c": "x", "y": "t"}


@dataclass(frozen=True, slots=True)
class Profile:
    """``twice``: persons with more than one form; ``copies``: weights of 2, 3, 4, 5 forms; ``rates`` by error, of each
    form; ``empty``: share of fields left empty; ``absent``: columns that the file has not; ``wide``: places named by
    the province alone; ``communes``: how many."""

    twice: float = 0.06
    copies: tuple[float, ...] = (0.85, 0.12, 0.03)
    rates: Mapping[str, float] = field(default_factory=dict)
    times: float = 1.0
    empty: float = 0.03
    absent: tuple[str, ...] = ()
    wide: float = 0.1
    communes: int = 12


@dataclass(frozen=True, slots=True)
class Made:
    """``forms``: columns of text; ``person``: whose; ``errors``: what was done to each, with spaces."""

    forms: dict[str, NDArray[np.object_]]
    person: list[int]
    errors: list[str]


def _bare(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in letters if not unicodedata.combining(c))


def _keyed(text: str) -> str:
    """Each key where it is struck: Nguyeenx or Nguyênx, tone last."""
    words = []
    for word in text.split():
        out, tone = "", ""
        for c in unicodedata.normalize("NFD", word.replace("đ", "dd").replace("Đ", "DD")):
            if c == "\u0302":
                out += out[-1].lower()
            elif c in "\u0306\u031b":
                out += "w"
            elif c in KEYS:
                tone = KEYS[c]
            else:
                out += c
        words.append(out + tone)
    return " ".join(words)


def _letter(text: str, random: Random) -> str:
    """A letter misread, missed, struck twice, or struck beside."""
    at = random.randrange(len(text))
    c = text[at]
    low = _bare(c).lower()
    match random.randrange(4):
        case 0 if low in READ_AS:
            return text[:at] + READ_AS[low] + text[at + 1 :]
        case 1 if c != " ":
            return text[:at] + text[at + 1 :] or text
        case 2 if c != " ":
            return text[:at] + c + text[at:]
        case _:
            return text[:at] + BESIDE.get(low, c) + text[at + 1 :]


def _mark(text: str, random: Random) -> str:
    """Another tone on one word, or none."""
    words = text.split()
    at = random.randrange(len(words))
    letters = unicodedata.normalize("NFD", words[at])
    had = [c for c in letters if c in "\u0300\u0301\u0303\u0309\u0323"]
    if had:
        words[at] = unicodedata.normalize("NFC", letters.replace(had[0], random.choice(["", "\u0300", "\u0301"])))
    return " ".join(words)


def _digit(text: str, random: Random) -> str:
    at = random.randrange(len(text))
    return text[:at] + DIGITS.get(text[at], text[at]) + text[at + 1 :]


def _on(column: str, change: Callable[[str, Random], str]) -> Callable[[Row, Random, Person], None]:
    def act(row: Row, random: Random, _person: Person) -> None:
        if row.get(column):
            row[column] = change(row[column], random)

    return act


def _parts(change: Callable[[list[str]], list[str]]) -> Callable[[Row, Random, Person], None]:
    return _on("full_name", lambda text, _random: " ".join(change(text.split())))


def _born(change: Callable[[tuple[int, int, int], Random], tuple[int, int, int]]) -> Callable[..., None]:
    def act(row: Row, random: Random, person: Person) -> None:
        if row.get("dob"):
            row["dob"] = _day(change(person.born, random), 0)

    return act


def _all(columns: tuple[str, ...], change: Callable[[str], str]) -> Callable[..., None]:
    def act(row: Row, _random: Random, _person: Person) -> None:
        for column in columns:
            if row.get(column):
                row[column] = change(row[column])

    return act


def _day(born: tuple[int, int, int], style: int) -> str:
    y, m, d = born
    return (f"{d:02d}/{m:02d}/{y}", f"{d}/{m}/{y}", f"{d:02d}-{m:02d}-{y}", f"{y}-{m:02d}-{d:02d}",
            f"{d:02d}.{m:02d}.{y}",
            f"ngày {d} tháng {m} năm {y}")[style]  # fmt: skip


def _two(text: str, random: Random) -> str:
    at = random.randrange(len(text) - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _initials(text: str) -> str:
    *before, last = text.split()
    return " ".join([*(f"{word[0]}." for word in before[1:]), last]) if len(before) > 1 else text


ERRORS: Final[Mapping[str, tuple[float, Callable[..., object]]]] = {
    # What was said otherwise.
    "letter": (0.02, _on("full_name", _letter)),
    "mark": (0.02, _on("full_name", _mark)),
    "middle-gone": (0.012, _parts(lambda w: [w[0], w[-1]])),
    "one-middle-gone": (0.01, _parts(lambda w: [w[0], *w[2:]] if len(w) > 3 else w)),
    "middle-short": (0.01, _parts(lambda w: [w[0], *(f"{x[0]}." for x in w[1:-1]), w[-1]])),
    "family-short": (0.006, _parts(lambda w: [w[0][:2] + ".", *w[1:]])),
    "given-first": (0.008, _parts(lambda w: [w[-1], *w[:-1]])),
    "nickname": (0.004, lambda row, random, person: row.update(
        full_name=" ".join((*row["full_name"].split()[:-1], random.choice(("Tí", "Cu", "Bé", "Út", "Tèo", "Còi")))))),
    "born-turned": (0.01, _born(lambda b, r: (b[0], b[2], b[1]) if b[2] <= 12 else b)),
    "born-day": (0.012, _born(lambda b, r: (b[0], b[1], min(28, max(1, b[2] + r.choice((-10, -1, 1, 2, 10))))))),
    "born-month": (0.006, _born(lambda b, r: (b[0], min(12, max(1, b[1] + r.choice((-1, 1)))), b[2]))),
    "born-year": (0.01, _born(lambda b, r: (b[0] + r.choice((-10, -3, -2, -1, 1, 2, 3, 10)), b[1], b[2]))),
    "born-first": (0.015, _born(lambda b, r: (b[0], 1, 1))),
    "year-only": (0.02, _on("dob", lambda t, r: t.split()[-1] if " " in t else max(t.replace("-", "/").replace(".", "/")
                                                                                .split("/"), key=len))),
    "month-year": (0.004, _on("dob", lambda t, r: t[3:] if t[2:3] == "/" else t)),
    "number-digit": (0.015, _on("personal_id", _digit)),
    "number-turned": (0.006, _on("personal_id", _two)),
    "number-place": (0.006, _on("personal_id", lambda t, r: f"{r.randint(1, 96):03d}{t[3:]}" if len(t) == 12 else t)),
    "number-gone": (0.06, lambda row, random, person: row.pop("personal_id", None)),
    "number-old": (0.06, lambda row, random, person: row.update(
        personal_id=person.old_number or row.get("personal_id", ""))),
    "number-zero": (0.02, _on("personal_id", lambda t, r: t.lstrip("0"))),
    "sex-wrong": (0.006, lambda row, random, person: row.update(sex={"Nam": "Nữ", "Nữ": "Nam"}.get(row["sex"], ""))),
    "parents-gone": (0.06, lambda row, random, person: [row.pop(one, None) for one in NAMES[1:3]]),
    "father-letter": (0.015, _on("father_name", lambda t, r: _letter(t, r) if t else t)),
    "mother-letter": (0.015, _on("mother_name", lambda t, r: _letter(t, r) if t else t)),
    "parents-short": (0.02, _all(NAMES[1:3], lambda t: f"{t.split()[0]} {_initials(t)}")),
    "parents-given": (0.008, _all(NAMES[1:3], lambda t: t.split()[-1])),
    "origin-is-province": (0.04, _all(PLACES[:2], lambda t: t.split(", ")[-1])),
    "household-gone": (0.08, lambda row, random, person: row.pop("household_no", None)),
    "phone-gone": (0.1, lambda row, random, person: row.pop("phone", None)),
    # How it was typed.
    "places-short": (0.15, _all(PLACES, lambda t: t.replace("Thành phố", "TP").replace("Phường", "P.")
                                .replace("Xã", "x.").replace("Huyện", "H.").replace("Tỉnh ", ""))),
    "capitals": (0.2, _all(NAMES, str.upper)),
    "small": (0.02, _all(NAMES, str.lower)),
    "bare": (0.05, _all(NAMES + PLACES, _bare)),
    "keys": (0.008, _all(NAMES, _keyed)),
    "tcvn3": (0.012, _all(NAMES + PLACES, lambda t: encoded(t, "tcvn3"))),
    "vni": (0.012, _all(NAMES + PLACES, lambda t: encoded(t, "vni"))),
    "latin1": (0.004, _all(NAMES + PLACES, lambda t: encoded(t, "utf8-as-cp1252"))),
    "parted": (0.01, _all(NAMES + PLACES, lambda t: unicodedata.normalize("NFD", t))),
}  # fmt: skip
"""By name, the usual share of forms and what it does to one."""

CORE: Final = ("place_of_birth_registration", "place_of_origin", "present_commune", "present_province", "household_no",
               "relation_to_head", "father_name", "mother_name", "spouse_name", "representative_name",
               "phone")  # fmt: skip
PROFILES: Final[Mapping[str, Profile]] = {
    "usual": Profile(),
    "few": Profile(twice=0.01, copies=(1.0,)),
    "many": Profile(twice=0.2, copies=(0.6, 0.25, 0.1, 0.05)),
    "spoilt": Profile(twice=0.08, times=2.5, wide=0.3),
    "clean": Profile(twice=0.05, times=0.4, empty=0.0, wide=0.0),
    "empty": Profile(twice=0.06, empty=0.3),
    "numberless": Profile(twice=0.06, rates={"number-gone": 0.4, "number-old": 0.25}),
    "no-relations": Profile(twice=0.06, absent=CORE[4:]),
    "core": Profile(twice=0.06, absent=CORE),
    "one-town": Profile(twice=0.05, communes=3, wide=0.8),
}


def made(rows: int, *, seed: int, profile: Profile, places: list[Place], everywhere: list[Place]) -> Made:
    """Exactly ``rows`` forms; the same for the same arguments."""
    random = Random(seed)
    weights = np.array(profile.copies) / sum(profile.copies)
    more = 1 + profile.twice * float((weights * np.arange(1, len(weights) + 1)).sum())
    people = villages(random, int(rows / more), places[: profile.communes], everywhere)
    whose = list(range(len(people)))
    later: list[int] = []
    while len(whose) + len(later) < rows:
        copies = random.choices(range(1, len(weights) + 1), weights.tolist())[0]
        later += [random.randrange(len(people))] * copies
    # One drawn twice has more forms, as in life.
    whose = (whose + later)[:rows]
    told = [(_form(random, people, at, profile, again=n >= len(people)), at) for n, at in enumerate(whose)]
    random.shuffle(told)
    columns = {name: np.full(rows, None, dtype=object) for name in COLUMNS if name not in profile.absent}
    errors, person = [], []
    for n, ((row, done), at) in enumerate(told):
        row["form_id"] = f"F{n:08d}"
        for name, values in columns.items():
            values[n] = row.get(name) or None
        errors.append(done)
        person.append(at)
    return Made(columns, person, errors)


def _form(random: Random, people: list[Person], at: int, profile: Profile, *, again: bool) -> tuple[Row, str]:
    person = people[at]
    done = []
    row = _written(random, person, profile)
    if again:
        done = _changed(random, row, people, at)
    for name, (usual, change) in ERRORS.items():
        rate = profile.rates.get(name, usual * profile.times)
        if random.random() < rate and row.get("full_name"):
            before = dict(row)
            change(row, random, person)
            if row != before:
                done.append(name)
    for name in COLUMNS[2:-1]:
        if random.random() < profile.empty:
            row.pop(name, None)
    return row, " ".join(done)


def _written(random: Random, person: Person, profile: Profile) -> Row:
    style = random.choices(range(6), (70, 8, 8, 8, 3, 3))[0]
    place, birth = person.place, person.birthplace
    wide = random.random() < profile.wide
    today = random.random() < 0.5
    commune, province = place.new if today else (place.old[0], place.old[2])
    return {
        "full_name": person.whole,
        "dob": _day(person.born, style),
        "sex": "Nam" if person.sex == "m" else "Nữ",
        "personal_id": person.number,
        "place_of_birth_registration": birth.old[2] if wide else ", ".join(birth.old),
        "place_of_origin": ", ".join(person.origin.old if not wide else person.origin.old[1:]),
        "permanent_commune": commune, "permanent_province": province,
        "present_commune": commune, "present_province": province,
        "household_no": person.home, "relation_to_head": person.relation,
        "father_name": person.father, "mother_name": person.mother, "spouse_name": person.spouse,
        "marital_status": "Đã kết hôn" if person.spouse else "Chưa kết hôn",
        "ethnicity": "Kinh", "nationality": "Việt Nam", "phone": person.phone,
        "date_filled": date.fromordinal(date(2025, 7, 1).toordinal() + random.randrange(300)).isoformat(),
    }  # fmt: skip


def _changed(random: Random, row: Row, people: list[Person], at: int) -> list[str]:
    """What life changed between two forms."""
    done = []
    other = people[(at + random.randrange(1, len(people))) % len(people)]
    if random.random() < 0.15:
        done.append("moved")
        row |= {"permanent_commune": other.place.new[0], "permanent_province": other.place.new[1],
                "present_commune": other.place.new[0], "present_province": other.place.new[1],
                "household_no": other.home}  # fmt: skip
    elif random.random() < 0.08:
        done.append("lives-elsewhere")
        row |= {"present_commune": other.place.new[0], "present_province": other.place.new[1]}
    if not row["spouse_name"] and random.random() < 0.1:
        done.append("married")
        row |= {"spouse_name": other.whole, "marital_status": "Đã kết hôn"}
    if random.random() < 0.12:
        done.append("phone-new")
        row["phone"] = f"09{random.randrange(10**8):08d}"
    if random.random() < 0.006 and other.number:
        done.append("number-of-another")
        row["personal_id"] = other.number
    return done
