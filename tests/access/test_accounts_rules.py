"""Which roles go with which places."""

import pytest

from crm.access.permissions import PERMISSIONS, Permission
from crm.access.rules import Remit, check_not_oneself, remits
from crm.access.words import ROLE_WORDS, WORDS, table
from crm.accounts.models import AccountRole
from crm.core.errors import RuleBroken

R = AccountRole


def test_one_remit_for_each_area_said_once() -> None:
    assert remits(R.ADVISER, [3, 5, 3]) == [Remit(R.ADVISER, area_id=3), Remit(R.ADVISER, area_id=5)]


def test_the_region_and_a_group_are_one_remit_each() -> None:
    assert remits(R.COORDINATOR, [], region_wide=True) == [Remit(R.COORDINATOR, region_wide=True)]
    assert remits(R.GROUP_LEAD, [], organisation_id=7) == [Remit(R.GROUP_LEAD, organisation_id=7)]


@pytest.mark.parametrize(
    ("role", "areas", "region_wide", "organisation_id", "says"),
    [
        (R.ADVISER, [], False, None, "Choose at least one area"),
        (R.ADVISER, [3], True, None, "not both"),
        (R.ADVISER, [], False, 7, "Only group roles"),
        (R.GROUP_LEAD, [], False, None, "Enter the number of the group"),
        (R.GROUP_LEAD, [3], False, 7, "and no area"),
        (R.GROUP_MEMBER, [], True, None, "and no area"),
        (R.ADMINISTRATOR, [3], False, None, "choose the whole region"),
    ],
)
def test_places_that_do_not_go_with_the_role_are_refused(
    role: AccountRole, areas: list[int], region_wide: bool, organisation_id: int | None, says: str
) -> None:
    with pytest.raises(RuleBroken, match=says):
        remits(role, areas, region_wide=region_wide, organisation_id=organisation_id)


def test_nobody_changes_their_own_account() -> None:
    check_not_oneself(1, 2)
    check_not_oneself(1, None)
    with pytest.raises(RuleBroken, match="ask another administrator"):
        check_not_oneself(1, 1)


def test_every_permission_and_role_has_words_for_a_manager() -> None:
    assert set(WORDS) == set(Permission)
    assert set(ROLE_WORDS) == set(AccountRole)


def test_the_table_in_words_says_what_the_guard_goes_by() -> None:
    shown = {line.words: {role for role, is_held in line.held if is_held} for line in table()}
    assert shown == {WORDS[each]: {role for role in R if each in PERMISSIONS[role]} for each in Permission}
