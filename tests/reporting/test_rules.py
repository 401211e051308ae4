import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from crm.core.errors import RuleBroken
from crm.organisations.kinds import ENGAGED, MAY_LAPSE, Answer, ShownStage, Stage
from crm.reporting import expressions, rules
from crm.reporting.models import AreaStanding, Standing
from crm.reporting.rules import AreaFacts, Facts

TODAY = dt.date(2026, 11, 22)
DAY = dt.timedelta(days=1)
IN_PLACE = Facts(
    policy_adopted_on=dt.date(2026, 1, 10),
    policy_due_on=dt.date(2027, 1, 10),
    policy_seen_on=dt.date(2026, 1, 12),
    policy_versions=1,
    leads_open=1,
    roles_open=1,
)
MET_IN_OCTOBER = AreaFacts(Stage.ENGAGED, dt.date(2026, 3, 1), dt.date(2026, 10, 1))


def but(facts: Facts, **values: Any) -> Facts:
    return Facts(**{**vars(facts), **values})


def test_a_policy_is_in_date_on_the_day_it_is_due_and_overdue_the_day_after() -> None:
    due = Facts(policy_due_on=TODAY, policy_versions=1)
    assert rules.policy(due, TODAY) is rules.Policy.IN_DATE
    assert rules.policy(due, TODAY + DAY) is rules.Policy.OVERDUE


def test_a_draft_or_a_no_is_none_and_silence_is_not_known() -> None:
    assert rules.policy(Facts(policy_versions=1), TODAY) is rules.Policy.NONE
    assert rules.policy(Facts(policy_said="no"), TODAY) is rules.Policy.NONE
    assert rules.policy(Facts(policy_said="yes"), TODAY) is rules.Policy.UNKNOWN
    assert rules.policy(Facts(), TODAY) is rules.Policy.UNKNOWN


def test_a_lead_is_missing_once_the_last_one_has_ended() -> None:
    assert rules.lead(Facts(lead_ended_on=TODAY)) is rules.Lead.MISSING
    assert rules.lead(Facts(leads_open=1, lead_ended_on=TODAY)) is rules.Lead.NAMED
    assert rules.lead(Facts(lead_said="no")) is rules.Lead.MISSING
    assert rules.lead(Facts()) is rules.Lead.UNKNOWN


def test_checks_are_complete_until_the_first_recheck_falls_due() -> None:
    cleared = Facts(roles_open=2, roles_to_check=2, roles_cleared=2, checks_until=TODAY)
    assert rules.checks(cleared, TODAY) is rules.Checks.COMPLETE
    assert rules.checks(cleared, TODAY + DAY) is rules.Checks.INCOMPLETE


def test_checks_of_a_group_without_roles_are_not_known_and_of_one_that_needs_none_complete() -> None:
    assert rules.checks(Facts(), TODAY) is rules.Checks.UNKNOWN
    assert rules.checks(Facts(roles_open=1), TODAY) is rules.Checks.COMPLETE


def test_training_needs_the_lead_and_somebody_else_in_date() -> None:
    trained = Facts(roles_open=2, lead_trained_until=TODAY, others_trained_until=TODAY)
    assert rules.training(trained, TODAY) is rules.Training.UP_TO_DATE
    assert rules.training(trained, TODAY + DAY) is rules.Training.DUE
    assert rules.training(but(trained, others_trained_until=None), TODAY) is rules.Training.DUE


def test_training_is_due_once_a_person_or_an_answer_is_recorded() -> None:
    assert rules.training(Facts(roles_open=1), TODAY) is rules.Training.DUE
    assert rules.training(Facts(training_said="yes"), TODAY) is rules.Training.DUE
    assert rules.training(Facts(), TODAY) is rules.Training.UNKNOWN


def test_a_setting_with_children_counts_for_more_than_a_no() -> None:
    assert rules.children(Facts(settings_open=1, children_said=Answer.NO)) is rules.Children.YES
    assert rules.children(Facts(children_said=Answer.NO)) is rules.Children.NO
    assert rules.children(Facts()) is rules.Children.UNKNOWN


def test_an_engaged_group_with_a_seen_policy_in_date_and_a_lead_has_its_policy_in_place() -> None:
    assert rules.shown_stage(MET_IN_OCTOBER, IN_PLACE, TODAY) is ShownStage.POLICY_IN_PLACE
    unseen = but(IN_PLACE, policy_seen_on=None)
    assert rules.shown_stage(MET_IN_OCTOBER, unseen, TODAY) is ShownStage.ENGAGED


def test_a_lead_may_be_missing_for_28_days_and_no_longer() -> None:
    vacant = but(IN_PLACE, leads_open=0, lead_ended_on=TODAY)
    assert rules.shown_stage(MET_IN_OCTOBER, vacant, TODAY + 28 * DAY) is ShownStage.POLICY_IN_PLACE
    assert rules.shown_stage(MET_IN_OCTOBER, vacant, TODAY + 29 * DAY) is ShownStage.ENGAGED


def test_a_group_is_sustained_with_contact_in_6_months_and_training_in_12() -> None:
    trained = but(IN_PLACE, last_training_on=dt.date(2025, 11, 22))
    assert rules.shown_stage(MET_IN_OCTOBER, trained, TODAY) is ShownStage.SUSTAINED
    assert rules.shown_stage(MET_IN_OCTOBER, trained, TODAY + DAY) is ShownStage.POLICY_IN_PLACE
    quiet = AreaFacts(Stage.ENGAGED, None, dt.date(2026, 5, 21))
    assert rules.shown_stage(quiet, trained, TODAY) is ShownStage.POLICY_IN_PLACE


def test_a_group_lapses_a_year_after_the_last_contact() -> None:
    met = AreaFacts(Stage.MET, dt.date(2025, 3, 1), dt.date(2025, 11, 22))
    assert rules.shown_stage(met, Facts(), TODAY) is ShownStage.MET
    assert rules.shown_stage(met, Facts(), TODAY + DAY) is ShownStage.LAPSED


def test_a_group_lapses_when_its_policy_is_91_days_overdue() -> None:
    overdue = but(IN_PLACE, policy_due_on=TODAY)
    assert rules.shown_stage(MET_IN_OCTOBER, overdue, TODAY + 90 * DAY) is ShownStage.ENGAGED
    assert rules.shown_stage(MET_IN_OCTOBER, overdue, TODAY + 91 * DAY) is ShownStage.LAPSED


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in MAY_LAPSE])
def test_only_stages_that_lead_to_lapsed_lapse(stage: Stage) -> None:
    assert rules.shown_stage(AreaFacts(stage), Facts(), TODAY) == stage.value


def test_a_day_to_come_is_refused() -> None:
    with pytest.raises(RuleBroken, match="today or in the past"):
        rules.check_day(TODAY + DAY, TODAY)


DAYS = st.one_of(st.none(), st.dates(TODAY - 500 * DAY, TODAY + 500 * DAY))
COUNTS = st.integers(0, 2)
ANSWERS = st.sampled_from([None, Answer.YES, Answer.NO])


def facts_like(kind: type) -> st.SearchStrategy[Any]:
    """Any values at all, whether or not they could come together: the rules must agree on all of them."""
    choices = {}
    for name in kind.__dataclass_fields__:  # type: ignore[attr-defined]
        if name == "stage":
            choices[name] = st.sampled_from(Stage)
        elif name.endswith("_said"):
            choices[name] = ANSWERS
        else:
            choices[name] = DAYS if name.endswith(("_on", "_until")) else COUNTS
    return st.builds(kind, **choices)


def as_row(table: Any, facts: Any) -> Any:
    columns = table.__table__.c
    return select(*(literal(value, columns[name].type).label(name) for name, value in vars(facts).items()))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    facts=facts_like(Facts),
    area=facts_like(AreaFacts),
    on=st.dates(TODAY - 400 * DAY, TODAY + 400 * DAY),
)
def test_rules_and_sql_agree(session: Session, facts: Facts, area: AreaFacts, on: dt.date) -> None:
    f, a = as_row(Standing, facts).subquery("f"), as_row(AreaStanding, area).subquery("a")
    stage = expressions.shown_stage(a.c, f.c).code()
    codes = [getattr(expressions, name)(f.c).code() for name in ("policy", "lead", "checks", "training", "children")]
    asked = select(*codes, stage, expressions.engaged(a.c, f.c)).select_from(f.join(a, f.c.roles_open >= 0))
    *found, is_engaged = session.execute(asked, rules.days(on)).one()
    shown = rules.shown_stage(area, facts, on)
    assert found == [
        rules.policy(facts, on),
        rules.lead(facts),
        rules.checks(facts, on),
        rules.training(facts, on),
        rules.children(facts),
        shown,
    ]
    assert bool(is_engaged) == (shown in ENGAGED)
