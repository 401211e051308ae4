"""Find people by any three letters of their names, as migration 0011 does for groups."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

TRIGGERS = {
    "insert": (
        "AFTER INSERT ON person BEGIN INSERT INTO person_search(rowid, sort_name) VALUES (new.id, new.sort_name); END"
    ),
    "delete": (
        "AFTER DELETE ON person BEGIN"
        " INSERT INTO person_search(person_search, rowid, sort_name)"
        " VALUES ('delete', old.id, old.sort_name); END"
    ),
    "update": (
        "AFTER UPDATE OF sort_name ON person BEGIN"
        " INSERT INTO person_search(person_search, rowid, sort_name)"
        " VALUES ('delete', old.id, old.sort_name);"
        " INSERT INTO person_search(rowid, sort_name) VALUES (new.id, new.sort_name); END"
    ),
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE INDEX ix_person_search ON person USING gin (sort_name gin_trgm_ops)")
        return
    op.execute(
        "CREATE VIRTUAL TABLE person_search USING fts5("
        "sort_name, content='person', content_rowid='id', tokenize='trigram')"
    )
    for name, trigger in TRIGGERS.items():
        op.execute(sa.text(f"CREATE TRIGGER person_search_{name} {trigger}"))
    op.execute("INSERT INTO person_search(person_search) VALUES ('rebuild')")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_person_search")
        return
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER person_search_{name}")
    op.execute("DROP TABLE person_search")
