"""No exemption without its reason: dependencies, ignores of linter and types, coverage pragmas, rules switched off."""

import io
import re
import tokenize

from tests.guards.code_base import ROOT, modules, place

ARRAYS = re.compile(
    r"^(?:dependencies|postgres|linkage|plan|spark|reference|dev) = \[$(.*?)^\]$", re.MULTILINE | re.DOTALL
)
SECTION = re.compile(
    r"^\[tool\.ruff\.lint\.per-file-ignores\]$(.*?)^\[|^ignore = \[$(.*?)^\]$", re.MULTILINE | re.DOTALL
)
# A rule by name, then a reason in words: "noqa: RULE  # reason", "type: ignore[rule]  # reason".
EXEMPTION = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:\s*no cover)(?P<rest>.*)", re.IGNORECASE)
REASON = re.compile(r"(?:#|—|–|-|:)\s*(?P<words>\w+(?:\W+\w+){2,})\W*$")
WORDS = 3


def uncommented(block: str) -> list[str]:
    """Lines of a TOML block that have no comment on the line or directly above."""
    missing, reason = [], ""
    for line in (line.strip() for line in block.splitlines()):
        if line.startswith("#"):
            reason = line
        elif line:
            comment = line.partition(" # ")[2] or line.partition("  # ")[2] or reason
            if len(comment.split()) < WORDS:
                missing.append(line)
            reason = ""
    return missing


def unreasoned(text: str) -> list[int]:
    """Lines of Python whose exemption names no rule or no reason."""
    lines = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and (found := EXEMPTION.search(token.string)):
            rest = found["rest"]
            named = found[1].startswith("pragma") or re.match(r":?\s*\[?[A-Za-z0-9-]+", rest)
            reason = REASON.search(re.sub(r"^:?\s*(?:\[[\w, -]+\]|[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?", "", rest))
            if not named or not reason:
                lines.append(token.start[0])
    return lines


def test_every_dependency_says_why_it_is_there() -> None:
    blocks = ARRAYS.findall((ROOT / "pyproject.toml").read_text("utf-8"))
    assert len(blocks) == 7
    assert [line for block in blocks for line in uncommented(block)] == []


def test_every_rule_switched_off_says_why() -> None:
    blocks = SECTION.findall((ROOT / "pyproject.toml").read_text("utf-8"))
    assert len(blocks) == 2
    assert [line for pair in blocks for block in pair for line in uncommented(block)] == []


def test_every_exemption_in_code_says_why() -> None:
    # Cut into tokens only where there is something to find: that takes longer than all the rest.
    told = [(path, text) for path, text, _ in modules() if EXEMPTION.search(text)]
    assert len(told) > 20
    assert [place(path, line) for path, text in told for line in unreasoned(text)] == []


def test_the_guard_tells_a_reason_from_none() -> None:
    bare = ["x = 1  # no" + "qa: E501", "x = 1  # type: ig" + "nore[misc]", "x = 1  # pragma: no " + "cover"]
    told = [f"{line}  # the reason in words" for line in bare]
    assert all(unreasoned(line + "\n") for line in bare)
    assert not any(unreasoned(line + "\n") for line in told)
