"""Digital signatures: those that reading found in the file, and those printed as text blocks.

A printed block is a claim: certificate authority, ISO 8601 time, organisation and place, "NAME<mail> đã ký lên văn bản này!".
"""

import re

from extractor.document import Document
from models.record import Signature

TIME = re.compile(r"(?<!\d)(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[+-]\d\d:?\d\d|Z)?)")
SIGNER = re.compile(r"(?m)(?P<name>[^\n<>]{2,80}?)\s*<(?P<mail>[^<>\s]+@[^<>\s]+)>\s*đã ký lên văn bản")
STAMP_TIME = re.compile(
    r"(?:Thời gian ký|Ngày ký|Giờ ký)\s*:?\s*(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})(?:\s+(?P<t>\d{1,2}:\d\d(?::\d\d)?))?(?:\s*(?P<z>[+-]\d\d:\d\d))?"
)
STAMP_SIGNER = re.compile(
    r"(?:Ký bởi|Người ký|Được ký bởi)\s*:?\s*(?P<name>[^\n]{2,80}?)(?=\s*(?:Cơ quan|Email|Thời gian|Ngày ký|Giờ ký|\n|$))"
)
STAMP_BODY = re.compile(
    r"Cơ quan(?: phát hành)?\s*:\s*(?P<name>[^\n]{2,80}?)(?=\s*(?:Email|Thời gian|Ngày ký|Giờ ký|Ký bởi|\n|$))"
)


def read_signatures(document: Document) -> list[Signature]:
    """Signatures of the file first, then printed ones whose time the file does not already give."""
    known = {(signature.time or "")[:19] for signature in document.signatures if signature.time}
    printed = [claim for claim in (*_blocks(document), *_stamps(document)) if (claim.time or "")[:19] not in known]
    return [*document.signatures, *printed]


def _blocks(document: Document) -> list[Signature]:
    text = document.text
    times = list(TIME.finditer(text))
    signatures = []
    for index, match in enumerate(times):
        limit = times[index + 1].start() if index + 1 < len(times) else len(text)
        signer = SIGNER.search(text, match.end(), min(limit, match.end() + 400))
        start, end = match.start(), signer.end() if signer else match.end()
        organisation = text[match.end() : signer.start()].strip(" \n\t") if signer else ""
        raw, page, bbox = document.evidence(start, end)
        signatures.append(
            Signature(
                raw=raw,
                confidence=0.9 if signer else 0.7,
                page=page,
                bbox=bbox,
                signer=signer["name"].strip() if signer else None,
                organisation=organisation.split("\n")[-1].strip() or None,
                time=_with_zone(match.group(1)),
            )
        )
    return signatures


def _stamps(document: Document) -> list[Signature]:
    """Stamps of signing programs: Ký bởi …, Cơ quan …, Thời gian ký …; also among the lines set aside as furniture."""
    signatures = []
    for page in document.pages:
        text = "\n".join(line.text for line in (*page.lines, *page.furniture))
        for match in STAMP_TIME.finditer(text):
            before = text[max(match.start() - 300, 0) : match.start()]
            signer, body = STAMP_SIGNER.search(before), STAMP_BODY.search(before)
            clock = (
                (match["t"] or "00:00:00").zfill(8)
                if match["t"] and match["t"].count(":") == 2
                else f"{(match['t'] or '00:00').zfill(5)}:00"
            )
            time = f"{match['y']}-{int(match['m']):02}-{int(match['d']):02}T{clock}{match['z'] or '+07:00'}"
            signatures.append(
                Signature(
                    raw=match.group(0),
                    confidence=0.6,
                    page=page.number,
                    bbox=None,
                    signer=signer["name"].strip() if signer else None,
                    organisation=body["name"].strip() if body else None,
                    time=time,
                )
            )
    return signatures


def _with_zone(time: str) -> str:
    return re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", time)
