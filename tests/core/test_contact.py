import pytest

from crm.core.contact import (
    PhoneKind,
    display_phone,
    normalise_email,
    normalise_phone,
    normalise_service_phone,
    phone_kind,
)
from crm.core.errors import RuleBroken


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("(01582) 547 653", "+441582547653"),
        ("+44 (0)1582 547653", "+441582547653"),
        ("0044 1582 547653", "+441582547653"),
        ("01582-547-653", "+441582547653"),
        ("  07911 123456\t", "+447911123456"),
        ("07624 123456", "+447624123456"),
        ("0345 123 4567", "+443451234567"),
        ("0845 3030 900", "+448453030900"),
        ("0800 1111", "+448001111"),
        ("০১৫৮২ ৫৪৭৬৫৩", "+441582547653"),
    ],
)
def test_a_number_is_stored_one_way_however_it_is_typed(typed: str, stored: str) -> None:
    assert normalise_phone(typed) == stored


@pytest.mark.parametrize(
    "typed", ["020 7946 0000", "020 7946 0999", "01632 960123", "07700 900982", "0808 157 0192", "03069 990999"]
)
def test_a_number_kept_for_fiction_is_accepted_and_read_back_as_the_same_number(typed: str) -> None:
    stored = normalise_phone(typed)
    assert normalise_phone(display_phone(stored)) == stored


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("0909 879 0123", "09"),
        ("070 1234 5678", "070"),
        ("076 0123 4567", "076"),
        ("0808 168 911", "digits"),
        ("01582 5476533", "digits"),
        ("0123", "digits"),
        ("118 118", "digits"),
        ("0500 123456", "digits"),
        ("01582 547653 ext 12", "extension"),
        ("0800 FLOWERS", "words"),
        ("+33 1 23 45 67 89", "UK"),
        ("", "Enter a phone number"),
        ("---", "Enter a phone number"),
    ],
)
def test_a_number_that_cannot_be_rung_is_refused_in_plain_words(typed: str, words: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        normalise_phone(typed, field="mobile")
    assert words in broken.value.message
    assert broken.value.field == "mobile"


@pytest.mark.parametrize("code", ["999", "112", "101", "111", "105", "116 123", "18000"])
def test_a_short_number_is_for_services_and_never_for_a_person(code: str) -> None:
    assert normalise_service_phone(code) == code.replace(" ", "")
    with pytest.raises(RuleBroken, match="public services"):
        normalise_phone(code)


def test_a_service_may_also_have_a_full_number() -> None:
    assert normalise_service_phone("0300 300 8123") == "+443003008123"


@pytest.mark.parametrize(
    ("stored", "shown", "kind"),
    [
        ("+441582547653", "01582 547653", PhoneKind.GEOGRAPHIC),
        ("+442079460123", "020 7946 0123", PhoneKind.GEOGRAPHIC),
        ("+443003008123", "0300 300 8123", PhoneKind.UK_WIDE),
        ("+447700900982", "07700 900982", PhoneKind.MOBILE),
        ("+448001111", "0800 1111", PhoneKind.FREE),
        ("+448453030900", "0845 303 0900", PhoneKind.CHARGED),
        ("116123", "116 123", PhoneKind.SHORT),
    ],
)
def test_a_stored_number_is_shown_as_people_write_it_with_what_a_call_costs(
    stored: str, shown: str, kind: PhoneKind
) -> None:
    assert display_phone(stored) == shown
    assert phone_kind(stored) is kind


def test_an_email_address_keeps_its_name_and_gets_a_small_domain() -> None:
    assert normalise_email(" A.Begum@Example.ORG ") == "A.Begum@example.org"


@pytest.mark.parametrize("typed", ["", "name", "name@", "name@example", "a b@example.org", "name@example..org"])
def test_what_is_no_email_address_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(RuleBroken, match=r"like name@example\.org"):
        normalise_email(typed)
