from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.extensions import db
from crm.policies.files.models import PolicyFile
from crm.policies.models import PolicyVersion


def files_by_version(policy_id: int) -> Mapping[int, list[PolicyFile]]:
    """In the order in which they came, by the id of the version; also what was removed, last."""
    of_policy = select(PolicyVersion.id).where(PolicyVersion.policy_id == policy_id)
    wanted = (
        select(PolicyFile).where(PolicyFile.policy_version_id.in_(of_policy)).options(joinedload(PolicyFile.document))
    )
    found = defaultdict[int, list[PolicyFile]](list)
    for file in db.session.scalars(wanted.order_by(PolicyFile.removed_at.is_not(None), PolicyFile.id)):
        found[file.policy_version_id].append(file)
    return found


def files_of(version_id: int) -> Sequence[PolicyFile]:
    """Without what was removed."""
    wanted = select(PolicyFile).where(PolicyFile.policy_version_id == version_id, PolicyFile.removed_at.is_(None))
    return db.session.scalars(wanted.order_by(PolicyFile.id).options(joinedload(PolicyFile.document))).all()


def policy_file(file_id: int) -> PolicyFile:
    wanted = select(PolicyFile).where(PolicyFile.id == file_id)
    return db.session.scalars(wanted.options(joinedload(PolicyFile.document), joinedload(PolicyFile.version))).one()
