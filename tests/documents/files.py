"""The smallest file of each kind."""

import struct
import zlib
from io import BytesIO
from zipfile import ZipFile

PLACE = b"GPS 51.53 0.03"


def zipped(files: dict[str, bytes]) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w") as file:
        for name, content in files.items():
            file.writestr(name, content)
    return packed.getvalue()


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


PDF = b"%PDF-1.7\n%the minutes\n"
DOCX = zipped({"_rels/.rels": b"", "word/document.xml": b"<w/>", "[Content_Types].xml": b""})
ODT = zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b""})
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
