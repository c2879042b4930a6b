"""Sentence bounds, looked up once a Doc: spaCy's `token.sent` walks the whole Doc at every call."""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

_KEY = "kg.sentences"


def bounds(token: Token) -> tuple[int, int]:
    """First and last-but-one token index of the sentence that a token stands in, [start, end).

    The Doc's sentences must be final: they are read once and kept in `doc.user_data`.
    """
    doc = token.doc
    found: list[tuple[int, int]] | None = doc.user_data.get(_KEY)
    if found is None:
        found = [(s.start, s.end) for s in doc.sents for _ in range(s.start, s.end)] if len(doc) else []
        doc.user_data[_KEY] = found
    return found[token.i]


def sentence_start(token: Token) -> int:
    """Index of the first token of the sentence."""
    return bounds(token)[0]


def sentence_of(token: Token) -> Span:
    """The sentence that a token stands in."""
    first, end = bounds(token)
    doc: Doc = token.doc
    return doc[first:end]
