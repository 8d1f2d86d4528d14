"""Templates of all forms for a province with a few communes, made once."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path

import diaban
from diaban.basis.catalogue import Language
from diaban.basis.speech import Speech
from diaban.intake.form import Form, FormColumn, with_listed
from diaban.intake.form_file import read_forms
from diaban.intake.reporting import PeriodRule, ReportingPeriod, parse_period
from diaban.reports.template import Filled, template
from diaban.units.edition import Edition, open_edition
from diaban.units.unit import Unit

LISTED: Mapping[tuple[str, str], Mapping[str, Mapping[Language, str]]] = {
    ("checklist", "item"): {"duty": {"vi": "Phòng trực ban", "en": "Duty room"}, "gate": {"vi": "Cổng", "en": "Gate"}},
    ("equipment", "kind"): {"pc": {"vi": "Máy tính", "en": "Computer"}},
    ("movement-equipment", "kind"): {"camera": {"vi": "Camera", "en": "Camera"}},
    ("situation-counts", "category"): {"drugs": {"vi": "Ma túy", "en": "Drugs"}},
}
FORMS: Mapping[str, Form] = with_listed(read_forms()[0].values(), LISTED)
KEYS = {
    PeriodRule.WEEKLY: "2026-W10",
    PeriodRule.MONTHLY: "2026-03",
    PeriodRule.QUARTERLY: "2026-Q1",
    PeriodRule.HALF_YEARLY: "2026-H1",
    PeriodRule.THEMATIC: "2026-03-01..2026-03-15",
    PeriodRule.IRREGULAR: "2026-03-02..2026-03-02",
}
COMMUNES = ("06724", "06967")
"""Xã Hải Sơn and xã Cái Chiên of Quảng Ninh (22), as of 2026."""


@cache
def edition() -> Edition:
    return open_edition(Path(diaban.__file__).parent / "reference" / "units")


def period_of(form: Form) -> ReportingPeriod:
    return parse_period(form.rule, form.calendar, KEYS[form.rule])


def units(form: Form) -> tuple[Unit, list[Unit]]:
    """The sender, and its communes."""
    day, atlas = period_of(form).cut_off, edition().atlas
    return atlas.by_code("22", day), [atlas.by_code(code, day) for code in COMMUNES]


def made(id_: str, lang: Language = "vi", *, invented: bool = False, filled: Filled | None = None) -> bytes:
    """The bytes of a template."""
    form = FORMS[id_]
    sender, communes = units(form)
    return template(
        form,
        period_of(form),
        sender,
        communes,
        say=Speech(lang),
        origin="ca-qn",
        invented=invented,
        filled=filled,
    )


Rows = dict[str, list[dict[str, object]]]


def value(column: FormColumn, form: Form, number: int) -> object:
    """Something to write in a column, another in each row."""
    if column.choices:
        return list(column.choices)[number % len(column.choices)]
    by_kind: dict[str, object] = {
        "text": f"Đặng Xuân {number}",
        "code": COMMUNES[number % len(COMMUNES)] if column.widths else f"0{number}-M1",
        "day": period_of(form).cut_off - timedelta(days=number),
        "integer": (column.least or 0) + number,
        "decimal": 1.5,
        "percent": 50,
    }
    return by_kind[column.kind]


def filled(form: Form) -> Rows:
    """Two rows of every table, every column."""
    tables = form.on(period_of(form).cut_off).tables
    return {table.id: [{one.name: value(one, form, at) for one in table.columns} for at in (0, 1)] for table in tables}
