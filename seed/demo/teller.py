"""The words in which lives are told: each notes one deed in the diary, to be done on its day by an adviser."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from random import Random
from typing import Any

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.engagement import actions as engagement
from crm.engagement import queries as engagement_queries
from crm.engagement.actions import Happening, Next, Promise
from crm.engagement.models import Method, Offer, Outcome, Topic
from crm.engagement.requests import rules as answers
from crm.engagement.requests.actions import follow_through
from crm.engagement.requests.queries import not_done_with, request
from crm.organisations.actions import belonging, groups, life, places
from crm.organisations.kinds import Answer, ChildrenBand, ClosedReason, Lack, Precision, RelationKind, Subject, Weekday
from crm.organisations.models import Organisation
from crm.organisations.queries import organisation_with_areas
from crm.organisations.rules import Address, Facts, Setting
from seed.demo import names
from seed.demo.diary import Diary
from seed.demo.groups import Group
from seed.demo.names import People


@dataclass
class Teller:
    """`advisers` and `areas` go by GSS code; `postcodes` are streets of each area, used up one by one.

    `leaflets` go by GSS code and language.
    """

    diary: Diary
    rng: Random
    people: People
    advisers: dict[str, Account]
    areas: dict[str, Area]
    postcodes: dict[str, list[str]]
    languages: dict[str, int]
    leaflets: dict[tuple[str, str], int]

    def note(self, group: Group, days_ago: int, do: Any, area: str | None = None) -> dt.date:
        """`do` is given the group as it stands that day and whoever works in the area."""
        on = group.ago(days_ago, self.diary.today)
        actor = self.advisers[area or group.area]

        def deed() -> None:
            do(self.group(group), on, actor)

        self.diary.note(on, actor.id, deed)
        return on

    @staticmethod
    def group(group: Group) -> Organisation:
        return organisation_with_areas(group.id)

    # The group itself

    def found(self, group: Group, days_ago: int, via: str = "") -> None:
        on = group.ago(days_ago, self.diary.today)
        actor = self.advisers[group.area]
        self.diary.note(on, actor.id, lambda: self._add(group, via, actor))

    def _add(self, group: Group, via: str, actor: Account) -> None:
        number = len(self.postcodes[group.area])
        facts = Facts(
            name=group.name,
            kind=group.kind,
            faith=group.faith,
            place_kind=group.place_kind,
            phone=self.people.mobile() if number % 3 else "",
            email=f"office{number}@example.org" if number % 2 else "",
            contact_note=via,
        )
        made = groups.add_group(facts, self.areas[group.area], actor)
        group.id = made.id
        self.assign(made, group.area, actor)
        if group.venue:
            self._house(made, group, actor)
        life.set_languages(made, {self.languages[tag] for tag in ("en", *group.languages)}, actor)

    def assign(self, organisation: Organisation, area: str, adviser: Account) -> None:
        link = next(link for link in organisation.areas if link.area_id == self.areas[area].id)
        link.adviser_id = adviser.id

    def _house(self, organisation: Organisation, group: Group, actor: Account) -> None:
        """The street is near where such a group might be, never the very place of a real one."""
        street = self.rng.choice(names.STREETS)
        address = Address(
            f"{self.rng.randint(2, 140)} {street}", self.postcodes[group.area].pop(), group.venue == "home"
        )
        venue = places.add_venue(organisation, address, None, actor)
        if venue.precision is not Precision.MASKED:
            venue.precision = Precision.NEARBY

    def meets(self, group: Group, days_ago: int, weekday: Weekday, hour: int, note: str = "") -> None:
        self.note(group, days_ago, lambda organisation, _on, actor: life.add_meeting_time(
            organisation, weekday, (dt.time(hour), dt.time(hour + 2)), note, actor
        ))  # fmt: skip

    def children(self, group: Group, days_ago: int) -> None:
        """They said where children are."""

        def do(organisation: Organisation, on: dt.date, actor: Account) -> None:
            setting = Setting(
                kind=group.setting, started_on=on - dt.timedelta(days=600), age_min=5, age_max=14,
                children_band=self.rng.choice(list(ChildrenBand)), adults_count=self.rng.randint(2, 7),
                days_per_month=self.rng.choice((4, 8, 12)), parents_present=False,
            )  # fmt: skip
            life.add_setting(organisation, setting, actor)

        self.note(group, days_ago, do)

    def said_no(self, group: Group, days_ago: int, *subjects: Subject) -> None:
        """They were asked, and have none."""

        def do(organisation: Organisation, on: dt.date, actor: Account) -> None:
            for subject in subjects:
                groups.record_statement(organisation, subject, Answer.NO, on, group.speaks_with, actor)

        self.note(group, days_ago, do)

    def without(self, group: Group, days_ago: int, lack: Lack) -> None:
        """They were asked about themselves, and have none."""
        self.note(group, days_ago, lambda organisation, on, actor: belonging.say_none(
            organisation, lack, on, group.speaks_with, actor
        ))  # fmt: skip

    def joins(self, group: Group, days_ago: int, forum: Group) -> None:
        self.note(group, days_ago, lambda organisation, on, actor: life.relate(
            organisation, RelationKind.MEMBER_OF, self.group(forum), on, actor
        ))  # fmt: skip

    def forum_meets(self, forum: Group, days_ago: int, there: Collection[Group]) -> None:
        def do(organisation: Organisation, on: dt.date, actor: Account) -> None:
            area_id = self.areas[forum.area].id
            own = engagement_queries.footings_in(area_id, [organisation.id])[0]
            members = engagement_queries.footings_in(area_id, [group.id for group in there])
            engagement.record_meeting(own, members, Happening(Method.FORUM, Outcome.MET, on), actor)

        self.note(forum, days_ago, do)

    # Contact

    def contact(
        self,
        group: Group,
        days_ago: int,
        what: tuple[Method, Outcome],
        note: str = "",
        *,
        then: Next | None = None,
        area: str | None = None,
        **more: Any,
    ) -> None:
        """What happened in `area`, the group's lead area if not said. What was promised before is done with."""
        code = area or group.area

        def do(organisation: Organisation, on: dt.date, actor: Account) -> None:
            self._tick_off(organisation.id, self.areas[code].id, actor)
            footings = engagement_queries.footings(organisation.id)
            footing = next(one for one in footings if one.link.area_id == self.areas[code].id)
            engagement.record_activity(footing, Happening(*what, on, note=note, **more), actor, then)

        self.note(group, days_ago, do, code)

    def _tick_off(self, organisation_id: int, area_id: int, actor: Account) -> None:
        for due in engagement_queries.open_follow_ups_with(organisation_id):
            follow_up = engagement_queries.follow_up(due.id)
            if follow_up.area_id == area_id:
                engagement.mark_done(follow_up, actor)

    def tried(self, group: Group, days_ago: int, method: Method = Method.PHONE) -> None:
        outcome, words = self.rng.choice(((Outcome.NO_REPLY, names.NO_ANSWER), (Outcome.LEFT_MESSAGE, names.MESSAGE)))
        self.contact(group, days_ago, (method, outcome), self.rng.choice(words))

    def left_word(self, group: Group, days_ago: int) -> None:
        self.contact(group, days_ago, (Method.PHONE, Outcome.LEFT_MESSAGE), self.rng.choice(names.MESSAGE))

    def spoke(self, group: Group, days_ago: int, method: Method = Method.PHONE) -> None:
        group.speaks_with = group.speaks_with or self.people.name()
        self.contact(
            group, days_ago, (method, Outcome.INFO_SENT), self.rng.choice(names.SPOKEN), met_whom=group.speaks_with
        )

    def agreed(self, group: Group, days_ago: int, meeting_days_ago: int) -> None:
        meeting_at = dt.time(10 + len(group.name) % 9, 30 * (days_ago % 2))
        then = Next(meeting_on=group.ago(meeting_days_ago, self.diary.today), meeting_at=meeting_at)
        what = (Method.PHONE, Outcome.MEETING_AGREED)
        self.contact(group, days_ago, what, self.rng.choice(names.AGREED), then=then, met_whom=group.speaks_with)

    def met(self, group: Group, days_ago: int, *, topics: Collection[Topic] = (), area: str | None = None) -> None:
        self.contact(
            group, days_ago, (Method.VISIT_OWN_VENUE, Outcome.MET), self.rng.choice(names.MEETING),
            met_whom=group.speaks_with, topics=topics, asked=[self.rng.choice(names.ASKED)], area=area,
            resources=self.leaflets_for(group, area or group.area),
        )  # fmt: skip

    def leaflets_for(self, group: Group, area: str) -> list[int]:
        """In English, and in each language of theirs that there is one in."""
        tags = ("en", *group.languages)
        return [self.leaflets[area, tag] for tag in tags if (area, tag) in self.leaflets]

    def replied(self, group: Group, days_ago: int, heard: str = "") -> None:
        """What they had raised and asked is answered; with `heard`, they have said whether it helped."""

        def do(organisation: Organisation, on: dt.date, actor: Account) -> None:
            answer = answers.Answer(self.rng.choice(names.ANSWERS), on=on)
            back = answers.HeardBack(heard, on if heard else None)
            for one in not_done_with(organisation.id):
                follow_through(request(one.id), one.owner_id, answer, back, actor)

        self.note(group, days_ago, do)

    def engaged(self, group: Group, days_ago: int, *offers: Offer, area: str | None = None) -> None:
        """They name whom to speak to about safeguarding, and take something up."""
        self.contact(
            group, days_ago, (Method.VISIT_OWN_VENUE, Outcome.MET), self.rng.choice(names.AGAIN),
            then=Next(contact=group.speaks_with), met_whom=group.speaks_with, offers_accepted=offers, area=area,
        )  # fmt: skip

    def visited(
        self, group: Group, days_ago: int, promised: str = "", due_in: int = 14, *, shared_with: str | None = None
    ) -> None:
        on = group.ago(days_ago, self.diary.today)
        owner = self.advisers[group.area].id
        promises = (Promise(promised, on + dt.timedelta(days=due_in), owner),) if promised else ()
        self.contact(
            group, days_ago, (Method.SERVICE_TIME_VISIT, Outcome.MET), self.rng.choice(names.AGAIN),
            then=Next(promises=promises), met_whom=group.speaks_with,
            shared_with=[self.areas[shared_with].id] if shared_with else (),
        )  # fmt: skip

    def checked_address(self, group: Group, days_ago: int) -> None:
        """Somebody went to look; nothing is left to do for now."""
        area_id = self.areas[group.area].id
        self.note(group, days_ago, lambda organisation, _on, actor: self._tick_off(organisation.id, area_id, actor))

    def closed(self, group: Group, days_ago: int, reason: ClosedReason) -> None:
        self.note(group, days_ago, lambda organisation, on, actor: groups.close(organisation, on, reason, actor))
