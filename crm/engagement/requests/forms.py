from typing import Any

from crm.areas.models import ContactCategory
from crm.child_guard.forms import GuardedForm
from crm.core.editing import EditForm
from crm.core.fields import DateField, SelectField, TextArea
from crm.core.forms import Filters
from crm.engagement.requests.models import Request
from crm.engagement.requests.rules import Answer, HeardBack

NO_CHILDREN = "Do not write names or details of any child"


class RequestForm(GuardedForm, EditForm):
    """With `values_of_request`; the owners and the checked numbers of the area come from the view."""

    guarded = ("answer", "heard_back")
    answer = TextArea("What did you do?", hint=NO_CHILDREN, max_length=500, rows=3, called="What you did")
    contact = SelectField("Which number or service did you give them?", coerce=int, blank="None of these")
    signpost = SelectField(
        "If it is not in the list, what kind of service was it?", choices=ContactCategory, blank="None"
    )
    answered_on = DateField("When was that?", hint="Leave it empty for today", called="The day of the answer")
    heard_back = TextArea(
        "What did they say, did it help?", hint=NO_CHILDREN, max_length=500, rows=2, called="What they said"
    )
    heard_back_on = DateField(
        "When did you hear back?", hint="Leave it empty for today", called="The day you heard back"
    )
    owner = SelectField("Who deals with it?", coerce=int, blank=None, required="Select who deals with it")

    def given(self) -> Answer:
        return Answer(self.answer.data, self.contact.data, self.signpost.data or None, self.answered_on.data)

    def heard(self) -> HeardBack:
        return HeardBack(self.heard_back.data, self.heard_back_on.data)


class AreaFilter(Filters):
    area = SelectField("Area", blank="All your areas")


def values_of_request(request: Request) -> dict[str, Any]:
    return {
        "answer": request.answer,
        "contact": request.contact_id,
        "signpost": request.signpost,
        "answered_on": request.answered_on,
        "heard_back": request.heard_back,
        "heard_back_on": request.heard_back_on,
        "owner": request.owner_id,
    }
