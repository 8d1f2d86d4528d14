"""What may not stand in any committed file: hosts of registries, paths of one machine, notes to self, long modules."""

import re
from pathlib import Path

import pytest

from tests.guards.code_base import ROOT, files, place, texts

LONGEST = 400

# Each is written in two parts, so that this file passes its own test.
REGISTRY = re.compile(
    "|".join(
        (
            r"py" + r"pi\.org",
            r"python" + r"hosted\.",
            r"npm" + r"js\.(?:org|com)",
            r"deb\.debian" + r"\.org",
            r"(?:extra-)?index[-_]u" + r"rl",
            r"--find" + r"-links",
        )
    ),
    re.IGNORECASE,
)
MACHINE = re.compile(r"(?<![\w.:/$}~-])/" + r"(?:work|root|home|tmp|opt|mnt|srv|Users)/|\b[A-Z]:\\" + r"Users")
NOTE = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")


def breaches(pattern: re.Pattern[str], path: Path, text: str) -> list[str]:
    return [
        f"{place(path, number)}: {hit[0]}"
        for number, line in enumerate(text.splitlines(), 1)
        for hit in pattern.finditer(line)
    ]


@pytest.mark.parametrize("pattern", [REGISTRY, MACHINE, NOTE], ids=["registry", "machine", "note"])
def test_no_file_names(pattern: re.Pattern[str]) -> None:
    found = [breach for path, text in texts() for breach in breaches(pattern, path, text)]
    assert found == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (REGISTRY, "https://py" + "pi.org/simple"),
        (REGISTRY, "--index" + "-url x"),
        (MACHINE, 'open("/' + 'home/an/x.csv")'),
        (NOTE, "# TO" + "DO: later"),
    ],
)
def test_the_guard_sees(pattern: re.Pattern[str], line: str) -> None:
    assert breaches(pattern, ROOT / "x.py", line)


def test_no_python_file_is_too_long_to_read() -> None:
    found = {
        place(path): length
        for path in files()
        if path.suffix == ".py" and (length := len(path.read_text("utf-8").splitlines())) > LONGEST
    }
    assert found == {}


def test_every_text_is_utf8_with_unix_lines_and_a_last_newline() -> None:
    found = [
        place(path)
        for path, text in texts()
        if text and (text.startswith("\ufeff") or "\r" in text or not text.endswith("\n"))
    ]
    assert found == []
