"""Names that are nearly what was typed."""

from fnmatch import fnmatchcase
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.core.text import fold
from crm.organisations.kinds import Faith
from crm.organisations.matching.slips import ends_of, pieces_of, slips_in
from crm.organisations.queries import similar
from crm.organisations.rules import search_names
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import Visitor


def listed(visitor: Visitor, typed: str, **others: str) -> str:
    answer = visitor.get("/organisations", query_string={"q": typed, **others})
    assert answer.status_code == 200
    return unescape(answer.text)


def a_group(make: Make, session: Session, area: Area, name: str, *former: str) -> None:
    make.organisation(area, name=name, search_names=search_names(name, former), faith=Faith.CHRISTIAN)
    session.commit()


@pytest.mark.parametrize(
    ("typed", "name", "slips"),
    [
        ("Namdhary", "Namdhari Gurdwara", 1),
        ("Nmadhari Gurdwara", "Namdhari Gurdwara", 1),
        ("Tabernacel", "Redeemed Tabernacle", 1),
        ("Tabrenacel", "Redeemed Tabernacle", 2),
        ("Muhammed Mosque", "Mohammed Masjid", 0),
        ("Saint Georges", "St George's", 0),
        ("Namdhari Grudwara", "Other | Namdhari Gurdwara", 1),
        ("Zion", "Zoan", None),
        ("Zion Chapel", "Zion Hall", None),
        ("Namdhari", "Rehoboth", None),
    ],
)
def test_slips_are_counted_over_all_words(typed: str, name: str, slips: int | None) -> None:
    assert slips_in(fold(typed), [fold(one) for one in name.split(" | ")]) == slips


@pytest.mark.parametrize("word", ["mosaic", "namdhari", "tabernacle", "bethel"])
def test_one_wrong_letter_leaves_a_piece_whole(word: str) -> None:
    for place in range(len(word)):
        wrong = f"{word[:place]}x{word[place + 1 :]}"
        assert any(piece in word for piece in pieces_of(wrong)), wrong


@given(st.text("abel", min_size=1, max_size=8), st.text("abel", min_size=1, max_size=9))
def test_a_name_with_the_word_is_never_left_out_by_its_ends(word: str, other: str) -> None:
    ends = ends_of(word)
    if ends and slips_in(word, [other]) is not None:
        assert any(fnmatchcase(f" {other} ", pattern.replace("%", "*")) for pattern in ends)


@pytest.mark.parametrize("word", ["noor", "church", "the", "namdhari", "مسجد"])
def test_a_word_that_may_be_written_otherwise_has_no_ends(word: str) -> None:
    assert ends_of(word) == []


@pytest.mark.parametrize("typed", ["Rehobtoh", "Rehovoth", "Chruch of Rehoboth", "Old Rehobath"])
def test_a_name_is_found_in_spite_of_a_slip(
    adviser: Visitor, make: Make, session: Session, newham: Area, typed: str
) -> None:
    a_group(make, session, newham, "Church Rehoboth of Newham", "Old Rehoboth Chapel")
    a_group(make, session, newham, "Bethel")
    page = listed(adviser, typed)
    assert "Similar names" in page
    assert "Church Rehoboth of Newham" in page
    assert "Bethel" not in page


def test_another_spelling_of_the_field_is_found(adviser: Visitor, make: Make, session: Session, newham: Area) -> None:
    a_group(make, session, newham, "Masjid Muhammad")
    assert "Masjid Muhammad" in listed(adviser, "Mohammed Mosque")


def test_a_short_word_in_other_letters_is_found(adviser: Visitor, make: Make, session: Session, newham: Area) -> None:
    a_group(make, session, newham, "مركز كبة للجميع")
    assert "مركز كبة" in listed(adviser, "kba lljmya")


def test_what_was_typed_comes_first_and_the_nearest_next(
    adviser: Visitor, make: Make, session: Session, newham: Area
) -> None:
    for name in ("A Tabernakel", "Bethel Tabernacle", "C Tabernacel"):
        a_group(make, session, newham, name)
    page = listed(adviser, "Tabernacle")
    assert page.index("Bethel Tabernacle") < page.index("Similar names")
    assert page.index("Similar names") < page.index("C Tabernacel") < page.index("A Tabernakel")
    assert page.count("Bethel Tabernacle") == 1


def test_where_enough_have_the_name_nothing_similar_is_looked_for(
    adviser: Visitor, make: Make, session: Session, newham: Area
) -> None:
    for number in range(similar.ENOUGH):
        a_group(make, session, newham, f"Tabernacle {number}")
    a_group(make, session, newham, "Tabernakel")
    assert "Similar names" not in listed(adviser, "Tabernacle")


def test_filters_and_areas_hold_for_similar_names(adviser: Visitor, make: Make, session: Session, newham: Area) -> None:
    a_group(make, session, newham, "Rehoboth")
    a_group(make, session, make.area(name="Hackney", code="E09000012"), "Rehoboth elsewhere")
    page = listed(adviser, "Rehobath")
    assert "Rehoboth" in page
    assert "Rehoboth elsewhere" not in page
    assert "Similar names" not in listed(adviser, "Rehobath", faith="muslim")


def test_a_search_costs_as_many_statements_for_any_number_of_names(
    adviser: Visitor, make: Make, session: Session, newham: Area
) -> None:
    for number in range(30):
        a_group(make, session, newham, f"Rehoboth {number}")
    with statements() as said:
        assert listed(adviser, "Rehobath").count("app-results__title") == similar.MOST
    assert len(said) <= 12
