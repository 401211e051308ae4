"""Find names by any three letters, on both databases.

SQLite gets a full-text table of trigrams that triggers keep, PostgreSQL a trigram index.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

TRIGGERS = {
    "insert": (
        "AFTER INSERT ON organisation BEGIN"
        " INSERT INTO organisation_search(rowid, search_names) VALUES (new.id, new.search_names); END"
    ),
    "delete": (
        "AFTER DELETE ON organisation BEGIN"
        " INSERT INTO organisation_search(organisation_search, rowid, search_names)"
        " VALUES ('delete', old.id, old.search_names); END"
    ),
    "update": (
        "AFTER UPDATE OF search_names ON organisation BEGIN"
        " INSERT INTO organisation_search(organisation_search, rowid, search_names)"
        " VALUES ('delete', old.id, old.search_names);"
        " INSERT INTO organisation_search(rowid, search_names) VALUES (new.id, new.search_names); END"
    ),
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        op.execute("CREATE INDEX ix_organisation_search ON organisation USING gin (search_names gin_trgm_ops)")
        return
    op.execute(
        "CREATE VIRTUAL TABLE organisation_search USING fts5("
        "search_names, content='organisation', content_rowid='id', tokenize='trigram')"
    )
    for name, trigger in TRIGGERS.items():
        op.execute(sa.text(f"CREATE TRIGGER organisation_search_{name} {trigger}"))
    op.execute("INSERT INTO organisation_search(organisation_search) VALUES ('rebuild')")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_organisation_search")
        return
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER organisation_search_{name}")
    op.execute("DROP TABLE organisation_search")
