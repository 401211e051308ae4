"""Whether two records may be of one person, and why, in words. Pure.

Names alike are never enough to say so: at most somebody is asked, and only of people of one group or of linked ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from crm.organisations.matching.names import same_word
from crm.organisations.matching.words import TITLES, skeleton, tokens_of

# A number that more people share is the office's.
MOST_SHARING = 4
# In percent: every word alike; all words of the shorter name; a single word that is all one of them says.
ALL, WITHIN, ONE_WORD = 100, 85, 60
# Letters of a word that is too short for slips to be counted.
SHORT = 3


@dataclass(frozen=True)
class Known:
    """What is compared of a person; `groups` are those where they have or had a role."""

    id: int
    name: str
    phone: str | None
    email: str | None
    groups: frozenset[int]


@dataclass(frozen=True)
class Likeness:
    score: int
    reason: str


@lru_cache(maxsize=20_000)
def words_of(folded: str) -> tuple[str, ...]:
    """A folded name in the spellings of the field, without titles unless it has nothing else."""
    tokens = tokens_of(folded)
    return tuple(token for token in tokens if token not in TITLES) or tokens


def sounds_of(known: Known) -> set[str]:
    return {skeleton(word) for word in words_of(known.name)}


@lru_cache(maxsize=20_000)
def names_alike(one: str, other: str) -> int:
    """In percent; 0 where a word of the shorter name is not in the longer."""
    fewer, more = sorted((words_of(one), words_of(other)), key=len)
    left = list(more)
    for word in fewer:
        found = next((candidate for candidate in left if _one_word(word, candidate)), None)
        if found is None:
            return 0
        left.remove(found)
    if len(fewer) < 2:
        return ONE_WORD if fewer else 0
    return WITHIN if left else ALL


def _one_word(one: str, other: str) -> bool:
    """Another spelling, also of a short name (Ali, Aly), or the first letter alone: "J Mensah"."""
    shorter = min(len(one), len(other))
    is_initial = shorter == 1 and one[0] == other[0]
    sounds_alike = shorter == SHORT and len(skeleton(one)) > 1 and skeleton(one) == skeleton(other)
    return one == other or is_initial or sounds_alike or same_word(one, other)


def likeness(one: Known, other: Known, linked: dict[int, set[int]], sharing: dict[str, int]) -> Likeness | None:
    """`linked` is by group, which groups are linked to it; `sharing` is how many people have a number or address."""
    name = names_alike(one.name, other.name)
    shared = next(_shared(one, other, sharing, is_name_alike=bool(name)), None)
    if shared:
        return Likeness(95, f"The same {shared}, and a name alike") if name else Likeness(50, f"The same {shared}")
    where = _where(one, other, linked)
    return Likeness(name * 9 // 10, f"A name alike {where}") if name and where else None


def _shared(one: Known, other: Known, sharing: dict[str, int], *, is_name_alike: bool) -> Iterator[str]:
    for words, mine, theirs in (("phone number", one.phone, other.phone), ("email address", one.email, other.email)):
        if mine and theirs and mine.lower() == theirs.lower():
            is_own = sharing.get(mine.lower(), 0) <= MOST_SHARING and not _is_landline(mine)
            if is_name_alike or is_own:
                yield words


def _is_landline(number: str) -> bool:
    return number.startswith("+44") and not number.startswith("+447")


def _where(one: Known, other: Known, linked: dict[int, set[int]]) -> str:
    if one.groups & other.groups:
        return "in the same group"
    around = set(chain.from_iterable(linked.get(group, ()) for group in one.groups))
    return "in groups that are linked" if around & other.groups else ""
