import datetime as dt

import pytest

from crm.core.errors import RuleBroken
from crm.organisations import rules
from crm.organisations.kinds import CharityBasis, Faith, OrganisationKind, PlaceKind

TODAY = dt.date(2026, 11, 22)


def facts(**changed: object) -> rules.Facts:
    given = {"name": "A", "kind": OrganisationKind.PLACE_OF_WORSHIP, "faith": Faith.MUSLIM}
    return rules.Facts(**{**given, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        (" 112 3456 ", "1123456"),
        ("1123456-12", "1123456-12"),
        ("sc012345", "SC012345"),
        ("NIC100123", "NIC100123"),
        ("01234567", "01234567"),
        ("CE012345", "CE012345"),
    ],
)
def test_a_charity_or_company_number_is_kept_in_one_form(typed: str, stored: str) -> None:
    assert rules.charity_number(typed) == stored


@pytest.mark.parametrize("typed", ["12345", "0123456", "SC1234", "NIC200123", "12345678901", "١١٢٣٤٥٦", "abc"])
def test_any_other_number_is_refused(typed: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        rules.charity_number(typed)
    assert broken.value.field == "charity_number"


def test_a_number_makes_a_registered_charity() -> None:
    assert rules.settled(facts(charity_number="1123456")).charity_basis is CharityBasis.REGISTERED


def test_a_number_does_not_go_with_not_being_a_charity() -> None:
    with pytest.raises(RuleBroken):
        rules.settled(facts(charity_number="1123456", charity_basis=CharityBasis.NOT_CHARITY))


def test_only_a_place_of_worship_has_a_kind_of_building() -> None:
    with pytest.raises(RuleBroken) as broken:
        rules.settled(facts(kind=OrganisationKind.YOUTH_GROUP, place_kind=PlaceKind.MOSQUE))
    assert broken.value.field == "place_kind"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("", ""), ("www.example.org", "https://www.example.org"), ("http://example.org/a", "http://example.org/a")],
)
def test_a_website_is_kept_with_its_scheme(typed: str, stored: str) -> None:
    assert rules.website(typed) == stored


@pytest.mark.parametrize("typed", ["javascript:alert(1)", "ftp://example.org", "nothing", "http://[", "a b.org"])
def test_what_is_no_website_is_refused(typed: str) -> None:
    with pytest.raises(RuleBroken):
        rules.website(typed)


@pytest.mark.parametrize(
    ("faith", "name"),
    [
        (Faith.CHRISTIAN, "Unnamed Christian place of worship"),
        (Faith.NOT_STATED, "Unnamed place of worship"),
    ],
)
def test_a_group_without_a_name_is_called_after_its_faith(faith: Faith, name: str) -> None:
    assert rules.placeholder_name(OrganisationKind.PLACE_OF_WORSHIP, faith) == name


def test_search_names_are_folded_and_kept_apart() -> None:
    assert rules.search_names("Église St. Mary’s", ["Old Chapel", "OLD CHAPEL", ""]) == "eglise st marys | old chapel"


@pytest.mark.parametrize("day", [TODAY, dt.date(1820, 1, 1), None])
def test_a_day_up_to_today_may_be_recorded(day: dt.date | None) -> None:
    rules.check_past(day, TODAY, "on")


@pytest.mark.parametrize("day", [dt.date(2026, 11, 23), dt.date(1020, 1, 1)])
def test_no_day_ahead_or_before_all_memory_is_recorded(day: dt.date) -> None:
    with pytest.raises(RuleBroken):
        rules.check_past(day, TODAY, "on")


def test_nothing_ends_before_it_began() -> None:
    with pytest.raises(RuleBroken, match="1 May 2026"):
        rules.check_ended(dt.date(2026, 5, 1), dt.date(2026, 4, 30), TODAY)


def test_something_may_end_on_the_day_it_began() -> None:
    rules.check_ended(TODAY, TODAY, TODAY)


def test_ages_stand_in_order() -> None:
    with pytest.raises(RuleBroken):
        rules.check_ages(9, 8)
    rules.check_ages(9, 9)
    rules.check_ages(None, 3)


def test_a_meeting_ends_after_it_starts() -> None:
    with pytest.raises(RuleBroken):
        rules.check_hours(dt.time(18), dt.time(18))
    rules.check_hours(dt.time(18), None)


def test_the_telling_words_of_a_name_are_those_few_names_share() -> None:
    assert rules.telling_words("The Church of St Brigid") == ["brigid"]
    assert rules.telling_words("Community Church") == ["community", "church"]
