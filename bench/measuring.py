"""Each page in turn with the floor, so that whatever else the machine does falls on both."""

from statistics import median
from typing import NamedTuple

from bench.browser import Browser
from bench.pages import Page, answers_for
from bench.server import serving

WARM_UP = 3
SHOWN, SAVED = (200,), (302, 303)


class Measured(NamedTuple):
    """Median milliseconds of the page, and how many times the floor that is; `least` is of both at their quickest.

    On a busy machine the medians hold its noise too, and `least` is nearer to what the page itself takes.
    """

    milliseconds: float
    ratio: float
    least: float


def measure(url: str, wanted: list[Page], rounds: int) -> dict[str, Measured]:
    """By the name of the page; a page that does not answer well is left out."""
    with serving("bench.floor:app") as floor_port, serving("app:app", url) as port:
        floor = Browser(floor_port)
        browsers = {email: Browser(port, email) for email in sorted({page.email for page in wanted})}
        found = {}
        for page in wanted:
            measured = _page(page, browsers, floor, rounds)
            if measured is not None:
                found[page.name] = measured
        return found


def _page(page: Page, browsers: dict[str, Browser], floor: Browser, rounds: int) -> Measured | None:
    of_floor, of_page = [], []
    browser = browsers[page.email]
    for turn in range(rounds + WARM_UP):
        try:
            if page.after:
                _ask(page.after, browsers[page.after.email])
            answers = answers_for(page, browser)
        except LookupError:
            return None
        least = floor.get("/")
        answer = browser.get(page.path) if answers is None else browser.post(page.path, answers)
        if answer.status not in (SHOWN if answers is None else SAVED):
            return None
        if turn >= WARM_UP:
            of_floor.append(least.seconds)
            of_page.append(answer.seconds)
    return Measured(median(of_page) * 1000, median(of_page) / median(of_floor), min(of_page) / min(of_floor))


def _ask(page: Page, browser: Browser) -> None:
    answers = answers_for(page, browser)
    assert answers is not None
    assert browser.post(page.path, answers).status in SAVED, page.name
