"""Generated facts of forms that make rules disagree: shared households, nulls, odd texts, years at the edges."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from diaban.quality.fact import FACTS, FactType

DAYS = st.dates(date(1900, 1, 1), date(2026, 12, 31)) | st.sampled_from([date(2004, 2, 29), date(2024, 2, 29)])
WORDS = st.text("aăâbcđeêoôơuưyắẵ AB09#/@+-", max_size=14)
NUMBERS = st.builds(
    lambda place, century, rest: f"{place}{century}{rest:08}",
    st.sampled_from(["001", "003", "022", "096", "100"]),
    st.integers(0, 9),
    st.integers(0, 99_999_999),
)
PLAIN = st.sampled_from(["tran an", "le anh"])
OWN = {
    "form_id": st.sampled_from(["P1", "P2", "P3##2", "?7"]),
    "full_name": st.sampled_from(
        ["Trần An", "TRẦN AN", "Tran An 2", "X", "trần an", "Trần an", "đỗ An", "K'Brơi-An", "Nguy?n An"]
    ),
    "spelt": st.sampled_from(["trần an", "lê ánh"]),
    "number": NUMBERS | st.just("012345678"),
    "long_number": NUMBERS,
    "number_digits": NUMBERS | st.just("0123"),
    "gender": st.sampled_from(["m", "f"]),
    "birth_year": st.integers(1895, 2026),
    "age": st.integers(-1, 130),
    "age_when_filled": st.integers(-1, 130),
    "precision": st.sampled_from(["day", "month", "year", "none"]),
    "household": st.sampled_from(["h1", "h2"]),
    "relation": st.sampled_from(["head", "spouse", "child", "parent", "grandchild", "grandparent", "other", "unknown"]),
    "name_plain": PLAIN,
    "spouse_plain": PLAIN,
    "father_plain": PLAIN,
    "mother_plain": PLAIN,
    "citizenship": st.sampled_from(["vn", "foreign"]),
    "marital": st.sampled_from(["single", "married", "divorced", "widowed"]),
    "dob_state": st.sampled_from(["day", "month", "year", "impossible", "unreadable", "short"]),
    "birth_places": st.sampled_from(["022", "006 019"]),
    "permanent_state": st.sampled_from(["in-force", "former", "later", "unknown", "since-ended"]),
    "present_state": st.sampled_from(["in-force", "former", "later", "unknown", "since-ended"]),
    "phone": st.sampled_from(["0912345678", "+84 912 345 678", "12", "0912.345.678", "091234567"]),
    "blood_group": st.sampled_from(["A", "b", "AB+", "Nhóm O", "nhom o", "X", "0", "O Rh+", "AB (Rh-)"]),
    "today": st.just(date(2026, 11, 28)),
    "forms_of_person": st.integers(1, 3),
    "numbers_of_person": st.integers(0, 3),
    "people_of_number": st.integers(1, 3),
    "form_of_person": st.integers(1, 2),
}
KINDS = {FactType.TEXT: WORDS.filter(bool), FactType.NUMBER: st.integers(0, 3000), FactType.DAY: DAYS}


def facts() -> st.SearchStrategy[dict[str, Any]]:
    """The facts of one form, each of which may be null."""
    return st.fixed_dictionaries(
        {name: st.none() | OWN.get(name, KINDS[kind]) for name, kind in FACTS.items() if name != "today"}
        | {"today": OWN["today"]}
    )
