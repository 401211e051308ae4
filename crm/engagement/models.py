import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, orm_insert_sentinel, relationship

from crm.access.models import AreaPrivate
from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core.labels import Labelled
from crm.core.models import Base, Timestamped, Versioned, code, pk
from crm.organisations.kinds import Stage
from crm.organisations.models import Organisation
from crm.people.models import Person


class Method(Labelled):
    """How contact was tried or made (domain.md 3.2)."""

    VISIT_OWN_VENUE = "visit_own_venue", "Visit at their place"
    SERVICE_TIME_VISIT = "service_time_visit", "Visit at service time"
    PHONE = "phone", "Phone call"
    TEXT_MESSAGE = "text_message", "Text message"
    EMAIL = "email", "Email"
    LETTER = "letter", "Letter"
    VIDEO_CALL = "video_call", "Video call"
    MEETING_COUNCIL_OFFICE = "meeting_council_office", "Meeting at our office"
    FORUM = "forum", "Forum"
    INTRODUCTION = "introduction", "Introduction by somebody else"
    CONFERENCE = "conference", "Conference"
    NEWSLETTER = "newsletter", "Newsletter"
    COMMUNITY_RADIO = "community_radio", "Community radio"
    SURVEY = "survey", "Survey"
    SCHOOL_BASED = "school_based", "Through a school"
    PORTAL = "portal", "Footbridge, by the group"


class Outcome(Labelled):
    """What came of it (domain.md 3.2); failures count as work."""

    MET = "met", "We met"
    MEETING_AGREED = "meeting_agreed", "A meeting was agreed"
    INFO_SENT = "info_sent", "We spoke or wrote, or sent information"
    PASSED_TO_OTHER_PERSON = "passed_to_other_person", "Passed to another person"
    CALL_BACK_LATER = "call_back_later", "They asked us to call back later"
    LEFT_MESSAGE = "left_message", "Left a message"
    NO_REPLY = "no_reply", "No reply"
    GROUP_NO_SHOW = "group_no_show", "Nobody came"
    RESCHEDULED = "rescheduled", "Moved to another day"
    CANCELLED_BY_GROUP = "cancelled_by_group", "Cancelled by the group"
    CANCELLED_BY_US = "cancelled_by_us", "Cancelled by us"
    REFUSED = "refused", "They said no for now"
    WRONG_NUMBER = "wrong_number", "Wrong or dead number"
    LETTER_RETURNED_GONE = "letter_returned_gone", "Letter returned: not at this address"


class Topic(Labelled):
    """What the community itself raised (domain.md 3.4, priority issues)."""

    DISCIPLINE_GENERATION_GAP = "discipline_generation_gap", "Discipline and the gap between generations"
    POVERTY = "poverty", "Poverty"
    TRUANCY = "truancy", "Absence from school"
    SUBSTANCE_MISUSE = "substance_misuse", "Drugs"
    ALCOHOL_SMOKING = "alcohol_smoking", "Alcohol and smoking"
    GANGS_WEAPONS = "gangs_weapons", "Gangs and weapons"
    GUN_KNIFE_CRIME = "gun_knife_crime", "Gun and knife crime"
    SEXUAL_BEHAVIOUR_EXPLOITATION = "sexual_behaviour_exploitation", "Sexual behaviour and exploitation"
    HIV_BBV = "hiv_bbv", "HIV and blood-borne viruses"
    DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse"
    ANTISOCIAL_BEHAVIOUR = "antisocial_behaviour", "Anti-social behaviour"
    PRIVATE_FOSTERING = "private_fostering", "Private fostering"
    ONLINE_SAFETY = "online_safety", "Online safety"
    HOME_ALONE = "home_alone", "Children left home alone"
    BULLYING = "bullying", "Bullying"


class Offer(Labelled):
    """What we can offer (domain.md 3.5)."""

    FREE_TRAINING = "free_training", "Free training"
    POLICY_TEMPLATE = "policy_template", "A policy template"
    POLICY_REVIEW = "policy_review", "A look at their policy"
    PROCEDURES_TAILORED = "procedures_tailored", "Procedures made for them"
    DBS_ADVICE = "dbs_advice", "Advice on DBS checks"
    DBS_PROCESSING_HELP = "dbs_processing_help", "Help with DBS applications"
    TRANSLATION = "translation", "Translation"
    INTERPRETING = "interpreting", "Interpreting"
    RESOURCE_PACK = "resource_pack", "A resource pack"
    PARENTS_MEETING = "parents_meeting", "A meeting for parents"
    YOUTH_WORKSHOP = "youth_workshop", "A workshop for young people"
    CONFERENCE_PLACE = "conference_place", "A place at a conference"
    JOINT_BID = "joint_bid", "A joint bid for funding"
    FORUM_INVITE = "forum_invite", "An invitation to a forum"
    SELF_ASSESSMENT_SUPPORT = "self_assessment_support", "Help with a self-assessment"


class BarrierKind(Labelled):
    """What stands in the way (domain.md 3.4)."""

    MOVES_ACROSS_BOROUGHS = "moves_across_boroughs", "Moves across boroughs"
    HARD_TO_TRACE = "hard_to_trace", "Hard to trace"
    MOBILE_ONLY_NO_OFFICE = "mobile_only_no_office", "A mobile only, no office"
    HIERARCHY = "hierarchy", "Hierarchy"
    UNSOCIAL_SERVICE_TIMES = "unsocial_service_times", "Services at unsocial hours"
    RELIGIOUS_HOLIDAYS = "religious_holidays", "Religious holidays"
    NO_REGISTER_OF_GROUPS = "no_register_of_groups", "No register of groups"
    SUSPICION_OF_COUNCIL = "suspicion_of_council", "Mistrust of the council"
    DENIES_ISSUE = "denies_issue", "Does not see the issue"
    ORIGIN_COUNTRY_PRACTICE = "origin_country_practice", "Practice in the country of origin"
    VOLUNTEERS_UNVETTED = "volunteers_unvetted", "Volunteers without checks"
    POLITICAL_CLIMATE = "political_climate", "Political climate"
    FEAR_CHILDREN_REMOVED = "fear_children_removed", "Fear that children are taken away"
    UNCLEAR_ROLES = "unclear_roles", "Unclear who does what"
    UK_LAW_UNFAMILIAR = "uk_law_unfamiliar", "UK law is unfamiliar"
    OVER_CONSULTED = "over_consulted", "Asked too often"
    SHORT_TERM_PROJECT = "short_term_project", "Short-term projects"
    FEAR_CONFIDENTIALITY_SAME_COMMUNITY = "fear_confidentiality_same_community", "Fear of talk in the community"
    ENGLISH_LANGUAGE = "english_language", "English language"
    LIMITED_TIME_MONEY = "limited_time_money", "Little time or money"
    INTERNAL_POLITICS = "internal_politics", "Politics within the group"
    FEARS_LOSING_MEMBERS_BY_REPORTING = "fears_losing_members_by_reporting", "Fears losing members by reporting"
    SHORT_LET_PREMISES = "short_let_premises", "Short-let premises"
    ADVISER_CAPACITY = "adviser_capacity", "Our own capacity"


class Batched:
    """Rows that are written several at a time: by this number SQLAlchemy tells them apart, in one INSERT for all."""

    @declared_attr
    @classmethod
    def sentinel(cls) -> Mapped[int | None]:
        return orm_insert_sentinel()


class Activity(AreaPrivate, Timestamped, Versioned, Base):
    """A visit, call, letter or meeting, or the attempt at one. Owned by one area; may be shared with another."""

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("length(note) <= 2000", name="note_length"),
        Index("ix_activity_happened", "area_id", "happened_on", "id"),
    )
    id: Mapped[pk]
    method: Mapped[Method]
    outcome: Mapped[Outcome]
    happened_on: Mapped[dt.date]
    started_at: Mapped[dt.time | None]
    met_whom: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    area: Mapped[Area] = relationship(lazy="raise_on_sql")
    recorded_by: Mapped[Account] = relationship(lazy="raise_on_sql")


class ActivityOrganisation(AreaPrivate, Base):
    """A group that the activity was with; `happened_on` repeats the activity's, to page a timeline by index."""

    __tablename__ = "activity_organisation"
    __table_args__ = (
        UniqueConstraint("activity_id", "organisation_id"),
        Index("ix_activity_organisation_timeline", "organisation_id", "happened_on", "activity_id"),
    )
    id: Mapped[pk]
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    happened_on: Mapped[dt.date]
    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")


class ActivityPerson(AreaPrivate, Batched, Base):
    """Somebody of the group who was there."""

    __tablename__ = "activity_person"
    __table_args__ = (UniqueConstraint("activity_id", "person_id"),)
    id: Mapped[pk]
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class ActivityStaff(AreaPrivate, Batched, Base):
    """A colleague who was there."""

    __tablename__ = "activity_staff"
    __table_args__ = (UniqueConstraint("activity_id", "account_id"),)
    id: Mapped[pk]
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    account: Mapped[Account] = relationship(lazy="raise_on_sql")


class ActivityArea(Batched, Base):
    """Another area that may read this activity's kind, date, outcome and note (architecture.md 3)."""

    __tablename__ = "activity_area"
    __table_args__ = (UniqueConstraint("activity_id", "area_id"),)
    id: Mapped[pk]
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    shared_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    area: Mapped[Area] = relationship(lazy="raise_on_sql")


class OfferMade(AreaPrivate, Batched, Base):
    __tablename__ = "offer_made"
    __table_args__ = (UniqueConstraint("activity_id", "organisation_id", "offer"),)
    id: Mapped[pk]
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    offer: Mapped[Offer]
    accepted: Mapped[bool]


class FollowUp(AreaPrivate, Timestamped, Versioned, Batched, Base):
    """Something promised or due, with an owner and a date."""

    __tablename__ = "follow_up"
    __table_args__ = (
        CheckConstraint("length(what) BETWEEN 1 AND 500", name="what_length"),
        Index("ix_follow_up_owner", "owner_id", "done_on", "due_on"),
        Index(
            "ix_follow_up_open",
            "due_on",
            "id",
            sqlite_where=text("done_on IS NULL"),
            postgresql_where=text("done_on IS NULL"),
        ),
    )
    id: Mapped[pk]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    what: Mapped[str]
    due_on: Mapped[dt.date]
    done_on: Mapped[dt.date | None]
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    owner: Mapped[Account] = relationship(lazy="raise_on_sql")


class Barrier(AreaPrivate, Timestamped, Batched, Base):
    """What stands in the way of working with a group in one area, until the day that it is overcome."""

    __tablename__ = "barrier"
    __table_args__ = (
        CheckConstraint("ended_on >= noted_on", name="ended_after_noted"),
        Index(
            "uq_barrier_standing",
            "organisation_id",
            "area_id",
            "kind",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )
    id: Mapped[pk]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    kind: Mapped[BarrierKind]
    noted_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]


class StageChange(AreaPrivate, Batched, Base):
    """The only way a stage moves; `activity_id` is the evidence, `reason` is seen by the owning area only."""

    __tablename__ = "stage_change"
    __table_args__ = (
        CheckConstraint("from_stage <> to_stage", name="really_moves"),
        Index("ix_stage_change_as_at", "organisation_id", "area_id", "on", "id"),
    )
    id: Mapped[pk]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    from_stage: Mapped[Stage] = mapped_column(code(Stage, "from_stage"))
    to_stage: Mapped[Stage] = mapped_column(code(Stage, "to_stage"))
    on: Mapped[dt.date]
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    reason: Mapped[str] = mapped_column(default="")
