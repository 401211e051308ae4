import datetime as dt
from typing import Any

import pytest

from crm.areas.models import ContactCategory
from crm.contacts import rules
from crm.contacts.rules import Facts
from crm.core.errors import RuleBroken

TODAY = dt.date(2026, 11, 22)


def facts(**values: Any) -> Facts:
    return Facts(**{"name": "Hub", "category": ContactCategory.CHILD_CONCERN, **values})


def test_a_number_is_kept_in_stored_form() -> None:
    kept = rules.settled(facts(phone="(01582) 547653", email="mash@LUTON.gov.uk", web="luton.gov.uk"))
    assert (kept["phone"], kept["email"], kept["web"]) == ("+441582547653", "mash@luton.gov.uk", "https://luton.gov.uk")


@pytest.mark.parametrize("values", [{}, {"phone": "111"}, {"phone": "12"}])
def test_nothing_to_ring_the_nhs_for_the_police_and_half_a_number_are_refused(values: dict[str, str]) -> None:
    with pytest.raises(RuleBroken) as broken:
        rules.settled(facts(**values))
    assert broken.value.field == "phone"


def test_111_is_right_for_health() -> None:
    assert rules.settled(facts(phone="111", category=ContactCategory.HEALTH))["phone"] == "111"


def test_a_check_holds_for_a_year() -> None:
    assert rules.is_due(None, TODAY)
    assert rules.is_due(dt.date(2025, 11, 21), TODAY)
    assert not rules.is_due(dt.date(2025, 11, 22), TODAY)
