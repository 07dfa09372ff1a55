"""Hears the team: after each seal, what those to whom a promise was made say of it."""

from datetime import datetime

from sqlalchemy import select

from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.programmes import actions as programme_actions
from pulse.programmes import queries as programmes
from pulse.promises import actions
from pulse.promises.ledger_actions import take_turn
from pulse.promises.models import Promise
from pulse.promises.team_word import word
from pulse.rounds import queries as rounds
from pulse.rounds.models import Step
from pulse.tallies import queries as tables


def hear(now: datetime | None = None) -> int:
    """Hear every answer that a seal has published since; return how many. Any number of processes may call this."""
    moment = now or clock.now()
    with transaction():
        waiting = [(each.name, each.number, each.round_uid) for each in programmes.unheard()]
        step = {uid: Step(rounds.round_(uid).step) for uid in {uid for _, _, uid in waiting}}
        for name, number, uid in waiting:
            if step[uid] is Step.SKIPPED:  # its ballots were lost: the next round asks
                programme_actions.ask_again(name, number)
    sealed = [(name, number, uid) for name, number, uid in waiting if step[uid] is Step.SEALED]
    return sum(_hear(name, number, uid, moment) for name, number, uid in sealed)


def _hear(name: str, number: int, asked_in: str, now: datetime) -> bool:
    """Hear one answer, in a transaction of its own: whoever notes it first writes it down."""
    with transaction():
        take_turn()
        if not programme_actions.note_heard(name, number):
            return False
        promise = db.session.scalar(select(Promise).where(Promise.uid == name))
        latest = programmes.askings(name)[-1].number == number
        if promise is not None:
            actions.hear(promise, word(asked_in, tables.kept(asked_in, name), latest=latest), now=now)
        return True
