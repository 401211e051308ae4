"""One's week by email: what it says, who gets it, and that nobody gets it twice."""

import datetime as dt
import email
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.access.scope import every_area
from crm.accounts.models import Account
from crm.areas.models import Area
from crm.config import SettingsError, from_environment
from crm.core import clock, mail
from crm.extensions import db
from crm.jobs import actions as jobs
from crm.jobs.models import Job, JobState
from crm.jobs.working import Hand
from crm.organisations.models import Organisation
from crm.reporting.digest.models import DigestWish
from tests.factories import Make
from tests.support.application import make_app
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor

MONDAY = dt.date(2026, 11, 23)
PAGE = "/account/digest"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.set_to(MONDAY):
        yield


@pytest.fixture
def ada(make: Make, newham: Area) -> Account:
    return make.adviser(newham, name="Ada Lovell")


@pytest.fixture
def group(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="মসজিদ নূর")


@pytest.fixture
def adviser(ada: Account, signed_in: SignIn) -> Visitor:
    return signed_in(ada)


def test_the_page_shows_it_as_it_would_look_today(
    adviser: Visitor, make: Make, group: Organisation, ada: Account
) -> None:
    assert "Nothing is overdue, and nothing is planned" in adviser.get(PAGE).text
    make.follow_up(group, ada, due_on=dt.date(2026, 11, 20), what="Ring Fatima")
    make.follow_up(group, ada, due_on=dt.date(2026, 11, 29))
    make.follow_up(group, ada, due_on=dt.date(2026, 11, 30))
    page = adviser.get(PAGE).text
    assert "Your week: 1 overdue, 1 to come" in page
    assert "20 November 2026: Follow-up, মসজিদ নূর" in page
    assert "30 November" not in page
    assert "Fatima" not in page


def test_whoever_wants_it_says_so_and_can_say_no_again(adviser: Visitor, ada: Account, session: Session) -> None:
    assert adviser.submit(PAGE).status_code == 303
    assert session.scalars(select(DigestWish.account_id)).all() == [ada.id]
    assert "Stop the emails" in adviser.get(PAGE).text
    adviser.submit(PAGE)
    assert session.scalars(select(DigestWish)).all() == []


def test_the_page_asks_few_statements_however_much_is_due(
    adviser: Visitor, make: Make, group: Organisation, ada: Account
) -> None:
    for _ in range(20):
        make.follow_up(group, ada)
    with statements() as said:
        adviser.get(PAGE)
    assert len(said) <= 8


@pytest.fixture
def worked(separate_app: Flask) -> Iterator[Account]:
    """An adviser who has wanted her week since the Friday before, in a database of its own."""
    with separate_app.app_context(), every_area("a test looks at everything"):
        make = Make()
        newham = make.area(name="Newham")
        ada = make.adviser(newham, name="Ada Lovell")
        make.follow_up(make.organisation(newham, name="St Mary’s"), ada, due_on=MONDAY)
        make.keep(DigestWish(account_id=ada.id, sent_on=dt.date(2026, 11, 20)))
        db.session.commit()
        yield ada


def work(app: Flask) -> None:
    jobs.ask("digests")
    db.session.commit()
    while Hand(app).do_next():
        pass


def mails(app: Flask) -> list[EmailMessage]:
    """What went out, as files in the data folder (development)."""
    folder = Path(app.config["SETTINGS"].data_dir) / "mail"
    said = [path.read_bytes() for path in sorted(folder.glob("*"))] if folder.exists() else []
    return [email.message_from_bytes(one.split(b"\n---", 1)[0], EmailMessage, policy=default) for one in said]


def test_a_week_is_sent_once_however_often_the_worker_looks(separate_app: Flask, worked: Account) -> None:
    work(separate_app)
    work(separate_app)
    (sent,) = mails(separate_app)
    assert (sent["To"], sent["Subject"]) == (worked.email, "Your week: 0 overdue, 1 to come")
    assert "23 November 2026: Follow-up, St Mary’s" in sent.get_content()


def test_one_that_was_cut_short_after_it_counted_is_not_sent_again(separate_app: Flask, worked: Account) -> None:
    work(separate_app)
    jobs.ask("digest", {"account_id": worked.id}, asker=worked)
    work(separate_app)
    assert len(mails(separate_app)) == 1


def test_the_next_comes_a_week_later_and_also_when_monday_was_missed(separate_app: Flask, worked: Account) -> None:
    work(separate_app)
    with clock.set_to(MONDAY + dt.timedelta(days=6)):
        work(separate_app)
    assert len(mails(separate_app)) == 1
    with clock.set_to(MONDAY + dt.timedelta(days=9)):
        work(separate_app)
    assert len(mails(separate_app)) == 2


def test_an_account_that_is_switched_off_gets_none(separate_app: Flask, worked: Account) -> None:
    worked.active = False
    db.session.commit()
    work(separate_app)
    assert mails(separate_app) == []


def test_one_that_the_mail_server_does_not_take_is_tried_again(separate_app: Flask, worked: Account) -> None:
    with separate_app.app_context():
        mail.configure(separate_app, "smtp://127.0.0.1:1", "footbridge@example.org", None)
    work(separate_app)
    job = db.session.scalars(select(Job).where(Job.name == "digest")).one()
    assert (job.state, job.attempts) == (JobState.WAITING, 1)
    assert db.session.scalars(select(DigestWish.sent_on)).one() < MONDAY


def test_mail_is_not_sent_where_nobody_set_it_up(tmp_path: Path) -> None:
    app = make_app("sqlite://", tmp_path)
    with app.app_context():
        assert mail.sends()
        mail.configure(app, None, "footbridge@example.org", None)
        assert not mail.sends()


@pytest.mark.parametrize("server", ["mail.example.org", "http://mail.example.org", "smtp://"])
def test_a_mail_server_that_makes_no_sense_stops_the_start(monkeypatch: pytest.MonkeyPatch, server: str) -> None:
    monkeypatch.setenv("MAIL_SERVER", server)
    with pytest.raises(SettingsError, match="MAIL_SERVER must look like"):
        from_environment()


def test_a_mail_server_needs_a_sender_and_where_links_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_SERVER", "smtp://mail.example.org")
    with pytest.raises(SettingsError, match="MAIL_FROM"):
        from_environment()
    monkeypatch.setenv("MAIL_FROM", "footbridge@example.org")
    monkeypatch.setenv("SERVICE_URL", "https://footbridge.example.org")
    assert from_environment().mail_server == "smtp://mail.example.org"
