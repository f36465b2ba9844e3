"""The queue: Procrastinate in the same PostgreSQL, so that a document row and its job are committed together."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlmodel import Session

if TYPE_CHECKING:
    from procrastinate import App

QUEUE = "reading"
READ = "read_document"


def application(dsn: str) -> "App":
    """The queue as a worker sees it; its tasks are added by `api.worker`."""
    from procrastinate import App, PsycopgConnector

    return App(connector=PsycopgConnector(conninfo=dsn, min_size=1, max_size=8))


def defer_reading(session: Session, document_id: int) -> int:
    """Put the reading of a document into the queue, in the session's own transaction. Returns the job's id."""
    from procrastinate import PsycopgConnector
    from procrastinate.jobs import Job
    from procrastinate.manager import JobManager

    connection = session.connection().connection.driver_connection
    manager = JobManager(PsycopgConnector())
    job = Job(
        id=None,
        queue=QUEUE,
        task_name=READ,
        lock=f"document:{document_id}",
        queueing_lock=f"document:{document_id}",
        task_kwargs={"document_id": document_id},
    )
    deferred = manager.defer_job(job, connection=connection)
    assert deferred.id is not None
    return deferred.id


def cancel_reading(session: Session, document_id: int) -> None:
    """Take a document's waiting job off the queue; one that runs finds its document gone and ends."""
    session.execute(
        text("delete from procrastinate_jobs where queueing_lock = :lock and status = 'todo'"),
        {"lock": f"document:{document_id}"},
    )


def queue_counts(session: Session) -> dict[str, int]:
    """Jobs by status: todo, doing, succeeded, failed …"""
    rows: Any = session.execute(
        text("select status::text, count(*) from procrastinate_jobs where queue_name = :queue group by status"),
        {"queue": QUEUE},
    )
    return {str(status): int(count) for status, count in rows}


def live_workers(session: Session, seconds: float) -> int:
    """Workers that gave a sign of life within the last seconds."""
    return int(
        session.execute(
            text(
                "select count(*) from procrastinate_workers where last_heartbeat > now() - make_interval(secs => :seconds)"
            ),
            {"seconds": seconds},
        ).scalar_one()
    )
