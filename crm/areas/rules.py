"""What counts as a postcode and a code of an area, and what a group is told about whom to ring."""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from crm.areas.models import AreaContact, ContactCategory
from crm.core.errors import RuleBroken
from crm.core.text import fold

EMERGENCY = "999"
POLICE = "101"
OWN_NUMBER_MISSING = "Your borough has not confirmed its number yet: ask your adviser"
# The enum stands in order of need: emergency and child_concern first.
_CATEGORY_ORDER = {category: place for place, category in enumerate(ContactCategory)}

# BS 7666, without the blank (domain.md 11.2).
_POSTCODE = re.compile(
    r"(?:GIR0AA|(?:[A-PR-UWYZ][0-9][0-9]?|[A-PR-UWYZ][A-HK-Y][0-9][0-9]?|[A-PR-UWYZ][0-9][A-HJKPSTUW]"
    r"|[A-PR-UWYZ][A-HK-Y][0-9][ABEHMNPRVWXY])[0-9][ABD-HJLNP-UWXYZ]{2})"
)
_LOOKALIKES = {"O": "O0", "0": "0O", "I": "I1", "1": "1I"}
_GSS = re.compile(r"[EWSN][0-9]{8}")


def normalise_postcode(typed: str, field: str = "postcode") -> str:
    """A postcode in capitals with one blank: " lu12bq " -> "LU1 2BQ". That it exists is another question.

    Letter O for zero and I for one, and the other way round, are put right when only one reading fits.
    """
    plain = "".join(_without_marks(unicodedata.normalize("NFKC", typed))).upper()
    reading = _best_reading(plain) if 5 <= len(plain) <= 7 else None
    if reading is None:
        raise RuleBroken("Enter a full UK postcode, like LU1 2BQ", field)
    return f"{reading[:-3]} {reading[-3:]}"


def _without_marks(text: str) -> Iterator[str]:
    """Blanks, punctuation and invisible signs are slips; any other sign is kept and so refused."""
    return (sign for sign in text if unicodedata.category(sign)[0] not in "ZPC")


def _best_reading(plain: str) -> str | None:
    """The fitting reading that changes fewest letters; none when two readings change equally few."""
    choices = itertools.product(*(_LOOKALIKES.get(sign, sign) for sign in plain))
    readings = ("".join(choice) for choice in choices)
    fitting = [reading for reading in readings if _POSTCODE.fullmatch(reading)]
    ranked = sorted((sum(a != b for a, b in zip(plain, reading, strict=True)), reading) for reading in fitting)
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return ranked[0][1]


def normalise_gss(typed: str, field: str = "area") -> str:
    """An area's code from the Office for National Statistics, such as E09000025."""
    code = typed.strip().upper()
    if not _GSS.fullmatch(code):
        raise RuleBroken("Enter an area code of a letter and 8 digits, like E09000025", field)
    return code


@dataclass(frozen=True)
class Card:
    """Whom a group can ring: `emergency` and `police` are always there, `own` only once somebody verified it."""

    own: Sequence[AreaContact]
    emergency: str = EMERGENCY
    police: str = POLICE

    @property
    def own_number_missing(self) -> bool:
        """True while the area has no verified number for a worry about a child; say OWN_NUMBER_MISSING then."""
        return not any(contact.category is ContactCategory.CHILD_CONCERN and contact.phone for contact in self.own)


def in_order_of_need(contacts: Iterable[AreaContact]) -> list[AreaContact]:
    """Emergencies and worries about a child first; within each, the area's own before the whole country's."""
    return sorted(contacts, key=_need)


def _need(contact: AreaContact) -> tuple[int, bool, str]:
    return (_CATEGORY_ORDER[contact.category], contact.area_id is None, fold(contact.name))
