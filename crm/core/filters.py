"""How values are written in templates: dates in words, telephone numbers, one and many."""

import datetime as dt
import re

import phonenumbers
from flask import Flask
from markupsafe import Markup, escape

from crm.core import clock

_BLANKS = re.compile(r"\n\s+")


def date(day: dt.date | None) -> str:
    """23 November 2026. An instant is first moved to London."""
    return f"{_in_london(day):%-d %B %Y}" if day else ""


def day(on: dt.date) -> str:
    """Monday 23 November 2026, for a day that one goes somewhere."""
    return f"{on:%A} {date(on)}"


def short_date(day: dt.date | None) -> str:
    """23 Nov 2026, for tables."""
    return f"{_in_london(day):%-d %b %Y}" if day else ""


def datetime(instant: dt.datetime | None) -> str:
    """23 November 2026 at 2:05pm, in London."""
    return f"{date(instant)} at {time(_in_london(instant))}" if instant else ""


def time(moment: dt.time | dt.date | None) -> str:
    """2:05pm; midnight and midday are words, as 12am and 12pm are read both ways."""
    if moment is None:
        return ""
    written = f"{moment:%H:%M}"
    if written in ("00:00", "12:00"):
        return "midnight" if written == "00:00" else "midday"
    return f"{moment:%I:%M%p}".lstrip("0").lower().replace(":00", "")


def clock_time(instant: dt.datetime) -> str:
    """2:05pm, as clocks in London showed at that instant."""
    return time(_in_london(instant))


def plural(count: int, one: str, many: str | None = None) -> str:
    """1 group, 3 groups, 1,200 groups; `many` where it is not one with an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def phone(number: str | None) -> str:
    """020 7946 0000, and +33 1 23 45 67 89 for a number abroad; what is no number stays as it was typed."""
    try:
        parsed = _as_stored(number) or phonenumbers.parse(number or "", "GB")
    except phonenumbers.NumberParseException:
        return number or ""
    if not phonenumbers.is_possible_number(parsed):
        return number or ""
    abroad = parsed.country_code != 44
    formats = phonenumbers.PhoneNumberFormat
    return str(phonenumbers.format_number(parsed, formats.INTERNATIONAL if abroad else formats.NATIONAL))


def _as_stored(number: str | None) -> phonenumbers.PhoneNumber | None:
    """A British number as we keep it needs no working out, which takes most of the time."""
    if number is None or not number.startswith("+44") or not (number[3:].isascii() and number[3:].isdigit()):
        return None
    return phonenumbers.PhoneNumber(country_code=44, national_number=int(number[3:]))


def bdi(name: object) -> Markup:
    """A name that people typed, kept apart from the direction of the words around it."""
    return Markup("<bdi>") + escape(name) + Markup("</bdi>")


def unindented(html: str) -> Markup:
    """Markup without the blanks that lines begin with, which weigh a quarter of a long form. Not round a text area."""
    return Markup(_BLANKS.sub("\n", str(html)).strip())  # noqa: S704 (it was Markup)


def _in_london(day: dt.date | None) -> dt.date | None:
    return day.astimezone(clock.LONDON) if isinstance(day, dt.datetime) else day


def register(app: Flask) -> None:
    for shown in (date, day, short_date, datetime, time, clock_time, plural, phone, bdi, unindented):
        app.jinja_env.filters[shown.__name__] = shown
