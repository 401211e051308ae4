"""The invented groups: what they are called and what they are. Any name of a real group would be an accident."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from crm.organisations.kinds import Faith, OrganisationKind, PlaceKind, SettingKind
from seed.demo.names import STREETS
from seed.sign_ins import NEWHAM

WORSHIP = OrganisationKind.PLACE_OF_WORSHIP
Sort = tuple[str, OrganisationKind, PlaceKind | None, Faith, SettingKind, tuple[str, ...]]

# Name, what it is, where children are, and the tags of its languages. {} is an invented street.
SORTS: tuple[Sort, ...] = (
    ("Rehoboth Assembly, {}", WORSHIP, PlaceKind.INDEPENDENT_CHURCH, Faith.CHRISTIAN,
     SettingKind.SUNDAY_SCHOOL, ("yo",)),
    ("مسجد الفنار (Lantern Masjid), {}", WORSHIP, PlaceKind.MOSQUE, Faith.MUSLIM,
     SettingKind.MADRASA_CLASS, ("ar", "bn")),
    ("বাংলা পাঠশালা (Bengali School), {}", OrganisationKind.SUPPLEMENTARY_SCHOOL, None, Faith.NOT_RELIGIOUS_ORG,
     SettingKind.SUPPLEMENTARY_CLASS, ("bn", "syl")),
    ("Église de la Fraternité, {}", WORSHIP, PlaceKind.RENTED_UNIT, Faith.CHRISTIAN, SettingKind.CRECHE, ("fr", "ln")),
    ("Sri Ananda Mandir, {}", WORSHIP, PlaceKind.MANDIR, Faith.HINDU, SettingKind.CHOIR_MUSIC, ("ta", "hi")),
    ("Gurdwara Sach Marg, {}", WORSHIP, PlaceKind.GURDWARA, Faith.SIKH, SettingKind.GURMUKHI_CLASS, ("pa",)),
    ("Biserica Învierea, {}", WORSHIP, PlaceKind.SHARED_HALL, Faith.CHRISTIAN, SettingKind.SUNDAY_SCHOOL, ("ro",)),
    ("Somali Mothers of {}", OrganisationKind.WOMENS_GROUP, None, Faith.NOT_RELIGIOUS_ORG,
     SettingKind.FOODBANK_ADVICE, ("so",)),
    ("{} Youth Club", OrganisationKind.YOUTH_GROUP, None, Faith.NOT_RELIGIOUS_ORG, SettingKind.YOUTH_CLUB, ()),
    ("Madrasa Nur al-Ilm, {}", OrganisationKind.MADRASA, None, Faith.MUSLIM, SettingKind.HIFZ_CLASS, ("ur", "bn")),
    ("Mount Tabor Fellowship, {}", OrganisationKind.FAITH_GROUP_NO_BUILDING, None, Faith.CHRISTIAN,
     SettingKind.WORSHIP_SERVICE, ("tw",)),
    ("{} Vihara", WORSHIP, PlaceKind.VIHARA, Faith.BUDDHIST, SettingKind.SUPPLEMENTARY_CLASS, ("ne",)),
    ("Nuestra Señora Prayer Group, {}", OrganisationKind.HOME_GROUP, None, Faith.CHRISTIAN,
     SettingKind.HOME_GROUP, ("es",)),
    ("Kurdish and Turkish Parents, {}", OrganisationKind.COMMUNITY_ASSOC, None, Faith.NOT_RELIGIOUS_ORG,
     SettingKind.HOLIDAY_CLUB, ("tr", "kmr")),
    ("Celestial Praise Parish, {}", WORSHIP, PlaceKind.RENTED_UNIT, Faith.CHRISTIAN,
     SettingKind.CHOIR_MUSIC, ("yo", "ig")),
    ("{} Shtiebel", WORSHIP, PlaceKind.SHTIEBEL, Faith.JEWISH, SettingKind.CHEDER, ("yi", "he")),
)  # fmt: skip


@dataclass
class Group:
    """One invented group. `id` is known once it was found; `area` is the GSS code of its lead area."""

    name: str
    kind: OrganisationKind
    place_kind: PlaceKind | None
    faith: Faith
    setting: SettingKind
    languages: tuple[str, ...]
    area: str
    shift: int = 0
    id: int = 0
    venue: str = "street"  # or "home", or "" for a group that meets at no place of its own
    people: dict[str, int] = field(default_factory=dict)
    roles: dict[str, int] = field(default_factory=dict)
    versions: list[int] = field(default_factory=list)
    speaks_with: str = ""

    def ago(self, days: int, today: dt.date) -> dt.date:
        """The day so many days ago, moved a little so that not all groups live the same days."""
        return today - dt.timedelta(days=days + self.shift)


def invented(area: str, rng: Random) -> Iterator[Group]:
    """Each area has streets of its own, so that no two groups are called the same."""
    streets = list(STREETS[::2] if area == NEWHAM else STREETS[1::2])
    rng.shuffle(streets)
    for turn in range(len(streets)):
        for number, (name, kind, place_kind, faith, setting, languages) in enumerate(SORTS):
            street = streets[(turn + number) % len(streets)]
            shift = rng.randrange(-6, 7)
            venue = "home" if kind is OrganisationKind.HOME_GROUP else "street"
            yield Group(name.format(street), kind, place_kind, faith, setting, languages, area, shift, venue=venue)
