"""What it costs to save a contact with every folded part of the form filled in."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.audit.models import AuditEntry
from tests.factories import Make
from tests.support.statements import statements, writes
from tests.support.web import Visitor, forms

FULL: dict[str, Any] = {
    "method": "visit_own_venue",
    "outcome": "met",
    "started_at": "14:30",
    "note": "Tea with the committee",
    "met_whom": "Two trustees",
    "topics": ["poverty", "bullying"],
    "asked": ["schools", "housing"],
    "told": "The page of the council",
    "offers_accepted": ["free_training"],
    "offers_made": ["policy_review"],
    "contact": "other",
    "contact_name": "Mary Okafor",
    "again": "week",
    "follow_up_what": "Send the list",
    "barrier": "hierarchy",
}
# One for each of 19 tables that are written, as no database takes rows of two tables in one statement that both of
# ours know; who is signed in, the group, its people, colleagues, what may be given, who is called so, which barriers.
TABLES, READS = 19, 7


def test_the_fullest_contact_is_saved_with_one_statement_a_table(
    make: Make, signed_in: Callable[[Account], Visitor], session: Session
) -> None:
    newham, hackney = make.area(name="Newham"), make.area(name="Hackney")
    group = make.organisation(newham, hackney, name="Hope Chapel")
    colleague, role = make.adviser(newham), make.role(group)
    leaflet = make.resource(newham)
    adviser = signed_in(make.adviser(newham))
    chosen = {"people": [role.person_id], "staff": [colleague.id], "shared_with": [hackney.id], "owner": colleague.id}
    chosen["resources"] = [leaflet.id]
    address = f"/organisations/{group.id}/activities/new"
    given = forms(adviser.get(address).text)[-1][1]
    entries = select(func.count(AuditEntry.id))
    before = session.scalars(entries).one()
    with statements() as said:
        answer = adviser.post(address, data={**given, **FULL, **chosen})
    assert answer.status_code == 303, answer.text
    assert len(writes(said)) == TABLES
    assert len([one for one in said if "FOR NO KEY UPDATE" not in one]) <= TABLES + READS, "\n".join(said)
    assert session.scalars(entries).one() == before + 19
