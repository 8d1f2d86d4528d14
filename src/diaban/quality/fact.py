"""What a rule may ask of a form: the fields as they were written, and what is worked out from them.

A form's facts are typed: text, number, day, truth. A field that is empty or cannot be read is null, and a rule asked of
a null has no answer: it flags nothing (``quality.language``).
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from diaban.quality.field import FIELDS

__all__ = ["FACTS", "FactType"]


class FactType(StrEnum):
    """Types of the rule language."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    TRUTH = "truth"


TEXT: Final = FactType.TEXT
NUMBER: Final = FactType.NUMBER
DAY: Final = FactType.DAY

FACTS: Final[Mapping[str, FactType]] = MappingProxyType(
    {
        # As written, without blanks around; empty is null.
        **{field.name: TEXT for field in FIELDS},
        # As normalised; plain: without marks, to be held against other names.
        "spelt": TEXT,
        "name": TEXT,
        "number": TEXT,
        "number_digits": TEXT,
        "long_number": TEXT,
        "gender": TEXT,
        "name_plain": TEXT,
        "spouse_plain": TEXT,
        "father_plain": TEXT,
        "mother_plain": TEXT,
        "birth": DAY,
        "birth_year": NUMBER,
        "precision": TEXT,
        "filled": DAY,
        "household": TEXT,
        # Worked out from distinct values.
        "dob_state": TEXT,
        "relation": TEXT,
        "marital": TEXT,
        "citizenship": TEXT,
        "ethnic": TEXT,
        "birth_places": TEXT,
        "permanent_state": TEXT,
        "permanent_offer": TEXT,
        "present_state": TEXT,
        "present_offer": TEXT,
        # On the day of the check and on that of filling in, in whole years.
        "age": NUMBER,
        "age_when_filled": NUMBER,
        "today": DAY,
        # Of who is who: forms and numbers of the person, people of the number, and which of the person's forms it is.
        "forms_of_person": NUMBER,
        "numbers_of_person": NUMBER,
        "people_of_number": NUMBER,
        "form_of_person": NUMBER,
    }
)
"""Every fact with its type."""
