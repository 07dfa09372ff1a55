"""The wider column of cells: on SQLite the table is laid anew, and must not get a hidden row number by it."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, insert, select, text

from pulse.base.transactions import walled
from pulse.tallies.models import CellRow

ROW = {"box": "b", "home": "", "cohorts": ["c"], "members": 9, "n": 9, "favourable": 3, "neutral": 3, "unfavourable": 3}


@pytest.mark.one_database
def test_cells_have_no_hidden_row_number_and_keep_their_rule(app):
    with walled() as connection:
        made = connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'cell'"))
    assert "WITHOUT ROWID" in made
    assert "ck_cell_bands_or_class" in made
    assert "question VARCHAR(64)" in made


def test_going_back_leaves_what_fits(app):
    with walled(write=True) as connection:
        for question in ("T1", f"S1/{'f' * 16}"):
            connection.execute(insert(CellRow).values(question=question, **ROW))
    downgrade(revision="0013")
    upgrade()
    with walled() as connection:
        assert connection.scalars(select(CellRow.question)).all() == ["T1"]
        assert connection.scalar(select(func.count()).select_from(CellRow)) == 1
