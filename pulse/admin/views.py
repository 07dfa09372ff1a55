"""Pages for the host, what is stored about oneself, and erasing a person."""

from dataclasses import asdict

from flask import flash, jsonify, redirect, render_template, url_for
from flask_babel import gettext as _

from pulse.admin import erasing_actions, messages, queries, wording
from pulse.admin.checkup import findings
from pulse.audit import queries as audit
from pulse.base import clock
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.base.settings import settings
from pulse.base.version import VERSION
from pulse.outbox import actions as outbox_actions
from pulse.outbox import queries as outbox
from pulse.people import queries as people

room = Room("admin", __name__)


@room.page("/health", may=May.ANYONE)
def health() -> Answer:
    found = queries.health(clock.now())
    return {"status": "ok" if found.well else "broken", **asdict(found)}, 200 if found.well else 503


@room.page("/health/live", may=May.ANYONE)
def live() -> Answer:
    """Answer: the process is there. Whoever starts it anew when this fails asks nothing of the databases."""
    return {"status": "ok"}


@room.page("/health/ready", may=May.ANYONE)
def ready() -> Answer:
    """Answer whether people can be sent here; for a proxy that chooses between machines."""
    found = queries.health(clock.now()).ready
    return {"status": "ok" if found else "broken"}, 200 if found else 503


@room.page("/admin", may=May.SETTINGS)
def system() -> Answer:
    now = clock.now()
    return render_template(
        "admin/system.html",
        lines=[messages.line(found) for found in findings(queries.facts(now, ask_mail=False, read_again=0))],
        signs=wording.words_of_levels(),
        counts=(counts := queries.counts()),
        rounds=messages.by_state(counts.rounds),
        beats=[(wording.job(beat.job), beat.at) for beat in queries.beats()],
        outbox=outbox.state(now),
        trail=[(entry.at, wording.doer(entry.role), wording.deed(entry.did)) for entry in audit.trail(limit=20)],
        given=settings(),
        version=VERSION,
    )


@room.page("/admin/test-mail", may=May.SETTINGS, methods=("POST",))
def test_mail() -> Answer:
    outbox_actions.post(messages.TEST.name, me())
    flash(_("A test mail to %(email)s leaves with the next tick.", email=me().email), "success")
    return redirect(url_for("admin.system"), code=303)


@room.page("/admin/resend", may=May.SETTINGS, methods=("POST",))
def resend() -> Answer:
    count = outbox_actions.resend(by=me(), now=clock.now())
    flash(messages.resent(count), "success")
    return redirect(url_for("admin.system"), code=303)


@room.page("/me/data", may=May.OWN_DATA)
def own_data() -> Answer:
    answer = jsonify(queries.own_data(me()))
    answer.headers["Content-Disposition"] = 'attachment; filename="pulse-my-data.json"'
    return answer


@room.page("/people/<string:uid>/erase", may=May.ERASE_PEOPLE)
def erase(uid: str) -> Answer:
    one = people.person_by_uid(uid)
    return render_template("admin/erase.html", one=one, days=settings().forget_people_days)


@room.page("/people/<string:uid>/erase", may=May.ERASE_PEOPLE, methods=("POST",))
def erase_now(uid: str) -> Answer:
    one = people.person_by_uid(uid)
    erasing_actions.erase_person(one, by=me())
    flash(_("%(name)s is erased. Results stay as they are.", name=one.name), "success")
    return redirect(url_for("people.people"), code=303)
