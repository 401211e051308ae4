"""Pairs and keys are looked over every night, part by part, and only where something changed."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import delete, select

from crm.access.scope import every_area
from crm.areas.models import Area
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.extensions import db
from crm.jobs import actions
from crm.jobs.models import Job
from crm.jobs.working import Hand
from crm.organisations.importing import jobs
from crm.organisations.importing.planning import Limits
from crm.organisations.kinds import ClosedReason, Precision
from crm.organisations.matching import keeping, nightly
from crm.organisations.matching.finding import find_pairs
from crm.organisations.matching.models import MatchKey
from crm.organisations.models import DuplicatePair, DuplicateState, Organisation, Venue
from tests.factories import Make
from tests.organisations.places import load_london, row, sheet

Place = Callable[..., int]
NEAR = 1 / 111_195


@pytest.fixture
def area(separate_app: Flask) -> Iterator[Area]:
    with separate_app.app_context(), every_area("a test looks at everything"):
        made = Make().area()
        db.session.commit()
        yield made


@pytest.fixture
def place(area: Area) -> Place:
    def made(name: str, metres: float = 0.0) -> int:
        group = Make().organisation(area, name=name)
        point = {"lon": 0.03, "lat": 51.53 + metres * NEAR, "precision": Precision.EXACT}
        db.session.add(Venue(organisation_id=group.id, address="1 High Street", **point))
        db.session.commit()
        return group.id

    return made


def look(app: Flask, job: str = "pairs") -> dict[str, int]:
    """As a worker does."""
    actions.ask(job)
    db.session.commit()
    while Hand(app).do_next():
        pass
    result = db.session.scalars(select(Job.result).where(Job.name == job).order_by(Job.id.desc()).limit(1)).one()
    db.session.rollback()
    assert result is not None
    return dict(result)


def queue() -> list[tuple[int, int]]:
    found = db.session.execute(
        select(DuplicatePair.organisation_id, DuplicatePair.other_id).order_by(DuplicatePair.id)
    ).all()
    db.session.rollback()
    return [tuple(pair) for pair in found]  # type: ignore[misc]


def change(group_id: int, **values: object) -> None:
    group = db.session.scalars(select(Organisation).where(Organisation.id == group_id)).one()
    for name, value in values.items():
        setattr(group, name, value)
    db.session.commit()


def test_the_first_time_all_groups_are_compared_and_later_those_that_changed(
    separate_app: Flask, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nightly, "OVERLAP", dt.timedelta())
    one, other = place("St Mary's Church"), place("St Marys Church", 20)
    assert look(separate_app) == {
        "groups looked at": 2,
        "pairs new in the queue": 1,
        "pairs gone from it": 0,
    }
    assert queue() == [(one, other)]
    assert look(separate_app)["groups looked at"] == 0
    third = place("Saint Mary Church", 40)
    assert look(separate_app)["groups looked at"] == 1
    assert set(queue()) == {(one, other), (one, third), (other, third)}


def test_in_small_parts_it_finds_what_is_found_in_one_go(
    separate_app: Flask, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nightly, "PAIRS_AT_ONCE", 1)
    for number, name in enumerate(("St Mary's Church", "Bethel Chapel", "St Marys Church", "Bethel Chapel Hall")):
        place(name, 10 * number)
    look(separate_app)
    assert set(queue()) == set(find_pairs().pairs)
    assert len(queue()) == 2
    db.session.rollback()


def test_a_pair_that_is_none_any_more_goes_and_a_decision_stays(separate_app: Flask, place: Place) -> None:
    one, other = place("St Mary's Church"), place("St Marys Church", 20)
    third, fourth = place("Bethel Chapel", 4_000), place("Bethel Chapel", 4_010)
    look(separate_app)
    decided = db.session.scalars(select(DuplicatePair).where(DuplicatePair.organisation_id == third)).one()
    decided.state, decided.decided_at = DuplicateState.NOT_THE_SAME, clock.now()
    db.session.commit()
    change(other, closed_on=clock.today(), closed_reason=ClosedReason.CEASED)
    change(fourth, phone="+442079460000")
    look(separate_app)
    assert (one, other) not in queue()
    assert queue() == [(third, fourth)]


def test_keys_that_are_not_what_the_records_say_are_mended(separate_app: Flask, place: Place) -> None:
    group = place("St Mary's Church")
    db.session.execute(delete(MatchKey).where(MatchKey.organisation_id == group))
    db.session.commit()
    assert look(separate_app, "match_keys") == {"groups mended": 1}
    assert keeping.differences() == []
    assert look(separate_app, "match_keys") == {"groups mended": 0}


def test_rows_of_one_list_that_are_one_group_are_a_pair_however_far_apart(
    separate_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "ROWS_IN_A_PART", 2)
    rows = [row(1, "St Mary's"), row(2, "Bethel"), row(3, "Zion"), row(4, "All Saints"), row(5, "St. Marys")]
    with separate_app.app_context(), every_area("a test looks at everything"):
        load_london()
        db.session.commit()
        content = sheet(*rows)
        made = jobs.import_now(content, jobs.listing_of(content, "osm", Limits()), "list.csv", None)
        assert made["likely_duplicates"] == 1
        assert len(queue()) == 1


def test_the_history_says_which_groups_an_import_made(separate_app: Flask) -> None:
    """The nightly look goes by it."""
    content = sheet(row(1, "St Mary's"))
    with separate_app.app_context(), every_area("a test looks at everything"):
        load_london()
        db.session.commit()
        jobs.import_now(content, jobs.listing_of(content, "osm", Limits()), "list.csv", None)
        told = db.session.scalars(select(AuditEntry.organisation_id).where(AuditEntry.event == "organisation.imported"))
        assert told.all() == db.session.scalars(select(Organisation.id)).all()
        db.session.rollback()
