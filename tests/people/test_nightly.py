"""The queue of people who may be recorded twice is brought up to date every night."""

from flask import Flask

from crm.access.scope import every_area
from crm.extensions import db
from tests.factories import Make
from tests.organisations.test_nightly import look


def found(alike: int, new: int) -> dict[str, int]:
    return {"pairs alike": alike, "of these new in the queue": new, "gone from it": 0}


def test_the_worker_finds_people_who_may_be_recorded_twice(separate_app: Flask) -> None:
    with separate_app.app_context(), every_area("a test looks at everything"):
        make = Make()
        group = make.organisation(make.area())
        make.role(group, make.person("Mohammed Ali"))
        make.role(group, make.person("Muhammad Ali"))
        db.session.commit()
        assert look(separate_app, "people_pairs") == found(1, new=1)
        assert look(separate_app, "people_pairs") == found(1, new=0)
