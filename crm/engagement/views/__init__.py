"""The routes, by subject; importing them hangs them on the blueprint."""

from crm.engagement.attachments import views as attachments  # noqa: F401
from crm.engagement.barriers import views as barriers  # noqa: F401
from crm.engagement.emails import views as emails  # noqa: F401
from crm.engagement.given import views as given  # noqa: F401
from crm.engagement.persistence import views as persistence  # noqa: F401
from crm.engagement.priorities import views as priorities  # noqa: F401
from crm.engagement.requests import views as requests  # noqa: F401
from crm.engagement.requests import you_said  # noqa: F401
from crm.engagement.resting import views as resting  # noqa: F401
from crm.engagement.views import (  # noqa: F401
    activities,
    follow_ups,
    groups_there,
    letters,
    meetings,
    recording,
    stages,
    timeline,
)
from crm.engagement.views.blueprint import engagement
from crm.engagement.visits import views as visits  # noqa: F401

__all__ = ["engagement"]
