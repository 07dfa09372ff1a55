"""That nothing was found is said only where something was tested: never in an `else`, never without a verdict."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.laws._reading import HOUSE, copy_of_the_house, modules, plant, templates

# What a reader takes for an all-clear: nothing changed, nobody stands out, all is as it should be.
ALL_CLEAR = re.compile(
    r"nothing( new)? (has|needs|stands)\b(?! been| yet)|no (new )?(team|unit|account|risk|concern|clear|strength)\b"
    r".*(chang|stand|seen|at risk|clear|otherwise)|none (shows|has)|every (team|question) (that|goes|was thanked)|"
    r"^(not clearly|moved (as|with)|much like)|not clearly (changed|different|apart)|rated much like|"
    r"within what luck|no result of this team stands out|no clear (strength|concern|change)|no link seen",
    re.IGNORECASE,
)
# Sentences about files and forms, which the words above catch too, and those that say themselves what is not known.
OTHERS = re.compile(r"something has changed since|none has run yet|cannot be judged yet", re.IGNORECASE)
# Values that only a test can have made: of a verdict, a finding, a comparison, or of `scores.all_clear.Calm`.
TESTED = frozenset(
    {"steady", "nothing-new", "partly", "with-company", "moved with company", "unclear", "clear", "with company"}
    | {"no link seen", "NO_LINK", "Move.UNCLEAR", "Move.WITH_COMPANY"}
)
# Conditions that hold only where something was compared, by name.
COMPARED = frozenset({"comparable", "compared", "proud", "missed"})


def is_all_clear(sentence: str) -> bool:
    return bool(ALL_CLEAR.search(sentence)) and not OTHERS.search(sentence)


def _sentence(node: nodes.Node) -> str:
    """Return the sentence of a call of gettext or ngettext; empty for anything else."""
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in ("_", "ngettext"):
        said = [str(each.value) for each in node.args if isinstance(each, nodes.Const) and isinstance(each.value, str)]
        return " / ".join(said)
    return ""


def _names_a_test(test: nodes.Node) -> bool:
    """Tell whether a condition compares with what only a test can have made, or asks whether there was one."""
    if isinstance(test, nodes.Not):
        return False
    if isinstance(test, nodes.Or):
        return _names_a_test(test.left) and _names_a_test(test.right)
    if isinstance(test, nodes.And):
        return _names_a_test(test.left) or _names_a_test(test.right)
    if isinstance(test, nodes.Compare):
        values = [each.value for each in test.find_all(nodes.Const)]
        return test.ops[0].op in ("eq", "in") and bool(values) and all(value in TESTED for value in values)
    if isinstance(test, nodes.Call):  # asks whether such a value is among many
        values = [each.value for each in test.args if isinstance(each, nodes.Const)]
        return bool(values) and len(values) == len(test.args) and all(value in TESTED for value in values)
    name = test.attr if isinstance(test, nodes.Getattr) else test.name if isinstance(test, nodes.Name) else ""
    return name in COMPARED


def _unguarded(node: nodes.Node, guarded: bool) -> Iterator[str]:
    """Yield the all-clears below a node that no condition guards; an `else` is no guard."""
    sentence = _sentence(node)
    if sentence and is_all_clear(sentence) and not guarded:
        yield sentence
    if isinstance(node, nodes.If):
        for child in node.body:
            yield from _unguarded(child, guarded or _names_a_test(node.test))
        for child in (*node.elif_, *node.else_):
            yield from _unguarded(child, guarded)
        return
    if isinstance(node, nodes.CondExpr):
        yield from _unguarded(node.expr1, guarded or _names_a_test(node.test))
        if node.expr2 is not None:
            yield from _unguarded(node.expr2, guarded)
        return
    for child in node.iter_child_nodes():
        yield from _unguarded(child, guarded)


def in_template(text: str) -> list[str]:
    """Return the all-clears of a template that stand where no test was made."""
    return list(_unguarded(Environment(autoescape=True).parse(text), guarded=False))


def in_templates(house: Path) -> list[str]:
    """Return those of all templates, mails included."""
    pages = [(name, text) for name, text in templates(house) if name.endswith((".html", ".txt"))]
    return [f"{name}: {sentence}" for name, text in pages for sentence in in_template(text)]


def _is_said(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext")


def in_code(house: Path) -> list[str]:
    """Return the all-clears of modules that are no entry of a table by verdict."""
    found = []
    for module in modules(house):
        tables = [node for node in ast.walk(module.tree) if isinstance(node, ast.Dict)]
        kept = {
            id(value)
            for table in tables
            for key, value in zip(table.keys, table.values, strict=True)
            if key is not None and any(tested in ast.unparse(key) for tested in TESTED)
        }
        for node in ast.walk(module.tree):
            if _is_said(node) and id(node) not in kept:
                words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                found += [f"{module.name}: {said}" for said in words if is_all_clear(said)]
    return found


def test_no_page_and_no_mail_gives_an_all_clear_without_a_test() -> None:
    assert in_templates(HOUSE) == []


def test_no_code_words_an_all_clear_but_by_verdict() -> None:
    assert in_code(HOUSE) == []


@pytest.mark.parametrize(
    "template",
    [
        "{{ _('Nothing has clearly changed in %(team)s', team=team) }}",
        "{% if news %}x{% else %}{{ _('Nothing needs a first look') }}{% endif %}",
        "{% if turn == 'higher' %}x{% elif turn == 'cannot-judge' %}{{ _('not clearly changed') }}{% endif %}",
        "{{ a if b else _('No unit stands clearly apart') }}",
        "{% if not compared %}{{ _('No clear concern') }}{% endif %}",
        "{% if calm == 'clear' or page.rows %}{{ _('No account is at risk') }}{% endif %}",
    ],
)
def test_planted_all_clears_are_seen(template: str) -> None:
    assert len(in_template(template)) == 1


def test_an_all_clear_behind_a_test_is_none() -> None:
    assert in_template("{% if calm == 'clear' %}{{ _('Nothing needs a first look') }}{% endif %}") == []


def test_a_planted_all_clear_in_a_template_is_seen(tmp_path: Path) -> None:
    house = copy_of_the_house(tmp_path)
    plant(house, "templates/reports/mail/digest.txt", "{{ _('Nothing needs a first look') }}")
    assert in_templates(house) == ["reports/mail/digest.txt: Nothing needs a first look"]


def test_a_planted_all_clear_in_code_is_seen(tmp_path: Path) -> None:
    house = copy_of_the_house(tmp_path)
    plant(house, "pulse/reports/messages.py", '\n\ndef calm():\n    return _("Nothing has clearly changed")\n')
    assert len(in_code(house)) == 1
