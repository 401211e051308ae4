"""Whether two groups are one: the same, to be looked at, or different; and why, in words for whoever looks.

Names, places, numbers and addresses count. Faith, tradition and communities do not (domain.md 13, rule 18).
"""

import enum
import math
from dataclasses import dataclass
from itertools import product

from crm.organisations.kinds import OrganisationKind
from crm.organisations.matching.names import Alike, Grade, Name, alike

# Nearer than this, a name of that grade is the same group (metres between two points).
SURE_METRES = {Grade.EQUAL: 200.0, Grade.TELLING: 120.0, Grade.WITHIN: 100.0, Grade.PLAIN: 30.0}
# An extra "old", "north" or "school" is no matter where both stand on one spot.
PARTED_METRES = 25.0
LOOK_METRES, LOOK_SCORE = 250.0, 74
ONE_SPOT_METRES = 15.0
RARE_METRES = 10_000.0
APART_METRES = 500.0
_DEGREE = math.radians(6_371_008.8)
NUMBERS = {"charity_number": "charity number", "phone": "phone number", "email": "email address", "website": "website"}


# Worth a look whatever the names are.
_ENOUGH = ("charity_number", "phone")
# A library or a club bears the name of the town, as a congregation there does, and is none.
_BODIES = {OrganisationKind.STATUTORY_PARTNER, OrganisationKind.SPORTS_CLUB}


class Verdict(enum.StrEnum):
    SAME = "same"
    LOOK = "look"
    DIFFERENT = "different"


_ORDER = (Verdict.DIFFERENT, Verdict.LOOK, Verdict.SAME)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is compared of a group, or of a row that may become one. The present name comes first.

    `key` is the caller's own; `points` are where it meets now, homes left out; an `area` is known without a point.
    `is_exact` is false for points that are the middle of a postcode and the like. `lists` have it under a number.
    """

    key: int
    names: tuple[Name, ...]
    points: tuple[tuple[float, float], ...] = ()
    postcodes: frozenset[str] = frozenset()
    areas: frozenset[int] = frozenset()
    charity_number: str | None = None
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    is_exact: bool = True
    kind: OrganisationKind | None = None
    lists: frozenset[str] = frozenset()

    @property
    def stands_exactly(self) -> bool:
        return self.is_exact and bool(self.points)


@dataclass(frozen=True, slots=True)
class Judgement:
    verdict: Verdict
    score: int
    reason: str


_DIFFERENT = Judgement(Verdict.DIFFERENT, 0, "")


def judge(one: Candidate, other: Candidate) -> Judgement:
    apart = _metres(one, other)
    shared = [word for column, word in NUMBERS.items() if _same(one, other, column)]
    if not shared and _is_too_far(one, other, apart):
        return _DIFFERENT
    name, is_former = _names(one, other)
    verdict = _by_numbers(one, other, name, apart) if shared else Verdict.DIFFERENT
    if verdict is not Verdict.SAME:
        verdict = _stronger(verdict, _by_place(one, other, name, apart))
    if _is_other_body(one, other):
        is_asked = name.grade is Grade.EQUAL or _shares_enough(one, other)
        verdict = min(verdict, Verdict.LOOK if is_asked else Verdict.DIFFERENT, key=_ORDER.index)
    if verdict is Verdict.SAME and (name.beside or _is_two_charities(one, other)):
        verdict = Verdict.LOOK
    if verdict is Verdict.DIFFERENT:
        return _DIFFERENT
    return Judgement(verdict, _score(name, apart, len(shared)), _reason(name, is_former, shared, apart))


def _is_too_far(one: Candidate, other: Candidate, apart: float | None) -> bool:
    """Whether no likeness of the names would count: where groups stand dense, most that share a word are such."""
    if apart is None or apart <= LOOK_METRES:
        return False
    return apart > RARE_METRES or not (_are_rare(one, other) and _may_be_told_alike(one, other))


def _are_rare(one: Candidate, other: Candidate) -> bool:
    return any(mine.is_rare for mine in one.names) and any(theirs.is_rare for theirs in other.names)


def _may_be_told_alike(one: Candidate, other: Candidate) -> bool:
    """Whether two of their names may have all telling words in common: asked before it is, as it costs the most."""
    pairs = product(one.names, other.names)
    return any(len(mine.telling) == len(theirs.telling) or mine.tokens == theirs.tokens for mine, theirs in pairs)


def _names(one: Candidate, other: Candidate) -> tuple[Alike, bool]:
    """The likest of all their names; true if that was a former one."""
    found, is_former = Alike(Grade.OTHER, 0), False
    for at, mine in enumerate(one.names):
        for there, theirs in enumerate(other.names):
            this = alike(mine, theirs)
            if (this.grade, this.score) > (found.grade, found.score):
                found, is_former = this, at > 0 or there > 0
    return found, is_former


def _metres(one: Candidate, other: Candidate) -> float | None:
    """Between the nearest two places; one postcode counts as near where a point is missing; None: not known."""
    least = min((metres(mine, theirs) for mine in one.points for theirs in other.points), default=None)
    if least is None and one.postcodes & other.postcodes:
        return SURE_METRES[Grade.WITHIN]
    return least


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between (lon, lat) and (lon, lat), on a plane laid between them: exact to centimetres at the distances asked."""
    east = (one[0] - other[0]) * math.cos(math.radians((one[1] + other[1]) / 2))
    return math.hypot(east, one[1] - other[1]) * _DEGREE


def _same(one: Candidate, other: Candidate, column: str) -> bool:
    value = getattr(one, column)
    return bool(value) and value == getattr(other, column)


def _is_two_charities(one: Candidate, other: Candidate) -> bool:
    return bool(one.charity_number and other.charity_number) and one.charity_number != other.charity_number


def _by_numbers(one: Candidate, other: Candidate, name: Alike, apart: float | None) -> Verdict:
    """With a name alike it is enough. A charity may run several groups, a phone serve two, a mailbox many."""
    is_near = apart is None or apart <= APART_METRES
    if name.grade >= Grade.WITHIN and not name.parted and is_near:
        return Verdict.SAME
    is_like = name.grade >= (Grade.AKIN if is_near else Grade.WITHIN) and (is_near or not name.parted)
    return Verdict.LOOK if is_like or _shares_enough(one, other) else Verdict.DIFFERENT


def _shares_enough(one: Candidate, other: Candidate) -> bool:
    return any(_same(one, other, column) for column in _ENOUGH)


def _is_other_body(one: Candidate, other: Candidate) -> bool:
    kinds = {one.kind, other.kind}
    return len(kinds) == 2 and None not in kinds and bool(kinds & _BODIES)


def _by_place(one: Candidate, other: Candidate, name: Alike, apart: float | None) -> Verdict:
    if name.grade is Grade.OTHER and name.score < LOOK_SCORE:
        return Verdict.DIFFERENT
    if apart is None or apart > LOOK_METRES:
        return _by_name_alone(one, other, name, apart)
    exact = one.stands_exactly + other.stands_exactly
    if apart <= _sure_metres(name, exact):
        return Verdict.SAME
    is_one_spot = exact == 2 and apart <= ONE_SPOT_METRES
    worth = name.grade >= Grade.PLAIN or name.score >= LOOK_SCORE or is_one_spot
    return Verdict.LOOK if worth else Verdict.DIFFERENT


def _sure_metres(name: Alike, exact: int) -> float:
    """How far apart is near enough. With one exact point a telling word must be shared; with none it is asked."""
    if exact == 0 or (exact == 1 and name.grade < Grade.WITHIN):
        return -1.0
    limit = SURE_METRES.get(name.grade, -1.0)
    return min(limit, PARTED_METRES) if name.parted else limit


def _by_name_alone(one: Candidate, other: Candidate, name: Alike, apart: float | None) -> Verdict:
    """The same telling name, not too far away; or, where a place is not known, in the same area.

    What one list has at two places, with a number each, is two.
    """
    is_listed_twice = one.stands_exactly and other.stands_exactly and bool(one.lists & other.lists)
    is_two = apart is not None and (name.parted or is_listed_twice)
    if name.grade < Grade.TELLING or name.beside or is_two:
        return Verdict.DIFFERENT
    near_enough = bool(one.areas & other.areas) if apart is None else not _is_too_far(one, other, apart)
    return Verdict.LOOK if near_enough else Verdict.DIFFERENT


def _stronger(one: Verdict, other: Verdict) -> Verdict:
    return max(one, other, key=_ORDER.index)


def _score(name: Alike, apart: float | None, numbers: int) -> int:
    """In percent, to put the likeliest first: the name, less for distance and for what parts them, more for numbers."""
    far = 10 if apart is None else min(20, round(apart / 20))
    return max(1, min(100, name.score - far - 10 * (name.parted or name.beside) + 15 * numbers))


def _reason(name: Alike, is_former: bool, numbers: list[str], apart: float | None) -> str:
    said = [words + (" (a former one)" if is_former else "")] if (words := _likeness(name)) else []
    if numbers:
        said.append("the same " + " and ".join(numbers))
    whole = " and ".join(said)
    return f"{whole[0].upper()}{whole[1:]}{_far(apart, bool(numbers))}"


def _far(apart: float | None, has_numbers: bool) -> str:
    if apart is None:
        return "" if has_numbers else " in the same area"
    return f", {apart:,.0f} m apart" if apart < 1000 else f", {apart / 1000:,.1f} km apart"


def _likeness(name: Alike) -> str:
    if name.grade is Grade.EQUAL:
        return "the same name"
    if name.grade > Grade.AKIN or name.score >= LOOK_SCORE:
        return "a similar name"
    return "a name with a word in common" if name.grade is Grade.AKIN else ""
