"""Live progress of documents over server-sent events, and the words for a document's state."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from api.dependencies import PageUserDep, StoreDep
from api.errors import NotFound
from api.services import documents
from api.store import Store
from api.web.context import DocumentRow, Problem

router = APIRouter(include_in_schema=False)

PAUSE = 0.6  # seconds between two looks at the database
HEARTBEAT = 15.0  # seconds of silence after which a comment is sent, so that proxies keep the stream open
LONGEST = 900.0  # seconds; the browser opens a new stream after it by itself
MOST = 200  # documents followed by one stream
AT_A_TIME = 20  # documents looked at in one turn, so that a long list costs no more than a short one
FINAL = frozenset({"done", "approved", "failed", "refused", "gone"})


def state_of_row(row: DocumentRow) -> dict[str, Any]:
    """What the page's script needs to draw a document's state."""
    return {
        "id": row.id,
        "state": row.state,
        "final": row.state in FINAL,
        "label": row.state_label,
        "tone": row.tone,
        "icon": row.icon,
        "done": row.pages_done,
        "total": row.pages_total,
        "message": row.problem.message if row.problem else "",
        "remedy": row.problem.remedy if row.problem else "",
    }


@router.get("/tien-do")
async def stream(
    request: Request, store: StoreDep, user: PageUserDep, id: Annotated[list[int], Query(max_length=MOST)]
) -> StreamingResponse:
    return StreamingResponse(
        events(request, store, id),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def events(request: Request, store: Store, ids: Sequence[int]) -> AsyncIterator[str]:
    """A "state" event whenever a document's state or page count changes; ends when all are final."""
    told: dict[int, str] = {}
    open_ids = list(dict.fromkeys(ids))
    clock = asyncio.get_running_loop().time
    started = spoke = clock()
    while open_ids and clock() - started < LONGEST and not await request.is_disconnected():
        turn = open_ids[:AT_A_TIME]
        for state in await run_in_threadpool(look, store, turn):
            line = json.dumps(state, ensure_ascii=False)
            number = int(state["id"])
            if told.get(number) != line:
                told[number] = line
                spoke = clock()
                yield f"event: state\ndata: {line}\n\n"
            if state["final"]:
                open_ids.remove(number)
        if open_ids[:AT_A_TIME] == turn:
            open_ids = open_ids[AT_A_TIME:] + turn
        if clock() - spoke > HEARTBEAT:
            spoke = clock()
            yield ": still here\n\n"
        await asyncio.sleep(PAUSE)


def look(store: Store, ids: Sequence[int]) -> list[dict[str, Any]]:
    with store.session() as session:
        return [_state(session, number) for number in ids]


def _state(session: Any, number: int) -> dict[str, Any]:
    try:
        seen = documents.progress(session, number)
    except NotFound:
        return state_of_row(DocumentRow(str(number), "", "gone"))
    trouble = Problem(seen.error.message, seen.error.remedy, seen.error.code) if seen.error else None
    return state_of_row(DocumentRow(str(number), "", seen.status, seen.pages_done, seen.page_count, problem=trouble))
