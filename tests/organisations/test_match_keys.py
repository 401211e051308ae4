"""The kept keys are what the records say, whatever happens to them."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core import clock
from crm.organisations.actions import groups, places
from crm.organisations.kinds import Faith, OrganisationKind, Precision
from crm.organisations.matching.keeping import differences, rebuild
from crm.organisations.matching.keys import KeyKind, website_key
from crm.organisations.matching.models import MatchKey
from crm.organisations.models import OrganisationArea, Venue
from crm.organisations.rules import Address, Facts
from tests.factories import Make
from tests.support.web import Commands

FACTS = Facts("Noor Masjid Forest Gate", OrganisationKind.PLACE_OF_WORSHIP, Faith.MUSLIM, phone="020 7946 0001")


@pytest.fixture
def area(make: Make) -> Area:
    return make.area()


@pytest.fixture
def actor(make: Make, area: Area) -> Account:
    return make.adviser(area)


def keys(session: Session, kind: KeyKind) -> set[str]:
    return set(session.scalars(select(MatchKey.value).where(MatchKey.kind == kind)))


def everything(session: Session) -> list[tuple[object, ...]]:
    wanted = select(MatchKey.organisation_id, MatchKey.kind, MatchKey.value).order_by(
        MatchKey.organisation_id, MatchKey.kind, MatchKey.value
    )
    return [tuple(row) for row in session.execute(wanted)]


def link(organisation_id: int, area: Area) -> OrganisationArea:
    row = Make.new_link(area)
    row.organisation_id = organisation_id
    return row


def test_a_group_that_is_added_has_its_keys_at_once(session: Session, area: Area, actor: Account) -> None:
    groups.add_group(FACTS, area, actor)
    session.commit()
    assert keys(session, KeyKind.WORD) == {"nr", "frst", "gt"}
    assert keys(session, KeyKind.NAME) == {"frst gt nr"}
    assert keys(session, KeyKind.PHONE) == {"+442079460001"}
    assert differences() == []


def test_keys_follow_whatever_is_changed(session: Session, make: Make, area: Area, actor: Account) -> None:
    group = groups.add_group(FACTS, area, actor)
    venue = make.keep(Venue(organisation_id=group.id, lon=0.03, lat=51.53, precision=Precision.EXACT))
    session.commit()
    steps: list[Callable[[], object]] = [
        lambda: groups.change_group(group, Facts("Hope Hall", FACTS.kind, FACTS.faith), actor),
        lambda: groups.add_former_name(group, "Bethel Hall", None, actor),
        lambda: places.end_venue(group, venue, clock.today(), actor),
        lambda: make.keep(link(group.id, make.area())),
        lambda: groups.change_group(group, Facts("", FACTS.kind, FACTS.faith), actor, keep_old_name=False),
    ]
    for step in steps:
        before = everything(session)
        step()
        session.commit()
        assert everything(session) != before
        assert differences() == []


def test_a_former_name_stays_a_way_to_find_a_group(session: Session, area: Area, actor: Account) -> None:
    group = groups.add_group(FACTS, area, actor)
    groups.change_group(group, Facts("Hope Hall", FACTS.kind, FACTS.faith), actor)
    session.commit()
    assert "frst gt nr" in keys(session, KeyKind.NAME)


def test_a_home_leaves_no_key(session: Session, make: Make, area: Area, actor: Account) -> None:
    group = groups.add_group(FACTS, area, actor)
    make.keep(Venue(organisation_id=group.id, postcode="E7 8AB", precision=Precision.MASKED, area_id=area.id))
    places.add_venue(group, Address("1 High Street", "", True), None, actor)
    session.commit()
    assert keys(session, KeyKind.POSTCODE) | keys(session, KeyKind.CELL) == set()


def test_places_that_are_put_in_many_at_once_are_met_too(session: Session, make: Make, area: Area) -> None:
    group = make.organisation(area)
    session.commit()
    rows = [{"organisation_id": group.id, "lon": 0.03, "lat": 51.53, "precision": Precision.EXACT}]
    session.execute(insert(Venue), rows)
    session.commit()
    assert keys(session, KeyKind.CELL) != set()
    assert differences() == []


def test_nothing_is_written_when_a_key_does_not_change(session: Session, area: Area, actor: Account) -> None:
    group = groups.add_group(FACTS, area, actor)
    session.commit()
    before = everything(session)
    groups.mark_checked(group, actor)
    session.commit()
    assert everything(session) == before


def test_rebuilding_gives_what_was_kept(session: Session, make: Make, area: Area, actor: Account) -> None:
    for name in ("Noor Masjid", "St Mary's", "Bethel"):
        groups.add_group(Facts(name, FACTS.kind, FACTS.faith, website="www.example.org"), area, actor)
    session.commit()
    before = everything(session)
    rebuild(session.connection())
    assert everything(session) == before


def test_the_command_rebuilds_and_the_doctor_tells(
    session: Session, area: Area, actor: Account, commands: Commands
) -> None:
    groups.add_group(FACTS, area, actor)
    session.commit()
    session.execute(delete(MatchKey))
    session.commit()
    assert "match keys" in commands.invoke(args=["doctor"]).output
    assert commands.invoke(args=["organisations", "match-keys"]).exit_code == 0
    assert differences() == []


@pytest.mark.parametrize("typed", ["https://www.example.org/", "http://example.org", "https://EXAMPLE.org"])
def test_one_website_in_several_spellings_has_one_key(typed: str) -> None:
    assert website_key(typed) == "example.org"


def test_a_page_of_a_site_is_not_the_site() -> None:
    assert website_key("https://www.facebook.com/hope") == "facebook.com/hope"
    assert website_key(None) is None
