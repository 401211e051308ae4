"""A group in Newham and an adviser there; tests that need another say so themselves."""

import pytest

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.organisations.models import Organisation
from tests.factories import Make
from tests.support.web import SignIn, Visitor


@pytest.fixture
def group(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Hope Chapel")


@pytest.fixture
def me(make: Make, newham: Area) -> Account:
    return make.adviser(newham, name="Ada Adviser")


@pytest.fixture
def adviser(me: Account, signed_in: SignIn) -> Visitor:
    return signed_in(me)
