"""Forms as files: what is shipped, what a faulty file is told, and how a row of a sheet becomes a register's line."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding
from diaban.basis.names import fold
from diaban.intake.form import SHIPPED_FORMS, Form, due_day, with_listed
from diaban.intake.form_file import read_forms
from diaban.intake.reporting import Calendar, Due, PeriodRule, parse_period
from diaban.units.unit import Level, UnitType

IDS = {
    *(
        "campaign",
        "campaign-days",
        "events",
        "hamlets",
        "monitoring",
        "movement",
        "opinion",
        "patrols",
        "premises",
        "progress",
        "situation",
        "staffing",
    )
}
FORMS, FAULTS = read_forms()


def test_the_forms_are_shipped_without_a_fault() -> None:
    assert FAULTS == []
    assert set(FORMS) == IDS


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_due_days_climb_by_level(form: Form) -> None:
    """Circular 13/2022/TT-BCA: whoever adds up the returns of others is due after them."""
    period = parse_period(form.rule, form.calendar, KEYS[form.rule])
    days = [due_day(form, level, period) for level in (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE)]
    days += [form.ministry.on(period.cut_off)] if form.ministry else []
    assert days == sorted(set(days))
    assert days[0] > period.cut_off
    if form.calendar is Calendar.ADMINISTRATIVE and form.rule is not PeriodRule.WEEKLY:
        assert [day.day for day in days] == [16, 18, 20, 24]


KEYS = {
    PeriodRule.WEEKLY: "2025-W10",
    PeriodRule.MONTHLY: "2025-03",
    PeriodRule.QUARTERLY: "2025-Q1",
    PeriodRule.HALF_YEARLY: "2025-H1",
    PeriodRule.THEMATIC: "2025-03-01..2025-03-15",
    PeriodRule.IRREGULAR: "2025-03-15..2025-03-15",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_no_shipped_form_asks_for_a_person(form: Form) -> None:
    columns = [column for version in form.versions for table in version.tables for column in table.columns]
    assert not any(column.personal for column in columns)
    headings = {fold(heading) for column in columns for heading in column.headings}
    assert not headings & {"ho ten", "ho va ten", "so cccd", "so can cuoc", "ngay sinh", "so dinh danh ca nhan"}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_an_example_is_one_of_the_choices_or_fits_its_kind(form: Form) -> None:
    for column in (column for version in form.versions for table in version.tables for column in table.columns):
        if column.choices and column.example:
            assert column.said.get(column.example, "") in column.choices, column.name
        if column.kind == "integer" and column.example:
            assert (column.least or 0) <= int(column.example) <= (column.most or 0), column.name


def test_the_district_column_went_with_the_district_police() -> None:
    staffing = FORMS["staffing"]
    before, after = staffing.on(date(2025, 2, 28)), staffing.on(date(2025, 3, 1))
    assert [table.id for table in before.tables] == [table.id for table in after.tables]
    assert [bool(one.tables[0].column("parent_name")) for one in (before, after)] == [True, False]


def test_the_card_has_the_name_of_its_day() -> None:
    titles = [FORMS["campaign"].on(day).tables[1].title["vi"] for day in (date(2024, 6, 30), date(2024, 7, 1))]
    assert titles == ["Thẻ CCCD", "Thẻ căn cước"]


def test_a_template_fills_in_what_is_known_beforehand() -> None:
    tables = {table.id: table for table in FORMS["staffing"].versions[-1].tables}
    assert [key for key, table in tables.items() if table.fixed] == ["posts", "headcounts"]
    assert tables["posts"].given == {"code", "unit_name", "parent_name", "title"}
    assert tables["postings"].given == {"unit_name", "parent_name"}


def test_a_form_is_not_in_use_before_its_day() -> None:
    with pytest.raises(RefusedError) as refused:
        FORMS["campaign"].on(date(2019, 12, 31))
    assert [found.code for found in refused.value.findings] == ["form-not-in-force"]


def test_wards_owe_premises_only_since_they_have_a_commune_level_police() -> None:
    premises = FORMS["premises"]
    before, after = premises.scope_on(date(2025, 6, 30)), premises.scope_on(date(2025, 7, 1))
    assert before is not None
    assert after is not None
    assert (before.types, after.types) == ((UnitType.XA, UnitType.THI_TRAN), ())
    assert premises.scope_on(date(2018, 1, 1)) is None


# -- a faulty file --------------------------------------------------------------------------------------

FAULTY = [
    ('rule = "monthly"', 'rule = "daily"', "rule"),
    ('calendar = "administrative"', "", "calendar"),
    ('sent_by = ["commune", "province"]', 'sent_by = ["hamlet"]', "sent_by"),
    ("commune = { day = 16 }", "commune = { day = 32 }", "due.commune.day"),
    ("commune = { day = 16 }", "commune = { after = 2 }", "due.commune.day"),
    ("commune = { day = 16 }", "", "due.commune"),
    ("until = 2025-06-30", "until = 2025-07-31", "scope"),
    ('kind = "integer"', 'kind = "number"', "column[5].kind"),
    ("width = 5", "width = 0", "column[1].width"),
    ("most = 500", "most = 500\nleast = 501", "column[5].most"),
    ('list = "title"', 'list = "titles"', "column[4].list"),
    ('also = ["Chức vụ"]', 'also = ["Mã  đơn vị"]', "version[1].table[1].columns"),
    ('also = ["ĐTV cao cấp"]', 'also = ["đtv TRUNG CẤP"]', "list[2].words[3].also"),
    ('dates = "state"', 'dates = "rows"', "version[1].table[1].columns"),
    ('unique = ["code", "title"]', 'unique = ["code", "post"]', "version[1].table[1].unique"),
    ('id = "headcounts"', 'id = "posts"', "version[1].table"),
    ('"title", "assigned"', '"title", "given"', "version[1].table[1].columns"),
    ('vi = "Bố trí cán bộ"', 'vi = "Bố trí cán bộ: trong/ngoài"', "version[1].table[3].title"),
    ("from = 2025-03-01", "from = 2018-03-01", "version"),
    ("own = true", 'own = true\nnumbered = "5"', "numbered"),
]


@pytest.mark.parametrize(("old", "new", "column"), FAULTY)
def test_a_fault_is_told_with_its_place_and_the_form_is_left_out(
    old: str, new: str, column: str, tmp_path: Path
) -> None:
    text = (SHIPPED_FORMS / "staffing.toml").read_text("utf-8")
    assert old in text
    (tmp_path / "staffing.toml").write_text(text.replace(old, new, 1), "utf-8")
    forms, findings = read_forms([SHIPPED_FORMS, tmp_path])
    assert "staffing" not in forms
    assert column in {found.place.column for found in findings}
    assert set(forms) == IDS - {"staffing"}


@pytest.mark.parametrize(
    "text", ["", "[[column]]", "version = 3", 'title = "x"\n[due]\ncommune = 16', "\x00", "[[list]]"]
)
def test_any_file_gives_findings(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(text, "utf-8")
    forms, findings = read_forms([tmp_path])
    assert forms == {}
    assert findings
    assert all(isinstance(found, Finding) for found in findings)


def test_a_file_of_ones_own_replaces_what_is_shipped(tmp_path: Path) -> None:
    shutil.copy(SHIPPED_FORMS / "hamlets.toml", tmp_path)
    own = tmp_path / "hamlets.toml"
    own.write_text(own.read_text("utf-8").replace('rule = "monthly"', 'rule = "quarterly"'), "utf-8")
    forms, findings = read_forms([SHIPPED_FORMS, tmp_path])
    assert findings == []
    assert (forms["hamlets"].rule, forms["staffing"].rule) == (PeriodRule.QUARTERLY, PeriodRule.MONTHLY)


def test_words_of_a_definition_file_become_the_choices_of_a_listed_column() -> None:
    premises = with_listed([FORMS["premises"]], {("checklist", "item"): {"gate": {"vi": "Cổng", "en": "Gate"}}})
    checklist = premises["premises"].versions[0].table("checklist")
    assert checklist is not None
    item = checklist.column("item")
    assert item is not None
    assert item.said == {"Cổng": "gate", "Gate": "gate", "gate": "gate"}
    assert not premises["premises"].complete  # the kinds of equipment were not told
    assert FORMS["hamlets"].complete


def test_a_due_of_weeks_counts_days() -> None:
    assert FORMS["campaign"].due[Level.COMMUNE] == Due(after=1)
