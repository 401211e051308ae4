"""The application, for the server (`gunicorn app:app`) and the command line (`flask --app app`)."""

from crm import create_app

app = create_app()
