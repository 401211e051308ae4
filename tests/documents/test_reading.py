"""The text of a file is read by a process with little time and memory."""

from zipfile import ZIP_DEFLATED

import pytest

from crm.core.errors import RuleBroken
from crm.documents import rules
from crm.documents.models import DocumentKind
from crm.documents.reader import LARGEST_PART, MOST_LETTERS
from crm.documents.reading import text_in
from tests.documents.files import DOCX, JPEG, ODT, PDF, docx_saying, odt_saying, pdf_saying, zipped

K = DocumentKind
LAUGHS = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><w xmlns:w="urn:w"><w:t>&b;</w:t></w>'


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        (docx_saying("Tell Amina", "سياسة &lt;b&gt;"), K.DOCX, "Tell Amina\nسياسة <b>"),
        (odt_saying("Tell Amina", "নীতি<t:tab/>two<t:line-break/>three"), K.ODT, "Tell Amina\nনীতি two\nthree"),
        (pdf_saying("Tell Amina the same day"), K.PDF, "Tell Amina the same day"),
    ],
)
def test_the_text_of_each_kind_is_read(content: bytes, kind: DocumentKind, text: str) -> None:
    assert text_in(content, kind) == text


@pytest.mark.parametrize(("content", "kind"), [(JPEG, K.JPEG), (PDF, K.PDF), (DOCX, K.DOCX), (ODT, K.ODT)])
def test_where_there_is_no_text_there_is_none(content: bytes, kind: DocumentKind) -> None:
    assert text_in(content, kind) is None


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (zipped({"word/document.xml": LAUGHS.encode()}), K.DOCX),
        (zipped({"word/document.xml": b" " * (LARGEST_PART + 1)}, ZIP_DEFLATED), K.DOCX),
        (zipped({"content.xml": b"<x/>", "Pictures/1.png": b"\0" * 2_000_000}, ZIP_DEFLATED), K.ODT),
        (zipped({f"{number}.xml": b"" for number in range(2_001)}), K.DOCX),
    ],
)
def test_what_blows_itself_up_is_refused_beside_the_field(content: bytes, kind: DocumentKind) -> None:
    with pytest.raises(RuleBroken, match="larger inside than it seems") as broken:
        text_in(content, kind)
    assert broken.value.field == "file"


def test_what_has_a_password_is_refused_with_what_to_do() -> None:
    with pytest.raises(RuleBroken, match="Save it without one"):
        text_in(pdf_saying("secret", password="opensesame"), K.PDF)


def test_no_more_is_read_than_is_kept() -> None:
    text = text_in(docx_saying(*["word " * 1_000] * 60), K.DOCX)
    assert text is not None
    assert len(text) <= MOST_LETTERS


@pytest.mark.parametrize(
    "text",
    [
        "Enhanced Certificate\nCertificate Number: 001234567890",
        "Police Records of Convictions, Cautions, Reprimands\nand Warnings\nDBS Children’s Barred List information",
    ],
)
def test_the_text_of_a_dbs_certificate_is_never_kept(text: str) -> None:
    with pytest.raises(RuleBroken, match="DBS certificate is never kept"):
        rules.check_text(text)


def test_a_policy_may_speak_of_certificates() -> None:
    rules.check_text(
        "We write down the certificate number and date. DBS children's barred list information is checked."
    )
    rules.check(PDF, "Safeguarding and DBS policy.pdf")
