"""Out as a workbook, edited, back in: through the commands, with a commune that was merged away meanwhile; rights."""

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl

from diaban.basis.error import ForbiddenError
from diaban.store.memory import setup
from tests.cli.conftest import Home
from tests.cli.run import Ran

HEAD = "Mã đơn vị;Chức danh;Quân số hiện có"
MY_THANH = ("02011;Trưởng Công an;1", "02011;Phó Trưởng Công an;2", "02011;Công an viên;5")
OF = ("--form", "staffing", "--period", "2025-06", "--unit")


def receive(home: Home, path: Path, *words: str, by: str = "nguyễn văn thử") -> Ran:
    return home.run("receive", str(path), *words, "--reason", "thử", "--json", DIABAN_BY=by)


def export(home: Home, name: str, *words: str) -> Path:
    out = home.folder.parent / name
    of = ("--unit", "02011", "--period", "2025-06")
    ran = home.run("forms", "template", "staffing", *of, "--held", *words, "--out", str(out))
    assert ran.code == 0, ran
    return out


def edited(path: Path, name: str, edit: Any) -> Path:
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
    edit(book["Quân số hiện có"])
    out = path.with_name(name)
    book.save(out)
    return out


def rows(sheet: Any) -> dict[str, int]:
    """Rows of the sheet by the title they bear."""
    return {str(row[3].value): row[3].row for row in sheet.iter_rows() if row[1].value == "02011"}


def empty(sheet: Any, title: str) -> None:
    """Take a row out, as somebody who empties its cells."""
    row = rows(sheet)[title]
    for at in range(1, 8):
        sheet.cell(row, at).value = None


def one(ran: Ran) -> dict[str, Any]:
    (told,) = ran.json["files"]
    return dict(told)


def test_what_goes_out_comes_back_and_each_edit_is_that_edit(home: Home) -> None:
    first = receive(home, home.write(HEAD, *MY_THANH), *OF, "02011", "--accept")
    assert first.code == 0, first
    out = export(home, "ra.xlsx")
    same = one(receive(home, out, "--check"))
    assert same["changes"] == {"addition": 0, "update": 0, "end": 0, "same": 3}
    assert (same["origin"], same["unit"]["code"], same["period"]["key"]) == ("cax-u01389", "02011", "2025-06")

    def change(sheet: Any) -> None:
        sheet.cell(rows(sheet)["Công an viên"], 5).value = 9
        empty(sheet, "Phó Trưởng Công an")

    mended = edited(out, "sua.xlsx", change)
    told = one(receive(home, mended, "--check"))
    assert told["changes"] == {"addition": 0, "update": 1, "end": 1, "same": 1}
    accepted = receive(home, mended, "--accept")
    assert accepted.code == 0, accepted
    shown = {row["title"]: row["number"] for row in home.show("headcounts", "02011", "2025-06-20")}
    assert shown == {"chief": 1, "member": 9}
    # Since 1 July its ground is another commune's: what it reported stays what it reported.
    assert home.show("headcounts", "02011", "2025-06-20")[0]["valid_to"] == "2025-07-01"
    # The workbook of before would put the old values back: that is told.
    stale = one(receive(home, out, "--check"))
    assert "export-changed-since" in [found["code"] for found in stale["findings"]]


def test_what_was_written_after_the_export_is_not_ended_by_it(home: Home) -> None:
    assert receive(home, home.write(HEAD, MY_THANH[0]), *OF, "02011", "--accept").code == 0
    out = export(home, "ra.xlsx")
    assert receive(home, home.write(HEAD, *MY_THANH), *OF, "02011", "--accept").code == 0
    told = one(receive(home, out, "--check"))
    assert told["changes"]["end"] == 0
    elsewhere = one(receive(home, out, "--check", "--period", "2025-05"))
    assert "export-elsewhere" in [found["code"] for found in elsewhere["findings"]]
    assert elsewhere["changes"]["end"] == 0


def test_each_kind_of_change_asks_for_its_own_right(home: Home) -> None:
    """Whoever may add may not therefore update, nor end."""
    assert receive(home, home.write(HEAD, *MY_THANH[:2]), *OF, "02011", "--accept").code == 0
    out = export(home, "ra.xlsx")

    def add(sheet: Any) -> None:
        row = max(rows(sheet).values()) + 1
        for at, value in ((2, "02011"), (4, "Công an viên"), (5, 5)):
            sheet.cell(row, at).value = value

    def update(sheet: Any) -> None:
        sheet.cell(rows(sheet)["Trưởng Công an"], 5).value = 0

    def end(sheet: Any) -> None:
        empty(sheet, "Phó Trưởng Công an")

    kinds = {"add": ("addition", add), "update": ("update", update), "end": ("end", end)}
    told: dict[str, Any] = {}
    for right, (kind, edit) in kinds.items():
        told = one(receive(home, edited(out, f"{right}.xlsx", edit)))
        assert {kind for kind, n in told["changes"].items() if n} - {"same"} == {kind}, right
        for lacking in kinds:
            others = [name for name in kinds if name != lacking]
            if lacking == right:
                assert accepted_by(home, told["return"], others) == ["right-missing"], right
    # What it was given the right to it may do.
    assert accepted_by(home, told["return"], ["end"]) == []


def accepted_by(home: Home, number: int, rights: list[str]) -> list[str]:
    """An editor with these rights alone accepts a return: the codes of what stopped it."""
    with patch.dict(os.environ, {"DIABAN_HOME": str(home.folder)}):
        setup(home.folder)
        from diaban.store.ground import edition_known, forms_here
        from diaban.store.queries import known
        from diaban.store.receiving import Ground, accept_return, judge_kept
        from diaban.store.viewer import Right, Role, Viewer

        who = Viewer("biên tập", Role.EDITOR, None, None, frozenset(Right(right) for right in rights))
        judged = judge_kept(number, ground=Ground.of(edition_known(who), forms_here()[0], who))
        moment = known(None).moment
        assert moment is not None
        try:
            accept_return(number, judged, by=who, at=lambda: moment + timedelta(seconds=1), reason="thử")
        except ForbiddenError as error:
            return [found.code for found in error.findings]
    return []


def test_a_superiors_form_is_filled_in_from_a_return_and_from_the_registers(home: Home) -> None:
    assert receive(home, home.write(HEAD, *MY_THANH), *OF, "02011", "--accept").code == 0
    listed = home.run("superior", "list", "--json").json
    assert [told["id"] for told in listed["superior"]] == ["staff-summary"]
    out = home.folder.parent
    for number, words in enumerate((("--return", "1"), ("--unit", "02011", "--period", "2025-06"))):
        file = out / f"cap-tren-{number}.xlsx"
        ran = home.run("superior", "fill", "staff-summary", *words, "--out", str(file), "--json")
        assert ran.code == 0, ran
        sheet = openpyxl.load_workbook(BytesIO(file.read_bytes()))["Tổng hợp"]
        assert (sheet["C9"].value, sheet["C10"].value, sheet["C11"].value) == (1, 2, 5)
        assert sheet["B6"].value == (1 if number == 0 else None)
    for words, code, finding in (
        (("--return", "99"), 3, "return-unknown"),
        ((), 3, "superior-untold"),
    ):
        ran = home.run("superior", "fill", "staff-summary", *words, "--json")
        assert (ran.code, ran.json["findings"][0]["code"]) == (code, finding)
    assert home.run("superior", "fill", "khong-co", "--return", "1").code == 3
