"""Pages whose opening is noted, opened over HTTP beside another process that writes all the time."""

import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import func, select

from pulse.audit.models import Look
from pulse.base.db import db

OPENS = 60
WRITER = """
import sqlite3, sys, time
file = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
print("writes", flush=True)
while True:
    file.execute("BEGIN IMMEDIATE")
    file.execute("INSERT INTO delivered VALUES ('beside', 'x', 1) ON CONFLICT DO UPDATE SET sent = sent + 1")
    time.sleep(0.004)
    file.execute("COMMIT")
    time.sleep(0.001)
"""


@contextmanager
def beside_a_writer():
    """Let another process write into the people's file, one short transaction after the other."""
    given = [sys.executable, "-c", WRITER, db.engine.url.database]
    with subprocess.Popen(given, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == "writes\n"
            yield
        finally:
            process.kill()


def opened(app: Flask, address: str, client, path: str) -> int:
    """Open a page as a browser does and return the status."""
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"], domain="localhost")
    asked = urllib.request.Request(address + path, headers={"Cookie": f"{cookie.key}={cookie.value}"})
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as fault:
        return fault.code


def test_results_open_for_hr_and_leaders_beside_a_steady_writer(app, cast, signed_in, serving):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL lets many write at once")
    pages = {cast.hana: "/results", cast.lea: f"/results/teams/{cast.support.uid}"}
    browsers = [(signed_in(person), path) for person, path in pages.items()]
    app.testing = False  # as on a server: what breaks is answered with a page
    address = serving(app)
    with beside_a_writer():
        codes = [opened(app, address, *browsers[turn % 2]) for turn in range(OPENS)]
    assert codes == [200] * OPENS
    assert db.session.scalar(select(func.count()).select_from(Look)) == OPENS
