"""What is a sign and what is not; how often, on the notes of notes.py, stands in test_measure.py."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as some

from crm.child_guard.rules import is_nhs_number, signs_in
from crm.child_guard.signs import Sign

TODAY = dt.date(2026, 11, 22)


def signs(text: str) -> set[Sign]:
    return {found.sign for found in signs_in(text, TODAY)}


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Maryam (9) stayed behind", Sign.AGE),
        ("a 9-year-old boy sat outside", Sign.AGE),
        ("Yusuf who is seventeen", Sign.AGE),
        ("her son, 7, waited", Sign.AGE),
        ("born on 3 May 2015", Sign.BIRTH_DATE),
        ("DOB: 3/5/15", Sign.BIRTH_DATE),
        ("the girl’s name is not for this note", Sign.NAME),
        ("her daughter Huda", Sign.NAME),
        ("Huda is on a child protection plan", Sign.NAME),
        ("Huda attends Marigold Primary", Sign.SCHOOL),
        ("NHS number: 9991234772", Sign.NHS_NUMBER),
        ("999-123-4772", Sign.NHS_NUMBER),
        ("K999201800455", Sign.UPN),
        ("MASH reference 2026-00112", Sign.CASE),
    ],
)
def test_what_tells_which_child_is_meant_is_a_sign(text: str, sign: Sign) -> None:
    assert sign in signs(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Yusuf who is eighteen",
        "DOB: 3/5/1985",
        "Mrs Khan (12)",
        "boys aged 9 to 11",
        "boy aged 9 or over",
        "Huda, 9 High Road",
        "999 123 4773",
        "+44 7946 000 000",
        "Year 6 parents",
        "their son Bilal runs the office",
        "the Somali children",
    ],
)
def test_what_only_looks_alike_is_no_sign(text: str) -> None:
    assert signs(text) == set()


def test_the_words_are_quoted_as_they_were_typed() -> None:
    assert [found.words for found in signs_in("Met Huda (٩) today", TODAY)] == ["Huda (٩)"]


def test_the_last_digit_of_an_nhs_number_checks_the_others() -> None:
    assert is_nhs_number("999 123 4772")
    assert [is_nhs_number(f"999123477{digit}") for digit in range(10)].count(True) == 1


def test_a_year_makes_a_child_until_the_eighteenth_birthday_at_the_latest() -> None:
    assert [bool(signs(f"born in {year}")) for year in (2007, 2008, 2026, 2027)] == [False, True, True, False]


@given(some.text(max_size=300))
def test_any_text_is_answered(text: str) -> None:
    assert all(found.words in text for found in signs_in(text, TODAY))
