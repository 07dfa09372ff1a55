"""Pulse: anonymous pulse rounds about trust, respect and empowerment, and what becomes of them."""

from pathlib import Path

from flask import Flask
from flask_compress import Compress
from flask_login import LoginManager
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from pulse.access import permissions, tokens
from pulse.access import sessions as access_sessions
from pulse.access.views import room as access_room
from pulse.admin.views import room as admin_room
from pulse.audit import actions as audit_actions
from pulse.ballots import actions as ballots_actions
from pulse.ballots import credentials
from pulse.ballots.keys import KeyRing
from pulse.ballots.views import room as ballots_room
from pulse.base import assets, edge, larger_uploads, locale, logs, origins, senders, transactions
from pulse.base.db import WALLED, database_url, db, engine_options, prepare
from pulse.base.group_commit import GroupCommit
from pulse.base.limits import limiter
from pulse.base.settings import Settings, load
from pulse.clients.answer_views import room as answering_room
from pulse.clients.import_views import room as contacts_room
from pulse.clients.result_views import room as customer_pulse_room
from pulse.clients.survey_views import room as surveying_room
from pulse.clients.views import room as accounts_room
from pulse.conversations.views import room as conversations_room
from pulse.customers.views import room as customers_room
from pulse.deliveries.api import room as pushes_room
from pulse.deliveries.views import room as deliveries_room
from pulse.home import navigation
from pulse.home.views import room as home_room
from pulse.lineage.views import room as lineage_room
from pulse.linkage.views import room as link_room
from pulse.outbox.views import room as outbox_room
from pulse.people.views import room as people_room
from pulse.programmes.views import room as programmes_room
from pulse.promises.owner_views import room as promising_room
from pulse.promises.views import room as promises_room
from pulse.questions.views import room as questions_room
from pulse.recognition.views import room as recognition_room
from pulse.reports import api
from pulse.reports.export_views import room as exports_room
from pulse.reports.views import room as reports_room
from pulse.roadblocks.views import room as roadblocks_room
from pulse.rounds.views import room as rounds_room
from pulse.service_ratings.views import room as inside_room
from pulse.team_services.views import room as team_services_room
from pulse.threads.views import room as threads_room
from pulse.townhalls.agenda_views import room as agendas_room
from pulse.townhalls.live_views import room as live_room
from pulse.townhalls.moderation_views import room as moderating_room
from pulse.townhalls.views import room as townhalls_room

HOUSE = Path(__file__).resolve().parent.parent
ROOMS = (
    home_room,
    access_room,
    outbox_room,
    people_room,
    lineage_room,
    questions_room,
    programmes_room,
    team_services_room,
    rounds_room,
    ballots_room,
    threads_room,
    customers_room,
    inside_room,
    link_room,
    deliveries_room,
    accounts_room,
    contacts_room,
    surveying_room,
    answering_room,
    customer_pulse_room,
    promises_room,
    promising_room,
    townhalls_room,
    agendas_room,
    moderating_room,
    live_room,
    conversations_room,
    roadblocks_room,
    recognition_room,
    reports_room,
    exports_room,
    admin_room,
)


def create_app(given: Settings | None = None) -> Flask:
    """Build the application: settings, databases, sign-in, edge, and every room in one visible tuple."""
    chosen = given or load(HOUSE / "instance")
    credentials.self_check()
    app = Flask(
        "pulse",
        root_path=str(HOUSE / "pulse"),
        template_folder=str(HOUSE / "templates"),
        static_url_path=assets.address_of(HOUSE / "pulse" / "static"),
    )
    _configure(app, chosen)
    db.init_app(app)
    with app.app_context():
        prepare(db.engine, db.engines[WALLED])
    Migrate(app, db, directory=str(HOUSE / "migrations"), render_as_batch=True, compare_type=True)
    transactions.install(app)
    larger_uploads.install(app, {"/customers/import": chosen.customer_megabytes})
    senders.install(app)
    limiter.init_app(app)
    Compress(app)
    assets.install(app)
    locale.install(app)
    logs.install(app)
    edge.install(app, strict=_has_host_alone(chosen.base_url))
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(access_sessions.load)
    manager.request_loader(tokens.bearer)
    app.extensions["pulse.guard"] = permissions.guard
    app.extensions["pulse.look"] = audit_actions.look
    app.context_processor(navigation.given)
    for room in ROOMS:
        app.register_blueprint(room)
    api.install(app, pushes_room)
    if chosen.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, chosen.proxies, chosen.proxies)  # type: ignore[method-assign]
    return app


def _configure(app: Flask, chosen: Settings) -> None:
    https = chosen.base_url.startswith("https://")
    app.extensions["pulse.settings"] = chosen
    app.extensions["pulse.keys"] = KeyRing(Path(chosen.key_directory))
    app.extensions["pulse.boxes"] = {}
    app.extensions["pulse.urn"] = GroupCommit(ballots_actions.place)
    app.config.update(
        SECRET_KEY=chosen.secret_key,
        SQLALCHEMY_ENGINES={},
        SQLALCHEMY_DATABASE_URI=database_url(chosen.people_url),
        SQLALCHEMY_ENGINE_OPTIONS=_without_url(engine_options(database_url(chosen.people_url), chosen.threads)),
        SQLALCHEMY_BINDS={WALLED: engine_options(database_url(chosen.ballots_url), chosen.threads)},
        SESSION_COOKIE_NAME="__Host-pulse" if https else "pulse",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=chosen.session_hours * 3600,
        MAX_CONTENT_LENGTH=chosen.upload_megabytes * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,
        SEND_FILE_MAX_AGE_DEFAULT=31536000,
        RATELIMIT_ENABLED=True,
        COMPRESS_MIMETYPES=["text/html", "text/css", "text/javascript", "application/json", "image/svg+xml"],
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_STREAMS=False,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _has_host_alone(base_url: str) -> bool:
    """Say whether a host may be bound to https: on a port of its own Pulse shares it, and browsers would miss it."""
    found = origins.place(base_url)
    return found is not None and (found[0], found[2]) == ("https", 443)


def _without_url(options: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in options.items() if name != "url"}


__all__ = ["ROOMS", "create_app"]
