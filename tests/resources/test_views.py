"""The bank: who sees which resource, finding one, and keeping it right."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.resources.models import Resource, ResourceKind, ResourceTopic, SafeguardingTopic
from tests.factories import Make
from tests.support.web import SignIn, Visitor, forms

POSTER: dict[str, Any] = {
    "name": "  Safe at  the madrasa ",
    "kind": "poster",
    "topics": ["general", "parenting"],
    "audience": "Parents",
}


def events(session: Session, resource: Resource) -> list[str]:
    wanted = select(AuditEntry.event).filter_by(table_name="resource", row_id=resource.id).order_by(AuditEntry.id)
    return list(session.scalars(wanted))


def test_a_resource_is_added_once_with_its_topics(make: Make, session: Session, adviser: Visitor, newham: Area) -> None:
    bengali = make.language(name="Bengali")
    given = forms(adviser.get("/resources/new").text)[-1][1]
    answers = {**given, **POSTER, "language": str(bengali.id), "web": "www.example.org/poster"}
    pages = [adviser.post("/resources/new", data=answers) for _ in range(2)]
    made = session.scalars(select(Resource)).one()
    assert (made.name, made.kind, made.area_id) == ("Safe at the madrasa", ResourceKind.POSTER, newham.id)
    assert made.web == "https://www.example.org/poster"
    topics = select(ResourceTopic.topic).order_by(ResourceTopic.topic)
    assert session.scalars(topics).all() == [SafeguardingTopic.GENERAL, SafeguardingTopic.PARENTING]
    assert pages[0].location == f"/resources/{made.id}"
    assert "saved this already" in pages[1].text


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(make: Make, adviser: Visitor) -> None:
    language = str(make.language().id)
    far: dict[str, Any] = {"review_due_on-day": "1", "review_due_on-month": "1", "review_due_on-year": "9999"}
    page = adviser.submit("/resources/new", **POSTER, language=language, note="In the cupboard", **far)
    assert "must be within 5 years" in page.text
    assert "In the cupboard" in page.text
    assert "Enter a website address" in adviser.submit("/resources/new", **POSTER, language=language, web="no").text
    assert "Enter what it is called" in adviser.submit("/resources/new").text


def test_a_resource_of_another_area_is_not_there_and_one_for_every_area_is(
    make: Make, adviser: Visitor, newham: Area
) -> None:
    own, everywhere = make.resource(newham, name="Newham leaflet"), make.resource(name="London poster")
    hidden = make.resource(make.area(), name="Hackney film")
    text = adviser.get("/resources").text
    assert "Newham leaflet" in text
    assert "London poster" in text
    assert "Hackney film" not in text
    codes = [adviser.get(f"/resources/{one.id}").status_code for one in (own, everywhere, hidden)]
    assert codes == [200, 200, 404]


def test_one_for_every_area_is_changed_by_whoever_works_everywhere(
    make: Make, adviser: Visitor, session: Session, signed_in: SignIn, newham: Area
) -> None:
    everywhere = make.resource(name="London poster")
    assert adviser.get(f"/resources/{everywhere.id}/edit").status_code == 404
    assert "Change" not in adviser.get(f"/resources/{everywhere.id}").text
    assert "Every area" not in adviser.get("/resources/new").text
    region = signed_in(make.coordinator(region_wide=True))
    region.submit(f"/resources/{everywhere.id}/edit", name="London leaflet")
    assert session.scalars(select(Resource.name)).one() == "London leaflet"
    region.submit("/resources/new", **POSTER, language=str(make.language().id), area="all")
    assert session.scalars(select(Resource.area_id).order_by(Resource.id)).all() == [None, None]


def test_a_viewer_reads_and_changes_nothing(make: Make, signed_in: SignIn, newham: Area) -> None:
    viewer, leaflet = signed_in(make.viewer(newham)), make.resource(newham, name="Newham leaflet")
    page = viewer.get(f"/resources/{leaflet.id}").text
    assert "Newham leaflet" in viewer.get("/resources").text
    assert "Given to" not in page
    assert "Retire" not in page
    assert viewer.get(f"/resources/{leaflet.id}/edit").status_code == 403


def test_a_retired_one_leaves_the_list_and_can_be_put_back(
    make: Make, session: Session, adviser: Visitor, newham: Area
) -> None:
    leaflet = make.resource(newham, name="Old leaflet")
    page = f"/resources/{leaflet.id}"
    assert adviser.submit(page).location == page
    assert leaflet.retired_on == clock.today()
    assert "Old leaflet" not in adviser.get("/resources").text
    assert "Old leaflet" in adviser.get("/resources?retired=yes").text
    adviser.submit(page)
    assert "Old leaflet" in adviser.get("/resources").text
    assert events(session, leaflet) == ["resource.retired", "resource.put_back"]


def test_it_is_found_by_words_language_topic_and_kind(make: Make, adviser: Visitor, newham: Area) -> None:
    somali = make.language(name="Somali")
    topic = [ResourceTopic(topic=SafeguardingTopic.FGM)]
    make.resource(newham, name="Whom to ring", language=somali, topics=topic, kind=ResourceKind.FILM)
    make.resource(newham, name="Safe 100% online", kind=ResourceKind.POSTER)
    for asked in ("q=ring", "q=somali+whom", f"language={somali.id}", "topic=fgm", "kind=film"):
        text = adviser.get(f"/resources?{asked}").text
        assert "Whom to ring" in text, asked
        assert "Safe 100% online" not in text, asked
    assert "Nothing is like this" in adviser.get("/resources?q=zzz").text
    assert "Whom to ring" in adviser.get("/resources?topic=nonsense&language=x&kind=%00").text


def test_a_list_is_paged_by_name_and_keeps_its_filters(make: Make, adviser: Visitor, newham: Area) -> None:
    for number in range(30):
        make.resource(newham, name=f"Poster {number:02}", kind=ResourceKind.POSTER)
    first = adviser.get("/resources?kind=poster").text
    assert "Poster 24" in first
    assert "Poster 25" not in first
    assert "/resources?kind=poster&amp;after=" in first


def test_two_people_at_one_resource_lose_nothing(make: Make, adviser: Visitor, newham: Area) -> None:
    leaflet = make.resource(newham, name="Old name", audience="Parents")
    page = f"/resources/{leaflet.id}/edit"
    given = forms(adviser.get(page).text)[-1][1]
    adviser.submit(page, name="New name")
    answer = adviser.post(page, data={**given, "name": "My name"})
    assert "New name" in answer.text
    assert "My name" in answer.text


@pytest.mark.parametrize("wrong", [{"name": ""}, {"name": "x" * 201}, {"note": "x" * 501}])
def test_the_database_refuses_what_must_not_be(make: Make, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        make.resource(**wrong)
