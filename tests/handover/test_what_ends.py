"""What ends with a post, and who may look at it."""

import datetime as dt

import pytest

from crm.accounts.models import Account, AccountRole
from crm.areas.models import Area
from crm.core import clock
from crm.engagement.models import ActivityStaff, Method, Offer, OfferMade, Outcome
from crm.handover.models import Part
from crm.organisations.models import Organisation
from tests.factories import Make
from tests.handover.steps import counts
from tests.support.web import SignIn, Visitor

YESTERDAY = clock.today() - dt.timedelta(days=1)


def test_a_group_that_two_people_were_in_touch_with_is_nobodys_alone(
    make: Make, newham: Area, leaver: Account, successor: Account, group: Organisation
) -> None:
    visit = make.activity(group, leaver)
    assert counts(leaver, newham)[Part.ONLY_CONTACT] == 1
    make.keep(ActivityStaff(area_id=newham.id, activity_id=visit.id, account_id=successor.id))
    assert Part.ONLY_CONTACT not in counts(leaver, newham)


def test_somebody_who_never_reached_a_group_is_not_its_contact(
    make: Make, newham: Area, leaver: Account, group: Organisation
) -> None:
    make.activity(group, leaver, method=Method.PHONE, outcome=Outcome.NO_REPLY)
    assert Part.ONLY_CONTACT not in counts(leaver, newham)
    make.activity(group, leaver, method=Method.PHONE, outcome=Outcome.INFO_SENT)
    assert counts(leaver, newham)[Part.ONLY_CONTACT] == 1


def test_a_promise_counts_while_it_is_open(make: Make, newham: Area, leaver: Account, group: Organisation) -> None:
    make.follow_up(group, leaver)
    make.follow_up(group, leaver, done_on=clock.today())
    assert counts(leaver, newham)[Part.PROMISES] == 1


def test_a_policy_that_is_adopted_is_not_half_done(
    make: Make, newham: Area, leaver: Account, group: Organisation
) -> None:
    policy = make.policy(group)
    make.policy_version(policy, adopted_on=YESTERDAY)
    assert Part.POLICIES not in counts(leaver, newham)
    make.policy_version(policy)
    assert counts(leaver, newham)[Part.POLICIES] == 1


def test_training_is_owed_until_somebody_of_the_group_has_been_trained(
    make: Make, newham: Area, leaver: Account, group: Organisation
) -> None:
    visit = make.activity(group, leaver, happened_on=YESTERDAY)
    own = {"area_id": newham.id, "activity_id": visit.id, "organisation_id": group.id}
    make.keep(OfferMade(**own, offer=Offer.FREE_TRAINING, accepted=True))
    role = make.role(group)
    make.attendance(make.training_session(YESTERDAY - dt.timedelta(days=30)), role)
    assert counts(leaver, newham)[Part.TRAINING] == 1
    make.attendance(make.training_session(), role)
    assert Part.TRAINING not in counts(leaver, newham)


def test_each_figure_of_the_area_opens_its_list(
    make: Make, coordinator: Visitor, newham: Area, leaver: Account, group: Organisation
) -> None:
    make.follow_up(group, leaver, what="Send the template")
    address = f"/accounts/{leaver.id}/handover?area={newham.code}"
    page = coordinator.get("/posts").text
    for part in (Part.GROUPS, Part.PROMISES):
        assert f"{address}&amp;part={part.value}" in page
        assert "Hope Chapel" in coordinator.get(f"{address}&part={part.value}").text
    assert "Send the template" in coordinator.get(f"{address}&part=promises").text


def test_an_empty_area_says_so(coordinator: Visitor) -> None:
    assert "Nobody holds anything" in coordinator.get("/posts").text


def test_somebody_of_another_area_is_not_found(make: Make, coordinator: Visitor) -> None:
    other = make.adviser(make.area())
    assert coordinator.get(f"/accounts/{other.id}/handover").status_code == 404


def test_what_somebody_holds_in_another_area_is_not_shown(
    make: Make, coordinator: Visitor, newham: Area, leaver: Account, group: Organisation
) -> None:
    elsewhere = make.organisation(make.area(name="Brent"), name="Kept Elsewhere")
    elsewhere.areas[0].adviser_id = leaver.id
    make.follow_up(elsewhere, leaver, what="A secret promise")
    page = coordinator.get(f"/accounts/{leaver.id}/handover").text
    assert "Hope Chapel" in page
    assert "Kept Elsewhere" not in page
    assert "secret promise" not in page


def test_posts_of_an_area_that_is_not_ones_own_are_not_found(make: Make, coordinator: Visitor, newham: Area) -> None:
    assert coordinator.get(f"/posts?area={newham.code}").status_code == 200
    assert coordinator.get(f"/posts?area={make.area().code}").status_code == 404


@pytest.mark.parametrize("role", [AccountRole.ADVISER, AccountRole.VIEWER])
def test_only_who_may_hand_over_sees_what_ends(make: Make, signed_in: SignIn, newham: Area, role: AccountRole) -> None:
    assert signed_in(make.staff(role, newham)).get("/posts").status_code == 403
