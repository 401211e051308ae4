"""Folding of names, so that sorting and finding work alike on both databases."""

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = re.compile(r"['\u2018\u2019\u02bc`\u00b4]")
# Letters that Unicode does not take apart into a base letter and an accent.
_LATIN = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})


@lru_cache(maxsize=1024)  # The names of areas are sorted by it on many a page.
def fold(text: str) -> str:
    """Lower case without accents and punctuation, words parted by one blank: "St. Mary’s" -> "st marys".

    Marks that carry the vowels of a script (Bengali, Tamil) are kept; only accents on Latin, Greek and
    Cyrillic letters and Arabic vowel points fall away.
    """
    apart = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text).casefold()).translate(_LATIN)
    plain = "".join(c for c in apart if not unicodedata.combining(c) or unicodedata.combining(c) < 10)
    kept = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in plain)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def one_line(text: str) -> str:
    """Typed or imported text without control characters and runs of blanks."""
    return " ".join("".join(c if c.isprintable() or c == "\u200d" else " " for c in text).split())
