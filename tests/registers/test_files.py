"""The tables of the registers agree with the facts they fill and with what the store says a row is about."""

from dataclasses import fields
from pathlib import Path

import pytest

from diaban.intake.plain_csv import read_bytes
from diaban.registers.files import CODE, FROM, REGISTERS, TO, Register, register_named
from diaban.store.memory import setup

OWN = {"period", "origin", "source", "row"}


@pytest.fixture(autouse=True)
def models(tmp_path: Path) -> None:
    setup(tmp_path / "home")


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.name)
def test_the_columns_fill_the_fact(register: Register) -> None:
    wanted = {field.name for field in fields(register.fact)} - OWN
    filled = {cell.name for cell in register.cells} | ({"unit"} if register.placed else set())
    assert filled == wanted
    assert {column.name for column in register.columns} == (wanted - {"unit"}) | {FROM, TO} | (
        {CODE} if register.placed else set()
    )


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.name)
def test_a_row_is_about_what_the_store_says(register: Register) -> None:
    from diaban.store.models import REGISTERS as TABLES

    assert register.subject == TABLES[register.fact].subject


def test_every_register_of_the_store_has_its_file() -> None:
    from diaban.store.models import REGISTERS as TABLES

    assert {register.fact for register in REGISTERS} == set(TABLES)
    assert len({register.name for register in REGISTERS}) == len(REGISTERS)
    assert all(register_named(register.name) is register for register in REGISTERS)
    assert register_named("people") is None


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.name)
def test_an_optional_column_may_be_absent_and_a_strange_one_may_not(register: Register) -> None:
    needed = [column.name for column in register.columns if column.required]
    heading = ",".join(needed)
    reading = read_bytes(f"{heading}\n".encode(), register.table, name="x.csv")
    assert [found.code for found in reading.findings] == ["csv-no-rows"]
    strange = read_bytes(f"{heading},name of person\n".encode(), register.table, name="x.csv")
    assert "csv-column-unknown" in [found.code for found in strange.findings]
