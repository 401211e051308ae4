"""What changes by date alone is worked out again at the turn of the day."""

import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from crm.access.scope import every_area
from crm.core import clock
from crm.extensions import db
from crm.organisations.kinds import SettingKind
from crm.organisations.models import ChildrenSetting
from crm.reporting import nightly, standing
from crm.reporting.models import Standing
from tests.factories import Make

TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def ending(separate_app: Flask) -> Iterator[int]:
    """A group with a class for children that ends in a week."""
    with separate_app.app_context(), every_area("a test looks at everything"), clock.set_to(TODAY):
        group = Make().organisation()
        last = TODAY + dt.timedelta(days=7)
        of = {"organisation_id": group.id, "kind": SettingKind.MADRASA_CLASS}
        db.session.add(ChildrenSetting(**of, started_on=dt.date(2025, 1, 1), ended_on=last))
        db.session.commit()
        yield group.id


def settings_open() -> int:
    found = db.session.scalars(select(Standing.settings_open)).one()
    db.session.rollback()
    return found


def test_what_ended_by_itself_is_kept_so_from_that_night_on(ending: int) -> None:
    assert settings_open() == 1
    assert nightly.refresh_what_changed() == {"groups worked out again": 0}
    with clock.set_to(TODAY + dt.timedelta(days=10)):
        assert standing.differences() != []
        db.session.rollback()
        assert nightly.refresh_what_changed() == {"groups worked out again": 1}
        assert standing.differences() == []
        db.session.rollback()
        assert nightly.refresh_what_changed() == {"groups worked out again": 0}
    assert settings_open() == 0
