from crm.accounts.models import Account
from crm.audit import record
from crm.extensions import db
from crm.reporting.next_visits.models import VisitWeights
from crm.reporting.next_visits.rules import Weights


def set_weights(row: VisitWeights, weights: Weights, actor: Account) -> None:
    """The row may be new."""
    for factor, weight in weights.items():
        setattr(row, factor.value, weight)
    db.session.add(row)
    record.record("visit_weights.set", row, actor)


def reset_weights(row: VisitWeights, actor: Account) -> None:
    record.record("visit_weights.reset", row, actor)
    db.session.delete(row)
