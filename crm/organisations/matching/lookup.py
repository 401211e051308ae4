"""The groups that some candidates may be, found by their match keys in few statements however many they are."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from crm.core.bulk import chunks
from crm.extensions import db
from crm.organisations.matching.facts import candidates
from crm.organisations.matching.judging import Candidate
from crm.organisations.matching.keys import KeyKind, asked_keys
from crm.organisations.matching.models import MatchKey
from crm.organisations.models import Organisation


def groups_like(asked: Sequence[Candidate]) -> list[Candidate]:
    """The open groups in scope that share a key with any of these: put them into `Blocks` and ask that.

    The keys of what is asked about are not a group's: give rows of a list negative ones.
    """
    wanted: dict[KeyKind, set[str]] = defaultdict(set)
    for one in asked:
        for kind, value in asked_keys(one):
            wanted[kind].add(value)
    ids: set[int] = set()
    for kind, values in wanted.items():
        for part in chunks(sorted(values)):
            found = (
                select(MatchKey.organisation_id)
                .join(Organisation, Organisation.id == MatchKey.organisation_id)
                .where(MatchKey.kind == kind, MatchKey.value.in_(part), Organisation.closed_on.is_(None))
            )
            ids.update(db.session.scalars(found))
    return candidates(db.session.execute, sorted(ids))
