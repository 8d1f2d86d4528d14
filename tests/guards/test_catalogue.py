"""Every finding has its sentences in both languages, every text is used, every placeholder gets its value."""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

from diaban.basis.catalogue import LANGUAGES, PARTS, Catalogue, shipped
from diaban.cli.main import COMMANDS
from tests.guards.code_base import SRC, called, modules, parsed, place

TEXTS = SRC / "basis" / "texts.toml"
# Parameters of finding() that are not values of a sentence.
OWN = {"place", "severity"}


@dataclass(frozen=True)
class Said:
    """A call that writes a finding down: where, with which literal code (None: not a literal), with which values."""

    where: str
    code: str | None
    given: frozenset[str]
    open: bool


def literal(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    for path, _, tree in modules(SRC):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) == name:
                yield path, node


def speakers(path: Path) -> dict[str, int]:
    """Functions of a module that hand a parameter on to ``finding``, by the position of the code in a call."""
    found = {"finding": 0}
    for function in ast.walk(parsed(path)[1]):
        if isinstance(function, ast.FunctionDef):
            names = [argument.arg for argument in function.args.args]
            bound = names[1:] if names[:1] in (["self"], ["cls"]) else names
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and called(node) == "finding" and node.args:
                    match node.args[0]:
                        case ast.Name(id=name) if name in bound:
                            found[function.name] = bound.index(name)
    return found


@cache
def said() -> tuple[Said, ...]:
    return tuple(read_said())


def read_said() -> Iterator[Said]:
    for path, _, tree in modules(SRC):
        known = speakers(path)
        inside = {
            id(node)
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef) and function.name in known
            for node in ast.walk(function)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (at := known.get(called(node))) is not None:
                code = literal(node.args[at] if at < len(node.args) else None)
                if code is None and id(node) in inside:
                    continue  # the handing on itself: its callers are read instead
                given = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
                handed_on = called(node) != "finding" or any(keyword.arg is None for keyword in node.keywords)
                yield Said(place(path, node.lineno), code, given, handed_on)


def fields(pattern: str) -> set[str]:
    return {name.partition(".")[0].partition("[")[0] for _, name, _, _ in Formatter().parse(pattern) if name}


def findings() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(TEXTS.read_text("utf-8")).get("finding", {})


def strings() -> tuple[set[str], set[str]]:
    """Literal strings of the package, and the beginnings of its f-strings (``f"type.{…}"`` uses every ``type.…``)."""
    whole, begun = set(), set()
    for _, _, tree in modules(SRC):
        for node in ast.walk(tree):
            match node:
                case ast.Constant(value=str(text)):
                    whole.add(text)
                case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]) if text.endswith("."):
                    begun.add(text)
    return whole, begun


def test_the_code_of_a_finding_is_a_literal() -> None:
    assert [call.where for call in said() if call.code is None] == []


def test_every_finding_has_its_sentences_and_no_sentence_is_unused() -> None:
    used = {call.code for call in said() if call.code}
    assert used - shipped().codes() == set(), "without sentences"
    assert shipped().codes() - used == set(), "sentences that nothing says"


def test_what_is_read_when_it_is_asked_for_is_what_the_file_says() -> None:
    """``load`` holds the file to what a catalogue must be, and reads it whole."""
    whole, asked = Catalogue.load(TEXTS), shipped()
    assert asked.keys() == whole.keys()
    assert asked.codes() == whole.codes() == set(findings())
    assert all(asked._texts[key] == whole._texts[key] for key in whole._texts)
    assert all(asked._findings[code] == whole._findings[code] for code in whole.codes())


def test_every_sentence_is_there_in_both_languages() -> None:
    empty = [
        f"{code}.{lang}.{part}"
        for code, text in findings().items()
        for lang in LANGUAGES
        for part in PARTS
        if not text[lang][part].strip()
    ]
    assert empty == []


def test_every_placeholder_gets_its_value() -> None:
    wanted = {
        code: {field for lang in LANGUAGES for part in PARTS for field in fields(text[lang][part])}
        for code, text in findings().items()
    }
    # Where values are handed on as a whole, only a run can tell.
    lacking = [
        f"{call.where}: {name}"
        for call in said()
        if not call.open
        for name in sorted(wanted.get(call.code or "", set()) - (call.given - OWN))
    ]
    assert lacking == []


def test_both_languages_of_a_text_take_the_same_values() -> None:
    # Findings say the same thing in both languages, but one may need a value twice or not at all; other texts
    # stand in the same table cell in both languages.
    differing = [
        key
        for key in sorted(shipped().keys())
        if len({frozenset(fields(shipped()._texts[key][lang])) for lang in LANGUAGES}) > 1
    ]
    assert differing == []


def tags() -> tuple[set[str], set[str]]:
    """Of the templates: keys that ``{% t 'key' %}`` asks for, and every quoted word of a tag (keys handed on)."""
    texts = [path.read_text("utf-8") for path in sorted((SRC / "web" / "templates").rglob("*.html"))]
    asked = {key for text in texts for key in re.findall(r"{%\s*t\s+['\"]([^'\"]+)['\"]", text)}
    return asked, {
        word for text in texts for tag in re.findall(r"{%.*?%}", text) for word in re.findall(r"'([^']+)'", tag)
    }


def test_every_text_is_used_and_every_text_used_is_there() -> None:
    whole, begun = strings()
    asked = {key for _, node in calls("text") if node.args and (key := literal(node.args[0]))}
    named, quoted = tags()
    assert len(named) > 100
    asked, whole = asked | named, whole | quoted
    assert asked - shipped().keys() == set(), "asked for but not there"
    unused = {key for key in shipped().keys() - whole if not any(key.startswith(start) for start in begun)}
    assert unused == set(), "there but never asked for"


def test_a_finding_that_pages_may_show_says_what_to_do_on_a_page() -> None:
    # What only the commands say never reaches a page; whatever the core, the store or the pages say may.
    shown = {call.code for call in said() if call.code and not call.where.startswith("src/diaban/cli/")}
    told = [
        f"{code}.{lang}: {sentence}"
        for code, text in findings().items()
        if code in shown
        for lang in LANGUAGES
        for sentence in (text[lang]["found"], text[lang]["allowed"], text[lang].get("page", text[lang]["remedy"]))
        if names_a_command(sentence)
    ]
    assert told == []
    # A second remedy is for findings whose first one a page cannot use.
    assert [code for code, text in findings().items() if "page" in text["vi"] and code not in shown] == []


def test_words_of_pages_name_no_command_but_where_a_server_is_set_up() -> None:
    told = [
        key
        for key in sorted(shipped().keys())
        if key.startswith("web.") and not key.startswith("web.first.")
        for lang in LANGUAGES
        if names_a_command(shipped()._texts[key][lang])
    ]
    assert told == []


def names_a_command(sentence: str) -> bool:
    """Whether it sends its reader to the console: the program with a word after it, an option, "the command NAME"."""
    return console().search(sentence) is not None


@cache
def console() -> re.Pattern[str]:
    names = "|".join(COMMANDS)
    return re.compile(rf"\bdiaban [a-z]|(?<![\w-])--[a-z]|\b(?:lệnh|command) (?:{names})\b")


def test_a_command_is_known_when_it_is_named() -> None:
    for sentence in ("Chạy diaban init.", "Bỏ --as-of.", "chọn một nơi bằng lệnh choose", "with the command choose,"):
        assert names_a_command(sentence)
    for sentence in ("Chương trình Địa Bàn – bản 2.", "Chọn một nơi.", "mệnh lệnh choạng", "well-known --"):
        assert not names_a_command(sentence)
