"""The manual's pages of the forms, rendered from the forms' own files.

``python -m tools.forms_page`` says which pages differ from the files; ``--write`` renders anew what stands between
``<!-- form:ID -->`` and ``<!-- /form:ID -->``, and the list between ``<!-- forms -->`` and ``<!-- /forms -->``.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

from diaban.basis.catalogue import Language
from diaban.basis.speech import Speech
from diaban.coverage.listed import listed_codes
from diaban.coverage.measure import read_measures
from diaban.coverage.standard import read_standards
from diaban.intake.form import Form, FormColumn, FormTable, FormVersion, with_listed
from diaban.intake.form_file import read_forms
from diaban.reports.form_words import calendar, dues, takes

ROOT = Path(__file__).resolve().parent.parent
PAGES: Final[Mapping[str, Language]] = {"docs/bieu-mau.md": "vi", "docs/en/forms.md": "en"}
SLOT = re.compile(
    r"(?P<open><!-- (?P<name>forms|form:[a-z0-9-]+) -->\n)(?P<body>.*?)(?P<close><!-- /(?P=name) -->)", re.DOTALL
)
WORDS: Final[Mapping[str, Mapping[Language, str]]] = {
    "basis": {"vi": "căn cứ", "en": "legal basis"},
    "kind": {"vi": "loại", "en": "kind"},
    "own": {"vi": "biểu mẫu riêng của phần mềm", "en": "the program's own form"},
    "set": {"vi": "biểu mẫu theo văn bản", "en": "form set by a document"},
    "rule": {"vi": "chế độ báo cáo", "en": "sent"},
    "due": {"vi": "hạn gửi", "en": "due"},
    "scope": {"vi": "ai gửi", "en": "who sends it"},
    "secrecy": {"vi": "tệp đã điền", "en": "a filled-in file"},
    "open": {"vi": "mở", "en": "open"},
    "classified": {"vi": "hạn chế", "en": "classified"},
    "kept": {"vi": "giữ tệp gốc", "en": "original kept"},
    "months": {"vi": "{n} tháng", "en": "{n} months"},
    "review": {"vi": "soát lại", "en": "review"},
    "since": {"vi": "từ {day}", "en": "from {day}"},
    "between": {"vi": "{start} – {end}", "en": "{start} – {end}"},
    "until": {"vi": "đến {day}", "en": "until {day}"},
    "always": {"vi": "mọi ngày", "en": "always"},
    "register": {"vi": "vào {name}", "en": "fills: {name}"},
    "once": {"vi": "không trùng {columns}", "en": "no two rows with the same {columns}"},
    "before": {"vi": "{title}, mẫu dùng {days}", "en": "{title}, as it was {days}"},
    "yes": {"vi": "có", "en": "yes"},
}
HEADS: Final[Mapping[Language, tuple[str, ...]]] = {
    "vi": ("cột", "tên trong tệp", "bắt buộc", "nhận gì", "ý nghĩa", "cũng nhận tiêu đề"),
    "en": ("column", "name", "required", "takes", "meaning", "other headings"),
}
LIST: Final[Mapping[Language, tuple[str, ...]]] = {
    "vi": ("biểu mẫu", "mã", "chế độ", "hạn gửi", "các bảng"),
    "en": ("form", "id", "sent", "due", "tables"),
}


def forms() -> Mapping[str, Form]:
    """The shipped forms, with the words of the shipped lists."""
    standards, measures = read_standards()[0], read_measures()[0]
    return with_listed(read_forms()[0].values(), listed_codes(standards.values(), measures.values()))


def _word(key: str, lang: Language, **values: object) -> str:
    return WORDS[key][lang].format_map({name: str(value) for name, value in values.items()})


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells) + " |\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return _line(heads) + _line(["---"] * len(heads)) + "".join(map(_line, rows))


def rendered_list(lang: Language) -> str:
    """All forms, a row each."""
    say = Speech(lang)
    return _table(
        LIST[lang],
        (
            (
                form.definition.title[lang],
                f"`{form.id}`",
                f"{say.text(f'reporting.rule.{form.rule}')}, {calendar(form, say)}",
                "; ".join(dues(form, say)),
                "; ".join(table.title[lang] for table in form.versions[-1].tables),
            )
            for form in forms().values()
        ),
    )


def rendered(form: Form, lang: Language) -> str:
    """One form: what it is, then its tables as they are now, then those that were otherwise before."""
    parts = ["\n" + _table(("", ""), _facts(form, lang)), *(_shown(table, lang) for table in form.versions[-1].tables)]
    for earlier, later in reversed(list(zip(form.versions, form.versions[1:], strict=False))):
        parts += [_shown(table, lang, _days(earlier, later, lang)) for table in _otherwise(earlier, later)]
    return "\n".join(parts) + "\n"


def _facts(form: Form, lang: Language) -> Iterator[Sequence[str]]:
    say, definition = Speech(lang), form.definition
    yield _word("basis", lang), "; ".join(definition.legal_basis)
    yield _word("kind", lang), _word("own" if form.own else "set", lang)
    yield _word("rule", lang), f"{say.text(f'reporting.rule.{form.rule}')}, {calendar(form, say)}"
    yield _word("due", lang), "; ".join(dues(form, say))
    for scope in form.scopes:
        start, end = scope.period.start, scope.period.last_day
        days = _word("always", lang)
        if start and end:
            days = _word("between", lang, start=say.write(start), end=say.write(end))
        elif start or end:
            days = _word("since" if start else "until", lang, day=say.write(start or end))
        yield f"{_word('scope', lang)}, {days}", scope.sentence[lang]
    yield _word("secrecy", lang), _word(form.secrecy, lang)
    yield _word("kept", lang), _word("months", lang, n=form.retention_months)
    yield _word("review", lang), say.write(definition.review)


def _shown(table: FormTable, lang: Language, days: str = "") -> str:
    say, title = Speech(lang), f"{table.title[lang]}"
    titles = {column.name: _titled(column, lang) for column in table.columns}
    once = _word("once", lang, columns=" + ".join(titles[name] for name in table.unique))
    register = _word("register", lang, name=say.text(f"register.name.{table.register}"))
    dates = say.text(f"forms.show.dates.{table.dates}")
    heading = _word("before", lang, title=title, days=days) if days else title
    rows = (
        (
            titles[column.name],
            f"`{column.name}`",
            _word("yes", lang) if column.required and not column.blank else "",
            takes(column, say),
            column.help[lang] if column.help else "",
            "; ".join(column.also),
        )
        for column in table.columns
    )
    return f"### {heading}\n\n`{table.id}` · {register} · {dates} · {once}\n\n{_table(HEADS[lang], rows)}"


def _titled(column: FormColumn, lang: Language) -> str:
    return f"{column.group[lang]}: {column.title[lang]}" if column.group else column.title[lang]


def _otherwise(earlier: FormVersion, later: FormVersion) -> list[FormTable]:
    return [table for table in earlier.tables if table not in later.tables]


def _days(earlier: FormVersion, later: FormVersion, lang: Language) -> str:
    say = Speech(lang)
    return _word("between", lang, start=say.write(earlier.start), end=say.write(later.start - timedelta(days=1)))


def refreshed(page: Path) -> str:
    """The page with everything rendered from the files. KeyError for a marker that names no form."""
    lang, known = PAGES[page.relative_to(ROOT).as_posix()], forms()

    def body(name: str) -> str:
        return rendered_list(lang) if name == "forms" else rendered(known[name.removeprefix("form:")], lang)

    return SLOT.sub(lambda m: m["open"] + body(m["name"]) + m["close"], page.read_text("utf-8"))


def main() -> None:
    """Say which pages differ (exit 1), or write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    write: bool = parser.parse_args().write
    if wrong := [f"{one.place.file}: {one.code}" for one in read_forms()[1]]:
        raise SystemExit("\n".join(wrong))
    stale = [page for name in PAGES if refreshed(page := ROOT / name) != page.read_text("utf-8")]
    for page in stale:
        print(f"{page.relative_to(ROOT)}: {'written' if write else 'differs from the forms'}")
        if write:
            page.write_text(refreshed(page), "utf-8")
    sys.exit(int(bool(stale) and not write))


if __name__ == "__main__":
    main()
