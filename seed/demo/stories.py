"""Groups with a story of their own: the car park, the group that signs in, a home, a hall hirer, and a few more."""

import datetime as dt
from dataclasses import replace

from crm.accounts.models import Account
from crm.engagement.actions import Next
from crm.engagement.models import Method, Offer, Outcome, Topic
from crm.organisations.actions import groups, life, places
from crm.organisations.kinds import Faith, Lack, OrganisationKind, PlaceKind, RelationKind, SettingKind, Weekday
from crm.organisations.models import Organisation
from crm.people.models import RoleClass
from crm.training.models import Level
from seed.demo import standards
from seed.demo.assurance import Assurer
from seed.demo.groups import WORSHIP, Group
from seed.demo.lives import LEAD, TEACHER, first_words, known_people, met, sustained
from seed.demo.teller import Teller
from seed.sign_ins import NEWHAM, TOWER_HAMLETS

SUNDAY = 6


def tell(t: Teller, a: Assurer) -> Group:
    """All of them; gives the group whose lead signs in."""
    _car_park(t, a)
    _former_name(t, a)
    _home_and_without_venue(t, a)
    hall, guest = _hall_hirer(t, a)
    _due_today_and_overdue(t, a)
    signs_in = _signs_in(t, a)
    standards.assessed_itself(t, signs_in, 6)
    _forum(t, a, (signs_in, hall, guest))
    return signs_in


def _sunday_before(t: Teller, days_ago: int) -> int:
    """The Sunday on or before the day so many days ago, as days ago."""
    return days_ago + (t.diary.day(days_ago).weekday() - SUNDAY) % 7


def _car_park(t: Teller, a: Assurer) -> None:
    """Report of the London Community Partnership Project, 3.2: persistence, and meetings at any hour."""
    g = Group(
        "Jubilee Covenant Ministries, Moonraker Close", WORSHIP, PlaceKind.RENTED_UNIT, Faith.CHRISTIAN,
        SettingKind.SUNDAY_SCHOOL, ("yo", "fr"), NEWHAM, speaks_with="Pastor Emmanuel Tetteh",
    )  # fmt: skip
    first, second = _sunday_before(t, 250), _sunday_before(t, 222)
    whom = g.speaks_with
    t.found(g, 300, "Meets in a unit on an industrial estate; the pastor has a mobile only.")
    t.meets(g, 290, Weekday.SUNDAY, 19, "The pastor meets his elders; the best time to reach him")
    for days_ago, note in (
        (285, "First call. The pastor was driving; a warm voice, little time."),
        (276, "Second call. We spoke of the young people's choir, and a little of safeguarding."),
        (268, "Third call. He would like to talk face to face, and asked for something in writing first."),
    ):
        t.contact(g, days_ago, (Method.PHONE, Outcome.INFO_SENT), note, met_whom=whom)
    t.contact(
        g, 262, (Method.EMAIL, Outcome.MEETING_AGREED),
        "After several e-mails: Sunday at 7 in the evening, when he meets the other senior figures of the church.",
        met_whom=whom, then=Next(meeting_on=t.diary.day(first)),
    )  # fmt: skip
    t.contact(
        g, first, (Method.SERVICE_TIME_VISIT, Outcome.GROUP_NO_SHOW),
        "Nobody came. Left alone in the car park for forty minutes; the unit was dark. Told the office: home safe.",
        started_at=dt.time(19),
    )  # fmt: skip
    t.contact(
        g, first - 6, (Method.PHONE, Outcome.MEETING_AGREED),
        "He rang back and was sorry: the meeting had moved to another house that night. We try again, any Sunday.",
        met_whom=whom, then=Next(meeting_on=t.diary.day(second)),
    )  # fmt: skip
    t.contact(
        g, second, (Method.SERVICE_TIME_VISIT, Outcome.MET),
        "Met the pastor and four elders, until ten at night. They had thought we would come with a list of faults.",
        met_whom=f"{whom} and four elders", started_at=dt.time(19), topics=(Topic.DISCIPLINE_GENERATION_GAP,),
    )  # fmt: skip
    t.children(g, second)
    t.contact(
        g, 200, (Method.SERVICE_TIME_VISIT, Outcome.MET),
        "Trust, at last. They want training, on a Sunday night, with the elders first. The pastor will be our contact.",
        met_whom=whom, then=Next(contact=whom), offers_accepted=(Offer.FREE_TRAINING, Offer.POLICY_TEMPLATE),
        topics=(Topic.DISCIPLINE_GENERATION_GAP,),
    )  # fmt: skip
    known_people(a, g, 195)
    a.attended(g, 180, Level.L3, LEAD.value)
    a.drafts(g, 170)
    a.checked(g, 160, LEAD.value, TEACHER.value, RoleClass.TRUSTEE.value)
    a.attended(g, 120, Level.L1, TEACHER.value, RoleClass.TRUSTEE.value)
    a.sends(g, 110)
    a.looked_at(g, 104)
    a.adopts(g, 95)
    standards.assessed(t, g, 88)
    t.visited(g, 30, "Ask the pastor to speak at the forum", 60)


def _former_name(t: Teller, a: Assurer) -> None:
    g = Group(
        "Anjuman Community Centre, Thimble Lane", OrganisationKind.COMMUNITY_ASSOC, None, Faith.NOT_RELIGIOUS_ORG,
        SettingKind.SUPPLEMENTARY_CLASS, ("ur", "bn"), TOWER_HAMLETS,
    )  # fmt: skip
    met(t, a, g)
    t.note(g, 90, lambda organisation, on, actor: groups.add_former_name(
        organisation, "Thimble Lane Welfare Society", on - dt.timedelta(days=300), actor
    ))  # fmt: skip


def _home_and_without_venue(t: Teller, a: Assurer) -> None:
    home = Group(
        "Emmaus House Group", OrganisationKind.HOME_GROUP, None, Faith.CHRISTIAN, SettingKind.HOME_GROUP, ("pt",),
        NEWHAM, venue="home",
    )  # fmt: skip
    met(t, a, home)
    nowhere = Group(
        "Street Prayer Team East", OrganisationKind.STREET_PASTORS, None, Faith.CHRISTIAN, SettingKind.STREET_OUTREACH,
        (), TOWER_HAMLETS, venue="",
    )  # fmt: skip
    met(t, a, nowhere)
    t.without(nowhere, 120, Lack.PLACE)
    t.without(nowhere, 120, Lack.UMBRELLA)


def _hall_hirer(t: Teller, a: Assurer) -> tuple[Group, Group]:
    host = Group(
        "St Brannock's Hall, Sailmaker Street", OrganisationKind.COMMUNITY_ASSOC, None, Faith.NOT_RELIGIOUS_ORG,
        SettingKind.HALL_HIRE_THIRD_PARTY, (), NEWHAM,
    )  # fmt: skip
    sustained(t, a, host)
    guest = Group(
        "Kanisa la Neema", OrganisationKind.FAITH_GROUP_NO_BUILDING, None, Faith.CHRISTIAN, SettingKind.CRECHE, ("sw",),
        NEWHAM, venue="",
    )  # fmt: skip
    first_words(t, guest, 190)

    def hires(organisation: Organisation, on: dt.date, actor: Account) -> None:
        life.relate(organisation, RelationKind.MEETS_AT, t.group(host), on - dt.timedelta(days=100), actor)

    t.note(guest, 160, hires)
    return host, guest


def _forum(t: Teller, a: Assurer, members: tuple[Group, ...]) -> None:
    """It has no fixed place; not every member comes each time."""
    forum = Group(
        "Newham Faith Forum (invented)", OrganisationKind.INTERFAITH_FORUM, None, Faith.MULTIFAITH,
        SettingKind.WORSHIP_SERVICE, (), NEWHAM, venue="",
    )  # fmt: skip
    t.found(forum, 240)
    t.without(forum, 238, Lack.PLACE)
    a.person(forum, 230, RoleClass.COMMITTEE)
    for number, member in enumerate(members):
        t.joins(member, 150 - 20 * number, forum)
    for days_ago, there in ((100, members), (55, members[:1]), (9, members[:2])):
        t.forum_meets(forum, days_ago, there)


def _due_today_and_overdue(t: Teller, a: Assurer) -> None:
    """What the adviser finds on the first morning: two things late, two for today."""
    base = Group(
        "", OrganisationKind.SUPPLEMENTARY_SCHOOL, None, Faith.NOT_RELIGIOUS_ORG, SettingKind.SUPPLEMENTARY_CLASS,
        ("pl",), NEWHAM,
    )  # fmt: skip
    for name, what, due_in in (
        ("Polska Szkoła Sobotnia, Quill Street", "Ring about dates for the training", 20),
        ("Tamil Weekend School, Plum Tree Court", "Send the list of numbers in Tamil", 27),
        ("Atfal Saturday Club, Tallow Street", "Ring the new chair: she starts today", 35),
        ("Gujarati Class of Weaver's Rest", "Drop in at the class at five o'clock", 35),
    ):
        g = replace(base, name=name, people={}, roles={}, versions=[])
        first_words(t, g, 120)
        t.visited(g, 35, what, due_in)


def _signs_in(t: Teller, a: Assurer) -> Group:
    """Policy overdue, lead named, two of three checks, one on a waiting list: what its own page is made to show."""
    g = Group(
        "Noor Family Centre, Candlewick Yard", OrganisationKind.COMMUNITY_ASSOC, None, Faith.MUSLIM,
        SettingKind.MADRASA_CLASS, ("bn", "syl"), NEWHAM, speaks_with="Naima Chowdhury",
    )  # fmt: skip
    first_words(t, g, 350)
    a.had_adopted(g, 330, 65)
    a.person(g, 321, LEAD, g.speaks_with)
    t.engaged(g, 320, Offer.FREE_TRAINING, Offer.DBS_ADVICE)
    a.person(g, 318, TEACHER)
    a.person(g, 318, RoleClass.YOUTH_WORKER)
    a.checked(g, 280, LEAD.value, TEACHER.value)
    a.attended(g, 180, Level.L3, LEAD.value)
    a.applies(g, 40, RoleClass.YOUTH_WORKER.value)
    t.visited(g, 20, "Go through the policy review together", 30)
    a.session(g.area, -23, Level.L2, capacity=2)
    a.wants_places(g, 14, -23, Level.L2, LEAD.value, TEACHER.value, RoleClass.YOUTH_WORKER.value)
    a.drafts(g, 12)
    a.adds_paper(g, 11)
    a.sends(g, 11)
    return g


def in_both_areas(t: Teller, wanted: list[Group]) -> None:
    """Led by one area and met in the other too. The first visit of each pair is shared, the others are not."""
    for number, g in enumerate(wanted):
        first_words(t, g, 260)
        other = TOWER_HAMLETS if g.area == NEWHAM else NEWHAM

        def spreads(organisation: Organisation, on: dt.date, actor: Account, other: str = other) -> None:
            link = places.add_area(organisation, t.areas[other], on, actor)
            link.adviser_id = t.advisers[other].id

        t.note(g, 210, spreads)
        t.contact(g, 190, (Method.PHONE, Outcome.INFO_SENT), "They run a second class on our side.", area=other)
        t.met(g, 170, area=other)
        t.engaged(g, 150, Offer.FREE_TRAINING)
        t.visited(g, 100, shared_with=other if number == 0 else None)
        t.visited(g, 60, "Ask which borough's training they would like", 80)
