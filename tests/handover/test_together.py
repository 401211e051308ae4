"""Several people at one handover, or at the weights of one area, at once: on databases where a commit is a commit."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask_security import hash_password
from sqlalchemy import func, select

from crm.access.scope import every_area
from crm.accounts.models import Account
from crm.extensions import db
from crm.handover.models import Handover
from crm.organisations.models import OrganisationArea
from crm.reporting.next_visits.models import VisitWeights
from tests.factories import Make
from tests.merging.test_together import at_once
from tests.support.application import PASSWORD
from tests.support.web import Visitor, forms


@dataclass
class Team:
    app: Flask
    leaver_id: int
    successor_id: int

    def browser(self, name: str) -> Visitor:
        visitor = self.app.test_client()
        assert isinstance(visitor, Visitor)
        assert visitor.submit("/sign-in", email=f"{name}@example.org", password=PASSWORD).status_code == 302
        return visitor

    def send(self, *sent: tuple[Visitor, str, dict[str, str]]) -> list[int]:
        """Each form that a page holds last, at once: the codes of the answers."""
        ready = [(visitor, forms(visitor.get(page).text)[-1], said) for visitor, page, said in sent]
        db.session.rollback()
        codes: list[int] = []

        def post(number: int) -> None:
            visitor, (action, given), said = ready[number]
            codes.append(visitor.post(action or sent[number][1], data={**given, **said}).status_code)

        at_once(self.app, *(lambda number=number: post(number) for number in range(len(ready))))
        db.session.rollback()
        return codes


@pytest.fixture
def team(separate_app: Flask) -> Iterator[Team]:
    with separate_app.app_context(), every_area("a test looks at everything"):
        make = Make()
        area = make.area()
        people: dict[str, Account] = {
            "cleo": make.coordinator(area, email="cleo@example.org"),
            "dan": make.coordinator(area, email="dan@example.org"),
            "sam": make.adviser(area, email="sam@example.org"),
            "ada": make.adviser(area, email="ada@example.org"),
        }
        for account in people.values():
            account.password = hash_password(PASSWORD)
        group = make.organisation(area)
        group.areas[0].adviser_id = people["ada"].id
        found = Team(separate_app, people["ada"].id, people["sam"].id)
        db.session.commit()
        yield found


def test_two_who_offer_one_group_at_once_offer_it_once(team: Team) -> None:
    page, said = f"/accounts/{team.leaver_id}/handover", {"successor": str(team.successor_id), "which": "all"}
    codes = team.send((team.browser("cleo"), page, said), (team.browser("dan"), page, said))
    assert codes == [303, 303]
    assert db.session.scalar(select(func.count(Handover.id))) == 1


def test_an_offer_that_is_accepted_and_taken_back_at_once_leaves_the_group_with_one_of_them(team: Team) -> None:
    cleo, sam = team.browser("cleo"), team.browser("sam")
    page = f"/accounts/{team.leaver_id}/handover"
    cleo.submit(page, successor=str(team.successor_id), which="all")
    offer_id = str(db.session.scalars(select(Handover.id)).one())
    token = forms(cleo.get("/account").text)[0][1]
    db.session.rollback()
    codes: list[int] = []
    accepting = forms(sam.get("/handovers").text)[-1][1] | {"offers": offer_id}
    at_once(
        team.app,
        lambda: codes.append(sam.post("/handovers", data=accepting).status_code),
        lambda: codes.append(cleo.post(f"/handovers/{offer_id}/take-back", data=token).status_code),
    )
    db.session.rollback()
    assert set(codes) <= {303, 200}
    adviser_id = db.session.scalars(select(OrganisationArea.adviser_id)).one()
    assert (db.session.scalar(select(func.count(Handover.id))), adviser_id) == (0, team.leaver_id)


def test_two_who_set_the_weights_of_an_area_first_both_get_an_answer(team: Team) -> None:
    page = "/next-visits/weights"
    codes = team.send((team.browser("cleo"), page, {"policy": "4"}), (team.browser("dan"), page, {"policy": "2"}))
    assert sorted(codes) == [200, 303]
    assert db.session.scalar(select(func.count(VisitWeights.id))) == 1
