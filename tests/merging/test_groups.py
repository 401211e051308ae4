"""Two records of a group become one: nothing is lost, nothing is left behind, and it can be taken back."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.audit.models import AuditEntry
from crm.core.models import Base
from crm.merging import actions, rules
from crm.merging.moving import pointing_at
from crm.merging.rules import OTHER
from crm.organisations.models import FormerName
from crm.organisations.queries import listing
from crm.reporting.doctor import findings
from crm.reporting.standing import differences
from tests.factories import Make
from tests.merging.twins import everything, full, merge


def test_every_table_that_names_a_group_has_a_row_in_this_test(session: Session, make: Make) -> None:
    """A new table is added to tests/whole/world.py, and so what follows is tried with it too."""
    full(make)
    session.commit()
    empty = [
        f"{column.table.name}.{column.name}"
        for column in pointing_at("organisation")
        if not session.execute(select(column).where(column.is_not(None)).limit(1)).first()
    ]
    assert empty == []


def test_whatever_points_to_one_record_points_to_the_other(session: Session, make: Make) -> None:
    kept, gone = full(make), full(make)
    session.commit()
    gone_id = gone.group.id
    before = {name: len(rows) for name, rows in everything(session).items()}
    merge(kept.group, gone.group, make.administrator())
    session.commit()
    left = [
        column.table.name
        for column in pointing_at("organisation")
        if session.execute(select(column).where(column == gone_id)).first()
    ]
    assert left == []
    lost = {name: before[name] - len(rows) for name, rows in everything(session).items() if len(rows) < before[name]}
    assert lost == {"organisation": 1, "policy": 1, "meeting_time": 1, "said_none": 1, "legal_hold": 1}


def test_what_is_kept_beside_the_groups_is_right_after_a_merge_and_after_its_undoing(
    session: Session, make: Make
) -> None:
    kept, gone = full(make), full(make)
    session.commit()
    merge_row = merge(kept.group, gone.group, make.administrator())
    session.commit()
    assert (differences(), [line for line in findings() if "Person" not in line]) == ([], [])
    actions.undo(merge_row, make.administrator())
    session.commit()
    assert differences() == []


def test_undoing_restores_every_row_of_every_table(session: Session, make: Make) -> None:
    kept, gone = full(make), full(make)
    actor = make.administrator()
    session.commit()
    before = everything(session)
    merge_row = merge(kept.group, gone.group, actor, name=OTHER, kind=OTHER, lead_area=OTHER)
    session.commit()
    actions.undo(merge_row, actor)
    session.commit()
    after = everything(session)
    assert {name: after[name] for name in after if after[name] != before[name]} == {}


def test_both_records_tell_of_it_in_their_history(session: Session, make: Make) -> None:
    kept, gone = make.organisation(name="Hope Chapel"), make.organisation(name="Chapel of Hope")
    session.commit()
    gone_id, actor = gone.id, make.administrator()
    merge(kept, gone, actor)
    session.commit()
    told = select(AuditEntry.event, AuditEntry.row_id).where(AuditEntry.organisation_id == kept.id)
    assert {("organisation.merged", kept.id), ("organisation.merged_away", gone_id)} <= set(
        map(tuple, session.execute(told))
    )


def test_the_name_that_was_not_chosen_is_kept_and_found(session: Session, make: Make) -> None:
    kept, gone = make.organisation(name="Hope Chapel"), make.organisation(name="Zion Temple")
    merge(kept, gone, make.administrator(), name=OTHER)
    session.commit()
    assert kept.name == "Zion Temple"
    assert session.scalars(select(FormerName.name).where(FormerName.organisation_id == kept.id)).all() == [
        "Hope Chapel"
    ]
    assert [row.id for row in listing.groups_named("hope", 0)] == [kept.id]


def test_a_placeholder_is_not_kept_as_a_name(session: Session, make: Make) -> None:
    kept, gone = (
        make.organisation(name="Unnamed place", name_is_placeholder=True),
        make.organisation(name="Zion Temple"),
    )
    merge(kept, gone, make.administrator())
    session.commit()
    assert (kept.name, kept.name_is_placeholder, kept.search_names) == ("Zion Temple", False, "zion temple")


def test_what_only_one_of_the_two_says_is_kept(session: Session, make: Make) -> None:
    kept, gone = make.organisation(), make.organisation(phone="+442079460000", is_sensitive=True)
    merge(kept, gone, make.administrator())
    session.commit()
    assert (kept.phone, kept.is_sensitive) == ("+442079460000", True)


def test_the_number_of_a_record_that_went_is_not_given_again(session: Session, make: Make) -> None:
    """SQLite would give the highest number again: an old address would show another group."""
    kept, gone = make.organisation(), make.organisation()
    session.commit()
    gone_id = gone.id
    merge(kept, gone, make.administrator())
    session.commit()
    assert make.organisation().id > gone_id


def test_an_open_page_of_the_record_that_stays_is_out_of_date(session: Session, make: Make) -> None:
    kept, gone = make.organisation(), make.organisation()
    session.commit()
    version = kept.version_id
    merge(kept, gone, make.administrator())
    session.commit()
    assert kept.version_id > version


# What a merge must know of the schema


def test_every_rule_is_about_columns_that_there_are() -> None:
    for rule in rules.SAME:
        assert {*rule.columns, *rule.only} <= set(Base.metadata.tables[rule.table].c.keys()), rule.table


def test_a_row_that_is_removed_holds_nothing_that_must_not_be_copied() -> None:
    """Removed rows stand in the journal of the merge (domain.md 4.7)."""
    removed = {rule.table for rule in rules.SAME} | {"organisation", "person"}
    assert not {"certificate_number", "password"} & {c.name for table in removed for c in Base.metadata.tables[table].c}
