"""What people type, understood: dates in three boxes, times of day, whole numbers, longer text."""

import datetime as dt
import re

from crm.core.text import one_line

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
PARTS = ("day", "month", "year")
LARGEST_ROW = 2**31 - 1
_TIME = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*([ap]\.?m\.?)?", re.ASCII)
_WORDS_FOR_TIMES = {"midnight": "0:00", "midday": "12:00", "noon": "12:00"}


class NotUnderstoodError(ValueError):
    """Says what is wrong, to follow "The date" or the like; `parts` are the boxes to look at."""

    def __init__(self, message: str, parts: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.parts = parts


def paragraphs(text: str) -> str:
    """Text of several lines, each without control characters; blank lines at the ends fall away."""
    return "\n".join(one_line(line) for line in text.splitlines()).strip()


def date_of(day: str, month: str, year: str) -> dt.date | None:
    """None when all three are blank. A year is four digits, so that 26 is never taken for 1926."""
    typed = dict(zip(PARTS, (one_line(day), one_line(month), one_line(year)), strict=True))
    missing = tuple(part for part in PARTS if not typed[part])
    if len(missing) == len(PARTS):
        return None
    if missing:
        raise NotUnderstoodError("must include a " + " and ".join(missing), missing)
    if not re.fullmatch(r"\d{4}", typed["year"]):
        raise NotUnderstoodError("must have a year of 4 numbers, for example 2026", ("year",))
    return _real_date(typed["day"], _month_number(typed["month"]), int(typed["year"]))


def _real_date(day: str, month: int, year: int) -> dt.date:
    wrong = []
    if not re.fullmatch(r"\d{1,2}", day) or not 1 <= int(day) <= 31:
        wrong.append("day")
    if not 1 <= month <= 12:
        wrong.append("month")
    if year < 1900:
        wrong.append("year")
    if wrong:
        raise NotUnderstoodError("must be a real date", tuple(wrong))
    try:
        return dt.date(year, month, int(day))
    except ValueError:
        raise NotUnderstoodError("must be a real date", PARTS) from None


def _month_number(typed: str) -> int:
    """A number, or at least three letters of a name; 0 when it is neither."""
    if re.fullmatch(r"\d{1,2}", typed):
        return int(typed)
    word = typed.casefold().rstrip(".")
    found = [number for number, name in enumerate(MONTHS, 1) if len(word) >= 3 and name.startswith(word)]
    return found[0] if found else 0


def time_of(typed: str) -> dt.time | None:
    """The time of day in London: 14:30, 2.30pm, 2pm, 1430, midday."""
    words = one_line(typed).casefold()
    if not words:
        return None
    found = _TIME.fullmatch(_WORDS_FOR_TIMES.get(words, words))
    if found is None:
        raise NotUnderstoodError("must be written like 2:30pm or 14:30")
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").replace(".", "")
    if (half and not 1 <= hour <= 12) or hour > 23 or minute > 59:
        raise NotUnderstoodError("must be written like 2:30pm or 14:30")
    return dt.time(hour % 12 + 12 * (half == "pm") if half else hour, minute)


def numbers_of(said: str, most: int = 200) -> tuple[int, ...]:
    """Ids as an address says them, in that order and each once: "12,45". ValueError for anything else, or too many."""
    parts = said.split(",")
    if len(parts) > most or not all(re.fullmatch(r"\d{1,18}", part, re.ASCII) for part in parts):
        raise ValueError("Not a list of ids")
    return tuple(dict.fromkeys(map(int, parts)))


def whole_number(typed: str) -> int | None:
    words = one_line(typed).replace(",", "").replace(" ", "")
    if not words:
        return None
    if not re.fullmatch(r"[-\u2212]?\d{1,12}", words):
        raise NotUnderstoodError("must be a whole number, like 30")
    return int(words.replace("\u2212", "-"))


def row_number(sent: str) -> int:
    """A number that a row can have. Raises ValueError for others, such as larger ones, which databases refuse."""
    number = int(sent)
    if not 0 < number <= LARGEST_ROW:
        raise ValueError(sent)
    return number
