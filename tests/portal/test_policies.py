"""A group sends its policy to its adviser."""

from typing import NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import Account, AccountRole
from crm.organisations.models import Organisation
from crm.policies.files.models import PolicyFile
from crm.policies.models import PolicyVersion, VersionState
from tests.documents.files import PDF
from tests.factories import Make
from tests.policies.test_files import add, opened, press
from tests.support.web import SignIn, Visitor, forms


class World(NamedTuple):
    group: Organisation
    lead: Visitor
    adviser: Account

    @property
    def page(self) -> str:
        return f"/my-group/{self.group.id}/policy"

    def sends(self) -> None:
        add(self.lead, f"{self.page}/files/new", (PDF, "policy.pdf"))
        self.lead.submit(self.page, form=-1)


@pytest.fixture
def world(make: Make, signed_in: SignIn) -> World:
    area = make.area()
    group = make.organisation(area, name="Noor নূর")
    return World(group, signed_in(make.group_account(group)), make.adviser(area))


def version(session: Session) -> PolicyVersion:
    return session.scalars(select(PolicyVersion)).one()


def test_a_group_without_a_policy_is_asked_for_it_as_it_is(world: World) -> None:
    page = world.lead.get(world.page).text
    assert "We do not have your policy yet" in page
    assert f'href="{world.page}/files/new"' in page
    assert f'href="{world.page}"' in world.lead.get("/my-group").text


def test_the_policy_is_added_and_then_sent(world: World, session: Session, signed_in: SignIn) -> None:
    add(world.lead, f"{world.page}/files/new", (PDF, "policy.pdf"))
    assert version(session).state is VersionState.DRAFT
    assert "policy.pdf" in world.lead.get(world.page).text
    world.lead.submit(world.page, form=-1)
    assert version(session).state is VersionState.SUBMITTED
    assert "Your adviser is reading it" in world.lead.get(world.page).text
    assert "policy.pdf" in signed_in(world.adviser).get(f"/policies/{version(session).policy_id}").text


def test_what_was_sent_stays_as_it_is(world: World, session: Session) -> None:
    world.sends()
    key = session.scalars(select(PolicyFile.id)).one()
    press(world.lead, f"/my-group/files/{key}/remove")
    assert "so its files stay as they are" in world.lead.get(world.page).text
    again = add(world.lead, f"{world.page}/files/new", (PDF, "second.pdf"))
    assert "so its files stay as they are" in again.text
    assert len(session.scalars(select(PolicyFile)).all()) == 1


def test_a_file_is_removed_and_put_back_before_it_is_sent(world: World, session: Session) -> None:
    add(world.lead, f"{world.page}/files/new", (PDF, "policy.pdf"))
    address = f"/my-group/files/{session.scalars(select(PolicyFile.id)).one()}"
    press(world.lead, f"{address}/remove")
    assert opened(world.lead, address).status_code == 404
    assert "Send it to your adviser" not in world.lead.get(world.page).text
    press(world.lead, f"{address}/put-back")
    assert opened(world.lead, address).data == PDF


def test_nothing_is_sent_without_a_file(world: World, session: Session) -> None:
    add(world.lead, f"{world.page}/files/new", (PDF, "policy.pdf"))
    send, given = forms(world.lead.get(world.page).text)[-1]
    press(world.lead, f"/my-group/files/{session.scalars(select(PolicyFile.id)).one()}/remove")
    world.lead.post(send, data=given)
    assert "There is no file yet" in world.lead.get(world.page).text
    assert version(session).state is VersionState.DRAFT


def test_a_member_of_the_group_without_the_lead_sees_no_file(
    world: World, make: Make, signed_in: SignIn, session: Session
) -> None:
    world.sends()
    member = signed_in(make.group_account(world.group, AccountRole.GROUP_MEMBER))
    assert member.get(world.page).status_code == 403
    assert world.page not in member.get("/my-group").text
    key = session.scalars(select(PolicyFile.id)).one()
    assert member.get(f"/my-group/files/{key}").status_code == 403


def test_another_group_is_not_found(world: World, make: Make, signed_in: SignIn, session: Session) -> None:
    world.sends()
    other = signed_in(make.group_account(make.organisation()))
    assert other.get(world.page).status_code == 404
    assert press(other, f"/my-group/versions/{version(session).id}/send").status_code == 404
