"""Every test asserts something."""

import ast

from tests.guards.code_base import ROOT, called, modules, place

SPOKEN = {"raises", "warns", "fail"}


def expects(node: ast.Call) -> bool:
    """Playwright's assertion, which waits: ``expect(…).to_have_text(…)``; ``expect(…)`` alone asserts nothing."""
    match node.func:
        case ast.Attribute(value=ast.Call() as subject, attr=name):
            return called(subject) == "expect" and name.startswith(("to_", "not_to_"))
        case _:
            return False


def asserts(function: ast.AST) -> bool:
    return any(
        isinstance(node, ast.Assert)
        or (
            isinstance(node, ast.Call)
            and (called(node) in SPOKEN or called(node).startswith("assert_") or expects(node))
        )
        for node in ast.walk(function)
    )


def test_every_test_asserts_something() -> None:
    found = [
        place(path, node.lineno)
        for path, _, tree in modules(ROOT / "tests")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not asserts(node)
    ]
    assert found == []


def test_the_guard_sees_a_test_without_assertion() -> None:
    assert not asserts(ast.parse("def test_x():\n    run()"))
    assert not asserts(ast.parse("def test_x(page):\n    expect(page)"))
    assert asserts(ast.parse("def test_x(page):\n    expect(page).to_have_title('x')"))
