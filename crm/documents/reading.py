"""The plain text of a document, read by another process: a file made to do harm ends that one alone (reader.py)."""

import signal
import subprocess
import sys

from crm.core import typed
from crm.core.errors import RuleBroken
from crm.documents import reader
from crm.documents.models import DocumentKind

_PICTURES = (DocumentKind.JPEG, DocumentKind.PNG)
# Longer than the process may compute, for a busy machine.
_LONGEST_WAIT = 3 * reader.MOST_SECONDS
_TOO_MUCH = "The file is far larger inside than it seems, so it is not opened. Save it anew, and choose that one"
_TOO_LONG = "It takes too long to read. Save it anew, and choose that one"
_REFUSALS = {
    # What the process meets once it has used up its seconds.
    -signal.SIGKILL: _TOO_LONG,
    reader.LOCKED: "The file has a password. Save it without one, and choose that",
    reader.OVERBLOWN: _TOO_MUCH,
}


def text_in(content: bytes, kind: DocumentKind) -> str | None:
    """None where there is no text to be read, as in a picture of paper.

    Raises RuleBroken, beside the field `file`, for what has a password, or takes too much time or memory. That may take
    half a minute, so no transaction should be waiting.
    """
    if kind in _PICTURES:
        return None
    command = [sys.executable, "-I", str(reader.__file__), kind.value]
    try:
        read = subprocess.run(  # noqa: S603 (the command is our own; what was sent is only read by it)
            command, input=content, capture_output=True, timeout=_LONGEST_WAIT, check=False
        )
    except subprocess.TimeoutExpired:
        raise RuleBroken(_TOO_LONG, field="file") from None
    if read.returncode < 0 or read.returncode in _REFUSALS:
        raise RuleBroken(_REFUSALS.get(read.returncode, _TOO_MUCH), field="file")
    return typed.paragraphs(read.stdout.decode()) or None
