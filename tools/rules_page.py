"""The manual's pages of the quality rules of forms, rendered from the rules' own files.

``python -m tools.rules_page`` says which pages differ from the files; ``--write`` renders anew what stands between
``<!-- rules:QUALITY -->`` and ``<!-- /rules:QUALITY -->``: a section for each rule.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from diaban.basis.catalogue import Language
from diaban.basis.finding import Severity
from diaban.basis.speech import Speech
from diaban.quality.field import FIELD_BY_NAME
from diaban.quality.rule import Quality, Rule, read_rules

ROOT = Path(__file__).resolve().parent.parent
PAGES: Final[Mapping[str, Language]] = {"docs/quy-tac-phieu.md": "vi", "docs/en/form-rules.md": "en"}
SLOT = re.compile(
    r"(?P<open><!-- rules:(?P<name>[a-z]+) -->\n)(?P<body>.*?)(?P<close><!-- /rules:(?P=name) -->)", re.DOTALL
)
WORDS: Final[Mapping[str, Mapping[Language, str]]] = {
    "severity": {"vi": "mức", "en": "weight"},
    Severity.ERROR: {"vi": "lỗi nặng", "en": "error"},
    Severity.WARNING: {"vi": "cần xem", "en": "warning"},
    Severity.NOTE: {"vi": "ghi nhận", "en": "note"},
    "fields": {"vi": "mục", "en": "fields"},
    "when": {"vi": "xét những phiếu", "en": "asked of forms where"},
    "every": {"vi": "mọi phiếu", "en": "every form"},
    "test": {"vi": "lỗi khi", "en": "a fault where"},
    "why": {"vi": "vì sao", "en": "why"},
    "remedy": {"vi": "cách xử lý", "en": "what to do"},
    "basis": {"vi": "căn cứ", "en": "legal basis"},
    "review": {"vi": "soát lại", "en": "review"},
}


def _word(key: str, lang: Language) -> str:
    return WORDS[key][lang]


def rendered(quality: Quality, lang: Language) -> str:
    """The sections of one quality, the heaviest rules first."""
    order = list(Severity)
    rules = [rule for rule in read_rules()[0].values() if rule.quality is quality]
    rules.sort(key=lambda rule: (order.index(rule.severity), rule.code))
    return "".join(f"\n### {rule.definition.title[lang]}\n\n{_table(rule, lang)}" for rule in rules) + "\n"


def _table(rule: Rule, lang: Language) -> str:
    rows = [f"| `{rule.code}` |  |", "| --- | --- |"]
    rows += [f"| {name} | {value.replace('|', chr(92) + '|')} |" for name, value in _facts(rule, lang)]
    return "\n".join(rows) + "\n"


def _facts(rule: Rule, lang: Language) -> Iterator[tuple[str, str]]:
    yield _word("severity", lang), _word(rule.severity, lang)
    yield _word("fields", lang), "; ".join(FIELD_BY_NAME[name].title[lang] for name in rule.fields)
    when = rule.written["when"]
    yield _word("when", lang), f"`{when}`" if when else _word("every", lang)
    yield _word("test", lang), f"`{rule.written['test']}`"
    yield _word("why", lang), rule.why[lang]
    yield _word("remedy", lang), rule.remedy[lang].replace("{offer}", "…")
    yield _word("basis", lang), "; ".join(rule.definition.legal_basis)
    yield _word("review", lang), Speech(lang).write(rule.definition.review)


def refreshed(page: Path) -> str:
    """The page with every section rendered from the files. ValueError for a marker that names no quality."""
    lang = PAGES[page.relative_to(ROOT).as_posix()]
    return SLOT.sub(lambda m: m["open"] + rendered(Quality(m["name"]), lang) + m["close"], page.read_text("utf-8"))


def main() -> None:
    """Say which pages differ (exit 1), or write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    write: bool = parser.parse_args().write
    if wrong := [f"{one.place.file}: {one.code}" for one in read_rules()[1]]:
        raise SystemExit("\n".join(wrong))
    stale = [page for name in PAGES if refreshed(page := ROOT / name) != page.read_text("utf-8")]
    for page in stale:
        print(f"{page.relative_to(ROOT)}: {'written' if write else 'differs from the rules'}")
        if write:
            page.write_text(refreshed(page), "utf-8")
    sys.exit(int(bool(stale) and not write))


if __name__ == "__main__":
    main()
