"""The formats that can be read. A new one is a module with a `read` function and a line in `FORMATS`.

A module is loaded when the first file of its format is met, so that nobody waits for libraries that he does not need.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from kg.read.record import Reader

# By suffix, in lower case; each may be followed by .gz.
FORMATS: Mapping[str, str] = {
    ".txt": "plain",
    ".text": "plain",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "table",
    ".tsv": "table",
    ".pdf": "pdf",
    ".docx": "docx",
    ".eml": "mail",
    ".mbox": "mbox",
    ".warc": "warc",
    ".zip": "archive",
}


def reader(name: str) -> Reader:
    """The reader of a format, by its name in `FORMATS`."""
    read: Reader = import_module(f"kg.read.formats.{name}").read
    return read
