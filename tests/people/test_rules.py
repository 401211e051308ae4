import datetime as dt

import pytest

from crm.core.errors import RuleBroken
from crm.people import rules
from crm.people.models import Frequency, RoleClass, Task
from crm.people.rules import Duties

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize("role_class", RoleClass)
def test_a_role_works_with_children_only_where_that_is_usual(role_class: RoleClass) -> None:
    usual = rules.usual_duties(role_class)
    weekly = {RoleClass.TEACHER, RoleClass.YOUTH_WORKER, RoleClass.HELPER}
    assert (usual.task is Task.WORKS_WITH_CHILDREN) == (role_class in weekly)
    assert (usual.frequency is Frequency.WEEKLY) == (role_class in weekly | {RoleClass.DRIVER})


def test_a_lead_manages_those_who_work_with_children() -> None:
    assert rules.usual_duties(RoleClass.DESIGNATED_LEAD).task is Task.MANAGES_WORKERS


def test_answers_below_another_task_are_dropped() -> None:
    said = Duties(Task.DRIVES_CHILDREN, Frequency.LESS_OFTEN, overnight=True, personal_care=True, supervised=True)
    assert rules.plain_duties(said) == Duties(Task.DRIVES_CHILDREN, Frequency.LESS_OFTEN)
    assert rules.plain_duties(Duties(Task.NO_CHILDREN, Frequency.WEEKLY)) == Duties(Task.NO_CHILDREN)


def test_a_role_may_start_today_but_not_tomorrow() -> None:
    rules.check_start(TODAY, TODAY)
    rules.check_start(None, TODAY)
    with pytest.raises(RuleBroken) as broken:
        rules.check_start(TODAY + dt.timedelta(days=1), TODAY)
    assert broken.value.field == "started_on"


@pytest.mark.parametrize(("started", "ended"), [(TODAY, TODAY + dt.timedelta(days=1)), (TODAY, dt.date(2026, 11, 21))])
def test_a_role_ends_neither_tomorrow_nor_before_it_started(started: dt.date, ended: dt.date) -> None:
    with pytest.raises(RuleBroken) as broken:
        rules.check_end(started, ended, TODAY)
    assert broken.value.field == "ended_on"


def test_safeguarding_roles_are_listed_before_others() -> None:
    lead = rules.place_in_list(RoleClass.DESIGNATED_LEAD, "z")
    contact = rules.place_in_list(RoleClass.SAFEGUARDING_CONTACT, "a")
    cook, leader = rules.place_in_list(RoleClass.COOK, "a"), rules.place_in_list(RoleClass.LEADER, "b")
    assert sorted([leader, cook, contact, lead]) == [lead, contact, cook, leader]
