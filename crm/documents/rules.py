"""What may be kept as a file, told by its content."""

import re
import zlib
from io import BytesIO
from lzma import LZMAError
from zipfile import BadZipFile, ZipFile

import filetype

from crm.core.errors import RuleBroken
from crm.core.text import one_line
from crm.documents.models import DocumentKind

MOST_MB = 10
MOST_FILES = 20
LONGEST_NAME = 200
MIMETYPES = {
    DocumentKind.PDF: "application/pdf",
    DocumentKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    DocumentKind.ODT: "application/vnd.oasis.opendocument.text",
    DocumentKind.JPEG: "image/jpeg",
    DocumentKind.PNG: "image/png",
}
_ENDINGS = {
    DocumentKind.PDF: (".pdf",),
    DocumentKind.DOCX: (".docx",),
    DocumentKind.ODT: (".odt",),
    DocumentKind.JPEG: (".jpg", ".jpeg"),
    DocumentKind.PNG: (".png",),
}
_OF_A_CHECK = re.compile(r"(?<![a-z])(dbs|crb)(?![a-z])", re.IGNORECASE)
_OF_A_POLICY = re.compile(r"polic(?:y|ies)|procedure|guidance|handbook", re.IGNORECASE)
# What stands on every certificate of the higher levels, and a number after its name.
_ON_A_CERTIFICATE = (
    "police records of convictions, cautions, reprimands and",
    "dbs children's barred list information",
    "dbs adults' barred list information",
    "at the chief police officer",
)
_CERTIFICATE_NUMBER = re.compile(r"certificate number\W{0,20}\d{12}(?!\d)")
NEVER_A_CERTIFICATE = "A DBS certificate is never kept here. Write down the check under DBS checks"
_JPEG_START, _JPEG_PICTURE, _JPEG_END = b"\xff\xd8", 0xDA, 0xD9
# Not the bytes of a picture that look like one, nor those that stand between two parts of it.
_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])", re.DOTALL)
# EXIF and XMP, where further pictures begin, IPTC, comment.
_TELLING_SEGMENT = re.compile(rb"\xff(?:[\xe1\xed\xfe]|\xe2..MPF\x00)", re.DOTALL)
_PNG_START, _PNG_END, _TELLING_CHUNKS = 8, b"IEND", {b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME"}


def check(content: bytes, name: str) -> DocumentKind:
    """Raises RuleBroken, beside the field `file`, for anything else than the kinds that are kept."""
    if not content:
        raise RuleBroken("The file is empty", field="file")
    if len(content) > MOST_MB * 1024 * 1024:
        raise RuleBroken(f"The file is larger than {MOST_MB} MB. Choose a smaller one", field="file")
    if _OF_A_CHECK.search(name) and not _OF_A_POLICY.search(name):
        raise RuleBroken(NEVER_A_CERTIFICATE, field="file")
    kind = kind_of(content)
    if kind is None:
        raise RuleBroken("Choose a PDF, a Word (.docx) or OpenDocument (.odt) text, or a JPEG or PNG picture", "file")
    return kind


def check_text(text: str) -> None:
    """Raises RuleBroken for the text of a DBS certificate, whatever the file is called (domain.md 13, rule 3)."""
    plain = " ".join(text.replace("’", "'").casefold().split())
    if _CERTIFICATE_NUMBER.search(plain) or sum(words in plain for words in _ON_A_CERTIFICATE) > 1:
        raise RuleBroken(NEVER_A_CERTIFICATE, field="file")


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
    except (BadZipFile, EOFError, LZMAError, OSError, RuntimeError, ValueError, zlib.error):
        return None
    has_macros = any(name.endswith("vbaProject.bin") for name in names)
    return DocumentKind.DOCX if "word/document.xml" in names and not has_macros else None


def plain_name(name: str, kind: DocumentKind) -> str:
    """The last part of what the browser called it, in one line, with an ending of its kind."""
    last = re.split(r"[\\/]", one_line(name))[-1].strip(". ") or "document"
    is_of_kind = last.casefold().endswith(_ENDINGS[kind])
    return (last if is_of_kind else last + _ENDINGS[kind][0])[-LONGEST_NAME:]


def without_metadata(content: bytes, kind: DocumentKind) -> bytes:
    """A picture without where, when and by what it was taken, and without whatever follows it in the file."""
    if kind is DocumentKind.JPEG:
        return _jpeg(content)
    return _png(content) if kind is DocumentKind.PNG else content


def _jpeg(content: bytes) -> bytes:
    """Read as a viewer does: what stands between two segments, such as bytes that fill up, is passed over."""
    kept, marker = [_JPEG_START], _MARKER.search(content, len(_JPEG_START))
    while marker is not None and marker[1][0] != _JPEG_END:
        end = marker.end() + int.from_bytes(content[marker.end() : marker.end() + 2], "big")
        following = _MARKER.search(content, end)
        if marker[1][0] == _JPEG_PICTURE:
            end = following.start() if following else len(content)
        if not _TELLING_SEGMENT.match(content, marker.start()):
            kept.append(content[marker.start() : end])
        marker = following
    return b"".join(kept) + b"\xff\xd9"


def _png(content: bytes) -> bytes:
    kept, at = [content[:_PNG_START]], _PNG_START
    while at + 12 <= len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4], "big")
        if content[at + 4 : at + 8] not in _TELLING_CHUNKS:
            kept.append(content[at:end])
        if content[at + 4 : at + 8] == _PNG_END:
            break
        at = end
    return b"".join(kept)
