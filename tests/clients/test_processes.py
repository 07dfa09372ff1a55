"""Two processes tick at the same moment."""

import os
import subprocess
import sys

import pytest
from sqlalchemy import func, select

from pulse.base.db import db
from pulse.base.settings import settings
from pulse.clients.models import Ask, Wave
from pulse.outbox.models import Message
from tests.clients.asked import account, survey, unit

pytestmark = pytest.mark.real_time


def test_two_processes_that_meet_open_each_wave_and_ask_each_contact_once(app, cast):
    whose = unit(cast)
    for name in ("Northwind", "Southwind", "Eastwind"):
        account(whose, name)
    survey(whose=whose)
    survey()
    given = settings()
    given.instance.mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "PULSE_PEOPLE_URL": given.people_url,
        "PULSE_BALLOTS_URL": given.ballots_url,
        "PULSE_SECRET_KEY": given.secret_key,
    }
    command = [sys.executable, "-m", "tests.clients.ticker", str(given.instance)]
    both = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for process in both:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    db.session.rollback()
    counted = [db.session.scalar(select(func.count()).select_from(table)) for table in (Wave, Ask, Message)]
    assert counted == [2, 9, 9]
