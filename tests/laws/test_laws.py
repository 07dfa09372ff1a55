"""Each law is tried on a violation: what the house is asked for is asked of a planted fault too, and finds it."""

import ast
from pathlib import Path

from tests.laws._reading import HOUSE

LAWS = HOUSE / "tests" / "laws"


def untried(laws: Path) -> list[str]:
    """Return the rules that tests want to find nothing, and that no test called "… seen" lets find something."""
    return [
        f"{path.name}: {rule}"
        for path in sorted(laws.glob("test_*.py"))
        for rule in sorted(_untried(ast.parse(path.read_text("utf-8"))))
    ]


def _untried(law: ast.Module) -> set[str]:
    functions = {node.name: node for node in law.body if isinstance(node, ast.FunctionDef)}
    tests = {name: node for name, node in functions.items() if name.startswith("test_")}
    seen = {called for name, node in tests.items() if name.endswith("seen") for called in _called(node)}
    asserted = (each for node in tests.values() for each in ast.walk(node) if isinstance(each, ast.Assert))
    wanted = {called for each in asserted if _wants_nothing(each.test) for called in _asked(each.test)}
    while new := {called for name in seen & functions.keys() for called in _called(functions[name])} - seen:
        seen |= new
    return wanted & functions.keys() - seen


def _wants_nothing(test: ast.expr) -> bool:
    """Say whether this holds only where nothing was found: `== []`, `== set()`, `not …`, `<= …`."""
    if isinstance(test, ast.UnaryOp):
        return isinstance(test.op, ast.Not)
    if not isinstance(test, ast.Compare):
        return False
    return isinstance(test.ops[0], ast.LtE) or ast.unparse(test.comparators[0]) in {"[]", "{}", "set()"}


def _asked(test: ast.expr) -> set[str]:
    """Return which rule is asked; what it is asked about may be computed by other functions."""
    asked = test.operand if isinstance(test, ast.UnaryOp) else test.left if isinstance(test, ast.Compare) else test
    while isinstance(asked, ast.BinOp):
        asked = asked.left
    return {asked.func.id} if isinstance(asked, ast.Call) and isinstance(asked.func, ast.Name) else set()


def _called(node: ast.AST) -> set[str]:
    names = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    return {name.id for name in names if isinstance(name, ast.Name)}


def test_every_law_is_tried_on_a_violation() -> None:
    assert untried(LAWS) == []


def test_a_law_that_nothing_planted_has_tried_is_seen(tmp_path: Path) -> None:
    text = (
        "def odd(house): ...\ndef even(house): ...\ndef test_a():\n    assert odd(1) == []\n    assert even(1) == []\n"
    )
    (tmp_path / "test_numbers.py").write_text(text + "def test_b_is_seen():\n    assert len(odd(2)) == 1\n", "utf-8")
    assert untried(tmp_path) == ["test_numbers.py: even"]
