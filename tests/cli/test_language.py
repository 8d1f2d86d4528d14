"""``--lang`` anywhere, ``DIABAN_LANG``, and help that is whole in both languages."""

import re
from collections.abc import Iterator

import click
import pytest

import diaban
from diaban.cli.main import tree
from diaban.cli.say import Say, choose_language
from tests.cli.run import run

VI, EN = "Cả nước", "The nation"
COUNT = ("units", "count", "--as-of", "2025-07-01")
# Words of click, and of our own English help, that a Vietnamese page may not show.
ENGLISH = re.compile(
    r"\b(?:Usage|Options|Commands|Arguments|Show this message|exit|required|default|COMMAND|ARGS|OPTIONS|FILE|NAME"
    r"|TEXT|CODE|VALUES|YYYY|the|of|and|day|units?(?! )|Error|Try)\b"
)


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name, one in below(command).items():
            yield from commands(one, (*path, name))


def below(group: click.Group) -> dict[str, click.Command]:
    """Commands of a group; those of the root are made when they are asked for."""
    asked = click.Context(group)
    found = {name: group.get_command(asked, name) for name in group.list_commands(asked)}
    return {name: one for name, one in found.items() if one is not None}


EVERY = list(commands(tree(Say("vi"))))


@pytest.mark.parametrize("position", range(len(COUNT) + 1))
@pytest.mark.parametrize("form", [("--lang", "en"), ("--lang=en",)])
def test_lang_in_any_position(position: int, form: tuple[str, ...]) -> None:
    ran = run(*COUNT[:position], *form, *COUNT[position:])
    assert (ran.code, ran.out.startswith(EN)) == (0, True)


def test_vietnamese_by_default_then_the_environment_then_the_option() -> None:
    assert run(*COUNT).out.startswith(VI)
    assert run(*COUNT, env={"DIABAN_LANG": ""}).out.startswith(VI)
    assert run(*COUNT, env={"DIABAN_LANG": "en"}).out.startswith(EN)
    assert run(*COUNT, "--lang", "vi", env={"DIABAN_LANG": "en"}).out.startswith(VI)
    assert run("--lang", "vi", *COUNT, "--lang", "en").out.startswith(EN)


@pytest.mark.parametrize("words", [("--lang", "fr"), ("--lang",), ("--lang=",), ("--lang", "EN")])
def test_a_language_that_is_none(words: tuple[str, ...]) -> None:
    ran = run(*COUNT, *words)
    assert (ran.code, ran.out) == (2, "")
    assert "--lang" in ran.err
    assert run(*COUNT, env={"DIABAN_LANG": "fr"}).code == 2


def test_after_two_dashes_it_is_a_word_like_any_other() -> None:
    assert choose_language(["units", "find", "--", "--lang", "en"], {}) == (
        "vi",
        ["units", "find", "--", "--lang", "en"],
    )
    assert run("units", "find", "--", "--lang").out.startswith("“--lang”")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_findings_and_usage_speak_the_language(lang: str) -> None:
    sentences = {"vi": "Không có đơn vị hành chính nào", "en": "No administrative unit"}
    ran = run("units", "show", "99999", "--lang", lang)
    assert sentences[lang] in ran.err
    usage = {"vi": "Xem cách dùng: diaban units show --help", "en": "How to use it: diaban units show --help"}
    assert usage[lang] in run("units", "show", "--lang", lang).err


def test_version_is_one_line_in_any_language() -> None:
    for words in ((), ("--lang", "en")):
        ran = run("--version", *words)
        assert (ran.code, ran.out, ran.err) == (0, f"diaban {diaban.__version__}\n", "")


# -- help -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_help_is_complete(path: tuple[str, ...], lang: str) -> None:
    ran = run(*path, "--help", "--lang", lang)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith({"vi": "Cách dùng: ", "en": "Usage: "}[lang] + " ".join(["diaban", *path]))
    assert not re.search(r"\.\.\.$", ran.out.split("\n", 1)[1], re.MULTILINE)
    # Without spaces: a line may also break at the hyphen of an option.
    letters = "".join(ran.out.split())
    command: click.Command = tree(Say(lang))
    for name in path:
        assert isinstance(command, click.Group)
        command = below(command)[name]
    texts = [command.help, *(param.help for param in command.params if isinstance(param, click.Option))]
    if isinstance(command, click.Group):
        texts += [one.help for one in below(command).values()]
    assert all(text and "".join(text.split()) in letters for text in texts)
    options = [name for param in command.params if isinstance(param, click.Option) for name in param.opts]
    assert all(name in ran.out for name in (*options, "--help") if name.startswith("--"))


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_no_english_is_left_in_the_vietnamese_help(path: tuple[str, ...]) -> None:
    page = run(*path, "--help").out
    # Words that are typed as they stand: options, values of options, commands, columns of a file.
    page = re.sub(r"--[a-z-]+|\[[a-z|-]+\]|code,[a-z,\[\]]+", " ", page)
    assert ENGLISH.findall(page) == []


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_no_vietnamese_is_left_in_the_english_help(path: tuple[str, ...]) -> None:
    page = run(*path, "--help", "--lang", "en").out
    marked = re.compile(r"\S*[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]\S*", re.IGNORECASE)
    assert set(marked.findall(page)) <= {"Địa", "Bàn:", "xã,thị_trấn"}


@pytest.mark.parametrize(
    "words",
    [
        ("coutn",),
        ("count", "--as-off"),
        ("count", "--as-of"),
        ("count", "--json=1"),
        ("count", "x"),
        ("count", "--edition", "x"),
        ("conflicts", "--kind", "x"),
        ("show",),
        ("carry", "x", "--from", "2025-06-30", "--to", "2025-07-01"),
        ("count", "--as-of", "x"),
    ],
    ids=" ".join,
)
def test_no_english_is_left_in_vietnamese_usage_errors(words: tuple[str, ...]) -> None:
    said = re.sub(r"--[a-z-]+|diaban [a-z ]+|: [a-z-]+(?:, [a-z-]+)+", " ", run("units", *words).err)
    english = r"\b(?:not|one of|such|did|you|mean|argument|option|value|requires|valid|missing)\b"
    assert not re.search(english, said, re.IGNORECASE)
