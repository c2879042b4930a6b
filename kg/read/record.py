"""What a format reader takes and gives: one `Source` in, `Record`s and `Problem`s out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

# No article is this long; a larger file is a dump in need of splitting, or a bomb in a small .gz.
MAX_BYTES = 64 * 2**20
# A JSON file may hold a whole collection.
MAX_COLLECTION_BYTES = 1024 * 2**20


class Unreadable(Exception):
    """A file, or one record of it, cannot be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Record:
    """One text and what its source says about it, as it stands there: neither cleaned nor checked.

    `number` counts from 1 in a file of many records and is None where the file is the record. `structured` says that
    the source keeps title and text apart, so that the title has to be put before the text.
    """

    text: str
    number: int | None = None
    structured: bool = False
    given_id: str | None = None
    title: str | None = None
    url: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one record of a file, or the rest of it, could not be read."""

    reason: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What the user says about records: `field_map` leads from our names of fields to theirs."""

    field_map: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """An open file, unpacked where it was packed."""

    stream: BinaryIO

    def data(self, limit: int = MAX_BYTES) -> bytes:
        """All bytes; raises `Unreadable` where there are more than `limit`."""
        data = self.stream.read(limit + 1)
        if len(data) > limit:
            raise Unreadable(f"holds more than {limit // 2**20} MB of text: split it into articles")
        return data


Reader = Callable[[Source, Options], Iterator[Record | Problem]]
