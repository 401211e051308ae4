"""How a group came to be what it is: dated relations in words and as a picture, and old names that lead on."""

import datetime as dt
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.core import clock
from crm.organisations import lineage
from crm.organisations.kinds import ClosedReason, Precision, RelationKind
from crm.organisations.models import FormerName, Organisation, Relation, Venue
from tests.factories import Make
from tests.support.web import Visitor

SPRING, SUMMER = dt.date(2024, 4, 1), dt.date(2025, 7, 1)


@pytest.fixture
def group(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Hope Chapel")


@pytest.fixture
def later(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Zion Temple")


def relate(visitor: Visitor, group: Organisation, other: Organisation, kind: RelationKind, note: str = "") -> None:
    day: dict[str, Any] = {"started_on-day": "1", "started_on-month": "7", "started_on-year": "2025"}
    page = f"/organisations/{group.id}/relations/new?q={other.name.split()[0]}"
    answer = visitor.submit(page, other_id=str(other.id), kind=kind.value, note=note, **day)
    assert answer.status_code == 303, unescape(answer.text)


def details(visitor: Visitor, group: Organisation) -> str:
    return " ".join(unescape(visitor.get(f"/organisations/{group.id}/details").text).split())


@pytest.mark.parametrize(
    "kind", [RelationKind.SUCCEEDED_BY, RelationKind.REAPPEARED_AS, RelationKind.REOPENED_AS, RelationKind.MERGED_INTO]
)
def test_whoever_looks_for_a_group_that_went_on_finds_what_it_became(
    group: Organisation, later: Organisation, adviser: Visitor, kind: RelationKind
) -> None:
    relate(adviser, group, later, kind)
    found = adviser.get("/organisations?q=hope").text
    assert f"/organisations/{later.id}" in found
    assert "Formerly <bdi>Hope Chapel</bdi>" in " ".join(found.split())


def test_a_group_that_split_off_was_not_called_what_the_other_is(
    session: Session, group: Organisation, later: Organisation, adviser: Visitor
) -> None:
    relate(adviser, later, group, RelationKind.SPLIT_FROM)
    assert session.scalars(select(FormerName)).all() == []


def test_both_sides_tell_of_it_in_words_and_in_a_picture(
    group: Organisation, later: Organisation, adviser: Visitor
) -> None:
    relate(adviser, group, later, RelationKind.REAPPEARED_AS, note="The pastor told us")
    here, there = details(adviser, group), details(adviser, later)
    assert "Reappeared under a new name as" in here
    assert "The pastor told us" in here
    assert 'aria-label="Hope Chapel. Reappeared under a new name as, 2025: Zion Temple"' in here
    assert 'aria-label="Zion Temple. Reappeared under this name, and before that was, 2025: Hope Chapel"' in there


def test_a_relation_that_was_a_mistake_is_removed_and_put_back(
    session: Session, group: Organisation, later: Organisation, adviser: Visitor
) -> None:
    relate(adviser, group, later, RelationKind.SUCCEEDED_BY)
    relation = session.scalars(select(Relation)).one()
    adviser.submit(f"/organisations/{group.id}/relations/{relation.id}/remove")
    assert session.scalars(select(FormerName)).all() == []
    assert later.search_names == "zion temple"
    assert "No relation is known." in details(adviser, later)
    page = adviser.get(f"/organisations/{group.id}/details").text
    assert "Put it back" in page
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"', maxsplit=1)[0]
    adviser.post(f"/organisations/{group.id}/relations/{relation.id}/put-back", data={"csrf_token": token})
    session.expire_all()
    assert (relation.removed_at, later.search_names) == (None, "zion temple | hope chapel")


def test_after_a_day_a_removed_relation_is_no_longer_offered(
    session: Session, group: Organisation, later: Organisation, adviser: Visitor, make: Make
) -> None:
    removed_at = clock.now() - dt.timedelta(days=2)
    own = {"organisation_id": group.id, "other_id": later.id, "kind": RelationKind.MEMBER_OF}
    make.keep(Relation(**own, removed_at=removed_at))
    assert "Put it back" not in details(adviser, group)


def test_a_closed_group_leads_on_to_what_it_became(
    session: Session, group: Organisation, later: Organisation, adviser: Visitor
) -> None:
    relate(adviser, group, later, RelationKind.SUCCEEDED_BY)
    group.closed_on, group.closed_reason = SUMMER, ClosedReason.MOVED_AWAY
    session.flush()
    page = adviser.get(f"/organisations/{group.id}").text
    assert "It goes on as" in page
    assert f'href="/organisations/{later.id}"' in page


@pytest.mark.parametrize(
    ("reason", "leads_to"),
    [("ceased", "details"), ("merged", "relations/new?kind=merged_into"), ("duplicate", "merge"),
     ("moved_away", "relations/new?kind=reappeared_as")],
)  # fmt: skip
def test_closing_asks_what_the_group_goes_on_as(
    group: Organisation, adviser: Visitor, reason: str, leads_to: str
) -> None:
    day: dict[str, Any] = {"closed_on-day": "1", "closed_on-month": "7", "closed_on-year": "2025"}
    answer = adviser.submit(f"/organisations/{group.id}/close", closed_reason=reason, **day)
    assert answer.headers["Location"] == f"/organisations/{group.id}/{leads_to}"


@pytest.mark.parametrize("q", ["E7 8AB", "e78ab", "12 high street", "12 High"])
def test_a_former_address_finds_the_group(make: Make, group: Organisation, adviser: Visitor, q: str) -> None:
    at = {"organisation_id": group.id, "address": "12 High Street", "postcode": "E7 8AB"}
    make.keep(Venue(**at, precision=Precision.POSTCODE, started_on=SPRING, ended_on=SUMMER))
    found = " ".join(adviser.get(f"/organisations?q={q}").text.split())
    assert "Hope Chapel" in found
    assert "Met at <bdi>12 High Street, E7 8AB</bdi>" in found


def test_a_home_is_not_found_by_its_address(make: Make, group: Organisation, adviser: Visitor) -> None:
    at = {"organisation_id": group.id, "address": "12 High Street", "postcode": "E7 8AB"}
    make.keep(Venue(**at, precision=Precision.MASKED))
    assert "No groups match" in adviser.get("/organisations?q=E7 8AB").text


def test_what_happened_is_told_in_the_order_of_its_days(make: Make) -> None:
    group = make.organisation(name="Hope Chapel", closed_on=SUMMER, closed_reason=ClosedReason.CEASED)
    former = [SimpleNamespace(name="The Old Chapel", on=None)]
    relation = _relation(RelationKind.SPLIT_FROM, SPRING, other_name="Grace Church", organisation_id=group.id)
    told = [(step.on, step.words, step.name) for step in lineage.steps(group, former, [], [relation])]
    assert told == [
        (None, lineage.ONCE, "The Old Chapel"),
        (SPRING, "Split from", "Grace Church"),
        (SUMMER, "Closed: It no longer meets", ""),
    ]


def test_the_picture_has_the_earlier_groups_above_and_the_later_ones_below(make: Make) -> None:
    group = make.organisation(name="Hope Chapel")
    relations = [
        _relation(RelationKind.SUCCEEDED_BY, SUMMER, other_name="Later", organisation_id=group.id),
        _relation(RelationKind.SPLIT_FROM, SPRING, other_name="Earlier", organisation_id=group.id),
        _relation(RelationKind.MERGED_INTO, None, name="Taken in", other_id=group.id),
        _relation(RelationKind.MEMBER_OF, None, other_name="A forum", organisation_id=group.id),
    ]
    drawn = lineage.picture(group, relations)
    assert drawn is not None
    assert [dot.name for dot in drawn.dots] == ["Taken in", "Earlier", "Hope Chapel", "Later"]
    assert len(drawn.lines) == 3


def test_a_group_out_of_reach_is_not_named(make: Make) -> None:
    group = make.organisation(name="Hope Chapel")
    relation = _relation(RelationKind.SUCCEEDED_BY, None, organisation_id=group.id)
    assert lineage.told(relation, group.id) == ("Succeeded by", None, lineage.ELSEWHERE)


def _relation(kind: RelationKind, on: dt.date | None, **values: Any) -> Any:
    usual = {"organisation_id": 0, "other_id": 0, "name": None, "other_name": None, "note": "", "removed_at": None}
    return SimpleNamespace(**{**usual, "kind": kind, "started_on": on, **values})
