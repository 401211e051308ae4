"""The blueprint of the History tab. Its page shows a group, so organisations/views/history.py serves it."""

from flask import Blueprint

history = Blueprint("history", __name__)
