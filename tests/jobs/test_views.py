"""What administrators see of the work beside the pages, and that nobody else does."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.audit.models import AuditEntry
from crm.core import clock
from crm.jobs import actions
from crm.jobs.models import Job, JobState
from crm.reporting.doctor import findings
from tests.factories import Make
from tests.support.web import SignIn, Visitor, forms


@pytest.fixture
def administrator(make: Make, signed_in: SignIn) -> Visitor:
    return signed_in(make.administrator())


def a_job(make: Make, state: JobState = JobState.FAILED, **values: object) -> Job:
    said = {"problem": "Something went wrong on our side"} if state is JobState.FAILED else {}
    job: Job = make.keep(Job(name="import", arguments={}, key="one", state=state, due_at=clock.now(), **said, **values))
    return job


def test_work_that_failed_is_shown_with_the_reason_and_can_be_run_again(
    administrator: Visitor, make: Make, session: Session
) -> None:
    job = a_job(make, attempts=5, ended_at=clock.now())
    assert "Something went wrong on our side." in administrator.get("/jobs").text
    administrator.submit("/jobs")
    session.refresh(job)
    assert (job.state, job.attempts) == (JobState.WAITING, 0)
    assert session.scalars(select(AuditEntry.event).where(AuditEntry.table_name == "job")).all()[-1] == "job.run_again"


def test_only_what_failed_is_run_again(administrator: Visitor, make: Make, session: Session) -> None:
    """From a page that was opened while it had failed."""
    job = a_job(make)
    action, answers = forms(administrator.get("/jobs").text)[-1]
    job.state, job.problem = JobState.DONE, None
    session.commit()
    administrator.post(action, data=answers)
    assert "Only work that failed" in administrator.get("/jobs").text
    assert session.get(Job, job.id).state is JobState.DONE  # type: ignore[union-attr]


def test_an_empty_page_says_so_and_that_no_worker_runs(administrator: Visitor) -> None:
    shown = administrator.get("/jobs").text
    assert "Nothing here" in shown
    assert "No worker is running" in shown


def test_a_worker_that_was_just_seen_runs(administrator: Visitor, session: Session) -> None:
    actions.come("here 1 a")
    session.commit()
    assert "A worker is running" in administrator.get("/jobs").text


@pytest.mark.parametrize("role", ["adviser", "coordinator"])
def test_nobody_but_an_administrator_sees_the_jobs(make: Make, signed_in: SignIn, role: str) -> None:
    account = getattr(make, role)(make.area())
    assert signed_in(account).get("/jobs").status_code == 403


def test_doctor_says_when_work_waits_and_nobody_does_it(session: Session, make: Make) -> None:
    assert findings() == []
    a_job(make, state=JobState.WAITING)
    with clock.set_to(clock.now() + dt.timedelta(minutes=11)):
        found = findings()
    assert "none was ever seen" in found[-1]
