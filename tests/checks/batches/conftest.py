import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.checks.batches.models import Batch
from crm.core import clock
from crm.organisations.models import Organisation
from crm.people.models import Frequency, Role, RoleClass, Task
from tests.factories import Make
from tests.support.web import Visitor

TODAY = dt.date(2026, 11, 22)
Teacher = Callable[..., Role]
Planned = Callable[..., Batch]


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def madrasa(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Al-Noor Madrasa")


@pytest.fixture
def teacher(make: Make, madrasa: Organisation) -> Teacher:
    """Somebody who needs a check; of the madrasa, unless another group is named."""

    def made(name: str, group: Organisation | None = None, **values: Any) -> Role:
        usual = {"role_class": RoleClass.TEACHER, "task": Task.WORKS_WITH_CHILDREN, "frequency": Frequency.WEEKLY}
        return make.role(group or madrasa, make.person(name), **usual | values)

    return made


@pytest.fixture
def planned(make: Make, newham: Area) -> Planned:
    """Two places in a batch today, from half past six, twenty minutes each."""

    def made(**values: Any) -> Batch:
        usual = {"area_id": newham.id, "held_on": TODAY, "starts_at": dt.time(18, 30), "minutes_each": 20, "places": 2}
        return make.keep(Batch(**{**usual, "place": "Al-Noor’s hall", "body": "Newham Council", **values}))

    return made


@pytest.fixture
def ada(make: Make, newham: Area) -> Account:
    return make.adviser(newham, name="Ada Lovell")


@pytest.fixture
def adviser(ada: Account, signed_in: Callable[[Account], Visitor]) -> Visitor:
    return signed_in(ada)
