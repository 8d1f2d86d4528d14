"""Numbers and days as people type them; the answers were written by hand."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.intake.day_text import day_of
from diaban.intake.number_text import number_of
from diaban.intake.serial import day_of_serial


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("12", "12"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1 234", "1234"),
        ("1\u00a0234\u00a0567,25", "1234567.25"),
        ("1'234'567", "1234567"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1.234.567,89", "1234567.89"),
        ("0,125", "0.125"),
        ("0.125", "0.125"),
        ("12,50", "12.5"),
        ("1234.567", "1234.567"),
        ("-3", "-3"),
        ("−3,5", "-3.5"),
        ("+7", "7"),
        ("-0", "0"),
        ("12%", "12"),
        ("98,5 %", "98.5"),
        ("007", "7"),
    ],
)
def test_a_number_with_one_reading(text: str, value: str) -> None:
    number = number_of(text)
    assert number is not None
    assert (number.value, number.other) == (Decimal(value), None)
    assert str(number.value) != "-0"
    assert number.percent is ("%" in text)


@pytest.mark.parametrize(
    ("text", "whole", "fraction"), [("1.234", 1234, "1.234"), ("12,345", 12345, "12.345"), ("-1.000", -1000, "-1")]
)
def test_a_number_with_two_readings(text: str, whole: int, fraction: str) -> None:
    number = number_of(text)
    assert number is not None
    assert (number.value, number.other) == (whole, Decimal(fraction))
    assert number.mark is None


@pytest.mark.parametrize(
    "text",
    [
        *[
            "",
            "12 người",
            "khoảng 5",
            "5-6",
            "1.23.4",
            "1,2,3",
            "12.",
            ",5",
            "1.234.56",
            "1,234,5",
            "(5)",
            "1e5",
            "٣",
            "--5",
        ],
        *["0.001.234", "1 23", "1  234", "5m2", "½", "1.234.5,6", "1" * 60, "1.2e3", "NaN", "Infinity"],
    ],
)
def test_no_number(text: str) -> None:
    assert number_of(text) is None


@given(st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False))
def test_a_number_written_in_either_language_is_read_back(value: Decimal) -> None:
    english = f"{value:,.2f}"
    vietnamese = english.translate(str.maketrans(",.", ".,"))
    for text in (english, vietnamese):
        number = number_of(text)
        assert number is not None
        assert number.other is None
        assert number.value == value


@pytest.mark.parametrize(
    "text",
    [
        *[
            "05/03/2025",
            "5/3/2025",
            "5-3-2025",
            "05.03.2025",
            "2025-03-05",
            "2025/3/5",
            "ngày 5 tháng 3 năm 2025",
            "5 / 3 / 2025",
        ],
        *[
            "Ngày 05 tháng 03 năm 2025",
            "5 tháng 3 năm 2025",
            "2025-03-05 00:00:00",
            "05/03/2025 12:00:00 AM",
            "2025-03-05T00:00:00",
        ],
    ],
)
def test_the_fifth_of_march(text: str) -> None:
    typed = day_of(text)
    assert typed is not None
    assert (typed.day, typed.others, typed.short, typed.foreign) == (date(2025, 3, 5), (), False, False)


@pytest.mark.parametrize(
    ("text", "day", "others", "foreign"),
    [
        ("31/12/24", date(2024, 12, 31), (), False),
        ("05/03/25", date(2025, 3, 5), (), False),
        ("05-03-25", date(2025, 3, 5), (date(2005, 3, 25),), False),
        ("05.03.85", date(1985, 3, 5), (), False),
        ("5-3-25", date(2025, 3, 5), (), False),
        ("03/25/2025", date(2025, 3, 25), (), True),
    ],
)
def test_days_that_need_a_word(text: str, day: date, others: tuple[date, ...], foreign: bool) -> None:
    typed = day_of(text)
    assert typed is not None
    assert (typed.day, typed.others, typed.foreign) == (day, others, foreign)


@pytest.mark.parametrize(
    "text",
    ["", "3/2025", "31/02/2025", "tháng 3 năm 2025", "20250305", "5/3", "hôm qua", "30-02-2024", "1/1/1", "05/03-2025"],
)
def test_no_day(text: str) -> None:
    assert day_of(text) is None


@pytest.mark.parametrize(
    ("serial", "epoch_1904", "day"),
    [
        (1, False, date(1900, 1, 1)),
        (59, False, date(1900, 2, 28)),
        (60, False, None),
        (61, False, date(1900, 3, 1)),
        (45721, False, date(2025, 3, 5)),
        (45721.75, False, date(2025, 3, 5)),
        (44259, True, date(2025, 3, 5)),
        (0, True, date(1904, 1, 1)),
        (0, False, None),
        (0.5, False, None),
        (-1, False, None),
        (2_958_465, False, date(9999, 12, 31)),
        (2_958_466, False, None),
        (2_957_003, True, date(9999, 12, 31)),
        (2_957_004, True, None),
    ],
)
def test_days_that_are_numbers(serial: float, epoch_1904: bool, day: date | None) -> None:
    assert day_of_serial(serial, epoch_1904=epoch_1904) == day
