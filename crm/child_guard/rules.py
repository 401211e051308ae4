"""Whether a text looks as if it identified a child. It errs both ways: how often stands in docs/child-guard.md."""

import datetime as dt
import re
import unicodedata
from re import Match

from crm.child_guard.patterns import OFFSPRING, PATTERNS
from crm.child_guard.signs import Found, Sign
from crm.child_guard.words import KIN_TITLES, NOT_LOWER_NAMES, NOT_NAMES, NUMBERS, TITLES

ADULT_AT = 18
_ADULT_WORK = re.compile(
    r",? (?:(?:now|also|who) )*(?:(?:is|was) (?:the|a|an|our|their|its) (?:new )?"
    r"(?:chair|treasurer|secretary|trustee|imam|pastor|teacher|lead|deputy|volunteer|caretaker|administrator)|"
    r"chairs|teaches|runs|leads|manages|works|volunteers|drives|signed|preaches)\b"
)
_PHONE = re.compile(r"(?:\+44|0)(?:[ -]?\d){9,10}(?!\d)")
_KIN_OF_ANY_AGE = re.compile(OFFSPRING, re.IGNORECASE)


def signs_in(text: str, today: dt.date) -> list[Found]:
    """Each sign once, with the first words that are one. `today` tells a child's year of birth from an adult's."""
    plain = "".join(_plain(letter) for letter in text)
    found: dict[Sign, Found] = {}
    for sign, pattern in PATTERNS:
        match = next((one for one in pattern.finditer(plain) if _is_meant(one, plain, today)), None)
        if match is not None and sign not in found:
            found[sign] = Found(sign, text[match.start() : match.end()].strip(" ,:("))
    return [found[sign] for sign in Sign if sign in found]


def _plain(letter: str) -> str:
    """Letter for letter, so that places stay: any script's digits as 0 to 9, curly apostrophes straight."""
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    return {"’": "'", "‘": "'", "\u00a0": " "}.get(letter, letter)


def _is_meant(match: Match[str], plain: str, today: dt.date) -> bool:
    """What a pattern alone cannot judge, by the parts that it names."""
    judges = {
        "name": lambda: _is_childs_name(match, plain),
        "lower": lambda: match["lower"] not in NOT_LOWER_NAMES and not match["lower"].endswith("s"),
        "age": lambda: _number(match["age"]) < ADULT_AT,
        "class": lambda: int(match["class"]) <= 13,
        "year": lambda: _is_childs_year(match["year"], today),
        "number": lambda: bool(match["nhs"]) or is_nhs_number(match["number"]),
        "ref": lambda: _PHONE.match(plain, match.start("ref")) is None,
    }
    return all(judges[part]() for part, value in match.groupdict().items() if part in judges and value is not None)


def _is_childs_name(match: Match[str], plain: str) -> bool:
    before = [word.strip(".,(") for word in plain[: match.start("name")].split()[-1:]]
    if any(word.casefold() in TITLES or word in KIN_TITLES for word in before):
        return False
    name = match["name"].casefold()
    if name in NOT_NAMES or name.removesuffix("'s") in NOT_NAMES or name in TITLES or match["name"] in KIN_TITLES:
        return False
    kin = match.groupdict().get("kin")
    may_be_adult = kin is not None and _KIN_OF_ANY_AGE.fullmatch(kin) is not None
    return not (may_be_adult and _ADULT_WORK.match(plain, match.end("name")))


def _number(words: str) -> int:
    return int(words) if words.isdecimal() else NUMBERS.index(words.casefold()) + 1


def _is_childs_year(year: str, today: dt.date) -> bool:
    born = int(year) if len(year) == 4 else today.year // 100 * 100 + int(year)
    born -= 100 if born > today.year and len(year) == 2 else 0
    return today.year - ADULT_AT <= born <= today.year


def is_nhs_number(written: str) -> bool:
    """Ten digits, the last of which checks the others (modulus 11); issued ones begin with 4, 6, 7 or, in tests, 9."""
    digits = [int(letter) for letter in written if letter.isdecimal()]
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return len(digits) == 10 and digits[0] in (4, 6, 7, 9) and check % 11 == digits[9] and check != 10
