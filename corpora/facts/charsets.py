"""Legacy Vietnamese charsets as tables: what one letter looks like when its bytes are read as Windows-1252 or Latin-1.

`<name>.tsv`: src_hex (code points), src_chars, target (one letter, NFC). Sources: TCVN3 equals glibc's TCVN codec on its 74
bytes, VISCII glibc's VISCII on 134, VNI two independent programs on 134, VPS one library on 133 of 134; CP1258 is
Windows-1258 (base letter, then a combining tone) shown as Windows-1252. Bytes 80 to 9F stand twice: raw and as Windows-1252.
"""

from functools import cache
from importlib.resources import files

NAMES = ("tcvn3", "vni", "viscii", "vps", "cp1258")


@cache
def charset(name: str) -> dict[str, str]:
    """Characters as found in the file (one or two) to the letter they stand for. KeyError for an unknown name."""
    if name not in NAMES:
        raise KeyError(name)
    lines = files("corpora.facts").joinpath(f"{name}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines if line]
    return {"".join(chr(int(code, 16)) for code in row[0].split()): row[2] for row in rows}
