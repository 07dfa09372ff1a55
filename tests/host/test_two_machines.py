"""The manual's two machines: one answers without the sealing key, the other seals. And the manual's SQL."""

import re
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from psycopg import sql

from pulse import create_app
from pulse.admin import queries
from pulse.ballots import queries as boxes
from pulse.ballots.keys import KeysMissing
from pulse.base.db import db
from pulse.base.settings import settings
from pulse.people import queries as people
from pulse.rounds import jobs
from pulse.rounds import queries as rounds
from pulse.rounds.models import Step
from pulse.tallies import queries as tallies
from tests._ground.application import Browser, dispose
from tests._ground.databases import Urls
from tests._ground.voting import MONDAY, make_programme, open_round, vote
from tests.host.conftest import HOUSE, Host

OPENING = MONDAY + timedelta(hours=1, minutes=1)
WANTED = ("issue.key", "sealed")


def rsync(source: Path, target: Path) -> None:
    """Copy what the manual's line copies: directories, issue keys and markers."""

    def other(folder, names):
        return [name for name in names if not (Path(folder) / name).is_dir() and name not in WANTED]

    shutil.copytree(source, target, ignore=other, dirs_exist_ok=True)


@pytest.fixture
def web(app, tmp_path):
    """The machine that answers: the same databases and settings, keys of its own."""
    made = create_app(replace(settings(), key_directory=str(tmp_path / "web-keys")))
    made.testing = True
    made.test_client_class = Browser
    yield made
    dispose(made)


def test_one_machine_answers_without_the_sealing_key_and_the_other_seals(app, cast, web, tmp_path, time_machine):
    time_machine.move_to(OPENING)
    make_programme()
    opened = open_round(OPENING)
    everybody = people.members()
    db.session.remove()
    rsync(boxes.ring().directory, tmp_path / "web-keys")
    with web.app_context():
        with pytest.raises(KeysMissing):
            boxes.ring().seal_key(opened.uid)
        for person in everybody:
            vote(web.test_client(), opened, person, 4)
        told = queries.facts(OPENING)
        assert (told.without_issue_key, told.without_seal_key) == (0, 1)
    jobs.advance(opened.closes_at)
    assert rounds.round_(opened.uid).step == Step.SEALED.value
    assert tallies.facts(opened.uid).ballots == len(everybody)
    db.session.remove()  # what was only read must not keep the other machine waiting
    rsync(boxes.ring().directory, tmp_path / "web-keys")
    with web.app_context():
        assert web.test_client().post("/ballot", json={"round": opened.uid}).status_code >= 400
        assert queries.keys(opened.uid) is queries.Keys.GONE
        left = {trouble for trouble, _ in queries.facts(opened.closes_at).key_troubles}
        assert "keys beside the sealed marker" in left


def test_the_manuals_sql_makes_two_sides_that_cannot_see_each_other(databases, tmp_path):
    if databases.kind != "postgresql":
        pytest.skip("this is about PostgreSQL")
    manual = (HOUSE / "docs" / "operations.md").read_text("utf-8")
    statements = re.search(r"```sql\n(.*?)```", manual, re.DOTALL)[1]
    names = [f"pulse_{side}" for side in Urls._fields]
    try:
        for statement in statements.split(";")[:-1]:
            databases.admin.execute(statement)
        passwords = dict(zip(Urls._fields, re.findall(r"PASSWORD '([^']+)'", statements), strict=True))
        urls = Urls(
            *(
                databases.superuser.set(
                    username=f"pulse_{side}", password=passwords[side], database=f"pulse_{side}"
                ).render_as_string(hide_password=False)
                for side in Urls._fields
            )
        )
        host = Host(tmp_path / "instance", urls, {"PULSE_SECRET_KEY": "s" * 32})
        host.does("migrate")
        assert "two roles that cannot see each other" in host.run("doctor").stdout
    finally:
        for name in names:
            databases.admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        for name in names:
            databases.admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))
