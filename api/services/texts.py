"""Bytes of a text file to characters, without judging yet which Vietnamese charset they are in."""

BYTE_ORDER_MARKS = (("utf-8-sig", b"\xef\xbb\xbf"), ("utf-16", b"\xff\xfe"), ("utf-16", b"\xfe\xff"))


def decode_text(data: bytes) -> str:
    """UTF-8 or UTF-16 where the bytes are that, else one character a byte, as legacy charsets are carried."""
    for encoding, mark in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
