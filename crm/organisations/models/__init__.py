"""A group and all that hangs from it: where it is, what it said, and where its listing came from."""

from crm.organisations.models.groups import (
    FormerName,
    Organisation,
    OrganisationArea,
    OrganisationCommunity,
    OrganisationLanguage,
    OrganisationTradition,
    Relation,
)
from crm.organisations.models.listed import (
    DuplicatePair,
    DuplicateState,
    ImportBatch,
    ImportState,
    Likely,
    SourceRecord,
)
from crm.organisations.models.places import ChildrenSetting, MeetingTime, Venue
from crm.organisations.models.said import PublishConsent, SaidNone, Statement
from crm.organisations.models.taxonomies import Community, Language, Tradition

__all__ = [
    "ChildrenSetting",
    "Community",
    "DuplicatePair",
    "DuplicateState",
    "FormerName",
    "ImportBatch",
    "ImportState",
    "Language",
    "Likely",
    "MeetingTime",
    "Organisation",
    "OrganisationArea",
    "OrganisationCommunity",
    "OrganisationLanguage",
    "OrganisationTradition",
    "PublishConsent",
    "Relation",
    "SaidNone",
    "SourceRecord",
    "Statement",
    "Tradition",
    "Venue",
]
