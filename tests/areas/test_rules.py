import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.areas.models import AreaContact, ContactCategory
from crm.areas.rules import Card, in_order_of_need, normalise_gss, normalise_postcode
from crm.core.errors import RuleBroken

PASSING = ["SE1 0AL", "EC1A 1BB", "W1A 0AX", "M1 1AE", "B33 8TH", "CR2 6XH", "DN55 1PT", "LU1 2BQ", "GIR 0AA"]


@pytest.mark.parametrize("postcode", PASSING)
def test_every_form_of_postcode_passes_unchanged(postcode: str) -> None:
    assert normalise_postcode(postcode) == postcode


@settings(deadline=None)
@given(
    st.sampled_from(PASSING),
    st.lists(st.sampled_from(["", " ", "  ", "-", ".", "(", ")", ",", "\u00a0", "\u2013", "\u200b", "\t"]), min_size=8),
)
def test_case_blanks_and_stray_marks_make_no_difference(postcode: str, marks: list[str]) -> None:
    signs = postcode.replace(" ", "").lower()
    typed = "".join(mark + sign for mark, sign in zip(marks, signs, strict=False)) + signs[len(marks) :]
    assert normalise_postcode(typed) == postcode


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" lu12bq ", "LU1 2BQ"),
        ("SE1 OAL", "SE1 0AL"),
        ("0X1 2JD", "OX1 2JD"),
        ("LUI 2BQ", "LU1 2BQ"),
        ("1G1 1AA", "IG1 1AA"),
        ("SO1 OAL", "SO1 0AL"),
        ("N1O 1AA", "N10 1AA"),
        ("ＬＵ１ ２ＢＱ", "LU1 2BQ"),
    ],
)
def test_a_letter_where_a_digit_must_stand_is_put_right(typed: str, meant: str) -> None:
    assert normalise_postcode(typed) == meant


@pytest.mark.parametrize(
    "typed", ["QA1 1AA", "SE1 0AC", "SE10AL5", "ZZ99 3VZ", "LU1", "", "0AL", "SE1+0AL", "LÜ1 2BQ", "LU1 2B0", "O" * 500]
)
def test_what_is_no_postcode_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(RuleBroken, match="like LU1 2BQ") as broken:
        normalise_postcode(typed, field="venue_postcode")
    assert broken.value.field == "venue_postcode"


def test_an_area_code_is_read_in_any_case() -> None:
    assert normalise_gss(" e09000025 ") == "E09000025"


@pytest.mark.parametrize("typed", ["", "E0900002", "X09000025", "E090000251", "Newham", "E0900002O"])
def test_what_is_no_area_code_is_refused(typed: str) -> None:
    with pytest.raises(RuleBroken, match="like E09000025"):
        normalise_gss(typed)


def contact(category: ContactCategory, area_id: int | None, phone: str | None = "+441632960001") -> AreaContact:
    return AreaContact(category=category, area_id=area_id, name=category.label, phone=phone)


def test_emergencies_come_first_then_worries_about_a_child_with_the_areas_own_number_before_the_countrys() -> None:
    emergency = contact(ContactCategory.EMERGENCY, None)
    own = contact(ContactCategory.CHILD_CONCERN, 1)
    national = contact(ContactCategory.CHILD_CONCERN, None)
    training = contact(ContactCategory.TRAINING, 1)
    assert in_order_of_need([training, national, own, emergency]) == [emergency, own, national, training]


def test_the_card_always_has_the_emergency_number_and_the_police_on_101() -> None:
    card = Card(own=[])
    assert (card.emergency, card.police) == ("999", "101")


@pytest.mark.parametrize(
    ("own", "missing"),
    [
        ([], True),
        ([contact(ContactCategory.ALLEGATION_STAFF, 1)], True),
        ([contact(ContactCategory.CHILD_CONCERN, 1, phone=None)], True),
        ([contact(ContactCategory.CHILD_CONCERN, 1)], False),
    ],
)
def test_the_own_number_is_missing_until_there_is_one_to_ring_about_a_child(
    own: list[AreaContact], missing: bool
) -> None:
    assert Card(own=own).own_number_missing is missing
