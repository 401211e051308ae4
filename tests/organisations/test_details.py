"""The Details tab and every form that leads from it."""

import datetime as dt
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area, Postcode
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.organisations.kinds import Answer, ClosedReason, Precision, SettingKind, Subject
from crm.organisations.models import (
    ChildrenSetting,
    Community,
    FormerName,
    Language,
    MeetingTime,
    Organisation,
    OrganisationArea,
    Relation,
    SourceRecord,
    Statement,
    Venue,
)
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import Visitor, forms

SignIn = Callable[[Account], Visitor]
LAST_YEAR = dt.date(2025, 5, 1)


@pytest.fixture
def newham(make: Make) -> Area:
    return make.area(name="Newham")


@pytest.fixture
def hackney(make: Make) -> Area:
    return make.area(name="Hackney")


@pytest.fixture
def group(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Hope Chapel")


@pytest.fixture
def adviser(make: Make, newham: Area, signed_in: SignIn) -> Visitor:
    return signed_in(make.adviser(newham))


def at(group: Organisation, page: str = "details") -> str:
    return f"/organisations/{group.id}/{page}"


def look(visitor: Visitor, group: Organisation) -> str:
    answer = visitor.get(at(group))
    assert answer.status_code == 200
    return unescape(answer.text)


def day(name: str, date: dt.date) -> dict[str, Any]:
    return {f"{name}-day": str(date.day), f"{name}-month": str(date.month), f"{name}-year": str(date.year)}


def venue(make: Make, group: Organisation, area: Area, **values: Any) -> Venue:
    usual = {"precision": Precision.POSTCODE, "address": "1 High Street", "postcode": "E7 8AB"}
    return make.keep(Venue(organisation_id=group.id, area_id=area.id, **{**usual, **values}))


def events(session: Session) -> set[str]:
    return set(session.scalars(select(AuditEntry.event)))


def test_a_group_of_which_little_is_known_says_so(adviser: Visitor, group: Organisation) -> None:
    page = look(adviser, group)
    for words in ("No place is known", "No meeting time is known", "Nothing has been asked yet", "Added by hand"):
        assert words in page


def test_everything_that_is_known_is_shown_in_few_statements(
    adviser: Visitor, make: Make, newham: Area, group: Organisation
) -> None:
    for number in range(30):
        venue(make, group, newham, address=f"{number} High Street")
        make.keep(FormerName(organisation_id=group.id, name=f"Old name {number}"))
        make.keep(
            SourceRecord(
                organisation_id=group.id,
                source="osm",
                external_id=f"way/{number}",
                first_seen_on=LAST_YEAR,
                last_seen_on=LAST_YEAR,
                as_imported={},
            )
        )
        make.keep(Statement(organisation_id=group.id, subject=Subject.LEAD, answer=Answer.NO, stated_on=LAST_YEAR))
    with statements() as said:
        page = look(adviser, group)
    assert len(said) <= 12
    for words in (
        "29 High Street",
        "Old name 29",
        "way/29",
        "© OpenStreetMap contributors",
        "A named safeguarding lead",
    ):
        assert words in page


@pytest.mark.parametrize("page", ["details", "edit", "close", "venues/new", "settings/new", "languages", "history"])
def test_a_group_of_another_area_is_not_found(adviser: Visitor, make: Make, hackney: Area, page: str) -> None:
    assert adviser.get(at(make.organisation(hackney), page)).status_code == 404


def test_a_viewer_reads_but_has_nothing_to_change(
    make: Make, newham: Area, group: Organisation, signed_in: SignIn
) -> None:
    make.keep(Statement(organisation_id=group.id, subject=Subject.LEAD, answer=Answer.NO, stated_on=LAST_YEAR))
    viewer = signed_in(make.viewer(newham))
    page = look(viewer, group)
    assert "/edit" not in page
    assert "A named safeguarding lead" not in page
    assert viewer.get(at(group, "edit")).status_code == 403


def test_a_home_is_seen_by_its_own_area_only(make: Make, newham: Area, hackney: Area, signed_in: SignIn) -> None:
    group = make.organisation(newham, hackney)
    home = venue(make, group, newham, precision=Precision.MASKED, address="Flat 3, Secret Street")
    theirs = signed_in(make.adviser(hackney))
    page = look(theirs, group)
    assert "Secret Street" not in page
    assert "A home in Newham" in page
    assert theirs.get(at(group, f"venues/{home.id}/edit")).status_code == 404
    assert "Secret Street" in look(signed_in(make.adviser(newham)), group)


def test_a_viewer_sees_no_home(make: Make, newham: Area, group: Organisation, signed_in: SignIn) -> None:
    venue(make, group, newham, precision=Precision.MASKED, address="Flat 3, Secret Street")
    viewer = signed_in(make.viewer(newham))
    for page in ("", "/details"):
        text = viewer.get(f"/organisations/{group.id}{page}").text
        assert "A home in Newham" in text
        assert "Secret Street" not in text
        assert "E7 8AB" not in text


# Changing the group itself


def test_a_new_name_keeps_the_old_one_findable(adviser: Visitor, session: Session, group: Organisation) -> None:
    assert adviser.submit(at(group, "edit"), name="Faith Chapel").status_code == 303
    assert session.scalars(select(FormerName.name)).all() == ["Hope Chapel"]
    assert "Faith Chapel" in adviser.get("/organisations?q=hope").text


def test_a_name_that_was_a_mistake_is_not_kept(adviser: Visitor, session: Session, group: Organisation) -> None:
    adviser.submit(at(group, "edit"), name="Hope Chappel", old_name_wrong="yes")
    assert session.scalars(select(FormerName)).all() == []
    assert session.get_one(Organisation, group.id).search_names == "hope chappel"


def test_a_placeholder_leaves_no_former_name(adviser: Visitor, session: Session, make: Make, newham: Area) -> None:
    unnamed = make.organisation(newham, name="Unnamed place of worship", name_is_placeholder=True)
    adviser.submit(at(unnamed, "edit"), name="Hope Chapel")
    assert session.scalars(select(FormerName)).all() == []
    assert "Name not known" not in look(adviser, unnamed)


def test_a_stale_edit_shows_both_answers_and_the_second_save_wins(
    adviser: Visitor, make: Make, session: Session, newham: Area, group: Organisation, signed_in: SignIn
) -> None:
    _, mine = forms(adviser.get(at(group, "edit")).text)[-1]
    signed_in(make.adviser(newham)).submit(at(group, "edit"), phone="020 7946 0002")
    asked = adviser.post(at(group, "edit"), data={**mine, "phone": "020 7946 0003"})
    assert "What changed while you were writing" in asked.text
    for number in ("020 7946 0002", "020 7946 0003"):
        assert number in asked.text
    _, again = forms(asked.text)[-1]
    assert adviser.post(at(group, "edit"), data=again).status_code == 303
    assert session.scalars(select(Organisation.phone)).one() == "+442079460003"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"charity_number": "12"}, "Enter a charity or company number"),
        ({"kind": "youth_group", "place_kind": "church"}, "Only a place of worship"),
        ({"email": "nobody"}, "Enter an email address"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_changes(
    adviser: Visitor, session: Session, group: Organisation, typed: dict[str, Any], message: str
) -> None:
    assert message in adviser.submit(at(group, "edit"), name="Changed", **typed).text
    assert session.scalars(select(Organisation.name)).one() == "Hope Chapel"


def test_details_are_marked_as_checked_today(adviser: Visitor, group: Organisation) -> None:
    _, given = next(form for form in forms(adviser.get(at(group)).text) if form[0].endswith("/checked"))
    assert adviser.post(at(group, "checked"), data=given).status_code == 303
    assert f"{clock.today():%-d %B %Y} by" in look(adviser, group)


def test_a_group_is_closed_and_opened_again(adviser: Visitor, session: Session, group: Organisation) -> None:
    answer = adviser.submit(at(group, "close"), closed_reason="ceased", **day("closed_on", LAST_YEAR))
    assert answer.status_code == 303
    assert session.scalars(select(Organisation.closed_reason)).one() is ClosedReason.CEASED
    assert "Closed" in look(adviser, group)
    adviser.submit(at(group, "reopen"))
    assert session.scalars(select(Organisation.closed_on)).one() is None
    assert {"organisation.closed", "organisation.reopened"} <= events(session)


def test_a_group_does_not_close_tomorrow(adviser: Visitor, session: Session, group: Organisation) -> None:
    tomorrow = clock.today() + dt.timedelta(days=1)
    page = adviser.submit(at(group, "close"), closed_reason="ceased", **day("closed_on", tomorrow))
    assert "must be today or in the past" in page.text
    assert session.scalars(select(Organisation.closed_on)).one() is None


def test_a_former_name_is_added_and_removed(adviser: Visitor, session: Session, group: Organisation) -> None:
    adviser.submit(at(group, "names/new"), name="Zion Hall")
    former = session.scalars(select(FormerName)).one()
    assert "Hope Chapel" in adviser.get("/organisations?q=zion").text
    adviser.submit(at(group, f"names/{former.id}/remove"))
    assert "Hope Chapel" not in adviser.get("/organisations?q=zion").text


def test_an_answer_of_the_group_is_recorded(adviser: Visitor, session: Session, group: Organisation) -> None:
    adviser.submit(
        at(group, "statements/new"), subject="policy", answer="no", by="The imam", **day("stated_on", LAST_YEAR)
    )
    said = session.scalars(select(Statement)).one()
    assert (said.subject, said.answer, said.stated_on, said.by) == (Subject.POLICY, Answer.NO, LAST_YEAR, "The imam")
    assert "said The imam" in look(adviser, group).replace("<bdi>", "").replace("</bdi>", "")


# Places


def test_a_group_that_moved_leaves_one_place_for_another(
    adviser: Visitor, session: Session, make: Make, newham: Area, group: Organisation
) -> None:
    make.keep(Postcode(unit="E6 1AA", lat=51.53, lon=0.05, area_id=newham.id))
    old = venue(make, group, newham)
    adviser.submit(
        at(group, f"venues/{old.id}/move"), address="2 Low Road", postcode="E6 1AA", **day("started_on", LAST_YEAR)
    )
    left, now = session.scalars(select(Venue).order_by(Venue.id))
    assert (left.ended_on, now.started_on, now.postcode) == (LAST_YEAR, LAST_YEAR, "E6 1AA")
    assert now.ended_on is None


def test_an_address_is_corrected_and_keeps_its_exact_point(
    adviser: Visitor, session: Session, make: Make, newham: Area, group: Organisation
) -> None:
    old = venue(make, group, newham, precision=Precision.EXACT, lat=51.51, lon=0.01)
    adviser.submit(at(group, f"venues/{old.id}/edit"), address="1a High Street")
    session.refresh(old)
    assert (old.address, old.precision, old.lat) == ("1a High Street", Precision.EXACT, 51.51)


def test_a_place_that_turns_out_to_be_a_home_loses_its_point(
    adviser: Visitor, session: Session, make: Make, newham: Area, group: Organisation
) -> None:
    old = venue(make, group, newham, lat=51.51, lon=0.01)
    adviser.submit(at(group, f"venues/{old.id}/edit"), is_home="yes")
    session.refresh(old)
    assert (old.precision, old.lat) == (Precision.MASKED, None)


def test_a_home_of_a_group_in_two_areas_needs_a_postcode_that_says_whose_it_is(
    make: Make, session: Session, newham: Area, hackney: Area, signed_in: SignIn
) -> None:
    group = make.organisation(newham, hackney)
    make.keep(Postcode(unit="N16 8AA", lat=51.56, lon=-0.07, area_id=hackney.id))
    theirs = signed_in(make.adviser(hackney))
    refused = theirs.submit(at(group, "venues/new"), address="Flat 3, Secret Street", is_home="yes")
    assert "Enter the postcode of the home" in refused.text
    theirs.submit(at(group, "venues/new"), address="Flat 3, Secret Street", postcode="N16 8AA", is_home="yes")
    assert session.scalars(select(Venue.area_id)).all() == [hackney.id]


def test_a_postcode_outside_the_groups_areas_is_asked_about(
    adviser: Visitor, session: Session, make: Make, hackney: Area, group: Organisation
) -> None:
    make.keep(Postcode(unit="N16 8AA", lat=51.56, lon=-0.07, area_id=hackney.id))
    asked = adviser.submit(at(group, "venues/new"), postcode="N16 8AA")
    assert "This postcode is in Hackney" in asked.text
    _, given = forms(asked.text)[-1]
    adviser.post(at(group, "venues/new"), data={**given, "is_elsewhere": "yes"})
    assert session.scalars(select(Venue.area_id)).one() == hackney.id


def test_a_place_ends_once(adviser: Visitor, session: Session, make: Make, newham: Area, group: Organisation) -> None:
    old = venue(make, group, newham)
    adviser.submit(at(group, f"venues/{old.id}/end"), **day("ended_on", LAST_YEAR))
    again = adviser.submit(at(group, f"venues/{old.id}/end"), **day("ended_on", clock.today()))
    assert "left this place already" in again.text
    session.refresh(old)
    assert old.ended_on == LAST_YEAR


def test_another_area_is_added_and_ended(
    adviser: Visitor, session: Session, make: Make, hackney: Area, group: Organisation, signed_in: SignIn
) -> None:
    adviser.submit(at(group, "areas/new"), area_id=str(hackney.id), **day("started_on", LAST_YEAR))
    theirs = signed_in(make.adviser(hackney))
    assert theirs.get(at(group)).status_code == 200
    link = session.scalars(select(OrganisationArea).where(OrganisationArea.area_id == hackney.id)).one()
    adviser.submit(at(group, f"areas/{link.id}/end"), **day("ended_on", clock.today()))
    assert theirs.get(at(group)).status_code == 404
    adviser.submit(at(group, "areas/new"), area_id=str(hackney.id), **day("started_on", clock.today()))
    assert theirs.get(at(group)).status_code == 200


def test_neither_the_lead_nor_a_third_area_is_taken_from_others(
    make: Make, session: Session, newham: Area, hackney: Area, signed_in: SignIn
) -> None:
    group = make.organisation(newham, hackney, third := make.area(name="Camden"))
    theirs = signed_in(make.coordinator(hackney))
    for_camden = session.scalars(select(OrganisationArea.id).filter_by(area_id=third.id)).one()
    own = session.scalars(select(OrganisationArea.id).filter_by(area_id=hackney.id)).one()
    assert theirs.get(at(group, "lead")).status_code == 404
    assert theirs.get(at(group, f"areas/{for_camden}/end")).status_code == 404
    assert theirs.get(at(group, f"areas/{own}/end")).status_code == 200
    page = look(theirs, group)
    assert "Hand over" not in page
    assert page.count("/end") == 1


def test_the_lead_is_handed_over_only_where_there_is_another_area(
    make: Make, newham: Area, hackney: Area, signed_in: SignIn
) -> None:
    visitor = signed_in(make.coordinator(newham))
    alone, shared = make.organisation(newham), make.organisation(newham, hackney)
    assert "Hand over" not in look(visitor, alone)
    assert visitor.get(at(alone, "lead")).status_code == 404
    assert "Hand over" in look(visitor, shared)


def test_the_lead_area_cannot_end(adviser: Visitor, session: Session, group: Organisation) -> None:
    link = session.scalars(select(OrganisationArea)).one()
    page = adviser.submit(at(group, f"areas/{link.id}/end"), **day("ended_on", clock.today()))
    assert "Make another area the lead first" in page.text


def test_whoever_ends_their_own_area_goes_back_to_the_list(
    make: Make, session: Session, newham: Area, hackney: Area, signed_in: SignIn
) -> None:
    group = make.organisation(newham, hackney)
    link = session.scalars(select(OrganisationArea).where(OrganisationArea.area_id == hackney.id)).one()
    answer = signed_in(make.adviser(hackney)).submit(
        at(group, f"areas/{link.id}/end"), **day("ended_on", clock.today())
    )
    assert answer.location == "/organisations"


def test_only_a_coordinator_hands_over_the_lead(
    make: Make, session: Session, newham: Area, hackney: Area, signed_in: SignIn
) -> None:
    group = make.organisation(newham, hackney)
    assert signed_in(make.adviser(newham)).get(at(group, "lead")).status_code == 403
    signed_in(make.coordinator(newham)).submit(at(group, "lead"), area_id=str(hackney.id))
    assert session.scalars(select(Organisation.lead_area_id)).one() == hackney.id


def test_the_staff_of_an_area_name_the_adviser_there(
    make: Make, session: Session, newham: Area, group: Organisation, signed_in: SignIn
) -> None:
    visitor, link = signed_in(make.adviser(newham)), session.scalars(select(OrganisationArea)).one()
    successor = make.adviser(newham, name="Amara Obi")
    visitor.submit(at(group, f"areas/{link.id}/adviser"), adviser_id=str(successor.id))
    assert session.scalars(select(OrganisationArea.adviser_id)).one() == successor.id
    assert "Amara Obi" in look(visitor, group)
    assert "organisation_area.adviser_named" in session.scalars(select(AuditEntry.event)).all()
    visitor.submit(at(group, f"areas/{link.id}/adviser"), adviser_id="")
    assert session.scalars(select(OrganisationArea.adviser_id)).one() is None


def test_an_adviser_is_named_by_the_own_area_and_among_its_own_staff(
    make: Make, session: Session, newham: Area, hackney: Area, signed_in: SignIn
) -> None:
    group = make.organisation(newham, hackney)
    there = session.scalars(select(OrganisationArea.id).filter_by(area_id=hackney.id)).one()
    here = session.scalars(select(OrganisationArea.id).filter_by(area_id=newham.id)).one()
    visitor, stranger = signed_in(make.adviser(newham)), make.adviser(hackney)
    assert visitor.get(at(group, f"areas/{there}/adviser")).status_code == 404
    visitor.submit(at(group, f"areas/{here}/adviser"), adviser_id=str(stranger.id))
    assert session.scalars(select(OrganisationArea.adviser_id)).all() == [None, None]


# What it does


def test_an_activity_with_children_is_added_and_ended(adviser: Visitor, session: Session, group: Organisation) -> None:
    adviser.submit(
        at(group, "settings/new"), kind="madrasa_class", age_min="5", age_max="11", **day("started_on", LAST_YEAR)
    )
    setting = session.scalars(select(ChildrenSetting)).one()
    assert (setting.kind, setting.age_min, setting.age_max) == (SettingKind.MADRASA_CLASS, 5, 11)
    adviser.submit(at(group, f"settings/{setting.id}/end"), **day("ended_on", clock.today()))
    session.refresh(setting)
    assert setting.ended_on == clock.today()


def test_a_meeting_time_is_added_and_removed(adviser: Visitor, session: Session, group: Organisation) -> None:
    adviser.submit(at(group, "times/new"), weekday="fri", starts_at="1pm", ends_at="2pm", note="Friday prayer")
    assert "Friday prayer" in look(adviser, group)
    time = session.scalars(select(MeetingTime)).one()
    adviser.submit(at(group, f"times/{time.id}/remove"))
    assert session.scalars(select(MeetingTime)).all() == []
    assert {"meeting_time.added", "meeting_time.removed"} <= events(session)


def test_languages_and_communities_are_chosen_and_changed(
    adviser: Visitor, session: Session, make: Make, group: Organisation
) -> None:
    arabic, polish = (make.keep(Language(tag=tag, name=name)) for tag, name in (("ar", "Arabic"), ("pl", "Polish")))
    somali = make.keep(Community(name="Somali"))
    adviser.submit(at(group, "languages"), languages=[str(arabic.id)])
    adviser.submit(at(group, "languages"), languages=[str(polish.id)])
    adviser.submit(at(group, "communities"), communities=[str(somali.id)])
    page = look(adviser, group)
    assert "Polish" in page
    assert "Arabic" not in page
    assert "Somali" in page
    assert {"language.added", "language.removed", "community.added"} <= events(session)


def test_a_relation_is_read_from_both_sides(
    adviser: Visitor, session: Session, make: Make, newham: Area, group: Organisation
) -> None:
    host = make.organisation(newham, name="Great Hall")
    adviser.submit(at(group, "relations/new?q=great"), other_id=str(host.id), kind="meets_at")
    assert "Great Hall" in look(adviser, group)
    back = look(adviser, host)
    assert "Host of" in back
    assert "Hope Chapel" in back
    relation = session.scalars(select(Relation)).one()
    adviser.submit(at(group, f"relations/{relation.id}/end"), **day("ended_on", clock.today()))
    session.refresh(relation)
    assert relation.ended_on == clock.today()


def test_the_name_of_a_related_group_elsewhere_is_not_told(
    adviser: Visitor, make: Make, hackney: Area, group: Organisation
) -> None:
    theirs = make.organisation(hackney, name="Far Temple")
    make.keep(Relation(organisation_id=group.id, other_id=theirs.id, kind="member_of"))
    page = look(adviser, group)
    assert "A group in another area" in page
    assert "Far Temple" not in page


CREATES = {
    "venues/new": ({"address": "1 High Street"}, Venue),
    "times/new": ({"weekday": "fri", "starts_at": "1pm"}, MeetingTime),
    "settings/new": ({"kind": "creche"}, ChildrenSetting),
    "statements/new": ({"subject": "lead", "answer": "no"}, Statement),
    "names/new": ({"name": "Zion Hall"}, FormerName),
}


@pytest.mark.parametrize("page", CREATES)
def test_a_form_sent_twice_makes_one(adviser: Visitor, session: Session, group: Organisation, page: str) -> None:
    answers, kind = CREATES[page]
    _, given = forms(adviser.get(at(group, page)).text)[-1]
    for status in (303, 409):
        assert adviser.post(at(group, page), data={**given, **answers}).status_code == status
    assert session.scalar(select(func.count()).select_from(kind)) == 1
