"""A template that was filled in is read as it was filled in, without a finding; after LibreOffice saved it, too."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from diaban.basis.catalogue import Language
from diaban.intake.form import Form
from diaban.intake.receiving import Received, read_return
from tests.reports.template_world import COMMUNES, FORMS, Rows, filled, made, period_of


def read(data: bytes, name: str, form: Form) -> Received:
    return read_return(data, name=name, form=form, period=period_of(form))


def told(received: Received) -> list[tuple[Any, ...]]:
    return [(one.code, one.place.sheet, one.place.cell, dict(one.values)) for one in received.findings]


def values(received: Received) -> Rows:
    return {table: [dict(line.values) for line in lines] for table, lines in received.tables.items()}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("id_", FORMS)
def test_what_is_filled_in_is_read(id_: str, lang: Language) -> None:
    form = FORMS[id_]
    rows = filled(form)
    received = read(made(id_, lang, invented=True, filled=rows), f"{id_}.xlsx", form)
    assert told(received) == []
    assert values(received) == rows
    head = received.head
    assert head is not None
    assert (head.form, head.unit, head.period) == (id_, "22", period_of(form).key)


@pytest.mark.parametrize("id_", FORMS)
def test_a_template_that_nobody_filled_in_reports_nothing(id_: str) -> None:
    received = read(made(id_), f"{id_}.xlsx", FORMS[id_])
    assert {one.code for one in received.findings} <= {"return-empty", "rows-unfilled"}
    assert values(received) == {}


def test_a_row_that_was_not_filled_in_is_passed_over() -> None:
    """Of four rows that the template lays out one is filled in; its number of the sheet stays what it is."""
    form = FORMS["premises"]
    laid = [{"code": code, "unit_name": "xã", "item": item} for code in COMMUNES for item in ("duty", "gate")]
    rows = {"checklist": [*laid[:2], {**laid[2], "met": "no"}, laid[3]]}
    received = read(made("premises", filled=rows), "premises.xlsx", form)
    (line,) = received.tables["checklist"]
    assert (line.row, line.values["item"], line.values["met"]) == (8, "duty", "no")
    notes = [dict(one.values) for one in received.findings if one.place.sheet == "Hạng mục trụ sở"]
    assert notes == [{"rows": "6–7, 9", "count": 3}]


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_what_libreoffice_saved_is_read(suffix: str, saved: Mapping[str, list[Path]]) -> None:
    for file in saved[suffix]:
        form = FORMS[file.stem]
        received = read(file.read_bytes(), file.name, form)
        assert told(received) == [], file.name
        assert values(received) == filled(form), file.name
        assert received.head is not None
        assert received.head.form == file.stem
