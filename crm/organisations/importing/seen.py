"""The ids of the rows before, with their lines: on disk, for a list may have more than a process should hold."""

import sqlite3


class SeenOnDisk:
    """As `rules.Seen`, for as long as one run reads its list: nobody else can open it, and it is gone when closed."""

    def __init__(self) -> None:
        # SQLite keeps a database without a name in a megabyte of memory and a file of its own.
        self._kept = sqlite3.connect("")
        for command in (
            "PRAGMA journal_mode=off",
            "PRAGMA cache_size=-1000",
            "CREATE TABLE seen (id TEXT PRIMARY KEY, line INTEGER NOT NULL) WITHOUT ROWID",
        ):
            self._kept.execute(command)

    def setdefault(self, external_id: str, line: int, /) -> int:
        """The line on which the id came first."""
        self._kept.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (external_id, line))
        first: int = self._kept.execute("SELECT line FROM seen WHERE id = ?", (external_id,)).fetchone()[0]
        return first

    def close(self) -> None:
        self._kept.close()
