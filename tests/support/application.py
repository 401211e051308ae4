"""The application as tests have it: like the real one, but that passwords are hashed quickly."""

from pathlib import Path

from flask import Flask

from crm import create_app
from crm.config import DEVELOPMENT, Settings
from tests.support.web import Commands, Visitor

PASSWORD = "what everybody signs in with"
QUICK = {
    "TESTING": True,
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {"argon2__rounds": 1, "argon2__memory_cost": 64},
}


def make_app(address: str, folder: Path, **config: object) -> Flask:
    """CSRF and throttling stay on. `folder` is for uploads and the like."""
    app = create_app(
        Settings(
            environment=DEVELOPMENT,
            secret_key="a key for tests alone",
            data_dir=folder,
            database_url=address,
            extra={**QUICK, **config},
        )
    )
    app.test_client_class = Visitor
    app.test_cli_runner_class = Commands
    return app
