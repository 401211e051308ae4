"""Adding a group: placeholders, likely duplicates, postcodes elsewhere, and sending the form twice."""

from html import unescape
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.areas.models import Area, Postcode
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.organisations.kinds import Answer, ClosedReason, Precision, Subject
from crm.organisations.matching.finding import bring_up_to_date, find_pairs
from crm.organisations.models import DuplicatePair, DuplicateState, Organisation, Statement, Venue
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor, forms

NEW = "/organisations/new"
SAID: dict[str, Any] = {"kind": "place_of_worship", "faith": "christian", "name_known": "yes", "name": "Hope Chapel"}


@pytest.fixture
def hackney(make: Make) -> Area:
    return make.area(name="Hackney")


def postcode(make: Make, area: Area, unit: str = "E7 8AB") -> Postcode:
    return make.keep(Postcode(unit=unit, lat=51.55, lon=0.05, area_id=area.id))


def only_group(session: Session) -> Organisation:
    return session.scalars(select(Organisation)).one()


def number_of_groups(session: Session) -> int:
    return session.scalar(select(func.count(Organisation.id))) or 0


def test_a_group_is_added_in_one_step(adviser: Visitor, session: Session, newham: Area, make: Make) -> None:
    postcode(make, newham)
    answer = adviser.submit(
        NEW, **SAID, postcode="e7 8ab", address="1 High Street", phone="020 7946 0001", children="yes"
    )
    assert answer.status_code == 303
    group = only_group(session)
    assert (group.name, group.lead_area_id, group.phone) == ("Hope Chapel", newham.id, "+442079460001")
    venue = session.scalars(select(Venue)).one()
    assert (venue.area_id, venue.precision, venue.lat) == (newham.id, Precision.POSTCODE, 51.55)
    statement = session.scalars(select(Statement)).one()
    assert (statement.subject, statement.answer) == (Subject.CHILDREN, Answer.YES)


def test_adding_is_told_in_the_history(adviser: Visitor, session: Session) -> None:
    adviser.submit(NEW, **SAID)
    assert "organisation.added" in set(session.scalars(select(AuditEntry.event)))


def test_a_group_without_a_name_gets_a_placeholder(adviser: Visitor, session: Session) -> None:
    adviser.submit(NEW, **SAID | {"name_known": "no", "name": ""})
    group = only_group(session)
    assert group.name == "Unnamed Christian place of worship"
    assert group.name_is_placeholder


def test_a_home_keeps_no_point(adviser: Visitor, session: Session, make: Make, newham: Area) -> None:
    postcode(make, newham)
    adviser.submit(NEW, **SAID, postcode="E7 8AB", is_home="yes")
    venue = session.scalars(select(Venue)).one()
    assert (venue.precision, venue.lat, venue.area_id) == (Precision.MASKED, None, newham.id)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": ""}, "Enter its name, or select that you do not know it yet"),
        ({"kind": ""}, "Select the kind of group"),
        ({"phone": "12"}, "phone number"),
        ({"postcode": "LU1"}, "Enter a full UK postcode"),
        ({"website": "nothing"}, "Enter a website address"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_lost(
    adviser: Visitor, session: Session, wrong: dict[str, Any], message: str
) -> None:
    page = adviser.submit(NEW, **{**SAID, "contact_note": "Ring after prayer", **wrong})
    assert message in page.text
    assert "Ring after prayer" in page.text
    assert number_of_groups(session) == 0


@pytest.mark.parametrize(
    ("there", "typed", "why"),
    [
        ({"name": "Hope Chapel"}, {}, "Same name"),
        ({"name": "Chapel of Hope"}, {"name": "Hope  chappel"}, "Same name"),
        ({"name": "Masjid Noor Forest Gate"}, {"name": "Forest Gate Nur Mosque"}, "Same name"),
        ({"name": "Jamme Masjid Quba"}, {"name": "Kuba Jamia Mosque"}, "Same name"),
        ({"name": "Other", "phone": "+442079460001"}, {"phone": "02079460001"}, "Same phone number"),
        ({"name": "Other", "website": "https://example.org"}, {"website": "example.org"}, "Same website"),
    ],
)
def test_a_likely_duplicate_is_shown_before_anything_is_saved(
    adviser: Visitor, session: Session, make: Make, newham: Area, there: dict[str, Any], typed: dict[str, Any], why: str
) -> None:
    known = make.organisation(newham, **there)
    session.commit()
    page = unescape(adviser.submit(NEW, **SAID | typed).text)
    assert why in page
    assert f"/organisations/{known.id}" in page
    assert number_of_groups(session) == 1


def test_another_group_of_the_same_name_is_saved_on_saying_so(
    adviser: Visitor, session: Session, make: Make, newham: Area
) -> None:
    make.organisation(newham, name="Hope Chapel")
    asked = adviser.submit(NEW, **SAID, contact_note="Ring after prayer")
    _, given = forms(asked.text)[-1]
    adviser.post(NEW, data={**given, "is_another": "yes"})
    notes = session.scalars(select(Organisation.contact_note).order_by(Organisation.id)).all()
    assert notes == ["", "Ring after prayer"]


def test_who_said_that_it_is_another_group_is_not_asked_again_by_the_queue(
    adviser: Visitor, session: Session, make: Make, newham: Area, hackney: Area
) -> None:
    make.keep(Postcode(unit="E7 8AB", lon=0.03, lat=51.53, area_id=newham.id))
    known, theirs = make.organisation(newham, name="Hope Chapel"), make.organisation(hackney, name="Hope Chapel")
    for group in (known, theirs):
        where = {"postcode": "E7 8AB", "lon": 0.03, "lat": 51.53, "precision": Precision.POSTCODE}
        make.keep(Venue(organisation_id=group.id, area_id=newham.id, **where))
    session.commit()
    asked = adviser.submit(NEW, **SAID, postcode="E7 8AB")
    _, given = forms(asked.text)[-1]
    adviser.post(NEW, data={**given, "is_another": "yes"})
    pair = session.scalars(select(DuplicatePair)).one()
    assert (pair.organisation_id, pair.state) == (known.id, DuplicateState.NOT_THE_SAME)
    assert pair.decided_by_id is not None
    assert pair.decision_note == "Said so when the group was added"
    bring_up_to_date(find_pairs())
    open_pairs = session.scalars(select(DuplicatePair).where(DuplicatePair.state == DuplicateState.OPEN)).all()
    assert {theirs.id in (one.organisation_id, one.other_id) for one in open_pairs} <= {True}


def test_the_postcode_of_a_home_elsewhere_cannot_be_guessed(
    adviser: Visitor, session: Session, make: Make, hackney: Area
) -> None:
    theirs = make.organisation(hackney, name="Hope Chapel")
    make.keep(Venue(organisation_id=theirs.id, area_id=hackney.id, postcode="E7 8AB", precision=Precision.MASKED))
    page = adviser.submit(NEW, **SAID, postcode="E7 1AA")
    assert page.status_code == 303
    assert number_of_groups(session) == 2


def test_a_likely_duplicate_elsewhere_is_a_stub(adviser: Visitor, make: Make, newham: Area, hackney: Area) -> None:
    theirs = make.organisation(hackney, name="Far Temple", email="temple@example.org")
    page = adviser.submit(NEW, **SAID, email="temple@example.org").text
    assert "Far Temple" in page
    assert f"/organisations/{theirs.id}" not in page


@pytest.mark.parametrize(
    "hidden", [{"is_sensitive": True}, {"closed_on": clock.today(), "closed_reason": ClosedReason.CEASED}]
)
def test_a_hidden_group_elsewhere_is_not_told_of(
    adviser: Visitor, session: Session, make: Make, hackney: Area, hidden: dict[str, Any]
) -> None:
    make.organisation(hackney, name="Far Refuge", email="refuge@example.org", **hidden)
    assert adviser.submit(NEW, **SAID, email="refuge@example.org").status_code == 303


def test_the_same_name_far_away_is_no_duplicate(adviser: Visitor, make: Make, hackney: Area) -> None:
    make.organisation(hackney, name="Hope Chapel")
    assert adviser.submit(NEW, **SAID).status_code == 303


def test_a_placeholder_is_never_matched_by_name(adviser: Visitor, make: Make, newham: Area) -> None:
    make.organisation(newham, name="Hope Chapel", name_is_placeholder=True)
    assert adviser.submit(NEW, **SAID).status_code == 303


def test_a_postcode_elsewhere_is_asked_about_once(
    adviser: Visitor, session: Session, make: Make, hackney: Area
) -> None:
    postcode(make, hackney)
    asked = adviser.submit(NEW, **SAID, postcode="E7 8AB")
    assert "This postcode is in Hackney" in asked.text
    _, given = forms(asked.text)[-1]
    assert adviser.post(NEW, data={**given, "is_elsewhere": "yes"}).status_code == 303
    assert session.scalars(select(Venue)).one().area_id == hackney.id


def test_a_form_sent_twice_makes_one_group(adviser: Visitor, session: Session) -> None:
    _, given = forms(adviser.get(NEW).text)[-1]
    first, second = (adviser.post(NEW, data={**given, **SAID}) for _ in range(2))
    assert number_of_groups(session) == 1
    assert second.status_code == 409
    assert f'href="{first.location}"' in second.text


def test_a_viewer_cannot_add(make: Make, newham: Area, signed_in: SignIn) -> None:
    assert signed_in(make.viewer(newham)).get(NEW).status_code == 403


def test_no_area_can_lead_where_the_person_does_not_work(adviser: Visitor, session: Session, hackney: Area) -> None:
    page = adviser.submit(NEW, **SAID, area_id=str(hackney.id))
    assert page.status_code == 200
    assert number_of_groups(session) == 0


def typed(visitor: Visitor, **answers: str) -> dict[str, str]:
    answer = visitor.get("/organisations/new/alike", query_string=answers)
    assert answer.status_code == 200
    return dict(answer.get_json())


def test_a_group_of_a_name_like_it_is_shown_while_typing(
    adviser: Visitor, session: Session, make: Make, newham: Area
) -> None:
    known = make.organisation(newham, name="Noor Masjid")
    session.commit()
    found = typed(adviser, name="nur mosq")
    assert found["said"] == "1 group with a name like this"
    assert f"/organisations/{known.id}" in found["html"]


@pytest.mark.parametrize("name", ["", "no", "Bethel Tabernacle"])
def test_nothing_is_said_while_nothing_is_like_what_is_typed(
    adviser: Visitor, make: Make, newham: Area, name: str
) -> None:
    make.organisation(newham, name="Noor Masjid")
    assert typed(adviser, name=name, postcode="E7")["said"] == ""


def test_a_group_near_the_typed_postcode_but_out_of_reach_is_a_stub(
    adviser: Visitor, session: Session, make: Make, hackney: Area
) -> None:
    theirs = make.organisation(hackney, name="Noor Masjid")
    make.keep(Venue(organisation_id=theirs.id, area_id=hackney.id, postcode="E7 8AB", precision=Precision.POSTCODE))
    session.commit()
    html = typed(adviser, name="Nur Mosque", postcode="e7 1aa")["html"]
    assert "Noor Masjid" in html
    assert "Hackney" in html
    assert f"/organisations/{theirs.id}" not in html


def test_typing_costs_the_same_however_many_groups_are_like_it(adviser: Visitor, make: Make, newham: Area) -> None:
    counted = []
    for count in (1, 30):
        for _ in range(count):
            make.organisation(newham, name="Noor Masjid")
        with statements() as said:
            assert typed(adviser, name="Noor Masjid")["said"]
        counted.append(len(said))
    assert counted[0] == counted[1] <= 12
