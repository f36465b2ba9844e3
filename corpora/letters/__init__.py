"""Letters written by hand, as data with their truth. All content is made up; the legal documents that they cite are real."""

from __future__ import annotations

import csv
import json
from functools import cache
from importlib.resources import files

from corpora.letters.model import Cited, Letter, from_json

FOLDER = files("corpora.letters")


@cache
def pool() -> dict[str, Cited]:
    """Legal documents that letters may cite, by id.

    `pool.tsv` holds facts only: type, number, date, issuer and title, most of them from the codification of law
    and the gazette; a title may hold the markup of a document that it names.
    """
    with FOLDER.joinpath("pool.tsv").open("r", encoding="utf-8") as file:
        return {
            row["id"]: Cited(
                row["doc_type"],
                row["number"] or None,
                row["date"] or None,
                row["issuer"] or None,
                row["title"] or None,
                row["link"],
            )
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        }


@cache
def handwritten() -> tuple[Letter, ...]:
    """The letters of this folder, in order of file name."""
    paths = sorted(
        (path for path in FOLDER.iterdir() if path.name.endswith(".json") and path.name[0].isdigit()),
        key=lambda p: p.name,
    )
    return tuple(from_json(json.loads(path.read_text(encoding="utf-8")), pool()) for path in paths)
