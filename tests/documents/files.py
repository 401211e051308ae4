"""The smallest file of each kind."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

PLACE = b"GPS 51.53 0.03"
ODT_TYPE = b"application/vnd.oasis.opendocument.text"


def zipped(files: dict[str, bytes], method: int = ZIP_STORED) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", method) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return packed.getvalue()


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


PDF = b"%PDF-1.7\n%the minutes\n"
DOCX = zipped({"_rels/.rels": b"", "word/document.xml": b"<w/>", "[Content_Types].xml": b""})
ODT = zipped({"mimetype": ODT_TYPE, "content.xml": b""})
# They say that they are squeezed, by deflate, bzip2 or LZMA, and are not.
BROKEN_ODTS = [ODT.replace(b"\x14\0\0\0\0\0", b"\x14\0\0\0" + bytes([method]) + b"\0") for method in (8, 12, 14)]
JPEG = (
    b"\xff\xd8" + segment(0xE0, b"JFIF\0") + segment(0xE1, b"Exif\0\0" + PLACE) + segment(0xDA, b"")
    + b"the picture itself\xff\xd9"
)  # fmt: skip
PNG = (
    b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", b"\0" * 13) + _chunk(b"tEXt", PLACE)
    + _chunk(b"IDAT", b"the picture itself") + _chunk(b"IEND", b"")
)  # fmt: skip


def docx_saying(*paragraphs: str) -> bytes:
    lines = "".join(f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>" for words in paragraphs)
    text = f'<w:document xmlns:w="urn:w"><w:body>{lines}</w:body></w:document>'
    return zipped({"[Content_Types].xml": b"", "_rels/.rels": b"", "word/document.xml": text.encode()})


def odt_saying(*paragraphs: str) -> bytes:
    lines = "".join(f"<t:p>{words}</t:p>" for words in paragraphs)
    text = f'<o:document xmlns:o="urn:o" xmlns:t="urn:t"><t:tracked-changes><t:p>gone</t:p></t:tracked-changes>{lines}'
    return zipped({"mimetype": ODT_TYPE, "content.xml": f"{text}</o:document>".encode()})


def pdf_saying(words: str, password: str = "") -> bytes:
    """One page with one line."""
    writer, made = PdfWriter(), BytesIO()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    line = StreamObject()
    line.set_data(f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode())
    page = writer.add_blank_page(595, 842)
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): writer._add_object(font)})}
    )
    page[NameObject("/Contents")] = writer._add_object(line)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(made)
    return made.getvalue()
