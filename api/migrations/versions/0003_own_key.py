"""Which entry a stored document is; of those read before, from their records"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from api.services.entries.keys import citing_place, dated_own_key
from models.record import Record

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("document", sa.Column("own_key", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.create_index(op.f("ix_document_own_key"), "document", ["own_key"], unique=False)
    connection = op.get_bind()
    ids = connection.execute(sa.text("select document_id from record")).scalars().all()
    for document_id in ids:
        query = sa.text("select content from record where document_id = :id")
        record = Record.model_validate(connection.execute(query, {"id": document_id}).scalar_one())
        connection.execute(
            sa.text("update document set own_key = :key where id = :id"),
            {"key": dated_own_key(record, citing_place(record)), "id": document_id},
        )
