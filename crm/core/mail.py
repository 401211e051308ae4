"""Sending mail: by a mail server where one is set up, in development as files in the data folder, else not at all."""

from urllib.parse import unquote, urlsplit

from flask import Flask, current_app
from flask_mailman import EmailMessage, Mail

PORTS = {"smtp": 587, "smtps": 465}


class MailNotSent(Exception):
    """The mail server would not take it, and says why."""


def configure(app: Flask, server: str | None, sender: str, folder: str | None) -> None:
    """`server` is smtp://name:password@host:port, with STARTTLS, or smtps://. Without one, mails go to `folder`."""
    app.config["SENDS_MAIL"] = bool(server or folder)
    app.config["MAIL_DEFAULT_SENDER"] = sender
    app.config["MAIL_TIMEOUT"] = 30
    if server:
        parts = urlsplit(server)
        app.config.update(
            MAIL_BACKEND="smtp",
            MAIL_SERVER=parts.hostname,
            MAIL_PORT=parts.port or PORTS[parts.scheme],
            MAIL_USE_TLS=parts.scheme == "smtp" and bool(parts.username),
            MAIL_USE_SSL=parts.scheme == "smtps",
            MAIL_USERNAME=unquote(parts.username) if parts.username else None,
            MAIL_PASSWORD=unquote(parts.password) if parts.password else None,
        )
    else:
        app.config.update(MAIL_BACKEND="file" if folder else "dummy", MAIL_FILE_PATH=folder)
    Mail(app)


def sends() -> bool:
    return bool(current_app.config["SENDS_MAIL"])


def send(to: str, subject: str, text: str) -> None:
    """Raises MailNotSent."""
    try:
        EmailMessage(subject, text, to=[to]).send()
    except OSError as wrong:  # What smtplib raises is one of these.
        raise MailNotSent(str(wrong)) from wrong
