"""Staff record where somebody looked for groups; those of other areas neither see it nor touch it."""

import datetime as dt
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area, Ward
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.reporting.doctor import findings
from crm.sweeps.models import Sweep, Way
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor, forms

TODAY = dt.date(2026, 11, 22)
WALK: dict[str, Any] = {
    "swept_on-day": "2",
    "swept_on-month": "11",
    "swept_on-year": "2026",
    "way": "streets",
    "looked_by": "Ruth Adeyemi",
    "groups_found": "2",
    "note": "From the station to the docks",
}


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def hackney(make: Make) -> Area:
    return make.area(name="Hackney")


@pytest.fixture
def boleyn(make: Make, newham: Area) -> Ward:
    return make.ward(newham, name="Boleyn")


@pytest.fixture
def beckton(make: Make, newham: Area) -> Ward:
    return make.ward(newham, name="Beckton")


@pytest.fixture
def ada(make: Make, newham: Area) -> Account:
    return make.adviser(newham, name="Ada Lovell")


@pytest.fixture
def adviser(ada: Account, signed_in: SignIn) -> Visitor:
    return signed_in(ada)


def swept(make: Make, by: Account, area: Area, ward: Ward | None = None, **values: Any) -> Sweep:
    usual = {"swept_on": TODAY, "way": Way.WEB, "looked_by": "Ada Lovell", "recorded_by_id": by.id}
    return make.keep(Sweep(area_id=area.id, ward_id=ward.id if ward else None, **{**usual, **values}))


def look(visitor: Visitor, area: Area) -> str:
    answer = visitor.get(f"/map/sweeps?area={area.code}")
    assert answer.status_code == 200
    return unescape(answer.text).replace("<bdi>", "").replace("</bdi>", "")


def press(visitor: Visitor, sweep: Sweep, way: str) -> int:
    action = f"/map/sweeps/{sweep.id}/{way}"
    given = dict(forms(visitor.get("/map/sweeps").text)).get(action) or forms(visitor.get("/account").text)[-1][1]
    return visitor.post(action, data=given).status_code


def test_a_ward_says_that_nobody_has_looked_until_somebody_has(adviser: Visitor, newham: Area, boleyn: Ward) -> None:
    assert "Nobody yet" in look(adviser, newham)
    assert adviser.submit(f"/map/sweeps/new?area={newham.code}&ward={boleyn.code}", **WALK).status_code == 303
    page = look(adviser, newham)
    assert "Nobody yet" not in page
    assert "Boleyn, 2 November 2026" in page
    assert "Walked or drove through the streets, Ruth Adeyemi. 2 groups not known before." in " ".join(page.split())


def test_one_walk_through_two_wards_is_a_look_at_each(
    adviser: Visitor, newham: Area, boleyn: Ward, beckton: Ward, session: Session
) -> None:
    both = [str(boleyn.id), str(beckton.id)]
    adviser.submit(f"/map/sweeps/new?area={newham.code}", **{**WALK, "groups_found": ""}, where="some", wards=both)
    assert set(session.scalars(select(Sweep.ward_id))) == {boleyn.id, beckton.id}


def test_how_many_were_new_is_said_of_one_ward_at_a_time(
    adviser: Visitor, newham: Area, boleyn: Ward, beckton: Ward, session: Session
) -> None:
    both = [str(boleyn.id), str(beckton.id)]
    page = adviser.submit(f"/map/sweeps/new?area={newham.code}", **WALK, where="some", wards=both).text
    assert "To say how many groups were new, record one ward at a time" in page
    assert session.scalars(select(Sweep.id)).all() == []


def test_a_look_at_the_whole_area_is_one_row_and_counts_for_its_wards(
    adviser: Visitor, newham: Area, boleyn: Ward, beckton: Ward, session: Session
) -> None:
    adviser.submit(f"/map/sweeps/new?area={newham.code}", **WALK, where="whole")
    assert list(session.scalars(select(Sweep.ward_id))) == [None]
    page = look(adviser, newham)
    assert "(the whole of Newham)" in page
    assert "Nobody yet" not in page


def test_an_area_without_wards_is_looked_through_as_a_whole(
    make: Make, hackney: Area, signed_in: SignIn, session: Session
) -> None:
    visitor = signed_in(make.adviser(hackney))
    assert "No wards are loaded for Hackney" in look(visitor, hackney)
    visitor.submit("/map/sweeps/new", **WALK)
    assert session.scalars(select(Sweep.area_id)).one() == hackney.id


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"swept_on-year": "2027"}, "must be today or in the past"),
        ({"where": ""}, "Select where they looked"),
        ({"wards": []}, "Select the wards where they looked"),
        ({"way": ""}, "Select how they looked"),
        ({"looked_by": ""}, "Enter who looked"),
        ({"groups_found": "many"}, "The number of groups"),
        ({"groups_found": "-1"}, "between 0 and 9,999"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_lost(
    adviser: Visitor, newham: Area, boleyn: Ward, session: Session, answers: dict[str, Any], said: str
) -> None:
    answer = adviser.submit(f"/map/sweeps/new?area={newham.code}&ward={boleyn.code}", **{**WALK, **answers})
    assert said in unescape(answer.text)
    assert "From the station to the docks" in answer.text
    assert session.scalars(select(Sweep.id)).all() == []


def test_a_ward_of_another_area_cannot_be_sent(
    adviser: Visitor, make: Make, newham: Area, hackney: Area, boleyn: Ward, session: Session
) -> None:
    dalston = make.ward(hackney)
    adviser.submit(f"/map/sweeps/new?area={newham.code}", **WALK, where="some", wards=[str(dalston.id)])
    assert session.scalars(select(Sweep.id)).all() == []


def test_a_look_recorded_by_mistake_is_removed_and_can_be_put_back(
    adviser: Visitor, make: Make, ada: Account, newham: Area, boleyn: Ward, session: Session
) -> None:
    sweep = swept(make, ada, newham, boleyn)
    assert press(adviser, sweep, "remove") == 303
    assert "Nobody yet" in look(adviser, newham)
    assert press(adviser, sweep, "put-back") == 303
    assert "Nobody yet" not in look(adviser, newham)
    assert {"sweep.removed", "sweep.put_back"} <= set(session.scalars(select(AuditEntry.event)))


def test_after_a_day_what_was_removed_is_gone(
    adviser: Visitor, make: Make, ada: Account, newham: Area, boleyn: Ward
) -> None:
    gone = swept(make, ada, newham, boleyn, removed_at=clock.now() - dt.timedelta(hours=25), note="Long gone")
    assert "Long gone" not in look(adviser, newham)
    press(adviser, gone, "put-back")
    assert "Nobody yet" in look(adviser, newham)


def test_staff_of_another_area_see_nothing_of_it_and_change_nothing(
    make: Make, ada: Account, newham: Area, hackney: Area, signed_in: SignIn, session: Session
) -> None:
    sweep = swept(make, ada, newham, note="Only for Newham")
    stranger = signed_in(make.adviser(hackney))
    assert "Only for Newham" not in stranger.get("/map/sweeps").text
    assert stranger.get(f"/map/sweeps?area={newham.code}").status_code == 404
    assert stranger.get(f"/map/sweeps/new?area={newham.code}").status_code == 404
    assert press(stranger, sweep, "remove") == 404
    assert session.scalars(select(Sweep.removed_at)).one() is None


def test_a_viewer_reads_it_and_records_nothing(make: Make, ada: Account, newham: Area, signed_in: SignIn) -> None:
    sweep = swept(make, ada, newham, note="Looked at every hall")
    viewer = signed_in(make.viewer(newham))
    page = look(viewer, newham)
    assert "Looked at every hall" in page
    assert "Record where someone looked" not in page
    assert viewer.get("/map/sweeps/new").status_code == 403
    assert press(viewer, sweep, "remove") == 403


def test_one_who_only_views_another_area_does_not_record_there(
    make: Make, newham: Area, hackney: Area, signed_in: SignIn
) -> None:
    both = make.adviser(newham)
    both.grants.extend(make.viewer(hackney).grants)
    visitor = signed_in(both)
    assert "Record where someone looked" not in look(visitor, hackney)
    assert visitor.get(f"/map/sweeps/new?area={hackney.code}").status_code == 404


def test_group_accounts_see_nothing_of_it(make: Make, newham: Area, signed_in: SignIn) -> None:
    assert signed_in(make.group_account(make.organisation(newham))).get("/map/sweeps").status_code == 403


def test_names_and_notes_are_shown_as_they_were_typed(adviser: Visitor, make: Make, ada: Account, newham: Area) -> None:
    swept(make, ada, newham, looked_by="أمينة <b>", note='"Quoted" <script>alert(1)</script>')
    html = adviser.get("/map/sweeps").text
    assert "أمينة &lt;b&gt;" in html
    assert "<script>alert" not in html


def test_many_looks_cost_no_more_statements_and_have_pages(
    adviser: Visitor, make: Make, ada: Account, newham: Area, boleyn: Ward
) -> None:
    swept(make, ada, newham, boleyn)
    with statements() as few:
        adviser.get("/map/sweeps")
    for day in range(40):
        swept(make, ada, newham, boleyn, swept_on=TODAY - dt.timedelta(days=day))
    with statements() as many:
        page = adviser.get("/map/sweeps").text
    assert len(few) == len(many) <= 12
    assert 'rel="next"' in page


def test_doctor_finds_a_look_at_a_ward_of_another_area(
    make: Make, ada: Account, newham: Area, hackney: Area, boleyn: Ward
) -> None:
    right, wrong = swept(make, ada, newham, boleyn), swept(make, ada, hackney, boleyn)
    assert f"Sweep {wrong.id} is of a ward of another area" in findings()
    assert f"Sweep {right.id} is of a ward of another area" not in findings()


def test_a_note_that_seems_to_tell_of_a_child_is_held_up(
    adviser: Visitor, newham: Area, boleyn: Ward, session: Session
) -> None:
    risky = {**WALK, "note": "His son Bilal, aged 7, opened the door"}
    page = adviser.submit(f"/map/sweeps/new?area={newham.code}&ward={boleyn.code}", **risky).text
    assert "Take it out, or give the reason to keep it" in unescape(page)
    assert session.scalars(select(Sweep.id)).all() == []
