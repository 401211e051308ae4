"""Scratch databases of each size, built once by `seed scale` and kept until what builds them changes."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "instance" / "bench"
BUILT_FROM = (
    "migrations/versions/*.py",
    "seed/scale/*.py",
    "seed/sign_ins.py",
    "crm/core/text.py",
    "crm/organisations/matching/*.*",
)


@dataclass(frozen=True)
class Size:
    organisations: int
    activities: int

    def __str__(self) -> str:
        return f"{self.organisations:,} groups, {self.activities:,} contacts"


def environment(url: str) -> dict[str, str]:
    """What the application is told, in the command that fills a database and in the one that serves it."""
    keep = {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "REDIS_URL")}
    folder = str(FOLDER / "files")
    return {**keep, "DATABASE_URL": url, "FOOTBRIDGE_ENV": "development", "FOOTBRIDGE_DATA_DIR": folder}


def stamp() -> str:
    """Differs once anything that decides what is in the databases has changed."""
    digest = hashlib.sha256()
    for pattern in BUILT_FROM:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def build(url: str, size: Size) -> None:
    scale = ["scale", "--organisations", str(size.organisations), "--activities", str(size.activities)]
    for arguments in (["db", "upgrade"], ["seed", "reference"], ["seed", *scale]):
        command = [sys.executable, "-m", "flask", "--app", "app", *arguments]
        subprocess.run(command, cwd=ROOT, env=environment(url), check=True, stdout=subprocess.DEVNULL)


@contextmanager
def sqlite(size: Size) -> Iterator[str]:
    """A copy, so that the visits which a run saves are not there in the next."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    kept = FOLDER / f"{size.organisations}-{size.activities}-{stamp()}.sqlite"
    if not kept.exists():
        print(f"Building {size} on SQLite", file=sys.stderr, flush=True)
        making = kept.with_suffix(".making")
        making.unlink(missing_ok=True)
        build(f"sqlite:///{making}", size)
        making.rename(kept)
    copy = kept.with_suffix(".copy")
    shutil.copy(kept, copy)
    try:
        yield f"sqlite:///{copy}"
    finally:
        for path in FOLDER.glob(f"{copy.name}*"):
            path.unlink()


@contextmanager
def postgresql(size: Size, server: str) -> Iterator[str]:
    """As on SQLite; only databases that this module names so are ever dropped."""
    kept = f"footbridge_bench_{size.organisations}_{size.activities}_{stamp()}"
    copy = f"{kept}_copy"
    url = make_url(server)
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if not connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": kept}):
            print(f"Building {size} on PostgreSQL", file=sys.stderr, flush=True)
            making = f"{kept}_making"
            connection.execute(text(f'DROP DATABASE IF EXISTS "{making}"'))
            connection.execute(text(f"CREATE DATABASE \"{making}\" TEMPLATE template0 ENCODING 'UTF8'"))
            build(url.set(database=making).render_as_string(hide_password=False), size)
            connection.execute(text(f'ALTER DATABASE "{making}" RENAME TO "{kept}"'))
        connection.execute(text(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{copy}" TEMPLATE "{kept}"'))
        copied = url.set(database=copy).render_as_string(hide_password=False)
        in_copy = create_engine(copied, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with in_copy.connect() as there:
            there.execute(text("VACUUM ANALYZE"))
        try:
            yield copied
        finally:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)'))
