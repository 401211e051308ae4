"""Lists of groups that somebody saved, for themselves or for the staff of an area."""

from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.audit.models import AuditEntry
from crm.core.text import fold
from crm.organisations.saved_lists.models import SavedList
from tests.factories import Make
from tests.support.web import SignIn, Visitor, forms


@pytest.fixture
def hackney(make: Make) -> Area:
    return make.area(name="Hackney", code="E09000012")


@pytest.fixture
def account(make: Make, newham: Area) -> Account:
    return make.adviser(newham)


@pytest.fixture
def adviser(account: Account, signed_in: SignIn) -> Visitor:
    return signed_in(account)


def keep(make: Make, account: Account, name: str, area: Area | None = None, **filters: str) -> SavedList:
    row = SavedList(account_id=account.id, name=name, sort_name=fold(name), filters=filters or {"faith": "sikh"})
    row.area_id = area.id if area else None
    return make.keep(row)


def look(visitor: Visitor, address: str = "/organisations") -> str:
    answer = visitor.get(address)
    assert answer.status_code == 200
    return unescape(answer.text)


def test_the_filters_in_use_are_saved_and_stand_above_the_list(
    adviser: Visitor, make: Make, newham: Area, session: Session
) -> None:
    make.organisation(newham, faith="sikh")
    address = "/organisations/lists/new?faith=sikh&sort=newest"
    assert address in look(adviser, "/organisations?faith=sikh&sort=newest")
    answer = adviser.submit(address, name="Gurdwaras to see")
    assert answer.status_code == 303
    assert session.scalars(select(SavedList)).one().filters == {"faith": "sikh", "sort": "newest"}
    page = look(adviser)
    assert "Gurdwaras to see" in page
    assert "/organisations?faith=sikh&sort=newest" in page


def test_the_page_says_what_will_be_saved(adviser: Visitor) -> None:
    assert "Faith: Sikh" in look(adviser, "/organisations/lists/new?faith=sikh")


def test_the_list_that_is_shown_is_marked(adviser: Visitor, make: Make, account: Account) -> None:
    keep(make, account, "Gurdwaras")
    assert 'aria-current="page"><bdi>Gurdwaras' in look(adviser, "/organisations?faith=sikh")
    assert 'aria-current="page"><bdi>Gurdwaras' not in look(adviser, "/organisations?faith=jewish")


def test_a_list_without_filters_is_not_saved(adviser: Visitor) -> None:
    assert "Choose at least one filter" in adviser.submit("/organisations/lists/new", name="All").text


@pytest.mark.parametrize(
    ("name", "said"), [("", "Enter a name"), ("x" * 61, "60 characters"), ("GURDWARAS", "already")]
)
def test_a_name_that_will_not_do_is_refused_beside_its_field(
    adviser: Visitor, make: Make, account: Account, name: str, said: str
) -> None:
    keep(make, account, "Gurdwaras")
    assert said in adviser.submit("/organisations/lists/new?faith=sikh", name=name).text


def test_two_people_may_give_one_name(adviser: Visitor, make: Make, newham: Area) -> None:
    keep(make, make.adviser(newham), "Gurdwaras")
    assert adviser.submit("/organisations/lists/new?faith=sikh", name="Gurdwaras").status_code == 303


def test_sent_twice_it_is_saved_once(adviser: Visitor, session: Session) -> None:
    page = adviser.get("/organisations/lists/new?faith=sikh")
    answers = {**forms(page.text)[-1][1], "name": "Gurdwaras"}
    for status in (303, 409):
        assert adviser.post("/organisations/lists/new?faith=sikh", data=answers).status_code == status
    assert len(session.scalars(select(SavedList)).all()) == 1


def test_a_list_of_ones_own_is_not_seen_by_others(
    make: Make, newham: Area, account: Account, signed_in: SignIn
) -> None:
    row = keep(make, account, "Private thoughts")
    colleague = signed_in(make.coordinator(newham))
    assert "Private thoughts" not in look(colleague) + look(colleague, "/organisations/lists")
    for page in ("edit", "delete"):
        assert colleague.get(f"/organisations/lists/{row.id}/{page}").status_code == 404


def test_a_shared_list_is_found_by_the_staff_of_that_area_alone(
    make: Make, newham: Area, hackney: Area, account: Account, signed_in: SignIn
) -> None:
    keep(make, account, "Term visits", newham)
    assert "Term visits" in look(signed_in(make.viewer(newham)))
    assert "Term visits" not in look(signed_in(make.coordinator(hackney)))
    assert "Term visits" in look(signed_in(make.staff(account.grants[0].role, region_wide=True)))


def test_one_shares_with_areas_where_one_may_change_groups(
    adviser: Visitor, make: Make, newham: Area, hackney: Area, signed_in: SignIn, session: Session
) -> None:
    address = "/organisations/lists/new?faith=sikh"
    assert adviser.submit(address, name="Gurdwaras", area_id=str(hackney.id)).status_code == 200
    adviser.submit(address, name="Gurdwaras", area_id=str(newham.id))
    assert session.scalars(select(SavedList)).one().area_id == newham.id
    assert "Staff of Newham" not in look(signed_in(make.viewer(newham)), address)


def test_a_shared_list_is_changed_by_its_maker_and_the_coordinator_there(
    make: Make, newham: Area, hackney: Area, account: Account, signed_in: SignIn
) -> None:
    address = f"/organisations/lists/{keep(make, account, 'Term visits', newham).id}/edit"
    answers = {signed_in(one).get(address).status_code for one in (account, make.coordinator(newham))}
    refused = {signed_in(one).get(address).status_code for one in (make.adviser(newham), make.coordinator(hackney))}
    assert (answers, refused) == ({200}, {404})


@pytest.mark.parametrize("what", ["edit", "delete"])
def test_whoever_left_an_area_leaves_the_lists_shared_there_as_they_are(
    make: Make, newham: Area, hackney: Area, signed_in: SignIn, what: str
) -> None:
    gone = make.adviser(hackney)
    shared, own = keep(make, gone, "Term visits", newham), keep(make, gone, "My own")
    visitor = signed_in(gone)
    assert visitor.get(f"/organisations/lists/{shared.id}/{what}").status_code == 404
    assert f"/lists/{shared.id}/{what}" not in look(visitor, "/organisations/lists")
    assert visitor.get(f"/organisations/lists/{own.id}/{what}").status_code == 200


def test_a_list_is_renamed_and_shared(
    adviser: Visitor, make: Make, account: Account, newham: Area, session: Session
) -> None:
    row = keep(make, account, "Gurdwaras")
    adviser.submit(f"/organisations/lists/{row.id}/edit", name="Gurdwaras in term", area_id=str(newham.id))
    changed = session.scalars(select(SavedList)).one()
    assert (changed.name, changed.area_id) == ("Gurdwaras in term", newham.id)


def test_a_list_is_deleted_after_a_question_and_that_is_kept(
    adviser: Visitor, make: Make, account: Account, session: Session
) -> None:
    row = keep(make, account, "Gurdwaras")
    address = f"/organisations/lists/{row.id}/delete"
    assert "Delete the list “Gurdwaras”?" in look(adviser, address)
    adviser.submit(address)
    assert session.scalars(select(SavedList)).all() == []
    deleted = select(AuditEntry).where(AuditEntry.event == "saved_list.deleted")
    assert session.scalars(deleted).one().actor_id == account.id


def test_the_database_refuses_a_second_list_of_a_name(make: Make, account: Account) -> None:
    keep(make, account, "Gurdwaras")
    with pytest.raises(IntegrityError):
        keep(make, account, "gurdwaras")


def test_a_list_that_is_saved_already_is_not_offered_to_be_saved(
    make: Make, session: Session, signed_in: Callable[[Account], Visitor]
) -> None:
    area = make.area()
    account = make.adviser(area)
    make.organisation(area, faith="sikh")
    visitor = signed_in(account)
    assert "Save this list" in visitor.get("/organisations?faith=sikh").text
    make.keep(SavedList(account_id=account.id, name="Gurdwaras", sort_name="gurdwaras", filters={"faith": "sikh"}))
    assert "Save this list" not in visitor.get("/organisations?faith=sikh").text
    assert "Save this list" in visitor.get("/organisations?faith=sikh&kind=place_of_worship").text
