"""The components, and the arguments, that GOV.UK has no examples of."""

import datetime as dt

import pytest

from crm.core.widgets import draw
from tests.components.fixtures import normalised

pytestmark = pytest.mark.usefixtures("bare_app")


def classes(html: str) -> list[str]:
    return [dict(token[1]).get("class", "") for token in normalised(html) if isinstance(token, tuple)]


def texts(html: str) -> list[str]:
    return [token for token in normalised(html) if isinstance(token, str) and not token.startswith("/")]


def test_a_tag_and_a_badge_take_a_colour() -> None:
    assert classes(draw("tag", text="Overdue", colour="red")) == ["govuk-tag govuk-tag--red"]
    assert classes(draw("badge", text="Demo", colour="grey")) == ["moj-badge moj-badge--grey"]


def test_a_button_takes_a_look() -> None:
    assert classes(draw("button", text="Close", look="warning")) == ["govuk-button govuk-button--warning"]


def test_a_timeline_says_what_who_and_when() -> None:
    visit = {"title": "Visit", "when": dt.datetime(2026, 7, 2, 13, 5, tzinfo=dt.UTC), "by": "Ann <i>", "text": "Met"}
    html = draw("timeline", items=[visit, {"title": "Letter", "when": dt.date(2026, 7, 1), "href": "/activities/1"}])
    assert texts(html) == ["Visit", "by", "Ann <i>", "2 July 2026 at 2:05pm", "Met", "Letter", "1 July 2026"]
    assert '<time datetime="2026-07-01">' in html
    assert 'href="/activities/1"' in html


def test_a_timeline_may_draw_its_own_descriptions() -> None:
    html = draw("timeline", items=[{"title": "Visit", "when": dt.date(2026, 7, 1)}], caller=lambda item: item["title"])
    assert texts(html) == ["Visit", "1 July 2026", "Visit"]


def test_the_page_one_is_on_is_marked_in_the_sub_navigation() -> None:
    pages = [{"text": "Overview", "href": "/groups/1"}, {"text": "People", "href": "/groups/1/people", "current": True}]
    links = [dict(token[1]) for token in normalised(draw("sub_navigation", items=pages)) if token[0] == "a"]
    assert [link.get("aria-current") for link in links] == [None, "page"]


def test_a_wide_table_scrolls_in_an_area_that_has_a_name_and_takes_the_keyboard() -> None:
    html = draw("table", head=["Group"], rows=[["St <Mary>"]], scroll_label="Groups")
    area = dict(normalised(html)[0][1])
    assert (area["role"], area["aria-label"], area["tabindex"]) == ("region", "Groups", "0")
    assert texts(html) == ["Group", "St <Mary>"]


def test_a_table_may_draw_the_cells_of_each_row_itself() -> None:
    html = draw("table", head=["Group"], items=["a", "b"], caller=lambda name: f"<{name}>")
    assert texts(html) == ["Group", "<a>", "<b>"]
