"""``diaban units carry``: what a rule decides is carried, what it cannot decide is refused and named."""

import os
import stat
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.run import carry, run

ACROSS = ("--from", "2025-06-30", "--to", "2025-07-01")
# Văn Khê, divided among four units; the seat of the commune lies in Mê Linh.
DIVIDED = "09013"
PARTS = ("08980", "08995", "09022", "09817")


@pytest.fixture(scope="module")
def codes() -> list[str]:
    """The 10,035 communes of 2025-06-30."""
    words = ("--as-of", "2025-06-30", "--on", "2025-06-30")
    return [unit["code"] for unit in run("units", "restate", *words, "--json").json["units"]]


@pytest.fixture(scope="module")
def nation(codes: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a value for each of them: 1, 2, 3 and so on."""
    path = tmp_path_factory.mktemp("nation") / "values.csv"
    path.write_text("code,value\n" + "".join(f"{code},{n}\n" for n, code in enumerate(codes, 1)), "utf-8")
    return path


def values(document: dict[str, object]) -> dict[str, object]:
    return {line["code"]: line["value"] for line in document["values"]}


def of(document: dict[str, object], code: str) -> list[dict[str, object]]:
    return [found for found in document["findings"] if found["code"] == code]


# -- the rules --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "given", "got"),
    [
        ("sum", ("8", "8"), 16),
        ("sum", ("0", "0"), 0),
        ("sum", ("-3", "8"), 5),
        ("sum", ("0.1", "0.2"), 0.3),
        ("sum", ("999999999999999999", "1"), 1_000_000_000_000_000_000),
        ("by-place", ("8", "8"), 16),
        ("by-share", ("8", "8"), 16),
        ("any", ("0", "1"), True),
        ("any", ("0", "0"), False),
        ("all", ("1", "1"), True),
        ("all", ("0", "1"), False),
    ],
)
def test_two_merged_into_one(rule: str, given: tuple[str, str], got: object) -> None:
    ran = carry("-", rule, text=f"code,value\n06724,{given[0]}\n06727,{given[1]}\n")
    assert (ran.code, values(ran.json), ran.json["findings"]) == (0, {"06724": got}, [])
    assert ran.json["remainder"] in (0, None)


@pytest.mark.parametrize("yes", ["1", "true", "TRUE", "có", "Có", "yes"])
@pytest.mark.parametrize("no", ["0", "false", "không", "no"])
def test_yes_and_no_as_people_write_them(yes: str, no: str) -> None:
    ran = carry("-", "all", text=f"code,value\n06724,{yes}\n06727,{no}\n")
    assert (ran.code, values(ran.json)) == (0, {"06724": False})


def test_the_rule_none_keeps_only_what_is_still_itself() -> None:
    ran = carry("-", "none", text="code,value\n06724,8\n06727,8\n")
    assert (ran.code, ran.json["values"], ran.json["remainder"]) == (1, [], 16)
    assert len(of(ran.json, "carry-not-carried")) == 2


def test_the_same_day_changes_nothing() -> None:
    words = ("--from", "2025-07-01", "--to", "2025-07-01", "--rule", "none", "--json")
    ran = run("units", "carry", "-", *words, stdin=b"code,value\n06724,8\n26740,3\n")
    assert (ran.code, values(ran.json), ran.json["remainder"]) == (0, {"06724": 8, "26740": 3}, 0)


def test_a_value_missing_withholds_the_whole() -> None:
    ran = carry("-", "sum", text="code,value\n06724,8\n")
    assert (ran.code, ran.json["values"], ran.json["remainder"]) == (1, [], 8)
    (withheld,) = of(ran.json, "carry-withheld")
    assert withheld["place"] == {"unit": "06724"}
    assert "xã Bắc Sơn 06727" in withheld["found"]


def test_any_needs_no_more_than_one_yes() -> None:
    ran = carry("-", "any", text="code,value\n06724,1\n")
    assert (ran.code, values(ran.json)) == (0, {"06724": True})


def test_a_divided_unit_is_refused_with_its_parts_named() -> None:
    ran = carry("-", "sum", text=f"code,value\n{DIVIDED},5\n")
    (refused,) = of(ran.json, "carry-divided")
    assert (ran.code, ran.json["values"], ran.json["remainder"]) == (1, [], 5)
    assert refused["place"] == {"file": "stdin", "row": 2, "unit": DIVIDED}
    assert all(part in refused["found"] for part in PARTS)


# -- the nation: sums -------------------------------------------------------------------------------------


def test_what_is_carried_and_what_is_not_add_up_to_what_was_given(nation: Path, codes: list[str]) -> None:
    document = carry(str(nation), "sum").json
    total = sum(values(document).values())
    assert total + document["remainder"] == sum(range(1, len(codes) + 1))
    assert document["remainder"] > 0
    refused = {found["place"]["unit"] for found in of(document, "carry-divided")}
    assert DIVIDED in refused
    assert len(document["values"]) + len(of(document, "carry-withheld")) in {3316, 3321}


def test_by_place_goes_where_the_file_says_or_to_the_confirmed_default(nation: Path, tmp_path: Path) -> None:
    plain = carry(str(nation), "by-place").json
    told = tmp_path / "told.csv"
    text = nation.read_text("utf-8").replace("code,value\n", "code,value,to\n").replace("\n", ",\n")
    text = text.replace("code,value,to,\n", "code,value,to\n")
    line = next(line for line in text.splitlines() if line.startswith(DIVIDED))
    told.write_text(text.replace(line, line + "08980"), "utf-8")
    placed = carry(str(told), "by-place").json
    own = Decimal(line.split(",")[1])
    before, after = values(plain), values(placed)
    if "08980" in before and "08980" in after:
        assert after["08980"] - before["08980"] == own
    assert sum(after.values()) + placed["remainder"] == sum(before.values()) + plain["remainder"]
    assert not [found for found in of(placed, "carry-divided") if found["place"]["unit"] == DIVIDED]


def test_a_place_that_holds_no_ground_of_the_unit_is_refused() -> None:
    ran = carry("-", "by-place", text=f"code,value,to\n{DIVIDED},5,06724\n")
    (astray,) = of(ran.json, "carry-place-astray")
    assert (ran.code, ran.json["remainder"]) == (1, 5)
    assert all(part in astray["allowed"] for part in PARTS)


def test_shares_divide_a_value_exactly(nation: Path, tmp_path: Path) -> None:
    shares = tmp_path / "shares.csv"
    shares.write_text("code,to,share\n" + "".join(f"{DIVIDED},{part},0.25\n" for part in PARTS), "utf-8")
    plain, shared = carry(str(nation), "by-share").json, carry(str(nation), "by-share", "--shares", str(shares)).json
    refused = [{found["place"]["unit"] for found in of(document, "carry-divided")} for document in (plain, shared)]
    assert refused[0] - refused[1] == {DIVIDED}
    totals = [Decimal(str(sum(values(d).values()))) + Decimal(str(d["remainder"])) for d in (plain, shared)]
    assert totals[0] == totals[1]


@pytest.mark.parametrize(
    ("shares", "code"),
    [
        ("0.5,0.5,0.5,0.5", "carry-share-total"),
        ("0.25,0.25,0.25", "carry-share-total"),
        ("1.5,-0.5,0,0", "carry-share-total"),
    ],
)
def test_shares_that_do_not_add_up_are_refused(tmp_path: Path, shares: str, code: str) -> None:
    path = tmp_path / "shares.csv"
    lines = [f"{DIVIDED},{part},{share}" for part, share in zip(PARTS, shares.split(","), strict=False)]
    path.write_text("\n".join(["code,to,share", *lines]) + "\n", "utf-8")
    ran = carry("-", "by-share", "--shares", str(path), text=f"code,value\n{DIVIDED},5\n")
    assert (ran.code, ran.json["remainder"]) == (1, 5)
    assert of(ran.json, code)


def test_a_share_of_units_with_no_common_ground_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shares.csv"
    path.write_text(f"code,to,share\n{DIVIDED},06724,1\n99999,06724,1\n", "utf-8")
    ran = carry("-", "by-share", "--shares", str(path), text=f"code,value\n{DIVIDED},5\n")
    assert ran.code == 1
    assert {found["place"]["row"] for found in of(ran.json, "carry-share-astray")} == {2, 3}


# -- backwards --------------------------------------------------------------------------------------------


def test_backwards_a_merged_number_cannot_be_divided() -> None:
    ran = carry("-", "sum", text="code,value\n06724,16\n", back=True)
    assert (ran.code, ran.json["values"], ran.json["remainder"]) == (1, [], 16)
    assert of(ran.json, "carry-divided")


@pytest.mark.parametrize(("rule", "value", "got"), [("all", "1", True), ("any", "0", False)])
def test_backwards_what_holds_all_over_holds_in_each_part(rule: str, value: str, got: bool) -> None:
    ran = carry("-", rule, text=f"code,value\n06724,{value}\n", back=True)
    assert (ran.code, values(ran.json)) == (0, {"06724": got, "06727": got})


def test_backwards_by_place_needs_the_place() -> None:
    ran = carry("-", "by-place", text="code,value,to\n06724,16,06727\n", back=True)
    assert values(ran.json) == {"06724": 0, "06727": 16}
    assert (ran.code, ran.json["remainder"]) == (0, 0)
    assert carry("-", "by-place", text="code,value\n06724,16\n", back=True).json["remainder"] == 16


# -- output -----------------------------------------------------------------------------------------------


def test_csv_goes_to_standard_output_and_words_beside_it() -> None:
    words = ("units", "carry", "-", *ACROSS, "--rule", "sum")
    ran = run(*words, stdin=b"code,value\n06727,8.50\n06724,8\n02011,1\n")
    assert ran.out == "code,value\n06724,16.5\n"
    assert ran.code == 1
    assert "[carry-withheld]" in ran.err


@pytest.mark.parametrize("output", [(), ("--output", "-")])
def test_what_was_printed_can_be_read_again(output: tuple[str, ...]) -> None:
    words = ("units", "carry", "-", *ACROSS, "--rule", "sum", *output)
    first = run(*words, stdin=b"code,value\n06727,8\n06724,8\n")
    again = run(*words[:3], *ACROSS[2:], "--from", "2025-07-01", "--rule", "none", stdin=first.out.encode())
    assert (again.code, again.out) == (0, first.out)


def test_output_goes_to_the_file_and_to_nowhere_else(tmp_path: Path) -> None:
    target = tmp_path / "kết quả.csv"
    words = ("units", "carry", "-", *ACROSS, "--rule", "sum", "--output", str(target))
    ran = run(*words, stdin=b"code,value\n06727,8\n06724,8\n")
    assert (ran.code, ran.out) == (0, "")
    assert target.read_bytes() == b"code,value\n06724,16\n"
    assert [path.name for path in tmp_path.iterdir()] == ["kết quả.csv"]


@pytest.fixture
def mask() -> Iterator[None]:
    old = os.umask(0o027)
    yield
    os.umask(old)


@pytest.mark.usefixtures("mask")
def test_the_file_has_the_rights_of_any_new_file_or_keeps_its_own(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    words = ("units", "carry", "-", *ACROSS, "--rule", "sum", "--output", str(target))
    run(*words, stdin=b"code,value\n06727,8\n06724,8\n")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    target.chmod(0o664)
    run(*words, stdin=b"code,value\n06727,8\n06724,8\n")
    assert stat.S_IMODE(target.stat().st_mode) == 0o664


def test_output_beside_json_is_both(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    ran = carry("-", "sum", "--output", str(target), text="code,value\n06727,8\n06724,8\n")
    assert values(ran.json) == {"06724": 16}
    assert target.read_text("utf-8") == "code,value\n06724,16\n"


def test_the_file_read_may_be_the_file_written(tmp_path: Path) -> None:
    path = tmp_path / "values.csv"
    path.write_text("code,value\n06727,8\n06724,8\n", "utf-8")
    ran = run("units", "carry", str(path), *ACROSS, "--rule", "sum", "--output", str(path))
    assert ran.code == 0
    assert path.read_text("utf-8") == "code,value\n06724,16\n"
