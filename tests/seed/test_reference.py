from pathlib import Path

from sqlalchemy.orm import Session

from crm.areas import queries
from tests.areas.reference import small_reference
from tests.support.web import Commands


def test_seed_reference_says_what_it_loaded_and_keeps_it(commands: Commands, session: Session, tmp_path: Path) -> None:
    done = commands.invoke(args=["seed", "reference", "--folder", str(small_reference(tmp_path))])
    assert done.exit_code == 0, done.output
    assert "areas: 36 added, 0 changed, 0 unchanged" in done.output
    session.rollback()
    assert len(queries.areas_by_name()) == 36


def test_seed_reference_refuses_a_folder_that_is_not_there(commands: Commands, tmp_path: Path) -> None:
    done = commands.invoke(args=["seed", "reference", "--folder", str(tmp_path / "nowhere")])
    assert done.exit_code == 2
