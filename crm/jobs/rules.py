"""When a job is tried again, when a worker is thought dead, and which night it is."""

import datetime as dt

# A beat may have to wait behind a long write on SQLite, so a worker is given several before it is thought dead.
BEAT, SILENCE = dt.timedelta(seconds=10), dt.timedelta(seconds=60)
MOST_ATTEMPTS = 5
_FIRST_WAIT, _LONGEST_WAIT = dt.timedelta(seconds=30), dt.timedelta(hours=1)
# So long may a job wait before somebody should look whether a worker runs.
LATE = dt.timedelta(minutes=10)
KEPT_DAYS = 30


def wait_after(attempts: int) -> dt.timedelta | None:
    """Four times as long after each attempt; None when it is not tried again."""
    if attempts >= MOST_ATTEMPTS:
        return None
    times: int = 4 ** (attempts - 1)
    return min(_FIRST_WAIT * times, _LONGEST_WAIT)


def night_of(now: dt.datetime, at: dt.time) -> dt.date:
    """The day whose nightly work is due: today's from `at` on, yesterday's until then. `now` is London's time.

    `at` must not lie from one to two o'clock, which in spring is left out and in autumn comes twice.
    """
    if at.hour == 1:
        raise ValueError("From one to two o'clock is not once in every night")
    today = now.date()
    return today if now.time() >= at else today - dt.timedelta(days=1)
