"""A policy as a small group may write it, as a Word document."""

from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZipFile, ZipInfo

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES = f"""<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>"""
LINKS = f"""<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}" Target="word/document.xml"/></Relationships>"""
POLICY = (
    "Keeping children safe",
    "1. If you are worried about a child, tell {lead} on the same day. If a child is in danger now, ring 999.",
    "2. Children can be harmed by neglect, by being hit or shouted at, by touching that is not right, and online.",
    "3. Two adults are always with the children. Nobody is alone with a child behind a closed door.",
    "4. We choose our teachers with care. Each gives the names of two people who know them, and has a DBS check.",
    "5. {lead} is our safeguarding lead.",
)


def policy(lead: str) -> bytes:
    """As somebody writes it who does not know the seven points: two of them are missing."""
    lines = "".join(f"<w:p><w:r><w:t>{escape(line.format(lead=lead))}</w:t></w:r></w:p>" for line in POLICY)
    text = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{WORD}"><w:body>{lines}</w:body></w:document>'
    made = BytesIO()
    with ZipFile(made, "w") as file:
        for name, content in (("[Content_Types].xml", TYPES), ("_rels/.rels", LINKS), ("word/document.xml", text)):
            file.writestr(ZipInfo(name), content)  # Of no day, so that the same policy is the same file.
    return made.getvalue()
