"""What reads like an address or a number is found by the name, or by the place, or by the number."""

import random
from typing import Any

import pytest
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from crm.access.scope import EVERYWHERE, NOWHERE, Reach
from crm.areas.models import Area
from crm.organisations.kinds import Precision
from crm.organisations.models import Organisation
from crm.organisations.queries import former, places
from tests.factories import Make
from tests.organisations.one_group import venue

NAMES = ("Bell", "Green", "Street", "Hope", "St Mary", "Road", "12", "E7")
STREETS = ("Bell Street", "Green Road", "Green St", "Hope Lane", "St Mary Street")
POSTCODES = (None, "E7 8AL", "E8 1AA")
TYPED = (
    "bell street",
    "green rd",
    "12 green",
    "green road e7",
    "E7",
    "e7 8",
    "St Mary Street",
    "hope",
    "1012345",
    "12",
)


@pytest.fixture
def groups(make: Make, session: Session) -> Area:
    """A few dozen, each of which may have any of these names, places and numbers, at home or not."""
    area, draw = make.area(), random.Random(20261122)  # noqa: S311 (the same cases each time)
    for number in range(40):
        values: dict[str, Any] = {"charity_number": "1012345"} if number % 9 == 0 else {}
        name = " ".join(draw.sample(NAMES, k=2))
        group = make.organisation(area, name=name, is_sensitive=draw.random() < 0.2, **values)
        venue(
            make,
            group,
            area,
            address=f"{draw.choice((2, 12))} {draw.choice(STREETS)}",
            postcode=draw.choice(POSTCODES),
            precision=draw.choice((Precision.EXACT, Precision.MASKED)),
        )
    session.commit()
    return area


def ids(session: Session, condition: ColumnElement[bool]) -> set[int]:
    return set(session.scalars(select(Organisation.id).where(condition)))


@pytest.mark.parametrize("typed", TYPED)
def test_either_is_enough(session: Session, groups: Area, typed: str) -> None:
    for homes_in in (EVERYWHERE, NOWHERE, Reach(areas=frozenset({groups.id}))):
        named = ids(session, former.name_matches(typed))
        there = ids(session, places.at(typed, homes_in)) if places.is_place(typed) else set()
        numbered = {
            group.id for group in session.scalars(select(Organisation).where(Organisation.charity_number == typed))
        }
        found = ids(session, former.name_or_place_matches(typed, homes_in))
        assert found == named | there | numbered
        assert found
