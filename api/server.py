"""`cancu serve`: the web application here and a worker beside it, over one store; all end together.

The worker is a process of its own, so that reading never makes pages slow. It ends when this process does, however
that comes about: its standard input is a pipe from here. A worker that dies is started again.
"""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import uvicorn
from sqlmodel import select

from api.app import create_app
from api.services import ingest, users
from api.store import Store, open_store
from models.errors import SetupError
from models.settings import Settings
from models.tables import ADMIN, Document

log = logging.getLogger("cancu.server")

ADMIN_NAME = "admin"
LOOK = 0.2  # seconds between two looks at the worker
RESTART_PAUSE = 3.0  # seconds before a dead worker is started again


class Worker:
    """The worker process beside the server. It starts when the server answers, so that neither waits for the other."""

    def __init__(self, ready: Callable[[], bool]) -> None:
        self.ready = ready
        self.ending = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None
        self.watch = threading.Thread(target=self._keep_alive, name="worker-watch", daemon=True)
        self.watch.start()

    def stop(self) -> None:
        """Ask it to end and wait; a page that takes too long is cut off and read anew later."""
        self.ending.set()
        self.watch.join(LOOK + 1)
        if self.process is None:
            return
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _keep_alive(self) -> None:
        while not self.ending.wait(LOOK):
            if self.process is None:
                if self.ready():
                    self.process = self._start()
            elif self.process.poll() is not None:
                log.error("the worker ended with code %s; starting another", self.process.returncode)
                if not self.ending.wait(RESTART_PAUSE):
                    self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "api.cli", "worker", "--with-parent"], stdin=subprocess.PIPE)


def serve(settings: Settings, tell: Callable[[str], None], with_worker: bool = True) -> None:
    """Run until SIGINT or SIGTERM. `tell` gets lines for the person who started it."""
    signal.signal(signal.SIGTERM, _end)  # uvicorn hands signals on when it is done: then everything else ends, too
    listener = _listen(settings)
    store = open_store(settings)
    worker: Worker | None = None
    try:
        password = first_administrator(store)
        server = web_server(store)
        worker = Worker(lambda: server.started) if with_worker else None
        threading.Thread(target=prepare, args=(store, server), name="prepare", daemon=True).start()
        for line in greeting(settings, listener.getsockname()[1], password):
            tell(line)
        server.run(sockets=[listener])
    finally:
        if worker is not None:
            worker.stop()
        store.close()


def first_administrator(store: Store) -> str | None:
    """On the first start: make the administrator. Returns the random password, once."""
    with store.session() as session:
        if users.has_users(session):
            return None
        _, password = users.create_user(session, ADMIN_NAME, None, ADMIN)
        return password


def prepare(store: Store, server: uvicorn.Server) -> None:
    """Beside the running service: the index, so that the first search need not wait, and samples where asked for."""
    while not server.started:
        time.sleep(LOOK)
    try:
        with store.session() as session:
            store.index.follow(session)
        if store.settings.samples:
            load_samples(store)
    except Exception:
        if not server.should_exit:  # else the store was closed under it: the next start goes on
            raise


def load_samples(store: Store) -> int:
    """Take the sample letters in, if the store is empty; the number of letters."""
    from corpora.samples import sample_files

    with store.session() as session:
        if session.exec(select(Document.id).limit(1)).first() is not None:
            return 0
    results = [ingest.ingest_one(store, data, name) for name, data in sample_files()]
    return sum(result.document is not None for result in results)


def greeting(settings: Settings, port: int, password: str | None) -> list[str]:
    host = settings.host if settings.host not in ("0.0.0.0", "::") else socket.gethostname()
    lines = [f"Căn Cứ đang chạy tại http://{host}:{port}"]
    if password is not None:
        lines += [
            f"Đăng nhập: tên “{ADMIN_NAME}”, mật khẩu “{password}”",
            "Mật khẩu này chỉ hiện một lần; hãy ghi lại, hoặc đặt lại bằng: cancu user password admin",
        ]
    else:
        lines.append("Đăng nhập bằng tài khoản đã có; quên mật khẩu thì chạy: cancu user password admin")
    if settings.host == "127.0.0.1":
        lines.append("Chỉ máy này truy cập được; muốn mở cho mạng nội bộ, đặt CANCU_HOST.")
    return [*lines, "Nhấn Ctrl+C để dừng."]


def web_server(store: Store) -> uvicorn.Server:
    config = uvicorn.Config(
        create_app(store), log_level="warning", access_log=False, timeout_graceful_shutdown=3, server_header=False
    )
    return uvicorn.Server(config)


def end_with_parent() -> None:
    """For a worker: end as soon as the process at the other end of standard input is gone."""

    def wait() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent-watch", daemon=True).start()


def _end(number: int, frame: object) -> None:
    raise SystemExit(0)


def _listen(settings: Settings) -> socket.socket:
    """Bind before anything is started, so that a busy port costs nothing. Raises SetupError."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise SetupError(
            "port_in_use",
            f"Không mở được cổng {settings.port} tại {settings.host}.",
            "Có thể dịch vụ đang chạy; hãy dừng nó, hoặc đặt CANCU_PORT khác.",
        ) from error
    return listener
