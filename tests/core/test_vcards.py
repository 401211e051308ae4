"""What an address book makes of a contact (RFC 6350)."""

import pytest

from crm.core.vcards import tel, vcard


def lines(*parts: tuple[str, str | None], name: str = "Åsa Berg") -> list[str]:
    return vcard(name, parts).split("\r\n")


def test_a_contact_begins_and_ends_as_it_must() -> None:
    assert lines()[:2] == ["BEGIN:VCARD", "VERSION:4.0"]
    assert lines()[-2:] == ["END:VCARD", ""]


def test_the_whole_name_stands_as_it_is_said() -> None:
    assert lines()[2:4] == ["FN:Åsa Berg", "N:;Åsa Berg;;;"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [("Khan, Ada; BA", "Khan\\, Ada\\; BA"), ("a\\b", "a\\\\b"), ("two\r\nEMAIL:x@y", "two\\nEMAIL:x@y")],
)
def test_what_was_typed_cannot_become_a_property_of_its_own(typed: str, written: str) -> None:
    assert f"ORG:{written}" in lines(("ORG", typed))


def test_what_is_not_known_is_left_out() -> None:
    assert lines(("EMAIL", None), ("ORG", ""), tel(None)) == lines()


def test_a_number_can_be_dialled() -> None:
    assert "TEL;VALUE=uri:tel:+442079460000" in lines(tel("+442079460000"))


def test_a_long_line_is_folded_between_letters() -> None:
    folded = [line for line in lines(("ORG", "مسجد " * 40)) if line]
    assert all(len(line.encode()) <= 75 for line in folded)
    assert "ORG:" + "مسجد " * 40 in vcard("x", [("ORG", "مسجد " * 40)]).replace("\r\n ", "")
