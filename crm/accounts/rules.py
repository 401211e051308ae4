"""What a password must be, after the NCSC's advice: long, not guessable, no recipe of signs (domain.md 9.5)."""

import re

from crm.core.errors import RuleBroken
from crm.core.text import fold

SHORTEST = 12
LONGEST = 200
# Characters that must be left when everything guessable is taken away.
OWN_CHARACTERS = 6
TOO_EASY = "Choose a password that is harder to guess, for example three words that do not belong together"

COMMON_WORDS = frozenset(
    """
    abc abcdefgh access account admin administrator adviser angel april arsenal august baseball batman birmingham
    black blue boss bradford bristol brown charlie chelsea christmas church city cookie coordinator council daniel
    december default demo dragon eagle easter england everton family february flower football footbridge forest
    freedom friend george gold google green group hackney hamlets harry hello hottie house iloveyou internet island
    james january jessica jesus jordan july june killer kingdom leeds letmein lewisham liverpool login london love
    loveme luton maggie make manager manchester march master matthew michael monday mosque mother mustang newham
    november october office orange parish partner pass password passwort please pokemon police prayer princess
    purple qazwsx qwerty red robert root safe safeguarding samsung saturday school secret september service shadow
    silver soccer star starwars summer sunday sunshine super superman temple test thomas tottenham tower trust
    trustno twitter united user viewer village welcome west whatever white winter woman work world yellow you zaq
    """.split()  # noqa: SIM905 (150 words in quotation marks would be hard to read)
)
RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujmikolp")
MIXED_RUNS = (
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "1qaz2wsx3edc4rfv5tgb6yhn",
    "123qweasdzxc",
    "zaq12wsxcde34rfv",
)


def _parts(run: str) -> set[str]:
    """Every stretch of four or more, forwards and backwards."""
    both = (run, run[::-1])
    return {way[start:end] for way in both for start in range(len(way)) for end in range(start + 4, len(way) + 1)}


_STRETCHES = sorted({part for run in (*RUNS, *MIXED_RUNS) for part in _parts(run)}, key=len, reverse=True)
_LOOKALIKES = str.maketrans("@4301$5!7", "aaeoissit")


def check_password(password: str, *about_the_person: str, field: str = "password") -> None:
    """`about_the_person` are the name and the email address, which count as guessable."""
    if len(password) < SHORTEST:
        raise RuleBroken(f"Enter a password of at least {SHORTEST} characters", field)
    if len(password) > LONGEST:
        raise RuleBroken(f"Enter a password of at most {LONGEST} characters", field)
    own_words = {word for fact in about_the_person for word in re.split(r"[^a-z]+", fold(fact)) if len(word) > 2}
    if _is_repeated(password) or len(_what_is_left(password, own_words)) < OWN_CHARACTERS:
        raise RuleBroken(TOO_EASY, field)


def _is_repeated(password: str) -> bool:
    """Few different characters, or one part said again and again: "xyzxyzxyzxyz"."""
    small = password.casefold()
    return len(set(small)) < 5 or small in (small + small)[1:-1]


def _what_is_left(password: str, own_words: set[str]) -> str:
    """Words are taken away as typed, and as read with 0 for o and 3 for e; the reading with less left decides."""
    small = password.casefold()
    for stretch in _STRETCHES:
        small = small.replace(stretch, " ")
    small = re.sub(r"(19|20)\d\d", " ", small)
    words = sorted(COMMON_WORDS | own_words, key=lambda word: (-len(word), word))
    return min((_without(reading, words) for reading in (small, small.translate(_LOOKALIKES))), key=len)


def _without(reading: str, words: list[str]) -> str:
    for word in words:
        reading = reading.replace(word, " ")
    return re.sub(r"(.)\1{2,}|[\W_]+", "", reading)
