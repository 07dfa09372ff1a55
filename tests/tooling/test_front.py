"""What looks over templates, style sheets and scripts finds what was planted, and nothing in the house."""

import shutil

import pytest

from tools import front

pytestmark = pytest.mark.one_database


def test_no_template_has_more_long_lines_than_are_listed():
    assert list(front.too_long(front.ROOT / "templates")) == []


def test_a_planted_long_line_and_an_entry_that_nothing_needs_are_seen(tmp_path):
    shutil.copytree(front.ROOT / "templates", tmp_path / "templates")
    listed, many = next(iter(front.listed().items()))
    (tmp_path / "templates" / listed).write_text("short\n")
    (tmp_path / "templates" / "home" / "wide.html").write_text("x" * 161 + "\n" + "x" * 160)
    found = list(front.too_long(tmp_path / "templates"))
    assert found == [
        "templates/home/wide.html: 1 lines over 160 characters, 0 are allowed",
        f"long_lines.txt: {listed} has 0 long lines now, not {many}: write that, or take it out",
    ]


def test_style_sheets_are_read_to_the_end():
    assert list(front.styles(front.ROOT / "pulse" / "static")) == []


@pytest.mark.parametrize(
    "planted", ["a { color red; }", "@media print { a { b } }", "a { color: red; } }", ".open", "a { width: 1px); }"]
)
def test_a_planted_fault_in_a_style_sheet_is_seen(tmp_path, planted):
    (tmp_path / "planted.css").write_text(planted)
    assert len(list(front.styles(tmp_path))) == 1


def test_without_node_it_says_that_scripts_were_skipped(monkeypatch, capsys):
    monkeypatch.setattr(front.shutil, "which", lambda name: None)
    assert front.main() == 0
    assert front.SKIPPED in capsys.readouterr().out


@pytest.fixture(scope="module")
def linter():
    """ESLint as `make lint` has it."""
    if shutil.which("node") is None:
        pytest.skip("needs Node")
    if (found := front.eslint()) is None:
        pytest.skip("npm cannot fetch ESLint here")
    return found


def test_scripts_have_no_fault(linter):
    assert list(front.scripts(front.ROOT / "pulse" / "static", linter)) == []


@pytest.mark.parametrize("planted", ["const x = (;", "unheard();", "const x = 1;", "export const x = (y) => y == 1;"])
def test_a_planted_fault_in_a_script_is_seen(tmp_path, linter, planted):
    (tmp_path / "planted.js").write_text(planted)
    (tmp_path / "sound.js").write_text("export const x = await 1;")
    (fault,) = front.scripts(tmp_path, linter)
    assert "planted.js:1" in fault


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_without_the_linter_a_script_that_cannot_be_read_is_seen_and_that_is_said(tmp_path, monkeypatch, capsys):
    (tmp_path / "planted.js").write_text("const x = (;")
    (fault,) = front.scripts(tmp_path, None)
    assert "SyntaxError" in fault
    monkeypatch.setattr(front, "eslint", lambda: None)
    assert front.main() == 0
    assert front.OFFLINE in capsys.readouterr().out
