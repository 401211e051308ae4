"""Where the advisers looked for groups: some wards of one borough, the other on paper, and much not yet."""

from crm.areas.queries import wards_by_name
from crm.sweeps import actions
from crm.sweeps.models import Way
from crm.sweeps.rules import Facts
from seed.demo.teller import Teller
from seed.sign_ins import NEWHAM, TOWER_HAMLETS

# Days ago, how, in which wards (none is the whole borough), how many new groups, and a note.
Told = tuple[int, Way, tuple[str, ...], int | None, str]
LOOKS: dict[str, tuple[Told, ...]] = {
    NEWHAM: (
        (
            410,
            Way.STREETS,
            ("Boleyn", "East Ham", "Plashet"),
            None,
            "Along High Street North and the side streets on a Sunday morning. Four new, two of them above shops.",
        ),
        (300, Way.HALL_BOOKINGS, ("Custom House",), 3, "The list of the community centre."),
        (160, Way.FORUM, ("Manor Park", "Little Ilford"), None, "The faith forum went through its members with us."),
        (60, Way.STREETS, ("Stratford",), 0, "Nothing that we did not know. Go again on a Friday evening."),
    ),
    TOWER_HAMLETS: (
        (420, Way.CHARITY_REGISTER, (), 11, "Addresses there are often homes: each has to be rung first."),
        (90, Way.STREETS, ("Shadwell", "Whitechapel"), None, "Half of Shadwell; the market is still to be done."),
    ),
}


def tell(t: Teller) -> None:
    for code, looks in LOOKS.items():
        for told in looks:
            _note(t, code, told)


def _note(t: Teller, code: str, told: Told) -> None:
    days_ago, way, names, found, note = told
    on, actor, area_id = t.diary.day(days_ago), t.advisers[code], t.areas[code].id
    ward_ids = [ward.id for ward in wards_by_name(area_id) if ward.name in names]
    facts = Facts(on, way, actor.name, ward_ids, found, note)

    def deed() -> None:
        actions.record_sweep(area_id, facts, actor)

    t.diary.note(on, actor.id, deed)
