"""How well the words of a value were read, as one figure for the whole value."""

from extractor.document import Document


def reading_of(document: Document, start: int, end: int) -> float:
    """0 to 1. Short values are as good as their worst word; in a long text one bad word spoils only a part.

    text[start:end] of a text layer gives 1.0; of OCR, the engine's confidences of its words.
    """
    scores = [span.word.confidence for span in document.spans_of(start, end)]
    if not scores:
        return 1.0
    worst, mean = min(scores), sum(scores) / len(scores)
    return worst if len(scores) <= 3 else 0.35 * worst + 0.65 * mean
