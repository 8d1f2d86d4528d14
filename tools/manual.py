"""Examples of the manual are what the program prints: run them, compare, or write them anew.

In README.md and docs/**/*.md every fenced ``console`` block holds commands (``$ diaban …``), each followed by what
it prints on both streams. ``python -m tools.manual`` says which examples differ; ``--write`` puts the real output in
their place. A pipe into ``head -N`` cuts the output; pages under docs/en/ run in English.
"""

import argparse
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"(?P<open>^```console\n)(?P<body>.*?)(?P<close>^```$)", re.MULTILINE | re.DOTALL)
HEAD = re.compile(r"\s*\|\s*head\s+-(?P<lines>\d+)\s*$")


def pages() -> Iterator[Path]:
    """Pages that may hold examples."""
    yield ROOT / "README.md"
    yield from sorted((ROOT / "docs").rglob("*.md"))


def refreshed(page: Path) -> str:
    """The page with every example run again."""
    lang = "en" if "en" in page.relative_to(ROOT).parts else "vi"
    return BLOCK.sub(lambda m: m["open"] + _rerun(m["body"], lang) + m["close"], page.read_text("utf-8"))


def _rerun(body: str, lang: str) -> str:
    commands = [line[2:] for line in body.splitlines() if line.startswith("$ ")]
    return "\n".join(f"$ {command}\n{_output(command, lang)}" for command in commands)


def _output(command: str, lang: str) -> str:
    cut = HEAD.search(command)
    words = shlex.split(HEAD.sub("", command))
    if not words or words[0] != "diaban":
        raise SystemExit(f"an example runs diaban, not {command!r}")
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env={**os.environ, "DIABAN_LANG": lang},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    if cut and len(lines) > int(cut["lines"]):
        lines = lines[: int(cut["lines"])]
    return "".join(f"{line}\n" for line in lines)


def main() -> None:
    """Say which pages differ (exit 1), or write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    write: bool = parser.parse_args().write
    stale = [page for page in pages() if page.is_file() and refreshed(page) != page.read_text("utf-8")]
    for page in stale:
        print(f"{page.relative_to(ROOT)}: {'written' if write else 'differs from what the program prints'}")
        if write:
            page.write_text(refreshed(page), "utf-8")
    sys.exit(int(bool(stale) and not write))


if __name__ == "__main__":
    main()
