"""Opening what is to be read: the right reader by suffix (or, on standard input, by how it begins), unpacked."""

from __future__ import annotations

import gzip
import io
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from kg.read.formats import FORMATS
from kg.read.record import Reader, Source, Unreadable

_GZIP = b"\x1f\x8b"
_SNIFFED = 64 * 1024
_JSON = re.compile(rb"""(?:\xef\xbb\xbf)?\s*(?:\{\s*"|\[\s*[{\]])""")
_HTML = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I)


def reader_for(path: Path) -> Reader:
    """The reader for a file by its suffix; raises `Unreadable` where there is none.

    >>> reader_for(Path("a/b.JSONL.gz")).__module__
    'kg.read.formats.jsonl'
    """
    name = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    reader = FORMATS.get(name.suffix.lower())
    if reader is not None:
        return reader
    known = ", ".join(FORMATS)
    if not name.suffix:
        raise Unreadable(f"has no suffix to tell its format by: rename it to one of {known}")
    raise Unreadable(f"is in a format that cannot be read ({name.suffix}): convert it to one of {known}")


@contextmanager
def open_file(path: Path) -> Iterator[Source]:
    """The content of a file, unpacked if its name ends in .gz."""
    with path.open("rb") as stream:
        if path.suffix.lower() == ".gz":
            with gzip.GzipFile(fileobj=stream) as unpacked:
                yield Source(cast(BinaryIO, unpacked))
        else:
            yield Source(stream)


@contextmanager
def open_stdin() -> Iterator[tuple[Reader, Source]]:
    """Standard input and the reader for it: JSON, JSON Lines or a web page if it begins so, else plain text."""
    outer = io.BufferedReader(cast(io.RawIOBase, sys.stdin.buffer), _SNIFFED)
    stream = outer
    try:
        if stream.peek(2).startswith(_GZIP):
            stream = io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=outer)), _SNIFFED)
        yield FORMATS[_suffix(stream.peek(_SNIFFED))], Source(stream)
    finally:
        outer.detach()  # else standard input would be closed with the wrapper


def _suffix(beginning: bytes) -> str:
    if _HTML.match(beginning):
        return ".html"
    if not _JSON.match(beginning):
        return ".txt"
    try:
        value = json.loads(beginning.split(b"\n", 1)[0])
    except ValueError:
        return ".json"
    return ".jsonl" if isinstance(value, dict) else ".json"
