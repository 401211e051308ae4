"""Gives the plain text of a file; run as a program of its own with little time and memory (reading.py).

The file comes in at standard input, its kind as the argument. It imports nothing of the service. Exit status 1, which
is also that of any error, is a file that could not be read; the others below are files that nobody should open.
"""

import io
import resource
import sys
import zipfile
from contextlib import suppress
from typing import NoReturn
from xml.parsers import expat

OVERBLOWN, LOCKED = 3, 4
MOST_SECONDS = 10
MOST_MEMORY = 512 * 1024 * 1024
MOST_LETTERS = 200_000
# As for workbooks: text shrinks to a twentieth; what shrinks to a thousandth holds one thing over and over.
LARGEST_PART = 30 * 1024 * 1024
MOST_PARTS, MOST_SHRUNK, NOT_YET_ODD = 2_000, 300, 1024 * 1024
PIECE = 65_536


class Enough(Exception):
    """As much was read as is kept."""


class Words:
    """Gathers the words of an XML text: what stands inside `spoken`, in a new line after each of `paragraphs`."""

    def __init__(self, spoken: set[str], paragraphs: set[str], signs: dict[str, str], skipped: set[str]) -> None:
        self._spoken, self._paragraphs, self._signs, self._skipped = spoken, paragraphs, signs, skipped
        self._inside, self._hidden, self._length = 0, 0, 0
        self.pieces: list[str] = []

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        self._inside += tag in self._spoken
        self._hidden += tag in self._skipped
        if tag in self._signs:
            self._add(self._signs[tag])

    def end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        self._inside -= tag in self._spoken
        self._hidden -= tag in self._skipped
        if tag in self._paragraphs:
            self._add("\n")

    def text(self, words: str) -> None:
        if self._inside:
            self._add(words)

    def _add(self, words: str) -> None:
        if not self._hidden:
            self.pieces.append(words)
            self._length += len(words)
        if self._length > MOST_LETTERS:
            raise Enough


def docx(content: bytes) -> str:
    signs = {"tab": "\t", "br": "\n", "cr": "\n"}
    return _words(content, "word/document.xml", Words({"t"}, {"p"}, signs, {"Fallback"}))


def odt(content: bytes) -> str:
    signs = {"tab": "\t", "line-break": "\n", "s": " "}
    lines = {"p", "h"}
    return _words(content, "content.xml", Words(lines, lines, signs, {"tracked-changes", "annotation"}))


def pdf(content: bytes) -> str:
    from pypdf import PdfReader  # noqa: PLC0415 (it takes a while to load, and the service has no use for it)

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        sys.exit(LOCKED)
    pieces: list[str] = []
    for page in reader.pages:
        pieces.append(page.extract_text())
        if sum(map(len, pieces)) > MOST_LETTERS:
            break
    return "\n\n".join(pieces)


READERS = {"docx": docx, "odt": odt, "pdf": pdf}


def _words(content: bytes, part: str, words: Words) -> str:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler, parser.EndElementHandler = words.start, words.end
    parser.CharacterDataHandler = words.text
    with suppress(Enough), _opened(content) as packed, packed.open(part) as file:
        while piece := file.read(PIECE):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    return "".join(words.pieces)


def _opened(content: bytes) -> zipfile.ZipFile:
    packed = zipfile.ZipFile(io.BytesIO(content))
    parts = packed.infolist()
    if any(part.flag_bits & 1 for part in parts):
        sys.exit(LOCKED)
    if len(parts) > MOST_PARTS or any(_is_overblown(part) for part in parts):
        sys.exit(OVERBLOWN)
    return packed


def _is_overblown(part: zipfile.ZipInfo) -> bool:
    is_odd = part.file_size > NOT_YET_ODD and part.file_size > MOST_SHRUNK * max(1, part.compress_size)
    return is_odd or (part.filename.endswith(".xml") and part.file_size > LARGEST_PART)


def _refuse_doctype(*_: object) -> NoReturn:
    """No writer of texts defines anything there; whoever does may mean to blow it up."""
    sys.exit(OVERBLOWN)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    with suppress(ValueError):  # macOS knows no such limit.
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    try:
        text = READERS[sys.argv[1]](sys.stdin.buffer.read())
    except MemoryError:
        sys.exit(OVERBLOWN)
    sys.stdout.buffer.write(text[:MOST_LETTERS].encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
