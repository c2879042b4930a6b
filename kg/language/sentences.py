"""Sentence bounds, looked up once a Doc: spaCy's `token.sent` and `doc.sents` walk the whole Doc at every call."""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

_KEY = "kg.sentences"


def sentence_bounds(doc: Doc) -> list[tuple[int, int]]:
    """First token and end of each sentence. The Doc's sentences must be final: they are kept in `doc.user_data`."""
    return _read(doc)[0]


def _read(doc: Doc) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The bounds of each sentence, and those of the sentence of each token."""
    found: tuple[list[tuple[int, int]], list[tuple[int, int]]] | None = doc.user_data.get(_KEY)
    if found is None:
        sentences = [(s.start, s.end) for s in doc.sents] if len(doc) else []
        found = sentences, [pair for pair in sentences for _ in range(*pair)]
        doc.user_data[_KEY] = found
    return found


def sentence_start(token: Token) -> int:
    """Index of the first token of the sentence."""
    return _read(token.doc)[1][token.i][0]


def sentence_of(token: Token) -> Span:
    """The sentence that a token stands in."""
    first, end = _read(token.doc)[1][token.i]
    doc: Doc = token.doc
    return doc[first:end]
