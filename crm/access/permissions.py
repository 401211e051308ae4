"""Who may do what: the table of architecture.md 3, which a manager could check."""

import enum

from crm.access.models import Layer
from crm.accounts.models import AccountRole


class Permission(enum.StrEnum):
    ACCOUNTS = "accounts"
    CORE_VIEW = "core_view"
    CORE_EDIT = "core_edit"
    POLICY_LINE = "policy_line"
    ASSURANCE_VIEW = "assurance_view"
    ASSURANCE_EDIT = "assurance_edit"
    DBS_VIEW = "dbs_view"
    DBS_NUMBER = "dbs_number"
    PRIVATE_VIEW = "private_view"
    PRIVATE_EDIT = "private_edit"
    PLANNING = "planning"
    IMPORT = "import"
    COVERAGE = "coverage"
    EXPORT_PEOPLE = "export_people"
    MERGE_PEOPLE = "merge_people"
    HAND_OVER = "hand_over"
    RETENTION = "retention"
    CONTACTS = "contacts"
    CONTACTS_EDIT = "contacts_edit"
    STANDARDS = "standards"
    STANDARDS_EDIT = "standards_edit"
    OWN_STATUS = "own_status"
    OWN_ASSURANCE = "own_assurance"


P, R = Permission, AccountRole

STAFF_WORK = {
    P.CORE_VIEW,
    P.CORE_EDIT,
    P.POLICY_LINE,
    P.ASSURANCE_VIEW,
    P.ASSURANCE_EDIT,
    P.DBS_VIEW,
    P.PRIVATE_VIEW,
    P.PRIVATE_EDIT,
    P.IMPORT,
    P.COVERAGE,
    P.EXPORT_PEOPLE,
    P.MERGE_PEOPLE,
    P.CONTACTS,
    P.STANDARDS,
}

PERMISSIONS: dict[AccountRole, frozenset[Permission]] = {
    R.ADMINISTRATOR: frozenset({P.ACCOUNTS, P.CONTACTS, P.CONTACTS_EDIT, P.STANDARDS, P.STANDARDS_EDIT}),
    R.COORDINATOR: frozenset({*STAFF_WORK, P.PLANNING, P.HAND_OVER, P.RETENTION, P.CONTACTS_EDIT, P.STANDARDS_EDIT}),
    R.ADVISER: frozenset(STAFF_WORK),
    R.VIEWER: frozenset({P.CORE_VIEW, P.POLICY_LINE, P.COVERAGE, P.CONTACTS}),
    R.GROUP_LEAD: frozenset({P.OWN_STATUS, P.OWN_ASSURANCE, P.DBS_NUMBER}),
    R.GROUP_MEMBER: frozenset({P.OWN_STATUS}),
}

# The layer that a permission narrows, and what lets a person read each layer at all.
LAYER_OF: dict[Permission, Layer] = {
    P.CORE_VIEW: Layer.CORE,
    P.CORE_EDIT: Layer.CORE,
    P.OWN_STATUS: Layer.CORE,
    P.IMPORT: Layer.CORE,
    P.COVERAGE: Layer.CORE,
    P.HAND_OVER: Layer.CORE,
    P.ASSURANCE_VIEW: Layer.ASSURANCE,
    P.ASSURANCE_EDIT: Layer.ASSURANCE,
    P.DBS_VIEW: Layer.ASSURANCE,
    P.DBS_NUMBER: Layer.ASSURANCE,
    P.OWN_ASSURANCE: Layer.ASSURANCE,
    P.RETENTION: Layer.ASSURANCE,
    P.EXPORT_PEOPLE: Layer.ASSURANCE,
    P.MERGE_PEOPLE: Layer.ASSURANCE,
    P.PRIVATE_VIEW: Layer.PRIVATE,
    P.PRIVATE_EDIT: Layer.PRIVATE,
    P.PLANNING: Layer.PRIVATE,
}
READS: dict[Layer, frozenset[Permission]] = {
    Layer.CORE: frozenset({P.CORE_VIEW, P.OWN_STATUS}),
    Layer.ASSURANCE: frozenset({P.ASSURANCE_VIEW, P.OWN_ASSURANCE}),
    Layer.PRIVATE: frozenset({P.PRIVATE_VIEW}),
}
