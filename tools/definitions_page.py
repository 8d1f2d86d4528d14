"""Tables of the manual that are the definition files themselves: standards, promises, measures.

``python -m tools.definitions_page`` says which pages differ from the files; ``--write`` renders the tables anew
between ``<!-- definitions:NAME -->`` and ``<!-- /definitions:NAME -->``. A closed list is worded as
GLOSSARY.md words it.
"""

import argparse
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from diaban.basis.catalogue import Language, shipped
from diaban.coverage.claims.claim import Modality
from diaban.coverage.measure import SHIPPED_MEASURES, MeasureKind, read_measures
from diaban.coverage.promise import SHIPPED_PROMISES, read_promises
from diaban.coverage.rule import RuleKind
from diaban.coverage.standard import SHIPPED, read_standards
from diaban.registers.evidence import EvidenceKind
from diaban.units.crosswalk import CarryRule

ROOT = Path(__file__).resolve().parent.parent
PAGES: Final[Mapping[str, Language]] = {"docs/tieu-chi.md": "vi", "docs/en/standards.md": "en"}
SLOT = re.compile(
    r"(?P<open><!-- definitions:(?P<name>[a-z-]+) -->\n)(?P<body>.*?)(?P<close><!-- /definitions:(?P=name) -->)",
    re.DOTALL,
)
ROW = re.compile(r"^\| (?P<vi>[^|]+?) \| (?P<en>[^|]+?) \| `(?P<code>\w+\.\w+)` \|$", re.MULTILINE)
HEADS: Final[Mapping[str, Mapping[Language, tuple[str, ...]]]] = {
    "standards": {
        "vi": ("tiêu chí", "mã", "dựa vào", "khi sáp nhập", "minh chứng cần có", "giữ được", "căn cứ", "soát lại"),
        "en": ("standard", "id", "decided by", "after a merger", "evidence wanted", "holds", "legal basis", "review"),
    },
    "bound": {
        "vi": ("tiêu chí", "từ ngày", "đến hết ngày", "tính những đơn vị nào"),
        "en": ("standard", "from", "until", "units counted"),
    },
    "thresholds": {
        "vi": ("tiêu chí", "từ ngày", "loại xã", "ít nhất", "nguồn", "ghi chú"),
        "en": ("standard", "from", "class of commune", "at least", "source", "note"),
    },
    "items": {"vi": ("hạng mục", "mã", "ghi chú"), "en": ("item", "code", "note")},
    "kinds": {"vi": ("loại trang bị", "mã", "ghi chú"), "en": ("kind of equipment", "code", "note")},
    "promises": {
        "vi": ("cam kết", "ai", "tiêu chí", "nơi", "đến ngày", "tỷ lệ", "cách nói", "văn bản", "ghi chú"),
        "en": ("promise", "who", "standard", "place", "by", "share", "wording", "document", "note"),
    },
    "measures": {
        "vi": ("thước đo", "mã", "loại", "đơn vị tính", "khi đổi đơn vị hành chính", "sổ"),
        "en": ("measure", "id", "kind", "unit", "when units change", "register"),
    },
}
VERIFY: Final[Mapping[Language, str]] = {"vi": "chưa kiểm chứng", "en": "not verified"}
NOTED: Final[Mapping[Language, str]] = {"vi": "chỉ ghi nhận, chưa áp dụng", "en": "noted, not applied"}
EVERY: Final[Mapping[Language, str]] = {"vi": "mọi xã", "en": "every one"}
NATION: Final[Mapping[Language, str]] = {"vi": "cả nước", "en": "the nation"}
CODE: Final[Mapping[Language, str]] = {"vi": "mã {code} của ngày {day}", "en": "code {code} of {day}"}
MONTHS: Final[Mapping[Language, str]] = {"vi": "{n} tháng", "en": "{n} months"}
# Any TOML value; the rooms' own readers have judged the files before a table is made.
Table = Mapping[str, Any]


@cache
def _glossary() -> Mapping[str, Mapping[Language, str]]:
    text = (ROOT / "GLOSSARY.md").read_text("utf-8")
    return {row["code"]: {"vi": row["vi"], "en": row["en"]} for row in ROW.finditer(text)}


def word(member: StrEnum, lang: Language) -> str:
    """The glossary's word for a value of a closed list. KeyError where it has none, which a guard test forbids."""
    return _glossary()[f"{type(member).__name__}.{member.name}"][lang]


def files(folder: Path) -> dict[str, Table]:
    """The definition files of a folder, by id."""
    return {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.toml"))}


def faults() -> list[str]:
    """Codes of whatever the rooms' own readers find wrong with the files: nothing is rendered from a faulty one."""
    standards, found = read_standards()
    found = [*found, *read_promises(standards)[1], *read_measures()[1]]
    return [f"{one.place.file}: {one.code}" for one in found]


def _day(day: date | None, lang: Language) -> str:
    return "" if day is None else f"{day:%d/%m/%Y}" if lang == "vi" else day.isoformat()


def _verify(line: Table, lang: Language) -> str:
    return VERIFY[lang] if line.get("to_verify") else ""


def _standards(lang: Language) -> Iterable[Sequence[str]]:
    for key, file in files(SHIPPED).items():
        yield (
            file["title"][lang],
            f"`{key}`",
            word(RuleKind(file["rule"]), lang),
            word(CarryRule(file["carry_rule"]), lang),
            "; ".join(word(EvidenceKind(kind), lang) for kind in file["evidence"]),
            MONTHS[lang].format(n=file["holds_months"]),
            "; ".join(file["legal_basis"]),
            _day(file["review"], lang),
        )


def _bound(lang: Language) -> Iterable[Sequence[str]]:
    for file in files(SHIPPED).values():
        for scope in file["scope"]:
            start = scope.get("from", file["in_force"]["from"])
            yield file["title"][lang], _day(start, lang), _day(scope.get("until"), lang), scope["sentence"][lang]


def _thresholds(lang: Language) -> Iterable[Sequence[str]]:
    for file in files(SHIPPED).values():
        lines = [(line, _verify(line, lang)) for line in file.get("threshold", ())]
        for line, note in [*lines, *((line, NOTED[lang]) for line in file.get("noted", ()))]:
            number = f"{line['number']}–{line['up_to']}" if "up_to" in line else str(line["number"])
            klass = f"`{line['class']}`" if "class" in line else EVERY[lang]
            yield file["title"][lang], _day(line["from"], lang), klass, number, line["source"], note


def _items(lang: Language, folder: Path = SHIPPED) -> Iterable[Sequence[str]]:
    for file in files(folder).values():
        for item in file.get("item", ()):
            yield item["title"][lang], f"`{item['code']}`", _verify(item, lang)


def _kinds(lang: Language) -> Iterable[Sequence[str]]:
    return _items(lang, SHIPPED_MEASURES)


def _promises(lang: Language) -> Iterable[Sequence[str]]:
    titles = {key: file["title"][lang] for key, file in files(SHIPPED).items()}
    for file in sorted(files(SHIPPED_PROMISES).values(), key=lambda file: (file["by"], file["title"]["vi"])):
        own = [shipped().text(f"register.value.{kind}", lang) for kind in file.get("qualifications", ())]
        own += [str(file["number"])] if "number" in file else []
        asked = titles[file["standard"]] + (f" ({'; '.join(own)})" if own else "")
        place = file.get("place")
        yield (
            file["title"][lang],
            file["who"][lang],
            asked,
            NATION[lang] if place is None else CODE[lang].format(code=place, day=_day(file["place_on"], lang)),
            _day(file["by"], lang),
            f"{file['share']} %",
            word(Modality(file["modality"]), lang),
            file["document"] if isinstance(file["document"], str) else file["document"][lang],
            _verify(file, lang),
        )


def _measures(lang: Language) -> Iterable[Sequence[str]]:
    for key, file in files(SHIPPED_MEASURES).items():
        register = file.get("register")
        yield (
            file["title"][lang],
            f"`{key}`",
            word(MeasureKind(file["kind"]), lang),
            file["unit"][lang],
            word(CarryRule(file["carry_rule"]), lang),
            "—" if register is None else shipped().text(f"register.name.{register}", lang),
        )


TABLES: Final[Mapping[str, Callable[[Language], Iterable[Sequence[str]]]]] = {
    "standards": _standards,
    "bound": _bound,
    "thresholds": _thresholds,
    "items": _items,
    "kinds": _kinds,
    "promises": _promises,
    "measures": _measures,
}


def rendered(name: str, lang: Language) -> str:
    """One table as Markdown, its last line ended."""
    rows = [HEADS[name][lang], ["---"] * len(HEADS[name][lang]), *TABLES[name](lang)]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |\n" for row in rows)


def refreshed(page: Path) -> str:
    """The page with every table rendered from the files. KeyError for a marker that names no table."""
    lang = PAGES[page.relative_to(ROOT).as_posix()]
    return SLOT.sub(lambda m: m["open"] + rendered(m["name"], lang) + m["close"], page.read_text("utf-8"))


def main() -> None:
    """Say which pages differ (exit 1), or write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    write: bool = parser.parse_args().write
    if wrong := faults():
        raise SystemExit("\n".join(wrong))
    stale = [page for name in PAGES if refreshed(page := ROOT / name) != page.read_text("utf-8")]
    for page in stale:
        print(f"{page.relative_to(ROOT)}: {'written' if write else 'differs from the definition files'}")
        if write:
            page.write_text(refreshed(page), "utf-8")
    sys.exit(int(bool(stale) and not write))


if __name__ == "__main__":
    main()
