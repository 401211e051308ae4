"""How far typed words are from a name: slips of a letter or two, or other spellings of the field. Pure."""

from collections.abc import Iterator

from rapidfuzz.distance import OSA

from crm.organisations.matching import words

# From so many letters on, a word may have this many slips.
_MAY_SLIP = ((8, 2), (4, 1))
_PIECE = 3


def slips_in(typed: str, names: list[str]) -> int | None:
    """The fewest slips after which every typed word stands in one of the names, all folded; None if none does."""
    found = (_of_all(typed.split(), name.split()) for name in names)
    return min((slips for slips in found if slips is not None), default=None)


def _of_all(sought: list[str], there: list[str]) -> int | None:
    total = 0
    for word in sought:
        slips = _slips(word, there)
        if slips is None:
            return None
        total += slips
    return total


def _slips(word: str, there: list[str]) -> int | None:
    if any(other.startswith(word) for other in there):
        return 0
    forms = set(words.tokens_of(word))
    if forms and forms <= set(words.tokens_of(" ".join(there))):
        return 0
    allowed = next((most for letters, most in _MAY_SLIP if len(word) >= letters), 0)
    nearest = min((OSA.distance(word, other, score_cutoff=allowed) for other in there), default=allowed + 1)
    return nearest if nearest <= allowed else None


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


def sounds_of(word: str) -> Iterator[str]:
    """As match keys hold it."""
    return map(words.skeleton, words.tokens_of(word))
