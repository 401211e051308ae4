"""Bringing a list in, on both databases: what is made, what is met again, what is left alone."""

import datetime as dt
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.extensions import db
from crm.organisations.importing import jobs, summary
from crm.organisations.importing.planning import Limits
from crm.organisations.importing.summary import Outcome
from crm.organisations.kinds import ClosedReason, Faith, PlaceKind, Precision, Stage
from crm.organisations.models import (
    DuplicatePair,
    FormerName,
    ImportBatch,
    ImportState,
    Organisation,
    OrganisationArea,
    SourceRecord,
    Tradition,
    Venue,
)
from crm.reporting import standing
from tests.factories import Make
from tests.organisations.places import LAT, LON, NEWHAM, REAL, REDBRIDGE, load_london, row, sheet

METRE = 1 / 111_195
NUMBERS = count(1)


@pytest.fixture
def newham(session: Session) -> Area:
    return load_london()


def import_list(content: bytes, source: str = "osm", limits: Limits | None = None) -> Outcome:
    """What the test made is committed first, for an import begins by letting go of the transaction it is in."""
    db.session.commit()
    return jobs.import_now(content, jobs.listing_of(content, source, limits or Limits()), "list.csv", None)


def counts(made: Outcome) -> tuple[int, ...]:
    """Created, matched, changed, refused, areas corrected."""
    return tuple(summary.counts(made).values())[1:]


def group(external_id: str = "way/1") -> Organisation:
    wanted = select(Organisation).join(SourceRecord, SourceRecord.organisation_id == Organisation.id)
    return db.session.scalars(wanted.where(SourceRecord.external_id == external_id)).one()


def venue_of(organisation: Organisation) -> Venue:
    return db.session.scalars(select(Venue).where(Venue.organisation_id == organisation.id)).one()


def by_hand(make: Make, area: Area, name: str, north: float = 0, **values: Any) -> Organisation:
    made = make.organisation(area, name=name, **{"faith": Faith.CHRISTIAN, **values})
    point = {"lon": LON, "lat": LAT + north * METRE, "precision": Precision.EXACT}
    make.keep(Venue(organisation_id=made.id, area_id=area.id, **point))
    return made


def test_a_real_list_ends_with_every_row_accounted_for(newham: Area) -> None:
    made = import_list(REAL.read_bytes())
    assert counts(made) == (23, 0, 0, 2, 4)
    assert made["refusals"] == [
        {"row": 12, "reason": "outside every area we hold"},
        {"row": 13, "reason": "outside every area we hold"},
    ]


def test_a_place_starts_as_identified_in_the_area_of_its_point(newham: Area) -> None:
    import_list(REAL.read_bytes())
    found = group("way/100488534")
    link = db.session.scalars(select(OrganisationArea).where(OrganisationArea.organisation_id == found.id)).one()
    assert (found.lead_area_id, link.area_id, link.stage) == (newham.id, newham.id, Stage.IDENTIFIED)
    assert link.started_on == clock.today()
    assert venue_of(found).area_id == newham.id


def test_what_the_list_says_is_kept_in_our_words(newham: Area) -> None:
    import_list(REAL.read_bytes())
    ecumenical = db.session.scalars(select(Tradition).where(Tradition.code == "CHR_LOCAL_ECUMENICAL")).one()
    assert group("node/239965407").tradition_id == ecumenical.id
    assert group("way/144357700").place_kind is PlaceKind.GURDWARA
    assert group("node/4874202594").sort_name.startswith("以馬內利華人教堂")


def test_importing_again_changes_nothing(newham: Area, session: Session) -> None:
    import_list(REAL.read_bytes())
    before = session.scalar(select(func.max(AuditEntry.id)).where(AuditEntry.organisation_id.is_not(None)))
    made = import_list(REAL.read_bytes())
    assert counts(made) == (0, 23, 0, 2, 4)
    assert session.scalar(select(func.max(AuditEntry.id)).where(AuditEntry.organisation_id.is_not(None))) == before
    assert session.scalar(select(func.count()).select_from(Organisation)) == 23


def test_importing_again_on_another_day_says_when_it_was_last_seen(newham: Area) -> None:
    with clock.set_to(dt.date(2026, 11, 1)):
        import_list(sheet(row(1, "A")))
    with clock.set_to(dt.date(2026, 11, 22)):
        import_list(sheet(row(1, "A")))
    record = db.session.scalars(select(SourceRecord)).one()
    assert (record.first_seen_on, record.last_seen_on) == (dt.date(2026, 11, 1), dt.date(2026, 11, 22))


def test_a_place_without_a_name_is_marked_and_never_matched_by_name(newham: Area, make: Make) -> None:
    by_hand(make, newham, "Unnamed Christian place of worship", name_is_placeholder=True)
    made = import_list(sheet(row(1), row(2)))
    assert counts(made) == (2, 0, 0, 0, 0)
    assert group().name == "Unnamed Christian place of worship"
    assert group().name_is_placeholder
    assert made["likely_duplicates"] == 0


def test_two_ids_of_one_list_become_a_likely_pair(newham: Area) -> None:
    made = import_list(sheet(row(1, "St Mary's"), row(2, "St. Marys"), row(3, "All Saints")))
    pair = db.session.scalars(select(DuplicatePair)).one()
    assert counts(made)[0] == 3
    assert {pair.organisation_id, pair.other_id} == {group("way/1").id, group("way/2").id}
    assert (pair.score, pair.reason) == (100, "The same name, 0 m apart")


def test_a_new_id_near_an_imported_place_is_a_pair_and_not_a_match(newham: Area) -> None:
    import_list(sheet(row(1, "St Mary's")))
    made = import_list(sheet(row(1, "St Mary's"), row(2, "St Mary's")))
    assert counts(made) == (1, 1, 0, 0, 0)
    assert db.session.scalars(select(DuplicatePair.score)).all() == [100]


def test_a_group_added_by_hand_is_found_in_the_list(newham: Area, make: Make) -> None:
    ours = by_hand(make, newham, "St Mary's Church", north=60)
    made = import_list(sheet(row(1, "St. Mary’s church")))
    assert counts(made) == (0, 1, 0, 0, 0)
    assert group().id == ours.id
    assert ours.name == "St Mary's Church"
    assert counts(import_list(sheet(row(1, "St. Mary’s church")))) == (0, 1, 0, 0, 0)


def test_only_one_row_is_matched_to_a_group(newham: Area, make: Make) -> None:
    by_hand(make, newham, "St Mary's Church")
    made = import_list(sheet(row(1, "St Mary's Church"), row(2, "St Mary's Church")))
    assert counts(made) == (1, 1, 0, 0, 0)
    assert made["likely_duplicates"] == 1


def test_the_same_place_of_another_list_is_the_same_group(newham: Area) -> None:
    import_list(sheet(row(1, "St Mary's Church")))
    assert counts(import_list(sheet(row(1, "St Mary's Church")), source="register")) == (0, 1, 0, 0, 0)
    sources = db.session.scalars(select(SourceRecord.source).order_by(SourceRecord.source)).all()
    assert list(sources) == ["osm", "register"]


def test_a_group_that_is_only_alike_becomes_a_pair(newham: Area, make: Make) -> None:
    ours = by_hand(make, newham, "St Mary's School")
    made = import_list(sheet(row(1, "St Mary's Church")))
    assert counts(made) == (1, 0, 0, 0, 0)
    assert db.session.scalars(select(DuplicatePair.organisation_id)).one() == ours.id


def test_the_faith_of_a_list_is_not_asked_to_know_a_group_again(newham: Area, make: Make) -> None:
    by_hand(make, newham, "St Mary's Church", faith=Faith.NOT_STATED)
    assert counts(import_list(sheet(row(1, "St Mary's Church")))) == (0, 1, 0, 0, 0)


def test_a_home_is_met_by_its_name_and_never_by_its_point(newham: Area, make: Make) -> None:
    ours = by_hand(make, newham, "House Church")
    venue_of(ours).precision = Precision.MASKED
    db.session.flush()
    made = import_list(sheet(row(1, "House Church")))
    assert (counts(made)[0], made["likely_duplicates"]) == (1, 1)
    assert db.session.scalars(select(DuplicatePair.reason)).one() == "The same name in the same area"


def test_a_changed_value_that_nobody_edited_follows_the_list(newham: Area) -> None:
    import_list(sheet(row(1, "Old Name", denomination="baptist")))
    made = import_list(sheet(row(1, "New Name", denomination="baptist", lat=LAT + 0.001)))
    assert counts(made) == (0, 0, 1, 0, 0)
    assert (group().name, group().sort_name) == ("New Name", "new name")
    assert "old name" in group().search_names
    assert db.session.scalars(select(FormerName.name)).all() == ["Old Name"]
    assert venue_of(group()).lat == pytest.approx(LAT + 0.001)
    assert counts(import_list(sheet(row(1, "New Name", denomination="baptist", lat=LAT + 0.001)))) == (0, 1, 0, 0, 0)


def test_what_a_person_edited_is_kept_and_offered(newham: Area) -> None:
    import_list(sheet(row(1, "Old Name")))
    group().name = "What they call themselves"
    db.session.commit()
    made = import_list(sheet(row(1, "New Name", faith="Muslim")))
    assert counts(made) == (0, 0, 1, 0, 0)
    assert group().name == "What they call themselves"
    assert group().faith is Faith.MUSLIM
    assert [kept["fields"] for kept in made["kept"]] == [["name"]]


def test_a_place_that_was_moved_by_hand_stays_where_it_is(newham: Area) -> None:
    import_list(sheet(row(1, "A")))
    venue_of(group()).lat = LAT + 0.002
    db.session.commit()
    made = import_list(sheet(row(1, "A", lat=LAT + 0.001)))
    assert counts(made) == (0, 1, 0, 0, 0)
    assert made["kept"][0]["fields"] == ["point"]
    assert venue_of(group()).lat == pytest.approx(LAT + 0.002)


def test_a_name_for_a_place_that_had_none_is_taken(newham: Area) -> None:
    import_list(sheet(row(1)))
    import_list(sheet(row(1, "Grace Chapel")))
    assert (group().name, group().name_is_placeholder) == ("Grace Chapel", False)
    assert group().search_names == "grace chapel"


def test_a_closed_group_is_left_as_it_is(newham: Area) -> None:
    import_list(sheet(row(1, "A")))
    closed = group()
    closed.closed_on, closed.closed_reason = dt.date(2026, 10, 1), ClosedReason.CEASED
    db.session.commit()
    assert counts(import_list(sheet(row(1, "B")))) == (0, 1, 0, 0, 0)
    assert group().name == "A"


def test_only_the_areas_asked_for_are_kept(newham: Area) -> None:
    made = import_list(REAL.read_bytes(), limits=Limits(frozenset({newham.id})))
    assert counts(made) == (10, 0, 0, 15, 2)
    assert made["by_reason"] == {"outside your areas": 13, "outside every area we hold": 2}


def test_a_label_of_another_area_is_corrected_and_an_empty_one_is_not_counted(newham: Area) -> None:
    labelled = [row(1, "A", area_code=REDBRIDGE), row(2, "B", area_code=""), row(3, "C", area_code="W06000015")]
    made = import_list(sheet(*labelled, row(4, "D")))
    assert [tuple(one.values()) for one in made["corrections"]] == [
        (2, "A", "Redbridge", "Newham"),
        (4, "C", "W06000015", "Newham"),
    ]


def test_the_history_says_where_a_group_came_from(newham: Area) -> None:
    import_list(sheet(row(1, "A")))
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.organisation_id == group().id)).one()
    assert entry.event == "organisation.imported"
    assert entry.changes["external_id"] == [None, "way/1"]


def test_the_batch_is_done_with_the_rows(newham: Area) -> None:
    import_list(sheet(row(1, "A")))
    batch = db.session.scalars(select(ImportBatch)).one()
    assert (batch.state, batch.outcome["created"]) == (ImportState.DONE, 1)
    assert db.session.scalars(select(SourceRecord.import_batch_id)).one() == batch.id


def test_figures_are_kept_for_imported_groups(newham: Area, session: Session) -> None:
    import_list(REAL.read_bytes())
    assert standing.differences(session.connection()) == []


def test_a_confirmed_batch_imports_nothing_more(newham: Area) -> None:
    import_list(sheet(row(1, "A")))
    batch_id, content = db.session.scalars(select(ImportBatch.id)).one(), sheet(row(2, "B"))
    with pytest.raises(jobs.AlreadyDone):
        jobs.bring_in(content, jobs.listing_of(content, "osm", Limits()), batch_id, None)
    assert db.session.scalar(select(func.count()).select_from(Organisation)) == 1


def test_a_long_list_is_written_in_several_transactions(newham: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "ROWS_IN_A_PART", 10)
    assert counts(import_list(REAL.read_bytes())) == (23, 0, 0, 2, 4)
    assert db.session.scalar(select(func.count()).select_from(SourceRecord)) == 23
    assert db.session.scalar(select(func.count()).select_from(DuplicatePair)) == 4
    assert counts(import_list(REAL.read_bytes())) == (0, 23, 0, 2, 4)


def test_many_changes_are_written_in_several_transactions(newham: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "CHANGES_IN_A_TRANSACTION", 2)
    places = [row(number, f"Place {number}") for number in range(1, 6)]
    import_list(sheet(*places))
    made = import_list(sheet(*({**place, "name": f"New {place['name']}"} for place in places)))
    assert counts(made) == (0, 0, 5, 0, 0)
    assert db.session.scalar(select(func.count()).select_from(FormerName)) == 5
    assert db.session.scalars(select(ImportBatch.state)).all() == [ImportState.DONE, ImportState.DONE]


SEVERAL = st.lists(
    st.builds(
        row,
        number=st.integers(0, 6),
        name=st.sampled_from(["", "St Mary's", "St Marys", "=1", "Grace"]),
        lon=st.sampled_from([LON, 0.031, -9.0, "x"]),
        faith=st.sampled_from(["Christian", "", "?"]),
        area_code=st.sampled_from([NEWHAM, REDBRIDGE, ""]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SEVERAL, SEVERAL)
def test_the_counts_always_add_up(newham: Area, first: list[dict[str, Any]], second: list[dict[str, Any]]) -> None:
    source = f"list-{next(NUMBERS)}"
    for rows in (first, second):
        found = summary.counts(import_list(sheet(*rows), source))
        assert found["created"] + found["matched"] + found["changed"] + found["refused"] == len(rows)


def test_looking_writes_nothing(newham: Area) -> None:
    content = REAL.read_bytes()
    jobs.look(content, jobs.listing_of(content, "osm", Limits()))
    assert db.session.scalar(select(func.count()).select_from(Organisation)) == 0
    assert not db.session.new
