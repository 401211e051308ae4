"""The Details tab: what is known of a group, and who may see and change it."""

import pytest

from crm.areas.models import Area
from crm.organisations.kinds import Answer, Precision, RelationKind, Subject
from crm.organisations.models import (
    FormerName,
    Organisation,
    Relation,
    SourceRecord,
    Statement,
)
from tests.factories import Make
from tests.organisations.one_group import LAST_YEAR, at, look, venue
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor


def test_a_group_of_which_little_is_known_says_so(adviser: Visitor, group: Organisation) -> None:
    page = look(adviser, group)
    for words in ("No place is known", "No meeting time is known", "Nothing has been asked yet", "Added by hand"):
        assert words in page


def test_everything_that_is_known_is_shown_in_few_statements(
    adviser: Visitor, make: Make, newham: Area, group: Organisation
) -> None:
    for number in range(30):
        venue(make, group, newham, address=f"{number} High Street")
        make.keep(FormerName(organisation_id=group.id, name=f"Old name {number}"))
        make.keep(
            SourceRecord(
                organisation_id=group.id,
                source="osm",
                external_id=f"way/{number}",
                first_seen_on=LAST_YEAR,
                last_seen_on=LAST_YEAR,
                as_imported={},
            )
        )
        make.keep(Statement(organisation_id=group.id, subject=Subject.LEAD, answer=Answer.NO, stated_on=LAST_YEAR))
    with statements() as said:
        page = look(adviser, group)
    assert len(said) <= 12
    for words in (
        "29 High Street",
        "Old name 29",
        "way/29",
        "© OpenStreetMap contributors",
        "A named safeguarding lead",
    ):
        assert words in page


@pytest.mark.parametrize("page", ["details", "edit", "close", "venues/new", "settings/new", "languages", "history"])
def test_a_group_of_another_area_is_not_found(adviser: Visitor, make: Make, hackney: Area, page: str) -> None:
    assert adviser.get(at(make.organisation(hackney), page)).status_code == 404


def test_a_viewer_reads_but_has_nothing_to_change(
    make: Make, newham: Area, group: Organisation, signed_in: SignIn
) -> None:
    make.keep(Statement(organisation_id=group.id, subject=Subject.LEAD, answer=Answer.NO, stated_on=LAST_YEAR))
    viewer = signed_in(make.viewer(newham))
    page = look(viewer, group)
    assert "/edit" not in page
    assert "A named safeguarding lead" not in page
    assert viewer.get(at(group, "edit")).status_code == 403


def test_a_home_is_seen_by_its_own_area_only(make: Make, newham: Area, hackney: Area, signed_in: SignIn) -> None:
    group = make.organisation(newham, hackney)
    home = venue(make, group, newham, precision=Precision.MASKED, address="Flat 3, Secret Street")
    theirs = signed_in(make.adviser(hackney))
    page = look(theirs, group)
    assert "Secret Street" not in page
    assert "A home in Newham" in page
    assert theirs.get(at(group, f"venues/{home.id}/edit")).status_code == 404
    assert "Secret Street" in look(signed_in(make.adviser(newham)), group)


def test_a_viewer_sees_no_home(make: Make, newham: Area, group: Organisation, signed_in: SignIn) -> None:
    venue(make, group, newham, precision=Precision.MASKED, address="Flat 3, Secret Street")
    viewer = signed_in(make.viewer(newham))
    for page in ("", "/details"):
        text = viewer.get(f"/organisations/{group.id}{page}").text
        assert "A home in Newham" in text
        assert "Secret Street" not in text
        assert "E7 8AB" not in text


@pytest.mark.parametrize("page", ["", "/details"])
def test_where_a_refuge_is_stays_with_its_lead_area(
    page: str, make: Make, newham: Area, hackney: Area, signed_in: SignIn
) -> None:
    """As in search and in files, also for the staff of another area that has the group."""
    group = make.organisation(newham, hackney, is_sensitive=True)
    venue(make, group, newham, address="3 Secret Street", precision=Precision.EXACT)
    own, *others = make.adviser(newham), make.adviser(hackney), make.viewer(newham)
    for account in others:
        text = signed_in(account).get(f"/organisations/{group.id}{page}").text
        assert "Secret Street" not in text
        assert "E7 8AB" not in text
        assert "Kept private: its place must not become known" in text
    assert "Secret Street" in signed_in(own).get(f"/organisations/{group.id}{page}").text


def test_the_place_of_a_refuge_is_changed_by_its_lead_area_alone(
    make: Make, newham: Area, hackney: Area, signed_in: SignIn
) -> None:
    group = make.organisation(newham, hackney, is_sensitive=True)
    place = venue(make, group, newham, precision=Precision.EXACT)
    answers = [signed_in(make.adviser(area)).get(at(group, f"venues/{place.id}/edit")) for area in (newham, hackney)]
    assert [answer.status_code for answer in answers] == [200, 404]


def test_whose_rooms_a_group_uses_is_told_and_not_where_that_refuge_is(
    make: Make, newham: Area, hackney: Area, signed_in: SignIn
) -> None:
    host = make.organisation(newham, hackney, is_sensitive=True)
    venue(make, host, newham, address="3 Secret Street", precision=Precision.EXACT)
    guest = make.organisation(hackney)
    make.keep(Relation(organisation_id=guest.id, other_id=host.id, kind=RelationKind.MEETS_AT))
    page = look(signed_in(make.adviser(hackney)), guest)
    assert "Secret Street" not in page
    assert "Kept private" in page
