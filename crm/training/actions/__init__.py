"""What people do about training, by subject."""

from crm.training.actions.attendance import book, give_up, people_called, record_attendance
from crm.training.actions.sessions import Held, add_session, cancel_session, change_session, put_session_back

__all__ = [
    "Held",
    "add_session",
    "book",
    "cancel_session",
    "change_session",
    "give_up",
    "people_called",
    "put_session_back",
    "record_attendance",
]
