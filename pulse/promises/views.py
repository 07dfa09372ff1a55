"""Pages that everybody may read: boards, one promise and its past, the ledger."""

import json

from flask import Response, redirect, render_template, request, url_for

from pulse.access.permissions import allowed
from pulse.base import clock
from pulse.base.locale import local_day, timezone
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.base.settings import settings
from pulse.people import queries as people
from pulse.people.models import Team
from pulse.promises import actions, chain, pages, queries
from pulse.promises.before_after_pages import picture
from pulse.promises.state import possible
from pulse.promises.terms import State
from pulse.promises.wording import buttons, words_of_filters, words_of_promises

room = Room("promises", __name__)
room.add_app_template_global(words_of_promises)
FILTERS = ("open", State.KEPT.value, State.PARTLY.value, State.DROPPED.value, "all")


@room.page("/promises", may=May.READ_PUBLISHED)
def board() -> Answer:
    """Show what was promised in the whole company."""
    return _board(_company())


@room.page("/promises/teams/<string:uid>", may=May.READ_PUBLISHED)
def team(uid: str) -> Answer:
    """Show what was promised to one team, to those it belongs to and to those below it."""
    return _board(people.team(uid))


def _company() -> Team:
    """Return the company; in a new installation one that is not stored, to which nothing was promised."""
    return people.root() or Team(name=settings().company)


def _board(about: Team) -> str:
    person, now = me(), clock.now()
    drafts = queries.board(about, "drafts", 1).promises
    chosen = next((one for one in FILTERS if one == request.args.get("show")), "open")
    found = queries.board(about, chosen, request.args.get("page", 1, int))
    return render_template(
        "promises/board.html",
        team=about,
        chosen=chosen,
        filters=FILTERS,
        words=words_of_filters(),
        found=found,
        listed=pages.all_shown(found.promises, now),
        drafts=pages.all_shown(drafts, now),
        makes=_makes_to(about),
        figures=queries.figures(people.below(about), local_day(now)),
        own=person.team,
    )


def _makes_to(about: Team) -> Team | None:
    """Return the team to which somebody may make promises from here: this one, or else their own."""
    person = me()
    some = [about, *([person.team] if person.team else [])]
    there = [one for one in some if one.id is not None and one.closed_on is None]
    return next((one for one in there if allowed(person, May.MAKE_PROMISES, one)), None)


@room.page("/promises/<string:uid>", may=May.READ_PUBLISHED)
def promise(uid: str) -> Answer:
    """Show one promise and its past; a draft to whoever may make it."""
    found, person = queries.promise(uid), me()
    keeps = allowed(person, May.KEEP_PROMISE, found)
    return render_template(
        "promises/promise.html",
        promise=found,
        shown=pages.all_shown([found], clock.now())[0],
        steps=pages.steps(found),
        source=pages.source(found, person),
        deeds=possible(State(found.state)) if keeps else (),
        buttons=buttons(),
        keeps=keeps,
        makes=allowed(person, May.MAKE_PROMISES, found.team),
        follows=queries.follows(found, person),
        picture=picture(found, person),
    )


@room.page("/promises/<string:uid>/follow", may=May.READ_PUBLISHED, methods=("POST",))
def follow(uid: str) -> Answer:
    """Tell whoever asks what becomes of a promise."""
    actions.follow(queries.promise(uid), me())
    return redirect(url_for("promises.promise", uid=uid), code=303)


@room.page("/promises/<string:uid>/unfollow", may=May.READ_PUBLISHED, methods=("POST",))
def unfollow(uid: str) -> Answer:
    """Tell them no more."""
    actions.unfollow(queries.promise(uid), me())
    return redirect(url_for("promises.promise", uid=uid), code=303)


@room.page("/promises/ledger", may=May.READ_PUBLISHED)
def ledger() -> Answer:
    """Show what people said and what was done, the newest first."""
    about = people.team(request.args["team"]) if request.args.get("team") else _company()
    found = queries.ledger(about, request.args.get("page", 1, int))
    return render_template(
        "promises/ledger.html",
        team=about,
        found=found,
        listed=pages.all_shown(found.promises, clock.now()),
        last=queries.tail(),
        own=me().team,
    )


@room.page("/promises/ledger.json", may=May.READ_PUBLISHED)
def export() -> Answer:
    """Hand out the whole ledger, so that nobody has to trust whoever keeps it."""
    made = Response(_exported(), mimetype="application/json")
    made.headers["Content-Disposition"] = f'attachment; filename="promises-{local_day(clock.now(), timezone())}.json"'
    return made


def _exported() -> str:
    teams = {one.uid: one.name for one in people.open_teams()}
    whole = {
        "format": chain.FORMAT,
        "company": settings().company,
        "teams": teams,
        "entries": list(queries.whole_ledger()),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
