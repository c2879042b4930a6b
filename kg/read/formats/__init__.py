"""The formats that can be read. A new one is a module with a `read` function and a line in `FORMATS`."""

from __future__ import annotations

from collections.abc import Mapping

from kg.read.formats import html, json, jsonl, markdown, plain
from kg.read.record import Reader

# By suffix, in lower case; each may be followed by .gz.
FORMATS: Mapping[str, Reader] = {
    ".txt": plain.read,
    ".text": plain.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
    ".json": json.read,
    ".jsonl": jsonl.read,
    ".ndjson": jsonl.read,
}
