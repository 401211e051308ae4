from collections.abc import Iterable

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.documents.models import Document
from crm.extensions import db
from crm.policies import rules
from crm.policies.files.models import PolicyFile
from crm.policies.files.queries import files_of
from crm.policies.models import PolicyVersion
from crm.policies.reviews.actions import submit


def add(version: PolicyVersion, documents: Iterable[Document], actor: Account) -> list[PolicyFile]:
    rules.check_may_add_files(version, bool(files_of(version.id)))
    made = [
        PolicyFile(organisation_id=version.organisation_id, policy_version_id=version.id, document=document)
        for document in documents
    ]
    db.session.add_all(made)
    for file in made:
        record.record("policy_file.added", file, actor)
    db.session.flush()
    return made


def send_in(version: PolicyVersion, actor: Account) -> None:
    """The group sends its adviser what it wrote."""
    if not files_of(version.id):
        raise RuleBroken("There is no file yet. Add your policy, then send it")
    submit(version, actor)


def remove(file: PolicyFile, actor: Account) -> None:
    """Removed twice is removed once. Of any version: what must not be kept may be found late."""
    if file.removed_at is None:
        file.removed_at = clock.now()
        record.record("policy_file.removed", file, actor)


def remove_own(file: PolicyFile, actor: Account) -> None:
    """By the group, which changes only what is with it."""
    rules.check_with_the_group(file.version)
    remove(file, actor)


def put_back(file: PolicyFile, actor: Account) -> None:
    if file.removed_at is not None:
        file.removed_at = None
        record.record("policy_file.put_back", file, actor)


def put_back_own(file: PolicyFile, actor: Account) -> None:
    rules.check_with_the_group(file.version)
    put_back(file, actor)
