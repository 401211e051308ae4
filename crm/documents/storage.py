"""Files by the digest of what they hold, in a folder that only this service's own user can read."""

import datetime as dt
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Documents:
    """`folder` is that of the settings' data_dir, named documents."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "documents"

    def keep(self, content: bytes) -> str:
        """Gives the digest to ask for it again. The same content is stored once; half a file is never seen.

        It counts as new each time, so that `forget_old` leaves it alone until a row names it.
        """
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        if path.exists():
            path.touch()
        else:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=path.parent, delete=False) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(file.name).replace(path)
        return digest

    def path(self, digest: str) -> Path | None:
        """None when it is not held."""
        path = self._path(digest)
        return path if path.exists() else None

    def digests(self) -> Iterator[str]:
        """Of all that is held."""
        return (path.name for path in self.folder.glob("??/*") if _DIGEST.fullmatch(path.name))

    def forget_old(self, digest: str, before: dt.datetime) -> bool:
        """Remove a file, unless it was kept again since then."""
        path = self._path(digest)
        is_old = path.exists() and path.stat().st_mtime < before.timestamp()
        if is_old:
            path.unlink()
        return is_old

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise ValueError("Not the digest of a document")
        return self.folder / digest[:2] / digest
