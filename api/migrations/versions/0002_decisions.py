"""What staff decide about entries; the key that a letter's own words give"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString()
    op.add_column("mention", sa.Column("cited_key", text, nullable=False, server_default=""))
    op.alter_column("mention", "cited_key", server_default=None)
    op.create_table(
        "decision",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("kind", text, nullable=False),
        sa.Column("key", text, nullable=False),
        sa.Column("target_key", text, nullable=True),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("anchor", text, nullable=False),
        sa.Column("field", text, nullable=True),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("machine_value", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["undone_by"], ["users.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_decision_key"), "decision", ["key"], unique=False)
    op.create_index(op.f("ix_decision_target_key"), "decision", ["target_key"], unique=False)
    op.create_index("ix_decision_document", "decision", ["document_id"], unique=False)
