"""Pages on which HR and the host choose the channels of chat that Pulse posts to."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from pulse.base import clock, transactions
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.outbox import chat_actions, queries, wording
from pulse.outbox.forms import ChannelForm
from pulse.outbox.payloads import Chat

room = Room("outbox", __name__)


@room.page("/channels", may=May.MANAGE_CHANNELS, methods=("GET", "POST"))
def channels() -> Answer:
    form = ChannelForm()
    form.offer()
    if form.validate_on_submit():
        kind, address = Chat(form.kind.data), form.address.data or ""
        chat_actions.add(form.name.data or "", kind, address, form.branch(), by=me(), now=clock.now())
        flash(_("%(name)s is added. Send a test to see whether it works.", name=form.name.data), "success")
        return redirect(url_for("outbox.channels"), code=303)
    rows = [(each, count, wording.problem(each.problem)) for each, count in queries.notices_state().channels]
    return render_template("outbox/channels.html", form=form, rows=rows), 422 if form.is_submitted() else 200


@room.page("/channels/<uid>/test", may=May.MANAGE_CHANNELS, methods=("POST",))
def test(uid: str) -> Answer:
    channel, now = queries.channel(uid), clock.now()
    address, kind, name, sentence = chat_actions.opened(channel), channel.kind, channel.name, chat_actions.trial()
    transactions.step_aside()  # nothing is written yet: nobody waits for the database while a chat does not answer
    outcome = chat_actions.said(address, kind, sentence, now)
    chat_actions.note(queries.channel(uid), outcome, now)
    if outcome.trouble is None:
        flash(_("The test arrived in %(name)s.", name=name), "success")
    else:
        flash(_("The test did not arrive in %(name)s.", name=name) + " " + wording.problem(outcome.trouble), "error")
    return redirect(url_for("outbox.channels"), code=303)


@room.page("/channels/<uid>/resume", may=May.MANAGE_CHANNELS, methods=("POST",))
def resume(uid: str) -> Answer:
    channel = queries.channel(uid)
    chat_actions.resume(channel, by=me())
    flash(_("Pulse posts to %(name)s again.", name=channel.name), "success")
    return redirect(url_for("outbox.channels"), code=303)


@room.page("/channels/<uid>/remove", may=May.MANAGE_CHANNELS)
def remove(uid: str) -> Answer:
    return render_template("outbox/remove.html", channel=queries.channel(uid))


@room.page("/channels/<uid>/remove", may=May.MANAGE_CHANNELS, methods=("POST",))
def remove_now(uid: str) -> Answer:
    channel = queries.channel(uid)
    chat_actions.remove(channel, by=me())
    flash(_("%(name)s is removed. Its address is forgotten.", name=channel.name), "success")
    return redirect(url_for("outbox.channels"), code=303)
