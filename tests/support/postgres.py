"""Finds a PostgreSQL server for the tests, or starts a private one that leaves nothing behind."""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from tests.support.cluster import Cluster, places_of_binaries
from tests.support.processes import CannotBeHad

OLDEST = 130000
NEEDED_EXTENSIONS = {"pg_trgm", "unaccent"}
SOCKET_FOLDERS = ("/var/run/postgresql", "/tmp")  # noqa: S108 - where servers put their sockets, not a file of ours
HOW_TO_GET_ONE = """No PostgreSQL for the tests was found, and none could be started.
Debian or Ubuntu: sudo apt-get install postgresql
macOS: brew install postgresql@17
If one runs elsewhere: TEST_POSTGRES_URL=postgresql://user:password@host/postgres make test
(its user must be allowed to create databases, and pg_trgm and unaccent must be installed).
To test on SQLite alone: SKIP_POSTGRES=1 make test"""


@contextmanager
def server() -> Iterator[str]:
    """The address of a server on which databases can be created; raises CannotBeHad."""
    named = os.environ.get("TEST_POSTGRES_URL")
    if named:
        yield checked(named)
        return
    local = next((url for url in local_servers() if unfit(url) is None), None)
    if local is not None:
        yield local.render_as_string(hide_password=False)
        return
    with private_cluster() as url:
        yield url.render_as_string(hide_password=False)


def checked(named: str) -> str:
    """A server that was asked for by name is not quietly replaced by another."""
    url = make_url(named).set(drivername="postgresql+psycopg")
    reason = unfit(url)
    if reason:
        raise CannotBeHad(f"TEST_POSTGRES_URL cannot be used: {reason}\n{HOW_TO_GET_ONE}")
    return url.render_as_string(hide_password=False)


def local_servers() -> Iterator[URL]:
    """Where a server on this machine would answer, by PGHOST, PGPORT and PGUSER where those are set."""
    hosts = (os.environ["PGHOST"],) if "PGHOST" in os.environ else (*SOCKET_FOLDERS, "127.0.0.1")
    users = dict.fromkeys([os.environ.get("PGUSER") or getpass.getuser(), "postgres"])
    port = int(os.environ.get("PGPORT", "5432"))
    for host in hosts:
        for user in users:
            where = {"host": host} if host.startswith("/") else {}
            yield URL.create(
                "postgresql+psycopg",
                username=user,
                host=None if where else host,
                port=None if where else port,
                database="postgres",
                query={**where, "port": str(port)} if where else {},
            )


def unfit(url: URL) -> str | None:
    """Why a server cannot be used, or None when it can."""
    engine = create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": 3})
    try:
        with engine.connect() as connection:
            version = int(connection.scalar(text("SHOW server_version_num")) or 0)
            may = connection.scalar(text("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"))
            here = set(connection.scalars(text("SELECT name FROM pg_available_extensions")))
    except SQLAlchemyError as refusal:
        return str(refusal.__cause__ or refusal).strip()
    if version < OLDEST:
        return "it is older than PostgreSQL 13"
    if not may:
        return "its user may not create databases"
    missing = NEEDED_EXTENSIONS - here
    return f"it lacks the extensions {', '.join(sorted(missing))}" if missing else None


@contextmanager
def private_cluster() -> Iterator[URL]:
    for binaries in places_of_binaries():
        cluster = Cluster(binaries)
        try:
            cluster.start()
            reason = unfit(cluster.url)
            if reason is None:
                yield cluster.url
                return
            print(f"{binaries}: {reason}", flush=True)
        except CannotBeHad as refusal:
            print(f"{binaries}: {refusal}", flush=True)
        finally:
            cluster.remove()
    raise CannotBeHad(HOW_TO_GET_ONE)
