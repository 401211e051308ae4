import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.audit.models import AuditEntry
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.people import actions
from crm.people.models import Frequency, Role, RoleClass, Task
from crm.people.rules import Duties, RoleFacts
from tests.factories import Make

LEAD = RoleFacts(RoleClass.DESIGNATED_LEAD)


def test_a_person_may_have_a_name_in_any_script(make: Make) -> None:
    person = actions.add_person("أمينة بيغوم", "07700 900982", "Amina@Example.ORG", make.account())
    assert (person.phone, person.email) == ("+447700900982", "Amina@example.org")
    assert person.sort_name


def test_a_phone_number_that_is_none_is_refused(make: Make) -> None:
    with pytest.raises(RuleBroken) as broken:
        actions.add_person("Amina Begum", "12", "", make.account())
    assert broken.value.field == "phone"


def test_a_role_without_duties_gets_the_usual_ones(make: Make) -> None:
    role = actions.add_role(make.organisation(), make.person(), RoleFacts(RoleClass.TEACHER), make.account())
    assert (role.task, role.frequency) == (Task.WORKS_WITH_CHILDREN, Frequency.WEEKLY)


def test_nobody_has_the_same_open_role_twice(make: Make) -> None:
    group, person = make.organisation(), make.person()
    make.role(group, person, role_class=RoleClass.TRUSTEE)
    with pytest.raises(RuleBroken) as broken:
        actions.add_role(group, person, RoleFacts(RoleClass.TRUSTEE), make.account())
    assert broken.value.field == "role_class"


def test_a_second_lead_needs_the_first_to_hand_over(make: Make) -> None:
    group = make.organisation()
    make.role(group, make.person("Amina Begum"), role_class=RoleClass.DESIGNATED_LEAD)
    with pytest.raises(RuleBroken, match="Amina Begum") as broken:
        actions.add_role(group, make.person("Joseph Mensah"), LEAD, make.account())
    assert broken.value.field == "hands_over"


def test_handing_over_ends_the_first_lead_on_the_day_the_second_starts(make: Make, session: Session) -> None:
    group, on = make.organisation(), clock.today() - dt.timedelta(days=3)
    first = make.role(group, role_class=RoleClass.DESIGNATED_LEAD)
    facts = RoleFacts(RoleClass.DESIGNATED_LEAD, started_on=on)
    second = actions.add_role(group, make.person("Joseph Mensah"), facts, make.account(), hands_over=True)
    session.flush()
    assert (first.ended_on, second.ended_on) == (on, None)


def test_a_lead_cannot_take_over_before_the_other_began(make: Make) -> None:
    group, today = make.organisation(), clock.today()
    make.role(group, role_class=RoleClass.DESIGNATED_LEAD, started_on=today)
    facts = RoleFacts(RoleClass.DESIGNATED_LEAD, started_on=today - dt.timedelta(days=1))
    with pytest.raises(RuleBroken) as broken:
        actions.add_role(group, make.person("Joseph Mensah"), facts, make.account(), hands_over=True)
    assert broken.value.field == "started_on"


def test_the_database_refuses_a_second_open_lead(make: Make) -> None:
    group = make.organisation()
    make.role(group, role_class=RoleClass.DESIGNATED_LEAD)
    with pytest.raises(IntegrityError):
        make.role(group, make.person("Joseph Mensah"), role_class=RoleClass.DESIGNATED_LEAD)


def test_an_ended_role_does_not_end_again(make: Make) -> None:
    role = make.role(make.organisation(), ended_on=clock.today())
    with pytest.raises(RuleBroken, match="ended already"):
        actions.end_role(role, clock.today(), make.account())


def test_changing_a_role_drops_what_its_new_task_does_not_ask(make: Make) -> None:
    role = make.role(make.organisation(), task=Task.WORKS_WITH_CHILDREN, frequency=Frequency.WEEKLY, overnight=True)
    actions.change_role(role, RoleFacts(role.role_class, "Cook", Duties(Task.NO_CHILDREN)), make.account())
    assert (role.title, role.task, role.frequency, role.overnight) == ("Cook", Task.NO_CHILDREN, None, False)


def test_a_named_contact_becomes_a_person_with_a_role(make: Make, session: Session) -> None:
    group = make.organisation()
    role = actions.name_safeguarding_contact(group, "Joseph Mensah", clock.today(), make.account())
    assert role is not None
    assert (role.person.name, role.role_class) == ("Joseph Mensah", RoleClass.SAFEGUARDING_CONTACT)


def test_a_contact_whose_name_is_known_here_is_no_second_person(make: Make, session: Session) -> None:
    group, person = make.organisation(), make.person("Joseph Mensah")
    make.role(group, person)
    role = actions.name_safeguarding_contact(group, "JOSEPH MENSAH", clock.today(), make.account())
    assert role is not None
    assert role.person is person


def test_a_lead_is_not_made_a_contact_as_well(make: Make, session: Session) -> None:
    group, person = make.organisation(), make.person()
    make.role(group, person, role_class=RoleClass.DESIGNATED_LEAD)
    assert actions.name_safeguarding_contact(group, person, clock.today(), make.account()) is None
    assert len(session.scalars(select(Role)).all()) == 1


def test_the_history_says_who_added_a_role_and_hides_names_apart(make: Make, session: Session) -> None:
    group, actor = make.organisation(), make.account()
    person = actions.add_person("Amina Begum", "", "", actor)
    actions.add_role(group, person, LEAD, actor)
    session.commit()
    entries = {entry.event: entry for entry in session.scalars(select(AuditEntry).filter_by(actor_id=actor.id))}
    assert entries["role.started"].organisation_id == group.id
    assert "name" not in entries["person.added"].changes
