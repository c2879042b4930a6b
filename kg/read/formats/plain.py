"""Plain text: the file is the article."""

from __future__ import annotations

from collections.abc import Iterator

from kg.read.decode import decode
from kg.read.record import Options, Problem, Record, Source


def read(source: Source, options: Options) -> Iterator[Record | Problem]:
    """One record, the whole file; title, author and date are looked for in its head later on."""
    yield Record(decode(source.data()))
