from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.documents.models import Document
from crm.engagement.attachments.models import Attachment
from crm.engagement.models import Activity
from crm.extensions import db


def attach(activity: Activity, document: Document, actor: Account) -> Attachment:
    made = Attachment(activity_id=activity.id, area_id=activity.area_id, document=document)
    db.session.add(made)
    record.record("attachment.added", made, actor)
    return made


def remove(attachment: Attachment, actor: Account) -> None:
    """Removed twice is removed once."""
    if attachment.removed_at is None:
        attachment.removed_at = clock.now()
        record.record("attachment.removed", attachment, actor)


def put_back(attachment: Attachment, actor: Account) -> None:
    if attachment.removed_at is not None:
        attachment.removed_at = None
        record.record("attachment.put_back", attachment, actor)
