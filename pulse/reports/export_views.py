"""Results to take away: files of what pages show, and their PDF, made in the background."""

from collections.abc import Iterator

from flask import Response, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import Engine, select

from pulse.access.permissions import allowed
from pulse.base import clock, transactions
from pulse.base.db import db
from pulse.base.errors import Forbidden, NotFound, Refusal
from pulse.base.locale import local_day, timezone
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.people import queries as people
from pulse.people.models import Person, Role, Team
from pulse.reports import actions, export_queries, pdf_libraries, pdf_pages, queries
from pulse.reports.export_queries import Wanted, wanted
from pulse.reports.jobs import KEPT
from pulse.reports.models import Paper
from pulse.reports.queries import Chosen
from pulse.scores import queries as stored

EVERY = "all"  # rounds of the programme
MOST_IN_XLSX = 60_000  # rows; more takes longer than anybody waits, and CSV holds them all
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

room = Room("exports", __name__)


def own_branch(person: Person) -> Team | None:
    """Return the branch whose results somebody reads: the company for HR, their own for a lead, none for others."""
    root = people.root()
    found = root if person.role == Role.HR.value else person.team
    return found if found is not None and allowed(person, May.READ_RESULTS, found) else None


def _branch() -> Team:
    """Return the branch asked for, else one's own; Forbidden for those who have none."""
    person = me()
    if request.args.get("team"):
        return people.team(request.args["team"])
    branch = own_branch(person)
    if branch is None:
        raise Forbidden
    return branch


def _chosen() -> Chosen:
    every = request.args.get("round") == EVERY
    chosen = queries.chosen(request.args.get("programme", ""), "" if every else request.args.get("round", ""))
    if chosen is None:
        raise NotFound(_("There are no results yet."))
    return chosen


def _wanted() -> Wanted:
    """Return one round question by question, or all rounds; those question by question only when asked for."""
    chosen = _chosen()
    if request.args.get("round") != EVERY:
        return wanted((chosen.round,), _branch(), _language(), by_question=True)
    rounds, deep = stored.rounds(chosen.programme.id, None), request.args.get("questions") == "yes"
    return wanted(rounds, _branch(), _language(), by_question=deep)


def _stream(engine: Engine, asked: Wanted) -> Iterator[bytes]:
    """Read and write at the reader's pace, on a connection of its own: the request has ended by then."""
    with transactions.reading(engine) as connection:
        yield from export_queries.as_csv(asked, connection)


def _named(answer: Response, ending: str) -> Response:
    name = f"pulse-{local_day(clock.now(), timezone())}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _language() -> str:
    return str(get_locale() or "en").split("_")[0]


@room.page("/results/export.csv", may=May.READ_RESULTS, about=_branch, look="csv")
def csv_file() -> Answer:
    rows = _stream(db.engine, _wanted())
    return _named(Response(rows, mimetype="text/csv"), "csv")


@room.page("/results/export.xlsx", may=May.READ_RESULTS, about=_branch, look="xlsx")
def xlsx_file() -> Answer:
    asked = _wanted()
    if asked.size > MOST_IN_XLSX:
        raise Refusal(_("This is too much for a spreadsheet. Take it as CSV, or one round at a time."))
    return _named(
        Response(export_queries.as_xlsx(export_queries.lines(asked, db.session.connection())), mimetype=XLSX), "xlsx"
    )


@room.page("/results/pdf", may=May.READ_PUBLISHED, methods=("POST",))
def ask_for_paper() -> Answer:
    chosen, team_uid = _posted(), request.form.get("team", "")
    pdf_pages.check(me(), people.team(team_uid) if team_uid else None)
    if not pdf_libraries.is_possible():
        raise Refusal(_("PDF cannot be made on this server: a library is missing. Whoever runs Pulse can add it."))
    paper = actions.ask_for_paper(me(), pdf_pages.standing(me()), chosen.round, team_uid, now=clock.now())
    return redirect(url_for("exports.paper", uid=paper.uid), code=303)


def _posted() -> Chosen:
    chosen = queries.chosen(request.form.get("programme", ""), request.form.get("round", ""))
    if chosen is None:
        raise NotFound(_("There are no results yet."))
    return chosen


def _paper(uid: str) -> Paper:
    """Return a paper of one's own that is not too old."""
    wanted = select(Paper).where(Paper.uid == uid, Paper.person_id == me().id, Paper.asked_at > clock.now() - KEPT)
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def _paper_team(uid: str) -> Team | None:
    """Return the team a paper is about; Forbidden when its page is not one's own to read any more, or shows less."""
    found = _paper(uid)
    team = pdf_pages.about(found)
    pdf_pages.check(me(), team)
    if found.asked_as != pdf_pages.standing(me()):
        raise Forbidden
    return team


@room.page("/results/pdf/<uid>", may=May.READ_PUBLISHED, about=_paper_team)
def paper(uid: str) -> Answer:
    found = _paper(uid)
    return render_template("reports/paper.html", paper=found, team=pdf_pages.about(found))


@room.page("/results/pdf/<uid>/file", may=May.READ_PUBLISHED, about=_paper_team, look="pdf")
def paper_file(uid: str) -> Answer:
    content = _paper(uid).content
    if content is None:
        raise NotFound
    return _named(Response(content, mimetype="application/pdf"), "pdf")


@room.app_context_processor
def _given() -> dict[str, object]:
    return {"pdf_is_possible": pdf_libraries.is_possible}
