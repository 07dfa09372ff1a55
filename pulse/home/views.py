"""The first page of each role, the page about anonymity, and what robots ask for."""

from flask import redirect, render_template, url_for

from pulse.base import clock
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.base.settings import settings
from pulse.home import queries
from pulse.home.wording import words_of_steps
from pulse.people.models import Role
from pulse.programmes import queries as programmes
from pulse.programmes.wording import words_of_idle
from pulse.rounds import wording as of_rounds

room = Room("home", __name__)


@room.page("/", may=May.SIGNED_IN)
def home() -> Answer:
    person, now = me(), clock.now()
    if person.role == Role.ADMIN:
        return render_template("home/admin.html", people=queries.headcount())
    desk = queries.desk(now) if person.role == Role.HR else None
    return render_template("home/home.html", landing=queries.landing(person, now), desk=desk, words=_words())


def _words() -> dict[str, object]:
    rounds = {"rounds": of_rounds.words_of_states(), "state": of_rounds.state}
    return {"steps": words_of_steps(), "programmes": words_of_idle(), **rounds}


@room.page("/anonymity", may=May.ANYONE)
def anonymity() -> Answer:
    return render_template("home/anonymity.html", running=programmes.running(), address=settings().base_url)


@room.page("/robots.txt", may=May.ANYONE)
def robots() -> Answer:
    return "User-agent: *\nDisallow: /\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


@room.page("/favicon.ico", may=May.ANYONE)
def favicon() -> Answer:
    return redirect(url_for("static", filename="icons/pulse.svg"), code=301)
