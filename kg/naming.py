"""Which node a name stands for: how names are compared, ranked, and told apart."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.errors import UsageError
from kg.stores import Rows

FOUND_COLUMNS = ("id", "type", "name", "what", "aliases", "date", "documents", "document")
LISTED = 10  # candidates that a message names

EXACT, ALIAS, PREFIX, PART = range(4)


class NotFound(UsageError):
    """No node fits a name or an id."""


class Ambiguous(UsageError):
    """Several nodes fit a name; `candidates` lists them, with the columns of `find`."""

    def __init__(self, text: str, candidates: Rows) -> None:
        lines = [f"{text!r} fits {len(candidates)} nodes; pick one by its id:"]
        lines += [f"  {_told(row)}" for row in candidates.dicts()[:LISTED]]
        if len(candidates) > LISTED:
            lines.append(f"  and {len(candidates) - LISTED} more; `kg find` lists them all")
        super().__init__("\n".join(lines))
        self.candidates = candidates


def _told(row: dict[str, Any]) -> str:
    """A candidate in one line: what tells it from the others, as far as the graph knows."""
    parts = [row["type"], *([row["what"]] if row["what"] else [])]
    others = [name for name in row["aliases"] if name != row["name"]]
    if others:
        parts.append(f"also called {', '.join(others[:3])}")
    count = row["documents"]
    parts.append(f"{count} document{'s' * (count != 1)}" + (f", {row['document']!r}" if row["document"] else ""))
    return " ".join(f"{row['id']}  {row['name']} ({'; '.join(parts)})".split("\n"))


@dataclass(frozen=True, slots=True)
class Named:
    """A node with a name: what `find` shows of it.

    `what` says in a few words what it is (roles, kind, country); `document` is the title of one of its documents.
    """

    id: str
    type: str
    name: str
    what: str
    names: tuple[str, ...]
    date: str | None
    documents: int
    document: str = ""
    keys: frozenset[str] = field(default_factory=frozenset)

    def row(self) -> tuple[Any, ...]:
        """Its row, with FOUND_COLUMNS."""
        return (self.id, self.type, self.name, self.what, list(self.names), self.date, self.documents, self.document)


def comparable(text: str) -> str:
    """A name as it is compared: without case, accents, punctuation or a leading article.

    Signs that are no punctuation, `$` or `€`, are part of a name.

    >>> comparable("The Café's"), comparable("A$AP")
    ('cafe s', 'a$ap')
    """
    flat = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    kept = "".join(c if c.isalnum() or unicodedata.category(c) in ("Sc", "Sm", "So") or c == "_" else " " for c in flat)
    return re.sub(r"^(the|a|an) ", "", " ".join(kept.split()))


def rank(text: str, entities: Collection[Named]) -> list[tuple[int, Named]]:
    """Whatever a text may name, best fit first: a full name, an alias, the beginning of a name, a part of one."""
    wanted = comparable(text)
    found = []
    for entity in entities if wanted else ():
        name = comparable(entity.name)
        if name == wanted:
            fit = EXACT
        elif wanted in entity.keys:
            fit = ALIAS
        elif any(one.startswith(wanted) for one in (name, *entity.keys)):
            fit = PREFIX
        elif any(wanted in one for one in (name, *entity.keys)):
            fit = PART
        else:
            continue
        found.append((fit, entity))
    return sorted(found, key=lambda pair: (pair[0], -pair[1].documents, pair[1].name, pair[1].id))


def pick(text: str, entities: Sequence[Named]) -> Named:
    """The one node that a name stands for. Raises Ambiguous where several fit, NotFound where none does.

    A full name comes before an alias, an alias before a part of a name, with one exception: a surname or a first name
    alone stands for everybody who bears it, also where one of them is mostly or only known by it.
    """
    ranked = rank(text, entities)
    if not ranked:
        close = difflib.get_close_matches(text, sorted({entity.name for entity in entities}), n=3, cutoff=0.6)
        hint = f" Close to it: {', '.join(close)}." if close else ""
        raise NotFound(f"nobody and nothing in the graph is called {text!r}.{hint}")
    best = ranked[0][0]
    # A prefix and a part of a name are equally weak: neither picks one among several.
    fitting = [entity for fit, entity in ranked if fit == best or (best >= PREFIX and fit >= PREFIX)]
    wanted = comparable(text)
    if any(entity.type == "Person" for entity in fitting) and (best == ALIAS or " " not in wanted):
        fitting += [entity for _, entity in ranked if entity not in fitting and _bears(entity, wanted)]
    if len(fitting) > 1:
        raise Ambiguous(text, Rows(FOUND_COLUMNS, tuple(entity.row() for entity in fitting)))
    return fitting[0]


def _bears(entity: Named, wanted: str) -> bool:
    """Whether it is a person whose name begins or ends with these words."""
    return entity.type == "Person" and any(
        f"{name} ".startswith(f"{wanted} ") or f" {name}".endswith(f" {wanted}")
        for name in (comparable(entity.name), *entity.keys)
    )
