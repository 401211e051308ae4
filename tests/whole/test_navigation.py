"""Each page marks its place in the menu."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from crm.accounts.models import Account, AccountRole
from tests.factories import Make
from tests.support.web import Visitor
from tests.whole.test_routes import PAGES, address
from tests.whole.world import Side, build_side

SignIn = Callable[[Account], Visitor]
# What is about the person, not about the work.
OUTSIDE_THE_MENU = ("accounts.", "reporting.accessibility", "reporting.calendar_link", "reporting.digest")
MARKED = re.compile(r'href="([^"]+)" aria-current="(page|true)"')


@pytest.fixture
def here(make: Make) -> Side:
    return build_side(make)


@pytest.fixture
def coordinator(here: Side, signed_in: SignIn) -> Visitor:
    return signed_in(here.staff[AccountRole.COORDINATOR])


def marked(visitor: Visitor, url: str) -> list[Any]:
    """The items of the menu that are marked, and how."""
    menu = re.search(r'<ul class="govuk-service-navigation__list".*?</ul>', visitor.get(url).text, re.DOTALL)
    return MARKED.findall(menu.group()) if menu else []


def test_every_page_marks_one_item_of_the_menu(app: Flask, here: Side, coordinator: Visitor) -> None:
    for rule in PAGES:
        url = address(app, rule, here.ids)
        answer = coordinator.get(url)
        if (
            answer.status_code == 200
            and answer.mimetype == "text/html"
            and not rule.endpoint.startswith(OUTSIDE_THE_MENU)
        ):
            assert len(marked(coordinator, url)) == 1, rule.rule


@pytest.mark.parametrize(
    "page", ["checks.show", "engagement.show", "engagement.edit_follow_up", "policies.show", "people.edit_role"]
)
def test_what_belongs_to_a_group_stands_below_groups(app: Flask, here: Side, coordinator: Visitor, page: str) -> None:
    [rule] = [rule for rule in PAGES if rule.endpoint == page]
    assert marked(coordinator, address(app, rule, here.ids)) == [("/organisations", "true")]


def test_a_page_of_the_menu_is_marked_as_the_page_itself(coordinator: Visitor) -> None:
    for url in ("/", "/organisations", "/week", "/training", "/coverage", "/map"):
        assert marked(coordinator, url) == [(url, "page")]


def test_what_we_support_groups_with_shares_an_item(coordinator: Visitor) -> None:
    for url in ("/checks", "/checks/batches", "/resources", "/training/courses"):
        assert marked(coordinator, url) == [("/training", "true")]
    beside = re.search(r'aria-label="Support".*?</nav>', coordinator.get("/checks").text, re.DOTALL)
    assert beside
    assert re.findall(r'href="([^"]+)"', beside.group()) == ["/training", "/checks", "/resources", "/standards"]


def test_an_item_leads_to_the_first_page_that_the_person_may_see(here: Side, signed_in: SignIn) -> None:
    viewer = signed_in(here.staff[AccountRole.VIEWER])
    assert marked(viewer, "/resources") == [("/resources", "page")]
    assert 'aria-label="Support"' not in viewer.get("/resources").text


def test_the_groups_behind_a_figure_stand_below_coverage(coordinator: Visitor) -> None:
    assert marked(coordinator, "/coverage/list?measure=known") == [("/coverage", "true")]


def test_the_lists_of_what_is_to_be_done_stand_below_my_week(coordinator: Visitor) -> None:
    for url in ("/follow-ups", "/requests", "/you-said", "/emails", "/next-visits"):
        assert marked(coordinator, url) == [("/week", "true")]
