"""What ends with a post, handing it over, accepting it, and closing an account."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import can, reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.access.scope import every_area
from crm.accounts.models import GROUP_ROLES, Account
from crm.accounts.queries import colleagues
from crm.areas.queries import AreaName
from crm.core import clock, paging
from crm.core.errors import RuleBroken
from crm.core.filters import plural
from crm.engagement.views.blueprint import page_href
from crm.extensions import db
from crm.handover import actions, queries, rules
from crm.handover.forms import ALL, TICKED, AcceptForm, AreaFilter, HandOverForm, SwitchOffForm
from crm.handover.models import Handover, Part
from crm.organisations.queries.groups import areas_within

handover = Blueprint("handover", __name__)


def _own_areas() -> list[AreaName]:
    return areas_within(reach_of(signed_in(), Permission.HAND_OVER))


def _chosen(areas: list[AreaName]) -> AreaName:
    """The first, where the address does not say one; an area that is not among them is not found."""
    code = request.args.get("area") or areas[0].code
    return next((area for area in areas if area.code == code), None) or abort(404)


def _filter(areas: list[AreaName], chosen: AreaName) -> AreaFilter:
    filters = AreaFilter(data={"area": chosen.code})
    filters.area.choices = [(area.code, area.name) for area in areas]
    return filters


@handover.get("/posts")
@requires(Permission.HAND_OVER)
def posts() -> ResponseReturnValue:
    areas = _own_areas()
    chosen = _chosen(areas)
    found = queries.posts_in(chosen.id)
    return render_template(
        "handover/posts.html",
        area=chosen,
        areas=areas,
        filters=_filter(areas, chosen),
        posts=found,
        parts=list(Part),
        totals={part: sum(post.counts.get(part, 0) for post in found) for part in Part},
        today=clock.today(),
    )


@handover.route("/accounts/<int:account_id>/handover", methods=["GET", "POST"])
@requires(Permission.HAND_OVER)
def leaving(account_id: int) -> ResponseReturnValue:
    """One page of what somebody holds in an area; and offering it to a successor."""
    account = queries.person(account_id)
    areas = _own_areas()
    counts = queries.counts_of(account_id, [area.id for area in areas])
    here = [area for area in areas if area.id in counts or _works_in(account, area.id)]
    if not here:
        abort(404)
    area = _chosen(sorted(here, key=lambda one: one.id not in counts))
    form = HandOverForm()
    groups, count = queries.to_hand_over(account_id, area.id)
    form.successor.choices = [one for one in colleagues([area.id]) if one[0] != account_id]
    form.groups.choices = groups
    form.which.choices = [(ALL, f"All of them: {plural(count, 'group')}"), (TICKED, "Only those that I tick")]
    if form.validate_on_submit():
        links = queries.links_to_offer(account_id, area.id, form.groups.data if form.which.data == TICKED else None)
        offered = actions.offer(links, account_id, form.successor.data, signed_in())
        told = _told(offered, dict(form.successor.choices)[form.successor.data])
        db.session.commit()
        for message in told:
            flash(message)
        return redirect(url_for(".leaving", account_id=account_id, area=area.code), 303)
    return _shown(account, here, area, counts.get(area.id, {}), form, count)


def _told(offered: actions.Offered, successor: str) -> list[str]:
    made = [f"{plural(len(offered.made), 'group')} offered to {successor}"] if offered.made else []
    already = [
        f"{one.offered_by.name} has offered {one.organisation.name} to {one.successor.name} already"
        for one in offered.already
    ]
    return [*made, *already] or ["Nothing is left to offer: all of it waits for an answer already"]


def _works_in(account: Account, area_id: int) -> bool:
    staff = [grant for grant in account.grants if grant.role not in GROUP_ROLES]
    return any(grant.region_wide or grant.area_id == area_id for grant in staff)


def _shown(
    account: Account, areas: list[AreaName], area: AreaName, counts: dict[Part, int], form: HandOverForm, count: int
) -> ResponseReturnValue:
    part = next((one for one in Part if one.value == request.args.get("part")), None)
    page = queries.lines_page(account.id, area.id, part, paging.cursor_in(request.args)) if part else None
    kept: dict[str, Any] = {"account_id": account.id, "area": area.code, "part": part.value if part else None}
    return render_template(
        "handover/leaving.html",
        account=account,
        areas=areas,
        area=area,
        filters=_filter(areas, area),
        counts=counts,
        parts=list(Part),
        part=part,
        page=page,
        lines=queries.first_lines(account.id, area.id) if part is None else {},
        previous_href=page_href(".leaving", page.previous, **kept) if page else None,
        next_href=page_href(".leaving", page.next, **kept) if page else None,
        handovers=queries.handed_over_by(account.id, area.id) if part is None else [],
        form=form,
        to_hand_over=count,
        most_to_tick=queries.MOST_TO_TICK,
        today=clock.today(),
    )


@handover.route("/handovers", methods=["GET", "POST"])
@requires(Permission.PRIVATE_EDIT)
def coming() -> ResponseReturnValue:
    """What was offered to the person who looks, to accept all of it or some."""
    me = signed_in()
    offers = queries.offers_to(me.id)
    form = AcceptForm()
    form.offers.choices = [(one.id, one.organisation.name) for one in offers]
    if form.validate_on_submit():
        accepted = actions.accept([one for one in offers if one.id in form.offers.data], me)
        db.session.commit()
        flash(f"You have taken over {plural(len(accepted), 'group')}")
        return redirect(url_for(".coming"), 303)
    return render_template(
        "handover/coming.html",
        form=form,
        offers=offers,
        promises=queries.promises_with(offers) if offers else {},
        accepted=queries.accepted_by(me.id, clock.today() - rules.SHOWN_FOR),
        me=me,
        today=clock.today(),
    )


@handover.post("/handovers/<int:handover_id>/take-back")
@requires(Permission.PRIVATE_EDIT)
def take_back(handover_id: int) -> ResponseReturnValue:
    """For the successor, and for whoever may hand over there."""
    found = queries.handover(handover_id)
    is_own = found.successor_id == signed_in().id
    if not is_own and not can(Permission.HAND_OVER, found):
        abort(404)
    address = _after(found, is_own=is_own)
    try:
        actions.take_back(found, signed_in())
    except RuleBroken as broken:
        db.session.rollback()
        flash(broken.message, "error")
    else:
        db.session.commit()
        flash("Taken back")
    return redirect(address, 303)


def _after(found: Handover, *, is_own: bool) -> str:
    if is_own:
        return url_for(".coming")
    return url_for(".leaving", account_id=found.leaver_id, area=found.area.code)


@handover.route("/accounts/<int:account_id>/switch-off", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS)
def switch_off(account_id: int) -> ResponseReturnValue:
    """An administrator reads no private row: how many there are is all that is shown. They move in one transaction."""
    account, actor = queries.person(account_id), signed_in()
    with every_area("what an account that is closed leaves behind"):
        areas = queries.areas_held(account_id)
        form = SwitchOffForm()
        form.keeper.choices = _keepers(account_id, [area_id for area_id, _, _ in areas])
        if not areas:
            del form.keeper
        if form.validate_on_submit():
            try:
                keeper_id = form.keeper.data if areas else None
                actions.close_account(account, [area_id for area_id, _, _ in areas], keeper_id, actor)
            except RuleBroken as broken:
                db.session.rollback()
                flash(broken.message, "error")
            else:
                db.session.commit()
                flash("The account is switched off.")
            return redirect(url_for("accounts.show", account_id=account_id))
    return render_template("handover/switch_off.html", account=account, areas=areas, form=form)


def _keepers(account_id: int, area_ids: list[int]) -> list[tuple[int, str]]:
    """Colleagues who work in every one of these areas."""
    teams = [dict(colleagues([area_id])) for area_id in area_ids]
    return [
        (key, name)
        for key, name in (teams[0] if teams else {}).items()
        if key != account_id and all(key in team for team in teams)
    ]
