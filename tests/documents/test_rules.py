"""What may be kept as a file, and what a picture no longer tells."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from crm.core.errors import RuleBroken
from crm.documents import rules
from crm.documents.models import DocumentKind
from crm.documents.storage import Documents
from tests.documents.files import BROKEN_ODTS, DOCX, JPEG, ODT, PDF, PLACE, PNG, segment, zipped


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
        *((content, "a.odt", "Choose a PDF") for content in BROKEN_ODTS),
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
    ("content", "kind"),
    [
        (JPEG + JPEG, DocumentKind.JPEG),
        (JPEG[:2] + b"\xff\xff" + JPEG[2:], DocumentKind.JPEG),
        (JPEG.replace(b"\xff\xd9", segment(0xE1, PLACE) + segment(0xDA, b"") + b"\xff\xd9"), DocumentKind.JPEG),
        (JPEG[:2] + segment(0xE2, b"MPF\0" + PLACE) + JPEG[2:], DocumentKind.JPEG),
        (PNG + JPEG, DocumentKind.PNG),
    ],
    ids=["second picture", "bytes that fill up", "between two scans", "index of pictures", "after the end"],
)
def test_nor_does_what_is_hidden_behind_it(content: bytes, kind: DocumentKind) -> None:
    clean = rules.without_metadata(content, kind)
    assert PLACE not in clean
    assert clean.count(b"the picture itself") == 1


def test_bytes_of_a_picture_that_look_like_a_marker_stay() -> None:
    drawn = b"\xff\x00\xe1 and \xff\xd0\xff\xd7 "
    content = JPEG.replace(b"the picture itself", drawn + b"\xff\xff\xc4\0\2" + segment(0xDA, b"") + drawn)
    assert rules.without_metadata(content, DocumentKind.JPEG).count(drawn) == 2


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("C:\\Users\\ada\\minutes.PDF", "minutes.PDF"),
        ("../../etc/passwd", "passwd.pdf"),
        ("محضر\n.pdf", "محضر .pdf"),
        ("minutes.hta", "minutes.hta.pdf"),
        ("...", "document.pdf"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
    ],
)
def test_a_name_is_the_last_part_in_one_line_with_the_ending_of_its_kind(given: str, plain: str) -> None:
    assert rules.plain_name(given, DocumentKind.PDF) == plain


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
