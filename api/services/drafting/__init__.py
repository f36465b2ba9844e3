"""A new document as DOCX in the official layout: head, number, title, legal basis, sections, sign-off, distribution.

State documents follow Nghị định 30/2020/NĐ-CP, phụ lục I; Party documents Hướng dẫn 36-HD/VPTW. What only the drafter
knows is left as "…" to fill in.

    skeleton   what follows from issuer, title and type    writing   the DOCX
    layout     pieces of a page
"""

import html
from collections.abc import Sequence

from api.services.drafting.skeleton import Section, Skeleton, skeleton, with_sections
from api.services.drafting.writing import docx
from api.services.legal_basis.wording import is_italic


def rich_text(lines: Sequence[str], doc_type: str) -> str:
    """The basis as HTML for pasting into a word processor: same font, size, indent and slant as in the DOCX."""
    style = (
        "font-family:'Times New Roman',serif;font-size:14pt;text-align:justify;text-indent:1.27cm;margin:0 0 6pt 0;"
        f"font-style:{'italic' if is_italic(doc_type) else 'normal'}"
    )
    return "\n".join(f'<p style="{style}">{html.escape(line)}</p>' for line in lines)


__all__ = ["Section", "Skeleton", "docx", "rich_text", "skeleton", "with_sections"]
