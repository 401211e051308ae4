"""Names by the ten thousand. All made up from common words; nobody and no place is meant."""

from collections.abc import Iterator
from random import Random

from crm.organisations.kinds import Faith, OrganisationKind, PlaceKind

SAINTS = (
    "St Mary", "St John", "St Paul", "St Peter", "St Anne", "St Luke", "St Mark", "St Matthew", "St Margaret",
    "St Michael and All Angels", "St George", "St Andrew", "St Stephen", "St Barnabas", "St Thérèse",
    "Sfântul Gheorghe", "St Cedd", "St Alban", "St Bride", "All Saints", "Holy Trinity", "Christ Church", "St Cyprian",
    "Święty Krzyż",
)  # fmt: skip
_TREES_AND_TRADES = (
    "Abbey", "Albert", "Alder", "Ash", "Beacon", "Bell", "Bridge", "Brook", "Canal", "Cedar", "Chapel", "Clay", "Corn",
    "Cross", "Dove", "East", "Elm", "Fair", "Ferry", "Forge", "Gate", "Glebe", "Hawthorn", "High", "Holly", "Iron",
    "Juniper", "Kiln", "King's", "Lark", "Lime", "Lock", "Manor", "Maple", "Mill", "New", "North", "Oak", "Old",
    "Orchard", "Park", "Pear", "Pump", "Quarry", "Queen's", "Rope", "Rowan", "Sand", "Silver", "South", "Stone",
    "Tanner", "Tide", "Union", "Vine", "Water", "Well", "West", "Willow", "Wind",
)  # fmt: skip
_WAYS = (
    "Avenue", "Bank", "Barn", "Bottom", "Brewery", "Close", "Common", "Corner", "Cottages", "Court", "Crescent", "Cut",
    "Dock", "Drive", "End", "Field", "Gardens", "Green", "Grove", "Heath", "Hill", "Keeper", "Lane", "Market",
    "Meadow", "Mews", "Orchard", "Parade", "Passage", "Pond", "Quay", "Rise", "Road", "Row", "Side", "Square",
    "Street", "Terrace", "Vale", "View", "Walk", "Way", "Wharf", "Wood", "Yard",
)  # fmt: skip
# As many as a city has, so that two groups of one name near each other are as few as in life.
PLACES = tuple(f"{first} {second}" for first in _TREES_AND_TRADES for second in _WAYS)
# What Ofcom keeps free for drama: no more than these, and none twice.
_PHONES = ("+442079460", "+441632960", "+443069990", "+447700900", "+448081570")
VIRTUES = (
    "Grace", "Hope", "Mercy", "Victory", "Light", "Faith", "Praise", "Redemption", "Salvation", "Bethel", "Zion",
    "Ebenezer", "Rehoboth", "Goshen", "New Covenant", "Living Water", "Rock of Ages", "Mount Moriah",
)  # fmt: skip
MASJIDS = (
    "al-Noor", "at-Taqwa", "ar-Rahman", "al-Falah", "Bilal", "Umar", "as-Salam", "Quba", "al-Huda", "Darul Ihsan",
    "النور", "السلام", "নূর", "Aya Sofya", "Khadijah",
)  # fmt: skip
PEOPLES = (
    "Bengali", "Somali", "Tamil", "Polish", "Congolese", "Ghanaian", "Nigerian", "Turkish", "Kurdish", "Romanian",
    "Gujarati", "Punjabi", "Eritrean", "Vietnamese", "Portuguese", "Caribbean",
)  # fmt: skip
FIRST = (
    "Amina", "Ángel", "Bola", "Chidi", "Daniel", "Ewa", "Farah", "Grace", "Hassan", "Ines", "Jae", "Kwame", "Leila",
    "Małgorzata", "Nadia", "Omar", "Priya", "Quyên", "Rahima", "Samuel", "Tendai", "Uche", "Viktor", "Wanjiru", "Yusuf",
    "Zoë", "আনিসা", "محمد", "தமிழ்", "Søren",
)  # fmt: skip
LAST = (
    "Abara", "Begum", "Choudhury", "Diallo", "Eriksen", "Farouk", "García", "Hughes", "Ibrahim", "Jones", "Kovács",
    "Lewis", "Mensah", "Nguyễn", "Okafor", "Patel", "Quaye", "Rahman", "Singh", "Taylor", "Uddin", "Várady", "Walker",
    "Xu", "Yılmaz", "Zieliński", "বেগম", "حسن", "Ahmed", "Ali", "Kaur", "Khan",
)  # fmt: skip

Said = tuple[str, OrganisationKind, PlaceKind | None, Faith]
Kind = OrganisationKind


def person(rng: Random) -> str:
    return f"{rng.choice(FIRST)} {rng.choice(LAST)}"


def said_again(rng: Random, said: Said) -> Said:
    """As another list has it."""
    name, kind, place_kind, faith = said
    changes = (("St ", "Saint "), ("Masjid", "Mosque"), ("Madrasa", "Madrassah"), (", ", " "), (" of ", " in "))
    for before, after in rng.sample(changes, 3):
        name = name.replace(before, after)
    return name if rng.random() < 0.7 else f"{name} Trust", kind, place_kind, faith


def phones(rng: Random) -> Iterator[str]:
    every = [f"{start}{number:03}" for start in _PHONES for number in range(1000)]
    rng.shuffle(every)
    return iter(every)


def group(rng: Random) -> Said:
    """A name and what kind of group bears it, in shares like London's."""
    worship = Kind.PLACE_OF_WORSHIP
    saint, place, virtue = rng.choice(SAINTS), rng.choice(PLACES), rng.choice(VIRTUES)
    masjid, people = rng.choice(MASJIDS), rng.choice(PEOPLES)
    second = rng.choice(VIRTUES)
    chapel = rng.choice(("Methodist", "Baptist", "United Reformed"))
    wanted: tuple[tuple[int, Said], ...] = (
        (24, (f"{saint}, {place}", worship, PlaceKind.CHURCH, Faith.CHRISTIAN)),
        (14, (f"{virtue} {second} Assembly, {place}", worship, PlaceKind.INDEPENDENT_CHURCH, Faith.CHRISTIAN)),
        (8, (f"{place} {chapel} Church", worship, PlaceKind.CHAPEL, Faith.CHRISTIAN)),
        (10, (f"Masjid {masjid}, {place}", worship, PlaceKind.MOSQUE, Faith.MUSLIM)),
        (5, (f"{masjid} Madrasa of {place}", Kind.MADRASA, None, Faith.MUSLIM)),
        (3, (f"Sri {virtue} Mandir, {place}", worship, PlaceKind.MANDIR, Faith.HINDU)),
        (3, (f"Gurdwara {place}", worship, PlaceKind.GURDWARA, Faith.SIKH)),
        (3, (f"{place} Synagogue", worship, PlaceKind.SYNAGOGUE, Faith.JEWISH)),
        (2, (f"{place} Vihara", worship, PlaceKind.VIHARA, Faith.BUDDHIST)),
        (7, (f"{people} Fellowship of {place}", Kind.FAITH_GROUP_NO_BUILDING, None, Faith.CHRISTIAN)),
        (4, (f"{virtue} Home Group, {place}", Kind.HOME_GROUP, None, Faith.CHRISTIAN)),
        (6, (f"{people} Saturday School, {place}", Kind.SUPPLEMENTARY_SCHOOL, None, Faith.NOT_RELIGIOUS_ORG)),
        (5, (f"{people} Community Association of {place}", Kind.COMMUNITY_ASSOC, None, Faith.NOT_RELIGIOUS_ORG)),
        (3, (f"{people} Women's Group, {place}", Kind.WOMENS_GROUP, None, Faith.NOT_RELIGIOUS_ORG)),
        (3, (f"{place} Youth Club", Kind.YOUTH_GROUP, None, Faith.NOT_RELIGIOUS_ORG)),
    )  # fmt: skip
    return rng.choices([said for _, said in wanted], [share for share, _ in wanted])[0]
