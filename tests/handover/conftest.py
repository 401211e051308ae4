"""An adviser who leaves, a successor, and a group between them."""

import pytest

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.organisations.models import Organisation
from tests.factories import Make
from tests.support.web import SignIn, Visitor


@pytest.fixture
def leaver(make: Make, newham: Area) -> Account:
    return make.adviser(newham, name="Ada Leaver")


@pytest.fixture
def successor(make: Make, newham: Area) -> Account:
    return make.adviser(newham, name="Sam Successor")


@pytest.fixture
def coordinator(make: Make, newham: Area, signed_in: SignIn) -> Visitor:
    return signed_in(make.coordinator(newham, name="Cleo Coordinator"))


@pytest.fixture
def group(make: Make, newham: Area, leaver: Account) -> Organisation:
    made = make.organisation(newham, name="Hope Chapel")
    made.areas[0].adviser_id = leaver.id
    return make.keep(made)
