"""What may be said of a group, where it meets and when, and what makes two records look like one group."""

import datetime as dt
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from dateutil.relativedelta import relativedelta

from crm.core.contact import normalise_email, normalise_phone
from crm.core.errors import RuleBroken
from crm.core.text import fold
from crm.organisations.kinds import (
    ENGAGED,
    CharityBasis,
    ChildrenBand,
    Faith,
    OrganisationKind,
    PlaceKind,
    Published,
    SettingKind,
    ShownStage,
)

BETWEEN_NAMES = " | "
_HOW_FAR = {stage: place for place, stage in enumerate(ShownStage)}
OLDEST = dt.date(1500, 1, 1)
# Faiths that say nothing of what an unnamed place is.
_WITHOUT_A_WORD = {Faith.NONE, Faith.OTHER, Faith.NOT_RELIGIOUS_ORG, Faith.NOT_STATED, Faith.TRAD_AFRICAN}

# domain.md 12.2: England and Wales, Scotland, Northern Ireland, and company numbers.
_CHARITY_NUMBERS = re.compile(
    r"[1-9][0-9]{5,6}(-[0-9]{1,3})?|SC[0-9]{6}|(NIC)?1[0-9]{5}|[0-9]{8}|(SC|NI|OC|CE|IP|RS)[0-9]{6}"
)
# What a group is asked before it is in the directory for the public, by number. A text that was used is never changed:
# a new one gets the next number, and what was agreed to the old one stays with that.
WORDINGS = {
    1: "We would like to name your group in a directory that our partners and the public can read. You choose what "
    "is in it: the name and kind of your group, where it meets, its own phone, email and website, when it meets. The "
    "address of a home, and the phone or email of a person, are never in it; nor is anything about safeguarding. "
    "You may say no, and nothing changes between us. You may change your mind at any time: we then leave it out "
    "of every directory made from that day on. What was passed on before, we cannot call back.",
}
WORDING = max(WORDINGS)
# Words that many names share, so that they alone find no likeness.
_COMMON = {
    "the", "and", "for", "church", "mosque", "centre", "center", "community", "association", "masjid", "temple",
    "gurdwara", "mandir", "chapel", "parish", "saint", "christian", "islamic", "muslim", "hindu", "sikh", "jewish",
    "group", "school", "trust", "hall", "house", "unnamed", "place", "worship", "london",
}  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """What a group says of itself, as typed; `settled` puts it in stored form. Without a name it gets a placeholder."""

    name: str
    kind: OrganisationKind
    faith: Faith
    place_kind: PlaceKind | None = None
    tradition_id: int | None = None
    charity_basis: CharityBasis = CharityBasis.UNKNOWN
    charity_number: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    contact_note: str = ""
    is_sensitive: bool = False


@dataclass(frozen=True)
class Address:
    """As typed. A home is masked: no point is kept, so that no map can show it."""

    address: str
    postcode: str
    is_home: bool


@dataclass(frozen=True)
class Setting:
    """An activity where children are (domain.md 2.4)."""

    kind: SettingKind
    started_on: dt.date
    age_min: int | None = None
    age_max: int | None = None
    children_band: ChildrenBand | None = None
    adults_count: int | None = None
    days_per_month: int | None = None
    overnight: bool = False
    parents_present: bool | None = None


def settled(facts: Facts) -> Facts:
    """Raises RuleBroken for what cannot be; a number without a basis makes a registered charity."""
    number = charity_number(facts.charity_number)
    if number and facts.charity_basis not in (CharityBasis.REGISTERED, CharityBasis.UNKNOWN):
        raise RuleBroken("Remove the charity number, or select that it is a registered charity", "charity_number")
    if facts.place_kind and facts.kind is not OrganisationKind.PLACE_OF_WORSHIP:
        raise RuleBroken("Only a place of worship has a kind of building", "place_kind")
    return replace(
        facts,
        charity_number=number,
        charity_basis=CharityBasis.REGISTERED if number else facts.charity_basis,
        phone=normalise_phone(facts.phone) if facts.phone else "",
        email=normalise_email(facts.email) if facts.email else "",
        website=website(facts.website),
    )


def charity_number(typed: str, field: str = "charity_number") -> str:
    """In capitals, without blanks; empty for none."""
    number = re.sub(r"\s", "", typed).upper()
    if number and not _CHARITY_NUMBERS.fullmatch(number):
        raise RuleBroken("Enter a charity or company number, like 1123456, SC012345 or NIC100123", field)
    return number


def website(typed: str, field: str = "website") -> str:
    """With https:// where the person left it out; empty for none."""
    address = typed if not typed or "://" in typed else f"https://{typed}"
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and "." in (parts.hostname or "") and not re.search(r"\s", address)
    except ValueError:
        usable = False
    if address and not usable:
        raise RuleBroken("Enter a website address, like www.example.org", field)
    return address


def placeholder_name(kind: OrganisationKind, faith: Faith) -> str:
    """ "Unnamed Christian place of worship": what a group is called until somebody has read its sign."""
    faith_word = "" if faith in _WITHOUT_A_WORD else f"{faith.label} "
    return f"Unnamed {faith_word}{kind.label[0].lower()}{kind.label[1:]}"


def check_tradition(of_faith: Faith, faith: Faith) -> None:
    if of_faith is not faith:
        raise RuleBroken(f"Select a tradition of the faith you chose: {faith.label}", "tradition_id")


def search_names(name: str, former: Iterable[str]) -> str:
    """Folded, the present name first. Names are kept apart, so that no search runs from one into the next."""
    return BETWEEN_NAMES.join(dict.fromkeys(filter(None, map(fold, (name, *former)))))


def roughly(ward_name: str | None, area_name: str | None) -> str:
    """Where a home is, as far as other areas are told: its ward where wards are loaded, else its area."""
    if area_name is None:
        return "another area"
    return f"{ward_name} ward, {area_name}" if ward_name else area_name


def search_address(address: str, postcode: str | None) -> str:
    """Folded, each word between blanks, so that what is looked for can begin at one."""
    folded = fold(f"{address} {postcode or ''}")
    return folded and f" {folded} "


def check_past(day: dt.date | None, today: dt.date, field: str, called: str = "The date") -> None:
    """Nothing is recorded ahead of time."""
    if day is not None and not OLDEST <= day <= today:
        raise RuleBroken(f"{called} must be today or in the past", field)


def check_ended(started_on: dt.date | None, ended_on: dt.date, today: dt.date, field: str = "ended_on") -> None:
    check_past(ended_on, today, field)
    if started_on is not None and ended_on < started_on:
        began = f"{started_on:%-d %B %Y}"
        raise RuleBroken(f"The date must not be before it started, on {began}", field)


def check_ages(youngest: int | None, oldest: int | None) -> None:
    if youngest is not None and oldest is not None and youngest > oldest:
        raise RuleBroken("The oldest age must be the same as the youngest or more", "age_max")


def check_hours(starts_at: dt.time, ends_at: dt.time | None) -> None:
    """A meeting that ends after midnight is two, so that each has its own day."""
    if ends_at is not None and ends_at <= starts_at:
        raise RuleBroken("The time it ends must be after the time it starts", "ends_at")


def why_check(verified_on: dt.date | None, added_on: dt.date, today: dt.date) -> str:
    """The reason why the details of a group are to be looked over, in words."""
    if verified_on is None:
        return f"Never checked since it was added on {added_on:%-d %B %Y}"
    ago = relativedelta(today, verified_on)
    months = ago.years * 12 + ago.months
    return f"Last checked on {verified_on:%-d %B %Y}, {months} {'month' if months == 1 else 'months'} ago"


def telling_words(name: str) -> list[str]:
    """The words of a name that few names share; where all are common, all of them. For finding candidates."""
    long = [word for word in fold(name).split() if len(word) >= 3]
    return [word for word in long if word not in _COMMON] or long


def furthest(stages: Iterable[ShownStage]) -> ShownStage | None:
    """Over several areas the furthest stage counts (architecture.md 4)."""
    return max(stages, key=_HOW_FAR.__getitem__, default=None)


def stage_told(stage: ShownStage, *, is_own: bool) -> ShownStage | None:
    """What somebody learns of it: all in their own area, of another only that the group is engaged."""
    if is_own:
        return stage
    return ShownStage.ENGAGED if stage in ENGAGED else None


def check_consent(parts: Collection[Published], already: Collection[Published], *, is_sensitive: bool) -> None:
    """`already` are those agreed to before. Nothing can be told of a group without its name."""
    if is_sensitive:
        raise RuleBroken("The place of this group must not become known, so it can never be in the directory")
    if Published.NAME_AND_KIND not in {*parts, *already}:
        raise RuleBroken("Nothing else can be in the directory without the name of the group", "parts")
