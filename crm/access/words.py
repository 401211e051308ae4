"""The permission table in words, for a manager to check."""

from dataclasses import dataclass

from crm.access.permissions import PERMISSIONS, Permission
from crm.accounts.models import AccountRole

P = Permission
WORDS: dict[Permission, str] = {
    P.ACCOUNTS: "Look after accounts and settings",
    P.CORE_VIEW: "See groups: name, kind, faith, areas, venues, languages",
    P.CORE_EDIT: "Add and change groups",
    P.POLICY_LINE: "See the line that says how a group's policy stands",
    P.ASSURANCE_VIEW: "See a group's people, policies, checks and training",
    P.ASSURANCE_EDIT: "Record a group's people, policies, checks and training",
    P.DBS_VIEW: "See DBS checks, with the certificate number masked",
    P.DBS_NUMBER: "See a whole certificate number, of their own group",
    P.PRIVATE_VIEW: "See their area's contact notes, barriers and follow-ups",
    P.PRIVATE_EDIT: "Record contact, stages and follow-ups",
    P.PLANNING: "Say which groups come first, what counts most for the next visits, and see a colleague's week",
    P.IMPORT: "Import lists of groups and merge duplicates",
    P.COVERAGE: "See the coverage figures",
    P.EXPORT_PEOPLE: "Export lists that name people",
    P.MERGE_PEOPLE: "Merge two records of a person",
    P.HAND_OVER: "Hand a group over to another lead area",
    P.RETENTION: "See what is deleted by date, and hold it back",
    P.CONTACTS: "See whom to ring in an area, checked or not",
    P.CONTACTS_EDIT: "Say which numbers to ring are right, correct and add them",
    P.STANDARDS: "See the standards that groups are assessed by",
    P.STANDARDS_EDIT: "Bring in standards, put them in use and take them out of use",
    P.OWN_STATUS: "See how their own group stands",
    P.OWN_ASSURANCE: "See and record their own group's people, policy, checks and training",
}

ROLE_WORDS: dict[AccountRole, str] = {
    AccountRole.ADMINISTRATOR: "Looks after accounts and the numbers to ring. Sees no group",
    AccountRole.COORDINATOR: "Works with every group in their areas, and answers for the figures",
    AccountRole.ADVISER: "Visits groups in their areas and records what was done",
    AccountRole.VIEWER: "Sees groups and figures, no people",
    AccountRole.GROUP_LEAD: "Looks after one group's own policy, people, checks and training",
    AccountRole.GROUP_MEMBER: "Sees how their own group stands",
}


@dataclass(frozen=True)
class Line:
    words: str
    held: list[tuple[AccountRole, bool]]


def table() -> list[Line]:
    return [
        Line(words, [(role, permission in PERMISSIONS[role]) for role in AccountRole])
        for permission, words in WORDS.items()
    ]
