"""Contacts with the groups: the few that explain each stage, and the many that make up a year's work."""

import datetime as dt
from dataclasses import dataclass, field

from crm.access.models import Layer
from crm.audit.models import AuditEntry
from crm.engagement.given.models import ResourceGiven
from crm.engagement.models import (
    Activity,
    ActivityArea,
    ActivityOrganisation,
    FollowUp,
    Method,
    Offer,
    OfferMade,
    Outcome,
    StageChange,
    Topic,
)
from crm.engagement.requests.models import Information, Request
from crm.organisations.kinds import Stage
from crm.organisations.models import OrganisationArea
from seed.scale import names
from seed.scale.groups import Group, World

# What was done to come to a stage, each with the stage it led to (domain.md 3.1).
Way = tuple[tuple[Method, Outcome, Stage], ...]
APPROACHED: Way = ((Method.PHONE, Outcome.LEFT_MESSAGE, Stage.APPROACHED),)
SPOKEN: Way = (*APPROACHED, (Method.EMAIL, Outcome.INFO_SENT, Stage.CONTACT_MADE))
ARRANGED: Way = (*SPOKEN, (Method.PHONE, Outcome.MEETING_AGREED, Stage.MEETING_ARRANGED))
MET: Way = (*ARRANGED, (Method.VISIT_OWN_VENUE, Outcome.MET, Stage.MET))
WAYS: dict[Stage, Way] = {
    Stage.IDENTIFIED: (),
    Stage.APPROACHED: APPROACHED,
    Stage.CONTACT_MADE: SPOKEN,
    Stage.MEETING_ARRANGED: ARRANGED,
    Stage.MET: MET,
    Stage.ENGAGED: (*MET, (Method.VISIT_OWN_VENUE, Outcome.MET, Stage.ENGAGED)),
    Stage.DECLINED: (*APPROACHED, (Method.PHONE, Outcome.REFUSED, Stage.DECLINED)),
    Stage.NOT_FOUND: (*APPROACHED, (Method.LETTER, Outcome.LETTER_RETURNED_GONE, Stage.NOT_FOUND)),
}
USUAL = (
    (Method.PHONE, Outcome.NO_REPLY), (Method.PHONE, Outcome.LEFT_MESSAGE), (Method.PHONE, Outcome.INFO_SENT),
    (Method.EMAIL, Outcome.INFO_SENT), (Method.EMAIL, Outcome.NO_REPLY), (Method.VISIT_OWN_VENUE, Outcome.MET),
    (Method.SERVICE_TIME_VISIT, Outcome.MET), (Method.FORUM, Outcome.MET), (Method.TEXT_MESSAGE, Outcome.NO_REPLY),
)  # fmt: skip
NOTES = (
    "Spoke about the summer programme and who opens the hall.",
    "They asked for the policy template in a second language. We went through who does what when somebody is worried.",
    "Left word with the caretaker.",
    "",
    "Met two trustees after the evening meeting. They want training at a weekend and asked what a check costs.",
)
MOST_WITH_ONE = 5_000
EACH_GIVES = 10


@dataclass
class Diary:
    """How many contacts may still be written, whom they can be with, and the area of the group that has very many."""

    left: int
    busiest_in: int
    talked: list[tuple[Group, int, dt.date]] = field(default_factory=list)


def come_to_stage(world: World, group: Group, diary: Diary) -> None:
    """A group whose way there is longer than the contacts left stays as it was found."""
    for area, wanted in group.stages.items():
        way = WAYS[wanted] if len(WAYS[wanted]) <= diary.left else ()
        stage, on = Stage.IDENTIFIED, group.started_on[area]
        for method, outcome, to_stage in way:
            on += dt.timedelta(days=world.rng.randint(1, 80))
            activity = _contact(world, diary, (method, outcome), [group.id], area, on)
            world.sheets.add(
                StageChange, organisation_id=group.id, area_id=area, from_stage=stage, to_stage=to_stage, on=on,
                activity_id=activity,
            )  # fmt: skip
            stage = to_stage
        if stage is Stage.ENGAGED:
            world.sheets.add(
                OfferMade, area_id=area, activity_id=activity, organisation_id=group.id,
                offer=world.rng.choice(list(Offer)), accepted=True,
            )  # fmt: skip
        group.stages[area] = stage
        _link(world, group, area, on)
        if group.has_talked:
            diary.talked.append((group, area, on))


def _link(world: World, group: Group, area: int, stage_on: dt.date) -> None:
    world.sheets.add(
        OrganisationArea,
        organisation_id=group.id,
        area_id=area,
        started_on=group.started_on[area],
        stage=group.stages[area],
        stage_on=stage_on,
        adviser_id=world.advisers[area] if group.id % 5 else None,
    )


def fill(world: World, diary: Diary) -> None:
    """The rest, some groups often and most seldom; now and then with a second group of the area."""
    _fill_one(world, diary)
    last_met: dict[int, int] = {}
    while diary.left and diary.talked:
        group, area, since = diary.talked[int(len(diary.talked) * world.rng.random() ** 1.3)]
        on = since + dt.timedelta(days=world.rng.randrange(max((world.today - since).days, 1)))
        with_groups = [group.id]
        if world.rng.random() < 0.05 and last_met.get(area, group.id) != group.id:
            with_groups.append(last_met[area])
        last_met[area] = group.id
        activity = _contact(world, diary, world.rng.choice(USUAL), with_groups, area, on)
        if world.rng.random() < 0.12:
            _follow_up(world, group.id, activity, area, on)
        if len(group.stages) > 1 and world.rng.random() < 0.2:
            other = next(other for other in group.stages if other != area)
            world.sheets.add(ActivityArea, activity_id=activity, area_id=other, shared_by_id=world.advisers[area])
        world.sheets.write_if_enough()


def _fill_one(world: World, diary: Diary) -> None:
    """One group has as many contacts as ten years of work every day, so that a long timeline can be measured."""
    here = [line for line in diary.talked if line[1] == diary.busiest_in and not line[0].is_closed]
    engaged = [line for line in here if line[0].stages[diary.busiest_in] is Stage.ENGAGED]
    for group, area, since in engaged[:1]:
        for _ in range(min(MOST_WITH_ONE, diary.left // 100)):
            on = since + dt.timedelta(days=world.rng.randrange(max((world.today - since).days, 1)))
            _contact(world, diary, world.rng.choice(USUAL), [group.id], area, on)


def _contact(
    world: World,
    diary: Diary,
    what: tuple[Method, Outcome],
    groups: list[int],
    area: int,
    on: dt.date,
) -> int:
    diary.left -= 1
    adviser = world.advisers[area]
    made = world.sheets.add(
        Activity, area_id=area, method=what[0], outcome=what[1], happened_on=on, note=world.rng.choice(NOTES),
        met_whom=names.person(world.rng) if what[1] is Outcome.MET else "", recorded_by_id=adviser,
    )  # fmt: skip
    for group in groups:
        world.sheets.add(ActivityOrganisation, area_id=area, activity_id=made, organisation_id=group, happened_on=on)
    if made % EACH_GIVES == 0:
        world.sheets.add(
            ResourceGiven, area_id=area, activity_id=made, organisation_id=groups[0], given_on=on,
            resource_id=world.resources[area][made % len(world.resources[area])],
        )  # fmt: skip
    if what[1] is Outcome.MET and world.rng.random() < 0.5:
        _request(world, groups[0], made, area, on)
    world.sheets.add(
        AuditEntry, event="activity.logged", actor_id=adviser, table_name="activity", row_id=made,
        organisation_id=groups[0], area_id=area, layer=Layer.PRIVATE, changes={"outcome": [None, what[1].value]},
    )  # fmt: skip
    return made


def _request(world: World, group: int, activity: int, area: int, on: dt.date) -> None:
    """An issue or a question; what is older than a quarter was answered, but for a few."""
    is_issue = world.rng.random() < 0.5
    is_done = world.rng.random() < (0.98 if (world.today - on).days > 90 else 0.4)
    world.sheets.add(
        Request,
        organisation_id=group,
        area_id=area,
        activity_id=activity,
        topic=world.rng.choice(list(Topic)) if is_issue else None,
        information=None if is_issue else world.rng.choice(list(Information)),
        asked_on=on,
        owner_id=world.advisers[area],
        answered_on=min(on + dt.timedelta(days=world.rng.randrange(40)), world.today) if is_done else None,
        answer="Sent the leaflet" if is_done else "",
    )


def _follow_up(world: World, group: int, activity: int, area: int, on: dt.date) -> None:
    """What is older than a quarter was done in time; of the rest, some is still to do."""
    due = on + dt.timedelta(days=world.rng.randint(3, 30))
    is_done = (world.today - on).days > 90 or world.rng.random() < 0.3
    world.sheets.add(
        FollowUp,
        organisation_id=group,
        area_id=area,
        activity_id=activity,
        owner_id=world.advisers[area],
        what=world.rng.choice(
            ("Ring again", "Send the policy template", "Book the training room", "Visit after the holidays")
        ),
        due_on=due,
        done_on=min(due, world.today) if is_done else None,
    )
