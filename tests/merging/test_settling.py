"""Rows that may stand only once, when both records have one."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.checks.models import DbsCheck
from crm.core import clock
from crm.engagement.models import ActivityOrganisation, OfferMade, StageChange
from crm.merging import actions
from crm.merging.rules import OTHER
from crm.organisations.kinds import Lack, Precision, Published, RelationKind, Stage
from crm.organisations.models import (
    DuplicatePair,
    DuplicateState,
    OrganisationArea,
    PublishConsent,
    Relation,
    SaidNone,
    Venue,
)
from crm.people.models import Role, RoleClass
from crm.policies.models import PolicyVersion, VersionState
from crm.reporting.doctor import findings
from tests.factories import Make
from tests.merging.twins import count, in_stage, merge, offer

OLD, NEW = dt.date(2024, 1, 10), dt.date(2026, 2, 1)


@pytest.fixture
def actor(make: Make) -> Account:
    return make.administrator()


def test_an_area_that_both_are_in_keeps_the_further_stage_and_tells_it(
    session: Session, make: Make, newham: Area, actor: Account
) -> None:
    kept, gone = in_stage(make, newham, Stage.APPROACHED), in_stage(make, newham, Stage.MET)
    for group in (kept, gone):
        own = {"organisation_id": group.id, "area_id": newham.id, "on": OLD, "from_stage": Stage.IDENTIFIED}
        make.keep(StageChange(**own, to_stage=group.areas[0].stage))
    merge(gone, kept, actor)
    session.commit()
    link = session.scalars(select(OrganisationArea).filter_by(organisation_id=gone.id)).one()
    assert link.stage is Stage.MET
    assert [line for line in findings() if "stage" in line] == []


def test_an_area_that_one_had_left_is_open_again_since_the_earlier_day(
    session: Session, make: Make, newham: Area, actor: Account
) -> None:
    kept, gone = make.organisation(newham), make.organisation(newham, make.area())
    kept.areas[0].started_on, gone.areas[0].started_on = NEW, OLD
    merge(kept, gone, actor)
    session.commit()
    links = session.scalars(select(OrganisationArea).filter_by(organisation_id=kept.id)).all()
    assert len(links) == 2
    assert next(link.started_on for link in links if link.area_id == newham.id) == OLD


def test_the_same_person_in_the_same_role_has_one_role_with_all_its_checks(
    session: Session, make: Make, actor: Account
) -> None:
    kept, gone, amina = make.organisation(), make.organisation(), make.person()
    roles = [make.role(group, amina, started_on=day) for group, day in ((kept, NEW), (gone, OLD))]
    for role in roles:
        make.dbs_check(role, OLD)
    merge(kept, gone, actor)
    session.commit()
    role = session.scalars(select(Role)).one()
    assert (role.organisation_id, role.started_on) == (kept.id, OLD)
    assert count(session, DbsCheck, role_id=role.id, organisation_id=kept.id) == 2


@pytest.mark.parametrize(("chosen", "stays"), [({}, "Amina"), ({"lead": OTHER}, "Bilal")])
def test_of_two_leads_the_one_that_was_not_chosen_ends_today(
    session: Session, make: Make, actor: Account, chosen: dict[str, str], stays: str
) -> None:
    kept, gone = make.organisation(), make.organisation()
    for group, name in ((kept, "Amina"), (gone, "Bilal")):
        make.role(group, make.person(name), role_class=RoleClass.DESIGNATED_LEAD)
    merge(kept, gone, actor, **chosen)
    session.commit()
    ended = {role.person_id: role.ended_on for role in session.scalars(select(Role).filter_by(organisation_id=kept.id))}
    names = {person.id: person.name for person in session.scalars(select(make.person().__class__))}
    assert {names[key]: on for key, on in ended.items()} == {
        "Amina": None if stays == "Amina" else clock.today(),
        "Bilal": None if stays == "Bilal" else clock.today(),
    }


@pytest.mark.parametrize("kept_is_newer", [True, False])
def test_of_two_policies_in_force_the_later_one_stays_in_force(
    session: Session, make: Make, actor: Account, *, kept_is_newer: bool
) -> None:
    kept, gone = make.organisation(), make.organisation()
    days = (NEW, OLD) if kept_is_newer else (OLD, NEW)
    for group, day in zip((kept, gone), days, strict=True):
        make.policy_version(make.policy(group), day, number=1)
    merge(kept, gone, actor)
    session.commit()
    versions = session.scalars(select(PolicyVersion).order_by(PolicyVersion.adopted_on)).all()
    assert [(one.adopted_on, one.state, one.ended_on) for one in versions] == [
        (OLD, VersionState.SUPERSEDED, NEW),
        (NEW, VersionState.ADOPTED, None),
    ]
    assert {one.number for one in versions} == {1, 2}
    assert {one.organisation_id for one in versions} == {kept.id}


def test_a_contact_with_both_is_one_contact(session: Session, make: Make, newham: Area, actor: Account) -> None:
    kept, gone = make.organisation(newham), make.organisation(newham)
    visit = make.activity(kept, actor)
    own = {"activity_id": visit.id, "area_id": newham.id, "happened_on": visit.happened_on}
    make.keep(ActivityOrganisation(**own, organisation_id=gone.id))
    offer(make, kept, visit.id, accepted=False)
    offer(make, gone, visit.id, accepted=True)
    merge(kept, gone, actor)
    session.commit()
    assert count(session, ActivityOrganisation, activity_id=visit.id) == 1
    assert session.scalars(select(OfferMade.accepted)).all() == [True]


def test_a_place_that_both_have_is_kept_once(session: Session, make: Make, newham: Area, actor: Account) -> None:
    kept, gone = make.organisation(newham), make.organisation(newham)
    at = {"address": "1 High Street", "postcode": "E7 8AB", "precision": Precision.POSTCODE, "area_id": newham.id}
    for group, day in ((kept, NEW), (gone, OLD)):
        make.keep(Venue(**at, organisation_id=group.id, started_on=day))
    make.keep(Venue(**{**at, "address": "2 High Street"}, organisation_id=gone.id))
    merge(kept, gone, actor)
    session.commit()
    places = session.execute(select(Venue.address, Venue.started_on).order_by(Venue.address)).all()
    assert [tuple(row) for row in places] == [("1 High Street", OLD), ("2 High Street", None)]


@pytest.mark.parametrize(
    ("mine", "theirs", "left"),
    [
        (Precision.POSTCODE, Precision.EXACT, (Precision.EXACT, 51.5)),
        (Precision.EXACT, Precision.NEARBY, (Precision.EXACT, 51.5)),
        (Precision.EXACT, Precision.MASKED, (Precision.MASKED, None)),
    ],
)
def test_a_place_with_another_point_is_kept_once_at_the_better_one_and_a_home_stays_a_home(
    session: Session,
    make: Make,
    newham: Area,
    actor: Account,
    mine: Precision,
    theirs: Precision,
    left: tuple[Precision, float | None],
) -> None:
    kept, gone = make.organisation(newham), make.organisation(newham)
    for group, precision, address in ((kept, mine, "1 High Street"), (gone, theirs, "1, High street")):
        point = {"lat": 51.5, "lon": 0.03} if precision is Precision.EXACT else {}
        make.keep(Venue(organisation_id=group.id, address=address, postcode="E7 8AB", precision=precision, **point))
    merge(kept, gone, actor)
    session.commit()
    assert [tuple(row) for row in session.execute(select(Venue.precision, Venue.lat))] == [left]


def test_two_places_without_an_address_stay_two_unless_they_are_one_point(
    session: Session, make: Make, newham: Area, actor: Account
) -> None:
    kept, gone = make.organisation(newham), make.organisation(newham)
    for group, lat in ((kept, 51.5), (gone, 51.5), (gone, 51.6)):
        make.keep(Venue(organisation_id=group.id, precision=Precision.EXACT, lat=lat, lon=0.03))
    merge(kept, gone, actor)
    session.commit()
    assert session.scalars(select(Venue.lat).order_by(Venue.lat)).all() == [51.5, 51.6]


def test_what_was_said_last_of_having_none_stays(session: Session, make: Make, newham: Area, actor: Account) -> None:
    kept, gone = make.organisation(newham), make.organisation(newham)
    for group, on in ((kept, OLD), (gone, NEW)):
        make.keep(SaidNone(organisation_id=group.id, lack=Lack.UMBRELLA, said_on=on))
    merge(kept, gone, actor)
    session.commit()
    assert session.scalars(select(SaidNone.said_on)).all() == [NEW]


def test_a_relation_between_the_two_goes_and_one_that_both_have_stays_once(
    session: Session, make: Make, actor: Account
) -> None:
    kept, gone, forum = make.organisation(), make.organisation(), make.organisation()
    make.keep(Relation(organisation_id=gone.id, other_id=kept.id, kind=RelationKind.PARENT_OF))
    for group in (kept, gone):
        make.keep(Relation(organisation_id=group.id, other_id=forum.id, kind=RelationKind.MEMBER_OF))
    merge(kept, gone, actor)
    session.commit()
    left = session.execute(select(Relation.organisation_id, Relation.other_id)).all()
    assert [tuple(row) for row in left] == [(kept.id, forum.id)]


def test_likely_pairs_follow_in_their_order_and_what_was_said_of_them_stays(
    session: Session, make: Make, actor: Account
) -> None:
    gone, third, kept = make.organisation(), make.organisation(), make.organisation()
    for one, other, state in (
        (gone, kept, DuplicateState.OPEN),
        (gone, third, DuplicateState.NOT_THE_SAME),
        (third, kept, DuplicateState.OPEN),
    ):
        own = {"state": state, "decided_at": None if state is DuplicateState.OPEN else clock.now()}
        make.keep(DuplicatePair(**own, organisation_id=one.id, other_id=other.id, score=90, reason="Alike"))
    merge(kept, gone, actor)
    session.commit()
    left = session.execute(select(DuplicatePair.organisation_id, DuplicatePair.other_id, DuplicatePair.state)).all()
    assert [tuple(row) for row in left] == [(third.id, kept.id, DuplicateState.NOT_THE_SAME)]


def test_consent_to_be_published_stays_with_the_record_it_was_given_for_until_the_merge_is_undone(
    session: Session, make: Make, newham: Area, actor: Account
) -> None:
    kept, gone = make.organisation(newham), make.organisation(newham)
    said = {"given_on": OLD, "given_by": "The pastor", "wording": 1}
    for group, part in ((kept, Published.NAME_AND_KIND), (gone, Published.NAME_AND_KIND), (gone, Published.CONTACT)):
        make.keep(PublishConsent(organisation_id=group.id, part=part, **said))
    merged = merge(kept, gone, actor)
    still = select(PublishConsent.part).where(PublishConsent.withdrawn_on.is_(None))
    assert session.scalars(still).all() == [Published.NAME_AND_KIND]
    assert count(session, PublishConsent, organisation_id=kept.id) == 3
    actions.undo(merged, actor)
    session.expire_all()
    assert len(session.scalars(still).all()) == 3
