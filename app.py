"""The application, for the server (`gunicorn app:app`) and the command line (`flask --app app`)."""

import gc

from crm import create_app

app = create_app()

# What was made so far stays: Python need not look through it again and again for what may go.
gc.collect()
gc.freeze()
