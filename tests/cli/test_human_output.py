"""What people see: aligned, in their own numbers and days, whole in a pipe, coloured on a terminal."""

import re
import unicodedata
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from diaban.basis.catalogue import Language
from diaban.basis.finding import Finding, Place, finding
from diaban.cli.demo import TOUR
from diaban.cli.output import print_findings
from diaban.cli.say import Say
from tests import ready
from tests.cli.run import on_terminal, run, spawn

ACROSS = ("--from", "2025-06-30", "--to", "2025-07-01")
DEMO = ("demo", "--no-serve")
COMMANDS: list[tuple[str, ...]] = [
    ("units", "count", "--as-of", "2025-06-30"),
    ("units", "show", "26740", "--as-of", "2025-07-01"),
    ("units", "show", "06724", "--as-of", "2025-07-01"),
    ("units", "trace", "09013", *ACROSS),
    ("units", "trace", "06724", "--from", "2025-07-01", "--to", "2025-06-30"),
    ("units", "find", "Bắc Sơn"),
    ("units", "restate", "--scope", "Bắc Kạn", "--as-of", "2025-02-28", "--on", "2025-07-01"),
    ("units", "service", "--as-of", "2025-07-01"),
    ("units", "horizons"),
    ("units", "conflicts"),
    DEMO,
    ("units", "show", "06727", "--as-of", "2025-07-01"),
    ("units", "count", "--as-of", "2024-01-01"),
    ("units", "count", "--scope", "Bắc Kạn", "--as-of", "2025-07-01"),
    ("units", "find", "Báº¯c Káº¡n"),
]
PYTHON = re.compile(r"\b(?:None|True|False|datetime|Decimal|frozenset|mappingproxy)\b|<[\w.]+(?: object)? |\w\(\w+=")
ISO = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
ANSI = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def name(words: tuple[str, ...]) -> str:
    return " ".join(words)[:40]


@cache
def said_by(words: tuple[str, ...], lang: Language) -> str:
    """All that a command prints; asked once, for the tour takes its time."""
    ran = ready.toured(lang) if words == DEMO else run(*words, "--lang", lang)
    return ran.out + ran.err


def letters(text: str) -> str:
    """All that is not layout."""
    return re.sub(r"[\s│├└─]+", "", text)


@pytest.mark.parametrize(
    ("lang", "said", "todo"),
    [
        ("vi", "của 20 tỉnh, thành phố: tỉnh Hà Giang, ", "từ 30/06/2025"),
        ("en", "of 20 provinces", "2025-06-30 or a later"),
    ],
)
def test_many_findings_of_a_kind_are_one_sentence_and_json_has_them_all(lang: str, said: str, todo: str) -> None:
    words = ("units", "count", "--as-of", "2025-06-01")
    ran = run(*words, "--lang", lang)
    assert (ran.code, len(ran.err.splitlines())) == (3, 3)
    assert ran.err.count("[before-records]") == 1
    assert all(part in ran.err for part in (said, todo, "tỉnh Hậu Giang"))
    assert run(*words, "--json").findings == ["before-records"] * 20


def not_in_force(count: int) -> list[Finding]:
    given = {"unit": "xã A", "standard": "s", "day": date(2025, 7, 1)}
    return [finding("record-not-in-force", place=Place(unit=f"{n:05}"), **given) for n in range(1, count + 1)]


def test_findings_without_a_sentence_for_all_are_told_up_to_five(capsys: pytest.CaptureFixture[str]) -> None:
    print_findings(not_in_force(7), Say("vi"))
    told = capsys.readouterr().err
    assert told.count("[record-not-in-force]") == 5
    assert "… và 2 phát hiện nữa cùng loại: 00006, 00007; thêm --json để xem đủ." in told
    print_findings(not_in_force(5), Say("en"))
    assert "more of this kind" not in capsys.readouterr().err
    # Who sent a file is told every mistake with its row.
    rows = [replace(one, place=replace(one.place, row=n)) for n, one in enumerate(not_in_force(30), 2)]
    print_findings(rows, Say("vi"))
    assert capsys.readouterr().err.count("[record-not-in-force]") == 30


@pytest.mark.parametrize("words", COMMANDS, ids=name)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_in_a_pipe(words: tuple[str, ...], lang: Language) -> None:
    said = said_by(words, lang)
    assert said
    assert not PYTHON.search(said)
    assert "\x1b" not in said
    assert all(line == line.rstrip() for line in said.splitlines())
    own = {line for key, _ in TOUR for line in Say(lang).text(f"tour.{key}").splitlines()}
    assert [line for line in said.splitlines() if "…" in line and line not in own] == [], "cut off"
    assert unicodedata.is_normalized("NFC", said)


@pytest.mark.parametrize("words", COMMANDS, ids=name)
def test_days_and_numbers_as_the_language_writes_them(words: tuple[str, ...]) -> None:
    # Options, addresses and commands to copy are written as they are typed.
    typed = re.compile(
        r"--[a-z-]+ (?:\"[^\"]*\"|\S+)|diaban figure \S+|“[^”]*”|từ ngày \d{2}/\d{2}/\d{4}|https?://\S+|NNNN-TT-NN.*|YYYY-MM-DD.*"
    )
    assert ISO.findall(typed.sub("", said_by(words, "vi"))) == []
    assert re.findall(r"\b\d{2}/\d{2}/\d{4}\b", typed.sub("", said_by(words, "en"))) == []


def test_numbers() -> None:
    vi, en = (run("units", "count", "--as-of", "2025-06-30", "--lang", lang).out for lang in ("vi", "en"))
    assert "10.035" in vi
    assert "7.695 xã" in vi
    assert "10,035" in en
    assert "7,695 xã" in en
    assert "30/06/2025" in vi
    assert "2025-06-30" in en


def test_the_summary_of_a_carrying() -> None:
    words = ("units", "carry", "-", *ACROSS, "--rule", "sum")
    data = b"code,value\n06724,1000.5\n06727,8\n09013,5000.5\n"
    vi, en = (run(*words, "--lang", lang, stdin=data).err for lang in ("vi", "en"))
    assert re.search(r"sum, 30/06/2025 → 01/07/2025: 1 .* 5\.000,5$", vi.splitlines()[-1])
    assert re.search(r"sum, 2025-06-30 → 2025-07-01: .* 1; .* 5,000\.5$", en.splitlines()[-1])


def test_a_whole_number_is_not_written_with_an_exponent() -> None:
    words = ("units", "carry", "-", *ACROSS, "--rule", "sum")
    ran = run(*words, stdin=b"code,value\n06724,1000\n06727,0\n09013,1000\n")
    assert ran.out == "code,value\n06724,1000\n"
    assert ran.err.splitlines()[-1].endswith("1.000")


def test_columns_are_aligned() -> None:
    table = run("units", "restate", "--scope", "Bắc Kạn", "--as-of", "2025-02-28", "--on", "2025-07-01").out
    heading, *rows = [line for line in table.splitlines()[1:] if not line.startswith("─")]
    for title, cell in (("Mã", r"\d{5} "), ("Đơn vị", r"(?:xã|phường) "), ("Thuộc", "tỉnh ")):
        assert all(re.match(cell, row[heading.index(title) :]) for row in rows), title
    assert len(rows) == 37


def test_numbers_end_under_each_other() -> None:
    rows = [re.match(r"cấp \w+ +([\d.]+)", line) for line in run(*COMMANDS[0]).out.splitlines()]
    assert len({row.end() for row in rows if row}) == 1


def test_a_province_has_nothing_above_it_and_no_comma_either() -> None:
    out = run("units", "trace", "19", "--from", "2025-07-01", "--to", "2025-06-30").out
    assert out.startswith("tỉnh Thái Nguyên 19\n")
    assert "06 · toàn bộ" in out


def test_lineage_is_a_small_tree() -> None:
    out = run("units", "trace", "09013", *ACROSS).out
    assert out.count("├── ") + out.count("└── ") >= 5
    assert "Mê Linh 09022" in out
    assert "mặc định" in out


@pytest.mark.parametrize(
    "text", [":tada: Bắc Sơn", "[bold]Bắc Sơn[/bold]", "[/]", "\\", "{x}", "\x1b[31mBắc", "\a\b", "Bắc\u202eSơn"]
)
def test_what_was_typed_comes_back_as_it_is_and_steers_nothing(text: str) -> None:
    ran = run("units", "show", text)
    assert ran.code == 3
    assert "\x1b" not in ran.err
    assert "\a" not in ran.err
    assert text in ran.err or not text.isprintable()


# -- a terminal -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [COMMANDS[i] for i in (0, 1, 3, 5, 6, 8)], ids=name)
def test_on_a_terminal_of_80_columns_nothing_is_lost(words: tuple[str, ...]) -> None:
    shown, piped = on_terminal(*words), run(*words)
    plain = ANSI.sub("", shown.out)
    assert shown.code == piped.code == 0
    assert ANSI.search(shown.out), "colours"
    assert "…" not in plain
    if words[1] in {"show", "trace", "count"}:
        assert letters(plain) == letters(piped.out)
    else:
        wanted = {word for word in re.split(r"\s+", piped.out) if len(word) < 9 and "─" not in word}
        assert wanted <= set(re.split(r"\s+", plain))


def test_long_names_are_whole_on_a_narrow_terminal() -> None:
    out = ANSI.sub("", on_terminal("units", "find", "Bà Rịa - Vũng Tàu", columns=40).out)
    assert "…" not in out
    assert all(word in out for word in ("Bà", "Rịa", "Vũng", "Tàu"))


def test_findings_on_a_terminal_are_coloured_and_broken_between_words() -> None:
    ran = on_terminal("units", "show", "06727", "--as-of", "2025-07-01")
    assert ran.code == 3
    assert "\x1b[31m✗" in ran.out
    assert all(len(line) <= 80 for line in ANSI.sub("", ran.out).splitlines())


def test_no_color_is_obeyed() -> None:
    out = on_terminal("units", "show", "26740", "--as-of", "2025-07-01", NO_COLOR="1").out
    assert "Sài Gòn" in out
    assert not re.search(r"\x1b\[3\dm", out)


def test_json_on_a_terminal_is_json() -> None:
    assert "\x1b" not in on_terminal("units", "count", "--as-of", "2025-07-01", "--json").out


@pytest.mark.parametrize("env", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "POSIX", "TERM": "dumb"}])
def test_no_locale_makes_a_name_unprintable(env: dict[str, str]) -> None:
    ran = spawn("units", "show", "26740", "--as-of", "2025-07-01", env=env)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("phường Sài Gòn 26740")
