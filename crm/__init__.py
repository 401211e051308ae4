"""Footbridge: `create_app` puts the parts together; what each does is in its own folder."""

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue
from jinja2 import ChainableUndefined, ChoiceLoader, PackageLoader, PrefixLoader
from sqlalchemy import select
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from crm import config, errors, navigation
from crm.access import guard, scope
from crm.access.guard import open_to_all
from crm.access.permissions import Permission
from crm.accounts import sign_in
from crm.audit import record, sign_ins
from crm.child_guard.queries import child_numbers
from crm.config import Settings
from crm.core import database, filters, headers, logs, mail
from crm.core.templates import Templates
from crm.core.typed import LARGEST_ROW
from crm.extensions import csrf, db, limiter, migrate
from crm.features import BLUEPRINTS, COMMANDS, SCOPES


class RowNumber(IntegerConverter):
    """A number in an address that a row can have; larger ones are not found."""

    def __init__(self, map: Map) -> None:  # noqa: A002 (as the routing calls it)
        super().__init__(map, max=LARGEST_ROW)


class FootbridgeFlask(Flask):
    jinja_environment = Templates
    jinja_options = {"undefined": ChainableUndefined, "trim_blocks": True, "lstrip_blocks": True}


def create_app(settings: Settings | None = None) -> Flask:
    settings = settings or config.from_environment()
    app = FootbridgeFlask("crm", template_folder="../templates", static_url_path="/static", static_folder="static")
    app.url_map.converters["int"] = RowNumber
    _configure(app, settings)
    _extend(app, settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    app.add_url_rule("/health", "health", open_to_all(health))
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _configure(app: Flask, settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        MAX_CONTENT_LENGTH=50 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        WTF_CSRF_TIME_LIMIT=None,
        SETTINGS=settings,
    )
    sign_in.configure(app, settings)
    app.config.update(settings.extra)


def _extend(app: Flask, settings: Settings) -> None:
    logs.init_app(app)
    db.init_app(app)
    with app.app_context():
        database.init_app(app, list(db.engines.values()))
    migrate.init_app(app, db, directory="migrations", render_as_batch=True)
    csrf.init_app(app)
    folder = None if settings.is_production else str(settings.data_dir / "mail")
    mail.configure(app, settings.mail_server, settings.mail_from, folder)
    limiter.init_app(app)
    sign_in.init_app(app)
    sign_ins.init_app(app)
    headers.init_app(app, tiles_url=settings.map_tiles_url, is_production=settings.is_production)
    errors.init_app(app)
    filters.register(app)
    navigation.init_app(app)
    app.jinja_env.globals.update(can=guard.can, Permission=Permission, child_numbers=child_numbers)
    port = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_loader = ChoiceLoader([app.jinja_loader, port]) if app.jinja_loader else port


scope.init_app()
record.init_app()
for register in SCOPES:
    register()


def health() -> ResponseReturnValue:
    """Answers only if the database does."""
    db.session.execute(select(1))
    return jsonify(status="ok")
