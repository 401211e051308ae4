import datetime as dt

from crm.core.errors import RuleBroken

# How long an accepted handover is shown with the way to take it back.
SHOWN_FOR = dt.timedelta(days=90)


def check_successor(leaver_id: int, successor_id: int) -> None:
    if leaver_id == successor_id:
        raise RuleBroken("Choose somebody else than the person who leaves", field="successor")


def check_may_go_back(*, leaver_works_there: bool) -> None:
    """Nothing is assigned to a closed account or to somebody without the area, not even by an undo."""
    if not leaver_works_there:
        raise RuleBroken(
            "The person who left no longer works in this area, so nothing goes back: hand it over to somebody else"
        )
