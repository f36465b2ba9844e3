"""Digital signatures that a PDF claims: who, for whom, when. Nothing is verified; the record says "claimed"."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from models.record import Signature

PDF_TIME = re.compile(r"^D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:(Z)|([+-])(\d\d)'?(\d\d)?)?")
CONFIDENCE = 0.9  # printed by the signing program, not verified


def read_signatures(data: bytes) -> tuple[Signature, ...]:
    """Signature dictionaries of signed fields, in the order of the fields; () where the PDF has none or is damaged."""
    if b"/Sig" not in data and b"/ObjStm" not in data:
        return ()
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            form = pdf.Root.get("/AcroForm")
            if form is None:
                return ()
            fields = list(_signed(form.get("/Fields") or [], 0))
            found = [_signature(field["/V"]) for field in fields]
    except (pikepdf.PdfError, KeyError, TypeError, ValueError, AttributeError):
        return ()
    unique: list[Signature] = []
    for signature in found:
        if signature is not None and signature not in unique:
            unique.append(signature)
    return tuple(unique)


def _signed(fields: Iterable[Any], depth: int) -> Iterable[Any]:
    for field in fields:
        if depth < 8 and field.get("/Kids") is not None:
            yield from _signed(field["/Kids"], depth + 1)
        if field.get("/FT") == "/Sig" and field.get("/V") is not None:
            yield field


def _signature(value: Any) -> Signature | None:
    subject = _subject(bytes(value["/Contents"])) if value.get("/Contents") is not None else {}
    name = subject.get("name") or _text(value.get("/Name"))
    organisation = subject.get("organisation")
    time = iso_time(_text(value.get("/M")) or "")
    if not (name or time):
        return None
    raw = " ".join(part for part in (name, organisation, _text(value.get("/M"))) if part)
    return Signature(raw=raw, confidence=CONFIDENCE, signer=name, organisation=organisation, time=time)


def _text(value: Any) -> str | None:
    return str(value).strip() or None if value is not None else None


def iso_time(text: str) -> str | None:
    """PDF date (ISO 32000-1, 7.9.4) as ISO 8601: "D:20250312134948+07'00'" is 2025-03-12T13:49:48+07:00."""
    match = PDF_TIME.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, zulu, sign, zone_hour, zone_minute = match.groups()
    zone = "Z" if zulu else f"{sign}{zone_hour}:{zone_minute or '00'}" if sign else ""
    return f"{year}-{month or '01'}-{day or '01'}T{hour or '00'}:{minute or '00'}:{second or '00'}{zone}"


def _subject(contents: bytes) -> dict[str, str]:
    """Common name and organisation of the signer's certificate in a PKCS #7 container; {} where it cannot be read."""
    try:
        certificates = pkcs7.load_der_pkcs7_certificates(_der(contents))
    except (ValueError, TypeError, NotImplementedError):
        return {}
    issuers = {certificate.issuer for certificate in certificates}
    leaves = [certificate for certificate in certificates if certificate.subject not in issuers]
    if not leaves:
        return {}
    subject = leaves[0].subject
    names = {"name": _first(subject, NameOID.COMMON_NAME), "organisation": _first(subject, NameOID.ORGANIZATION_NAME)}
    return {key: value for key, value in names.items() if value}


def _der(contents: bytes) -> bytes:
    """The container without the zeros that fill its reserved room: its DER length says where it ends."""
    if len(contents) < 4 or contents[0] != 0x30 or contents[1] < 0x80 or contents[1] == 0x80:
        return contents
    size = contents[1] & 0x7F
    return contents[: 2 + size + int.from_bytes(contents[2 : 2 + size], "big")]


def _first(subject: x509.Name, oid: x509.ObjectIdentifier) -> str:
    values = subject.get_attributes_for_oid(oid)
    return str(values[0].value).strip() if values else ""
