"""Two-way fixed effects against figures that nobody here made up: Grunfeld's investment data (public domain)."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from linearmodels.panel import PanelOLS

from pulse.linkage.fixed_effects import two_way, without_lines
from pulse.linkage.pairings import pairings, slope

GRUNFELD = Path(__file__).parents[1] / "data" / "grunfeld.csv"
LAG_OF_PLACE = {0: 3, 1: 4, 2: 5}  # lags run from -3 to 3
WITHOUT_CORRECTION = {"auto_df": False, "count_effects": False, "group_debias": True}


def grunfeld() -> dict[str, np.ndarray]:
    """Firms by years: investment, value, capital."""
    rows = list(csv.DictReader(GRUNFELD.read_text().splitlines()))
    return {name: np.array([float(row[name]) for row in rows]).reshape(10, 20) for name in ("inv", "value", "capital")}


def with_holes(values: np.ndarray, holes: np.ndarray) -> np.ndarray:
    return np.where(holes, np.nan, values)


def as_frame(x: np.ndarray, y: np.ndarray) -> pd.DataFrame:
    firms, years = np.indices(x.shape)
    frame = pd.DataFrame({"firm": firms.ravel(), "year": years.ravel(), "x": x.ravel(), "y": y.ravel()})
    return frame.dropna().set_index(["firm", "year"])


def fitted(x: np.ndarray, y: np.ndarray, lag: int = 0):
    own = pairings(x[None], y).own((0, LAG_OF_PLACE[lag]))
    return slope(own[0], own[1])


@pytest.mark.parametrize(
    ("lag", "b", "se"),
    [
        (0, 0.179967912, 0.0401302052),
        (1, 0.140175324, 0.0385062495),
        (2, 0.0289647398, 0.0301786296),
    ],
)
def test_coefficients_and_errors_are_those_of_the_books(lag: int, b: float, se: float) -> None:
    data = grunfeld()
    found = fitted(data["value"], data["inv"], lag)
    assert found.b == pytest.approx(b, rel=1e-6)
    assert found.se == pytest.approx(se, rel=1e-6)


def test_two_variables_after_demeaning_give_the_two_way_estimates() -> None:
    y, *x = (two_way(grunfeld()[name]).ravel() for name in ("inv", "value", "capital"))
    b, *_ = np.linalg.lstsq(np.stack(x, axis=1), y, rcond=None)
    assert b == pytest.approx([0.117715855, 0.357916273], rel=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_an_unbalanced_panel_agrees_with_linearmodels(seed: int) -> None:
    holes = np.random.default_rng(seed).random((10, 20)) < 0.25
    x, y = (with_holes(grunfeld()[name], holes) for name in ("value", "inv"))
    oracle = PanelOLS.from_formula("y ~ x + EntityEffects + TimeEffects", as_frame(x, y))
    told = oracle.fit(cov_type="clustered", cluster_entity=True, **WITHOUT_CORRECTION)
    found = fitted(x, y)
    assert found.b == pytest.approx(told.params["x"], rel=1e-6)
    assert found.se == pytest.approx(told.std_errors["x"], rel=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_an_unbalanced_panel_agrees_with_dummies_in_statsmodels(seed: int) -> None:
    holes = np.random.default_rng(seed).random((10, 20)) < 0.25
    x, y = (with_holes(grunfeld()[name], holes) for name in ("value", "inv"))
    frame = as_frame(x, y).reset_index()
    told = smf.ols("y ~ x + C(firm) + C(year)", frame).fit()
    assert fitted(x, y).b == pytest.approx(told.params["x"], rel=1e-6)


def test_a_lag_of_an_unbalanced_panel_agrees_with_linearmodels() -> None:
    holes = np.random.default_rng(9).random((10, 20)) < 0.2
    x, y = grunfeld()["value"], grunfeld()["inv"]
    x = with_holes(x, holes)
    y = with_holes(y, np.roll(holes, 1, axis=1))  # a year later, the same cells are missing
    earlier = np.full_like(x, np.nan)
    earlier[:, 1:] = x[:, :-1]
    oracle = PanelOLS.from_formula("y ~ x + EntityEffects + TimeEffects", as_frame(earlier, y))
    told = oracle.fit(cov_type="clustered", cluster_entity=True, **WITHOUT_CORRECTION)
    found = fitted(x, y, 1)
    assert found.b == pytest.approx(told.params["x"], rel=1e-6)
    assert found.se == pytest.approx(told.std_errors["x"], rel=1e-6)


@pytest.mark.filterwarnings("ignore:The design matrix is rank-deficient")  # years and lines overlap; x does not
def test_straight_lines_of_units_are_taken_out_as_statsmodels_does() -> None:
    holes = np.random.default_rng(3).random((10, 20)) < 0.2
    x, y = (with_holes(grunfeld()[name], holes) for name in ("value", "inv"))
    frame = as_frame(x, y).reset_index()
    told = smf.ols("y ~ x + C(firm) + C(firm):year + C(year)", frame).fit()
    assert fitted(without_lines(x), without_lines(y)).b == pytest.approx(told.params["x"], rel=1e-6)


def test_what_is_left_has_no_means() -> None:
    holes = np.random.default_rng(0).random((10, 20)) < 0.3
    left = two_way(with_holes(grunfeld()["inv"], holes))
    assert np.abs(left.sum(axis=0)).max() < 1e-8
    assert np.abs(left.sum(axis=1)).max() < 1e-8
    assert (left[holes] == 0).all()
