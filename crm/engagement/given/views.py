"""The bank with the groups that were given each resource, what one group was given, and what one contact gave."""

import datetime as dt
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import insist, reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.areas.queries import AreaName
from crm.core import clock, paging
from crm.core.editing import words
from crm.engagement import queries
from crm.engagement.given import actions
from crm.engagement.given import queries as given
from crm.engagement.given.forms import ResourceGivenForm
from crm.engagement.models import Activity
from crm.engagement.views.blueprint import engagement, page_href
from crm.extensions import db
from crm.organisations.queries import organisation_with_areas
from crm.organisations.queries.groups import areas_within
from crm.resources.forms import ResourceFilters
from crm.resources.queries import languages_in_use, resource, resources_page
from crm.resources.rules import is_due
from crm.resources.views import edits_in, resources

INDEX, GROUPS = "resources.index", "resources.groups"


@resources.get("/resources")
@requires(Permission.CORE_VIEW)
def index() -> ResponseReturnValue:
    areas = areas_within(reach_of(signed_in(), Permission.CORE_VIEW))
    filters = _filters(areas)
    area_id = next((area.id for area in areas if area.code == filters.area.data), None)
    page = resources_page(filters.wanted(area_id), paging.cursor_in(request.args))
    selected = _selected(filters)
    kept = {one["name"]: one["value"] for one in selected}
    return render_template(
        "resources/index.html",
        filters=filters,
        selected=selected,
        shows_areas=len(areas) > 1,
        page=page,
        counts=given.counts_of([row.id for row in page.rows], _private_ids(filters.area.data)),
        is_due=lambda on: is_due(on, clock.today()),
        may_add=bool(edits_in()),
        previous_href=page_href(INDEX, page.previous, **kept),
        next_href=page_href(INDEX, page.next, **kept),
    )


def _filters(areas: list[AreaName]) -> ResourceFilters:
    """What makes no sense in the address is as if it were not there."""
    filters = ResourceFilters()
    filters.area.choices = [(area.code, area.name) for area in areas]
    filters.language.choices = languages_in_use()
    filters.validate()
    for field in filters:
        if field.errors:
            field.data, field.errors, field.process_errors = None, [], []
    return filters


def _selected(filters: ResourceFilters) -> list[dict[str, Any]]:
    """What narrows the list, each with the way back out of it."""
    said = {field.name: request.args[field.name] for field in filters if field.data}
    return [
        {
            "name": name,
            "value": value,
            "heading": filters[name].label.text,
            "items": [{"text": words(filters[name]), "href": url_for(INDEX, **_without(said, name))}],
        }
        for name, value in said.items()
    ]


def _without(said: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in said.items() if key != name}


def _private_ids(code: str | None) -> list[int]:
    """The areas of which this person may count what was given, or the one of them that is asked for."""
    areas = areas_within(reach_of(signed_in(), Permission.PRIVATE_VIEW))
    return [area.id for area in areas if code in (None, "", area.code)]


@resources.get("/resources/<int:resource_id>")
@requires(Permission.CORE_VIEW)
def show(resource_id: int) -> ResponseReturnValue:
    shown, reach = resource(resource_id), edits_in()
    return render_template(
        "resources/show.html",
        resource=shown,
        reached=given.groups_by_area(resource_id),
        is_due=is_due(shown.review_due_on, clock.today()),
        may_edit=reach.everywhere or shown.area_id in reach.areas,
    )


@resources.get("/resources/<int:resource_id>/groups")
@requires(Permission.PRIVATE_VIEW)
def groups(resource_id: int) -> ResponseReturnValue:
    """The list behind the number, of one area or of all in reach."""
    shown, area = resource(resource_id), request.args.get("area")
    page = given.groups_with(resource_id, _private_ids(area), paging.cursor_in(request.args))
    here = {"resource_id": resource_id, "area": area}
    return render_template(
        "resources/groups.html",
        resource=shown,
        rows=page.rows,
        previous_href=page_href(GROUPS, page.previous, **here),
        next_href=page_href(GROUPS, page.next, **here),
    )


@engagement.get("/organisations/<int:organisation_id>/given")
@requires(Permission.PRIVATE_VIEW)
def given_to(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    insist(Permission.PRIVATE_VIEW, organisation)
    page = given.given_to(organisation_id, paging.cursor_in(request.args, dt.date))
    return render_template(
        "engagement/given_to.html",
        organisation=organisation,
        rows=page.rows,
        previous_href=page_href(".given_to", page.previous, organisation_id=organisation_id),
        next_href=page_href(".given_to", page.next, organisation_id=organisation_id),
    )


@engagement.get("/activities/<int:activity_id>/resources")
@requires(Permission.PRIVATE_EDIT)
def resources_there(activity_id: int) -> ResponseReturnValue:
    activity, group = _own(activity_id)
    form = ResourceGivenForm()
    form.validate()
    there = given.given_in(activity_id)
    most = given.MOST_FOUND if form.q.data else given.SHORT
    found = given.to_give(activity.area_id, form.q.data or "", most)
    return render_template(
        "engagement/resources_there.html",
        form=form,
        activity=activity,
        group=group,
        there=there,
        found=[one for one in found if one not in there],
    )


@engagement.post("/activities/<int:activity_id>/resources/<int:resource_id>/<any('add', 'remove'):deed>")
@requires(Permission.PRIVATE_EDIT)
def change_resources_there(activity_id: int, resource_id: int, deed: str) -> ResponseReturnValue:
    activity, _ = _own(activity_id)
    if deed == "remove":
        actions.take_out(activity, resource(resource_id).id, signed_in())
    elif given.may_be_given(activity.area_id, [resource_id]):
        actions.give(activity, resource_id, signed_in())
    else:
        abort(404)
    db.session.commit()
    flash("Taken out" if deed == "remove" else "Added")
    return redirect(url_for(".resources_there", activity_id=activity_id, q=request.form.get("q") or None), 303)


def _own(activity_id: int) -> tuple[Activity, str]:
    """With the group that was given things; without a group in scope there is no page."""
    activity = queries.activity(activity_id)
    insist(Permission.PRIVATE_EDIT, activity)
    found = queries.groups_of(activity_id)
    return (activity, found[0][1]) if found else abort(404)
