from typing import NamedTuple

from crm.core.labels import Labelled


class Sign(Labelled):
    """What in a text may tell which child is meant."""

    BIRTH_DATE = "birth_date", "a date of birth"
    AGE = "age", "the age of one child"
    NAME = "name", "the name of a child"
    SCHOOL = "school", "the school or year of a child"
    ADDRESS = "address", "where a child lives"
    NHS_NUMBER = "nhs_number", "an NHS number"
    UPN = "upn", "a pupil number"
    CASE = "case", "the number of a case"


class Found(NamedTuple):
    """A sign, and the words of the text that are one."""

    sign: Sign
    words: str
