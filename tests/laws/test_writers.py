"""Transactions end in one module, and only there is it said whether they write."""

import ast
from pathlib import Path

from tests.laws._reading import HOUSE, copy_of_the_house, modules, plant

EDGE = "pulse.base.transactions"
SAYS_SO = "pulse.base.db.writing"


def elsewhere(house: Path) -> list[str]:
    """Return where a transaction is committed, or said to write, outside of the edge."""
    found = []
    for module in modules(house):
        if module.name in {EDGE, "pulse.base.db"}:
            continue
        found += [f"{module.name}:{line} imports {name}" for name, line, _ in module.imports() if name == SAYS_SO]
        calls = (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))
        found += [f"{module.name}:{call.lineno} commits" for call in calls if ast.unparse(call.func) in COMMITS]
    return found


COMMITS = frozenset({"db.session.commit", "session.commit"})


def test_transactions_end_at_the_edge_alone() -> None:
    assert elsewhere(HOUSE) == []


def test_planted_violations_are_seen(tmp_path: Path) -> None:
    house = copy_of_the_house(tmp_path)
    plant(house, "pulse/audit/actions.py", "\nfrom pulse.base.db import writing\n")
    plant(house, "pulse/rounds/views.py", "\n\ndef wrong() -> None:\n    db.session.commit()\n")
    assert len(elsewhere(house)) == 2
