"""The rules of `rules.py` in SQL, over `standing` or over facts worked out for a day: `f` has the same columns.

Each bucket is a `Choice`. The days are bound by the names that `rules.days` gives them.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, bindparam, case, func, literal, literal_column, or_

from crm.core.labels import Labelled
from crm.organisations.kinds import MAY_LAPSE, Answer, ShownStage, Stage
from crm.reporting.rules import Checks, Children, Lead, Policy, Training

ON: Any = bindparam("on", type_=Date())
YEAR_AGO: Any = bindparam("year_ago", type_=Date())
HALF_YEAR_AGO: Any = bindparam("half_year_ago", type_=Date())
LONG_OVERDUE: Any = bindparam("long_overdue", type_=Date())
LONG_VACANT: Any = bindparam("long_vacant", type_=Date())

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Choice:
    """The first condition that holds gives the bucket; none gives `otherwise`."""

    whens: list[tuple[Condition, Labelled]]
    otherwise: Labelled

    def code(self) -> ColumnElement[str]:
        return case(
            *((when, literal(bucket.value)) for when, bucket in self.whens), else_=literal(self.otherwise.value)
        )

    def place(self) -> ColumnElement[int]:
        """The bucket's place in its enum, to be packed into one number with others."""
        order = list(type(self.otherwise))
        places: list[Any] = [(when, literal_column(str(order.index(bucket)))) for when, bucket in self.whens]
        return case(*places, else_=literal_column(str(order.index(self.otherwise))))


def policy(f: Any) -> Choice:
    return Choice(
        [
            (f.policy_due_on >= ON, Policy.IN_DATE),
            (f.policy_due_on < ON, Policy.OVERDUE),
            (or_(f.policy_versions > 0, f.policy_said == Answer.NO.value), Policy.NONE),
        ],
        Policy.UNKNOWN,
    )


def lead(f: Any) -> Choice:
    return Choice(
        [
            (f.leads_open > 0, Lead.NAMED),
            (or_(f.lead_ended_on.is_not(None), f.lead_said == Answer.NO.value), Lead.MISSING),
        ],
        Lead.UNKNOWN,
    )


def checks(f: Any) -> Choice:
    return Choice(
        [
            (f.roles_open == 0, Checks.UNKNOWN),
            (or_(f.checks_until >= ON, f.roles_to_check == 0), Checks.COMPLETE),
        ],
        Checks.INCOMPLETE,
    )


def training(f: Any) -> Choice:
    return Choice(
        [
            (and_(f.lead_trained_until >= ON, f.others_trained_until >= ON), Training.UP_TO_DATE),
            (or_(f.roles_open > 0, f.training_said.is_not(None)), Training.DUE),
        ],
        Training.UNKNOWN,
    )


def children(f: Any) -> Choice:
    return Choice(
        [
            (or_(f.settings_open > 0, f.children_said == Answer.YES), Children.YES),
            (f.children_said == Answer.NO, Children.NO),
        ],
        Children.UNKNOWN,
    )


def policy_in_place(f: Any) -> Condition:
    return and_(
        f.policy_due_on >= ON,
        f.policy_seen_on.is_not(None),
        or_(f.leads_open > 0, f.lead_ended_on >= LONG_VACANT),
    )


def lapsed(a: Any, f: Any) -> Condition:
    contact = func.coalesce(a.last_contact_on, a.contacted_on)
    return or_(contact.is_(None), contact < YEAR_AGO, f.policy_due_on < LONG_OVERDUE)


def _not_lapsed(a: Any, f: Any) -> Condition:
    """Spelt out, since NOT of an unknown date is itself unknown."""
    contact = func.coalesce(a.last_contact_on, a.contacted_on)
    return and_(contact >= YEAR_AGO, or_(f.policy_due_on.is_(None), f.policy_due_on >= LONG_OVERDUE))


def shown_stage(a: Any, f: Any) -> Choice:
    in_place = and_(a.stage == Stage.ENGAGED, policy_in_place(f))
    return Choice(
        [
            (and_(a.stage.in_(MAY_LAPSE), lapsed(a, f)), ShownStage.LAPSED),
            (
                and_(in_place, a.last_contact_on >= HALF_YEAR_AGO, f.last_training_on >= YEAR_AGO),
                ShownStage.SUSTAINED,
            ),
            (in_place, ShownStage.POLICY_IN_PLACE),
            *((a.stage == stage, ShownStage[stage.name]) for stage in Stage if stage is not Stage.NOT_FOUND),
        ],
        ShownStage.NOT_FOUND,
    )


def engaged(a: Any, f: Any) -> Condition:
    """Whether the shown stage is one of `kinds.ENGAGED`, all of which rest on the stored stage."""
    return and_(a.stage == Stage.ENGAGED, _not_lapsed(a, f))
