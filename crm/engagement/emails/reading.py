"""One email as a mail program hands it on (RFC 5322): who wrote it, when, and what is new in it."""

import datetime as dt
import email
import hashlib
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses, parseaddr

from bs4 import BeautifulSoup
from dateutil import parser as dates
from mailparser_reply import EmailReplyParser

from crm.core import clock
from crm.core.errors import RuleBroken
from crm.core.text import one_line
from crm.engagement.emails import rules

NOT_AN_EMAIL = (
    "This is not an email. Save the email from your mail program as a file that ends in .eml, and choose that"
)
LANGUAGES = ["en"]


@dataclass(frozen=True)
class Mail:
    """`correspondent` is the other side: who wrote it, or whom it was written to. All may be empty."""

    message_hash: str
    sent_on: dt.date
    is_from_them: bool
    correspondent: str
    correspondent_email: str
    subject: str
    text: str
    attachments: int


@dataclass(frozen=True)
class _Said:
    """An email by its headers, and the text below them."""

    headers: EmailMessage
    text: str


def read(raw: bytes, ours: Collection[str]) -> Mail:
    """`ours` are addresses of the person who forwards it, whole or what stands before the @, in lower case.

    Raises RuleBroken when it is no email.
    """
    if len(raw) > rules.MOST_BYTES:
        raise RuleBroken("The email is too large: choose one of at most 25 MB", "file")
    outer = email.message_from_bytes(raw, _class=EmailMessage, policy=default)
    if not _header(outer, "From"):
        raise RuleBroken(NOT_AN_EMAIL, "file")
    said = _original(outer)
    name, address = _writer(said.headers)
    is_from_them = not _is_ours(address, ours)
    if not is_from_them:
        name, address = _first_other(said.headers, ours)
    identity = _header(said.headers, "Message-ID") or _header(outer, "Message-ID")
    return Mail(
        message_hash=hashlib.sha256(identity.strip().encode() if identity else raw).hexdigest(),
        sent_on=_sent_on(said.headers) or _sent_on(outer) or clock.today(),
        is_from_them=is_from_them,
        correspondent=one_line(name)[:200],
        correspondent_email=address[:200],
        subject=one_line(rules.bare(_header(said.headers, "Subject")))[:200],
        text=said.text.strip()[: rules.MOST_TEXT * 5],
        attachments=sum(part.is_attachment() for part in outer.walk()),
    )


def _original(outer: EmailMessage) -> _Said:
    """What was forwarded: as an attachment, below what the person wrote themselves, or the email as it is."""
    for part in _attachments(outer):
        if part.get_content_type() == "message/rfc822":
            inner = part.get_content()
            return _Said(inner, _newest(_text(inner)))
    text = _text(outer)
    if rules.is_forward(_header(outer, "Subject")):
        for reply in EmailReplyParser(languages=LANGUAGES).read(text).replies:
            headers = _quoted_headers(reply.headers)
            if _header(headers, "From"):
                return _Said(headers, _unquoted(reply.body))
    return _Said(outer, _newest(text))


def _newest(text: str) -> str:
    """Without the earlier emails that it answers."""
    replies = EmailReplyParser(languages=LANGUAGES).read(text).replies
    return str(replies[0].body) if replies and replies[0].body else text


def _quoted_headers(written: str) -> EmailMessage:
    """ "> *Sent:* 16 November" and the like, as headers are written."""
    lines = (line.replace("*", "").strip() for line in _unquoted(written).splitlines())
    plain = "\n".join(line.replace("Sent:", "Date:", 1) if line.startswith("Sent:") else line for line in lines if line)
    return email.message_from_string(plain.replace("[mailto:", "<").replace("]", ">"), EmailMessage, policy=default)


def _unquoted(text: str) -> str:
    lines = text.splitlines()
    if not all(line.startswith(">") for line in lines if line.strip()):
        return text
    return "\n".join(line.lstrip("> ") for line in lines)


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    try:
        content = str(body.get_content())
    except (LookupError, UnicodeError):
        payload = body.get_payload(decode=True)
        content = payload.decode("latin-1") if isinstance(payload, bytes) else ""
    content = content[: rules.MOST_READ]
    return _words(content) if body.get_content_subtype() == "html" else content


def _words(html: str) -> str:
    soup = BeautifulSoup(html, "html.parser")
    for hidden in soup(["script", "style", "head"]):
        hidden.decompose()
    for words in soup.find_all(string=True):
        words.replace_with(" ".join(["", *words.split(), ""]) if words.strip() else " ")
    for block in soup(["br", "p", "div", "tr", "li", "h1", "h2", "h3"]):
        block.append("\n")
    return "\n".join(" ".join(line.split()) for line in soup.get_text().splitlines())


def _attachments(message: EmailMessage) -> list[EmailMessage]:
    return list(message.iter_attachments())


def _header(message: EmailMessage, name: str) -> str:
    """Empty when it is not there, or so broken that nothing can be made of it."""
    with suppress(Exception):  # The email package raises whatever a broken header brings it to.
        return str(message[name] or "")
    return ""


def _writer(headers: EmailMessage) -> tuple[str, str]:
    name, address = parseaddr(_header(headers, "From"))
    return name, address.casefold()


def _first_other(headers: EmailMessage, ours: Collection[str]) -> tuple[str, str]:
    said = getaddresses([_header(headers, "To"), _header(headers, "Cc")])
    others = ((name, address.casefold()) for name, address in said)
    return next(((name, address) for name, address in others if address and not _is_ours(address, ours)), ("", ""))


def _is_ours(address: str, ours: Collection[str]) -> bool:
    return address in ours or address.partition("@")[0] in ours


def _zone(name: str | None, seconds: int | None) -> dt.tzinfo | None:
    """A zone that is known by name alone is not trusted, but for ours."""
    if seconds is not None:
        return dt.timezone(dt.timedelta(seconds=seconds))
    return clock.LONDON if name in ("BST", "GMT") else None


def _sent_on(headers: EmailMessage) -> dt.date | None:
    """The London day, and none to come: the clock of a sender may be wrong."""
    try:
        sent = dates.parse(_header(headers, "Date"), dayfirst=True, fuzzy=True, tzinfos=_zone)
    except (ValueError, OverflowError):
        return None
    if sent.tzinfo:
        sent = sent.astimezone(clock.LONDON)
    return min(sent.date(), clock.today())
