"""What a format reader takes and gives: one `Source` in, `Record`s and `Problem`s out."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from kg.limits import Limits
from kg.records import SourceMetadata

_PIECE = 2**20


class Unreadable(Exception):
    """A file, or one record of it, cannot be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Record(SourceMetadata):
    """One text and what its source says about it, as it stands there: neither cleaned nor checked.

    `number` counts from 1 in a file of many records and is None where the file is the record; the attachments of the
    twelfth message are 12.1, 12.2. `structured` says that the source keeps title and text apart, so that the title
    has to be put before the text. `member` is the name of a file inside an archive.
    """

    text: str
    number: int | str | None = None
    member: str | None = None
    structured: bool = False
    given_id: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one record of a file, or the rest of it, could not be read."""

    reason: str
    number: int | str | None = None
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What the user says about records: `field_map` leads from our names of fields to theirs.

    `archives` is whether an archive may be opened: not inside another.
    """

    field_map: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    archives: bool = True


@dataclass(frozen=True, slots=True)
class Source:
    """An open file, unpacked where it was packed, and how much of it may be held in memory at once."""

    stream: BinaryIO
    limits: Limits = field(default_factory=Limits)

    def data(self) -> bytes:
        """All bytes; raises `Unreadable` where there are more than the limit."""
        pieces = []
        left = self.limits.bytes
        while piece := self.stream.read(min(left + 1, _PIECE)):  # which may give less than it is asked for
            pieces.append(piece)
            left -= len(piece)
            if left < 0:
                break
        if left < 0:
            raise Unreadable(
                f"holds more than {self.limits.megabytes} MB: split it into articles, or raise --max-megabytes"
            )
        return b"".join(pieces)

    def in_memory(self) -> BinaryIO:
        """The same as a file that one can go back in."""
        return io.BytesIO(self.data())


Reader = Callable[[Source, Options], Iterator[Record | Problem]]
