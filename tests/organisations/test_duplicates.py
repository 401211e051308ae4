"""Pairs of groups that may be one: found, shown side by side, decided, undone."""

import json
from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.organisations.kinds import ClosedReason, Precision
from crm.organisations.matching import queries
from crm.organisations.matching.finding import bring_up_to_date, find_pairs
from crm.organisations.models import DuplicatePair, DuplicateState, FormerName, Organisation, Venue
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import Commands, SignIn, Visitor

LIST = "/organisations/duplicates"
LON, LAT = 0.03, 51.53
METRE = 1 / 111_195


@pytest.fixture
def adviser(make: Make, newham: Area, signed_in: SignIn) -> Visitor:
    return signed_in(make.adviser(newham, name="Asha Rao"))


@pytest.fixture
def place(make: Make, newham: Area) -> Callable[..., Organisation]:
    def made(name: str, north: float = 0.0, area: Area | None = None) -> Organisation:
        group = make.organisation(area or newham, name=name)
        point = {"lon": LON, "lat": LAT + north * METRE}
        make.keep(Venue(organisation_id=group.id, address="1 High Street", precision=Precision.EXACT, **point))
        return group

    return made


def refresh(session: Session) -> None:
    bring_up_to_date(find_pairs())
    session.commit()


def only_pair(session: Session) -> DuplicatePair:
    return session.scalars(select(DuplicatePair)).one()


def page_of(session: Session) -> str:
    return f"{LIST}/{only_pair(session).id}"


def test_pairs_are_found_and_the_same_run_again_changes_nothing(
    session: Session, place: Callable[..., Organisation]
) -> None:
    for name, north in (("Noor Masjid", 0), ("Nur Mosque", 20), ("All Saints", 10), ("Nur Mosque", 30_000)):
        place(name, north)
    found = find_pairs()
    assert found.groups == 4
    assert [(score, reason) for score, reason in found.pairs.values()] == [(99, "The same name, 20 m apart")]
    assert bring_up_to_date(found).new == 1
    session.commit()
    again = bring_up_to_date(find_pairs())
    assert (again.new, again.changed, again.gone) == (0, 0, 0)


def test_a_pair_goes_when_its_groups_have_become_unlike_but_a_decision_stays(
    session: Session, make: Make, newham: Area, place: Callable[..., Organisation]
) -> None:
    one, _ = place("Noor Masjid"), place("Nur Mosque", 20)
    place("Hope Chapel", 1000), place("Hope Chapel", 1020)
    refresh(session)
    decided = session.scalars(select(DuplicatePair).where(DuplicatePair.organisation_id != one.id)).one()
    decided.state, decided.decided_at = DuplicateState.NOT_THE_SAME, clock.now()
    one.name, one.sort_name, one.search_names = "Bethel", "bethel", "bethel"
    session.commit()
    brought = bring_up_to_date(find_pairs())
    assert (brought.new, brought.gone, brought.decided) == (0, 1, 1)
    session.commit()
    assert only_pair(session).state is DuplicateState.NOT_THE_SAME


def test_a_closed_group_is_no_part_of_a_pair(session: Session, place: Callable[..., Organisation]) -> None:
    one, _ = place("Noor Masjid"), place("Nur Mosque", 20)
    one.closed_on, one.closed_reason = clock.today(), ClosedReason.CEASED
    session.commit()
    assert find_pairs().pairs == {}


def test_the_likeliest_pair_comes_first(session: Session, adviser: Visitor, place: Callable[..., Organisation]) -> None:
    for name, north in (("Hope Hall", 0), ("Hope Hall", 150), ("Noor Masjid", 2000), ("Noor Masjid", 2000)):
        place(name, north)
    refresh(session)
    shown = adviser.get(LIST).text
    assert shown.index("Noor Masjid") < shown.index("Hope Hall")


def test_two_groups_stand_side_by_side(
    session: Session, make: Make, adviser: Visitor, place: Callable[..., Organisation]
) -> None:
    one, other = place("Noor Masjid"), place("Nur Mosque", 20)
    make.keep(FormerName(organisation_id=other.id, name="Light House"))
    one.phone = other.phone = "+442079460001"
    refresh(session)
    shown = adviser.get(page_of(session)).text
    for said in ("Noor Masjid", "Nur Mosque", "Light House", "020 7946 0001", "1 High Street", "the same"):
        assert said in shown


def test_not_the_same_is_remembered_with_who_when_and_why(
    session: Session, adviser: Visitor, place: Callable[..., Organisation]
) -> None:
    place("Noor Masjid")
    place("Nur Mosque", 20)
    refresh(session)
    page = page_of(session)
    answer = adviser.submit(page, note="Two rooms of one building")
    assert answer.headers["Location"].endswith(LIST)
    assert "No pairs to look at" in adviser.get(LIST).text
    shown = adviser.get(page).text
    assert "Asha Rao" in shown
    assert "Two rooms of one building" in shown
    assert "Noor Masjid" in adviser.get(f"{LIST}?decided=yes").text
    events = session.scalars(select(AuditEntry.event)).all()
    assert "duplicate.not_the_same" in events


def test_after_one_pair_the_next_is_shown(
    session: Session, adviser: Visitor, place: Callable[..., Organisation]
) -> None:
    for name, north in (("Hope Hall", 0), ("Hope Hall", 150), ("Noor Masjid", 2000), ("Noor Masjid", 2000)):
        place(name, north)
    refresh(session)
    first, second = session.scalars(select(DuplicatePair.id).order_by(DuplicatePair.score.desc())).all()
    assert adviser.submit(f"{LIST}/{first}").headers["Location"].endswith(f"{LIST}/{second}")


def test_a_pair_may_be_left_for_now_and_comes_round_again(
    session: Session, adviser: Visitor, place: Callable[..., Organisation]
) -> None:
    for name, north in (("Hope Hall", 0), ("Hope Hall", 150), ("Noor Masjid", 2000), ("Noor Masjid", 2000)):
        place(name, north)
    refresh(session)
    first, second = session.scalars(select(DuplicatePair.id).order_by(DuplicatePair.score.desc())).all()
    for shown, following in ((first, second), (second, first)):
        text = adviser.get(f"{LIST}/{shown}").text
        assert f'href="{LIST}/{following}">Leave this pair for now' in text


def test_a_pair_alone_leads_to_no_other(session: Session, adviser: Visitor, place: Callable[..., Organisation]) -> None:
    place("Noor Masjid"), place("Nur Mosque", 20)
    refresh(session)
    assert "1 pair to look at" in adviser.get(LIST).text
    assert "Leave this pair for now" not in adviser.get(page_of(session)).text


def test_a_decision_is_undone(session: Session, adviser: Visitor, place: Callable[..., Organisation]) -> None:
    place("Noor Masjid")
    place("Nur Mosque", 20)
    refresh(session)
    page = page_of(session)
    adviser.submit(page, note="A slip")
    adviser.submit(page)
    session.expire_all()
    pair = only_pair(session)
    assert (pair.state, pair.decided_by_id, pair.decision_note) == (DuplicateState.OPEN, None, "")
    assert "Noor Masjid" in adviser.get(LIST).text


def test_a_reason_that_is_too_long_is_told_beside_it_and_kept(
    session: Session, adviser: Visitor, place: Callable[..., Organisation]
) -> None:
    place("Noor Masjid")
    place("Nur Mosque", 20)
    refresh(session)
    answer = adviser.submit(page_of(session), note="x" * 501)
    assert "must be 500 characters or" in answer.text
    assert "x" * 501 in answer.text
    assert only_pair(session).state is DuplicateState.OPEN


def test_a_pair_with_one_group_elsewhere_is_not_there(
    session: Session, make: Make, adviser: Visitor, place: Callable[..., Organisation]
) -> None:
    place("Noor Masjid")
    place("Nur Mosque", 20, make.area())
    refresh(session)
    assert "No pairs to look at" in adviser.get(LIST).text
    assert adviser.get(page_of(session)).status_code == 404


def test_a_home_of_another_area_is_not_shown(
    session: Session, make: Make, adviser: Visitor, newham: Area, place: Callable[..., Organisation]
) -> None:
    elsewhere = make.area()
    one, _ = place("Noor Masjid"), place("Nur Mosque", 20)
    home = {"address": "9 Quiet Lane", "precision": Precision.MASKED, "area_id": elsewhere.id}
    make.keep(Venue(organisation_id=one.id, **home))
    refresh(session)
    shown = adviser.get(page_of(session)).text
    assert "A home" in shown
    assert "Quiet Lane" not in shown


def test_the_list_takes_no_more_statements_for_many_pairs(
    session: Session, adviser: Visitor, place: Callable[..., Organisation]
) -> None:
    counted = []
    for size in (1, 20):
        for number in range(size):
            place(f"Hope {number} {size}", 1000 * number), place(f"Hope {number} {size}", 1000 * number)
        refresh(session)
        with statements() as said:
            assert adviser.get(LIST).status_code == 200
        counted.append(len(said))
    assert counted[0] == counted[1]


def test_the_command_fills_the_queue_and_says_what_it_did(
    session: Session, commands: Commands, place: Callable[..., Organisation]
) -> None:
    place("Noor Masjid")
    place("Nur Mosque", 20)
    session.commit()
    tried = commands.invoke(args=["organisations", "duplicates", "--dry-run"])
    assert "The same name, 20 m apart" in tried.output
    assert session.scalars(select(DuplicatePair.id)).all() == []
    done = commands.invoke(args=["organisations", "duplicates", "--json"])
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert (said["groups"], said["pairs"], said["new"]) == (2, 1, 1)
    assert only_pair(session).score == 99


def merge_form(page: str) -> str:
    """The address of "Merge the two groups"."""
    addresses = (part.split('"', 1)[0] for part in page.split('href="'))
    return next(unescape(address) for address in addresses if "/merge/" in address)


def test_after_a_merge_from_the_queue_comes_the_next_pair(
    session: Session, adviser: Visitor, place: Callable[..., Organisation]
) -> None:
    for name, north in (("Noor Masjid", 0), ("Noor Masjid", 2), ("Hope Hall", 2000), ("Hope Hall", 2100)):
        place(name, north)
    refresh(session)
    first, second = session.scalars(select(DuplicatePair).order_by(DuplicatePair.score.desc())).all()
    second_id = second.id
    answer = adviser.submit(merge_form(adviser.get(f"{LIST}/{first.id}").text))
    assert answer.headers["Location"] == f"{LIST}/{second_id}"
    answer = adviser.submit(merge_form(adviser.get(f"{LIST}/{second_id}").text))
    assert answer.headers["Location"] == LIST


def test_the_queue_is_reached_from_the_groups_with_its_number(
    session: Session,
    make: Make,
    newham: Area,
    adviser: Visitor,
    signed_in: SignIn,
    place: Callable[..., Organisation],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for north in (0, 2, 4):
        place("Noor Masjid", north)
    refresh(session)
    assert "Listed twice? (3)" in adviser.get("/organisations").text
    monkeypatch.setattr(queries, "MOST_COUNTED", 2)
    assert "Listed twice? (2+)" in adviser.get("/organisations").text
    assert "Listed twice?" not in signed_in(make.viewer(newham)).get("/organisations").text
    elsewhere = signed_in(make.adviser(make.area()))
    assert "Listed twice? (0)" in elsewhere.get("/organisations").text


def test_the_history_of_a_group_names_what_was_merged_into_it_and_leads_to_undoing(
    session: Session, adviser: Visitor, place: Callable[..., Organisation]
) -> None:
    kept, gone = place("Noor Masjid"), place("Nur Mosque", 20)
    kept_id = kept.id
    adviser.submit(f"/organisations/{kept_id}/merge/{gone.id}", name="this")
    page = adviser.get(f"/organisations/{kept_id}/history").text
    assert "<bdi>Nur Mosque</bdi>, on " in page
    assert f"/organisations/{kept_id}/merges/" in page
