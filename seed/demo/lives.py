"""The usual lives of groups, each told in days before today. Together they fill every stage and every bucket."""

from collections.abc import Callable

from crm.engagement.models import Method, Offer, Outcome, Topic
from crm.organisations.kinds import ClosedReason, Subject, Weekday
from crm.people.models import RoleClass
from crm.training.models import AttendanceStatus, Level
from seed.demo.assurance import Assurer
from seed.demo.groups import Group
from seed.demo.teller import Teller

LEAD, TEACHER, TRUSTEE = RoleClass.DESIGNATED_LEAD, RoleClass.TEACHER, RoleClass.TRUSTEE
Life = Callable[[Teller, Assurer, Group], None]

# Sessions of each area, as days before today; one is still to come.
SESSIONS = ((330, Level.L3), (300, Level.L1), (240, Level.L2), (180, Level.L3), (120, Level.L1), (60, Level.L2))
TO_COME = (-16, Level.L1)


def first_words(t: Teller, g: Group, days_ago: int) -> None:
    """From finding them to a meeting, in about a month."""
    t.found(g, days_ago)
    t.tried(g, days_ago - 7)
    t.spoke(g, days_ago - 12)
    t.agreed(g, days_ago - 16, days_ago - 26)
    t.met(g, days_ago - 26, topics=(Topic.ONLINE_SAFETY,))
    t.children(g, days_ago - 26)
    if days_ago > 150:
        t.replied(g, days_ago - 45)


def known_people(a: Assurer, g: Group, days_ago: int) -> None:
    for role_class in (LEAD, TEACHER, TRUSTEE):
        a.person(g, days_ago, role_class)


def sustained(t: Teller, a: Assurer, g: Group) -> None:
    first_words(t, g, 400)
    t.replied(g, 350, "The parents came and asked for more")
    t.meets(g, 370, Weekday.SUNDAY, 10)
    t.engaged(g, 350, Offer.FREE_TRAINING, Offer.POLICY_TEMPLATE)
    known_people(a, g, 345)
    a.attended(g, 330, Level.L3, LEAD.value)
    a.drafts(g, 320)
    a.checked(g, 310, LEAD.value, TEACHER.value, TRUSTEE.value)
    a.sends(g, 300)
    a.looked_at(g, 292)
    a.adopts(g, 270)
    a.attended(g, 240, Level.L2, TEACHER.value, TRUSTEE.value)
    t.visited(g, 140, "Bring the new numbers for the notice board")
    t.visited(g, 45, "Ask how the new volunteers are settling in", 70)


def policy_in_place(t: Teller, a: Assurer, g: Group) -> None:
    """All in place but for checks that are still on their way, and training that lies long back or ahead."""
    first_words(t, g, 300)
    t.engaged(g, 262, Offer.POLICY_REVIEW, Offer.DBS_ADVICE)
    a.had_adopted(g, 255, 30)
    known_people(a, g, 250)
    a.checked(g, 230, LEAD.value)
    a.applies(g, 90, TEACHER.value)
    a.attended(g, 120, Level.L1, TRUSTEE.value, status=AttendanceStatus.NO_SHOW)
    t.visited(g, 80, "Ask whether the certificate has come", 100)


def engaged(t: Teller, a: Assurer, g: Group) -> None:
    """Their policy ran out, and whoever was the lead has gone."""
    first_words(t, g, 280)
    a.had_adopted(g, 240, 170)
    t.engaged(g, 235, Offer.POLICY_REVIEW)
    known_people(a, g, 230)
    a.checked(g, 200, TRUSTEE.value)
    a.leaves(g, 70, LEAD.value)
    t.visited(g, 40, "Bring the policy template again", 60)


def engaged_and_writing(t: Teller, a: Assurer, g: Group) -> None:
    first_words(t, g, 200)
    t.engaged(g, 160, Offer.POLICY_TEMPLATE, Offer.TRANSLATION)
    a.drafts(g, 150)
    a.sends(g, 60)
    a.gets_back(g, 52)
    t.said_no(g, 160, Subject.LEAD, Subject.TRAINING)
    t.visited(g, 50, "Sit down together with the comments", 65)


def lapsed_by_silence(t: Teller, a: Assurer, g: Group) -> None:
    first_words(t, g, 430)
    t.engaged(g, 392, Offer.RESOURCE_PACK)
    t.tried(g, 210, Method.EMAIL)
    t.tried(g, 130)


def lapsed_by_policy(t: Teller, a: Assurer, g: Group) -> None:
    first_words(t, g, 330)
    a.had_adopted(g, 300, 190)
    t.engaged(g, 290, Offer.POLICY_REVIEW)
    a.person(g, 285, LEAD)
    t.visited(g, 200)


def met(t: Teller, a: Assurer, g: Group) -> None:
    """They have none of it yet, and say so."""
    first_words(t, g, 150)
    t.said_no(g, 124, Subject.POLICY, Subject.LEAD, Subject.CHECKS)
    t.visited(g, 95, "Send the policy template in both languages", 110)


def met_without_children(t: Teller, a: Assurer, g: Group) -> None:
    t.found(g, 170)
    t.spoke(g, 160, Method.EMAIL)
    t.met(g, 140)
    t.said_no(g, 140, Subject.CHILDREN)
    a.person(g, 139, TRUSTEE)


def meeting_arranged(t: Teller, a: Assurer, g: Group) -> None:
    """Children take part; nothing else is known before the meeting."""
    t.found(g, 60)
    t.tried(g, 40)
    t.spoke(g, 30)
    t.children(g, 30)
    t.agreed(g, 12, -9)


def contact_made(t: Teller, a: Assurer, g: Group) -> None:
    t.found(g, 110)
    t.tried(g, 100)
    t.spoke(g, 75)
    a.drafts(g, 70)


def approached(t: Teller, a: Assurer, g: Group) -> None:
    t.found(g, 120)
    t.left_word(g, 90)
    t.tried(g, 55, Method.EMAIL)


def declined(t: Teller, a: Assurer, g: Group) -> None:
    t.found(g, 220)
    t.left_word(g, 200)
    note = "They feel asked too often, and said so kindly. They know where to find us."
    t.contact(g, 170, (Method.PHONE, Outcome.REFUSED), note)


def not_found(t: Teller, a: Assurer, g: Group) -> None:
    t.found(g, 260)
    t.contact(g, 240, (Method.PHONE, Outcome.WRONG_NUMBER), "The number belongs to a shop now.")
    t.contact(g, 190, (Method.LETTER, Outcome.LETTER_RETURNED_GONE), "Returned: gone away.")
    t.checked_address(g, 180)


def identified(t: Teller, a: Assurer, g: Group) -> None:
    t.found(g, 35, "Named by another group at the forum.")


def closed(t: Teller, a: Assurer, g: Group) -> None:
    first_words(t, g, 290)
    t.closed(g, 60, ClosedReason.CEASED)


# How many groups of each area live each life.
LIVES: tuple[tuple[Life, int], ...] = (
    (sustained, 4), (policy_in_place, 4), (engaged, 4), (engaged_and_writing, 3), (lapsed_by_silence, 2),
    (lapsed_by_policy, 2), (met, 5), (met_without_children, 4), (meeting_arranged, 4), (contact_made, 5),
    (approached, 6), (declined, 3), (not_found, 3), (identified, 4), (closed, 1),
)  # fmt: skip
