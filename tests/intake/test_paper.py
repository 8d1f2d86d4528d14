"""The printed code: the same data the same code, any slip of the hand found."""

from datetime import date
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.basis.error import RefusedError
from diaban.intake.paper import PaperCode, code_read, data_digest, parse_code
from diaban.intake.plain_csv import Line, Value

# SHA-256 of the letters "abc", from FIPS 180-2, appendix B.1.
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

codes = st.builds(PaperCode, st.integers(1, 10**9 - 1), st.text(st.sampled_from(LETTERS), min_size=16, max_size=16))


def line(row: int, **values: Value | None) -> Line:
    return Line(row, MappingProxyType(values))


def digest(*lines: Line, period: str = "2025-03") -> str:
    return data_digest("staffing", date(2025, 3, 1), "u00001", period, {"headcounts": lines})


def test_printed_code_of_a_known_checksum() -> None:
    # ba7816bf8f01cfea4141 in groups of five bits, each a letter of Crockford's alphabet, worked out by hand.
    code = PaperCode.of(42, ABC)
    assert str(code).startswith("DB1-42-Q9W1-DFWF-077Y-MGA1-")
    assert code.holds(ABC)
    assert not code.holds("00" + ABC[2:])


@given(codes)
def test_what_is_printed_is_read(code: PaperCode) -> None:
    assert parse_code(str(code)) == code


def test_case_and_dashes_do_not_matter() -> None:
    code = PaperCode.of(42, ABC)
    for typed in (str(code).lower(), str(code).replace("-", " "), str(code).replace("-", "")):
        assert parse_code(typed) == code


def test_letters_that_look_alike_are_read_as_digits() -> None:
    printed = str(PaperCode.of(1001, ABC))
    assert parse_code(printed.replace("0", "O").replace("1", "l")) == PaperCode.of(1001, ABC)


@given(codes, st.data())
def test_one_wrong_letter_is_found(code: PaperCode, data: st.DataObject) -> None:
    plain = str(code).replace("-", "")
    at = data.draw(st.integers(3, len(plain) - 1))
    wrong = data.draw(st.sampled_from([letter for letter in LETTERS if letter != plain[at]]))
    with pytest.raises(RefusedError):
        parse_code(plain[:at] + wrong + plain[at + 1 :])


@given(codes, st.data())
def test_two_neighbours_exchanged_are_found(code: PaperCode, data: st.DataObject) -> None:
    plain = str(code).replace("-", "")
    at = data.draw(st.integers(3, len(plain) - 2))
    if plain[at] == plain[at + 1]:
        return
    with pytest.raises(RefusedError):
        parse_code(plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :])


NO_CODES = ("", "DB1", "DB1-0-0000-0000-0000-0000-00", "DB2-42-Q9W1-DFWF-077Y-MGA1-AM", "x" * 999, "Đ")


@pytest.mark.parametrize("text", NO_CODES)
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(RefusedError) as refused:
        parse_code(text)
    assert refused.value.findings[0].code == "paper-code"


def test_order_of_rows_and_empty_cells_do_not_matter() -> None:
    one, two = line(7, code="00004", number=8), line(8, code="00008", number=12)
    assert digest(one, two) == digest(line(2, number=12, code="00008", note=None), line(9, code="00004", number=8))


def test_any_value_matters() -> None:
    told = {
        digest(),
        digest(line(1, code="00004", number=8)),
        digest(line(1, code="00004", number=9)),
        digest(line(1, code="00004", number="8")),
        digest(line(1, code="00004", number=8), line(2, code="00004", number=8)),
        digest(line(1, code="00004", day=date(2025, 3, 1))),
        digest(line(1, code="00004", number=8), period="2025-04"),
    }
    assert len(told) == 7


def test_a_number_is_the_same_however_it_is_written() -> None:
    assert digest(line(1, number=8)) == digest(line(1, number=Decimal("8.00")))
    assert digest(line(1, number=Decimal("0.50"))) == digest(line(1, number=Decimal("0.5")))


def test_the_codes_on_a_scan_prove_it_page_by_page() -> None:
    own, other = PaperCode.of(42, ABC), PaperCode.of(41, ABC)

    def read(*pages: list[str]) -> tuple[PaperCode | None, list[tuple[str, object]]]:
        code, told = code_read(pages, own, file="quet.pdf")
        return code, [(one.code, one.values.get("pages")) for one in told]

    assert read([str(own)], ["https://example.org", str(own)]) == (own, [])
    assert read([str(own)], ["https://example.org"], []) == (own, [("paper-pages-without-code", ["2", "3"])])
    assert read([], ["DB1-nothing"]) == (None, [("paper-without-code", None)])
    # A page of another return among those of this one.
    assert read([str(own)], [str(other)]) == (other, [])
