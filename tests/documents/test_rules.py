"""What may be kept as a file, and what a picture no longer tells."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from crm.core.errors import RuleBroken
from crm.documents import rules
from crm.documents.models import DocumentKind
from crm.documents.storage import Documents
from tests.documents.files import DOCX, JPEG, ODT, PDF, PLACE, PNG, zipped


@pytest.mark.parametrize(
    ("content", "kind"), [(PDF, "pdf"), (DOCX, "docx"), (ODT, "odt"), (JPEG, "jpeg"), (PNG, "png")]
)
def test_a_kind_is_told_by_the_content(content: bytes, kind: str) -> None:
    assert rules.check(content, "anything.exe") is DocumentKind(kind)


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "a.pdf", "empty"),
        (b"<html><script>alert(1)</script>", "a.pdf", "Choose a PDF"),
        (b"MZ\x90\x00", "a.pdf", "Choose a PDF"),
        (b"PK\x03\x04broken", "a.docx", "Choose a PDF"),
        (zipped({"word/document.xml": b"", "word/vbaProject.bin": b""}), "a.docx", "Choose a PDF"),
        (zipped({"xl/workbook.xml": b""}), "a.docx", "Choose a PDF"),
        (PDF + b" " * 10 * 1024 * 1024, "a.pdf", "larger than 10 MB"),
        (PDF, "Amina DBS.pdf", "DBS certificate is never kept"),
    ],
)
def test_anything_else_is_refused_beside_the_field(content: bytes, name: str, told: str) -> None:
    with pytest.raises(RuleBroken, match=told) as broken:
        rules.check(content, name)
    assert broken.value.field == "file"


@pytest.mark.parametrize(("content", "kind"), [(JPEG, DocumentKind.JPEG), (PNG, DocumentKind.PNG)])
def test_a_picture_tells_no_longer_where_it_was_taken(content: bytes, kind: DocumentKind) -> None:
    assert PLACE in content
    clean = rules.without_metadata(content, kind)
    assert PLACE not in clean
    assert rules.kind_of(clean) is kind
    assert b"the picture itself" in clean


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("C:\\Users\\ada\\minutes.pdf", "minutes.pdf"),
        ("../../etc/passwd", "passwd"),
        ("محضر\n.pdf", "محضر .pdf"),
        ("...", "document"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
    ],
)
def test_a_name_is_the_last_part_in_one_line(given: str, plain: str) -> None:
    assert rules.plain_name(given) == plain


def test_the_same_content_is_stored_once_and_read_by_nobody_else(tmp_path: Path) -> None:
    documents = Documents(tmp_path)
    digest = documents.keep(PDF)
    assert documents.keep(PDF) == digest
    path = documents.path(digest)
    assert path
    assert path.read_bytes() == PDF
    assert [one.stat().st_mode & 0o077 for one in (path, path.parent)] == [0, 0]
    assert documents.path("0" * 64) is None
    with pytest.raises(ValueError, match="Not the digest"):
        documents.path("../../etc/passwd")


def test_a_broken_zip_bomb_is_not_unpacked() -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as file:
        file.writestr("mimetype", b"a" * 200)
    assert rules.kind_of(packed.getvalue()) is None
