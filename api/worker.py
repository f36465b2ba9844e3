"""A worker: takes reading jobs off the queue until it is told to stop. Any number of them, on any number of machines.

A failed attempt is tried again after a growing pause, at most `max_attempts` times; then the document is on the shelf.
A job whose worker gives no sign of life is taken over; stopping a worker does not count as an attempt.
"""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

from procrastinate import App, JobContext
from procrastinate.exceptions import JobAborted
from procrastinate.jobs import Job, Status
from procrastinate.retry import BaseRetryStrategy, RetryDecision

from api import jobs
from api.services import reading
from api.store import Store
from models.errors import CancuError
from models.settings import Settings

log = logging.getLogger("cancu.worker")

PAUSE = 5  # seconds after the first failed attempt; doubled after each further one
GIVE_UP = "Đọc văn bản không thành công sau {attempts} lần thử ({reason})."
REMEDY = "Hãy bấm “Thử lại”; nếu vẫn lỗi, gửi tệp và nhật ký cho người quản trị."


class Attempts(BaseRetryStrategy):
    """When a failed job is tried again."""

    def __init__(self, most: int) -> None:
        self.most = most

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, JobAborted):
            return RetryDecision(retry_in={"seconds": 0})
        if job.attempts + 1 >= self.most:
            return None
        return RetryDecision(retry_in={"seconds": PAUSE * 2**job.attempts})


def build(store: Store) -> App:
    """The queue with its tasks: reading, and taking over the jobs of dead workers."""
    app = jobs.application(store.database.dsn)
    settings = store.settings

    @app.task(name=jobs.READ, queue=jobs.QUEUE, pass_context=True, retry=Attempts(settings.max_attempts))
    def read_document(context: JobContext, document_id: int) -> None:
        run_reading(store, context, document_id)

    @app.periodic(cron=_every(settings.stalled_seconds))
    @app.task(name="take_over", queue=jobs.QUEUE, queueing_lock="take_over", pass_context=True)
    async def take_over(context: JobContext, timestamp: int) -> None:
        await rescue(context.app, store)

    return app


def run_reading(store: Store, context: JobContext, document_id: int) -> None:
    """One attempt at one document."""
    try:
        status = reading.read_document(store, document_id, context.should_abort)
        log.info("document %s: %s", document_id, status)
    except reading.Stopped:
        reading.note_attempt(store, document_id, context.job.attempts)
        raise JobAborted from None
    except Exception as error:
        failed(store, document_id, context.job.attempts + 1, error)
        raise


def failed(store: Store, document_id: int, attempts: int, error: BaseException | None) -> None:
    """After an attempt that failed: wait for the next, or go on the shelf with the reason."""
    if attempts < store.settings.max_attempts:
        reading.note_attempt(store, document_id, attempts)
        return
    reading.note_attempt(store, document_id, attempts)
    if isinstance(error, CancuError):
        reason = error
    else:
        what = type(error).__name__ if error is not None else "tiến trình bị dừng giữa chừng"
        reason = CancuError("reading_failed", GIVE_UP.format(attempts=attempts, reason=what), REMEDY)
    reading.shelve(store, document_id, reason)


async def rescue(app: App, store: Store) -> int:
    """Hand out again the jobs of workers that are dead; the number of jobs. Too often dead: on the shelf."""
    seconds = store.settings.stalled_seconds
    count = 0
    for job in await app.job_manager.get_stalled_jobs(queue=jobs.QUEUE, seconds_since_heartbeat=seconds):
        document_id = job.task_kwargs.get("document_id")
        assert job.id is not None
        if document_id is None:
            await app.job_manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)
        elif job.attempts + 1 >= store.settings.max_attempts:
            await app.job_manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=False)
            await asyncio.to_thread(failed, store, int(str(document_id)), job.attempts + 1, None)
        else:
            await app.job_manager.retry_job(job, retry_at=datetime.now(UTC) - timedelta(seconds=1))
        log.warning("job %s of a dead worker taken over (document %s)", job.id, document_id)
        count += 1
    return count


def run(store: Store, wait: bool = True, install_signal_handlers: bool = True) -> None:
    """Work until SIGINT or SIGTERM; with `wait` false until the queue is empty."""
    app = build(store)
    asyncio.run(_run(app, store, wait, install_signal_handlers))


async def _run(app: App, store: Store, wait: bool, install_signal_handlers: bool) -> None:
    settings: Settings = store.settings
    async with app.open_async():
        await rescue(app, store)
        await app.run_worker_async(
            queues=[jobs.QUEUE],
            name="cancu",
            wait=wait,
            concurrency=settings.workers,
            fetch_job_polling_interval=2.0,
            shutdown_graceful_timeout=1.0,
            update_heartbeat_interval=max(settings.stalled_seconds / 6, 0.5),
            stalled_worker_timeout=settings.stalled_seconds,
            delete_jobs="successful",
            install_signal_handlers=install_signal_handlers,
        )


def _every(seconds: float) -> str:
    """Cron text for about that often: croniter reads a sixth field as seconds."""
    step = int(min(max(seconds / 2, 1), 30))
    return f"* * * * * */{step}"
