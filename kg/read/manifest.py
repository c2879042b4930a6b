"""A table beside the articles that says what the files themselves do not: their dates, outlets, titles."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from kg.errors import UsageError
from kg.read.decode import decode
from kg.read.fields import read_metadata
from kg.read.locate import location, os_reason
from kg.read.record import Options, Unreadable

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
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns = {name.strip().casefold(): name for name in rows.fieldnames or ()}
    column = next((columns[name] for name in _FILE_COLUMNS if name in columns), None)
    if column is None:
        raise UsageError(f"The manifest {path} has no column named 'path': its first line must name the columns.")
    manifest: dict[str, Mapping[str, str]] = {}
    for row in rows:
        name = (row.pop(column) or "").strip()
        if not name:
            continue
        values = read_metadata({key: value for key, value in row.items() if isinstance(key, str)}, Options())
        manifest[location(path.parent / name, base)] = {
            key: value.strip() for key, value in values.items() if key != "text" and value
        }
    return manifest
