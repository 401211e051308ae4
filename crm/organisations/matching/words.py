"""How the field spells itself (words.toml): one form for each word, and what kind of word it is."""

import re
import tomllib
from functools import lru_cache
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
ARTICLES = frozenset(_LIST["kinds"]["articles"])
_FAMILIES = [frozenset(family) for family in _LIST["kinds"]["families"]]
SAYS = _by_spelling(_LIST["says"])
TITLES = frozenset(_LIST["people"]["titles"])
_MAY_LACK_S = 4
# One word in many languages, which somebody who types it does not mean to find in all of them.
_TRANSLATED = {"church", "chapel", "parish", "london"}


def _by_any_spelling() -> dict[str, frozenset[str]]:
    lists = [
        {form, *spellings}
        for kind in ("phrases", "spellings")
        for form, spellings in _LIST[kind].items()
        if form not in _TRANSLATED
    ]
    return {one: frozenset(spellings) for spellings in lists for one in spellings}


_SPELLINGS = _by_any_spelling()
_LONGEST_FIRST = sorted(map(re.escape, _IN_PHRASE), key=len, reverse=True)
_PHRASE = re.compile(rf"\b({'|'.join(_LONGEST_FIRST)})\b")
_VOWELS = re.compile(r"(?<=.)[aeiouyhw]+")
_TWICE = re.compile(r"(.)\1+")
# In this order: two letters for one sound first.
_SOUNDS = {"ph": "f", "ck": "k", "sch": "sh", "kh": "k", "gh": "g", "th": "t", "dh": "d"} | dict(
    zip("cqzv", "kksb", strict=True)
)


@lru_cache(maxsize=20_000)
def tokens_of(folded: str) -> tuple[str, ...]:
    """The words of a folded name, each in its one form, without articles, in the order they stand."""
    foreign = " ".join(_FOREIGN.get(word, word) for word in folded.split())
    joined = _PHRASE.sub(lambda found: _IN_PHRASE[found.group()], foreign.translate(_LETTERS))
    return tuple(_one_form(word) for word in joined.split() if word not in ARTICLES)


def _one_form(word: str) -> str:
    """Without the s that comes and goes: "St Mary's", "St Marys", "St Mary"; but "Cross" and "Less" keep theirs."""
    form = _ONE_FORM.get(word)
    if form is None and len(word) > 3 and not word.endswith("ss"):
        word = word.rstrip("s") or word
        form = _ONE_FORM.get(word)
    return form or word


def ways_to_write(folded: str) -> list[tuple[str, frozenset[str]]]:
    """The words and known phrases of a folded name, each with its other spellings; articles only if nothing else."""
    parts = [part for piece in _PHRASE.split(folded) for part in ([piece] if piece in _IN_PHRASE else piece.split())]
    return [(part, _others(part)) for part in parts if part not in ARTICLES] or [(part, frozenset()) for part in parts]


def _others(part: str) -> frozenset[str]:
    """A name may have or lack the s at the end: "St Johns", "St John"."""
    found = _SPELLINGS.get(part, frozenset())
    if not found and len(part) > _MAY_LACK_S and part.endswith("s"):
        found = frozenset([part[:-1]])
    return found - {part}


# Words that others are written for: a name may have one of them without its letters.
_FORMS = {word for forms in (_IN_PHRASE, _ONE_FORM, _FOREIGN) for form in forms.values() for word in form.split()}


def has_one_way(word: str) -> bool:
    """Whether a name in Latin letters has this folded word only if these letters stand in it."""
    return tokens_of(word) == (word,) and word not in _FORMS


def _kind(name: str) -> frozenset[str]:
    """In the form that names have them: "Jesus" loses an s as any word does."""
    return frozenset(map(_one_form, _LIST["kinds"][name]))


LEGAL, BRANCHES, DEDICATIONS, PARTING, BESIDE = map(_kind, ("legal", "branches", "dedications", "parting", "beside"))
PLAIN = LEGAL | _kind("plain")


def are_kin(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sets of branches may be of one group."""
    return bool(one & other) or any(one & family and other & family for family in _FAMILIES)


@lru_cache(maxsize=100_000)
def skeleton(word: str) -> str:
    """The consonants as they sound, for finding a word however it is spelt: Baitul and Baytul are btl."""
    for sign, sound in _SOUNDS.items():
        word = word.replace(sign, sound)
    return _TWICE.sub(r"\1", _VOWELS.sub("", word))
