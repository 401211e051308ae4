"""Rows by any number of ids, on both databases."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.core.among import among
from tests.factories import Make


@pytest.mark.parametrize("wanted", [[], [0], [0, 2], [2, 0, 2]])
def test_rows_are_found_by_their_ids(session: Session, make: Make, wanted: list[int]) -> None:
    ids = [make.area().id for _ in range(3)]
    asked = [ids[at] for at in wanted]
    found = session.scalars(select(Area.id).where(among(Area.id, asked), among(Area.id, "ids")), {"ids": asked})
    assert set(found) == set(asked)


def test_more_ids_than_a_statement_takes_parameters(session: Session, make: Make) -> None:
    area = make.area()
    assert session.scalars(select(Area.id).where(among(Area.id, range(area.id + 100_000)))).all() == [area.id]
