from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from crm.engagement.attachments.models import Attachment
from crm.extensions import db


def attachments_of(activity_id: int) -> Sequence[Attachment]:
    """Also what was removed, last."""
    wanted = select(Attachment).join(Attachment.document).options(contains_eager(Attachment.document))
    of_activity = wanted.where(Attachment.activity_id == activity_id)
    return db.session.scalars(of_activity.order_by(Attachment.removed_at.is_not(None), Attachment.id)).all()


def attachment(attachment_id: int) -> Attachment:
    wanted = select(Attachment).join(Attachment.document).options(contains_eager(Attachment.document))
    return db.session.scalars(wanted.where(Attachment.id == attachment_id)).one()
