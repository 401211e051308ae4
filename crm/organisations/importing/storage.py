"""Files that wait for their owner to confirm them: outside the web root, under a random name, never served."""

import os
import re
import time
import uuid
from collections.abc import Collection
from pathlib import Path

_KEY = re.compile(r"[0-9a-f]{32}")
_SUFFIX = ".import"
# An upload is written before its batch is committed, so a young one without a batch may still get it.
_SURELY_FORGOTTEN_SECONDS = 3600


class Uploads:
    """`folder` is that of the settings' data_dir, named uploads."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "uploads"

    def keep(self, content: bytes) -> str:
        """Gives the key to ask for it again; only this service's own user can read the file."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = uuid.uuid4().hex
        with os.fdopen(os.open(self._path(key), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        return key

    def fetch(self, key: str | None) -> bytes | None:
        """None when it is not held any more."""
        try:
            return self._path(key).read_bytes() if key else None
        except FileNotFoundError:
            return None

    def discard(self, key: str | None) -> None:
        if key:
            self._path(key).unlink(missing_ok=True)

    def sweep(self, waiting: Collection[str]) -> None:
        """Remove what nobody can confirm any more, such as after the machine stopped at the wrong moment."""
        oldest = time.time() - _SURELY_FORGOTTEN_SECONDS
        for path in self.folder.glob(f"*{_SUFFIX}"):
            if path.stem not in waiting and path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError("Not the key of an upload")
        return self.folder / f"{key}{_SUFFIX}"
