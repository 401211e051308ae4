"""A group in Newham, and an adviser there; tests that need another say so themselves."""

import pytest

from crm.areas.models import Area
from crm.organisations.models import (
    Organisation,
)
from tests.factories import Make


@pytest.fixture
def hackney(make: Make) -> Area:
    return make.area(name="Hackney")


@pytest.fixture
def group(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Hope Chapel")
