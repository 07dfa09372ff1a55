"""Colours: text can be read on every ground in light and in dark, and the pulse page's few are the same ones."""

import gzip
import re

import pytest

from tests.look.gallery import HOUSE

CSS = HOUSE / "pulse" / "static" / "css"
PAIR = re.compile(r"(--[a-z0-9-]+): light-dark\((#[0-9a-f]{3,6}), (#[0-9a-f]{3,6})\)")
TEXTS = [(f"--on-step-{n}", f"--step-{n}") for n in range(1, 8)] + [
    ("--ink", "--paper"), ("--ink", "--card"), ("--ink", "--sunk"),
    ("--soft", "--paper"), ("--soft", "--card"), ("--soft", "--sunk"),
    ("--accent", "--paper"), ("--accent", "--card"), ("--accent", "--accent-soft"), ("--on-accent", "--accent"),
    ("--warm", "--card"), ("--warm", "--warm-soft"), ("--ink", "--warm-soft"), ("--ink", "--accent-soft"),
    ("--danger", "--card"), ("--danger", "--danger-soft"), ("--ink", "--danger-soft"),
    ("--card", "--warm"),
]  # fmt: skip
EDGES = [
    ("--edge", "--paper"),
    ("--edge", "--card"),
    ("--quiet", "--card"),
    ("--accent", "--card"),
    ("--warm", "--card"),
]


def pairs(*names: str) -> dict[str, tuple[str, str]]:
    text = "".join((CSS / name).read_text(encoding="utf-8") for name in names)
    return {name: (light, dark) for name, light, dark in PAIR.findall(text)}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dress", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_can_be_read(text, ground, dress):
    known = pairs("app.css", "charts.css")
    assert contrast(known[text][dress], known[ground][dress]) >= 4.5


@pytest.mark.parametrize("dress", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), EDGES)
def test_edges_of_controls_and_lines_of_charts_can_be_seen(line, ground, dress):
    known = pairs("app.css", "charts.css")
    assert contrast(known[line][dress], known[ground][dress]) >= 3


def test_the_pulse_page_uses_the_same_colours():
    few, all_of_them = pairs("pulse.css"), pairs("app.css")
    assert few
    assert {name: all_of_them.get(name) for name in few} == few


def test_style_sheets_stay_small():
    size = {name: len(gzip.compress((CSS / name).read_bytes(), 9)) for name in ("app.css", "charts.css", "print.css")}
    assert size["app.css"] + size["charts.css"] <= 7100
    assert size["print.css"] <= 900
    assert len(gzip.compress((CSS / "pulse.css").read_bytes(), 9)) <= 3100


def test_the_styles_know_no_left_and_no_right():
    sided = re.compile(
        r"(margin|padding|border|inset)-(left|right)|float: (left|right)|text-align: (left|right)|[^-]\b(left|right):"
    )
    for sheet in CSS.glob("*.css"):
        assert not sided.search(sheet.read_text(encoding="utf-8")), sheet.name
