"""A file that was sent becomes a document, and a document comes back as a file."""

from flask import Response, abort, current_app, send_file
from werkzeug.datastructures import FileStorage

from crm.accounts.models import Account
from crm.documents import reading, rules
from crm.documents.models import Document
from crm.documents.storage import Documents
from crm.extensions import db


def taken_in(files: list[FileStorage], account: Account) -> list[Document]:
    """Checked, read and stored before anything is written: no transaction waits for it, and all are kept or none.

    Raises RuleBroken, beside the field `file`. Rows that were loaded before are loaded anew after it.
    """
    account_id = account.id
    db.session.rollback()
    return [document_of(file.read(), file.filename or "", account_id) for file in files]


def document_of(raw: bytes, called: str, account_id: int) -> Document:
    kind = rules.check(raw, called)
    content = rules.without_metadata(raw, kind)
    text = reading.text_in(content, kind)
    rules.check_text(text or "")
    return Document(
        name=rules.plain_name(called, kind),
        kind=kind,
        size=len(content),
        digest=_documents().keep(content),
        text_digest=_documents().keep(text.encode()) if text else None,
        added_by_id=account_id,
    )


def to_be_saved(document: Document) -> Response:
    """Never shown in the browser or kept by it: it is saved, under the name and kind that were checked."""
    path = _documents().path(document.digest) or abort(404)
    mimetype = rules.MIMETYPES[document.kind]
    answer = send_file(path, mimetype=mimetype, as_attachment=True, download_name=document.name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def text_of(document: Document) -> str | None:
    """None where no text could be read."""
    path = _documents().path(document.text_digest) if document.text_digest else None
    return path.read_text(encoding="utf-8") if path else None


def _documents() -> Documents:
    return Documents(current_app.config["SETTINGS"].data_dir)
