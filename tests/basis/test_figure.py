"""The address of a figure: one text, a total round trip, usable in a URL as it is."""

from datetime import UTC, date, datetime, timedelta, timezone
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.basis.error import RefusedError
from diaban.basis.figure import Address, FrameRef, Reading, ScopeRef, Step

names = st.from_regex(r"[a-z0-9]{1,8}([-.][a-z0-9]{1,8}){0,3}", fullmatch=True)
zones = st.integers(-23, 23).map(lambda hours: timezone(timedelta(hours=hours)))
# Three days from either end of the calendar, so that the moment is there in every zone.
EARLIEST, LATEST = (datetime(*day, tzinfo=UTC).replace(tzinfo=None) for day in ((1, 1, 4), (9999, 12, 28)))
moments = st.datetimes(EARLIEST, LATEST, timezones=zones)


@st.composite
def addresses(draw: st.DrawFn) -> Address:
    reading = draw(st.sampled_from(Reading))
    return Address(
        draw(names),
        ScopeRef(draw(names), draw(st.none() | st.dates())),
        FrameRef(draw(names), draw(st.dates()) if reading.is_restated else None),
        draw(st.dates()),
        draw(st.none() | moments),
        draw(st.sampled_from(Step)),
        reading,
    )


@given(addresses())
def test_an_address_and_its_text_are_one(address: Address) -> None:
    text = str(address)
    assert Address.parse(text) == address
    assert str(Address.parse(text)) == text
    # Nothing in it needs escaping in the path of a URL.
    assert quote(text, safe="~@") == text


@given(addresses(), addresses())
def test_two_addresses_have_two_texts(one: Address, other: Address) -> None:
    assert (one == other) == (str(one) == str(other))


@given(st.text(max_size=80) | addresses().map(str).flatmap(lambda text: st.just(text + "x") | st.just(text[1:])))
def test_any_other_text_is_refused_or_is_itself_an_address(text: str) -> None:
    try:
        again = str(Address.parse(text))
    except RefusedError as refused:
        again, codes = None, [found.code for found in refused.findings]
    assert again == text if again is not None else codes == ["figure-address"]


def test_an_instant_has_one_text_in_whatever_zone_it_was_written() -> None:
    hanoi = datetime(2025, 2, 28, 23, 59, 59, tzinfo=timezone(timedelta(hours=7)))
    one, other = (
        Address("m", ScopeRef(), FrameRef(), date(2025, 2, 28), moment, Step.REPORTED, Reading.AS_REPORTED)
        for moment in (hanoi, hanoi.astimezone(UTC))
    )
    assert str(one) == str(other) == "m~nation~derived~2025-02-28~20250228T165959.000000Z~reported~as-reported"


@pytest.mark.parametrize(
    ("measure", "frame", "moment", "reading"),
    [
        ("Đạt", FrameRef(), None, Reading.AS_REPORTED),
        ("m", FrameRef(), datetime(2025, 1, 1), Reading.AS_REPORTED),  # noqa: DTZ001  # a naive moment is the point
        ("m", FrameRef(), None, Reading.RESTATED_ANY),
        ("m", FrameRef("f1", date(2025, 1, 1)), None, Reading.AS_REPORTED),
    ],
)
def test_what_has_no_text_is_no_address(
    measure: str, frame: FrameRef, moment: datetime | None, reading: Reading
) -> None:
    with pytest.raises(ValueError, match=r"name|zone|restated|reported"):
        Address(measure, ScopeRef(), frame, date(2025, 1, 1), moment, Step.REPORTED, reading)
