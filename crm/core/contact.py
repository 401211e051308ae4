"""Telephone numbers and e-mail addresses: one stored form each, and how a person reads it (domain.md 11.3)."""

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneNumber, PhoneNumberFormat

from crm.core.errors import RuleBroken
from crm.core.labels import Labelled

SHORT_CODES = {
    "999": "999",
    "112": "112",
    "101": "101",
    "111": "111",
    "105": "105",
    "116123": "116 123",
    "18000": "18000",
}
# Ofcom keeps these for fiction. The library's lists leave some out, because no telephone has them.
_DRAMA = re.compile(r"2079460\d{3}|1632960\d{3}|7700900\d{3}|808157\d{4}|3069990\d{3}")
_HAS_WORDS = re.compile(r"[^\W\d_]")
_EXAMPLE = "like 01632 960 001, 07700 900 982 or +44 808 157 0192"


class PhoneKind(Labelled):
    """What a caller wants to know before ringing."""

    GEOGRAPHIC = "geographic", "Landline"
    UK_WIDE = "uk_wide", "UK-wide number, charged as a landline"
    MOBILE = "mobile", "Mobile"
    FREE = "free", "Free to call"
    CHARGED = "charged", "Charged at a higher rate"
    SHORT = "short", "Short number"


_KINDS = {
    "1": PhoneKind.GEOGRAPHIC,
    "2": PhoneKind.GEOGRAPHIC,
    "3": PhoneKind.UK_WIDE,
    "7": PhoneKind.MOBILE,
    "80": PhoneKind.FREE,
    "84": PhoneKind.CHARGED,
    "87": PhoneKind.CHARGED,
}


def normalise_phone(typed: str, field: str = "phone") -> str:
    """A person's or group's number as E.164: "(01582) 547 653" -> "+441582547653"."""
    number = _parse(typed, field)
    national = _national(number)
    if _short_code(typed):
        raise RuleBroken("Enter a full phone number: short numbers such as 101 are for public services", field)
    if national.startswith("9"):
        raise RuleBroken("Enter a number that does not start with 09: those are premium-rate", field)
    if national.startswith(("70", "76")) and not national.startswith("7624"):
        raise RuleBroken("Enter a number that does not start with 070 or 076: those are not mobile phones", field)
    if not _is_in_use(number, national):
        raise RuleBroken(f"Check the phone number and its digits: enter a UK number, {_EXAMPLE}", field)
    return f"+44{national}"


def normalise_service_phone(typed: str, field: str = "phone") -> str:
    """As `normalise_phone`, and 999, 101 and the other short codes, which stay as they are dialled."""
    return _short_code(typed) or normalise_phone(typed, field)


def display_phone(stored: str) -> str:
    """The number as people in Britain write it: "+441582547653" -> "01582 547653"."""
    if stored in SHORT_CODES:
        return SHORT_CODES[stored]
    return phonenumbers.format_number(phonenumbers.parse(stored, "GB"), PhoneNumberFormat.NATIONAL)


def phone_kind(stored: str) -> PhoneKind:
    if stored in SHORT_CODES:
        return PhoneKind.SHORT
    national = stored.removeprefix("+44")
    return _KINDS.get(national[:1]) or _KINDS[national[:2]]


def normalise_email(typed: str, field: str = "email") -> str:
    """The address with its domain in lower case; nothing is looked up, so it may still not exist."""
    try:
        return validate_email(typed.strip(), check_deliverability=False).normalized
    except EmailNotValidError as fault:
        raise RuleBroken("Enter an email address in the correct format, like name@example.org", field) from fault


def _short_code(typed: str) -> str | None:
    digits = re.sub(r"[\s.-]", "", typed)
    return digits if digits in SHORT_CODES else None


def _parse(typed: str, field: str) -> PhoneNumber:
    """Letters are refused before parsing: the library would take a word for digits, or drop an extension."""
    if _HAS_WORDS.search(typed):
        raise RuleBroken("Enter the phone number in digits only, without an extension or words", field)
    try:
        number = phonenumbers.parse(typed, "GB")
    except phonenumbers.NumberParseException as fault:
        raise RuleBroken(f"Enter a phone number, {_EXAMPLE}", field) from fault
    if number.country_code != 44:
        raise RuleBroken(f"Enter a UK phone number, {_EXAMPLE}", field)
    return number


def _national(number: PhoneNumber) -> str:
    return phonenumbers.national_significant_number(number)


def _is_in_use(number: PhoneNumber, national: str) -> bool:
    known = national[:1] in _KINDS or national[:2] in _KINDS
    return bool(_DRAMA.fullmatch(national)) or (known and phonenumbers.is_valid_number(number))
