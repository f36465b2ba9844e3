"""The small picture of a legal document's relations ("lược đồ"): positions only, drawn by parts/diagram.html. Pure.

          what came after it (amends, replaces, repeals it)
what it rests on ───►  the document  ───► what carries it out, guides it, cites it as a basis
          what it amended, replaced, repealed
"""

from collections.abc import Sequence

from api.web.context import Diagram, DiagramEdge, DiagramNode, Relation

NODE_WIDTH, NODE_HEIGHT = 176.0, 40.0
GAP = 14.0
COLUMN_GAP = 76.0
MARGIN = 8.0
CAPTION = 20.0
MOST = 5  # boxes on a side; further ones are counted
LINE_LENGTH = 26  # characters of a 12 px label that fit the box

SEVERAL = {  # caption of a side whose relations are of several kinds
    "left": "Văn bản làm cơ sở",
    "right": "Văn bản dẫn chiếu",
    "top": "Văn bản tác động",
    "bottom": "Văn bản chịu tác động",
}


def layout(name: str, relations: Sequence[Relation]) -> Diagram | None:
    """The picture of a document called `name`; None where it has no relations."""
    sides = {side: [one for one in relations if one.side == side] for side in ("left", "right", "top", "bottom")}
    if not any(sides.values()):
        return None
    above = _rows_height(sides["top"])
    beside = max(_column_height(sides["left"]), _column_height(sides["right"]), NODE_HEIGHT)
    spread = max(_line_width(sides["top"]), _line_width(sides["bottom"]), NODE_WIDTH) / 2
    left_room = MARGIN + max((NODE_WIDTH + COLUMN_GAP) if sides["left"] else 0.0, spread - NODE_WIDTH / 2)
    right_room = MARGIN + max((NODE_WIDTH + COLUMN_GAP) if sides["right"] else 0.0, spread - NODE_WIDTH / 2)
    width = left_room + NODE_WIDTH + right_room
    middle = (left_room + NODE_WIDTH / 2, MARGIN + above + beside / 2)
    centre_x, centre_y = left_room, middle[1] - NODE_HEIGHT / 2
    nodes = [DiagramNode(centre_x, centre_y, wrapped(name), "", name, centre=True)]
    edges: list[DiagramEdge] = []
    captions: list[tuple[float, float, str]] = []
    for side, left in (("left", MARGIN), ("right", width - MARGIN - NODE_WIDTH)):
        column = _column(sides[side], left, middle[1])
        nodes += column
        edges += [_side_edge(node, centre_x, middle[1], side == "left") for node in column]
        if column:
            captions.append((left + NODE_WIDTH / 2, column[0].y - 7, _caption(side, sides[side])))
    for side, top in (("top", MARGIN + CAPTION), ("bottom", MARGIN + above + beside + GAP + CAPTION + 8)):
        line = _line(sides[side], top, middle[0])
        nodes += line
        edges += [_end_edge(node, middle[0], centre_y, side == "top") for node in line]
        if line:
            captions.append((middle[0], top - 7, _caption(side, sides[side])))
    bottom = max(node.y for node in nodes) + NODE_HEIGHT + MARGIN
    return Diagram(width, bottom, NODE_WIDTH, NODE_HEIGHT, tuple(nodes), tuple(edges), tuple(captions))


def _line_width(side: Sequence[Relation]) -> float:
    return len(_shown(side, _in_line(side))) * (NODE_WIDTH + GAP) - GAP


def _in_line(side: Sequence[Relation]) -> int:
    """Boxes of a row above or below; with more, the last is the count of the rest."""
    return 2 if len(side) > 3 else 3


def _column_height(side: Sequence[Relation]) -> float:
    count = min(len(side), MOST) + (len(side) > MOST)
    return count * (NODE_HEIGHT + GAP) - GAP + CAPTION if count else 0.0


def _rows_height(side: Sequence[Relation]) -> float:
    return CAPTION + NODE_HEIGHT + 2 * GAP if side else 0.0


def _column(side: Sequence[Relation], left: float, middle: float) -> list[DiagramNode]:
    shown = _shown(side, MOST)
    top = middle - (len(shown) * (NODE_HEIGHT + GAP) - GAP) / 2
    return [
        DiagramNode(left, top + index * (NODE_HEIGHT + GAP), lines, address, caption)
        for index, (lines, address, caption) in enumerate(shown)
    ]


def _line(side: Sequence[Relation], top: float, middle: float) -> list[DiagramNode]:
    start = middle - _line_width(side) / 2
    return [
        DiagramNode(start + index * (NODE_WIDTH + GAP), top, lines, address, caption)
        for index, (lines, address, caption) in enumerate(_shown(side, _in_line(side)))
    ]


def _shown(side: Sequence[Relation], most: int) -> list[tuple[tuple[str, ...], str, str]]:
    found = [(wrapped(one.name), one.address, f"{one.label}: {one.name}. {one.title}".strip()) for one in side[:most]]
    if len(side) > most:
        found.append(((f"và {len(side) - most} văn bản khác",), "#relations", ""))
    return found


def _side_edge(node: DiagramNode, centre_x: float, middle: float, left: bool) -> DiagramEdge:
    """Arrows point at what comes after: from a basis to the document, from the document to what rests on it."""
    y = node.y + NODE_HEIGHT / 2
    if left:
        return DiagramEdge(node.x + NODE_WIDTH, y, centre_x, middle)
    return DiagramEdge(centre_x + NODE_WIDTH, middle, node.x, y)


def _end_edge(node: DiagramNode, middle: float, centre_y: float, top: bool) -> DiagramEdge:
    """Arrows point from the document that changes to the one that is changed."""
    x = node.x + NODE_WIDTH / 2
    if top:
        return DiagramEdge(x, node.y + NODE_HEIGHT, middle, centre_y)
    return DiagramEdge(middle, centre_y + NODE_HEIGHT, x, node.y)


def _caption(side: str, relations: Sequence[Relation]) -> str:
    names = {one.label for one in relations}
    return names.pop() if len(names) == 1 else SEVERAL[side]


def wrapped(text: str) -> tuple[str, ...]:
    """A label on at most two lines, the second cut with an ellipsis."""
    words = text.split()
    first: list[str] = []
    while words and len(" ".join([*first, words[0]])) <= LINE_LENGTH:
        first.append(words.pop(0))
    if not first and words:
        first = [words.pop(0)]
    rest = " ".join(words)
    if len(rest) > LINE_LENGTH:
        rest = rest[: LINE_LENGTH - 1].rstrip() + "…"
    return tuple(line for line in (" ".join(first), rest) if line)
