"""What a calendar outside is told: no person, nothing that somebody typed, and no group that is to stay unnamed."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from crm.core.clock import LONDON

NOT_NAMED = "a group"
# A group that meets in a home is often called after the people who live there.
IN_A_HOME = "a group that meets in a home"


@dataclass(frozen=True)
class Entry:
    """A whole day, or so many minutes from a London time; `uid` stays as long as it is the same thing."""

    uid: str
    text: str
    on: dt.date
    href: str
    changed_at: dt.datetime
    starts_at: dt.time | None = None
    minutes: int = 60


def hashed(key: str) -> str:
    """Good enough without salt, as a key is 32 random bytes."""
    return hashlib.sha256(key.encode()).hexdigest()


def told(name: str, *, is_sensitive: bool, is_at_home: bool) -> str:
    if is_sensitive:
        return NOT_NAMED
    return IN_A_HOME if is_at_home else name


def instant(on: dt.date, at: dt.time) -> dt.datetime:
    """In UTC. Of an hour that comes twice in October the first is meant; one that March leaves out is an hour later."""
    return dt.datetime.combine(on, at, LONDON).astimezone(dt.UTC)
