"""What employees, leaders and HR read after a seal, and who has looked."""

from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_skeleton
from babel.lists import format_list
from flask import flash, redirect, render_template, request, url_for
from flask_babel import format_decimal, get_locale, get_timezone
from flask_babel import gettext as _

from pulse.access.permissions import allowed
from pulse.base import clock
from pulse.base.errors import Forbidden, Refusal
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.people import queries as people
from pulse.people.models import Team
from pulse.programmes import actions as programmes
from pulse.programmes.queries import programme
from pulse.questions import queries as questions
from pulse.reports import actions, comment_pages, heatmap, heatmap_pages, pages, queries
from pulse.reports import comments as remarks
from pulse.reports.forms import EventForm
from pulse.reports.health_pages import health_page
from pulse.reports.heatmap import Wish
from pulse.reports.models import LONGEST
from pulse.reports.noise_pages import USUAL, noise_page, wish
from pulse.reports.norms import TOOK_PART, Norm, norms
from pulse.reports.queries import Chosen, Recomputed
from pulse.reports.wording import words_of_kinds, words_of_readers, words_of_unmoved
from pulse.rounds.models import Round
from pulse.scores.published import RECOMMEND

LOOKS_BACK = timedelta(days=365)

room = Room("reports", __name__)
room.add_app_template_global(words_of_unmoved)


def _team(uid: str) -> Team:
    return people.team(uid)


def _chosen() -> Chosen | None:
    return queries.chosen(request.args.get("programme", ""), request.args.get("round", ""))


def _wish(chosen: Chosen) -> Wish:
    labels, asked = tuple(_short(each.opens_at) for each in chosen.course), request.args
    opened = asked.get("expand")
    return Wish(
        labels=labels,
        order=asked.get("order", heatmap.BY_NAME),
        page=asked.get("page", 1, type=int),
        view=asked.get("view", heatmap.ROUND),
        opened=None if opened is None else tuple(opened.split(",")[: heatmap_pages.MOST_OPENED]),
        branch=asked.get("branch", ""),
    )


def _short(moment: datetime) -> str:
    """Return a day without its year, in the reader's language and time zone: the name of a round on a line."""
    return str(format_skeleton("MMMd", moment, tzinfo=get_timezone(), locale=get_locale()))


def _page(template: str, **given: Any) -> str:
    words = {
        "names": {**questions.words_of_dimensions(), RECOMMEND: _("Recommend score")},
        "together": _together,
        "count": _count,
    }
    return render_template(template, **words, **given)


def _together(names: list[str]) -> str:
    """Join names as a sentence does: trust, respect and empowerment."""
    return str(format_list(names, locale=get_locale()))


def _month(first: date) -> str:
    """Return a month with its year."""
    return str(format_skeleton("yMMMM", first, locale=get_locale()))


def _count(number: int) -> str:
    """Return a count as the reader's language groups its digits."""
    return str(format_decimal(number))


@room.page("/results", may=May.READ_PUBLISHED, look="overview")
def overview() -> Answer:
    root, chosen = people.root(), _chosen()
    if root is None or chosen is None:
        return _page("reports/nothing.html")
    page = pages.overview(me(), root, chosen, _wish(chosen))
    return _page("reports/overview.html", chosen=chosen, page=page, recomputed=_recomputed(chosen))


@room.page("/results/teams/<uid>", may=May.READ_TEAM, about=_team, look="team")
def team(uid: str) -> Answer:
    about, chosen = people.team(uid), _chosen()
    if chosen is None:
        return _page("reports/nothing.html")
    page = pages.team_page(me(), about, chosen, _wish(chosen))
    more = {"norm": _usual(about, chosen), "recomputed": _recomputed(chosen)}
    return _page("reports/team.html", team=about, chosen=chosen, page=page, **more)


def _recomputed(chosen: Chosen) -> Recomputed | None:
    return queries.recomputed(chosen, str(get_locale() or "en").split("_")[0])


def _usual(about: Team, chosen: Chosen) -> Norm | None:
    """Return what share takes part elsewhere, beside the company's own."""
    return norms()[TOOK_PART] if chosen.programme.shows_norms and about.parent_id is None else None


@room.page("/results/teams/<uid>/comments", may=May.READ_COMMENTS, about=_team, look="comments")
def comments(uid: str) -> Answer:
    about, chosen = people.team(uid), _chosen()
    if chosen is None:
        return _page("reports/nothing.html")
    branches = _refuse_newcomers(chosen.round, about)
    if not queries.has_pledged(me(), chosen.round):
        return redirect(url_for("reports.pledge", uid=uid, **chosen.query))
    remarks_read = queries.remarks(chosen.round, about, me(), branches)
    page = comment_pages.comment_page(chosen, _looked_for(), remarks_read)
    return _page("reports/comments.html", team=about, chosen=chosen, page=page)


def _looked_for() -> remarks.Wish:
    asked = {name: request.args.get(name, "") for name in ("question", "theme")}
    return remarks.Wish(request.args.get("q", ""), **asked, page=request.args.get("page", 1, type=int))


@room.page("/results/teams/<uid>/comments/before", may=May.READ_COMMENTS, about=_team)
def pledge(uid: str) -> Answer:
    chosen = _chosen()
    if chosen is None:
        return _page("reports/nothing.html")
    _refuse_newcomers(chosen.round, people.team(uid))
    return _page("reports/pledge.html", team=people.team(uid), chosen=chosen)


@room.page("/results/teams/<uid>/comments/before", may=May.READ_COMMENTS, about=_team, methods=("POST",))
def keep_to_pledge(uid: str) -> Answer:
    chosen = _chosen()
    if chosen is None:
        return _page("reports/nothing.html")
    _refuse_newcomers(chosen.round, people.team(uid))
    actions.pledge(chosen.round, by=me())
    return redirect(url_for("reports.comments", uid=uid, **chosen.query), code=303)


def _refuse_newcomers(about: Round, team: Team) -> list[str]:
    branches = queries.branches_to_read(me(), about, team)
    if not branches:
        raise Forbidden
    return branches


@room.page("/results/health", may=May.READ_ROUNDS, look="health")
def health() -> Answer:
    root, chosen = people.root(), _chosen()
    if root is None or chosen is None:
        return _page("reports/nothing.html")
    page = health_page(root, chosen, _wish(chosen).labels, clock.now())
    return _page("reports/health.html", chosen=chosen, page=page, recomputed=_recomputed(chosen))


@room.page("/results/health/<uid>/norms", may=May.MANAGE_PROGRAMMES, methods=("POST",))
def show_norms(uid: str) -> Answer:
    programmes.show_norms(programme(uid), shown=bool(request.form.get("shown")), by=me())
    return redirect(url_for("reports.health", programme=uid, _anchor="norms"), code=303)


@room.page("/results/noise", may=May.READ_PUBLISHED)
def noise() -> Answer:
    asked = (request.args.get(name, usual, type=int) for name, usual in USUAL.items())
    return _page("reports/noise.html", page=noise_page(wish(*asked)))


@room.page("/results/teams/<uid>/events", may=May.MARK_EVENTS, about=_team)
def events(uid: str) -> Answer:
    return _events(people.team(uid), EventForm.offered())


@room.page("/results/teams/<uid>/events", may=May.MARK_EVENTS, about=_team, methods=("POST",))
def mark_event(uid: str) -> Answer:
    about, form = people.team(uid), EventForm.offered()
    if not form.validate_on_submit():
        return _events(about, form), 422
    try:
        actions.mark(about, day=form.when(), kind=form.what(), words=form.words.data or "", by=me(), now=clock.now())
    except Refusal as refused:
        form.words.errors = [refused.message]
        return _events(about, form), refused.status
    flash(_("Marked on the charts of this team and of those below it."), "success")
    return redirect(url_for("reports.events", uid=uid), code=303)


@room.page("/results/teams/<uid>/events/remove", may=May.MARK_EVENTS, about=_team, methods=("POST",))
def unmark_event(uid: str) -> Answer:
    actions.unmark(queries.event(request.form.get("event", ""), people.team(uid)), by=me())
    flash(_("The mark is gone from the charts."), "success")
    return redirect(url_for("reports.events", uid=uid), code=303)


def _events(about: Team, form: EventForm) -> str:
    marked, kinds = queries.events([about.uid]), words_of_kinds()
    return _page("reports/events.html", team=about, marked=marked, kinds=kinds, form=form, longest=LONGEST)


@room.page("/looks", may=May.SIGNED_IN)
def look_log() -> Answer:
    person, root = me(), people.root()
    about = _team(request.args["team"]) if request.args.get("team") else person.team
    if about is not None and not allowed(person, May.READ_TEAM, about):
        raise Forbidden
    # Pages and files of a team above show this one too.
    teams = [] if about is None else [team for team in people.ancestry(about.id) if team.parent_id is not None]
    looks = queries.looks({*(team.uid for team in teams), root.uid if root else "", ""}, clock.now() - LOOKS_BACK)
    given = {"looks": looks, "roles": words_of_readers(), "month_name": _month}
    return _page("reports/look_log.html", root=root, teams=teams, **given)
