"""The History tab: plain words, newest first, and nothing of what the reader may not see."""

from html import unescape
from typing import Any

import pytest

from crm.access.models import Layer
from crm.accounts.models import AccountRole
from crm.areas.models import Area
from crm.audit import words
from crm.audit.models import AuditEntry, AuditValue
from crm.organisations.models import Organisation
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor


@pytest.fixture
def hackney(make: Make) -> Area:
    return make.area(name="Hackney")


@pytest.fixture
def group(make: Make, newham: Area, hackney: Area) -> Organisation:
    return make.organisation(newham, hackney, name="Hope Chapel")


def entry(make: Make, group: Organisation, event: str = "organisation.changed", **values: Any) -> AuditEntry:
    usual = {"event": event, "table_name": event.partition(".")[0], "layer": Layer.CORE, "changes": {}}
    return make.keep(AuditEntry(organisation_id=group.id, **{**usual, **values}))


def look(visitor: Visitor, group: Organisation, address: str = "") -> str:
    answer = visitor.get(f"/organisations/{group.id}/history{address}")
    assert answer.status_code == 200
    return " ".join(unescape(answer.text).replace("<bdi>", "").replace("</bdi>", "").split())


def test_a_group_without_a_history_says_so(make: Make, newham: Area, group: Organisation, signed_in: SignIn) -> None:
    assert "Nothing has been changed" in look(signed_in(make.adviser(newham)), group)


def test_a_change_is_told_in_plain_words(make: Make, newham: Area, group: Organisation, signed_in: SignIn) -> None:
    visitor = signed_in(make.adviser(newham, name="Ama Boateng"))
    visitor.submit(f"/organisations/{group.id}/edit", name="Faith Chapel", faith="christian", phone="020 7946 0001")
    page = look(visitor, group)
    assert "Group changed" in page
    assert "by Ama Boateng" in page
    assert "Hope Chapel became Faith Chapel" in page
    assert "Faith: Not stated became Christian" in page
    assert "Phone: 020 7946 0001" in page


def test_rows_are_told_by_their_names(make: Make, newham: Area, group: Organisation, signed_in: SignIn) -> None:
    entry(make, group, changes={"lead_area_id": [newham.id, None], "closed_on": [None, "2026-11-01"]})
    page = look(signed_in(make.adviser(newham)), group)
    assert "Lead area: Newham was removed" in page
    assert "Closed: 1 November 2026" in page


def test_the_newest_is_first_and_pages_lead_on(
    make: Make, newham: Area, group: Organisation, signed_in: SignIn
) -> None:
    for number in range(30):
        entry(make, group, changes={"name": [None, f"Name {number:02}"]})
    visitor = signed_in(make.adviser(newham))
    with statements() as said:
        first = look(visitor, group)
    assert len(said) <= 12
    assert first.index("Name 29") < first.index("Name 05")
    assert "Name 04" not in first
    older = first.split('rel="next"')[0].rsplit("/history", 1)[1].split('"')[0]
    assert "Name 00" in look(visitor, group, older)


LAYERS = [(Layer.CORE, True, True), (Layer.ASSURANCE, True, False), (Layer.PRIVATE, False, False)]


@pytest.mark.parametrize(("layer", "for_another_area", "for_a_viewer"), LAYERS)
def test_an_entry_is_seen_by_whoever_sees_its_row(
    make: Make,
    newham: Area,
    hackney: Area,
    group: Organisation,
    signed_in: SignIn,
    layer: Layer,
    for_another_area: bool,
    for_a_viewer: bool,
) -> None:
    told = entry(make, group, "follow_up.done", layer=layer, area_id=newham.id)
    make.keep(AuditValue(entry_id=told.id, column_name="what", before=None, after="Ring the imam"))
    seen = {
        name: "Ring the imam" in look(signed_in(account), group)
        for name, account in (
            ("own", make.adviser(newham)),
            ("other", make.adviser(hackney)),
            ("viewer", make.viewer(newham)),
        )
    }
    assert seen == {"own": True, "other": for_another_area, "viewer": for_a_viewer}


def test_an_address_is_told_to_its_own_area_only(
    make: Make, newham: Area, hackney: Area, group: Organisation, signed_in: SignIn
) -> None:
    told = entry(make, group, "venue.added", area_id=newham.id)
    make.keep(AuditValue(entry_id=told.id, column_name="address", before=None, after="Flat 3, Secret Street"))
    assert "Secret Street" in look(signed_in(make.adviser(newham)), group)
    other = look(signed_in(make.adviser(hackney)), group)
    assert "Place added" in other
    assert "Secret Street" not in other


def test_an_address_of_both_areas_is_told_to_neither_alone(
    make: Make, newham: Area, hackney: Area, group: Organisation, signed_in: SignIn
) -> None:
    told = entry(make, group, "venue.changed", area_id=newham.id, changes={"area_id": [hackney.id, newham.id]})
    make.keep(AuditValue(entry_id=told.id, column_name="address", before="Flat 3, Secret Street", after="The hall"))
    for area in (newham, hackney):
        assert "Secret Street" not in look(signed_in(make.adviser(area)), group)
    assert "Secret Street" in look(signed_in(make.adviser(newham, hackney)), group)


def test_the_address_of_a_refuge_is_told_in_the_area_that_leads_it_alone(
    make: Make, newham: Area, hackney: Area, signed_in: SignIn
) -> None:
    refuge = make.organisation(newham, hackney, name="Refuge", is_sensitive=True)
    told = entry(make, refuge, "venue.added", table_name="venue", area_id=hackney.id)
    make.keep(AuditValue(entry_id=told.id, column_name="address", before=None, after="1 Hidden Road"))
    region = make.staff(AccountRole.COORDINATOR, region_wide=True)
    seen = {
        name: "1 Hidden Road" in look(signed_in(account), refuge)
        for name, account in (
            ("of the place", make.adviser(hackney)),
            ("leading", make.adviser(newham)),
            ("both", make.adviser(newham, hackney)),
            ("region", region),
        )
    }
    assert seen == {"of the place": False, "leading": False, "both": True, "region": True}


def test_an_address_is_not_told_to_viewers(make: Make, newham: Area, group: Organisation, signed_in: SignIn) -> None:
    told = entry(make, group, "venue.added", area_id=newham.id)
    make.keep(AuditValue(entry_id=told.id, column_name="address", before=None, after="Flat 3, Secret Street"))
    page = look(signed_in(make.viewer(newham)), group)
    assert "Place added" in page
    assert "Secret Street" not in page


def test_region_wide_staff_see_every_layer(make: Make, newham: Area, group: Organisation, signed_in: SignIn) -> None:
    entry(make, group, "follow_up.done", layer=Layer.PRIVATE, area_id=newham.id)
    visitor = signed_in(make.staff(AccountRole.COORDINATOR, region_wide=True))
    assert "Follow-up done" in look(visitor, group)


def test_a_region_wide_viewer_sees_the_core_alone(
    make: Make, newham: Area, group: Organisation, signed_in: SignIn
) -> None:
    entry(make, group)
    entry(make, group, "follow_up.done", layer=Layer.PRIVATE, area_id=newham.id)
    page = look(signed_in(make.staff(AccountRole.VIEWER, region_wide=True)), group)
    assert "Group changed" in page
    assert "Follow-up done" not in page


def test_the_history_of_a_group_elsewhere_is_not_found(make: Make, hackney: Area, signed_in: SignIn) -> None:
    theirs = make.organisation(hackney)
    assert signed_in(make.adviser(make.area())).get(f"/organisations/{theirs.id}/history").status_code == 404


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ("children_setting.ended", "Activity with children ended"),
        ("dbs_check.seen", "DBS check seen"),
        ("policy_version.created", "Policy version added"),
        ("organisation.handed_over", "Group lead handed over"),
    ],
)
def test_events_are_named_in_plain_words(event: str, said: str) -> None:
    assert words.event_words(event) == said


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("closed_reason", "ceased", "It no longer meets"),
        ("closed_reason", "gone since", "gone since"),
        ("is_sensitive", True, "Yes"),
        ("verified_on", "2026-11-22", "22 November 2026"),
        ("name", "", None),
        ("adviser", 7, "7"),
    ],
)
def test_values_are_told_as_people_write_them(column: str, value: Any, said: str | None) -> None:
    assert words.told("organisation", column, None, value, {}).after == said


def test_a_row_that_the_reader_may_not_see_has_no_name() -> None:
    assert words.told("organisation", "lead_area_id", 7, None, {}).before == "not shown"
