"""The visit sheet on paper."""

from collections.abc import Callable

import pytest

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core import clock
from crm.engagement.forms import ActivityForm
from crm.organisations.kinds import Precision
from crm.organisations.models import Organisation, Venue
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import Visitor

MOST_STATEMENTS = 12


@pytest.fixture
def group(make: Make, newham: Area) -> Organisation:
    group = make.organisation(newham, name="مسجد النور", phone="+442079460000")
    make.keep(
        Venue(
            organisation_id=group.id,
            area_id=newham.id,
            address="1 High Street",
            precision=Precision.EXACT,
            started_on=clock.today(),
            lat=51.55,
            lon=0.05,
        )
    )
    return group


@pytest.fixture
def me(make: Make, newham: Area) -> Account:
    return make.adviser(newham)


@pytest.fixture
def adviser(me: Account, signed_in: Callable[[Account], Visitor]) -> Visitor:
    return signed_in(me)


@pytest.mark.parametrize("name", ["method", "outcome", "again", "asked", "topics", "offers_accepted", "barrier"])
def test_a_sheet_has_a_box_for_every_answer_of_the_log_form(app: object, adviser: Visitor, name: str) -> None:
    page = adviser.get("/offline/sheet").text
    with adviser.application.test_request_context():
        answers = [text for value, text, *_ in ActivityForm()[name].choices if value]
    assert answers
    assert [text for text in answers if f"<li>{text}</li>" not in page.replace("&#39;", "'")] == []


def test_a_sheet_says_what_one_needs_at_the_door(
    adviser: Visitor, make: Make, me: Account, group: Organisation
) -> None:
    make.follow_up(group, me, what="Take the leaflets")
    page = adviser.get(f"/offline/sheet?groups={group.id}").text
    for words in (
        "مسجد النور",
        "1 High Street",
        "020 7946 0000",
        "Take the leaflets",
        "No contact is written down yet",
    ):
        assert words in page


def test_a_group_of_another_area_has_no_sheet_and_the_page_says_that_one_is_missing(
    adviser: Visitor, make: Make, group: Organisation
) -> None:
    other = make.organisation(make.area(), name="Elsewhere")
    page = adviser.get(f"/offline/sheet?groups={group.id},{other.id}").text
    assert "Elsewhere" not in page
    assert "1 group in this page’s address is not in your areas" in page


def test_a_sheet_for_a_refuge_says_nothing_of_its_place(adviser: Visitor, make: Make, group: Organisation) -> None:
    group.is_sensitive = True
    make.keep(group)
    page = adviser.get(f"/offline/sheet?groups={group.id}").text
    assert "1 High Street" not in page
    assert "kept private" in page


def test_an_address_that_cannot_be_read_gives_a_blank_sheet(adviser: Visitor) -> None:
    assert "so this is a blank sheet" in adviser.get("/offline/sheet?groups=12,x").text


def test_many_sheets_cost_as_many_statements_as_one(adviser: Visitor, make: Make, newham: Area) -> None:
    ids = [make.organisation(newham).id for _ in range(20)]
    counts = []
    for chosen in (ids[:1], ids):
        with statements() as said:
            adviser.get(f"/offline/sheet?groups={','.join(map(str, chosen))}")
        counts.append(len(said))
    assert counts[0] == counts[1] <= MOST_STATEMENTS
