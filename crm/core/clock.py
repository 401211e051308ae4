"""Now and today. Nothing else in Footbridge asks the machine for the time."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_set_to: ContextVar[dt.datetime | None] = ContextVar("clock", default=None)


def now() -> dt.datetime:
    """The instant, in UTC."""
    return _set_to.get() or dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The date in London, which is the date that staff and groups mean."""
    return now().astimezone(LONDON).date()


@contextmanager
def set_to(instant: dt.datetime | dt.date) -> Iterator[None]:
    """Make `now` stand still, for tests and for demonstration data; a date means noon in London."""
    if not isinstance(instant, dt.datetime):
        instant = dt.datetime.combine(instant, dt.time(12), LONDON)
    token = _set_to.set(instant.astimezone(dt.UTC))
    try:
        yield
    finally:
        _set_to.reset(token)
