"""Alembic's entry: runs on the connection that `upgrade` hands over, inside its transaction."""

from alembic import context
from sqlmodel import SQLModel

from api.migrations import is_ours
from models import tables  # noqa: F401  (fills SQLModel.metadata)


def include(item: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    return kind != "table" or is_ours(name)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    include_object=include,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
