"""Exit codes by who must act: 0 done, 1 with errors, 2 usage, 3 refused, 70 our fault."""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from diaban.basis.error import ConflictError, DiabanError, FaultError, ForbiddenError, RefusedError
from diaban.basis.finding import finding
from diaban.cli.units_ask import REFERENCE
from tests.cli.run import COMMAND, carry, environment, run, shell, spawn

ACROSS = ("--from", "2025-06-30", "--to", "2025-07-01")

# -- 2: usage ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("units", "count", "--bogus"), "--bogus"),
        (("units", "coutn"), "coutn"),
        (("unit",), "unit"),
        (("units", "show"), "MÃ"),
        (("units", "find"), "TÊN"),
        (("units", "trace", "06727", "--from", "2025-06-30"), "--to"),
        (("units", "restate", "--on", "2025-07-01"), "--as-of"),
        (("units", "carry", "x.csv", *ACROSS), "--rule"),
        (("units", "carry", "x.csv", *ACROSS, "--rule", "average"), "average"),
        (("units", "carry", "x.csv", *ACROSS, "--rule", "sum", "--shares", "y.csv"), "--shares"),
        (("units", "show", "06727", "--as-of", "hôm qua"), "hôm qua"),
        (("units", "show", "06727", "--as-of", "30/06/2025"), "30/06/2025"),
        (("units", "show", "06727", "--as-of", "2025-6-30"), "2025-6-30"),
        (("units", "show", "06727", "--as-of", ""), "--as-of"),
        (("units", "show", "06727", "--as-of"), "--as-of"),
        (("units", "show", "06727", "--json=1"), "--json"),
        (("units", "show", "Bắc", "Sơn"), "Sơn"),
        (("units", "restate", "--types", "làng", "--as-of", "2025-06-30", "--on", "2025-07-01"), "làng"),
        (("units", "count", "--edition", "một"), "một"),
        (("units", "count", "--edition", "9" * 5000), "--edition"),
        (("units", "conflicts", "--kind", "x"), "lineage-extra"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, tuple) else "",
)
def test_wrong_usage_says_what_is_wrong_and_where_to_read_on(words: tuple[str, ...], named: str) -> None:
    for json_ in ((), ("--json",)):
        ran = run(*words, *json_) if words[-1] != "--as-of" else run(*words)
        assert (ran.code, ran.out) == (2, "")
        assert named in ran.err
        assert ran.err.endswith("--help\n")
        assert ".." not in ran.err


def test_the_hint_names_the_command_in_hand() -> None:
    assert run("units", "count", "--as-of").err.endswith("diaban units count --help\n")
    assert run("units", "coutn").err.endswith("diaban units --help\n")


@pytest.mark.parametrize(("wrong", "right"), [("coutn", "count"), ("tarce", "trace")])
def test_a_slip_of_the_pen_gets_a_suggestion(wrong: str, right: str) -> None:
    assert right in run("units", wrong).err
    assert "--as-of" in run("units", "count", "--as-off").err


@pytest.mark.parametrize("words", [(), ("units",)])
def test_no_command_shows_the_help(words: tuple[str, ...]) -> None:
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Cách dùng: diaban")


# -- 3: refused -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "06727", "--as-of", "2025-02-30"), "impossible-day"),
        (("show", "06727", "--as-of", "9999-99-99"), "impossible-day"),
        (("show", "06727", "--as-of", "0000-01-01"), "impossible-day"),
        (("show", "99999"), "unknown-code"),
        (("show", "Bắc Kạn"), "unknown-code"),
        (("show", "[red]"), "unknown-code"),
        (("show", "06727", "--as-of", "2025-07-01"), "code-of-another-day"),
        (("show", "06727", "--as-of", "0001-01-01"), "before-records"),
        (("trace", "06727", "--from", "2025-07-01", "--to", "2025-07-01"), "code-of-another-day"),
        (("trace", "06724", "--from", "2025-07-01", "--to", "2020-01-01"), "before-records"),
        (("find", "Báº¯c Káº¡n"), "name-mojibake"),
        (("find", ""), "name-empty"),
        (("find", "x" * 5000), "name-too-long"),
        (("find", "Zzzzqqq"), "name-not-found"),
        (("count", "--scope", "Báº¯c Káº¡n", "--as-of", "2025-02-28"), "scope-not-found"),
        (("count", "--edition", "99"), "unknown-edition"),
        (("carry", "no-such-file.csv", *ACROSS, "--rule", "sum"), "csv-missing"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, tuple) else value,
)
def test_refused(words: tuple[str, ...], code: str) -> None:
    ran = run("units", *words, "--json")
    assert (ran.code, ran.err) == (3, "")
    if code != "scope-not-found":
        assert code in ran.findings
    human = run("units", *words)
    assert (human.code, human.out) == (3, "")
    assert f"[{ran.findings[0]}]" in human.err
    assert "Traceback" not in human.err


def test_mojibake_names_what_was_meant() -> None:
    assert "Bắc Kạn" in run("units", "find", "Báº¯c Káº¡n", "--json").json["findings"][0]["found"]


def test_a_day_before_the_horizon_names_the_provinces_and_their_days() -> None:
    ran = run("units", "count", "--as-of", "2025-02-28", "--json")
    named = {found["place"]["unit"] for found in ran.json["findings"]}
    late = {line["province"]["code"] for line in run("units", "horizons", "--json").json if line["day"] > "2025-02-28"}
    assert ran.code == 3
    assert set(ran.findings) == {"before-records"}
    assert "02" in named
    assert named <= late
    assert "06" not in named


# -- 1: done, with errors ---------------------------------------------------------------------------------


def test_done_with_findings_of_severity_error() -> None:
    assert carry("-", "sum", text="code,value\n09013,5\n").code == 1
    assert carry("-", "sum", text="code,value\n06724,8\n06727,8\n").code == 0


# -- 70 and the rest --------------------------------------------------------------------------------------


@pytest.fixture
def reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the reference that may be damaged; the folder of its edition."""
    copy = tmp_path / "units"
    shutil.copytree(REFERENCE / "edition-1", copy / "edition-1")
    monkeypatch.setattr("diaban.cli.units_ask.REFERENCE", copy)
    return copy / "edition-1"


def test_an_intact_copy_answers(reference: Path) -> None:
    assert reference.is_dir()
    assert run("units", "show", "26740", "--as-of", "2025-06-30", "--json").json["name"] == "Bến Nghé"


@pytest.mark.parametrize("name", ["units.csv", "lineage.csv", "events.csv", "horizons.csv"])
@pytest.mark.parametrize("damage", ["changed", "gone", "cut"])
def test_a_damaged_edition_is_our_fault(reference: Path, name: str, damage: str) -> None:
    path = reference / name
    match damage:
        case "changed":
            path.write_bytes(path.read_bytes().replace(b"0", b"1", 1) + b"\n")
        case "gone":
            path.unlink()
        case "cut":
            path.write_bytes(path.read_bytes()[:100])
    ran = run("units", "show", "26740", "--as-of", "2025-06-30", "--json")
    assert (ran.code, ran.findings, ran.err) == (70, ["edition-damaged"], "")
    assert ran.json["findings"][0]["place"] == {"file": name}


@pytest.mark.parametrize("damage", ["gone", "cut", "nonsense"])
def test_a_damaged_table_of_checksums_is_our_fault(reference: Path, damage: str) -> None:
    path = reference / "provenance.toml"
    match damage:
        case "gone":
            path.unlink()
        case "cut":
            path.write_text(path.read_text("utf-8")[:50], "utf-8")
        case "nonsense":
            path.write_text("][", "utf-8")
    ran = run("units", "count", "--json")
    assert (ran.code, ran.err) == (70, "")
    assert len(ran.findings) == 1


def test_no_edition_at_all_is_our_fault(reference: Path) -> None:
    shutil.rmtree(reference)
    assert run("units", "count", "--json").code == 70


def test_an_unexpected_exception_is_said_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("[/red] {braces} không chia được")

    monkeypatch.setattr("diaban.cli.units_ask._count", broken)
    ran = run("units", "count", "--json")
    assert (ran.code, ran.findings, ran.err) == (70, ["fault"], "")
    assert "[/red] {braces} không chia được" in ran.json["findings"][0]["found"]
    human = run("units", "count")
    assert (human.code, human.out) == (70, "")
    assert "Traceback" not in human.err
    assert "Traceback" in run("units", "count", env={"DIABAN_DEBUG": "1"}).err


@pytest.mark.parametrize(
    ("error", "code"), [(RefusedError, 3), (ForbiddenError, 4), (ConflictError, 5), (FaultError, 70)]
)
def test_each_branch_of_the_tree_has_its_code(
    monkeypatch: pytest.MonkeyPatch, error: type[DiabanError], code: int
) -> None:
    def refuse(*_: object) -> None:
        raise error(finding("name-empty"))

    monkeypatch.setattr("diaban.cli.units_ask._count", refuse)
    ran = run("units", "count", "--json")
    assert (ran.code, ran.findings) == (code, ["name-empty"])


def test_an_interrupt_ends_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("diaban.cli.units_ask._count", interrupt)
    ran = run("units", "count", "--json")
    assert (ran.code, ran.out, ran.err) == (130, "", "")


def test_ctrl_c_while_waiting_for_input_ends_quietly() -> None:
    line = [*COMMAND, "units", "carry", "-", *ACROSS, "--rule", "sum"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(line, env=environment(), **pipes) as process:
        # More than a pipe holds: once it is written, the process is reading, and waits for the rest.
        process.stdin.write(b"code,value\n" * 20_000)
        process.stdin.flush()
        # On a busy machine Python was seen to lose one, raised where C swallows what Python raises: people press again.
        for _ in range(20):
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(1)
                break
        out, err = process.communicate()
    assert (process.returncode, out, err) == (130, b"", b"")


# -- pipes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "$D units conflicts | head -1",
        "$D units conflicts --json | head -1",
        "$D units restate --as-of 2025-06-30 --on 2025-07-01 | head -1",
        "$D demo | head -1",
        "$D --help | head -1",
        "$D units count --as-of 2024-01-01 --json | head -1",
        "$D units count --as-of 2024-01-01 2>&1 >/dev/null | head -1",
    ],
)
def test_a_reader_that_has_seen_enough_gets_no_traceback(line: str) -> None:
    ran = shell(line)
    assert len(ran.out.splitlines()) == 1
    assert ran.err == ""
    assert ran.code in {0, 3}


@pytest.mark.parametrize("json_", ["", "--json"])
def test_a_full_disk_is_a_finding(json_: str) -> None:
    ran = shell(f"$D units count --as-of 2025-07-01 {json_} > /dev/full")
    assert (ran.code, ran.out) == (3, "")
    assert "[output-refused]" in ran.err
    assert "ENOSPC" in ran.err
    assert "Traceback" not in ran.err


def test_closed_streams_are_no_fault_of_ours() -> None:
    assert shell("$D units count --as-of 2025-07-01 >&-").code == 0
    assert shell("$D units count --as-of 2024-01-01 2>&-").code == 3
    ran = shell("$D units carry - --from 2025-06-30 --to 2025-07-01 --rule sum --json <&-")
    assert (ran.code, ran.findings) == (3, ["csv-empty"])


def test_words_that_are_no_text_are_no_fault_of_ours() -> None:
    ran = spawn("units", "find", os.fsencode("Bắc") + b"\xff", "--json")
    assert (ran.code, ran.err) in {(0, ""), (3, "")}
    assert isinstance(ran.json, list | dict)
    ran = spawn("units", "show", b"\xff\xfe", "--json")
    assert (ran.code, ran.findings, ran.err) == (3, ["unknown-code"], "")
