"""The store: every field classed, every source told invented or public, every query for a viewer, one way to write."""

import ast
import inspect
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from diaban.coverage.claims.claim import Claim
from diaban.registers.evidence import Evidence
from diaban.registers.fact import Fact
from tests.guards.code_base import SRC, modules, place


@pytest.fixture(scope="module", autouse=True)
def _django(tmp_path_factory: pytest.TempPathFactory) -> None:
    from diaban.store.memory import setup

    setup(tmp_path_factory.mktemp("guard"))


def models() -> list[Any]:
    from django.apps import apps

    return list(apps.get_app_config("store").get_models())


def test_every_field_of_every_model_is_classed() -> None:
    from diaban.store.models import secrecy_of

    found = [str(field) for model in models() for field in model._meta.concrete_fields if secrecy_of(field) is None]
    assert len(models()) > 20
    assert found == []


def test_what_names_a_person_is_personal() -> None:
    from diaban.store.models import Secrecy, secrecy_of

    found = [
        str(field)
        for model in models()
        for field in model._meta.concrete_fields
        if field.name in {"officer", "by_name"} or str(field) in {"store.AccountName.name", "store.Officer.key"}
        if secrecy_of(field) is not Secrecy.PERSONAL
    ]
    assert found == []


def test_every_register_fact_has_its_model_with_the_same_field_names() -> None:
    from diaban.store.mapping import OWN_FIELDS
    from diaban.store.models import REGISTERS, RegisterRow

    modules_ = ("staffing", "premises", "campaign", "movement", "situation", "patrols", "opinion")
    projects = ("projects.investment", "projects.course", "projects.difficulty")
    kinds = {kind for module in (*modules_, *projects) for kind in _facts(module)}
    assert REGISTERS.keys() == kinds
    common = {field.name for field in RegisterRow._meta.get_fields()}
    assert common == {"id", "act", "closed_by", "start", "end", "origin", "source"}
    for kind, model in REGISTERS.items():
        own = {field.name for field in model._meta.concrete_fields} - common
        assert own == {field.name for field in fields(kind)} - set(OWN_FIELDS), kind
        assert set(model.subject) <= own, kind


def _facts(module: str) -> list[type[Fact]]:
    import importlib

    found = importlib.import_module(f"diaban.registers.{module}")
    return [
        kind for _, kind in inspect.getmembers(found, inspect.isclass) if issubclass(kind, Fact) and kind is not Fact
    ]


def test_claims_and_evidence_have_the_same_field_names_as_their_tables() -> None:
    from diaban.store import models

    recorded = {"id", "act", "closed_by"}
    for kind, model in ((Claim, models.Claim), (Evidence, models.Evidence)):
        assert {field.name for field in model._meta.concrete_fields} - recorded == {
            field.name for field in fields(kind)
        } - {"row"}


def test_every_table_is_under_a_rule_or_says_why_not() -> None:
    from diaban.store.invariants import rules

    told = [*rules.recorded(), *rules.NAMED, *rules.FIXED, *rules.OWN, *rules.SIDE]
    assert sorted(model.__name__ for model in told) == sorted(model.__name__ for model in models())
    # Two alone: whatever states something is written by an act.
    assert [model.__name__ for model in rules.SIDE] == ["Attempt", "PlanJob"]


def test_every_source_says_whether_it_is_invented() -> None:
    from diaban.store.actions import NewSource
    from diaban.store.models import Source, SourceKind

    assert not Source._meta.get_field("kind").null
    assert not Source._meta.get_field("kind").has_default()
    # None is not told: what is recorded stands, and of a new source the installation decides (introduce_within).
    assert {field.name: field.type for field in fields(NewSource)}["kind"] == SourceKind | None


def test_every_query_takes_a_viewer() -> None:
    from diaban.store import queries

    asked = {
        name: inspect.signature(query)
        for name in queries.__all__
        if inspect.isfunction(query := getattr(queries, name)) and name != "known"
    }
    assert len(asked) > 8
    for name, signature in asked.items():
        viewer = signature.parameters.get("viewer")
        assert viewer is not None, name
        assert viewer.default is inspect.Parameter.empty, name
        assert viewer.kind is inspect.Parameter.KEYWORD_ONLY, name


def test_every_action_is_keyword_only_and_says_who_when_and_why() -> None:
    from diaban.store import actions

    for name in actions.__all__:
        action = getattr(actions, name)
        if inspect.isfunction(action):
            given = inspect.signature(action).parameters
            assert {"by", "at", "reason"} <= given.keys(), name
            assert all(one.kind is inspect.Parameter.KEYWORD_ONLY for one in given.values()), name
            assert all(given[must].default is inspect.Parameter.empty for must in ("by", "at", "reason")), name
            assert "acting(" in inspect.getsource(action), f"{name} writes no act"


WRITES = {"create", "bulk_create", "update", "bulk_update", "delete", "save", "get_or_create", "update_or_create"}


def writes(tree: ast.AST) -> list[int]:
    """Lines that write through Django: a call of such a name on a manager or a selection."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and "objects" in ast.unparse(node.func.value)
    ]


def test_nothing_but_actions_writes() -> None:
    # Attempts at a password are counted by no act: whoever guesses must not fill the journal (see there). Nor is how
    # far a search is: what it finds is kept by one.
    allowed = (SRC / "store" / "actions", SRC / "store" / "attempts.py", SRC / "store" / "plan_jobs.py")
    found = [
        place(path, line)
        for path, _, tree in modules(SRC)
        if not any(path.is_relative_to(one) for one in allowed)
        for line in writes(tree)
    ]
    assert found == []


def test_the_guard_sees_a_write() -> None:
    assert writes(ast.parse("models.Unit.objects.filter(id=1).update(act=2)"))


def test_no_rule_lives_in_a_model() -> None:
    found = [
        place(path, node.lineno)
        for path, _, tree in modules(SRC / "store" / "models")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "clean", "full_clean", "delete"}
    ]
    assert found == []


def test_the_store_loads_django_only_when_opened() -> None:
    import subprocess
    import sys

    code = "import sys, diaban.store, diaban.store.memory, diaban.store.address; assert 'django' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=Path.cwd())
    assert done.returncode == 0, done.stderr
