"""What is one group and what only may be."""

import pytest

from crm.organisations.importing.matching import Likeness, Nearby, Spot
from crm.organisations.kinds import Faith

LON, LAT = 0.03, 51.53
METRE = 1 / 111_195


def group(name: str, north: float = 0.0, faith: Faith = Faith.CHRISTIAN, *, is_exact: bool = True) -> Spot:
    return Spot(name, faith, LON, LAT + north * METRE, False, organisation_id=7, is_exact=is_exact)


def listed(name: str) -> Spot:
    return Spot(name, Faith.CHRISTIAN, LON, LAT, True, row=2)


def likeness(other: Spot, name: str = "St Mary's Church") -> Likeness | None:
    return next(iter(Nearby([other]).like(listed(name))), None)


def test_the_same_name_near_by_is_the_same_group() -> None:
    found = likeness(group("St. Mary’s church", 99))
    assert found is not None
    assert found.is_sure
    assert found.reason == "The same name, 99 m apart"


@pytest.mark.parametrize(
    "other",
    [
        group("St Mary's Church", 101),
        group("St Mary's Church", faith=Faith.NOT_STATED),
        group("St Mary's Church", is_exact=False),
        group("St Mary's Church Hall"),
        Spot("St Mary's Church", Faith.CHRISTIAN, LON, LAT, True, organisation_id=7),
    ],
    ids=["further away", "another faith", "middle of a postcode", "longer name", "another id of the list"],
)
def test_what_is_not_sure_is_a_likely_pair(other: Spot) -> None:
    found = likeness(other)
    assert found is not None
    assert not found.is_sure


@pytest.mark.parametrize("other", [group("All Saints"), group("St Mary's Church", 151), group("")])
def test_another_name_another_place_and_no_name_are_nothing_alike(other: Spot) -> None:
    assert likeness(other) is None


def test_a_place_without_a_name_is_like_nothing() -> None:
    assert likeness(group("St Mary's Church"), name="") is None


def test_one_word_within_another_name_says_nothing() -> None:
    assert likeness(group("Balham Baptist Church"), name="Balham") is None


def test_signs_alone_are_no_name() -> None:
    assert likeness(group("???"), name="!!!") is None


def test_a_list_that_puts_everything_at_one_point_makes_few_pairs() -> None:
    crowd = Nearby([group("St Mary's Church") for _ in range(1000)])
    assert len(crowd.like(listed("St Mary's Church"))) == 5
