import datetime as dt

import pytest

from crm.core.errors import RuleBroken
from crm.resources.rules import check_review, is_due

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("review_due_on", "due"),
    [(None, True), (TODAY - dt.timedelta(days=1), True), (TODAY, False), (TODAY + dt.timedelta(days=1), False)],
)
def test_what_nobody_has_checked_or_not_for_long_is_due(review_due_on: dt.date | None, due: bool) -> None:
    assert is_due(review_due_on, TODAY) is due


def test_a_day_that_has_passed_may_stand_and_one_far_off_may_not() -> None:
    check_review(dt.date(2020, 1, 1), TODAY)
    check_review(dt.date(2031, 11, 22), TODAY)
    with pytest.raises(RuleBroken, match="within 5 years") as broken:
        check_review(dt.date(9999, 1, 1), TODAY)
    assert broken.value.field == "review_due_on"
