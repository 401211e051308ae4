import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import AccountRole, AreaGrant
from crm.areas.models import AreaContact, ContactCategory
from crm.audit.models import ReadEntry
from crm.core import clock
from crm.engagement.models import Activity, ActivityOrganisation, Barrier, BarrierKind, FollowUp, Method, Outcome
from crm.organisations.kinds import Stage
from crm.organisations.models import Organisation
from crm.people.models import RoleClass, Task
from tests.factories import Make
from tests.support.statements import statements, writes
from tests.support.web import SignIn

TODAY = dt.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def group(make: Make) -> Organisation:
    """Policy overdue, Amina leads, one of two checks, met by an adviser who wrote things down."""
    area = make.area()
    link = make.new_link(area, stage=Stage.DECLINED)
    link.adviser_id = make.account(name="Grace the adviser").id
    group = make.organisation(area, name="Light House", areas=[link])
    make.policy_version(make.policy(group), adopted_on=dt.date(2025, 9, 1))
    lead = make.role(group, make.person("Amina Begum"), role_class=RoleClass.DESIGNATED_LEAD)
    make.role(group, make.person("Bilal Ahmed"), role_class=RoleClass.TEACHER, task=Task.WORKS_WITH_CHILDREN)
    lead.task = Task.MANAGES_WORKERS
    make.dbs_check(lead, issued_on=dt.date(2026, 2, 1), certificate_number="001234567890")
    return group


def written_down(make: Make, group: Organisation) -> None:
    area_id, staff = group.lead_area_id, make.account(name="Marker the writer")
    said = {"method": Method.PHONE, "outcome": Outcome.REFUSED, "note": "MARKER note", "met_whom": "MARKER met"}
    activity = make.keep(Activity(area_id=area_id, happened_on=TODAY, recorded_by_id=staff.id, **said))
    of = {"organisation_id": group.id, "area_id": area_id}
    make.keep(ActivityOrganisation(activity_id=activity.id, happened_on=TODAY, **of))
    make.keep(Barrier(kind=BarrierKind.DENIES_ISSUE, noted_on=TODAY, **of))
    make.keep(FollowUp(owner_id=staff.id, what="MARKER promise", due_on=TODAY, **of))


def test_a_group_sees_how_it_stands_and_what_to_do_next(make: Make, group: Organisation, signed_in: SignIn) -> None:
    page = signed_in(make.group_account(group)).get("/my-group").text
    for words in (
        "The review was due on 1 September 2026",
        "Named",
        "1 of 2 roles up to date",
        "Review your safeguarding policy.",
        "Get DBS checks for the people who still need one.",
        "Your adviser is <bdi>Grace the adviser</bdi>",
    ):
        assert words in page


@pytest.mark.parametrize("role", [AccountRole.GROUP_LEAD, AccountRole.GROUP_MEMBER])
def test_a_group_never_sees_notes_barriers_stages_or_numbers(
    make: Make, group: Organisation, signed_in: SignIn, role: AccountRole
) -> None:
    written_down(make, group)
    page = signed_in(make.group_account(group, role)).get("/my-group").text
    for hidden in ("MARKER", "Marker", BarrierKind.DENIES_ISSUE.label, "Declined", "0012345", "7890"):
        assert hidden not in page


def test_a_lead_sees_each_role_and_a_member_only_the_lines(make: Make, group: Organisation, signed_in: SignIn) -> None:
    lead = signed_in(make.group_account(group)).get("/my-group").text
    assert "Bilal Ahmed" in lead
    assert "Up to date. Check again by 1 February 2029" in lead
    member = signed_in(make.group_account(group, AccountRole.GROUP_MEMBER)).get("/my-group").text
    assert "1 of 2 roles up to date" in member
    assert "Bilal" not in member
    assert "Amina" not in member


def test_the_card_shows_verified_numbers_alone(make: Make, group: Organisation, signed_in: SignIn) -> None:
    visitor = signed_in(make.group_account(group))
    said = {"area_id": group.lead_area_id, "category": ContactCategory.CHILD_CONCERN, "name": "Front door"}
    contact = make.keep(AreaContact(code="mash", phone="+442079460123", **said))
    page = visitor.get("/my-group").text
    assert "Your borough has not confirmed its number yet: ask your adviser" in page
    assert "7946" not in page
    contact.verified_on, contact.verified_by = TODAY, "Footbridge reference"
    make.keep(contact)
    page = visitor.get("/my-group").text
    assert "020 7946 0123" in page
    assert "has not confirmed" not in page
    assert 'href="tel:999"' in page
    assert 'href="tel:101"' in page


def test_another_group_is_not_found(make: Make, group: Organisation, signed_in: SignIn) -> None:
    other = make.organisation(make.area(), name="Somebody else")
    visitor = signed_in(make.group_account(group))
    assert visitor.get(f"/my-group?group={other.id}").status_code == 404
    assert "Somebody else" not in visitor.get("/my-group").text


def test_somebody_with_two_groups_chooses(make: Make, group: Organisation, signed_in: SignIn) -> None:
    other = make.organisation(make.area(), name="Second House")
    account = make.group_account(group)
    make.keep(AreaGrant(account_id=account.id, role=AccountRole.GROUP_MEMBER, organisation_id=other.id))
    visitor = signed_in(account)
    page = visitor.get("/my-group").text
    assert "Which group do you want to see?" in page
    assert "Second House" in visitor.get(f"/my-group?group={other.id}").text


def test_a_group_we_know_nothing_of_is_told_what_to_tell_us(make: Make, signed_in: SignIn) -> None:
    page = signed_in(make.group_account(make.organisation())).get("/my-group").text
    assert "Send your safeguarding policy to your adviser" in page
    assert "You have no adviser yet" in page


def test_staff_have_no_portal(make: Make, signed_in: SignIn) -> None:
    assert signed_in(make.adviser(make.area())).get("/my-group").status_code == 403


def test_the_page_writes_nothing_and_costs_at_most_twelve_statements(
    make: Make, session: Session, group: Organisation, signed_in: SignIn
) -> None:
    visitor = signed_in(make.group_account(group))
    with statements() as said:
        assert visitor.get("/my-group").status_code == 200
    assert len(said) <= 12, said
    assert writes(said) == []
    assert session.scalars(select(ReadEntry)).all() == []
