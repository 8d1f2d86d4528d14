"""Invented forms as columns of text, and apart from them the truth: whose form each is, and what was done to it."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from diaban.quality.generated.errors import KINDS, TAKING
from diaban.quality.generated.people import Ground, People, people

__all__ = ["COLUMNS", "DOMAIN_ERRORS", "ERRORS", "ErrorTable", "Generated", "generated", "in_pieces", "read_errors"]

Texts = NDArray[np.object_]
ERRORS: Final = Path(__file__).with_name("errors.toml")
DOMAIN_ERRORS: Final = Path(__file__).with_name("errors-domain.toml")
PIECE: Final = 500_000
"""Forms of a batch that are made at a time."""
APART: Final = 1_000_003
"""Between the seeds of pieces."""
COLUMNS: Final = (
    "form_id full_name dob sex personal_id place_of_birth_registration place_of_origin permanent_commune"
    " permanent_province present_commune present_province household_no relation_to_head father_name mother_name"
    " spouse_name representative_name marital_status blood_group ethnicity religion nationality education occupation"
    " phone date_filled"
).split()


@dataclass(frozen=True, slots=True)
class ErrorTable:
    """Rates by kind of error, of all forms and of a person's later forms; shares of who has what."""

    all: Mapping[str, float]
    again: Mapping[str, float]
    twice: float
    copies: tuple[float, ...]
    old_number: float
    no_number: float
    year_only: float


@dataclass(frozen=True, slots=True)
class Generated:
    """``forms``: the columns of a form; ``person``: whose each is; ``errors``: the kinds done to it, with spaces."""

    forms: Mapping[str, Texts]
    person: NDArray[np.int64]
    errors: Texts


def read_errors(path: Path) -> ErrorTable:
    """A table of errors. ValueError names what is no rate or no kind; OSError, TOMLDecodeError as they come."""
    told: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    kinds = told.get("error", {})
    unknown = sorted(set(kinds) - set(KINDS))
    if unknown:
        raise ValueError(f"{', '.join(unknown)}; {', '.join(sorted(KINDS))}")
    rates = [rate for kind in kinds.values() for rate in kind.values()]
    shares = {name: told[name] for name in ("twice", "old_number", "no_number", "year_only")}
    if not all(
        isinstance(rate, int | float) and 0 <= rate <= 1 for rate in (*rates, *shares.values(), *told["copies"])
    ):
        raise ValueError("0 ≤ rate ≤ 1")
    return ErrorTable(
        all={name: float(kind.get("all", 0)) for name, kind in kinds.items()},
        again={name: float(kind.get("again", 0)) for name, kind in kinds.items()},
        copies=tuple(map(float, told["copies"])),
        **{name: float(share) for name, share in shares.items()},
    )


def generated(rows: int, *, seed: int, ground: Ground, errors: ErrorTable, day: date) -> Generated:
    """Exactly ``rows`` forms filled in the months before ``day``; the same for the same arguments."""
    rng = np.random.default_rng(seed)
    weights = np.array(errors.copies)
    more = 1 + float((weights / weights.sum() * np.arange(1, len(weights) + 1)).sum()) * errors.twice
    them = people(rng, max(1, int(rows / more)), ground, day)
    whose = _forms_of(rng, rows, len(them), errors)
    again = np.zeros(rows, bool)
    _, first = np.unique(whose, return_index=True)
    again[:] = True
    again[first] = False
    columns = _written(rng, them, whose, ground, errors, day)
    order = rng.permutation(rows)
    columns = {name: values[order] for name, values in columns.items()}
    whose, again = whose[order], again[order]
    columns["form_id"] = np.array([f"P{number:09d}" for number in range(1, rows + 1)], dtype=object)
    done = _spoilt(rng, columns, again, whose, errors)
    return Generated({name: columns[name] for name in COLUMNS}, whose, done)


def in_pieces(
    rows: int, *, seed: int, ground: Ground, errors: ErrorTable, day: date, piece: int = PIECE
) -> Iterator[Generated]:
    """The same, a piece at a time so that memory does not grow with ``rows``. Every piece has communes of its own:
    nobody's forms lie in two. A batch of one piece is what :func:`generated` makes."""
    count = min(-(-rows // piece), len(ground.communes))
    forms = persons = 0
    for at in range(count):
        homes = slice(len(ground.communes) * at // count, len(ground.communes) * (at + 1) // count)
        here = replace(ground, communes=ground.communes[homes], native=ground.native[homes])
        size = rows * (at + 1) // count - rows * at // count
        made = generated(size, seed=seed + APART * at, ground=here, errors=errors, day=day)
        if at:
            numbers = [f"P{number:09d}" for number in range(forms + 1, forms + size + 1)]
            made = replace(
                made, forms={**made.forms, "form_id": np.array(numbers, dtype=object)}, person=made.person + persons
            )
        yield made
        forms, persons = forms + size, int(made.person.max()) + 1


def _forms_of(rng: np.random.Generator, rows: int, persons: int, errors: ErrorTable) -> NDArray[np.int64]:
    """The person of each form: everybody once, then those who have more, until there are enough."""
    whose = [np.arange(persons)]
    left = rows - persons
    chosen = rng.permutation(persons)
    weights = np.array(errors.copies) / sum(errors.copies)
    extra = rng.choice(len(weights), size=persons, p=weights) + 1
    repeated = np.repeat(chosen, extra)[:left] if left > 0 else np.empty(0, np.int64)
    return np.concatenate([*whose, repeated])[:rows].astype(np.int64)


def _written(
    rng: np.random.Generator, them: People, whose: NDArray[np.int64], ground: Ground, errors: ErrorTable, day: date
) -> dict[str, Texts]:
    n = len(them)
    communes = np.array([name for name, _ in ground.communes], dtype=object)
    provinces = np.array([name for _, name in ground.communes], dtype=object)
    births = np.array([text for text, _ in ground.births], dtype=object)
    days = them.born.astype("datetime64[D]").astype(object)
    born = np.array([f"{one.day:02d}/{one.month:02d}/{one.year}" for one in days], dtype=object)
    old = them.born < (date(1968, 1, 1) - date(1970, 1, 1)).days
    share_old = max(float(old.mean()), 1e-9)
    year_only = old & (rng.random(n) < errors.year_only / share_old)
    born[year_only] = np.array([str(one.year) for one in days[year_only]], dtype=object)
    number = them.number.copy()
    held = rng.random(n)
    nine = held < errors.old_number
    number[nine] = np.array([f"{one:09d}" for one in rng.integers(10**7, 4 * 10**8, int(nine.sum()))], dtype=object)
    number[(held >= errors.old_number) & (held < errors.old_number + errors.no_number)] = None
    grown = them.born < (day - date(1970, 1, 1)).days - 15 * 365
    phone = np.array([f"09{one:08d}" for one in rng.integers(0, 10**8, n)], dtype=object)
    phone[~grown | (rng.random(n) < 0.25)] = None
    household = np.array([f"{one:06d}" for one in them.household], dtype=object)

    def drawn(words: str, weights: tuple[float, ...]) -> Texts:
        found: Texts = np.array(words.split("|"), dtype=object)[rng.choice(len(weights), size=n, p=weights)]
        return found

    adult_married = grown & np.array([spouse is not None for spouse in them.spouse])
    told: dict[str, Texts] = {
        "full_name": them.name,
        "dob": born,
        "sex": np.where(them.female, "Nữ", "Nam").astype(object),
        "personal_id": number,
        "place_of_birth_registration": births[them.birth_place],
        "place_of_origin": births[them.birth_place],
        "permanent_commune": communes[them.commune],
        "permanent_province": provinces[them.commune],
        "present_commune": communes[them.commune],
        "present_province": provinces[them.commune],
        "household_no": household,
        "relation_to_head": them.relation,
        "father_name": them.father,
        "mother_name": them.mother,
        "spouse_name": them.spouse,
        "representative_name": np.where(grown, np.full(n, None, dtype=object), them.father),
        "marital_status": np.where(adult_married, "Đã kết hôn", "Chưa kết hôn").astype(object),
        "blood_group": drawn("|O|B|A|AB", (0.5, 0.22, 0.15, 0.1, 0.03)),
        "ethnicity": drawn("Kinh|Tày|Nùng|Mông|Dao", (0.8, 0.08, 0.05, 0.04, 0.03)),
        "religion": drawn("Không|Phật giáo|Công giáo", (0.85, 0.08, 0.07)),
        "nationality": np.full(n, "Việt Nam", dtype=object),
        "education": drawn("9/12|12/12|Đại học|5/12", (0.35, 0.4, 0.15, 0.1)),
        "occupation": drawn("Làm ruộng|Công nhân|Buôn bán|Viên chức", (0.5, 0.25, 0.15, 0.1)),
        "phone": phone,
    }
    columns = {name: values[whose] for name, values in told.items()}
    end = np.datetime64(day)
    filled = (end - rng.integers(0, 240, len(whose)).astype("timedelta64[D]")).astype(object)
    columns["date_filled"] = np.array([one.isoformat() for one in filled], dtype=object)
    return columns


def _spoilt(
    rng: np.random.Generator,
    columns: dict[str, Texts],
    again: NDArray[np.bool_],
    whose: NDArray[np.int64],
    errors: ErrorTable,
) -> Texts:
    """Do what the table says, kind by kind in the order of :data:`KINDS` from the last; say what was done to which."""
    n = len(again)
    done: Texts = np.full(n, "", dtype=object)
    for kind in sorted(KINDS, key=_turn):
        rate = np.where(again, errors.all.get(kind, 0.0) + errors.again.get(kind, 0.0), errors.all.get(kind, 0.0))
        for at in np.flatnonzero(rng.random(n) < rate).tolist():
            other = int(rng.integers(n)) if kind in TAKING else at
            if kind in TAKING and whose[other] == whose[at]:
                continue
            form = {name: values[at] for name, values in columns.items()}
            before = form.copy()
            KINDS[kind](form, rng, {name: values[other] for name, values in columns.items()} if other != at else before)
            if form != before:
                done[at] = f"{done[at]} {kind}".lstrip()
                for name, value in form.items():
                    if value is not before[name]:
                        columns[name][at] = value
    return done


LAST: Final = ("new-tones", "small", "capitals", "decomposed", "spaces", "number-spaced", "number-zero-lost",
               "unmarked", "name-unmarked", "telex", "tcvn3", "vni", "utf8-as-cp1252")  # fmt: skip


def _turn(kind: str) -> int:
    """What a typist does to letters comes after what a form says."""
    return LAST.index(kind) + 1 if kind in LAST else 0
