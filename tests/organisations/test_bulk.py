"""One change to several groups: chosen, looked at, then made in one go or not at all."""

from html import unescape
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.audit.models import AuditEntry
from crm.organisations.bulk import views
from crm.organisations.kinds import Faith, PlaceKind
from crm.organisations.models import (
    Community,
    Language,
    Organisation,
    OrganisationArea,
    OrganisationCommunity,
    Tradition,
)
from tests.factories import Make
from tests.support.web import SignIn, Visitor, forms

ADDRESS = "/organisations/change"


@pytest.fixture
def hackney(make: Make) -> Area:
    return make.area(name="Hackney", code="E09000012")


@pytest.fixture
def account(make: Make, newham: Area) -> Account:
    return make.adviser(newham, name="Ada Khan")


@pytest.fixture
def adviser(account: Account, signed_in: SignIn) -> Visitor:
    return signed_in(account)


def look(visitor: Visitor, query: str = "", **answers: str | list[str]) -> TestResponse:
    """The page of what would change."""
    given: dict[str, Any] = {"which": "all", **answers}
    return visitor.submit(ADDRESS + query, **given)


def confirm(visitor: Visitor, page: TestResponse) -> TestResponse:
    assert page.status_code == 200
    action, answers = forms(page.text)[-1]
    return visitor.post(action, data=answers)


def faiths(session: Session) -> dict[str, Faith]:
    return {row.name: row.faith for row in session.execute(select(Organisation.name, Organisation.faith))}


def test_nothing_changes_before_it_is_confirmed(adviser: Visitor, make: Make, newham: Area, session: Session) -> None:
    make.organisation(newham, name="Oak", faith=Faith.OTHER)
    page = look(adviser, change="faith", faith="sikh")
    for words in ("1 group would change", "Oak", "Another faith", "Sikh"):
        assert words in page.text
    assert faiths(session) == {"Oak": Faith.OTHER}


def test_all_that_match_are_changed_and_each_says_so_in_its_history(
    adviser: Visitor, make: Make, newham: Area, session: Session, account: Account
) -> None:
    for name, kind in (("Oak", "madrasa"), ("Elm", "madrasa"), ("Ash", "youth_group")):
        make.organisation(newham, name=name, kind=kind, faith=Faith.OTHER)
    answer = confirm(adviser, look(adviser, "?kind=madrasa", change="faith", faith="muslim"))
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("?kind=madrasa")
    assert "2 groups changed" in adviser.get("/organisations").text
    assert faiths(session) == {"Oak": Faith.MUSLIM, "Elm": Faith.MUSLIM, "Ash": Faith.OTHER}
    entries = session.scalars(select(AuditEntry).where(AuditEntry.event == "organisation.changed")).all()
    assert [(entry.actor_id, entry.changes["faith"]) for entry in entries] == [(account.id, ["other", "muslim"])] * 2


def test_only_those_that_are_ticked_are_changed(adviser: Visitor, make: Make, newham: Area, session: Session) -> None:
    oak, _ = (make.organisation(newham, name=name, faith=Faith.OTHER) for name in ("Oak", "Elm"))
    confirm(adviser, look(adviser, which="ticked", groups=[str(oak.id)], change="faith", faith="sikh"))
    assert faiths(session) == {"Oak": Faith.SIKH, "Elm": Faith.OTHER}


def test_what_cannot_be_is_refused_with_the_reason_and_the_rest_is_changed(
    adviser: Visitor, make: Make, newham: Area, session: Session
) -> None:
    baptist = make.keep(Tradition(code="BAPTIST", name="Baptist", faith=Faith.CHRISTIAN))
    make.organisation(newham, name="Oak", faith=Faith.CHRISTIAN, tradition_id=baptist.id)
    make.organisation(newham, name="Elm", faith=Faith.CHRISTIAN)
    page = look(adviser, change="faith", faith="sikh")
    assert "1 group cannot be changed" in page.text
    assert "Its tradition is Baptist" in page.text
    confirm(adviser, page)
    assert faiths(session) == {"Oak": Faith.CHRISTIAN, "Elm": Faith.SIKH}


def test_a_building_is_only_for_a_place_of_worship(adviser: Visitor, make: Make, newham: Area) -> None:
    make.organisation(newham, place_kind=PlaceKind.CHURCH)
    page = look(adviser, change="kind", kind="madrasa")
    assert "No group would change" in page.text
    assert "Its building is a church" in page.text


def test_what_is_so_already_is_left_alone(adviser: Visitor, make: Make, newham: Area) -> None:
    make.organisation(newham, name="Oak", faith=Faith.SIKH)
    page = look(adviser, change="faith", faith="sikh").text
    assert "No group would change" in page
    assert "1 group already so" in page


def test_a_community_is_added_to_those_there_are(adviser: Visitor, make: Make, newham: Area, session: Session) -> None:
    tamil, somali = (make.keep(Community(name=name)) for name in ("Tamil", "Somali"))
    group = make.organisation(newham)
    make.keep(OrganisationCommunity(organisation_id=group.id, community_id=tamil.id))
    page = look(adviser, change="community", community_id=str(somali.id))
    assert "Somali, Tamil" in unescape(page.text)
    confirm(adviser, page)
    assert set(session.scalars(select(OrganisationCommunity.community_id))) == {tamil.id, somali.id}


def test_a_language_is_added(adviser: Visitor, make: Make, newham: Area) -> None:
    polish = make.keep(Language(tag="pl", name="Polish"))
    group = make.organisation(newham)
    confirm(adviser, look(adviser, change="language", language_id=str(polish.id)))
    assert "Polish" in adviser.get(f"/organisations/{group.id}/details").text


def test_an_adviser_is_named_where_the_group_is_in_the_area(
    make: Make, newham: Area, hackney: Area, account: Account, signed_in: SignIn, session: Session
) -> None:
    visitor = signed_in(make.coordinator(newham, hackney))
    here = make.organisation(newham, name="Oak")
    make.organisation(hackney, name="Elm")
    page = look(visitor, change="adviser", area_id=str(newham.id), adviser_id=str(account.id))
    assert "Elm</bdi>: It is not in Newham" in page.text
    confirm(visitor, page)
    links = select(OrganisationArea.organisation_id, OrganisationArea.adviser_id)
    named = {row.organisation_id for row in session.execute(links) if row.adviser_id == account.id}
    assert named == {here.id}


def test_somebody_who_does_not_work_there_is_not_named(
    make: Make, newham: Area, hackney: Area, account: Account, signed_in: SignIn
) -> None:
    make.organisation(hackney)
    visitor = signed_in(make.coordinator(newham, hackney))
    page = look(visitor, change="adviser", area_id=str(hackney.id), adviser_id=str(account.id))
    assert "Select somebody who works in Hackney" in page.text


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"which": ""}, "Select which groups to change"),
        ({"which": "ticked"}, "Tick at least one group"),
        ({"change": ""}, "Select what to change"),
        ({"change": "faith", "faith": ""}, "Select the faith"),
        ({"change": "adviser", "area_id": ""}, "Select the area"),
    ],
)
def test_what_is_missing_is_said_beside_it(
    adviser: Visitor, make: Make, newham: Area, answers: dict[str, str], said: str
) -> None:
    make.organisation(newham)
    assert said in look(adviser, **{"change": "faith", "faith": "sikh", **answers}).text


def test_a_group_that_somebody_saved_meanwhile_stops_it_all(
    adviser: Visitor, make: Make, newham: Area, session: Session
) -> None:
    oak, _ = (make.organisation(newham, name=name, faith=Faith.OTHER) for name in ("Oak", "Elm"))
    page = look(adviser, change="faith", faith="sikh")
    oak.website = "https://example.org"
    session.commit()
    again = confirm(adviser, page)
    assert "somebody else saved 1 of these groups" in again.text
    assert set(faiths(session).values()) == {Faith.OTHER}
    confirm(adviser, again)
    assert set(faiths(session).values()) == {Faith.SIKH}


def test_too_many_at_once_are_refused(
    adviser: Visitor, make: Make, newham: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST", 1)
    for _ in range(2):
        make.organisation(newham)
    assert "at most 1 groups are changed at once" in look(adviser, change="faith", faith="sikh").text


def test_a_group_of_another_area_is_never_changed(
    adviser: Visitor, make: Make, newham: Area, hackney: Area, session: Session
) -> None:
    make.organisation(newham, name="Oak", faith=Faith.OTHER)
    elsewhere = make.organisation(hackney, name="Elm", faith=Faith.OTHER)
    page = look(adviser, change="faith", faith="sikh")
    assert "Elm" not in page.text
    action, answers = forms(page.text)[-1]
    forged = {**answers, "versions": f'{{"{elsewhere.id}":{elsewhere.version_id}}}'}
    adviser.post(action, data=forged)
    assert faiths(session)["Elm"] is Faith.OTHER


@pytest.mark.parametrize(
    "forged",
    [
        {"versions": "[1]"},
        {"versions": "x"},
        {"change": "name"},
        {"to": "wizard"},
        {"versions": '{"a":1}'},
        {"versions": '{"9223372036854775808":1}'},
    ],
)
def test_what_the_page_did_not_give_is_refused(
    adviser: Visitor, make: Make, newham: Area, forged: dict[str, str]
) -> None:
    make.organisation(newham, faith=Faith.OTHER)
    action, answers = forms(look(adviser, change="faith", faith="sikh").text)[-1]
    assert adviser.post(action, data={**answers, **forged}).status_code == 400


def test_a_viewer_changes_nothing(make: Make, newham: Area, signed_in: SignIn) -> None:
    visitor = signed_in(make.viewer(newham))
    make.organisation(newham)
    assert visitor.get(ADDRESS).status_code == 403
    assert ADDRESS not in visitor.get("/organisations").text
