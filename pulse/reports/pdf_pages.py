"""Makes PDF of the very pages people read, in their language, from our own files alone."""

from importlib import import_module
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from flask import current_app, render_template
from flask_login import login_user
from werkzeug.security import safe_join

from pulse.access.permissions import allowed
from pulse.base import transactions
from pulse.base.db import db
from pulse.base.errors import Forbidden
from pulse.base.locale import speaking_to
from pulse.base.may import May
from pulse.base.settings import settings
from pulse.people import queries as people
from pulse.people.models import Person, Team
from pulse.reports import queries, views
from pulse.reports.models import Paper
from pulse.rounds.models import Round

OWN = "https://pulse.invalid"  # where a page's addresses begin; nothing is ever fetched from there
SHEET = """
@page { size: A4; @bottom-left { content: %s; font: 8pt Figtree, sans-serif; color: #5a5f69 }
        @bottom-right { content: counter(page) " / " counter(pages); font: 8pt Figtree, sans-serif; color: #5a5f69 } }
"""


def about(paper: Paper) -> Team | None:
    """Return the team a paper is about; None for the overview."""
    return people.team(paper.team_uid) if paper.team_uid else None


def check(person: Person, team: Team | None) -> None:
    """Raise Forbidden unless somebody may read the page a paper shows, today."""
    may = May.READ_TEAM if team is not None else May.READ_PUBLISHED
    if not person.is_active or not allowed(person, may, team):
        raise Forbidden


def standing(person: Person) -> str:
    """Return what decides, besides the permission, how much of a page somebody reads."""
    return f"{person.role} {person.team_id} {person.is_lead}"


def page(person: Person, round_: Round, team_uid: str) -> tuple[str, str]:
    """Return the page as this person reads it, and its footer."""
    query = {"programme": round_.programme.uid, "round": round_.uid}
    app = current_app
    asked = app.test_request_context(base_url=settings().base_url, query_string=query)
    with transactions.only_reading(), asked, speaking_to(person):
        reader = db.session.get_one(Person, person.id)
        login_user(reader)
        check(reader, people.team(team_uid) if team_uid else None)
        html = views.team(team_uid) if team_uid else views.overview()
        footer = render_template("reports/_footer.txt", chosen=queries.chosen(round_.programme.uid, round_.uid))
        return str(html), " ".join(footer.split())


def made(html: str, footer: str) -> bytes:
    """Return the PDF of a page."""
    weasyprint = import_module("weasyprint")
    fetcher = _only_ours(weasyprint)
    words = footer.replace("\\", "\\\\").replace('"', '\\"')
    sheet = weasyprint.CSS(string=SHEET % f'"{words}"', url_fetcher=fetcher)
    plain = weasyprint.CSS(url=f"{OWN}{current_app.static_url_path}/css/pdf.css", url_fetcher=fetcher)
    document = weasyprint.HTML(string=html, base_url=OWN, url_fetcher=fetcher)
    content: bytes = document.write_pdf(stylesheets=[plain, sheet])
    return content


def _only_ours(weasyprint: Any) -> Any:
    """Return a fetcher that knows our static files and nothing else: no network, no other file."""
    root, prefix = current_app.static_folder or "", f"{OWN}{current_app.static_url_path}/"

    class Own(weasyprint.urls.URLFetcher):
        """Reads style sheets, fonts and pictures of ours."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            """Return a static file. Raises ValueError for every other address."""
            path = safe_join(root, unquote(url.removeprefix(prefix))) if url.startswith(prefix) else None
            if path is None:
                raise ValueError("not ours")
            kind = {"Content-Type": guess_type(path)[0] or "application/octet-stream"}
            return weasyprint.urls.URLFetcherResponse(url, Path(path).read_bytes(), kind)

    return Own()
