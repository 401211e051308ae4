"""How the field spells itself (words.toml): one form for each word, and what kind of word it is."""

import re
import tomllib
from pathlib import Path

_LIST = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _by_spelling(forms: dict[str, list[str]]) -> dict[str, str]:
    return {spelling: form for form, spellings in forms.items() for spelling in spellings}


_IN_PHRASE = _by_spelling(_LIST["phrases"])
_ONE_FORM = _by_spelling(_LIST["spellings"])
_FOREIGN = _by_spelling(_LIST["foreign"])
_LETTERS = str.maketrans(
    {letter: "" if latin == "nothing" else latin for latin, letters in _LIST["letters"].items() for letter in letters}
)
_FAMILIES = [frozenset(family) for family in _LIST["kinds"]["families"]]
SAYS = _by_spelling(_LIST["says"])
ARTICLES, PLAIN, BRANCHES, DEDICATIONS, PARTING, BESIDE = (
    frozenset(_LIST["kinds"][kind]) for kind in ("articles", "plain", "branches", "dedications", "parting", "beside")
)

_LONGEST_FIRST = sorted(map(re.escape, _IN_PHRASE), key=len, reverse=True)
_PHRASE = re.compile(rf"\b({'|'.join(_LONGEST_FIRST)})\b")
_VOWELS = re.compile(r"(?<=.)[aeiouyhw]+")
_TWICE = re.compile(r"(.)\1+")
# In this order: two letters for one sound first.
_SOUNDS = {"ph": "f", "ck": "k", "sch": "sh", "kh": "k", "gh": "g", "th": "t", "dh": "d"} | dict(
    zip("cqzv", "kksb", strict=True)
)


def tokens_of(folded: str) -> tuple[str, ...]:
    """The words of a folded name, each in its one form, without articles, in the order they stand."""
    foreign = " ".join(_FOREIGN.get(word, word) for word in folded.split())
    joined = _PHRASE.sub(lambda found: _IN_PHRASE[found.group()], foreign.translate(_LETTERS))
    return tuple(_one_form(word) for word in joined.split() if word not in ARTICLES)


def _one_form(word: str) -> str:
    """Without the s that comes and goes: "St Mary's", "St Marys", "St Mary"."""
    form = _ONE_FORM.get(word)
    if form is None and len(word) > 3:
        word = word.rstrip("s") or word
        form = _ONE_FORM.get(word)
    return form or word


def are_kin(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sets of branches may be of one group."""
    return bool(one & other) or any(one & family and other & family for family in _FAMILIES)


def skeleton(word: str) -> str:
    """The consonants as they sound, for finding a word however it is spelt: Baitul and Baytul are btl."""
    for sign, sound in _SOUNDS.items():
        word = word.replace(sign, sound)
    return _TWICE.sub(r"\1", _VOWELS.sub("", word))
