"""Full text of the stored documents: what a user types, as a query of SQLite's FTS5; what it finds, with the hits.

What stands in page furniture is no hit: every page of a site has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from kg.errors import UsageError
from kg.evidence.database import Evidence
from kg.records import Furniture

# Highlighting puts these around hits; stored text has no control characters.
OPEN, CLOSE = "\x01", "\x02"
# Characters of text on each side of a hit.
_AROUND = 100
_PART = re.compile(r'"([^"]*)"?|(\S+)')
# Scripts without spaces between words, which FTS5 takes a whole clause of for one word: searched letter by letter.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_MARKED = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: a MATCH expression of quoted strings (or none), and strings that must stand in the text."""

    match: str | None
    strings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that has what was looked for: where its hits are, and the words around the best of them, with hits
    between `**`."""

    document: str
    location: str
    title: str | None
    publisher: str | None
    published: str | None
    language: str | None
    hits: tuple[tuple[int, int], ...]
    snippet: str

    def row(self) -> tuple[str | int | None, ...]:
        """The hit as a row of a table: the document in words, how many hits, and where the first stands."""
        start, end = self.hits[0]
        return (
            *(self.title or self.location, self.publisher, self.published, self.location, self.language),
            *(len(self.hits), self.snippet, start, end, self.document),
        )


def parse(text: str) -> Query:
    """The query that a user's text stands for: words that must all occur, "phrases" in quotes, and `word*` for
    beginnings. Nothing that a user types is an error of syntax; raises UsageError where there is no word in it.

    >>> parse('attack on "city hall" AND (NOT')
    Query(match='"attack" "on" "city hall" "AND" "NOT"', strings=())
    """
    clean = text.replace("\0", " ").encode("utf-8", "replace").decode()
    terms, strings = [], []
    for phrase, word in _PART.findall(clean):
        part = phrase or word
        if not re.search(r"[^\W_]", part):
            continue
        if _UNSPACED.search(part):
            strings.append(part.strip("*"))
            continue
        prefix = " *" if not phrase and part.endswith("*") else ""
        words = re.sub(r"[^\w\s'’.-]+", " ", part).strip()
        terms.append(f'"{words}"{prefix}')
    if not terms and not strings:
        raise UsageError(f"{text!r} holds no word to search for")
    return Query(" ".join(terms) or None, tuple(strings))


def search(evidence: Evidence, text: str) -> Iterator[Hit]:
    """The documents that have all words of `text`, best first, one after another."""
    query = parse(text)
    for key, body, marked in evidence.matches(query.match, query.strings, OPEN, CLOSE):
        metadata, locations = evidence.metadata(key)
        hits = sorted({*_marks(marked), *_occurrences(body, query.strings)})
        hits = [hit for hit in hits if not _in_furniture(hit, metadata.furniture)]
        if hits:
            start, end = _window(body, hits)
            shown = [(max(a, start), min(b, end)) for a, b in hits if a < end and b > start]
            yield Hit(
                document=key,
                location=locations[0],
                title=metadata.title,
                publisher=metadata.publisher,
                published=metadata.published,
                language=metadata.language,
                hits=tuple(hits),
                snippet=_snippet(body, start, end, shown),
            )


def _marks(marked: str) -> Iterator[tuple[int, int]]:
    """Where hits are in the text, from the text with marks."""
    for number, match in enumerate(_MARKED.finditer(marked)):
        start = match.start() - 2 * number
        yield start, start + len(match[1])


def _occurrences(text: str, strings: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    for string in strings:
        for match in islice(re.finditer(re.escape(string), text), 1000):
            yield match.span()


def _in_furniture(hit: tuple[int, int], furniture: tuple[Furniture, ...]) -> bool:
    return any(mark.start <= hit[0] < mark.end for mark in furniture)


def _window(text: str, hits: list[tuple[int, int]]) -> tuple[int, int]:
    """The stretch, of whole words, around the hit that has most others near it; the first of these."""
    first = max(
        range(len(hits)), key=lambda n: (sum(0 <= a - hits[n][0] <= 2 * _AROUND for a, _ in hits[n : n + 20]), -n)
    )
    begin, end = max(0, hits[first][0] - _AROUND), min(len(text), hits[first][1] + 2 * _AROUND)
    if begin:
        begin = text.find(" ", begin, hits[first][0]) + 1 or begin
    if end < len(text):
        end = max(text.rfind(" ", hits[first][1], end), hits[first][1])
    return begin, end


def _snippet(text: str, start: int, end: int, hits: list[tuple[int, int]]) -> str:
    pieces, at = ["… " if start else ""], start
    for a, b in hits:
        if a >= at:
            pieces += [text[at:a], "**", text[a:b], "**"]
            at = b
    pieces += [text[at:end], " …" if end < len(text) else ""]
    return " ".join("".join(pieces).split())
