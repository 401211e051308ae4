"""Find places by the words of their address, as migration 0011 does groups by name."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

TRIGGERS = {
    "insert": (
        "AFTER INSERT ON venue BEGIN"
        " INSERT INTO venue_search(rowid, search_address) VALUES (new.id, new.search_address); END"
    ),
    "delete": (
        "AFTER DELETE ON venue BEGIN"
        " INSERT INTO venue_search(venue_search, rowid, search_address)"
        " VALUES ('delete', old.id, old.search_address); END"
    ),
    "update": (
        "AFTER UPDATE OF search_address ON venue BEGIN"
        " INSERT INTO venue_search(venue_search, rowid, search_address)"
        " VALUES ('delete', old.id, old.search_address);"
        " INSERT INTO venue_search(rowid, search_address) VALUES (new.id, new.search_address); END"
    ),
}
LATIN = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})


def upgrade() -> None:
    with op.batch_alter_table("venue") as batch_op:
        batch_op.add_column(sa.Column("search_address", sa.Text(), nullable=False, server_default=""))
    fill()
    with op.batch_alter_table("venue") as batch_op:
        batch_op.alter_column("search_address", existing_type=sa.Text(), server_default=None)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE INDEX ix_venue_search ON venue USING gin (search_address gin_trgm_ops)")
        return
    op.execute(
        "CREATE VIRTUAL TABLE venue_search USING fts5("
        "search_address, content='venue', content_rowid='id', tokenize='trigram')"
    )
    for name, trigger in TRIGGERS.items():
        op.execute(sa.text(f"CREATE TRIGGER venue_search_{name} {trigger}"))
    op.execute("INSERT INTO venue_search(venue_search) VALUES ('rebuild')")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_venue_search")
    else:
        for name in TRIGGERS:
            op.execute(f"DROP TRIGGER venue_search_{name}")
        op.execute("DROP TABLE venue_search")
    with op.batch_alter_table("venue") as batch_op:
        batch_op.drop_column("search_address")


def fill() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, address, postcode FROM venue")).all()
    said = ((key, fold(f"{address} {postcode or ''}")) for key, address, postcode in rows)
    folded = [{"key": key, "said": words} for key, words in said if words]
    if folded:
        connection.execute(sa.text("UPDATE venue SET search_address = ' ' || :said || ' ' WHERE id = :key"), folded)


def fold(text: str) -> str:
    """As crm.core.text folded when this was written."""
    apart = unicodedata.normalize("NFKD", re.sub("['\u2018\u2019\u02bc`\u00b4]", "", text).casefold()).translate(LATIN)
    plain = "".join(c for c in apart if not unicodedata.combining(c) or unicodedata.combining(c) < 10)
    kept = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in plain)
    return " ".join(unicodedata.normalize("NFC", kept).split())
