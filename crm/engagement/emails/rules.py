"""How long a forwarded email is kept, how much of it, and what of its address says which group it may be from."""

import datetime as dt
import re

MOST_BYTES = 25 * 1024 * 1024
MOST_TEXT = 2000
# Of the text of an email, in characters: more takes long to read, and nobody wrote it.
MOST_READ = 200_000
# Nobody filed it: it is forgotten, as is what was put aside, which may be taken up again until then.
KEPT_FOR = dt.timedelta(days=30)
ASIDE_FOR = dt.timedelta(days=1)
# Addresses there say nothing of whose they are.
FOR_EVERYBODY = frozenset(
    """
    aol.com btinternet.com gmail.com googlemail.com hotmail.co.uk hotmail.com icloud.com live.co.uk live.com mail.com
    me.com msn.com outlook.com proton.me protonmail.com sky.com talktalk.net virginmedia.com yahoo.co.uk yahoo.com
    """.split()  # noqa: SIM905 (a list of them would take twenty lines)
)
_FORWARDS = re.compile(r"^\s*(fwd?|fw|wg|tr)\s*:", re.IGNORECASE)
_ANSWERS = re.compile(r"^(\s*(re|fwd?|fw|aw|wg|tr)\s*:)+\s*", re.IGNORECASE)


def is_forward(subject: str) -> bool:
    return bool(_FORWARDS.match(subject))


def bare(subject: str) -> str:
    """Without what mail programs put before it: "Re: Fwd: Training" -> "Training"."""
    return _ANSWERS.sub("", subject)


def domain_of(email: str) -> str | None:
    """The part after the @, where it can belong to one group alone."""
    domain = email.rpartition("@")[2].casefold()
    return domain if domain and domain not in FOR_EVERYBODY else None


def as_note(subject: str, text: str) -> str:
    """What the note of the contact begins as; cut at a word where it is too long."""
    note = "\n\n".join(part for part in (subject, text) if part)
    return note if len(note) <= MOST_TEXT else note[: MOST_TEXT - 2].rsplit(maxsplit=1)[0] + " …"
