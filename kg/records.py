"""The records that travel between the rooms.

Frozen dataclasses with slots, and nothing from spaCy: `read` makes an Article, `extract` turns it into an Extraction
(the JSON record of `kg extract`), `evidence` stores that, `resolve` makes a Graph of many. All offsets are characters
into the stored text, end exclusive.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import msgspec

# What stands in a location between an archive and the file inside it, and the location of standard input.
MEMBER = "!/"
STDIN = "-"

Value = str | int | float | bool | tuple[str, ...] | None


def text_hash(text: str) -> str:
    """The key of a document: SHA-256 of its stored text, in hex.

    >>> text_hash("abc")[:8]
    'ba7816bf'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Furniture:
    """A stretch of the stored text that is page furniture (a menu, an advert): nothing is extracted from it."""

    start: int
    end: int
    rule: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceMetadata:
    """What a source says about a text: the one list of these fields, which the records of the rooms take over."""

    title: str | None = None
    url: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None


METADATA_FIELDS = tuple(one.name for one in fields(SourceMetadata))


def unmarked(text: str, furniture: Iterable[Furniture]) -> str:
    """What is left of a text without its page furniture (sorted, apart from each other).

    >>> unmarked("Menu\\nHe left.", [Furniture(0, 5, "control", "is a button")])
    'He left.'
    """
    pieces, at = [], 0
    for mark in furniture:
        pieces.append(text[at : mark.start])
        at = mark.end
    return "".join([*pieces, text[at:]])


@dataclass(frozen=True, slots=True)
class Article(SourceMetadata):
    """One text as it was read, with what its source says about it.

    `location` is the file's path and, in a file of many records, `#` and the record's number; `given_id` the id that
    the input gave; `published` an ISO 8601 date (YYYY-MM-DD), or less where less is known.
    """

    text: str
    location: str
    given_id: str | None = None
    furniture: tuple[Furniture, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that could not be read: where, why, and what the user can do."""

    location: str
    reason: str


@dataclass(frozen=True, slots=True)
class Span:
    """Words of the text. `mention` is the id of the mention they are, where they belong to a chain with a name;
    `event` the id of the event they stand for."""

    start: int
    end: int
    text: str
    mention: str | None = None
    event: str | None = None


@dataclass(frozen=True, slots=True)
class Argument:
    """A Span that plays a role in an event."""

    start: int
    end: int
    text: str
    role: str
    mention: str | None = None
    event: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """Words that count people: `min` and `max` are inclusive bounds, None = open; `group` whom they count."""

    start: int
    end: int
    text: str
    kind: str
    min: int | None = None
    max: int | None = None
    group: str | None = None
    mention: str | None = None
    event: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of somebody or something; `entity` is the chain inside the document that it belongs to."""

    id: str
    start: int
    end: int
    text: str
    label: str
    form: str
    entity: str


@dataclass(frozen=True, slots=True)
class Event:
    """One event of one document, with all mentions of it in that document."""

    id: str
    event_type: str
    subtype: str | None
    status: str
    date: str | None
    date_end: str | None
    date_precision: str | None
    date_source: str
    trigger: Span
    mentions: tuple[Span, ...] = ()
    part_of: str | None = None
    arguments: tuple[Argument, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Extent:
    """A bare stretch of text: where a sentence, or a claim's own words, stand."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One assertion, in one place of one document: the receipt behind every edge. See docs/ontology.md."""

    id: str
    predicate: str
    polarity: str
    certainty: str
    voice: str
    quote: str
    subject: Span
    object: Span | None
    sentence: Extent
    evidence: Extent
    rule: str
    confidence: float
    role: str | None = None
    about: str | None = None
    speaker: Span | None = None
    reported_by: tuple[Span, ...] = ()
    within: str | None = None
    kind: str | None = None
    min: int | None = None
    max: int | None = None
    group: str | None = None
    as_of: str | None = None
    date: str | None = None
    said_on: str | None = None
    since: str | None = None
    until: str | None = None
    current: bool | None = None
    verification: str | None = None
    verified_by: Span | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of one source text, and the text."""

    id: str
    title: str | None
    url: str | None
    author: str | None
    publisher: str | None
    published: str | None
    language: str | None
    text: str
    furniture: tuple[Furniture, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was read out of one document: one line of `kg extract`."""

    document: Document
    mentions: tuple[Mention, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()

    def to_json(self, *, furniture: bool = True) -> bytes:
        """The record as one line of JSON (UTF-8, no line break); `furniture=False` leaves the marks out.

        >>> Extraction(Document("d", None, None, None, None, None, "en", "Hi.")).to_json()[:20]
        b'{"document":{"id":"d'
        """
        if furniture:
            return msgspec.json.encode(self)
        plain: dict[str, Any] = msgspec.to_builtins(self)
        del plain["document"]["furniture"]
        return msgspec.json.encode(plain)

    @classmethod
    def from_json(cls, data: bytes | str) -> Extraction:
        """Read a record back; raises `msgspec.ValidationError` naming the field that is not as it should be."""
        return msgspec.json.decode(data, type=cls)


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the graph: `type` is its label (Person, Organization, Place, Event, Document, Claim)."""

    id: str
    type: str
    properties: Mapping[str, Value] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the node is called."""
        return str(self.properties.get("name") or "")


@dataclass(frozen=True, slots=True)
class Edge:
    """A typed edge between two nodes, named by their ids."""

    source: str
    type: str
    target: str
    properties: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes sorted by (type, id), edges by (type, source, target): the same evidence gives the same order."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as evidence keeps it: what was read out of it (its `document.id` is the hash of its text), the
    locations that hold it (sorted), and the ids that the inputs gave it."""

    extraction: Extraction
    locations: tuple[str, ...] = ()
    given_ids: tuple[str, ...] = ()
