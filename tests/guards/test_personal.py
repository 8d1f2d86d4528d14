"""Nothing of a registration form stays with the program: not in a table, a log line, a cache, a job or a crash report.

Read from the code; ``tests/cli/test_nothing_stays.py`` looks for it byte by byte after a run.
"""

import ast

import pytest

from tests.guards.code_base import SRC, modules, place

HANDLING = ("forms_", "duplicates")
"""Modules of engines through which values of forms pass."""
LOGGING = {"logging", "syslog", "warnings"}
KEEPING = {"diskcache", "pickle", "shelve", "dbm", "joblib", "sqlite3"}
FIELDS = {
    *("full_name", "dob", "birth", "birth_year", "birth_date", "date_of_birth", "personal_id", "citizen_id"),
    *("father_name", "mother_name", "spouse_name", "representative_name", "place_of_origin", "household_no", "phone"),
    *("place_of_birth_registration", "permanent_commune", "present_commune", "blood_group", "marital_status"),
    *("religion", "ethnicity", "occupation", "person_id", "form_id"),
}


def imported(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


def test_no_table_has_a_field_of_a_form(tmp_path_factory: pytest.TempPathFactory) -> None:
    from diaban.store.memory import setup

    setup(tmp_path_factory.mktemp("guard"))
    from django.apps import apps

    named = {str(field) for model in apps.get_models() for field in model._meta.concrete_fields if field.name in FIELDS}
    assert named == set()


def test_what_handles_forms_logs_and_keeps_nothing() -> None:
    found = [
        place(path)
        for path, _, tree in modules(SRC)
        if path.is_relative_to(SRC / "quality") or (path.parent == SRC / "engines" and path.name.startswith(HANDLING))
        if imported(tree) & (LOGGING | KEEPING) or "django" in imported(tree)
    ]
    assert found == []


def test_pages_and_memory_never_see_a_form() -> None:
    """Only commands hand files of forms to the engines; the server has no way to them."""
    found = [
        place(path, node.lineno)
        for path, _, tree in modules(SRC)
        if path.is_relative_to(SRC / "web") or path.is_relative_to(SRC / "store")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(("diaban.engines.forms", "diaban.engines.dup"))
    ]
    assert found == []


def test_an_error_of_the_engine_is_never_a_cause_that_is_told() -> None:
    """``raise … from None``: a crash report that shows causes would quote what could not be read."""
    found = [
        place(path, node.lineno)
        for path, _, tree in modules(SRC / "engines")
        for handler in ast.walk(tree)
        if isinstance(handler, ast.ExceptHandler) and "duckdb" in ast.unparse(handler.type or ast.Constant(""))
        for node in ast.walk(handler)
        if isinstance(node, ast.Raise) and node.exc is not None
        if not (isinstance(node.cause, ast.Constant) and node.cause.value is None)
    ]
    assert found == []
