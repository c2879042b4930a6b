"""What stands beside the articles and says what the files themselves do not: their dates, outlets, titles.

A table for all of them (`--manifest`), or a JSON object for one file (`FILE.meta.json`).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from kg.errors import UsageError
from kg.read.decode import decode
from kg.read.fields import read_metadata
from kg.read.locate import location, os_reason
from kg.read.record import Options, Problem, Record, Unreadable

_FILE_COLUMNS = ("path", "file", "filename", "location")


def read_manifest(path: Path, base: Path | None = None) -> Mapping[str, Mapping[str, str]]:
    """What a CSV file says about articles: location -> field -> value, without the fields that are empty.

    The first line names the columns: `path` (or `file`, `filename`, `location`), relative to the table's own folder,
    with `#` and a number for a record of a file of many; the others as fields are named in JSON (title, date,
    publisher, author, url, language, id). Raises `UsageError` where the table cannot be read or has no such column.
    """
    try:
        text = decode(path.read_bytes())
    except OSError as error:
        raise UsageError(f"The manifest {path} {os_reason(error)}.") from error
    except Unreadable as error:
        raise UsageError(f"The manifest {path} {error}.") from error
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UsageError(f"The manifest {path} is no CSV table ({error}): correct it.") from error
    names = next(csv.reader([head], delimiter=delimiter), [])
    columns = {name.strip().casefold(): name for name in names}
    column = next((columns[name] for name in _FILE_COLUMNS if name in columns), None)
    if column is None:
        raise UsageError(f"The manifest {path} has no column named 'path': its first line must name the columns.")
    manifest: dict[str, Mapping[str, str]] = {}
    for row in rows:
        name = (row.pop(column) or "").strip()
        if not name:
            continue
        manifest[location(path.parent / name, base)] = _known({k: v for k, v in row.items() if isinstance(k, str)})
    return manifest


def read_sidecar(data: bytes) -> Mapping[str, str]:
    """What the object in a `FILE.meta.json` says: field -> value; raises `Unreadable` where it is none.

    >>> read_sidecar(b'{"outlet": "Example Post", "date": "2024-05-24"}')
    {'published': '2024-05-24', 'publisher': 'Example Post'}
    """
    try:
        values = json.loads(decode(data))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"is not JSON ({error}): correct it") from None
    if not isinstance(values, dict):
        raise Unreadable("is no JSON object with the fields of an article: correct it")
    return _known(values)


def describe(records: Iterator[Record | Problem], known: Mapping[str, str]) -> Iterator[Record | Problem]:
    """The records with what is known of them from elsewhere, which goes before what they say themselves."""
    fields: dict[str, Any] = dict(known)
    for record in records:
        yield replace(record, **fields) if fields and isinstance(record, Record) else record


def _known(values: Mapping[str, Any]) -> dict[str, str]:
    found = read_metadata(values, Options())
    return {name: value.strip() for name, value in found.items() if name != "text" and value and value.strip()}
