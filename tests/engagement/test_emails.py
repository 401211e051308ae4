"""Emails that staff forward: what is read from them, who sees them, and that nothing is made of them unasked."""

import base64
import datetime as dt
from collections.abc import Iterator
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.audit.models import AuditEntry, AuditValue
from crm.core import clock
from crm.engagement.emails import actions, rules
from crm.engagement.emails.models import ForwardedEmail, ForwardingAddress
from crm.engagement.emails.reading import Mail, read
from crm.engagement.models import Activity, Method
from crm.organisations.models import Organisation
from crm.people.models import Person
from tests.engagement import eml
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import Commands, SignIn, Visitor, forms

TODAY = dt.date(2026, 11, 22)
TO = "abcd2345@in.example.net"
OURS = {"ada.lovell@example.org", "abcd2345"}


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def ada(make: Make, newham: Area) -> Account:
    return make.adviser(newham, name="Ada Lovell", email="ada.lovell@example.org")


@pytest.fixture
def group(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Al-Noor")


@pytest.fixture
def adviser(ada: Account, signed_in: SignIn) -> Visitor:
    return signed_in(ada)


def sent(message: str, to: str = TO) -> bytes:
    html = base64.encodebytes(eml.OUTLOOK_HTML.encode()).decode()
    return message.replace("{to}", to).replace("{html}", html).encode()


def heard(message: str) -> Mail:
    return read(sent(message), OURS)


def bring_in(visitor: Visitor, raw: bytes, name: str = "mail.eml") -> str:
    """Where the page goes on to, or the page itself when it says what is wrong."""
    token = dict(forms(visitor.get("/emails").text))[""]
    answer = visitor.post("/emails", data={**token, "file": (BytesIO(raw), name)})
    return answer.headers.get("Location") or answer.text


def press(visitor: Visitor, deed: str) -> None:
    """The first button of the list that does this."""
    action, given = next(form for form in forms(visitor.get("/emails").text) if form[0].endswith(f"/{deed}"))
    assert visitor.post(action, data=given).status_code == 303


def test_a_forward_of_a_web_mail_is_of_whoever_wrote_it_first() -> None:
    mail = heard(eml.WAITING)
    assert (mail.correspondent, mail.correspondent_email) == ("Yusuf Rahman", "yusuf.rahman@alnoor.example.com")
    assert (mail.subject, mail.sent_on, mail.is_from_them) == ("Training for our teachers", dt.date(2026, 11, 16), True)
    assert "Three of our teachers would like the £0 course." in mail.text
    assert "To be filed" not in mail.text
    assert "it was good to meet you" not in mail.text


def test_a_forward_in_html_alone_is_read_as_words() -> None:
    mail = heard(eml.OUTLOOK)
    assert (mail.correspondent, mail.correspondent_email) == ("Pastor Grace Okafor", "grace@hope.example.com")
    assert (mail.subject, mail.sent_on) == ("Our policy", dt.date(2026, 11, 17))
    assert "the trustees agreed to it – thank you." in mail.text
    assert "margin" not in mail.text


def test_a_forward_that_is_quoted_line_by_line_is_read_too() -> None:
    mail = heard(eml.APPLE)
    assert (mail.correspondent_email, mail.sent_on) == ("mary@stmary.example.com", dt.date(2026, 10, 25))
    assert mail.text == "We now have a second group.\n\nMary"


def test_a_forward_as_an_attachment_is_read_in_its_own_script_and_on_the_london_day() -> None:
    mail = heard(eml.AS_ATTACHMENT)
    assert (mail.correspondent, mail.correspondent_email) == ("عبد الله", "office@masjid.example.com")
    assert (mail.subject, mail.sent_on) == ("التدريب", dt.date(2026, 11, 19))
    assert mail.text == "نعم، من فضلك"
    assert mail.attachments == 2


def test_an_email_that_we_wrote_is_of_whom_we_wrote_to() -> None:
    mail = heard(eml.WRITTEN_BY_US)
    assert (mail.correspondent_email, mail.is_from_them) == ("yusuf.rahman@alnoor.example.com", False)
    assert mail.text == "Would the 6th suit you?"


def test_what_is_broken_in_it_is_passed_over_and_its_words_are_kept() -> None:
    mail = read(eml.OLD_CHARSET, OURS)
    assert (mail.correspondent_email, mail.sent_on) == ("office@church.example.com", TODAY)
    assert mail.text == "Our café is open"


@given(st.binary(max_size=400))
def test_whatever_a_header_or_a_text_holds_is_read(raw: bytes) -> None:
    assert read(b"From: a@example.org\n" + raw, OURS).sent_on <= TODAY


def test_of_a_very_long_email_the_beginning_is_read() -> None:
    mail = read(b"From: a@example.org\n\n" + b"> word\n" * 1_000_000, OURS)
    assert 0 < len(mail.text) <= rules.MOST_READ


def test_a_long_email_makes_a_note_that_ends_at_a_word() -> None:
    note = rules.as_note("Subject", "word " * 1000)
    assert len(note) <= rules.MOST_TEXT
    assert note.endswith("word …")


def test_an_email_becomes_a_contact_once_its_group_is_said_and_is_then_forgotten(
    adviser: Visitor, make: Make, group: Organisation, session: Session
) -> None:
    make.role(group, make.person("Yusuf Rahman", email="yusuf.rahman@alnoor.example.com"))
    people = session.scalar(select(func.count()).select_from(Person))
    page = bring_in(adviser, sent(eml.WAITING))
    assert "It may be about" in adviser.get(page).text
    to_log = f"/organisations/{group.id}/activities/new?email={page.rsplit('/', 1)[1]}"
    assert to_log in adviser.get(page).text
    assert adviser.submit(to_log, outcome="info_sent").status_code == 303
    activity = session.scalars(select(Activity)).one()
    assert (activity.method, activity.happened_on, activity.met_whom) == (
        Method.EMAIL,
        dt.date(2026, 11, 16),
        "Yusuf Rahman",
    )
    assert activity.note.startswith("Training for our teachers\n\nSalam Ada,")
    email = session.scalars(select(ForwardedEmail)).one()
    assert (email.activity_id, email.mail_text, email.correspondent, email.mail_subject) == (activity.id, "", "", "")
    assert "No email waits to be filed" in adviser.get("/emails").text
    assert session.scalar(select(func.count()).select_from(Person)) == people


def test_a_form_that_is_sent_twice_files_it_once(adviser: Visitor, group: Organisation, session: Session) -> None:
    page = bring_in(adviser, sent(eml.APPLE))
    to_log = f"/organisations/{group.id}/activities/new?email={page.rsplit('/', 1)[1]}"
    _, given = forms(adviser.get(to_log).text)[-1]
    first, second = (adviser.post(to_log, data={**given, "outcome": "info_sent"}) for _ in range(2))
    assert first.status_code == 303
    assert second.status_code == 409
    assert session.scalar(select(func.count()).select_from(Activity)) == 1


def test_the_same_email_waits_once_and_does_not_come_back_once_it_is_filed(
    adviser: Visitor, group: Organisation, session: Session
) -> None:
    page = bring_in(adviser, sent(eml.APPLE))
    assert bring_in(adviser, sent(eml.APPLE)) == "/emails"
    adviser.submit(f"/organisations/{group.id}/activities/new?email={page.rsplit('/', 1)[1]}", outcome="info_sent")
    assert bring_in(adviser, sent(eml.APPLE)) == "/emails"
    assert session.scalar(select(func.count()).select_from(ForwardedEmail)) == 1


@pytest.mark.parametrize("raw", [b"", b"hello", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04" * 50])
def test_what_is_no_email_is_refused_beside_the_file(adviser: Visitor, raw: bytes) -> None:
    page = bring_in(adviser, raw)
    assert "This is not an email" in page or "Choose an email" in page


def test_nobody_else_sees_it_not_in_the_same_area_either(
    adviser: Visitor, make: Make, newham: Area, group: Organisation, signed_in: SignIn
) -> None:
    page = bring_in(adviser, sent(eml.APPLE))
    ben = signed_in(make.adviser(newham, name="Ben"))
    assert "Sunday school" not in ben.get("/emails").text
    assert ben.get(page).status_code == 404
    opened = ben.get(f"/organisations/{group.id}/activities/new?email={page.rsplit('/', 1)[1]}")
    assert "second group" not in opened.text


def test_groups_out_of_reach_are_not_offered(adviser: Visitor, make: Make) -> None:
    hackney = make.area(name="Hackney")
    make.organisation(hackney, name="Out of reach", email="yusuf.rahman@alnoor.example.com")
    page = bring_in(adviser, sent(eml.WAITING))
    assert "Out of reach" not in adviser.get(page).text
    assert "Out of reach" not in adviser.get(f"{page}?q=Out+of").text


def test_a_group_of_the_same_domain_is_offered_and_one_with_a_mailbox_of_everybody_is_not(
    adviser: Visitor, make: Make, newham: Area
) -> None:
    make.organisation(newham, name="By domain", email="info@alnoor.example.com")
    assert "By domain" in adviser.get(bring_in(adviser, sent(eml.WAITING))).text
    make.organisation(newham, name="Somebody’s", email="someone@gmail.com")
    from_gmail = eml.APPLE.replace("mary@stmary.example.com", "another@gmail.com")
    assert "Somebody’s" not in adviser.get(bring_in(adviser, sent(from_gmail))).text


def test_a_note_that_may_tell_of_a_child_is_held_up_here_too(adviser: Visitor, group: Organisation) -> None:
    told = eml.APPLE.replace("second group.", "boy, his date of birth is 03/04/2017.")
    page = bring_in(adviser, sent(told))
    assert "seems to tell which child is meant" in adviser.get(page).text
    answer = adviser.submit(
        f"/organisations/{group.id}/activities/new?email={page.rsplit('/', 1)[1]}", outcome="info_sent"
    )
    assert "Why is it right to keep it?" in answer.text


def test_what_is_put_aside_can_be_taken_up_again_and_is_forgotten_the_day_after(
    adviser: Visitor, session: Session
) -> None:
    bring_in(adviser, sent(eml.APPLE))
    press(adviser, "aside")
    assert "No email waits to be filed" in adviser.get("/emails").text
    press(adviser, "back")
    email = session.scalars(select(ForwardedEmail)).one()
    assert email.aside_at is None
    press(adviser, "aside")
    assert actions.forget_outdated() == 0
    with clock.set_to(TODAY + dt.timedelta(days=2)):
        assert actions.forget_outdated() == 1
        assert actions.forget_outdated() == 0
    assert (email.mail_text, email.correspondent) == ("", "")


def test_what_nobody_files_is_forgotten_after_thirty_days(adviser: Visitor, session: Session) -> None:
    bring_in(adviser, sent(eml.APPLE))
    with clock.set_to(TODAY + dt.timedelta(days=31)):
        assert actions.forget_outdated() == 1
    assert session.scalars(select(ForwardedEmail.mail_text)).one() == ""


def test_the_history_says_what_was_done_and_nothing_of_what_was_written(adviser: Visitor, session: Session) -> None:
    bring_in(adviser, sent(eml.APPLE))
    assert "forwarded_email.taken" in session.scalars(select(AuditEntry.event)).all()
    kept = [str(value) for row in session.execute(select(AuditValue.before, AuditValue.after)) for value in row]
    assert not any("Mary" in value or "second group" in value for value in kept)


def test_a_mail_server_hands_an_email_to_whoevers_address_it_came_to(
    commands: Commands, adviser: Visitor, ada: Account, session: Session
) -> None:
    address = actions.make_address(ada)
    session.flush()
    to = f"{address.local_part.upper()}@in.example.net"
    assert commands.invoke(args=["emails", "take", "--to", to], input=sent(eml.WAITING, to)).exit_code == 0
    assert "Training for our teachers" in adviser.get("/emails").text
    actions.end_address(ada)
    session.flush()
    assert commands.invoke(args=["emails", "take", "--to", to], input=sent(eml.APPLE, to)).exit_code == 67


def test_a_mail_server_is_told_what_is_no_email(commands: Commands, ada: Account, session: Session) -> None:
    address = actions.make_address(ada)
    session.flush()
    answer = commands.invoke(args=["emails", "take", "--to", address.local_part], input=b"hello")
    assert answer.exit_code == 65


def test_a_new_address_takes_the_place_of_the_old_one(ada: Account, session: Session) -> None:
    old, new = actions.make_address(ada).local_part, actions.make_address(ada).local_part
    session.flush()
    assert old != new
    assert session.scalars(select(ForwardingAddress.local_part)).all() == [new]


def test_the_list_asks_few_statements_however_many_wait(adviser: Visitor) -> None:
    for number in range(5):
        bring_in(adviser, sent(eml.APPLE.replace("8B1C", f"8B1C{number}")))
    with statements() as said:
        adviser.get("/emails")
    assert len(said) <= 6
