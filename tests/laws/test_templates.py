"""Templates: no inline script or style, every one rendered by someone, no word outside gettext, no table of words."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.laws._reading import HOUSE, copy_of_the_house, modules, plant, templates, without_jinja

INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)|=.javascript:", re.IGNORECASE)
WORDS = re.compile(r">([^<>]*[^\W\d_]{2,}[^<>]*)<")
SPOKEN = re.compile(r"\s(?:aria-label|title|placeholder|alt)=\"([^\"{]*[^\W\d_]{2,}[^\"{]*)\"")
HTML = (".html",)
# Mail layouts may carry what mail programs need; Pulse itself is a name.
NAMES = frozenset({"Pulse"})


def inline(house: Path) -> list[str]:
    """Return templates with script or style of their own; mails are not pages and may."""
    return [
        name
        for name, text in templates(house)
        if name.endswith(HTML) and "/mail/" not in name and INLINE.search(without_jinja(text))
    ]


def unspoken(house: Path) -> list[str]:
    """Return words in templates that no translator ever sees."""
    found = []
    for name, text in templates(house):
        if name.endswith(HTML):
            unclassed = re.sub(r"\{% block (?:width|frame) %\}\w+\{% endblock %\}", "", text)  # the name of a class
            bare = re.sub(r"<(code|svg|style)\b.*?</\1>", "", without_jinja(unclassed), flags=re.DOTALL)
            said = (" ".join(words.split()) for words in (*WORDS.findall(bare), *SPOKEN.findall(bare)))
            found += [f"{name}: {words}" for words in said if words not in NAMES]
    return found


def says(node: nodes.Node) -> bool:
    """Say whether a value is worded here: a call of gettext or ngettext, by itself, in a tuple, or chosen."""
    calls = [node, *node.find_all(nodes.Call)]
    return any(isinstance(n, nodes.Call) and getattr(n.node, "name", "") in {"_", "gettext", "ngettext"} for n in calls)


def tables(text: str) -> list[int]:
    """Return the lines on which a template maps codes to sentences; one worded field of a record maps none."""
    found = Environment(autoescape=True).parse(text).find_all(nodes.Dict)
    return [table.lineno for table in found if sum(says(pair.value) for pair in table.items) > 1]


def worded(house: Path) -> list[str]:
    """Return templates that word codes, which a room's `wording` does."""
    return [f"{name}:{line}" for name, text in templates(house) for line in tables(text)]


def unrendered(house: Path) -> list[str]:
    """Return templates that no view, no mail and no other template uses."""
    said = " ".join(module.path.read_text("utf-8") for module in modules(house))
    said += " ".join(text for _, text in templates(house))
    kinds = set(re.findall(r"Kind\(\s*(?:name=)?\"([\w-]+)\"", said))
    return [
        name
        for name, _ in templates(house)
        if f'"{name}"' not in said and f"'{name}'" not in said and not ("/mail/" in name and Path(name).stem in kinds)
    ]


def test_no_template_has_script_or_style_of_its_own() -> None:
    assert inline(HOUSE) == []


def test_every_word_can_be_translated() -> None:
    assert unspoken(HOUSE) == []


def test_no_template_maps_codes_to_sentences() -> None:
    assert worded(HOUSE) == []


@pytest.mark.parametrize(
    "planted",
    [
        "{% set words = {'open': _('Open'), 'ended': _('Ended')} %}",
        "{{ {1: (_('One'), 'icon'), 2: (_('Two'), 'icon')}[code] }}",
        "{{ {'a': _('A') if b else _('B'), 'c': ngettext('C', 'Cs', 2)}.get(code) }}",
    ],
)
def test_a_planted_table_of_words_is_seen(tmp_path: Path, planted: str) -> None:
    house = copy_of_the_house(tmp_path)
    plant(house, "templates/home/alone.html", planted)
    assert worded(house) == ["home/alone.html:1"]


def test_every_template_is_rendered_by_someone() -> None:
    assert unrendered(HOUSE) == []


def test_planted_violations_are_seen(tmp_path: Path) -> None:
    house = copy_of_the_house(tmp_path)
    before = len(unspoken(house)), len(unrendered(house)), len(inline(house))
    plant(house, "templates/home/alone.html", '<p style="color:red" onclick="x()">Never translated</p>')
    assert (len(unspoken(house)), len(unrendered(house)), len(inline(house))) == tuple(n + 1 for n in before)
