"""An answer key: what a careful reader finds in some articles, written down by hand."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from kg.errors import KgError, UsageError

Side = str | list[str] | dict[str, list[Any]] | None
"""One side of a claim: an id of the key, words, `{"any": [sides]}`, or nobody."""


class KeyEntity(msgspec.Struct):
    """Somebody or something that the articles name, by all names that are right."""

    id: str
    type: str | list[str]
    names: list[str]
    optional: bool = False

    @property
    def types(self) -> list[str]:
        """The node types that are right."""
        return [self.type] if isinstance(self.type, str) else self.type


class KeyEvent(msgspec.Struct):
    """An event that the articles tell of."""

    id: str
    names: list[str]
    date: str = ""
    optional: bool = False


class KeyClaim(msgspec.Struct):
    """A claim that one document makes, with the words that make it."""

    document: str
    predicate: str
    polarity: str
    evidence: str
    certainty: list[str] = msgspec.field(default_factory=list)
    subject: Side = None
    object: Side = None
    speaker: Side = None
    reported_by: Side = None
    kind: str | None = None
    min: int | None = None
    max: int | None = None
    optional: bool = False


class Key(msgspec.Struct):
    """A whole answer key."""

    entities: list[KeyEntity]
    events: list[KeyEvent]
    relations: list[tuple[str, str, str]]
    optional: list[tuple[str, str, str]] = msgspec.field(default_factory=list)
    forbidden: list[tuple[str, str, str]] = msgspec.field(default_factory=list)
    claims: list[KeyClaim] = msgspec.field(default_factory=list)
    documents: list[str] = msgspec.field(default_factory=list)

    def covered(self) -> set[str]:
        """The documents that the key is for: those that its claims name, and those listed, which make no claim."""
        return {*self.documents, *(claim.document for claim in self.claims)}

    def names(self) -> dict[str, list[str]]:
        """The names of each entity and event, by id."""
        entries: list[KeyEntity | KeyEvent] = [*self.entities, *self.events]
        return {entry.id: entry.names for entry in entries}

    def optional_ids(self) -> set[str]:
        """The ids of entities and events that are neither rewarded nor punished."""
        entries: list[KeyEntity | KeyEvent] = [*self.entities, *self.events]
        return {entry.id for entry in entries if entry.optional}


def load_key(path: Path) -> Key:
    """Read an answer key. Raises UsageError where there is no such file, KgError naming what is wrong in it."""
    try:
        key = msgspec.json.decode(path.read_bytes(), type=Key)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    except msgspec.MsgspecError as error:
        raise KgError(f"{path}: is no answer key: {error}") from error
    ids = set(key.names())
    for triple in (*key.relations, *key.optional, *key.forbidden):
        for end in (triple[0], triple[2]):
            if end not in ids:
                raise KgError(f"{path}: the relation {' '.join(triple)} names {end!r}, which is no id of the key")
    for claim in key.claims:
        for side in (claim.subject, claim.object, claim.speaker, claim.reported_by):
            _check_side(side, ids, f"{path}: the claim of {claim.document} on {claim.evidence[:60]!r}")
    return key


def _check_side(side: Any, ids: set[str], where: str) -> None:
    if isinstance(side, dict):
        if set(side) != {"any"}:
            raise KgError(f"{where}: a side is an id, a list of words, or {{'any': [...]}}")
        for one in side["any"]:
            _check_side(one, ids, where)
    elif isinstance(side, str) and side not in ids:
        raise KgError(f"{where}: names {side!r}, which is no id of the key (words are given as a list)")


def normalise(text: str) -> str:
    """A name as it is compared: without case, accents, punctuation, leading article and genitive.

    >>> normalise("The Café's")
    'cafe'
    """
    text = unicodedata.normalize("NFKD", text).replace("’", "'")
    text = "".join(c for c in text if not unicodedata.combining(c)).casefold()
    text = re.sub(r"^(the|a|an)\s+", "", text.strip())
    text = re.sub(r"'s$", "", text)
    return re.sub(r"[^\w]+", " ", text).strip()


@dataclass(frozen=True, slots=True)
class Figures:
    """Precision, recall and F1, and the counts that they are made from."""

    tp: int
    fp: int
    fn: int

    @property
    def precision(self) -> float:
        """Of what was found, how much is right."""
        return self.tp / max(1, self.tp + self.fp)

    @property
    def recall(self) -> float:
        """Of what is right, how much was found."""
        return self.tp / max(1, self.tp + self.fn)

    @property
    def f1(self) -> float:
        """The harmonic mean of both.

        >>> Figures(tp=1, fp=1, fn=0).f1
        0.6666666666666666
        """
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)

    def as_dict(self) -> dict[str, float | int]:
        """The figures, rounded to four digits, and the counts."""
        rates = {name: round(getattr(self, name), 4) for name in ("precision", "recall", "f1")}
        return {**rates, "tp": self.tp, "fp": self.fp, "fn": self.fn}
