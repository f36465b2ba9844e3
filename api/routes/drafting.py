"""Legal basis and drafts. The rules are in `api.services.legal_basis`, `drafting` and `check_draft`."""

from fastapi import APIRouter

router = APIRouter(tags=["Căn cứ"])
