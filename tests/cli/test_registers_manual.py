"""The chapter on the registers shows what the commands print, one after the other, in a demonstration of its own."""

import os
import re
import shlex
from pathlib import Path
from unittest.mock import patch

import pytest

from diaban.cli.init import establish
from diaban.cli.say import Say
from tests.cli.conftest import Home

BLOCK = re.compile(r"^```text\n(?P<body>\$ diaban .*?)\n```$", re.MULTILINE | re.DOTALL)
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


@pytest.mark.parametrize(("page", "lang"), [("docs/registers.md", "vi"), ("docs/en/registers.md", "en")])
def test_the_chapter_is_what_the_commands_print(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, lang: str
) -> None:
    monkeypatch.chdir(root)
    home = Home(tmp_path / "home")
    with patch.dict(os.environ, {"DIABAN_HOME": str(home.folder), "DIABAN_BY": "an"}):
        establish(Say("vi"), "demonstration")
    blocks = [block["body"] for block in BLOCK.finditer((root / page).read_text("utf-8"))]
    shown, printed = [], []
    for part in "\n\n".join(blocks).split("$ diaban ")[1:]:
        line, _, output = part.partition("\n")
        ran = home.run(*shlex.split(line), "--lang", lang)
        shown.append((line, MOMENT.sub("…", output.strip())))
        printed.append((line, MOMENT.sub("…", "\n".join(x.rstrip() for x in (ran.out + ran.err).splitlines()).strip())))
    assert len(shown) == 7
    assert printed == shown
