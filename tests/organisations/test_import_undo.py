"""Taking an import back: all of it, until somebody has built on it, who is then named."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.core.models import Base
from crm.extensions import db
from crm.organisations.importing import jobs, queries, undo_actions, undo_queries
from crm.organisations.importing.planning import Limits
from crm.organisations.kinds import Answer, Faith, Subject
from crm.organisations.matching import keeping
from crm.organisations.matching.models import MatchKey
from crm.organisations.models import (
    DuplicatePair,
    FormerName,
    ImportBatch,
    ImportState,
    Organisation,
    OrganisationArea,
    SourceRecord,
    Statement,
    Venue,
)
from crm.reporting import standing
from tests.factories import Make
from tests.organisations.places import LAT, REAL, load_london, row, sheet
from tests.organisations.test_import_jobs import by_hand
from tests.support.web import Commands, Visitor


@pytest.fixture
def newham(session: Session) -> Area:
    area = load_london()
    session.commit()
    return area


def bring(content: bytes, source: str = "osm") -> int:
    db.session.commit()
    listing = jobs.listing_of(content, source, Limits())
    return int(jobs.import_now(content, listing, "list.csv", None)["import"])


def undo(batch_id: int) -> None:
    db.session.commit()
    jobs.start_undo(batch_id)
    jobs.undo(batch_id, None)


def count(table: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def everything() -> dict[str, int]:
    tables: tuple[type[Base], ...] = (
        Organisation, OrganisationArea, Venue, SourceRecord, DuplicatePair, FormerName, MatchKey,
    )  # fmt: skip
    return {table.__tablename__: count(table) for table in tables}


def only_group() -> Organisation:
    return db.session.scalars(select(Organisation)).one()


def test_an_undone_import_leaves_nothing_behind_and_can_be_made_again(newham: Area, session: Session) -> None:
    before = everything()
    undo(bring(REAL.read_bytes()))
    assert everything() == before
    assert standing.differences(session.connection()) == keeping.differences() == []
    bring(REAL.read_bytes())
    assert count(Organisation) == 23


def test_the_history_of_what_was_undone_is_kept(newham: Area) -> None:
    undo(bring(sheet(row(1, "A"))))
    events = set(db.session.scalars(select(AuditEntry.event)))
    assert {"organisation.imported", "import.undone"} <= events
    assert db.session.scalars(select(ImportBatch.state)).one() is ImportState.UNDONE


def test_what_an_import_changed_is_put_back(newham: Area) -> None:
    bring(sheet(row(1, "Old Name", denomination="baptist")))
    tradition = only_group().tradition_id
    second = bring(sheet(row(1, "New Name", faith="Muslim", lat=LAT + 0.001)))
    undo(second)
    group = only_group()
    assert (group.name, group.sort_name, group.search_names) == ("Old Name", "old name", "old name")
    assert (group.faith, group.tradition_id) == (Faith.CHRISTIAN, tradition)
    assert db.session.scalars(select(Venue.lat)).one() == pytest.approx(LAT)
    assert count(FormerName) == 0


def test_after_undoing_a_change_the_list_offers_it_again(newham: Area) -> None:
    bring(sheet(row(1, "Old Name")))
    undo(bring(sheet(row(1, "New Name"))))
    bring(sheet(row(1, "New Name")))
    assert only_group().name == "New Name"


def test_a_placeholder_is_a_placeholder_again(newham: Area) -> None:
    bring(sheet(row(1)))
    undo(bring(sheet(row(1, "Grace Chapel"))))
    assert (only_group().name, only_group().name_is_placeholder) == ("Unnamed Christian place of worship", True)


def test_a_group_of_ours_that_the_list_found_stays(newham: Area, make: Make) -> None:
    by_hand(make, newham, "St Mary's Church")
    undo(bring(sheet(row(1, "St Mary's Church"))))
    assert only_group().name == "St Mary's Church"
    assert count(SourceRecord) == 0


def test_an_import_that_somebody_built_on_is_not_undone_and_says_where(newham: Area) -> None:
    batch_id = bring(sheet(row(1, "A"), row(2, "B")))
    group = db.session.scalars(select(Organisation).where(Organisation.name == "B")).one()
    group.phone = "+442079460001"
    db.session.commit()
    with pytest.raises(jobs.InTheWay) as refused:
        undo(batch_id)
    assert [(one.row, one.name, one.why) for one in refused.value.groups] == [(3, "B", "Group changed")]
    assert count(Organisation) == 2


def test_what_was_recorded_past_the_history_stands_in_the_way_too(newham: Area) -> None:
    batch_id = bring(sheet(row(1, "A")))
    said = {"organisation_id": only_group().id, "subject": Subject.POLICY, "answer": Answer.NO, "by": ""}
    times = {"stated_on": clock.today(), "created_at": clock.now(), "updated_at": clock.now()}
    db.session.execute(insert(Statement), [said | times])
    with pytest.raises(jobs.InTheWay) as refused:
        undo(batch_id)
    assert refused.value.groups[0].why == "Statement recorded"


def test_a_later_change_of_what_was_changed_stands_in_the_way(newham: Area) -> None:
    bring(sheet(row(1, "One")))
    second = bring(sheet(row(1, "Two")))
    third = bring(sheet(row(1, "Three")))
    with pytest.raises(jobs.InTheWay) as refused:
        undo(second)
    assert refused.value.groups[0].why == "its name was changed since"
    undo(third)
    undo(second)
    assert only_group().name == "One"


def test_a_group_that_another_list_names_stands_in_the_way(newham: Area) -> None:
    first = bring(sheet(row(1, "St Mary's Church")))
    bring(sheet(row(1, "St Mary's Church")), source="register")
    with pytest.raises(jobs.InTheWay):
        undo(first)


def test_undoing_goes_on_where_it_was_cut_short(newham: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo_queries.rows_written, "__defaults__", (0, 2))
    batch_id = bring(sheet(*(row(number, f"Place {number}", lon=number / 1000) for number in range(20, 25))))
    db.session.commit()
    jobs.start_undo(batch_id)
    part = undo_queries.rows_written(batch_id)
    undo_actions.undo_part(queries.batch_to_write(batch_id), part, None)
    db.session.commit()
    assert count(Organisation) == 3
    undo(batch_id)
    assert count(Organisation) == 0


def test_an_import_is_undone_once(newham: Area) -> None:
    batch_id = bring(sheet(row(1, "A")))
    undo(batch_id)
    with pytest.raises(RuleBroken, match="Only an import that was made"):
        undo(batch_id)


@pytest.fixture
def adviser(make: Make, newham: Area, signed_in: Callable[[Account], Visitor]) -> Visitor:
    visitor = signed_in(make.adviser(newham))
    db.session.commit()
    return visitor


def imported(visitor: Visitor, content: bytes) -> str:
    file = (io.BytesIO(content), "list.csv")
    page = visitor.submit("/organisations/imports", file=file).headers["Location"]  # type: ignore[arg-type]
    visitor.submit(page, form=-2)
    return page


def test_in_the_browser_an_import_is_undone_after_asking(adviser: Visitor) -> None:
    page = imported(adviser, sheet(row(1, "A"), row(2, "B")))
    asked = adviser.get(f"{page}/undo").text
    assert "2 groups that it made will be removed" in asked
    assert "0 groups" not in asked
    assert count(Organisation) == 2
    adviser.submit(f"{page}/undo")
    assert count(Organisation) == 0
    assert "Import undone" in adviser.get(page).text
    assert adviser.get(f"{page}/undo").status_code == 303


def test_in_the_browser_the_groups_that_stand_in_the_way_are_named(adviser: Visitor) -> None:
    page = imported(adviser, sheet(row(1, "A"), row(2, "B")))
    group = db.session.scalars(select(Organisation).where(Organisation.name == "B")).one()
    group.contact_note = "Ring first"
    db.session.commit()
    shown = adviser.get(f"{page}/undo").text
    assert "Line 3: Group changed" in shown
    assert f'href="/organisations/{group.id}"' in shown
    assert "Undo the import" not in shown


def test_on_the_command_line_an_import_is_undone_by_its_number(commands: Commands, newham: Area) -> None:
    batch_id = bring(sheet(row(1, "A")))
    answer = commands.invoke(args=["organisations", "undo-import", str(batch_id)])
    assert (answer.exit_code, count(Organisation)) == (0, 0)
    assert commands.invoke(args=["organisations", "undo-import", str(batch_id)]).exit_code == 1
    assert commands.invoke(args=["organisations", "undo-import", "999999"]).exit_code == 2
