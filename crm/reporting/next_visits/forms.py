from crm.core.editing import EditForm
from crm.core.fields import SelectField
from crm.reporting.next_visits.models import VisitWeights
from crm.reporting.next_visits.rules import STEPS, Factor, Weights


def _asked(factor: Factor, hint: str) -> SelectField:
    return SelectField(factor.label, hint=hint, coerce=int, choices=STEPS, blank=None, required="Select how much")


class WeightsForm(EditForm):
    """How much each factor counts, and what it looks at."""

    priority = _asked(Factor.PRIORITY, "Until the day that the coordinator said")
    promise = _asked(
        Factor.PROMISE, "A follow-up is due or overdue, or the group has waited for an answer. Overdue counts most"
    )
    silence = _asked(Factor.SILENCE, "Since we last spoke, up to a year. Never having spoken counts like a year")
    children = _asked(Factor.CHILDREN, "The most children in one activity: the more, the higher")
    policy = _asked(Factor.POLICY, "None or not seen counts in full, overdue for review a little less")
    lead = _asked(Factor.LEAD, "Missing counts in full, not known a little less")
    checks = _asked(Factor.CHECKS, "Not complete counts in full, not known a little less")
    training = _asked(Factor.TRAINING, "Due counts in full, not known a little less")

    def weights(self) -> Weights:
        return {factor: self[factor.value].data for factor in Factor}


def values_of_weights(row: VisitWeights) -> dict[str, int]:
    return {factor.value: weight for factor, weight in row.as_weights().items()}
