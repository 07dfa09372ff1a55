"""Work that somebody sits and waits for: begun at once by the process that was asked, not at its next tick."""

from collections.abc import Callable
from typing import Final

from flask import Flask, current_app
from sqlalchemy import event

from pulse.base.db import db

_BEGIN: Final = "pulse.errands"


def soon(job: str) -> None:
    """Have a job begun right after the transaction of this moment is committed; if it is rolled back, nothing is.

    Where no scheduler runs in this process, whoever ticks does it in its time.
    """
    begin = current_app.extensions.get(_BEGIN)
    if begin is not None:
        event.listen(db.session(), "after_commit", lambda _session: begin(job), once=True)


def take(app: Flask, begin: Callable[[str], None]) -> None:
    """Say who begins the jobs of an application, by name; it must not keep the caller waiting."""
    app.extensions[_BEGIN] = begin
