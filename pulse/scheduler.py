"""The heartbeat: looks every few seconds for work that is due. The database is the truth, APScheduler only ticks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from pulse.access import jobs as access
from pulse.admin import jobs as admin
from pulse.base import clock, errands
from pulse.base.settings import settings
from pulse.clients import jobs as clients
from pulse.conversations import jobs as conversations
from pulse.deliveries import jobs as landing
from pulse.linkage import jobs as customers
from pulse.outbox import chat_jobs as chat
from pulse.outbox import jobs as outbox
from pulse.people import jobs as people
from pulse.promises import askback_answer_jobs
from pulse.promises import jobs as promises
from pulse.reports import jobs as reports
from pulse.rounds import jobs as rounds
from pulse.scores import jobs as scores
from pulse.service_ratings import jobs as service_ratings
from pulse.townhalls import jobs as townhalls
from pulse.townhalls import shuffle_jobs

Job = Callable[[datetime], object]

JOBS: tuple[tuple[str, Job], ...] = (
    ("rounds", rounds.advance),
    ("shuffle", rounds.shuffle),
    ("scores", scores.compute),
    ("lines", scores.piece),
    ("services", service_ratings.weigh),
    ("customers", customers.compute),
    ("surveys", clients.advance),
    ("promises", promises.advance),
    ("askback", askback_answer_jobs.hear),
    ("halls", townhalls.advance),
    ("floors", shuffle_jobs.shuffle),
    ("replies", conversations.carry),
    ("digests", reports.write_digests),
    ("papers", reports.make_papers),
    ("purge", outbox.purge),
    ("links", access.purge),
    ("drafts", people.purge_drafts),
    ("leavers", admin.erase_leavers),
)

# What leaves the house: the server does it beside its heartbeat, so that no round waits for a slow mail server or chat.
LEAVING: tuple[tuple[str, Job], ...] = (("outbox", outbox.send_due), ("chat", chat.post_due))

# Work of minutes: the server does it beside its heartbeat, so that no round waits for it.
SLOW: tuple[tuple[str, Job], ...] = (("ratings", landing.bring_in),)


# Work that somebody sits and waits for: a sign-in link, a PDF.
ERRANDS: dict[str, Job] = {"outbox": outbox.send_due, "papers": reports.make_papers}


@dataclass(frozen=True)
class Failed:
    """A job that broke, by the class of its error."""

    error: str

    def __str__(self) -> str:
        return f"failed ({self.error})"


def tick(app: Flask, jobs: tuple[tuple[str, Job], ...] = (*JOBS, *LEAVING, *SLOW)) -> dict[str, object]:
    """Do everything that is due, once; a job that fails is logged and the others go on."""
    with app.app_context():
        now = clock.now()
        _tried("heartbeat", admin.beat, now)  # at once: whoever asks for our health need not wait for a thousand mails
        done = {name: _tried(name, job, now) for name, job in jobs}
        well = [name for name, outcome in done.items() if not isinstance(outcome, Failed)]
        _tried("heartbeat", lambda at: admin.beat(at, well), now)
    return done


def haul(app: Flask, jobs: tuple[tuple[str, Job], ...] = SLOW) -> None:
    """Do work that the heartbeat does not wait for, once."""
    with app.app_context():
        now = clock.now()
        done = {name: _tried(name, job, now) for name, job in jobs}
        well = [name for name, outcome in done.items() if not isinstance(outcome, Failed)]
        _tried("heartbeat", lambda at: admin.beat(at, well), now)


def _tried(name: str, job: Job, now: datetime) -> object:
    try:
        return job(now)
    except Exception as error:  # noqa: BLE001  the tick must go on: one broken job may not stop the others
        structlog.get_logger("pulse").error("job failed", job=name, error=type(error).__name__)
        return Failed(type(error).__name__)


def start(app: Flask) -> BackgroundScheduler | None:
    """Start the heartbeat of this process; several processes may beat, work is claimed in the database."""
    with app.app_context():
        seconds = settings().tick_seconds
    if not seconds:
        return None
    scheduler = BackgroundScheduler(timezone="UTC")
    for work, given in ((tick, [app, JOBS]), (haul, [app, LEAVING]), (haul, [app, SLOW])):
        scheduler.add_job(
            work,
            "interval",
            given,
            seconds=seconds,
            jitter=seconds // 4,
            coalesce=True,
            max_instances=1,
            next_run_time=clock.now(),
        )
    scheduler.start()
    _run_errands(app)
    return scheduler


def _run_errands(app: Flask) -> None:
    """Take errands, each by a thread of its own: none waits for another, and a server that stops ends what began."""
    threads = {name: ThreadPoolExecutor(1, f"errand-{name}") for name in ERRANDS}

    def begin(name: str) -> None:
        with suppress(RuntimeError):  # this process is ending: the next tick does it, wherever that is
            threads[name].submit(haul, app, ((name, ERRANDS[name]),))

    errands.take(app, begin)
