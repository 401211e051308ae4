"""Settings, read and checked once from the environment (architecture.md 7)."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

DEVELOPMENT, PRODUCTION = "development", "production"


class SettingsError(RuntimeError):
    """A setting is missing or makes no sense; the message says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """`data_dir` holds the SQLite database and uploads. Tests hand in their own.

    Mail to any address at `mail_domain` is handed to `flask emails take`. Links in mail lead to `service_url`.
    `proxies` is how many trusted proxies stand in front, whose word on address and scheme is taken.
    A copy of groups on a phone is wiped after `offline_hours`.
    """

    environment: str
    secret_key: str
    data_dir: Path
    database_url: str
    redis_url: str | None = None
    map_tiles_url: str | None = None
    mail_domain: str | None = None
    mail_server: str | None = None
    mail_from: str = "footbridge@localhost"
    service_url: str | None = None
    proxies: int = 0
    offline_hours: int = 72
    extra: dict[str, object] = field(default_factory=dict)

    @property
    def is_production(self) -> bool:
        return self.environment == PRODUCTION


def from_environment() -> Settings:
    environment = os.environ.get("FOOTBRIDGE_ENV", DEVELOPMENT)
    if environment not in (DEVELOPMENT, PRODUCTION):
        raise SettingsError(f"FOOTBRIDGE_ENV must be {DEVELOPMENT} or {PRODUCTION}")
    data_dir = Path(os.environ.get("FOOTBRIDGE_DATA_DIR", "instance")).absolute()
    return Settings(
        environment=environment,
        secret_key=os.environ.get("SECRET_KEY") or _development_key(environment, data_dir),
        data_dir=data_dir,
        database_url=_database_url(data_dir),
        redis_url=os.environ.get("REDIS_URL"),
        map_tiles_url=os.environ.get("MAP_TILES_URL"),
        mail_domain=os.environ.get("MAIL_DOMAIN"),
        **_outgoing_mail(),
        proxies=_whole_number("PROXIES", "0"),
        offline_hours=_whole_number("OFFLINE_HOURS", "72"),
    )


def _outgoing_mail() -> dict[str, Any]:
    """Nothing without a mail server; with one, who the mail is from, and where its links lead."""
    server = os.environ.get("MAIL_SERVER")
    if not server:
        return {}
    parts, sender, service = urlsplit(server), os.environ.get("MAIL_FROM"), os.environ.get("SERVICE_URL")
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise SettingsError("MAIL_SERVER must look like smtp://name:password@host:587 or smtps://name:password@host")
    if not sender or not service:
        raise SettingsError("With MAIL_SERVER, set MAIL_FROM to the sender and SERVICE_URL to where links in it lead")
    return {"mail_server": server, "mail_from": sender, "service_url": service}


def _whole_number(name: str, usual: str) -> int:
    written = os.environ.get(name, usual)
    if not written.isdecimal():
        raise SettingsError(f"{name} must be a whole number")
    return int(written)


def _database_url(data_dir: Path) -> str:
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{data_dir / 'footbridge.sqlite'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _development_key(environment: str, data_dir: Path) -> str:
    """A key of this machine's own, made at the first start; production must say its own."""
    if environment == PRODUCTION:
        raise SettingsError("Set SECRET_KEY: it signs sessions and is part of every password, so it must stay the same")
    path = data_dir / "development-key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(os.urandom(32).hex())
    return path.read_text()
