"""A language is added in one list: forms, picker, settings, rosters and the tools take it from there."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.laws._reading import HOUSE, copy_of_the_house

pytestmark = pytest.mark.one_database
PLANTED = '    "he": Tongue("עברית", "rtl"),\n}\nOWN_NAMES'
ASKED = """
import json
from pathlib import Path
from pulse import create_app
from dataclasses import replace
from pulse.base.settings import check, load
from pulse.people.languages import language
from pulse.programmes.forms import ProgrammeForm
from pulse.programmes.help_forms import HelpForm
from pulse.questions.forms import QuestionForm
from tools import words

given = load(Path("instance").absolute(), {})
app = create_app(given)
with app.test_request_context("/anonymity?lang=he"):
    page = app.jinja_env.from_string("{{ language }} {{ direction }} {{ languages[language] }}")
    values = {}
    app.update_template_context(values)
    field = QuestionForm().he
    print(json.dumps({
        "page": page.render(**values),
        "field": [field.label.text, field.render_kw["lang"], field.render_kw["dir"]],
        "forms": [hasattr(HelpForm, "he"), hasattr(ProgrammeForm, "own_he")],
        "roster": language("עברית"),
        "tools": list(words.LANGUAGES),
        "setting": check(replace(given, locale="he")).locale,
    }))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What a house says that speaks one language more."""
    house = copy_of_the_house(tmp_path_factory.mktemp("house"))
    for name in ("tools", "migrations"):
        (house / name).symlink_to(HOUSE / name)
    (house / "tools").unlink()
    (house / "tools").mkdir()
    for path in (HOUSE / "tools").glob("*.py"):
        (house / "tools" / path.name).write_text(path.read_text("utf-8"), "utf-8")
    tongues = house / "pulse" / "base" / "tongues.py"
    before = tongues.read_text("utf-8")
    tongues.write_text(before.replace("}\nOWN_NAMES", PLANTED), "utf-8")
    assert tongues.read_text("utf-8") != before
    done = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=house, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("page", "he rtl עברית"),
        ("field", ["עברית", "he", "rtl"]),
        ("forms", [True, True]),
        ("roster", "he"),
        ("tools", ["de", "ar", "he"]),
        ("setting", "he"),
    ],
)
def test_a_fourth_language_in_the_list_is_taken(told, what, expected):
    assert told[what] == expected


def test_no_other_module_lists_the_languages():
    lists = [
        str(path.relative_to(HOUSE))
        for folder in ("pulse", "tools")
        for path in Path(HOUSE / folder).rglob("*.py")
        if "Deutsch" in path.read_text("utf-8")
    ]
    assert lists == ["pulse/base/tongues.py"]
