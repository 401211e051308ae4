"""What to do about a red or amber answer, and by when (the weeks are our own choice)."""

import datetime as dt

from crm.core.errors import RuleBroken
from crm.standards.rules.colours import Colour, Reply
from crm.standards.rules.results import Line

OWNER = "Safeguarding lead"
WEEKS = {Colour.RED: 4, Colour.AMBER: 12}
DEEDS = {Reply.NO: "Put in place", Reply.PARTLY: "Finish"}


def what(line: Line, on: dt.date) -> str:
    """ "Put in place, and show your adviser: the document, with its date"."""
    assert line.counted is not None
    shown = line.criterion.evidence or line.criterion.question
    is_late = line.counted.due_on is not None and line.counted.due_on < on
    deed = DEEDS.get(line.counted.reply) or ("Do again" if is_late else None)
    return f"{deed}, and show your adviser: {shown}" if deed else f"Show your adviser: {shown}"


def due(line: Line, on: dt.date) -> dt.date:
    assert line.colour is not None
    return on + dt.timedelta(weeks=WEEKS[line.colour])


def check_done(done_on: dt.date | None) -> None:
    if done_on is not None:
        raise RuleBroken("This was done already")
