"""What a name says, and how alike two names are. Pure, and remembered: the same names are read again and again."""

import enum
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

from crm.organisations.matching import words

SAME_WORD = 84
MOST_OF_PARTED = 60
MANY_WORDS = 3


class Grade(enum.IntEnum):
    """How two names stand to each other, the weakest first."""

    OTHER = 0
    AKIN = 1
    PLAIN = 2
    WITHIN = 3
    TELLING = 4
    EQUAL = 5


@dataclass(frozen=True, eq=False)
class Name:
    """A folded name that was read: its tokens, and those that tell it from others. `read` makes one of each."""

    folded: str
    tokens: frozenset[str]
    telling: frozenset[str]
    dedication: frozenset[str]
    branches: frozenset[str]
    says: frozenset[str]
    parting: frozenset[str]
    beside: frozenset[str]

    @cached_property
    def sorted(self) -> str:
        return " ".join(sorted(self.tokens))

    @cached_property
    def key(self) -> str:
        """The telling words in order of the alphabet, as they sound; empty where nothing tells."""
        return " ".join(sorted(map(words.skeleton, self.telling)))

    @property
    def is_rare(self) -> bool:
        """Whether two groups with this name, however far apart, are worth a look."""
        return len(self.telling) > 1 and not self.dedication


@dataclass(frozen=True)
class Alike:
    """`score` in percent. `parted`: a word speaks against their being one; `beside`: one may be the other's school."""

    grade: Grade
    score: int
    parted: bool = False
    beside: bool = False


NOT_ALIKE = Alike(Grade.OTHER, 0)


@lru_cache(maxsize=20_000)
def read(folded: str) -> Name:
    tokens = words.tokens_of(folded)
    every = frozenset(tokens) - words.LEGAL or frozenset(tokens)
    dedication = _dedication(tokens)
    telling = every - words.BRANCHES - words.PARTING - words.BESIDE - (words.PLAIN - dedication)
    return Name(
        folded,
        every,
        telling,
        dedication,
        every & words.BRANCHES,
        frozenset(words.SAYS[token] for token in every if token in words.SAYS),
        every & words.PARTING,
        every & words.BESIDE,
    )


def _dedication(tokens: tuple[str, ...]) -> frozenset[str]:
    """Saints, and the like: "St Peter and St Paul", "St Peter and Paul", "Holy Trinity"."""
    saints = {after for word, after in pairwise(tokens) if word == "saint"}
    return frozenset(saints - words.PLAIN) | (frozenset(tokens) & words.DEDICATIONS)


@lru_cache(maxsize=20_000)
def alike(one: Name, other: Name) -> Alike:
    if not one.tokens or not other.tokens:
        return NOT_ALIKE
    score = round(max(fuzz.ratio(one.sorted, other.sorted), _unspaced(one, other)))
    if one.tokens == other.tokens:
        return Alike(Grade.EQUAL, 100)
    if _opposed(one, other):
        return Alike(Grade.OTHER, min(score, MOST_OF_PARTED), parted=True)
    grade = _grade(one, other)
    parted = bool(one.parting ^ other.parting)
    return Alike(grade, max(score, _LEAST[grade]), parted, bool(one.beside ^ other.beside))


_LEAST = {Grade.OTHER: 0, Grade.AKIN: 65, Grade.PLAIN: 80, Grade.WITHIN: 85, Grade.TELLING: 90, Grade.EQUAL: 100}


def _unspaced(one: Name, other: Name) -> float:
    return fuzz.ratio(one.folded.replace(" ", ""), other.folded.replace(" ", ""))


def _opposed(one: Name, other: Name) -> bool:
    """Other saints, other churches, a mosque and a church, or the one in the east and the one in the west."""
    if one.dedication and other.dedication and not _shared(one.dedication, other.dedication):
        return True
    if one.branches and other.branches and not words.are_kin(one.branches, other.branches):
        return True
    if one.parting and other.parting and not one.parting & other.parting:
        return True
    return bool(one.says and other.says and not one.says & other.says)


def _grade(one: Name, other: Name) -> Grade:
    if not one.telling or not other.telling:
        return _plain_grade(one, other)
    shared = _shared(one.telling, other.telling)
    left = len(one.telling) - shared, len(other.telling) - shared
    if not shared:
        return Grade.OTHER
    if _is_one_more(one, other):
        return Grade.PLAIN if _stands_within(one, other) else Grade.AKIN
    if all(left):
        return Grade.AKIN
    return Grade.WITHIN if any(left) else Grade.TELLING


def _is_one_more(one: Name, other: Name) -> bool:
    """One alone names a saint or a branch, and what they share may be no more than the name of a town."""
    lone = bool(one.dedication) != bool(other.dedication) or bool(one.branches) != bool(other.branches)
    return lone and not _is_dedication_shared(one, other)


def _plain_grade(one: Name, other: Name) -> Grade:
    """Nothing tells one of them from others, such as "Methodist Church": what it says must stand in the other.

    "West London Islamic Centre" tells by its many words, one of them a direction.
    """
    if _stands_within(one, other):
        shared = one.tokens & other.tokens
        return Grade.WITHIN if len(shared) >= MANY_WORDS and shared & words.PARTING else Grade.PLAIN
    return Grade.AKIN if one.branches & other.branches or one.says & other.says else Grade.OTHER


def _stands_within(one: Name, other: Name) -> bool:
    return one.tokens <= other.tokens or other.tokens <= one.tokens


def _is_dedication_shared(one: Name, other: Name) -> bool:
    """ "St Joseph" and "Joseph's Chapel": the saint's name stands in both, though only one may say saint."""
    saint = one.dedication or other.dedication
    return _shared(saint, one.telling) > 0 and _shared(saint, other.telling) > 0


def _shared(ones: frozenset[str], others: frozenset[str]) -> int:
    """How many words of one have a word of their own in the other."""
    same = ones & others
    rest, left = ones - same, set(others - same)
    count = len(same)
    for word in sorted(rest):
        found = next((candidate for candidate in sorted(left) if same_word(word, candidate)), None)
        if found is not None:
            left.discard(found)
            count += 1
    return count


@lru_cache(maxsize=20_000)
def same_word(one: str, other: str) -> bool:
    """A slip or another spelling: long enough, and most letters or all consonants alike; of short words both."""
    likeness, sounds_alike = fuzz.ratio(one, other), words.skeleton(one) == words.skeleton(other)
    if min(len(one), len(other)) < 4:
        return likeness >= SAME_WORD and sounds_alike
    return likeness >= SAME_WORD or (likeness >= 65 and sounds_alike)


def forget() -> None:
    """Whatever is remembered of names."""
    for remembered in (read, alike, same_word, words.skeleton, words.tokens_of):
        remembered.cache_clear()
