from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.organisations.kinds import Faith
from crm.organisations.models import Language, Tradition
from crm.organisations.reference import TRADITIONS, load_reference


def test_loading_twice_changes_nothing(session: Session) -> None:
    load_reference(Path())
    again = load_reference(Path())
    assert [(loaded.added, loaded.changed) for loaded in again] == [(0, 0)] * 3


def test_a_changed_name_is_put_right(session: Session) -> None:
    load_reference(Path())
    session.scalars(select(Tradition).where(Tradition.code == "CHR_RC")).one().name = "Wrong"
    assert load_reference(Path())[0].changed == 1


def test_languages_know_their_direction(session: Session) -> None:
    load_reference(Path())
    to_the_left = set(session.scalars(select(Language.tag).where(Language.right_to_left)))
    assert to_the_left == {"ar", "ur", "fa", "prs", "ps", "ckb", "pnb", "yi", "he"}


@pytest.mark.parametrize("faith", TRADITIONS)
def test_a_value_of_openstreetmap_means_one_tradition_of_a_faith(faith: Faith) -> None:
    values = [value for _, _, osm_values in TRADITIONS[faith] for value in osm_values.split()]
    assert len(values) == len(set(values))
