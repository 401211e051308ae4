"""How far typed words are from a name: slips of a letter or two, or other spellings of the field. Pure."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import repeat

from rapidfuzz.distance import OSA

from crm.organisations.matching import words

# From so many letters on, a word may have this many slips.
_MAY_SLIP = ((8, 2), (4, 1))
_FAR = 3
_PIECE = 3


def slips_in(typed: str, names: list[str]) -> int | None:
    """The fewest slips after which every typed word stands in one of the names, all folded; None if none does."""
    found = (_of_all(typed.split(), name) for name in names)
    return min((slips for slips in found if slips is not None), default=None)


def _of_all(sought: list[str], name: str) -> int | None:
    there = name.split()
    total = 0
    for word in sought:
        slips = _slips(word, there, name)
        if slips is None:
            return None
        total += slips
    return total


def _slips(word: str, there: list[str], name: str) -> int | None:
    nearest = min(map(_between, repeat(word), there), default=_FAR)
    if nearest == 0 or word in words.ARTICLES:
        return 0
    if not (name.isascii() and words.has_one_way(word)):
        forms = words.tokens_of(word)
        if forms and set(forms).issubset(words.tokens_of(name)):
            return 0
    return nearest if nearest < _FAR else None


@lru_cache(maxsize=20_000)
def _between(word: str, other: str) -> int:
    """Kept, since the names that may be meant have most of their words in common."""
    if other.startswith(word):
        return 0
    allowed = _allowed(word)
    slips = int(OSA.distance(word, other, score_cutoff=allowed))
    return slips if slips <= allowed else _FAR


def _allowed(word: str) -> int:
    return next((most for letters, most in _MAY_SLIP if len(word) >= letters), 0)


def telling_words(typed: str) -> list[str]:
    """The typed words that narrow a search, unless all are as plain as "church", or meant to be."""
    sought = [word for word in typed.split() if len(word) > _PIECE]
    return [word for word in sought if not _is_plain(word)] or sought


def _is_plain(word: str) -> bool:
    forms = set(words.tokens_of(word))
    return forms <= words.PLAIN or any(OSA.distance(word, plain, score_cutoff=1) <= 1 for plain in words.PLAIN)


def pieces_of(word: str) -> list[str]:
    """Parts of which one at least stands in the right word, wherever one slip is."""
    middle = len(word) // 2
    parts = (word[:middle], word[middle:], word[middle - 2 : middle + 2])
    return sorted({part for part in parts if len(part) >= _PIECE}) or [word[:_PIECE], word[-_PIECE:]]


def ends_of(word: str) -> list[str]:
    """LIKE patterns of which one at least holds for a name in Latin letters, blanks around it, that has the word.

    One slip leaves the first half of the word whole or the last, unless two letters changed places in the middle.
    Empty for a word that may have more slips, or be written in other ways.
    """
    if word in words.ARTICLES or not words.has_one_way(word) or _allowed(word) > 1:
        return []
    if not _allowed(word):
        return [f"% {word}%"]
    middle = len(word) // 2
    swapped = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
    return [f"% {word[:middle]}%", f"%{word[middle:]} %", f"% {swapped} %"]


def sounds_of(word: str) -> Iterator[str]:
    """As match keys hold it."""
    return map(words.skeleton, words.tokens_of(word))
