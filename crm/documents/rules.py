"""What may be kept as a file, told by its content."""

import re
from io import BytesIO
from zipfile import BadZipFile, ZipFile

import filetype

from crm.core.errors import RuleBroken
from crm.core.text import one_line
from crm.documents.models import DocumentKind

MOST_MB = 10
LONGEST_NAME = 200
MIMETYPES = {
    DocumentKind.PDF: "application/pdf",
    DocumentKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    DocumentKind.ODT: "application/vnd.oasis.opendocument.text",
    DocumentKind.JPEG: "image/jpeg",
    DocumentKind.PNG: "image/png",
}
_OF_A_CHECK = re.compile(r"(?<![a-z])(dbs|crb)(?![a-z])", re.IGNORECASE)
_JPEG_START, _JPEG_PICTURE = b"\xff\xd8", 0xDA
_TELLING_SEGMENTS = {0xE1, 0xED, 0xFE}  # EXIF and XMP, IPTC, comment.
_PNG_START, _TELLING_CHUNKS = 8, {b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME"}


def check(content: bytes, name: str) -> DocumentKind:
    """Raises RuleBroken, beside the field `file`, for anything else than the kinds that are kept."""
    if not content:
        raise RuleBroken("The file is empty", field="file")
    if len(content) > MOST_MB * 1024 * 1024:
        raise RuleBroken(f"The file is larger than {MOST_MB} MB. Choose a smaller one", field="file")
    if _OF_A_CHECK.search(name):
        raise RuleBroken("A DBS certificate is never kept here. Write down the check under DBS checks", field="file")
    kind = kind_of(content)
    if kind is None:
        raise RuleBroken("Choose a PDF, a Word (.docx) or OpenDocument (.odt) text, or a JPEG or PNG picture", "file")
    return kind


def kind_of(content: bytes) -> DocumentKind | None:
    """A Word document with macros is none of these."""
    found = filetype.guess_mime(content)
    kind = next((one for one, mimetype in MIMETYPES.items() if mimetype == found), None)
    return _zipped(content) if content.startswith(b"PK") else kind


def _zipped(content: bytes) -> DocumentKind | None:
    """By what is inside, since writers of these files put it in any order."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            names = set(packed.namelist())
            if "mimetype" in names and packed.getinfo("mimetype").file_size < 100:
                is_text = packed.read("mimetype").decode("ascii", "replace") == MIMETYPES[DocumentKind.ODT]
                return DocumentKind.ODT if is_text else None
    except (BadZipFile, NotImplementedError, RuntimeError):
        return None
    has_macros = any(name.endswith("vbaProject.bin") for name in names)
    return DocumentKind.DOCX if "word/document.xml" in names and not has_macros else None


def plain_name(name: str) -> str:
    """The last part of what the browser called it, in one line."""
    last = re.split(r"[\\/]", one_line(name))[-1].strip(". ")
    return (last or "document")[-LONGEST_NAME:]


def without_metadata(content: bytes, kind: DocumentKind) -> bytes:
    """A picture without where, when and by what it was taken; a broken one as it is."""
    if kind is DocumentKind.JPEG:
        return _jpeg(content)
    return _png(content) if kind is DocumentKind.PNG else content


def _jpeg(content: bytes) -> bytes:
    kept, at = [_JPEG_START], len(_JPEG_START)
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] != _JPEG_PICTURE:
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if content[at + 1] not in _TELLING_SEGMENTS:
            kept.append(content[at:end])
        at = end
    return b"".join([*kept, content[at:]])


def _png(content: bytes) -> bytes:
    kept, at = [content[:_PNG_START]], _PNG_START
    while at + 12 <= len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4], "big")
        if content[at + 4 : at + 8] not in _TELLING_CHUNKS:
            kept.append(content[at:end])
        at = end
    return b"".join(kept)
