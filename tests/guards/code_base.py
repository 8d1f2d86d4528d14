"""How the guards read the code base: which files, and their syntax trees."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SRC = ROOT / "src" / "diaban"
REFERENCE = SRC / "reference"

# DESIGN.md's rooms 1 to 8, and the doors, which alone may read a clock and speak to a terminal.
CORE = ("basis", "units", "intake", "registers", "quality", "coverage", "plans", "reports")
DOORS = ("web", "cli")


@cache
def files() -> tuple[Path, ...]:
    """Every file that is committed or would be by ``git add --all``."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    names = sorted(set(listing.stdout.decode().split("\0")) - {""})
    return tuple(path for path in (ROOT / name for name in names) if path.is_file())


def texts() -> Iterator[tuple[Path, str]]:
    """Every such file that is text, with its text."""
    for path in files():
        data = path.read_bytes()
        if b"\0" not in data[:8192]:
            yield path, data.decode("utf-8")


def modules(folder: Path = ROOT) -> Iterator[tuple[Path, str, ast.Module]]:
    """Every Python file under the folder: path, text, tree."""
    for path in files():
        if path.suffix == ".py" and path.is_relative_to(folder):
            yield path, *parsed(path)


@cache
def parsed(path: Path) -> tuple[str, ast.Module]:
    """The text of a Python file and its tree, read once for all guards."""
    text = path.read_text("utf-8")
    return text, ast.parse(text, str(path))


def place(path: Path, line: int | None = None) -> str:
    """Where something is, as an editor opens it."""
    name = path.relative_to(ROOT).as_posix()
    return name if line is None else f"{name}:{line}"


def room(path: Path) -> str:
    """The room that a file of the package lies in; the empty text for a module of the package itself."""
    parts = path.relative_to(SRC).parts
    return parts[0] if len(parts) > 1 else ""


def called(node: ast.Call) -> str:
    """The last name of what is called: ``finding`` for ``finding(…)`` and for ``basis.finding(…)``."""
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
