"""Files that wait for their owner to confirm them: outside the web root, under a random name, never served."""

import os
import re
import time
import uuid
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

_KEY = re.compile(r"[0-9a-f]{32}")
_SUFFIX = ".import"
_PIECE = 1024 * 1024
# An upload is written before its batch is committed, so a young one without a batch may still get it.
_SURELY_FORGOTTEN_SECONDS = 3600


class Uploads:
    """`folder` is that of the settings' data_dir, named uploads."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "uploads"

    def keep(self, content: BinaryIO) -> str:
        """Gives the key to ask for it again; only this service's own user can read the file."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = uuid.uuid4().hex
        content.seek(0)
        with os.fdopen(os.open(self._path(key), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while piece := content.read(_PIECE):
                file.write(piece)
        return key

    def open(self, key: str | None) -> BinaryIO | None:
        """None when it is not held any more."""
        try:
            return self._path(key).open("rb") if key else None
        except FileNotFoundError:
            return None

    def size(self, key: str | None) -> int:
        try:
            return self._path(key).stat().st_size if key else 0
        except FileNotFoundError:
            return 0

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
