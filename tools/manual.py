"""Examples of the manual are what the program prints: run them, compare, or write them anew.

In README.md and docs/**/*.md every fenced ``console`` block holds commands (``$ diaban …``), each followed by what
it prints on both streams. ``python -m tools.manual`` says which examples differ; ``--write`` puts the real output in
their place. A pipe into ``head -N`` cuts the output; pages under docs/en/ run in English.

Examples never see the reader's own data. Those that read the memory find the demonstration, made once per run, and only
if there is such an example; the others find an empty folder. An example that writes would print the moment of the run,
so it is shown as ``text`` instead, or where the program refuses it.
"""

import argparse
import atexit
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"(?P<open>^```console\n)(?P<body>.*?)(?P<close>^```$)", re.MULTILINE | re.DOTALL)
HEAD = re.compile(r"\s*\|\s*head\s+-(?P<lines>\d+)\s*$")
MEMORY: Final = (
    ("choose",),
    ("claims", "check", "docs/examples/doi-chieu-so.csv"),
    ("coverage",),
    ("destroy",),
    ("evidence",),
    ("figure",),
    ("frame",),
    ("hamlets",),
    ("journal",),
    ("promises",),
    ("registers", "correct"),
    ("registers", "load"),
    ("registers", "show"),
    ("returns", "calendar"),
    ("sources",),
    ("undo",),
)
"""Commands that need a memory, by their first words."""
Fill: TypeAlias = Callable[[Path], object]
Runs: TypeAlias = Callable[[Sequence[str], Mapping[str, str]], str]
OWN: Final = ("DIABAN_HOME", "DIABAN_DATABASE", "DIABAN_BY", "DIABAN_LANG")


def pages() -> Iterator[Path]:
    """Pages that may hold examples."""
    yield ROOT / "README.md"
    yield from sorted((ROOT / "docs").rglob("*.md"))


def refreshed(page: Path, fill: Fill | None = None, runs: Runs | None = None) -> str:
    """The page with every example run again.

    ``fill``: puts the demonstration into a folder; None: makes it. ``runs``: what a command (without ``diaban``) prints
    in an environment, started in ROOT; None: as a process of its own.
    """
    lang = "en" if "en" in page.relative_to(ROOT).parts else "vi"
    ways = (fill or _make, runs or _started)
    return BLOCK.sub(lambda m: m["open"] + _rerun(m["body"], lang, *ways) + m["close"], page.read_text("utf-8"))


def _rerun(body: str, lang: str, fill: Fill, runs: Runs) -> str:
    commands = [line[2:] for line in body.splitlines() if line.startswith("$ ")]
    return "\n".join(f"$ {command}\n{_output(command, lang, fill, runs)}" for command in commands)


@cache
def _output(command: str, lang: str, fill: Fill, runs: Runs) -> str:
    cut = HEAD.search(command)
    words = shlex.split(HEAD.sub("", command))
    if not words or words[0] != "diaban":
        raise SystemExit(f"an example runs diaban, not {command!r}")
    printed = runs(words[1:], _environment(_home(fill if needs_memory(words[1:]) else None), lang))
    lines = [line.rstrip() for line in printed.splitlines()]
    if cut and len(lines) > int(cut["lines"]):
        lines = lines[: int(cut["lines"])]
    # The empty line that sets a command's output off on a terminal is the block's own here.
    while lines and not lines[-1]:
        lines.pop()
    return "".join(f"{line}\n" for line in lines)


def needs_memory(words: Sequence[str]) -> bool:
    """Whether the command (without ``diaban``) reads or writes the memory; its own help does not."""
    return "--help" not in words and any(tuple(words[: len(start)]) == start for start in MEMORY)


@cache
def _home(fill: Callable[[Path], object] | None) -> Path:
    """A folder for the data of this run, empty or with the demonstration; gone when the run ends."""
    home = Path(tempfile.mkdtemp(prefix="diaban-manual-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    if fill is not None:
        fill(home)
    return home


def _started(words: Sequence[str], env: Mapping[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "diaban", *words],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def _make(home: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "diaban", "demo", "--no-serve"],
        cwd=ROOT,
        env=_environment(home, "vi"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if made.returncode:
        raise SystemExit(f"the demonstration for the examples was not made:\n{made.stdout}")


def _environment(home: Path, lang: str) -> Mapping[str, str]:
    rest = {key: value for key, value in os.environ.items() if key not in OWN}
    # The writer of an act is printed by the journal: not the name of whoever runs this.
    return {**rest, "DIABAN_HOME": str(home), "DIABAN_BY": "trinh-dien", "DIABAN_LANG": lang}


def main() -> None:
    """Say which pages differ (exit 1), or write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    write: bool = parser.parse_args().write
    real = {page: refreshed(page) for page in pages() if page.is_file()}
    stale = {page: text for page, text in real.items() if text != page.read_text("utf-8")}
    for page, text in stale.items():
        print(f"{page.relative_to(ROOT)}: {'written' if write else 'differs from what the program prints'}")
        if write:
            page.write_text(text, "utf-8")
    sys.exit(int(bool(stale) and not write))


if __name__ == "__main__":
    main()
