import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import AccountRole
from crm.areas.models import Area
from crm.audit.models import ReadEntry
from crm.checks.models import CheckStep, DbsCheck, DbsLevel, Decision, StatusCheck, StatusResult
from crm.core import clock
from crm.organisations.models import Organisation
from crm.people.models import Frequency, Role, RoleClass, Task
from tests.factories import Make
from tests.support.statements import statements, writes
from tests.support.web import SignIn, Visitor, forms

NUMBER = "001234567890"


def day(name: str, day: int, month: int, year: int = 2026) -> dict[str, Any]:
    return {f"{name}-day": str(day), f"{name}-month": str(month), f"{name}-year": str(year)}


DONE: dict[str, Any] = {
    **day("issued_on", 5, 11),
    **day("seen_on", 10, 11),
    "level": "enhanced_cbl",
    "is_volunteer": "yes",
    "certificate_number": "0012 3456 7890",
    "seen_by": "A. Leader",
    "decision": "cleared_for_role",
}


class World(NamedTuple):
    area: Area
    organisation: Organisation
    role: Role
    visitor: Visitor

    @property
    def url(self) -> str:
        return f"/organisations/{self.organisation.id}/checks"


@pytest.fixture(autouse=True)
def november(session: Session) -> Iterator[None]:
    with clock.set_to(dt.date(2026, 11, 22)):
        yield


@pytest.fixture
def world(make: Make, signed_in: SignIn) -> World:
    area = make.area()
    organisation = make.organisation(area)
    person = make.person("Amina Begum")
    values = {"role_class": RoleClass.TEACHER, "task": Task.WORKS_WITH_CHILDREN, "frequency": Frequency.WEEKLY}
    return World(area, organisation, make.role(organisation, person, **values), signed_in(make.adviser(area)))


def stored(session: Session) -> DbsCheck:
    return session.scalars(select(DbsCheck)).one()


def test_a_group_without_roles_says_where_to_start(make: Make, world: World) -> None:
    empty = make.organisation(world.area)
    page = world.visitor.get(f"/organisations/{empty.id}/checks").text
    assert "it is not known who needs a check" in page
    assert f"/organisations/{empty.id}/people" in page


def test_each_open_role_shows_its_level_and_what_to_do(world: World) -> None:
    page = world.visitor.get(world.url).text
    for words in ("Amina Begum", "Enhanced with the children's barred list", "not legal advice", "No check recorded"):
        assert words in page.replace("&#39;", "'")


def test_a_check_that_is_done_is_recorded_and_shown_without_its_number(world: World, session: Session) -> None:
    answer = world.visitor.submit(f"/roles/{world.role.id}/checks/done", **DONE)
    assert (answer.status_code, answer.location) == (303, world.url)
    check = stored(session)
    assert (check.step, check.recheck_due_on) == (CheckStep.DECISION_MADE, dt.date(2029, 11, 5))
    assert check.decided_on == dt.date(2026, 11, 10)
    for page in (world.url, f"/checks/{check.id}"):
        text = world.visitor.get(page).text
        assert "Cleared" in text
        assert "0012" not in text
        assert "3456" not in text
    assert "Ends in 7890" in text


def test_a_broken_rule_stands_beside_its_question(world: World) -> None:
    text = world.visitor.submit(f"/roles/{world.role.id}/checks/done", **{**DONE, "certificate_number": "12"}).text
    assert 'href="#certificate_number"' in text
    assert "must be 12 digits" in text


def test_a_form_sent_twice_is_stored_once(world: World, session: Session) -> None:
    url = f"/roles/{world.role.id}/checks/done"
    action, given = forms(world.visitor.get(url).text)[-1]
    for status in (303, 409):
        assert world.visitor.post(action or url, data={**given, **DONE}).status_code == status
    assert stored(session).step is CheckStep.DECISION_MADE


def test_an_application_is_followed_to_the_decision(world: World, session: Session) -> None:
    kind: dict[str, Any] = {"level": "enhanced_cbl", "is_volunteer": "yes", "is_sixteen": "yes"}
    world.visitor.submit(f"/roles/{world.role.id}/checks/new", **kind, **day("applied_on", 1, 10))
    page = f"/checks/{stored(session).id}"
    send = dict(forms(world.visitor.get(page).text))[f"{page}/send"]
    assert world.visitor.post(f"{page}/send", data=send).status_code == 303
    world.visitor.submit(f"{page}/issued", **{**day("issued_on", 5, 11), "certificate_number": NUMBER})
    sight: dict[str, Any] = {**day("seen_on", 6, 11), **day("id_checked_on", 6, 11), "seen_by": "A. Leader"}
    world.visitor.submit(f"{page}/seen", **sight)
    world.visitor.submit(f"{page}/decision", decision="cleared_for_role")
    check = stored(session)
    assert (check.decision, check.recheck_due_on) == (Decision.CLEARED_FOR_ROLE, dt.date(2029, 11, 5))
    assert check.number_ending == "7890"


def test_somebody_under_sixteen_cannot_apply(world: World, session: Session) -> None:
    kind: dict[str, Any] = {"level": "enhanced_cbl", "is_volunteer": "yes", "is_sixteen": "no"}
    text = world.visitor.submit(f"/roles/{world.role.id}/checks/new", **kind, **day("applied_on", 1, 10)).text
    assert "16th birthday" in text
    assert session.scalars(select(DbsCheck)).all() == []


def test_a_button_pressed_on_an_old_page_changes_nothing(world: World, make: Make, session: Session) -> None:
    url = f"/checks/{make.dbs_check(world.role).id}"
    given = dict(forms(world.visitor.get(url).text))
    assert world.visitor.post(f"{url}/send", data=given[f"{url}/send"]).status_code == 303
    assert world.visitor.post(f"{url}/withdraw", data=given[f"{url}/withdraw"]).status_code == 409
    assert stored(session).step is CheckStep.WITH_DBS


def test_a_status_check_is_recorded_with_its_conditions(world: World, make: Make, session: Session) -> None:
    check = make.dbs_check(world.role, dt.date(2025, 12, 1))
    world.visitor.submit(f"/checks/{check.id}/status", **{**day("consent_on", 1, 12, 2025), "result": "new_info"})
    assert session.scalars(select(StatusCheck)).one().result is StatusResult.NEW_INFO
    text = world.visitor.get(world.url).text
    assert "Recheck overdue" in text
    assert "Needed" in text


def test_joining_the_update_service_too_late_is_refused(world: World, make: Make) -> None:
    check = make.dbs_check(world.role, dt.date(2026, 10, 1))
    late: dict[str, Any] = day("joined_on", 1, 11)
    assert "a new check is needed" in world.visitor.submit(f"/checks/{check.id}/update-service", **late).text
    in_time: dict[str, Any] = day("joined_on", 31, 10)
    assert world.visitor.submit(f"/checks/{check.id}/update-service", **in_time).status_code == 303


def test_pages_never_say_that_a_certificate_expires(world: World, make: Make) -> None:
    """Domain.md 13, rule 1."""
    check = make.dbs_check(world.role, dt.date(2023, 1, 1))
    edits = [f"/checks/{check.id}/{page}" for page in ("status", "update-service", "issued", "seen", "decision")]
    for page in (world.url, f"/checks/{check.id}", f"/roles/{world.role.id}/checks/done", *edits):
        text = world.visitor.get(page).text.lower()
        assert "expir" not in text
        assert "valid until" not in text


def number_form(world: World, lead: Visitor) -> dict[str, Any]:
    """The CSRF token of any page of the group's lead."""
    return {"csrf_token": forms(lead.get("/account").text)[0][1]["csrf_token"]}


def test_only_the_groups_lead_sees_the_whole_number_and_the_look_is_kept(
    world: World, make: Make, signed_in: SignIn, session: Session
) -> None:
    check = make.dbs_check(world.role, dt.date(2026, 1, 1), certificate_number=NUMBER)
    account = make.group_account(world.organisation)
    lead = signed_in(account)
    answer = lead.post(f"/checks/{check.id}/number", data=number_form(world, lead))
    assert NUMBER in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    looked = session.scalars(select(ReadEntry)).one()
    assert (looked.actor_id, looked.what, looked.row_id) == (account.id, "dbs_check.number", check.id)
    token = number_form(world, world.visitor)
    assert world.visitor.post(f"/checks/{check.id}/number", data=token).status_code == 403


def test_a_lead_of_another_group_finds_no_number(world: World, make: Make, signed_in: SignIn, session: Session) -> None:
    check = make.dbs_check(world.role, dt.date(2026, 1, 1), certificate_number=NUMBER)
    lead = signed_in(make.group_account(make.organisation(world.area)))
    assert lead.post(f"/checks/{check.id}/number", data=number_form(world, lead)).status_code == 404
    assert lead.get(f"/checks/{check.id}/number").status_code == 405
    assert session.scalars(select(ReadEntry)).all() == []


def pages_of(world: World, check: DbsCheck) -> list[str]:
    of_check = [f"/checks/{check.id}/{page}" for page in ("issued", "seen", "decision", "status", "update-service")]
    of_role = [f"/roles/{world.role.id}/checks/{page}" for page in ("done", "new")]
    return [world.url, f"/checks/{check.id}", *of_check, *of_role]


def test_a_check_of_another_area_is_not_found(world: World, make: Make, signed_in: SignIn) -> None:
    stranger = signed_in(make.adviser(make.area()))
    pages = pages_of(world, make.dbs_check(world.role))
    assert {stranger.get(page).status_code for page in pages} == {404}


def test_who_views_one_area_and_edits_another_finds_no_checks_in_the_first(
    world: World, make: Make, signed_in: SignIn
) -> None:
    both = make.adviser(make.area())
    both.grants += make.viewer(world.area).grants
    assert signed_in(both).get(world.url).status_code == 404


@pytest.mark.parametrize("role", [AccountRole.VIEWER, AccountRole.ADMINISTRATOR])
def test_a_viewer_may_not_open_checks(world: World, make: Make, signed_in: SignIn, role: AccountRole) -> None:
    visitor = signed_in(make.staff(role, world.area))
    assert {visitor.get(page).status_code for page in pages_of(world, make.dbs_check(world.role))} == {403}


@pytest.mark.parametrize("role", [AccountRole.GROUP_LEAD, AccountRole.GROUP_MEMBER])
def test_a_group_may_not_open_the_pages_of_staff(
    world: World, make: Make, signed_in: SignIn, role: AccountRole
) -> None:
    visitor = signed_in(make.group_account(world.organisation, role))
    assert {visitor.get(page).status_code for page in pages_of(world, make.dbs_check(world.role))} == {403}


def test_many_checks_cost_no_more_statements_than_one_and_write_nothing(world: World, make: Make) -> None:
    for number in range(30):
        role = make.role(world.organisation, make.person(f"Person {number}"), task=Task.MANAGES_WORKERS)
        make.dbs_check(role, dt.date(2022, 1, 1))
        make.dbs_check(role, dt.date(2025, 1, 1), level=DbsLevel.ENHANCED_CBL)
    with statements() as asked:
        assert world.visitor.get(world.url).status_code == 200
    assert len(asked) <= 12, asked
    assert writes(asked) == []
