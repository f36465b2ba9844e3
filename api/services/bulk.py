"""Many rows into a table at once, by COPY: the way of imports, of the shipped facts, of everything that comes by the thousand."""

from collections.abc import Sequence
from typing import Any

from psycopg.types.json import Jsonb
from sqlmodel import Session


def upsert(
    session: Session, table: str, rows: Sequence[dict[str, Any]], kept: frozenset[str] | None, returned: str
) -> list[Any]:
    """Insert rows, named by their column `key`; those that are there are renewed but for the columns `kept`, or left as they are
    where it is None. `returned`: a column, given back of what was written. All rows have the same names; lists and dicts are JSON.
    """
    if not rows:
        return []
    session.flush()
    connection = session.connection().connection.driver_connection
    assert connection is not None
    names = list(rows[0])
    columns = ", ".join(f'"{name}"' for name in names)
    won = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in (kept or ()) and name != "key")
    conflict = "nothing" if kept is None else f"update set {won}"
    with connection.cursor() as cursor:
        cursor.execute(f"create temporary table fresh on commit drop as select {columns} from {table} limit 0")
        with cursor.copy(f"copy fresh ({columns}) from stdin") as copy:
            for row in rows:
                copy.write_row([Jsonb(value) if isinstance(value, list | dict) else value for value in row.values()])
        cursor.execute(
            f"insert into {table} ({columns}) select {columns} from fresh on conflict (key) do {conflict}"
            f" returning {returned}"
        )
        written = [row[0] for row in cursor.fetchall()]
        cursor.execute("drop table fresh")
    session.expire_all()
    return written
